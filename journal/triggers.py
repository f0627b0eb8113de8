"""Rules the database keeps by itself, said once for SQLite and PostgreSQL.

A room lists its triggers in `<room>/triggers.py` as TRIGGERS. They are made anew after every `migrate`, because
SQLite drops a table's triggers whenever Django rebuilds the table. A refusing trigger raises an integrity error that
carries the trigger's name, as a CHECK does (see `journal.guards.broken_rule`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Literal

from django.apps import AppConfig, apps
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

Event = Literal["INSERT", "UPDATE", "DELETE"]


@dataclass(frozen=True)
class Trigger:
    """One trigger: its name, table, and the statements that make it on each engine."""

    name: str
    table: str
    sqlite: str
    postgresql: str


def refuse(
    name: str, *, table: str, event: Event, when: str, when_sqlite: str | None = None, after: bool = False
) -> Trigger:
    """Return a trigger that refuses `event` on a row of `table` where the SQL condition `when` holds.

    `when` speaks of OLD and NEW and may hold subqueries; `when_sqlite` replaces it on SQLite where they must differ.
    With `after`, the condition is judged once the row is in place.
    """
    moment = "AFTER" if after else "BEFORE"
    row = "OLD" if event == "DELETE" else "NEW"
    return Trigger(
        name=name,
        table=table,
        sqlite=(
            f"CREATE TRIGGER {name} {moment} {event} ON {table} FOR EACH ROW WHEN ({when_sqlite or when}) "
            f"BEGIN SELECT RAISE(ABORT, '{name}'); END"
        ),
        postgresql=_postgresql(
            name,
            f"{moment} {event} ON {table} FOR EACH ROW",
            f"IF ({when}) THEN RAISE EXCEPTION '{name}' USING ERRCODE = '23514', CONSTRAINT = '{name}'; END IF; "
            f"RETURN {row};",
        ),
    )


def post(name: str, *, table: str, statements: Iterable[str], holds: str) -> Trigger:
    """Return a trigger that runs `statements` after each row inserted into `table`, and refuses unless `holds` then.

    SQLite hands the OR IGNORE of an INSERT (Django's ignore_conflicts) down to the statements, which would then skip
    the very rows they must write; the SQL condition `holds` asks whether they were written.
    """
    body = "".join(f"{statement.strip().rstrip(';')}; " for statement in statements)
    return Trigger(
        name=name,
        table=table,
        sqlite=(
            f"CREATE TRIGGER {name} AFTER INSERT ON {table} FOR EACH ROW BEGIN {body}"
            f"SELECT RAISE(ABORT, '{name}') WHERE NOT ({holds}); END"
        ),
        postgresql=_postgresql(
            name,
            f"AFTER INSERT ON {table} FOR EACH ROW",
            f"{body}IF NOT ({holds}) THEN RAISE EXCEPTION '{name}' USING ERRCODE = '23514', CONSTRAINT = '{name}'; "
            "END IF; RETURN NULL;",
        ),
    )


def never_deleted(table: str, *, unless: str | None = None) -> list[Trigger]:
    """Return triggers that refuse TRUNCATE, and DELETE save where the SQL condition `unless` on OLD holds."""
    when = f"NOT ({unless})" if unless else "1 = 1"
    name = f"{table}_never_deleted"
    return [refuse(name, table=table, event="DELETE", when=when), _never_truncated(table)]


def append_only(table: str) -> list[Trigger]:
    """Return triggers under which rows of `table` can be inserted and read, nothing else."""
    return [
        refuse(f"{table}_append_only", table=table, event="UPDATE", when="1 = 1"),
        *never_deleted(table),
    ]


def _never_truncated(table: str) -> Trigger:
    name = f"{table}_never_truncated"
    # SQLite knows no TRUNCATE; its DELETE without WHERE fires the row trigger.
    return Trigger(
        name=name,
        table=table,
        sqlite="",
        postgresql=_postgresql(
            name,
            f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT",
            f"RAISE EXCEPTION '{name}' USING ERRCODE = '23514', CONSTRAINT = '{name}'; RETURN NULL;",
        ),
    )


def _postgresql(name: str, head: str, body: str) -> str:
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN {body} END $body$; "
        f"DROP TRIGGER IF EXISTS {name} ON {head.split(' ON ')[1].split()[0]}; "
        f"CREATE TRIGGER {name} {head} EXECUTE FUNCTION {name}()"
    )


def of_app(app_name: str) -> list[Trigger]:
    """Return the triggers that the room `app_name` lists."""
    if find_spec(f"{app_name}.triggers") is None:
        return []
    return list(getattr(import_module(f"{app_name}.triggers"), "TRIGGERS", []))


def every() -> list[Trigger]:
    """Return the triggers of all rooms."""
    return [trigger for app in apps.get_app_configs() if "." not in app.name for trigger in of_app(app.name)]


def present(connection: BaseDatabaseWrapper) -> set[str]:
    """Return the names of the triggers of ours that the database holds."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
        return {row[0] for row in cursor.fetchall()} & {trigger.name for trigger in every()}


def missing(connection: BaseDatabaseWrapper) -> set[str]:
    """Return the names of the triggers that should be in the database and are not."""
    wanted = {trigger.name for trigger in every() if trigger.postgresql and _sql(trigger, connection)}
    return wanted - present(connection)


def create(connection: BaseDatabaseWrapper, triggers: Iterable[Trigger]) -> None:
    """Make the given triggers (anew) for those tables that exist."""
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for trigger in triggers:
            if trigger.table in tables and _sql(trigger, connection):
                _drop(cursor, trigger, connection)
                cursor.execute(_sql(trigger, connection))


def drop_all(connection: BaseDatabaseWrapper) -> None:
    """Take every trigger of ours away: before SQLite rebuilds tables, and before a test empties them."""
    here = present(connection)
    with connection.cursor() as cursor:
        for trigger in every():
            if trigger.name in here:
                _drop(cursor, trigger, connection)


def _sql(trigger: Trigger, connection: BaseDatabaseWrapper) -> str:
    return trigger.sqlite if connection.vendor == "sqlite" else trigger.postgresql


def _drop(cursor: CursorWrapper, trigger: Trigger, connection: BaseDatabaseWrapper) -> None:
    on_table = "" if connection.vendor == "sqlite" else f" ON {trigger.table}"
    cursor.execute(f"DROP TRIGGER IF EXISTS {trigger.name}{on_table}")


def before_migrate(sender: AppConfig, using: str, plan: list[Any] | None = None, **kwargs: Any) -> None:
    """Drop the triggers where SQLite is about to rebuild tables that they mention."""
    if plan and connections[using].vendor == "sqlite":
        drop_all(connections[using])


def after_migrate(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """Make the triggers of the room whose migrations are done."""
    if "." not in sender.name:
        create(connections[using], of_app(sender.name))


def watch_replacing(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Let the triggers see what SQLite's REPLACE deletes: without this it deletes rows behind their back."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA recursive_triggers = ON")


TRIGGERS = [
    *append_only("journal_record"),
    *never_deleted("journal_chain"),
    refuse(
        "journal_chain_never_shrinks",
        table="journal_chain",
        event="UPDATE",
        when="NEW.length < OLD.length OR NEW.scope <> OLD.scope OR NEW.id <> OLD.id",
    ),
]
