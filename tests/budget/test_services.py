"""Every movement of money by its service: what it does, what it refuses and in which words."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import translation

from budget import services
from budget.models import AwardLine, Envelope, LedgerEntry
from budget.services import (
    BudgetRefused,
    appropriate,
    differences,
    open_envelope,
    pay,
    release,
    reverse,
)
from journal.models import Record
from kyrgyz.money import som as in_words
from municipality.models import Role
from tests.budget.conftest import Money, make_money, state_of_everything, totals
from tests.factories import make_contest, make_official, som

pytestmark = pytest.mark.django_db


def last_record() -> Record:
    """The newest record of the journal."""
    return Record.objects.order_by("-id")[0]


# --- opening and appropriating ---


def test_an_envelope_is_opened_with_its_first_appropriation() -> None:
    source = make_contest(state="draft", envelopes=False).sources.all()[0]
    accountant = make_official(source.contest.municipality, Role.ACCOUNTANT)
    envelope = open_envelope(by=accountant, source=source, amount=som(23_000), ground="Токтом № 226")
    assert totals(envelope) == (23_000, 0, 0)
    entry = envelope.entries.get()
    assert (entry.kind, entry.money, entry.ground, entry.entered_by) == (
        "appropriate",
        som(23_000),
        "Токтом № 226",
        accountant,
    )
    assert (last_record().verb, last_record().facts) == ("ledger.appropriate", {"tyiyn": som(23_000)})


def test_an_envelope_opened_twice_is_opened_once(money: Money) -> None:
    before = state_of_everything()
    again = open_envelope(by=money.accountant, source=money.local.source, amount=som(23_000), ground="Токтом")
    assert again == money.local
    assert state_of_everything() == before


def test_an_envelope_opened_again_with_another_amount_is_refused(money: Money) -> None:
    before = state_of_everything()
    with pytest.raises(BudgetRefused):
        open_envelope(by=money.accountant, source=money.local.source, amount=som(24_000), ground="Токтом")
    assert state_of_everything() == before


def test_the_amount_is_raised_and_lowered(money: Money) -> None:
    raised = appropriate(by=money.accountant, envelope=money.local, amount=som(2_000), ground="Өзгөртүү", key="1")
    assert (raised.kind, totals(money.local)) == ("appropriate", (25_000, 0, 0))
    lowered = appropriate(by=money.accountant, envelope=money.local, amount=-som(5_000), ground="Өзгөртүү", key="2")
    assert (lowered.kind, lowered.money, totals(money.local)) == ("reduce", som(5_000), (20_000, 0, 0))
    assert differences() == []


def test_the_amount_is_never_lowered_below_what_is_committed(money: Money, line: AwardLine) -> None:
    appropriate(by=money.accountant, envelope=money.local, amount=-som(11_000), ground="Кыскартуу", key="1")
    assert totals(money.local) == (12_000, 12_000, 0)
    before = state_of_everything()
    with translation.override("ru"), pytest.raises(BudgetRefused) as refusal:
        appropriate(by=money.accountant, envelope=money.local, amount=-1, ground="Кыскартуу", key="2")
    assert refusal.value.rule == "envelope_committed_within_amount"
    assert len(refusal.value.reasons) == 1, "the name of a rule is no reason for a person"
    assert state_of_everything() == before


@pytest.mark.parametrize(("amount", "ground"), [(0, "Токтом"), (100, "")])
def test_a_movement_needs_a_sum_and_a_ground(money: Money, amount: int, ground: str) -> None:
    before = state_of_everything()
    with pytest.raises(BudgetRefused) as refusal:
        appropriate(by=money.accountant, envelope=money.local, amount=amount, ground=ground, key="1")
    assert "committed" not in str(refusal.value), "the words must tell of the real reason"
    assert refusal.value.rule == ("entry_has_ground" if amount else "entry_money_positive")
    assert state_of_everything() == before


# --- awarding ---


def test_an_award_takes_from_every_envelope_at_once(money: Money) -> None:
    award = money.award((money.local, 12_000), (money.donor, 25_000))
    assert totals(money.local) == (23_000, 12_000, 0)
    assert totals(money.donor) == (50_000, 25_000, 0)
    assert [(line.envelope, line.committed) for line in award.lines.all()] == [
        (money.local, som(12_000)),
        (money.donor, som(25_000)),
    ]
    assert award.total == som(37_000)
    assert [(entry.kind, entry.money) for entry in LedgerEntry.objects.filter(line__award=award)] == [
        ("commit", som(12_000)),
        ("commit", som(25_000)),
    ]
    assert (last_record().verb, last_record().facts) == ("award.granted", {"tyiyn": som(37_000)})
    assert last_record().subject_id == award.pk


def test_the_local_envelope_is_spent_to_the_last_som(money: Money) -> None:
    money.award((money.local, 12_000), (money.donor, 25_000))
    money.award((money.local, 11_000), (money.donor, 25_000))
    assert totals(money.local) == (23_000, 23_000, 0)
    assert totals(money.donor) == (50_000, 50_000, 0)
    application = money.application()
    before = state_of_everything()
    for check_first in (True, False):
        with pytest.raises(BudgetRefused):
            money.award((money.local, 1), check_first=check_first, application=application)
    assert state_of_everything() == before
    assert differences() == []


@pytest.mark.parametrize("check_first", [True, False])
def test_an_award_is_granted_whole_or_not_at_all(money: Money, check_first: bool) -> None:
    application = money.application()
    before = state_of_everything()
    with pytest.raises(BudgetRefused):
        money.award((money.local, 23_000), (money.donor, 25_001), application=application, check_first=check_first)
    assert state_of_everything() == before
    money.award((money.local, 23_000), (money.donor, 25_000), application=application)


REFUSALS: list[tuple[str, dict[str, Any], list[int], str, Callable[[Money], list[str]]]] = [
    (
        "nothing is left",
        {},
        [23_001, 0],
        "envelope_committed_within_amount",
        lambda money: [money.local.source.name, in_words(som(23_000)), in_words(som(23_001))],
    ),
    (
        "the cap for one initiative",
        {},
        [0, 25_001],
        "award_line_within_cap",
        lambda money: [money.donor.source.name, in_words(som(25_001)), in_words(som(25_000))],
    ),
    (
        "the largest share",
        {"sources": [
            {"name_ky": "Жергиликтүү", "name_ru": "Местный", "kind": "local", "amount": som(50_000), "max_share": 60},
            {"name_ky": "Донор", "name_ru": "Донор", "kind": "donor", "amount": som(50_000)},
        ]},
        [6_001, 4_000],
        "award_line_within_share",
        lambda money: [money.local.source.name, "60"],
    ),
]  # fmt: skip


@pytest.mark.parametrize("check_first", [True, False], ids=["seen before", "seen by the database"])
@pytest.mark.parametrize("case", REFUSALS, ids=lambda case: case[0])
def test_a_refusal_says_why(
    case: tuple[str, dict[str, Any], list[int], str, Callable[[Money], list[str]]], check_first: bool
) -> None:
    _name, contest, sums, rule, words = case
    money = make_money(**contest)
    lines = [(envelope, sum_) for envelope, sum_ in zip((money.local, money.donor), sums, strict=True) if sum_]
    with pytest.raises(BudgetRefused) as refusal:
        money.award(*lines, check_first=check_first)
    for word in words(money):
        assert word in str(refusal.value)
    assert refusal.value.rule == ("" if check_first else rule)
    assert rule not in str(refusal.value)


def test_a_share_is_exact_to_the_tyiyn() -> None:
    money = make_money(**REFUSALS[2][1])
    money.award((money.local, 6_000), (money.donor, 4_000))
    with pytest.raises(BudgetRefused) as refusal:
        services.award(
            by=money.head,
            application=money.application(),
            lines=[(money.local, som(6_000) + 1), (money.donor, som(4_000))],
            ground="Протокол",
            check_first=False,
        )
    assert refusal.value.rule == "award_line_within_share"


def test_all_reasons_are_found_at_once(money: Money) -> None:
    with pytest.raises(BudgetRefused) as refusal:
        money.award((money.local, 23_001), (money.donor, 60_000))
    assert len(refusal.value.reasons) == 3, "too much of the local budget; of the donor's, and above its cap"


@pytest.mark.parametrize("sums", [[], [0], [-5], [10, -5], [10, 0]])
def test_an_award_of_nothing_or_less(money: Money, sums: list[int]) -> None:
    lines = list(zip((money.local, money.donor), sums, strict=False))
    application = money.application()
    before = state_of_everything()
    with pytest.raises(BudgetRefused):
        money.award(*lines, application=application)
    assert state_of_everything() == before


@pytest.mark.parametrize("check_first", [True, False])
def test_one_application_is_awarded_once(money: Money, check_first: bool) -> None:
    application = money.application()
    money.award((money.local, 1_000), application=application)
    before = state_of_everything()
    with pytest.raises(BudgetRefused) as refusal:
        money.award((money.donor, 1_000), application=application, check_first=check_first)
    assert application.number in str(refusal.value)
    assert state_of_everything() == before


def test_money_of_another_contest_is_refused(money: Money) -> None:
    other = make_money()
    with pytest.raises(BudgetRefused) as refusal:
        money.award((other.local, 1_000))
    assert refusal.value.rule == "award_line_limits_are_the_source_s"


def test_what_was_read_long_ago_does_not_refuse(money: Money) -> None:
    """The sheet a clerk has before them may be old; what is left now decides."""
    first = money.award((money.local, 23_000)).lines.get()
    stale = Envelope.objects.get(pk=money.local.pk)
    release(by=money.accountant, line=first, money=som(23_000), ground="Баш тартты", key="1")
    assert stale.free == 0
    money.award((stale, 23_000))


# --- releasing, paying, reversing ---


def test_released_money_is_free_again(money: Money, line: AwardLine) -> None:
    release(by=money.accountant, line=line, money=som(2_000), ground="Арзан сатып алынды", key="1")
    assert totals(line) == (10_000, 0)
    assert totals(money.local) == (23_000, 10_000, 0)
    money.award((money.local, 13_000))


def test_paid_money_is_disbursed(money: Money, line: AwardLine) -> None:
    pay(by=money.accountant, line=line, money=som(5_000), ground="Эсеп-фактура № 1", key="1")
    pay(by=money.accountant, line=line, money=som(7_000), ground="Эсеп-фактура № 2", key="2")
    assert totals(line) == (12_000, 12_000)
    assert totals(money.local) == (23_000, 12_000, 12_000)
    assert (last_record().verb, last_record().facts) == ("ledger.pay", {"tyiyn": som(7_000)})
    assert differences() == []


@pytest.mark.parametrize("paid", [0, 5_000])
@pytest.mark.parametrize("move", [release, pay])
def test_no_more_moves_than_is_left_of_a_line(money: Money, line: AwardLine, move: Any, paid: int) -> None:
    if paid:
        pay(by=money.accountant, line=line, money=som(paid), ground="Эсеп-фактура", key="0")
    # Enough stays committed from the envelope for others, so that the line itself must refuse.
    money.award((money.local, 11_000))
    before = state_of_everything()
    with pytest.raises(BudgetRefused) as refusal:
        move(by=money.accountant, line=line, money=som(12_000 - paid) + 1, ground="Ката", key="1")
    assert refusal.value.rule == "award_line_disbursed_within_committed"
    assert state_of_everything() == before
    move(by=money.accountant, line=line, money=som(12_000 - paid), ground="Туура", key="2")


@pytest.mark.parametrize("move", [release, pay])
@pytest.mark.parametrize("sum_", [0, -1])
def test_a_line_moves_by_a_sum_above_zero(money: Money, line: AwardLine, move: Any, sum_: int) -> None:
    with pytest.raises(BudgetRefused) as refusal:
        move(by=money.accountant, line=line, money=sum_, ground="Ката", key="1")
    assert refusal.value.rule == "entry_money_positive"


def test_a_mistake_is_mended_by_a_reversal(money: Money, line: AwardLine) -> None:
    mistake = pay(by=money.accountant, line=line, money=som(9_000), ground="Эсеп-фактура № 1", key="1")
    mended = reverse(by=money.accountant, entry=mistake, ground="Сумма туура эмес")
    assert totals(line) == (12_000, 0)
    assert totals(money.local) == (23_000, 12_000, 0)
    assert (mended.reverses, mended.money, mended.kind) == (mistake, som(9_000), "reverse")
    mistake.refresh_from_db()
    assert mistake.money == som(9_000), "the mistake itself stays as it was entered"
    assert (last_record().verb, last_record().subject_id) == ("ledger.reverse", mended.pk)
    assert differences() == []


def test_a_reversal_is_made_once(money: Money, line: AwardLine) -> None:
    mistake = pay(by=money.accountant, line=line, money=som(9_000), ground="Эсеп-фактура", key="1")
    first = reverse(by=money.accountant, entry=mistake, ground="Ката")
    before = state_of_everything()
    assert reverse(by=money.accountant, entry=mistake, ground="Ката") == first
    with pytest.raises(BudgetRefused) as refusal:
        reverse(by=money.accountant, entry=first, ground="Ката эмес экен")
    assert refusal.value.rule == "reversal_undoes_its_entry"
    assert state_of_everything() == before


def test_a_commitment_that_was_paid_is_not_reversed(money: Money, line: AwardLine) -> None:
    pay(by=money.accountant, line=line, money=1, ground="Эсеп-фактура", key="1")
    before = state_of_everything()
    with pytest.raises(BudgetRefused) as refusal:
        reverse(by=money.accountant, entry=line.entries.get(kind="commit"), ground="Ката")
    assert refusal.value.rule.endswith("disbursed_within_committed")
    assert state_of_everything() == before


def test_an_appropriation_that_was_awarded_is_not_reversed(money: Money, line: AwardLine) -> None:
    with pytest.raises(BudgetRefused) as refusal:
        reverse(by=money.accountant, entry=money.local.entries.get(kind="appropriate"), ground="Ката")
    assert refusal.value.rule == "envelope_committed_within_amount"
