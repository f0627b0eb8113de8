"""A later decision brings an award to other sums: by entries, all of it or nothing, never past a limit."""

from typing import Any

import pytest

from budget.models import Amendment, Award, AwardLine, Envelope, LedgerEntry
from budget.rules import award_faults, fresh
from budget.services import (
    BudgetRefused,
    amend_award,
    appropriate,
    award,
    differences,
    grant,
    grant_all,
    pay,
    release,
)
from initiatives.models import Application
from initiatives.services import set_outcome
from journal.models import Record
from municipality.verdicts import Refused
from tests.budget.conftest import Money, make_money, state_of_everything, totals
from tests.budget.scene import SHARED
from tests.factories import SOURCES, som
from tests.together import together

pytestmark = pytest.mark.django_db
GROUND = "Комиссиянын чечими"


@pytest.fixture
def tight(db: None) -> Money:
    """The money of the talk, and a third source that gives half of the initiative's money at most."""
    return make_money(sources=[SOURCES[0], SOURCES[1], {**SHARED, "amount": som(50_000)}])


def envelopes(money: Money) -> list[Envelope]:
    return list(Envelope.objects.of_contest(money.contest))


def amend(money: Money, award: Award, *sums: tuple[Envelope, int], key: str = "session:2", **more: Any) -> Award:
    """Bring an award to sums in som."""
    lines = [(envelope, som(money)) for envelope, money in sums]
    return amend_award(by=money.head, award=award, lines=lines, ground=GROUND, key=key, **more)


