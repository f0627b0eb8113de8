"""Scenarios: filled in by rank, within the envelopes, nothing typed by another lost, taken into the session."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from budget.models import Envelope
from budget.rules import award_faults
from committee import services
from committee.models import Proposal, Scenario, ScenarioLine
from committee.ranking import Ranked
from committee.rules import Candidate, Trial, by_rank, steps, sums_of, trial_of, version_of
from committee.services import scenarios
from initiatives.models import Application, FundingSource
from journal.models import Record
from tests.committee.factories import (
    close,
    give,
    make_decided,
    make_round,
    make_session,
    propose,
    refusal,
    seal_all,
    specialist_of,
)
from tests.factories import make_user, move_application_to, som

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def tried(db):
    """Three applications by rank; the local 23 000 carry 12 000 and 11 000, and nothing of the third's 5 000."""
    made = make_round(3)
    seal_all(made)
    session = make_session(made)
    return made, session, services.make_scenario(by=made.secretary, session=session, name="Орун боюнча")


def money(scenario: Scenario) -> dict[int, int]:
    """Return the tyiyn a scenario gives each application (id)."""
    found: dict[int, int] = {}
    for line in ScenarioLine.objects.filter(scenario=scenario):
        found[line.application_id] = found.get(line.application_id, 0) + line.money
    return found


def outcomes(session) -> dict[int, str]:
    return dict(session.proposals.values_list("application_id", "outcome"))


# --- Filled in by rank ---


def test_by_rank_each_gets_what_it_asks_while_it_fits(tried):
    made, _session, scenario = tried
    services.fill_by_rank(by=made.secretary, scenario=scenario)
    first, second, third = made.applications
    assert money(scenario) == {first.pk: som(37_000), second.pk: som(36_000)}
    done = steps(trial_of(scenario.session), sums_of(Scenario.objects.get()))
    local, donor = made.envelopes
    assert [(step.left[local.pk], step.left[donor.pk]) for step in done] == [
        (som(11_000), som(25_000)),
        (0, 0),
        (0, 0),
    ]
    assert not any(step.faults for step in done)
    assert third.pk not in money(scenario)


def test_the_next_in_rank_gets_in_part_what_remains_and_nobody_after_it(db):
    made = make_round(4)
    # By rank: 12 000, 5 000 and 11 000 of the local 23 000.
    points = {(m, a): [mark] * 5 for m in range(5) for a, mark in enumerate([9, 6, 8, 3])}
    seal_all(made, points)
    scenario = services.make_scenario(by=made.chair, session=make_session(made), name="А")
    services.fill_by_rank(by=made.chair, scenario=scenario)
    first, second, third, last = (made.applications[index].pk for index in (0, 2, 1, 3))
    assert money(scenario) == {first: som(37_000), second: som(5_000), third: som(31_000)}
    partial = [step for step in steps(trial_of(scenario.session), sums_of(scenario)) if step.in_part]
    assert [step.candidate.pk for step in partial] == [third]
    assert last not in money(scenario)


def test_those_below_the_threshold_withdrawn_or_decided_before_are_passed_over(db):
    made = make_round(4, terms={"threshold": Decimal("6.00")})
    seal_all(made, {(m, a): [mark] * 5 for m in range(5) for a, mark in enumerate([9, 8, 7, 5])})
    scenario = services.make_scenario(by=made.chair, session=make_session(made), name="А")
    move_application_to(made.applications[0], "withdrawn")
    move_application_to(made.applications[1], "unsupported")
    services.fill_by_rank(by=made.chair, scenario=scenario)
    assert money(scenario) == {made.applications[2].pk: som(5_000)}


def test_those_nobody_scored_are_passed_over(db):
    made = make_round(2, 2)
    for seat in range(2):
        close(made.sheet(seat, 0), "abstained", "Билбейм.")
        give(made.sheet(seat, 1), [5] * 5)
        close(made.sheet(seat, 1))
    scenario = services.make_scenario(by=made.chair, session=make_session(made), name="А")
    services.fill_by_rank(by=made.chair, scenario=scenario)
    assert set(money(scenario)) == {made.applications[1].pk}


def test_in_a_later_session_the_reserve_is_asked_again_with_what_is_left_now(db):
    made, _adopted = make_decided(3)
    later = make_session(made)
    scenario = services.make_scenario(by=made.chair, session=later, name="Резерв")
    services.fill_by_rank(by=made.chair, scenario=scenario)
    assert money(scenario) == {}, "23 000 of 23 000 are committed"
    assert [candidate.pk for candidate in trial_of(later).candidates] == [made.applications[2].pk]


def test_a_correction_may_give_out_again_what_it_takes_up(db):
    made, adopted = make_decided(3)
    correction = services.open_correction(
        by=made.chair, session=adopted, held_on=adopted.held_on, place_ky="Ак-Булак", place_ru="Ак-Булак"
    )
    assert [envelope.free for envelope in trial_of(correction).envelopes] == [som(23_000), som(50_000)]
    assert [envelope.free for envelope in made.envelopes] == [0, 0]


