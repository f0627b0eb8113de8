"""Sixteen at once and one envelope: never a tyiyn too much, and nobody sees how close it was."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import OperationalError, connection

from budget.models import Award, Envelope, LedgerEntry
from budget.services import BudgetRefused, appropriate, award, awards, differences, pay
from journal import triggers
from journal.services import verify
from tests.budget.conftest import Money, make_money
from tests.factories import som
from tests.together import all_after, together

pytestmark = pytest.mark.django_db(transaction=True)

THREADS = 16
EACH = som(3_000)
FIT = 7  # 23 000 som are seven times 3 000 and 2 000 more


@pytest.fixture
def everyone_looks_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """The check before the write has said yes to all before any of them writes."""
    monkeypatch.setattr(awards, "award_faults", all_after(awards.award_faults, THREADS))


def race(money: Money, **how: Any) -> list[Any]:
    """Let sixteen applications be awarded 3 000 som each of the local envelope; return what became of each."""
    applications = [money.application() for _ in range(THREADS)]

    def job(application: Any) -> Any:
        envelope = Envelope.objects.select_related("source").get(pk=money.local.pk)
        return award(by=money.head, application=application, lines=[(envelope, EACH)], ground="Протокол")

    return together([lambda application=application: job(application) for application in applications], **how)


def kinds(ends: list[Any]) -> Counter[str]:
    """Count how the threads ended."""
    return Counter(type(end).__name__ for end in ends)


@pytest.mark.usefixtures("everyone_looks_first")
def test_as_many_are_awarded_as_fit() -> None:
    money = make_money()
    ends = race(money)
    assert kinds(ends) == {"Award": FIT, "BudgetRefused": THREADS - FIT}
    for end in ends:
        if isinstance(end, BudgetRefused):
            assert end.rule == "envelope_committed_within_amount", "the database must have decided, not the look"
            assert money.local.source.name in str(end)
    money.local.refresh_from_db()
    assert (money.local.amount, money.local.committed) == (som(23_000), FIT * EACH)
    assert Award.objects.count() == FIT
    assert LedgerEntry.objects.filter(kind="commit").count() == FIT
    assert differences() == []
    assert verify()[1] == []


@pytest.fixture
def without_the_guard(transactional_db: None) -> Iterator[None]:
    """Envelopes without the CHECK; what the test leaves in them goes before it is put back."""
    [check] = [c for c in Envelope._meta.constraints if c.name == "envelope_committed_within_amount"]
    with connection.schema_editor() as editor:
        editor.remove_constraint(Envelope, check)
    yield
    triggers.drop_all(connection)
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE budget_envelope CASCADE")
    with connection.schema_editor() as editor:
        editor.add_constraint(Envelope, check)
    triggers.create(connection, triggers.every())
    with connection.cursor() as cursor:
        assert check.name in connection.introspection.get_constraints(cursor, "budget_envelope")


@pytest.mark.postgres
@pytest.mark.usefixtures("without_the_guard", "everyone_looks_first")
def test_without_the_guard_the_same_race_overspends() -> None:
    """The negative control: if this did not overspend, the race above would prove nothing."""
    money = make_money()
    ends = race(money)
    money.local.refresh_from_db()
    assert kinds(ends) == {"Award": THREADS}
    assert money.local.committed == THREADS * EACH > money.local.amount


@pytest.mark.postgres
@pytest.mark.usefixtures("everyone_looks_first")
@pytest.mark.parametrize("isolation", ["READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"])
def test_no_isolation_level_overspends(isolation: str) -> None:
    """Where a transaction cannot be put in order with the others, PostgreSQL ends it; that is a refusal too."""
    money = make_money()
    ends = race(money, isolation=isolation)
    refusals = (BudgetRefused,) if isolation == "READ COMMITTED" else (BudgetRefused, OperationalError)
    granted = [end for end in ends if isinstance(end, Award)]
    assert all(isinstance(end, (Award, *refusals)) for end in ends), ends
    assert 1 <= len(granted) <= FIT
    if isolation == "READ COMMITTED":
        assert len(granted) == FIT
    money.local.refresh_from_db()
    assert money.local.committed == len(granted) * EACH <= money.local.amount
    assert {entry.line.award for entry in LedgerEntry.objects.filter(kind="commit")} == set(granted)
    assert differences() == []
    assert verify()[1] == []


def test_two_envelopes_in_opposite_order_do_not_lock_each_other() -> None:
    money = make_money()
    applications = [money.application() for _ in range(THREADS)]
    lines = [(money.local, som(1_000)), (money.donor, som(2_000))]

    def job(place: int) -> Any:
        in_order = lines if place % 2 else lines[::-1]
        return award(by=money.head, application=applications[place], lines=in_order, ground="Протокол")

    ends = together([lambda place=place: job(place) for place in range(THREADS)])
    assert kinds(ends) == {"Award": THREADS}, ends
    for envelope, each in lines:
        envelope.refresh_from_db()
        assert envelope.committed == THREADS * each
    assert differences() == []


@pytest.mark.usefixtures("everyone_looks_first")
def test_one_application_is_awarded_once_however_many_press() -> None:
    money = make_money()
    application = money.application()
    number = application.number

    def job() -> Any:
        return award(by=money.head, application=application, lines=[(money.local, som(1_000))], ground="Протокол")

    ends = together([job] * THREADS)
    assert kinds(ends) == {"Award": 1, "BudgetRefused": THREADS - 1}, ends
    assert all(number in str(end) for end in ends if isinstance(end, BudgetRefused))
    money.local.refresh_from_db()
    assert money.local.committed == som(1_000)


def test_payments_at_once_stop_at_what_was_committed() -> None:
    money = make_money()
    line = money.award((money.local, 12_000)).lines.get()
    # Enough is committed to another that the envelope alone would allow more.
    money.award((money.local, 11_000))

    def job(place: int) -> Any:
        return pay(by=money.accountant, line=line, money=som(1_000), ground="Эсеп-фактура", key=f"pay:{place}")

    ends = together([lambda place=place: job(place) for place in range(THREADS)])
    assert kinds(ends) == {"LedgerEntry": 12, "BudgetRefused": THREADS - 12}, ends
    line.refresh_from_db()
    assert line.disbursed == line.committed == som(12_000)
    assert differences() == []


def test_an_envelope_lowered_while_it_is_awarded_from() -> None:
    money = make_money()
    applications = [money.application() for _ in range(THREADS // 2)]

    def lower(place: int) -> Any:
        return appropriate(
            by=money.accountant, envelope=money.local, amount=-som(4_000), ground="Кыскартуу", key=f"lower:{place}"
        )

    def grant(place: int) -> Any:
        return money.award((money.local, 3_000), application=applications[place], check_first=False)

    jobs = [lambda place=place: (lower, grant)[place % 2](place // 2) for place in range(THREADS)]
    ends = together(jobs)
    assert set(kinds(ends)) <= {"Award", "LedgerEntry", "BudgetRefused"}, ends
    money.local.refresh_from_db()
    granted, lowered = kinds(ends)["Award"], kinds(ends)["LedgerEntry"]
    assert money.local.committed == granted * EACH
    assert money.local.amount == som(23_000) - lowered * som(4_000)
    # Whoever came too late was refused because too little was left, not because of the crowd.
    assert money.local.free < som(4_000)
    assert differences() == []
