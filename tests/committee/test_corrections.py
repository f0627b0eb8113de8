"""A mistake in a decision is mended by a later session: what changes, what stays, and what is refused."""

from datetime import timedelta

import pytest
from django.urls import reverse

from budget.models import Award, LedgerEntry
from budget.services import differences, pay
from committee import services
from committee.models import Session
from committee.rules import carried_out, decidable_in, money_faults
from documents.models import Paper
from initiatives.models import Application
from journal import clock
from kyrgyz.dates import dated
from notices.models import Notice
from tests.committee.factories import (
    Round,
    everything,
    make_decided,
    make_session,
    propose,
    refusal,
    specialist_of,
)
from tests.factories import make_official, move_contest_to, som

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

WORDS = {"reason_ky": "Эсеп туура эмес болчу.", "reason_ru": "Расчёт был неверен."}


def correction_of(made: Round, session: Session) -> Session:
    """Open the correction of an adopted session, with everybody present."""
    made.commission.refresh_from_db()
    found = services.open_correction(
        by=made.secretary, session=session, held_on=clock.today(), place_ky="Ак-Булак", place_ru="Ак-Булак"
    )
    services.note_present(by=made.secretary, session=found, members=made.members)
    return found


def state_of(made: Round, application: int) -> str:
    return Application.objects.get(pk=made.applications[application].pk).state


def test_a_correction_starts_with_what_was_decided_and_no_votes():
    made, session = make_decided(3)
    correction = correction_of(made, session)
    copied = {proposal.application_id: proposal for proposal in correction.proposals.all()}
    assert [copied[row.pk].outcome for row in made.applications] == ["award", "award", "reserve"]
    assert [line.money for line in copied[made.applications[0].pk].lines.all()] == [som(12_000), som(25_000)]
    assert copied[made.applications[2].pk].reason_ky == "Каражат калган жок."
    assert not any(proposal.votes.exists() for proposal in copied.values())
    assert carried_out(correction) == []
    assert set(decidable_in(correction)) == set(made.applications)
    assert dated(session.held_on, "ky") in correction.agenda_ky


def test_where_nothing_differs_nothing_is_adopted():
    made, session = make_decided(3)
    correction = correction_of(made, session)
    reason = refusal(services.adopt_decision, by=made.chair, session=correction)
    assert reason == "Nothing differs from the decision that stands."


def test_a_lowered_award_frees_money_for_another_in_the_same_act(scored):
    local, donor = scored.envelopes
    session = make_session(scored)
    propose(scored, session, 0, "reserve")
    propose(scored, session, 1, "award", [(local, som(11_000))])
    propose(scored, session, 2, "award", [(local, som(5_000))])
    services.adopt_decision(by=scored.chair, session=session)
    correction = correction_of(scored, Session.objects.get(pk=session.pk))
    # 7 000 som are free. By rank the winner comes first; what is lowered is carried out before it all the same.
    propose(scored, correction, 0, "award", [(local, som(12_000)), (donor, som(25_000))])
    propose(scored, correction, 1, "award", [(local, som(6_000))])
    assert money_faults(correction) == []
    services.adopt_decision(by=scored.chair, session=correction)
    totals = {award.application_id: award.total for award in Award.objects.all()}
    assert [totals[row.pk] for row in scored.applications] == [som(37_000), som(6_000), som(5_000)]
    assert [e.free for e in scored.envelopes] == [0, som(25_000)]
    assert state_of(scored, 0) == "awarded"
    assert differences() == []


def test_the_ledger_names_both_sessions():
    made, session = make_decided(2)
    correction = correction_of(made, session)
    propose(made, correction, 1, "award", [(made.envelopes[0], som(10_000))])
    entries = set(LedgerEntry.objects.values_list("pk", flat=True))
    services.adopt_decision(by=made.chair, session=correction)
    grounds = LedgerEntry.objects.exclude(pk__in=entries).values_list("ground", flat=True)
    day = dated(session.held_on, "ky")
    assert len(grounds) == 2
    assert all(ground.count(day) == 2 for ground in grounds)


def test_a_withdrawn_award_goes_to_nothing_and_its_application_to_the_reserve():
    made, session = make_decided(3)
    correction = correction_of(made, session)
    propose(made, correction, 0, "reserve", **WORDS)
    services.adopt_decision(by=made.chair, session=correction)
    assert state_of(made, 0) == "reserve"
    assert Award.objects.get(application=made.applications[0]).total == 0
    assert [e.free for e in made.envelopes] == [som(12_000), som(25_000)]


