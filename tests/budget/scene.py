"""A scene so tight that one tyiyn counts, and the register of the attacks on it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection, models

from budget.models import Award, AwardLine, Envelope, LedgerEntry
from budget.services import pay
from initiatives.models import Application
from tests.budget.conftest import Money, make_money
from tests.factories import SOURCES, make_application, som

SHARED = {"name_ky": "Биргелешкен булак", "name_ru": "Совместный источник", "kind": "other", "max_share": 50}


@dataclass
class Scene:
    """The local envelope is committed to the last som, to two awards, of which part is paid."""

    money: Money
    shared: Envelope
    first: Award
    second: Award
    waiting: Application

    @property
    def local(self) -> Envelope:
        return self.money.local

    @property
    def line(self) -> AwardLine:
        """12 000 som of the local budget, 5 000 of them paid."""
        return self.first.lines.get(envelope=self.money.local)

    @property
    def donor_line(self) -> AwardLine:
        """20 000 som of the donor, whose cap is 25 000, nothing paid."""
        return self.first.lines.get(envelope=self.money.donor)

    def entry(self, kind: str, money: int, *, line: AwardLine | None = None, **changes: Any) -> LedgerEntry:
        """An entry that is not stored yet, of `money` tyiyn, of the local envelope unless `line` is another's."""
        effect = LedgerEntry.EFFECTS.get(kind, (0, 0, 0))
        return LedgerEntry(
            **{
                "envelope": line.envelope if line else self.local,
                "line": line,
                "kind": kind,
                "money": money,
                "delta_amount": effect[0] * money,
                "delta_committed": effect[1] * money,
                "delta_disbursed": effect[2] * money,
                "ground": "Кол салуу",
                "entered_by": self.money.accountant,
                "key": f"attack:{LedgerEntry.objects.count()}",
                **changes,
            }
        )

    def new_line(self, envelope: Envelope, total: int, **changes: Any) -> AwardLine:
        """A line that is not stored yet, of a new award to the application that has none."""
        granted, _new = Award.objects.get_or_create(application=self.waiting)
        limits = {"cap": envelope.source.cap, "max_share": envelope.source.max_share}
        return AwardLine(**{"award": granted, "envelope": envelope, "total": total, **limits, **changes})


def make_scene() -> Scene:
    """Store the scene, all of it by the services."""
    money = make_money(sources=[SOURCES[0], SOURCES[1], {**SHARED, "amount": som(50_000)}])
    local, donor, shared = Envelope.objects.of_contest(money.contest)
    money.donor = donor
    first = money.award((local, 12_000), (donor, 20_000))
    second = money.award((local, 11_000))
    for granted, paid in ((first, 5_000), (second, 3_000)):
        pay(
            by=money.accountant,
            line=granted.lines.get(envelope=local),
            money=som(paid),
            ground="Эсеп-фактура",
            key=f"pay:{granted.pk}",
        )
    waiting = make_application(money.contest, state="admitted")
    return Scene(money, shared, first, second, waiting)


@dataclass(frozen=True)
class Attack:
    """One attack; `rules` names by engine what must refuse it."""

    name: str
    run: Callable[[Scene], object]
    rules: Mapping[str, str]


ATTACKS: list[Attack] = []
ENGINES = ("sqlite", "postgresql")


def attack(rule: str, *, only: str = "", **other: str) -> Callable[[Callable[[Scene], object]], Any]:
    """Register an attack that `rule` must refuse, on the engine `only` where named; `sqlite="…"` is its name there."""

    def register(run: Callable[[Scene], object]) -> Callable[[Scene], object]:
        rules = {engine: other.get(engine, rule) for engine in ENGINES if only in ("", engine)}
        ATTACKS.append(Attack(run.__name__, run, rules))
        return run

    return register


def sql(statement: str, *values: Any) -> None:
    """Run raw SQL."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def insert(row: models.Model, *, verb: str = "INSERT", tail: str = "") -> None:
    """Insert a row by raw SQL, past every save()."""
    fields = [field for field in row._meta.concrete_fields if not (field.primary_key and row.pk is None)]
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    sql(f"{verb} INTO {row._meta.db_table} ({columns}) VALUES ({marks}) {tail}", *values)


def reverse_raw(scene: Scene, entry: LedgerEntry, **changes: Any) -> None:
    """Insert a reversal of an entry, forged by `changes`."""
    insert(
        scene.entry(
            "reverse",
            entry.money,
            **{
                "envelope": entry.envelope,
                "line": entry.line,
                "delta_amount": -entry.delta_amount,
                "delta_committed": -entry.delta_committed,
                "delta_disbursed": -entry.delta_disbursed,
                "reverses": entry,
                **changes,
            },
        )
    )