def committed(award: Award) -> dict[int, int]:
    return {line.envelope_id: line.committed // 100 for line in AwardLine.objects.filter(award=award)}


def new_entries(award: Award) -> list[tuple[str, int, int]]:
    """The entries of an award after its first ones: kind, envelope, som."""
    found = LedgerEntry.objects.filter(line__award=award).exclude(key__startswith="award:").order_by("id")
    return [(entry.kind, entry.envelope_id, entry.money // 100) for entry in found]


def test_money_moves_from_one_source_to_another_by_entries(money: Money) -> None:
    granted = money.award((money.local, 12_000), (money.donor, 20_000))
    assert amend(money, granted, (money.donor, 25_000), (money.local, 8_000)) == granted
    assert new_entries(granted) == [("release", money.local.pk, 4_000), ("commit", money.donor.pk, 5_000)]
    assert (totals(money.local), totals(money.donor)) == ((23_000, 8_000, 0), (50_000, 25_000, 0))
    assert granted.total == som(33_000)
    assert {line.total for line in granted.lines.all()} == {som(33_000)}
    entry = LedgerEntry.objects.latest("id")
    assert (entry.ground, entry.entered_by, entry.key) == (
        GROUND,
        money.head,
        f"session:2:{granted.pk}:{money.donor.pk}",
    )
    record = Record.objects.get(verb="award.amended")
    assert (record.subject_id, record.facts) == (granted.pk, {"before": som(32_000), "tyiyn": som(33_000)})
    kept = Amendment.objects.get()
    assert (kept.award, kept.before, kept.total, kept.ground) == (granted, som(32_000), som(33_000), GROUND)
    assert differences() == []


def test_an_envelope_left_out_comes_to_zero_and_a_new_one_gets_its_line(money: Money) -> None:
    granted = money.award((money.local, 12_000))
    amend(money, granted, (money.donor, 25_000))
    assert committed(granted) == {money.local.pk: 0, money.donor.pk: 25_000}
    assert totals(money.local) == (23_000, 0, 0)
    assert differences() == []


def test_a_withdrawn_award_holds_nothing(money: Money) -> None:
    granted = money.award((money.local, 12_000), (money.donor, 25_000))
    amend(money, granted)
    assert (granted.total, totals(money.local), totals(money.donor)) == (0, (23_000, 0, 0), (50_000, 0, 0))
    assert differences() == []


def test_a_repeated_request_changes_nothing(money: Money) -> None:
    granted = money.award((money.local, 12_000), (money.donor, 20_000))
    amend(money, granted, (money.local, 8_000))
    before = state_of_everything()
    amend(money, granted, (money.local, 8_000))
    assert state_of_everything() == before
    # Also where another decision has moved it since: the first request is that of an older one.
    amend(money, granted, (money.local, 9_000), key="session:3")
    before = state_of_everything()
    amend(money, granted, (money.local, 8_000))
    assert state_of_everything() == before


def test_one_decision_does_not_bring_an_award_to_two_sums(money: Money) -> None:
    granted = money.award((money.local, 12_000))
    amend(money, granted, (money.local, 8_000))
    before = state_of_everything()
    with pytest.raises(BudgetRefused):
        amend(money, granted, (money.local, 9_000))
    assert state_of_everything() == before


def test_the_same_sums_are_no_amendment(money: Money) -> None:
    granted = money.award((money.local, 12_000), (money.donor, 20_000))
    before = state_of_everything()
    amend(money, granted, (money.donor, 20_000), (money.local, 12_000))
    assert state_of_everything() == before


def test_one_decision_amends_several_awards_under_one_key(money: Money) -> None:
    one, other = money.award((money.local, 12_000)), money.award((money.local, 11_000))
    amend(money, one, (money.local, 11_000))
    amend(money, other, (money.local, 12_000))
    assert totals(money.local) == (23_000, 23_000, 0)


@pytest.mark.parametrize("check_first", [True, False])
def test_one_som_too_much_changes_nothing(money: Money, check_first: bool) -> None:
    granted = money.award((money.local, 12_000), (money.donor, 20_000))
    money.award((money.local, 11_000))
    before = state_of_everything()
    with pytest.raises(BudgetRefused) as refusal:
        amend(money, granted, (money.donor, 10_000), (money.local, 12_001), check_first=check_first)
    assert money.local.source.name in str(refusal.value)
    assert refusal.value.rule == ("" if check_first else "envelope_committed_within_amount")
    assert state_of_everything() == before


@pytest.mark.parametrize("check_first", [True, False])
@pytest.mark.parametrize("sums", [(4_999,), ()])
def test_never_less_than_what_is_paid(money: Money, check_first: bool, sums: tuple[int, ...]) -> None:
    granted = money.award((money.local, 12_000))
    # So that the line refuses, not its envelope.
    money.award((money.local, 6_000))
    pay(by=money.accountant, line=granted.lines.get(), money=som(5_000), ground="Эсеп-фактура", key="p")
    before = state_of_everything()
    with pytest.raises(BudgetRefused) as refusal:
        amend(money, granted, *[(money.local, s) for s in sums], check_first=check_first)
    assert "5\u00a0000" in str(refusal.value)
    assert refusal.value.rule == ("" if check_first else "award_line_disbursed_within_committed")
    assert state_of_everything() == before
    amend(money, granted, (money.local, 5_000))
    assert totals(money.local) == (23_000, 11_000, 5_000)


def test_a_cap_and_a_share_hold(tight: Money) -> None:
    local, donor, shared = envelopes(tight)
    granted = tight.award((local, 10_000), (shared, 10_000))
    for lines, rule in (
        ([(donor, 25_001)], "award_line_within_cap"),
        ([(local, 10_000), (shared, 10_001)], "award_line_within_share"),
    ):
        before = state_of_everything()
        with pytest.raises(BudgetRefused) as refusal:
            amend(tight, granted, *lines, check_first=False)
        assert refusal.value.rule == rule
        assert state_of_everything() == before


def test_a_share_may_grow_and_shrink_with_the_whole(tight: Money) -> None:
    """No row between the first entry and the last breaks a limit that the end keeps."""
    local, donor, shared = envelopes(tight)
    granted = tight.award((local, 5_000), (shared, 5_000))
    ways = [
        {local: 20_000, shared: 20_000},
        {donor: 25_000, shared: 20_000, local: 1},
        {local: 1_000, shared: 1_000},
        {},
        {shared: 12_000, donor: 12_000},
    ]
    for number, way in enumerate(ways):
        amend(tight, granted, *way.items(), key=f"session:{number}")
        assert {key: s for key, s in committed(granted).items() if s} == {e.pk: s for e, s in way.items()}
        assert differences() == []


def test_a_sum_below_zero_and_another_contest_s_money_are_refused(money: Money) -> None:
    granted, elsewhere = money.award((money.local, 12_000)), make_money()
    before = state_of_everything()
    for lines in ([(money.local, 13_000), (money.donor, -1_000)], [(elsewhere.local, 1_000)]):
        with pytest.raises(BudgetRefused):
            amend(money, granted, *lines)
    assert state_of_everything() == before


def test_an_award_whose_money_was_released_is_made_whole_again(money: Money) -> None:
    granted = money.award((money.local, 12_000))
    release(by=money.accountant, line=granted.lines.get(), money=som(4_000), ground="Арзан", key="r")
    amend(money, granted, (money.local, 8_000))
    assert granted.lines.get().total == som(8_000)


class TestGrant:
    def test_it_awards_what_has_no_award(self, money: Money) -> None:
        application = money.application()
        lines = [(money.local, som(12_000))]
        granted = grant(by=money.head, application=application, lines=lines, ground=GROUND, key="session:1")
        assert granted.application == application
        assert (granted.total, Amendment.objects.count()) == (som(12_000), 0)
        before = state_of_everything()
        grant(by=money.head, application=application, lines=lines, ground=GROUND, key="session:1")
        assert state_of_everything() == before

    def test_it_amends_what_has_one_also_one_that_came_to_zero(self, money: Money) -> None:
        application = money.application()
        for number, sums in enumerate([12_000, 9_000, 0, 7_000]):
            lines = [(money.local, som(sums))] if sums else []
            granted = grant(by=money.head, application=application, lines=lines, ground=GROUND, key=f"session:{number}")
            assert granted.total == som(sums)
        assert Award.objects.count() == 1
        assert differences() == []

    def test_nothing_is_no_award(self, money: Money) -> None:
        with pytest.raises(BudgetRefused):
            grant(by=money.head, application=money.application(), lines=[], ground=GROUND, key="session:1")
        assert Award.objects.count() == 0

    def test_one_decision_takes_from_one_what_it_gives_to_another(self, money: Money) -> None:
        """Both envelopes are full: neither could get its new sums before the other has given back."""
        for envelope, rest in ((money.local, 11_000), (money.donor, 38_000)):
            appropriate(by=money.accountant, envelope=envelope, amount=-som(rest), ground="Кыскартуу", key=str(rest))
        one, other, third = money.application(), money.application(), money.application()
        money.award((money.local, 12_000), application=one)
        money.award((money.donor, 12_000), application=other)
        sums = [
            (third, [(money.local, som(2_000))]),
            (one, [(money.donor, som(12_000))]),
            (other, [(money.local, som(10_000))]),
        ]
        awards = grant_all(by=money.head, sums=sums, ground=GROUND, key="session:2")
        assert [found.application for found in awards] == [third, one, other]
        assert (totals(money.local), totals(money.donor)) == ((12_000, 12_000, 0), (12_000, 12_000, 0))
        kept = {found.award_id: (found.before // 100, found.total // 100) for found in Amendment.objects.all()}
        assert kept == {one.award.pk: (12_000, 12_000), other.award.pk: (12_000, 10_000)}
        assert differences() == []
        before = state_of_everything()
        grant_all(by=money.head, sums=sums, ground=GROUND, key="session:2")
        assert state_of_everything() == before

    @pytest.mark.parametrize("wanted", [24_000, 4_999, -1])
    def test_of_several_all_or_none_is_granted(self, money: Money, wanted: int) -> None:
        one, other = money.application(), money.application()
        money.award((money.local, 12_000), application=one)
        money.award((money.local, 11_000), application=other)
        pay(by=money.accountant, line=one.award.lines.get(), money=som(5_000), ground="Эсеп-фактура", key="p")
        before = state_of_everything()
        with pytest.raises(BudgetRefused) as refusal:
            sums = [(other, []), (one, [(money.local, som(wanted))])]
            grant_all(by=money.head, sums=sums, ground=GROUND, key="session:2")
        assert [str(reason).startswith(f"{one.number}: ") for reason in refusal.value.reasons] == [True]
        assert state_of_everything() == before

    def test_a_winner_loses_the_place_only_with_the_money_and_may_win_again(self, money: Money) -> None:
        application = money.application()
        lines, state = [(money.local, som(12_000))], Application.State
        grant(by=money.head, application=application, lines=lines, ground=GROUND, key="session:1")
        set_outcome(by=money.head, application=application, to=state.AWARDED)
        with pytest.raises(Refused):
            set_outcome(by=money.head, application=application, to=state.RESERVE)
        grant(by=money.head, application=application, lines=[], ground=GROUND, key="session:2")
        set_outcome(by=money.head, application=application, to=state.RESERVE, correcting=True)
        grant(by=money.head, application=application, lines=lines, ground=GROUND, key="session:3")
        found = set_outcome(by=money.head, application=application, to=state.AWARDED)
        assert found.state == "awarded"


class TestWords:
    def test_its_own_money_counts_as_free(self, money: Money) -> None:
        granted = money.award((money.local, 12_000))
        money.award((money.local, 11_000))
        assert award_faults(fresh([(money.local, som(12_000))]))
        assert award_faults(fresh([(money.local, som(12_000))]), granted) == []
        [words] = award_faults(fresh([(money.local, som(12_001))]), granted)
        assert "12\u00a0000" in words

    def test_nothing_is_a_fault_only_where_there_is_no_award(self, money: Money) -> None:
        granted = money.award((money.local, 12_000))
        assert award_faults([], granted) == []
        assert len(award_faults([])) == 1

    def test_the_ground_is_asked_for(self, money: Money) -> None:
        granted = money.award((money.local, 12_000))
        before = state_of_everything()
        with pytest.raises(BudgetRefused) as refusal:
            amend_award(by=money.head, award=granted, lines=[], ground="", key="session:2")
        assert refusal.value.rule == "entry_has_ground"
        assert state_of_everything() == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_decisions_that_move_money_both_ways_never_wait_for_each_other() -> None:
    money = make_money()
    pairs = [(money.local, money.donor), (money.donor, money.local)] * 4
    awards = [money.award((source, 1_000)) for source, _to in pairs]

    def job(place: int) -> Any:
        granted = Award.objects.select_related("application__contest").get(pk=awards[place].pk)
        for number in range(3):
            to = pairs[place][(number + 1) % 2]
            amend(money, granted, (Envelope.objects.get(pk=to.pk), 1_000 + number), key=f"s:{number}")
        return "done"

    assert together([lambda place=place: job(place) for place in range(len(pairs))]) == ["done"] * len(pairs)
    assert differences() == []


def test_an_award_is_not_granted_twice(money: Money) -> None:
    application = money.application()
    money.award((money.local, 1_000), application=application)
    with pytest.raises(BudgetRefused):
        award(by=money.head, application=application, lines=[(money.donor, som(1_000))], ground=GROUND)