def test_what_stays_is_neither_voted_on_nor_carried_out():
    made, session = make_decided(3)
    correction = correction_of(made, session)
    propose(made, correction, 1, "award", [(made.envelopes[1], som(25_000))])
    # Votes on what stands anyway are not kept.
    propose(made, correction, 0, "award")
    entries = LedgerEntry.objects.filter(line__award__application=made.applications[0]).count()
    services.adopt_decision(by=made.chair, session=correction)
    proposals = {proposal.application_id: proposal for proposal in correction.proposals.all()}
    votes = [proposals[row.pk].votes.count() for row in made.applications]
    assert votes == [0, 5, 0]
    assert LedgerEntry.objects.filter(line__award__application=made.applications[0]).count() == entries


def test_a_wrong_reason_alone_is_corrected_too():
    made, session = make_decided(3)
    correction = correction_of(made, session)
    propose(made, correction, 2, "reserve", **WORDS)
    services.adopt_decision(by=made.chair, session=correction)
    application = Application.objects.get(pk=made.applications[2].pk)
    assert (application.state, application.reason) == ("reserve", WORDS["reason_ky"])


def test_no_award_is_lowered_below_what_is_paid():
    made, session = make_decided(2)
    award = Award.objects.get(application=made.applications[0])
    line = award.lines.get(envelope=made.envelopes[0])
    accountant = make_official(made.contest.municipality, "accountant")
    pay(by=accountant, line=line, money=som(9_000), ground="Келишим № 1", key="pay:1")
    correction = correction_of(made, session)
    propose(made, correction, 0, "unsupported", **WORDS)
    fault = "9 000 сом are paid already, so the award cannot be less than that"
    assert fault in " ".join(money_faults(correction)).replace("\xa0", " ")
    reason = refusal(services.adopt_decision, by=made.chair, session=correction).replace("\xa0", " ")
    assert fault in reason
    assert made.applications[0].number in reason


def test_a_correction_needs_its_votes_for_what_differs():
    made, session = make_decided(2)
    correction = correction_of(made, session)
    services.propose(
        by=made.chair, session=correction, application=made.applications[1], outcome="unsupported", **WORDS
    )
    reason = refusal(services.adopt_decision, by=made.chair, session=correction)
    assert reason == f"Application {made.applications[1].number}: not everyone present has voted."


def test_where_the_results_are_public_each_new_outcome_is_told_at_once():
    made, session = make_decided(4)
    services.publish(by=specialist_of(made), contest=made.contest)
    Notice.objects.all().delete()
    made.commission.refresh_from_db()
    session = Session.objects.get(pk=session.pk)
    correction = correction_of(made, session)
    propose(made, correction, 1, "unsupported", **WORDS)
    day = clock.today() + timedelta(days=30)
    propose(made, correction, 3, "revise", **WORDS, correct_by=day)
    services.adopt_decision(by=made.chair, session=correction)
    told = dict(Notice.objects.values_list("recipient", "kind"))
    assert told == {
        made.applications[1].applicant_id: "result_published",
        made.applications[3].applicant_id: "application_returned",
    }
    assert "мурунку чечимин оңдоду" in Notice.objects.get(kind="result_published").body
    returned = Application.objects.get(pk=made.applications[3].pk)
    assert (returned.state, returned.correct_by) == ("returned", day)


def test_the_papers_of_the_earlier_decision_are_replaced():
    made, session = make_decided(2)
    correction = correction_of(made, session)
    propose(made, correction, 1, "award", [(made.envelopes[1], som(25_000))])
    services.adopt_decision(by=made.chair, session=correction)
    earlier = Paper.objects.about(session).get(kind="protocol")
    assert Paper.objects.about(correction).get(kind="protocol").replaces == earlier
    kept, replaced = (
        Paper.objects.about(Award.objects.get(application=row)).order_by("id") for row in made.applications
    )
    assert (len(kept), len(replaced)) == (1, 2)
    assert replaced[1].replaces == replaced[0]


def test_a_correction_is_corrected_in_turn_and_reaches_what_the_first_session_decided():
    made, session = make_decided(3)
    correction = correction_of(made, session)
    propose(made, correction, 1, "reserve", **WORDS)
    services.adopt_decision(by=made.chair, session=correction)
    assert "corrected already" in refusal(
        services.open_correction,
        by=made.chair,
        session=Session.objects.get(pk=session.pk),
        held_on=clock.today(),
        place_ky="А",
        place_ru="А",
    )
    again = correction_of(made, Session.objects.get(pk=correction.pk))
    propose(made, again, 0, "award", [(made.envelopes[1], som(20_000))])
    services.adopt_decision(by=made.chair, session=again)
    assert Award.objects.get(application=made.applications[0]).total == som(20_000)
    assert state_of(made, 1) == "reserve"


