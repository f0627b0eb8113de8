"""The money of one contest: 23 000 som of the local budget, 50 000 of a donor with at most 25 000 for one."""

from dataclasses import dataclass
from typing import Any

import pytest

from budget.models import Amendment, Award, AwardLine, Envelope, LedgerEntry
from budget.services import award
from initiatives.models import Application, Contest
from journal.models import Record
from municipality.models import Role, User
from tests.factories import make_application, make_contest, make_municipality, make_official, som


@dataclass
class Money:
    """A contest with its envelopes, and the people who keep its ledger."""

    contest: Contest
    local: Envelope
    donor: Envelope
    accountant: User
    head: User

    def application(self, **fields: Any) -> Application:
        """An application that nothing has been decided on."""
        return make_application(self.contest, state="admitted", **fields)

    def award(self, *sums: tuple[Envelope, int], application: Application | None = None, **more: Any) -> Award:
        """Award sums in som to an application, a new one unless given."""
        return award(
            by=self.head,
            application=application or self.application(),
            lines=[(envelope, som(money)) for envelope, money in sums],
            ground="Комиссиянын протоколу",
            **more,
        )


def make_money(**contest: Any) -> Money:
    """Store a contest whose application time is over, with its envelopes."""
    municipality = make_municipality()
    found = make_contest(municipality, **{"state": "scoring", **contest})
    envelopes = list(Envelope.objects.of_contest(found))
    return Money(
        contest=found,
        local=envelopes[0],
        donor=envelopes[-1],
        accountant=make_official(municipality, Role.ACCOUNTANT),
        head=make_official(municipality, Role.HEAD),
    )


@pytest.fixture
def money(db: None) -> Money:
    """The money of the talk."""
    return make_money()


@pytest.fixture
def line(money: Money) -> AwardLine:
    """12 000 som of the local budget, committed to one initiative."""
    return money.award((money.local, 12_000)).lines.get()


def totals(row: Envelope | AwardLine) -> tuple[int, ...]:
    """The totals of an envelope (amount, committed, disbursed) or a line (committed, disbursed), in som."""
    row.refresh_from_db()
    columns = ("amount", "committed", "disbursed") if isinstance(row, Envelope) else ("committed", "disbursed")
    return tuple(getattr(row, column) // 100 for column in columns)


def state_of_everything() -> tuple[Any, ...]:
    """What a refusal must leave as it was."""
    return (
        list(Envelope.objects.order_by("id").values_list()),
        list(AwardLine.objects.order_by("id").values_list()),
        Award.objects.count(),
        Amendment.objects.count(),
        LedgerEntry.objects.count(),
        Record.objects.count(),
    )