amounts = st.integers(0, 60).map(lambda thousands: thousands * 1000_00)


@st.composite
def trials(draw: st.DrawFn) -> Trial:
    """Draw two envelopes with their limits, and up to six applications that ask from them, by rank."""
    sources = [
        FundingSource(pk=1, name_ky="Бюджет", cap=draw(st.none() | amounts.filter(bool)), max_share=None),
        FundingSource(pk=2, name_ky="Донор", cap=None, max_share=draw(st.none() | st.integers(1, 100))),
    ]
    envelopes = [Envelope(pk=source.pk, source=source, amount=draw(amounts), committed=0) for source in sources]
    candidates = []
    for place in range(1, draw(st.integers(1, 6)) + 1):
        row = Ranked(Application(pk=place), place, 5, Decimal(9), [], below=draw(st.booleans()) and draw(st.booleans()))
        asked = [(envelope, tyiyn) for envelope in envelopes if (tyiyn := draw(amounts))]
        candidates.append(Candidate(row, asked))
    return Trial(envelopes, candidates)


@given(trials())
@settings(max_examples=300, deadline=None)
def test_by_rank_never_exceeds_and_nobody_lower_gets_money_unless_all_higher_have_theirs_whole(trial):
    given_out = by_rank(trial.candidates, trial.left)
    for envelope in trial.envelopes:
        spent = sum(tyiyn for sums in given_out.values() for of, tyiyn in sums if of == envelope)
        assert spent <= envelope.free
    whole = True
    for candidate in trial.candidates:
        sums = given_out.get(candidate.pk, [])
        if candidate.ranked.below:
            assert not sums
            continue
        assert whole or not sums
        whole = whole and dict(sums) == dict(candidate.asked)
        asked = dict(candidate.asked)
        assert all(0 < tyiyn <= asked[envelope] for envelope, tyiyn in sums)
        assert not sums or not award_faults(sums)
    done = steps(trial, given_out)
    assert not any(step.faults for step in done)
    assert all(left >= 0 for step in done for left in step.left.values())


# --- Kept ---


def test_what_was_typed_is_kept_even_where_it_goes_too_far_and_the_words_say_so(tried):
    made, session, scenario = tried
    local, donor = made.envelopes
    lines = {
        made.applications[0]: [(local, som(20_000))],
        made.applications[2]: [(local, som(4_000)), (donor, som(26_000))],
    }
    services.save_scenario(by=made.chair, scenario=scenario, lines=lines)
    done = steps(trial_of(session), sums_of(scenario))
    assert [len(step.faults) for step in done] == [0, 0, 3]
    assert "3 000" in done[2].faults[0].replace("\u00a0", " "), "left of the local budget"
    assert "25 000" in done[2].faults[1].replace("\u00a0", " "), "the donor's cap"
    assert "More is given than" in done[2].faults[2]


def test_two_people_save_one_scenario_and_the_later_is_told(tried):
    made, _session, scenario = tried
    seen = version_of(scenario)
    local = made.envelopes[0]
    services.save_scenario(by=made.chair, scenario=scenario, lines={made.applications[0]: [(local, som(1))]}, seen=seen)
    words = refusal(
        services.save_scenario,
        by=made.secretary,
        scenario=scenario,
        lines={made.applications[0]: [(local, som(2))]},
        seen=seen,
    )
    assert "Someone else has changed" in words
    assert "Someone else has changed" in refusal(services.fill_by_rank, by=made.secretary, scenario=scenario, seen=seen)
    # The same page sent twice is no quarrel.
    services.save_scenario(by=made.chair, scenario=scenario, lines={made.applications[0]: [(local, som(1))]}, seen=seen)


def test_a_scenario_is_renamed_copied_and_deleted(tried):
    made, session, scenario = tried
    services.fill_by_rank(by=made.chair, scenario=scenario)
    services.save_scenario(
        by=made.chair,
        scenario=scenario,
        lines={row: made.asked(index) for index, row in enumerate(made.applications[:2])},
        name="  Балдар   биринчи ",
    )
    copied = services.copy_scenario(by=made.chair, scenario=scenario)
    again = services.copy_scenario(by=made.chair, scenario=scenario)
    assert [found.name for found in session.scenarios.all()] == [
        "Балдар биринчи",
        "Балдар биринчи 2",
        "Балдар биринчи 3",
    ]
    assert money(copied) == money(scenario) == money(again)
    services.drop_scenario(by=made.chair, scenario=scenario)
    services.drop_scenario(by=made.chair, scenario=scenario)
    assert session.scenarios.count() == 2


def test_names_are_asked_for_told_apart_and_counted(tried, monkeypatch):
    made, session, _scenario = tried
    make = {"by": made.chair, "session": session}
    assert "Write the name" in refusal(services.make_scenario, **make, name="  ")
    assert "of this name already" in refusal(services.make_scenario, **make, name="Орун  боюнча")
    assert "shorter name" in refusal(services.make_scenario, **make, name="а" * 81)
    monkeypatch.setattr(scenarios, "MOST_SCENARIOS", 1)
    assert "enough" in refusal(services.make_scenario, **make, name="Дагы бири")


