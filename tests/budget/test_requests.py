"""A request sent twice is harmless, and who may ask for a movement of money at all."""

from collections.abc import Callable
from typing import Any

import pytest

from budget.models import Award, AwardLine, Envelope, LedgerEntry
from budget.services import (
    BudgetRefused,
    appropriate,
    differences,
    ledger,
    open_envelope,
    pay,
    release,
    reverse,
)
from initiatives.models import FundingSource
from journal.models import Record
from municipality.models import Role
from municipality.verdicts import Refused
from tests.budget.conftest import Money, make_money, state_of_everything, totals
from tests.factories import make_contest, make_official, make_user, som
from tests.together import all_after, together

pytestmark = pytest.mark.django_db


# --- a repeated request ---


def test_a_repeated_request_is_harmless(money: Money, line: AwardLine) -> None:
    def requests() -> list[LedgerEntry]:
        return [
            appropriate(by=money.accountant, envelope=money.donor, amount=som(10), ground="Токтом", key="a"),
            appropriate(by=money.accountant, envelope=money.donor, amount=-som(10), ground="Токтом", key="b"),
            release(by=money.accountant, line=line, money=som(1_000), ground="Калды", key="c"),
            pay(by=money.accountant, line=line, money=som(11_000), ground="Эсеп-фактура", key="d"),
        ]

    first = requests()
    before = state_of_everything()
    assert requests() == first
    assert state_of_everything() == before


def test_a_key_of_another_request_is_refused(money: Money, line: AwardLine) -> None:
    pay(by=money.accountant, line=line, money=som(1_000), ground="Эсеп-фактура", key="1")
    before = state_of_everything()
    for attempt in (
        lambda: pay(by=money.accountant, line=line, money=som(2_000), ground="Эсеп-фактура", key="1"),
        lambda: release(by=money.accountant, line=line, money=som(1_000), ground="Калды", key="1"),
        lambda: appropriate(by=money.accountant, envelope=money.local, amount=som(1_000), ground="Токтом", key="1"),
    ):
        with pytest.raises(BudgetRefused):
            attempt()
    assert state_of_everything() == before


def test_a_key_like_an_award_s_does_not_make_an_award_without_money(money: Money) -> None:
    application = money.application()
    forged = f"award:{application.pk}:{money.local.pk}"
    appropriate(by=money.accountant, envelope=money.local, amount=som(5), ground="Токтом", key=forged)
    with pytest.raises(BudgetRefused):
        money.award((money.local, 5), application=application)
    assert not Award.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_same_request_sent_at_once_is_entered_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """All look before any of them inserts: the key was free for each, and each gets the one entry."""
    money = make_money()
    line = money.award((money.local, 12_000)).lines.get()
    monkeypatch.setattr(ledger, "_entered_before", all_after(ledger._entered_before, 8))

    def request() -> int:
        return pay(by=money.accountant, line=line, money=som(1_000), ground="Эсеп-фактура", key="1").pk

    ends = together([request] * 8)
    assert ends == [LedgerEntry.objects.get(key="1").pk] * 8
    assert totals(line) == (12_000, 1_000)
    assert Record.objects.filter(verb="ledger.pay").count() == 1
    assert differences() == []


# --- who may ---


def movements(money: Money, line: AwardLine, source: FundingSource) -> dict[str, Callable[[Any], Any]]:
    """Each movement a person can ask for, by name; each is asked for by the given user."""
    entry = money.donor.entries.get()
    return {
        "open": lambda user: open_envelope(by=user, source=source, amount=100, ground="Токтом"),
        "raise": lambda user: appropriate(by=user, envelope=money.donor, amount=100, ground="Токтом", key="1"),
        "lower": lambda user: appropriate(by=user, envelope=money.donor, amount=-100, ground="Токтом", key="2"),
        "release": lambda user: release(by=user, line=line, money=100, ground="Калды", key="3"),
        "pay": lambda user: pay(by=user, line=line, money=100, ground="Эсеп-фактура", key="4"),
        "reverse": lambda user: reverse(by=user, entry=entry, ground="Ката"),
    }


@pytest.mark.parametrize("movement", ["open", "raise", "lower", "release", "pay", "reverse"])
@pytest.mark.parametrize(
    ("role", "allowed"),
    [(Role.ACCOUNTANT, True), (Role.SPECIALIST, True), (Role.HEAD, True), (Role.OBSERVER, False), ("", False)],
)
def test_who_moves_money(money: Money, line: AwardLine, movement: str, role: str, allowed: bool) -> None:
    municipality = money.contest.municipality
    source = make_contest(municipality, state="draft", envelopes=False).sources.all()[0]
    asked = movements(money, line, source)[movement]
    person = make_official(municipality, role) if role else make_user()
    if allowed:
        assert isinstance(asked(person), (LedgerEntry, Envelope))
        return
    before = state_of_everything()
    with pytest.raises(Refused) as refusal:
        asked(person)
    assert refusal.value.reasons
    assert state_of_everything() == before


@pytest.mark.parametrize("movement", ["open", "raise", "lower", "release", "pay", "reverse"])
def test_the_neighbours_accountant_and_the_administrator_move_nothing(
    money: Money, line: AwardLine, movement: str
) -> None:
    source = make_contest(money.contest.municipality, state="draft", envelopes=False).sources.all()[0]
    asked = movements(money, line, source)[movement]
    neighbour = make_official(make_money().contest.municipality, Role.ACCOUNTANT)
    administrator = make_user(is_superuser=True)
    before = state_of_everything()
    for person in (neighbour, administrator):
        with pytest.raises(Refused):
            asked(person)
    assert state_of_everything() == before