def test_what_a_later_session_decided_is_not_decided_by_correcting_the_earlier_one():
    made, session = make_decided(3)
    made.commission.refresh_from_db()
    later = make_session(made)
    propose(made, later, 2, "unsupported", **WORDS)
    services.adopt_decision(by=made.chair, session=later)
    correction = correction_of(made, Session.objects.get(pk=session.pk))
    assert set(decidable_in(correction)) == set(made.applications[:2])


def test_who_may_correct_and_when():
    made, session = make_decided(3)
    made.commission.refresh_from_db()
    session = Session.objects.get(pk=session.pk)
    call = {"held_on": clock.today(), "place_ky": "А", "place_ru": "А", "call": services.open_correction}
    assert "Only the chair and the secretary" in refusal(**call, session=session, by=made.members[2].user)
    assert "cannot be held before" in refusal(
        **{**call, "held_on": clock.today() - timedelta(days=1)}, session=session, by=made.chair
    )
    prepared = make_session(made)
    assert "still being prepared. Finish it first" in refusal(**call, session=session, by=made.chair)
    assert "has not been adopted" in refusal(**call, session=prepared, by=made.chair)
    Session.objects.filter(pk=prepared.pk).delete()
    move_contest_to(made.contest, "closed")
    session = Session.objects.get(pk=session.pk)
    assert "This contest is closed" in refusal(**call, session=session, by=made.chair)


def test_opening_a_correction_twice_gives_the_same_one():
    made, session = make_decided(2)
    assert correction_of(made, session) == correction_of(made, session)
    assert Session.objects.count() == 2


def test_a_correction_given_up_leaves_everything_as_it_was():
    made, session = make_decided(3)
    before = everything()
    correction = correction_of(made, session)
    services.drop_correction(by=made.secretary, session=correction)
    after = everything()
    assert {key: rows for key, rows in after.items() if not key.startswith("journal.")} == {
        key: rows for key, rows in before.items() if not key.startswith("journal.")
    }
    prepared = services.open_correction(
        by=made.chair, session=session, held_on=clock.today(), place_ky="А", place_ru="А"
    )
    assert "Only the chair and the secretary" in refusal(
        services.drop_correction, by=made.members[3].user, session=prepared
    )
    services.drop_correction(by=made.chair, session=prepared)
    made.commission.refresh_from_db()
    assert "Only a correction" in refusal(services.drop_correction, by=made.chair, session=make_session(made))


# --- The pages ---


def test_the_way_over_the_pages(visitor, source_words):
    made, session = make_decided(3)
    read = reverse("session", args=[session.pk])
    correct = reverse("session_correct", args=[session.pk])
    person = visitor(made.secretary)
    assert correct in person.get(read).content.decode()
    assert correct not in visitor(made.members[2].user).get(read).content.decode()
    assert visitor(made.members[2].user).get(correct).status_code == 403
    page = person.get(correct).content.decode()
    assert "never below what is paid already" in page
    given = {"held_on": clock.today().isoformat(), "place_ky": "Ак-Булак", "place_ru": "Ак-Булак"}
    wrong = person.post(correct, {**given, "held_on": "2020-01-01"})
    assert "cannot be held before" in wrong.content.decode()
    response = person.post(correct, given)
    correction = Session.objects.latest("id")
    assert response.url == reverse("session", args=[correction.pk])
    assert person.get(correct).url == response.url
    page = person.get(response.url).content.decode()
    assert page.count("stands as it was decided") == 3
    assert reverse("session_drop", args=[correction.pk]) in page
    drop = reverse("session_drop", args=[correction.pk])
    assert "is deleted" in person.get(drop).content.decode()
    assert visitor(made.members[2].user).post(drop).status_code == 403
    assert person.post(drop).url == read
    assert Session.objects.count() == 1


def test_the_board_counts_what_a_correction_may_give_anew(visitor, source_words):
    made, session = make_decided(3)
    correction = correction_of(made, session)
    propose(made, correction, 0, "reserve", **WORDS)
    rows = visitor(made.chair).get(reverse("session", args=[correction.pk])).context["board"].rows
    assert [[part.tyiyn for part in row.bar.parts] for row in rows] == [
        [som(23_000), som(50_000)],
        [som(23_000), som(50_000)],
        [som(12_000), som(25_000)],
    ]
    assert [row.stands for row in rows] == [False, True, True]