@pytest.mark.parametrize("who", ["member", "specialist", "stranger"])
def test_only_the_chair_and_the_secretary_try(tried, who):
    made, session, scenario = tried
    by = {
        "member": lambda: made.members[3].user,
        "specialist": lambda: specialist_of(made),
        "stranger": make_user,
    }[who]()
    for call, given_ in [
        (services.make_scenario, {"session": session, "name": "Б"}),
        (services.fill_by_rank, {"scenario": scenario}),
        (services.save_scenario, {"scenario": scenario, "lines": {}}),
        (services.copy_scenario, {"scenario": scenario}),
        (services.drop_scenario, {"scenario": scenario}),
        (services.take_scenario, {"session": session, "scenario": scenario}),
    ]:
        assert "Only the chair and the secretary" in refusal(call, by=by, **given_)


def test_money_of_another_contest_or_below_zero_is_refused(tried):
    made, _session, scenario = tried
    other = make_round(1)
    save = {"by": made.chair, "scenario": scenario}
    row = made.applications[0]
    assert "another contest" in refusal(services.save_scenario, **save, lines={row: [(other.envelopes[0], 1)]})
    assert "below zero" in refusal(services.save_scenario, **save, lines={row: [(made.envelopes[0], -1)]})


def test_nothing_changes_after_the_adoption(tried):
    made, session, scenario = tried
    for row in range(3):
        propose(made, session, row, "award" if row < 2 else "reserve")
    services.adopt_decision(by=made.chair, session=session)
    for call, given_ in [
        (services.make_scenario, {"session": session, "name": "Б"}),
        (services.fill_by_rank, {"scenario": scenario}),
        (services.drop_scenario, {"scenario": scenario}),
        (services.take_scenario, {"session": session, "scenario": scenario}),
    ]:
        assert "adopted already" in refusal(call, by=made.chair, **given_)


# --- Taken into the session ---


def test_a_scenario_becomes_the_session_s_proposals(db):
    made = make_round(4, terms={"threshold": Decimal("6.00")})
    seal_all(made, {(m, a): [mark] * 5 for m in range(5) for a, mark in enumerate([9, 8, 7, 5])})
    session = make_session(made)
    scenario = services.make_scenario(by=made.chair, session=session, name="А")
    services.fill_by_rank(by=made.chair, scenario=scenario)
    before = session.revision
    services.take_scenario(by=made.secretary, session=session, scenario=scenario)
    first, second, third, last = (row.pk for row in made.applications)
    assert outcomes(session) == {first: "award", second: "award", third: "reserve", last: "unsupported"}
    assert list(session.proposals.values_list("place", flat=True)) == [1, 2, 3, 4]
    given_ = {line.envelope: line.money for line in session.proposals.get(application=first).lines.all()}
    assert given_ == dict(made.asked(0))
    drafted = session.proposals.get(application=last)
    assert "5,00" in drafted.reason_ky
    assert "6,00" in drafted.reason_ru
    session.refresh_from_db()
    assert session.revision > before, "who prepares the session beside this is told"
    assert Record.objects.filter(verb="scenario.taken", subject_id=session.pk).exists()


def test_votes_on_what_stays_are_kept_and_those_on_what_changes_are_gone(tried):
    made, session, scenario = tried
    propose(made, session, 0, "award")
    propose(made, session, 1, "reserve", reason_ky="Каражат жок.", reason_ru="Денег нет.")
    services.fill_by_rank(by=made.chair, scenario=scenario)
    services.take_scenario(by=made.chair, session=session, scenario=scenario)
    votes = {
        proposal.application_id: proposal.votes.count()
        for proposal in Proposal.objects.filter(session=session).prefetch_related("votes")
    }
    assert votes == {made.applications[0].pk: 5, made.applications[1].pk: 0, made.applications[2].pk: 0}


def test_a_refusal_that_was_written_stays_where_the_scenario_gives_nothing(tried):
    made, session, scenario = tried
    propose(made, session, 2, "unsupported", reason_ky="Дарек жок.", reason_ru="Нет адреса.")
    services.take_scenario(by=made.chair, session=session, scenario=scenario)
    kept = session.proposals.get(application=made.applications[2])
    assert (kept.outcome, kept.reason_ky, kept.votes.count()) == ("unsupported", "Дарек жок.", 5)


def test_where_nobody_may_decide_nothing_is_proposed(db):
    made = make_round(2, 3)
    for seat in range(3):
        close(made.sheet(seat, 1), "recused", "Бир тууганым.")
    seal_all(made)
    session = make_session(made)
    scenario = services.make_scenario(by=made.chair, session=session, name="А")
    services.take_scenario(by=made.chair, session=session, scenario=scenario)
    assert outcomes(session) == {made.applications[0].pk: "reserve"}


def test_another_session_s_scenario_is_not_taken(tried):
    _made, _session, scenario = tried
    other = make_round(1)
    seal_all(other)
    words = refusal(services.take_scenario, by=other.chair, session=make_session(other), scenario=scenario)
    assert "another session" in words
