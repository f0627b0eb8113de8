"""The triggers are there, come back when they are lost, and someone hears of it meanwhile."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import IntegrityError, OperationalError, connection, models, transaction
from django.db.migrations import Migration

from budget.models import LedgerEntry
from initiatives.models import FundingSource
from journal import triggers
from journal.models import Record
from journal.services import act
from tests.factories import make_contest, make_municipality

# Only SQLite rebuilds tables.
only_sqlite = pytest.mark.sqlite


def drop(name: str) -> None:
    """Take one trigger away."""
    [trigger] = [trigger for trigger in triggers.every() if trigger.name == name]
    on_table = "" if connection.vendor == "sqlite" else f" ON {trigger.table}"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}{on_table}")


@pytest.mark.django_db
def test_every_room_s_triggers_are_there_after_migrate() -> None:
    assert triggers.missing(connection) == set()
    rooms = {app.name for app in apps.get_app_configs() if triggers.of_app(app.name)}
    assert {"journal", "municipality", "documents", "initiatives", "budget", "committee"} <= rooms
    assert len(triggers.present(connection)) >= 80


def test_no_two_triggers_share_a_name_and_none_is_cut_off() -> None:
    names = [trigger.name for trigger in triggers.every()]
    assert len(names) == len(set(names))
    # PostgreSQL cuts names off at 63 bytes; two might then become one.
    assert [name for name in names if len(name) > 63] == []


def test_every_trigger_is_on_a_table_that_is_there() -> None:
    tables = {model._meta.db_table for model in apps.get_models()}
    assert [trigger.name for trigger in triggers.every() if trigger.table not in tables] == []


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["journal_record_append_only", "entry_moves_totals", "budget_envelope_never_deleted"])
def test_a_lost_trigger_is_missed_and_made_again_by_migrate(client: Any, name: str) -> None:
    assert client.get("/health/").status_code == 200
    drop(name)
    assert triggers.missing(connection) == {name}
    response = client.get("/health/")
    assert response.status_code == 503
    assert response.json() == {"ok": False, "missing": [name]}
    call_command("migrate", verbosity=0)
    assert triggers.missing(connection) == set()
    assert client.get("/health/").json() == {"ok": True, "missing": []}


@pytest.mark.django_db
def test_a_trigger_that_came_back_refuses_again() -> None:
    drop("journal_record_append_only")
    with act() as journal:
        village = make_municipality()
        journal.record("acted", village, by=None, municipality=None)
    Record.objects.update(verb="nobody objects")
    call_command("migrate", verbosity=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        Record.objects.update(verb="acted")


@pytest.mark.django_db
def test_made_twice_they_are_there_once() -> None:
    before = triggers.present(connection)
    triggers.create(connection, triggers.every())
    triggers.create(connection, triggers.every())
    assert triggers.present(connection) == before


# --- SQLite rebuilds a table whenever a field of it is altered ---


def longer(model: type[models.Model], name: str) -> tuple[Any, Any]:
    """A field of the model and the same with another length, whose change rebuilds the table."""
    old: Any = model._meta.get_field(name)
    new = old.clone()
    new.max_length = old.max_length + 1
    new.set_attributes_from_name(name)
    new.model = model
    return old, new


@pytest.fixture
def plan() -> Iterator[list[tuple[Migration, bool]]]:
    """A plan with something to do; whatever the test does to the tables, their triggers come back."""
    yield [(Migration("0002_longer", "journal"), False)]
    triggers.create(connection, triggers.every())


@only_sqlite
@pytest.mark.django_db(transaction=True)
def test_a_rebuilt_table_gets_its_triggers_back(plan: Any) -> None:
    old, new = longer(Record, "verb")
    for before, after in ((old, new), (new, old)):
        with connection.schema_editor() as editor:
            editor.alter_field(Record, before, after)
        assert triggers.missing(connection) == {"journal_record_append_only", "journal_record_never_deleted"}
        emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
        assert triggers.missing(connection) == set()


@only_sqlite
@pytest.mark.django_db(transaction=True)
def test_a_table_that_other_tables_triggers_speak_of_is_rebuilt(plan: Any) -> None:
    old, new = longer(FundingSource, "ground_ky")
    with pytest.raises(OperationalError, match="trigger"), connection.schema_editor() as editor:
        editor.alter_field(FundingSource, old, new)
    emit_pre_migrate_signal(verbosity=0, interactive=False, db="default", plan=plan)
    assert triggers.present(connection) == set()
    for before, after in ((old, new), (new, old)):
        with connection.schema_editor() as editor:
            editor.alter_field(FundingSource, before, after)
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
    assert triggers.missing(connection) == set()
    make_contest()
    with pytest.raises(IntegrityError):
        LedgerEntry.objects.update(ground="the rules are kept again")


@pytest.mark.django_db
def test_a_migrate_with_nothing_to_do_never_takes_the_triggers_away() -> None:
    emit_pre_migrate_signal(verbosity=0, interactive=False, db="default", plan=[])
    assert triggers.missing(connection) == set()
