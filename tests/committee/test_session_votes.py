"""Who decides on an application, what makes a quorum, and what happens when votes are equal."""

from collections.abc import Iterable
from datetime import timedelta

import pytest

from budget.models import Award
from committee import services
from committee.models import Member, Proposal, Session, Vote
from committee.rules import bench, entitled_members, may_adopt, undecidable
from initiatives.models import Application, Contest
from journal import clock
from notices.models import Notice
from tests.committee.factories import (
    Round,
    close,
    everything,
    make_round,
    make_session,
    propose,
    refusal,
    seal_all,
    specialist_of,
)
from tests.factories import make_coapplicant, make_user, move_contest_to

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

REASONS = {"reason_ky": "Негизи жок.", "reason_ru": "Нет оснований."}


def scored_round(applications: int = 1, *, recused: Iterable[tuple[int, int]] = (), **terms: object) -> Round:
    """Store a round with every sheet closed; `recused` are pairs (member, application)."""
    made = make_round(applications, terms=terms)
    for member, application in recused:
        close(made.sheet(member, application), "recused", "Бир тууганым.")
    seal_all(made)
    return made


def vote(made: Round, proposal: Proposal, ayes: Iterable[int], noes: Iterable[int], rest: Iterable[int] = ()) -> None:
    """Note votes by the members' indexes."""
    seats = made.members
    votes = {seats[seat]: "for" for seat in ayes}
    votes |= {seats[seat]: "against" for seat in noes}
    votes |= {seats[seat]: "abstained" for seat in rest}
    services.cast_votes(by=made.secretary, proposal=proposal, votes=votes)


def tied(made: Round, present: Iterable[int] = range(4), **fields: str) -> tuple[Session, Proposal]:
    """Store a session in which the first application's votes are two for, two against."""
    session = make_session(made, present=present)
    proposal = propose(made, session, 0, **fields)
    voters = [
        seat for seat in present if made.members[seat].pk in entitled_members(made.commission, made.applications[0])
    ]
    half = len(voters) // 2
    vote(made, proposal, voters[:half], voters[half:])
    return session, proposal


# --- The chair's casting vote ---


def test_equal_votes_wait_for_the_chair():
    made = scored_round()
    session, _proposal = tied(made)
    assert "the votes are equal. The chair decides" in refusal(services.adopt_decision, by=made.chair, session=session)


def test_the_chair_s_casting_vote_carries_a_tie():
    made = scored_round()
    session, proposal = tied(made)
    services.cast_for_chair(by=made.chair, proposal=proposal, choice="for", reason="Айылга керек.")
    services.adopt_decision(by=made.chair, session=session)
    assert Award.objects.count() == 1
    proposal.refresh_from_db()
    assert (proposal.casting, proposal.casting_reason) == ("for", "Айылга керек.")


def test_a_casting_vote_against_carries_nothing():
    made = scored_round()
    session, proposal = tied(made)
    services.cast_for_chair(by=made.chair, proposal=proposal, choice="against", reason="Азыр эмес.")
    reason = refusal(services.adopt_decision, by=made.chair, session=session)
    assert "the chair's casting vote is against the proposal" in reason


def test_a_casting_vote_needs_a_tie_a_reason_and_a_chair_who_votes():
    made = scored_round()
    session, proposal = tied(made)
    call = {"call": services.cast_for_chair, "by": made.secretary, "proposal": proposal, "choice": "for"}
    assert "Write the reason of the casting vote" in refusal(**call, reason="  ")
    vote(made, proposal, [0, 1, 2], [3])
    assert "only where all have voted and the votes are equal" in refusal(**call, reason="Керек.")
    vote(made, proposal, [0], [1])
    assert "only where all have voted" in refusal(**call, reason="Керек."), "two have not voted yet"
    vote(made, proposal, [], [], [0, 1, 2, 3])
    assert "only where all have voted" in refusal(**call, reason="Керек."), "nobody is for it"
    assert "no majority" in refusal(services.adopt_decision, by=made.chair, session=session)
    assert "Only the chair and the secretary" in refusal(**{**call, "by": made.members[2].user}, reason="Керек.")


def test_where_the_chair_is_recused_nobody_breaks_a_tie():
    made = scored_round(recused=[(0, 0)])
    session, proposal = tied(made, present=range(5))
    reason = refusal(services.adopt_decision, by=made.chair, session=session)
    assert "the votes are equal, and the chair has no vote on it" in reason
    assert "only where" in refusal(
        services.cast_for_chair, by=made.chair, proposal=proposal, choice="for", reason="Керек."
    )


def test_abstentions_leave_a_tie_between_the_others():
    made = scored_round()
    session = make_session(made)
    proposal = propose(made, session, 0)
    vote(made, proposal, [0, 1], [2, 3], [4])
    services.cast_for_chair(by=made.chair, proposal=proposal, choice="for", reason="Айылга керек.")
    assert may_adopt(session, made.chair)


def test_where_most_abstain_the_chair_does_not_decide_for_all():
    made = scored_round()
    session = make_session(made)
    proposal = propose(made, session, 0)
    vote(made, proposal, [1], [2], [0, 3, 4])
    words = refusal(services.cast_for_chair, by=made.chair, proposal=proposal, choice="for", reason="Айылга керек.")
    assert "only where" in words


def test_other_votes_take_the_casting_vote_away():
    made = scored_round()
    _session, proposal = tied(made)
    services.cast_for_chair(by=made.chair, proposal=proposal, choice="for", reason="Айылга керек.")
    proposal = Proposal.objects.get()
    vote(made, proposal, [0, 2], [1, 3])
    proposal.refresh_from_db()
    assert (proposal.casting, proposal.casting_reason) == ("", "")


# --- Who decides ---


def test_who_applies_has_no_vote_and_counts_in_no_quorum():
    made = make_round(2, state="announced")
    member = made.members[4]
    # The first application is a member's own, the second one's group took a member in.
    Member.objects.filter(pk=made.members[3].pk).update(user=made.applications[0].applicant)
    make_coapplicant(made.applications[1], user=member.user)
    move_contest_to(made.contest, "scoring")
    seats = bench(made.commission)
    everyone = {row.pk for row in made.members}
    assert seats.entitled(made.applications[0].pk) == everyone - {made.members[3].pk}
    assert seats.entitled(made.applications[1].pk) == everyone - {member.pk}
    assert seats.needed(made.applications[1].pk) == 3
    session = make_session(made)
    proposal = services.propose(
        by=made.chair, session=session, application=made.applications[1], outcome="reserve", **REASONS
    )
    assert "has an interest" in refusal(services.cast_votes, by=made.chair, proposal=proposal, votes={member: "for"})


def test_the_quorum_is_of_those_who_may_decide():
    made = scored_round(recused=[(3, 0), (4, 0)])
    # Two of three entitled suffice for this application; the two recused add nothing.
    session = make_session(made, present=[0, 3, 4])
    propose(made, session, 0)
    assert "no quorum, 1 present, 2 needed" in refusal(services.adopt_decision, by=made.chair, session=session)
    services.note_present(by=made.chair, session=session, members=[made.members[0], made.members[1]])
    propose(made, session, 0)
    services.adopt_decision(by=made.chair, session=session)
    assert Vote.objects.count() == 2


def test_the_bench_asks_four_times_for_any_number(django_assert_num_queries):
    made = scored_round(3, recused=[(0, 0), (1, 2)])
    with django_assert_num_queries(4):
        bench(made.commission)


# --- Where every member is recused ---


def test_what_nobody_can_decide_stays_admitted_and_holds_up_nothing_else():
    made = scored_round(2, recused=[(seat, 0) for seat in range(5)])
    session = make_session(made)
    assert [row.pk for row in undecidable(session)] == [made.applications[0].pk]
    propose(made, session, 1)
    services.adopt_decision(by=made.chair, session=session)
    states = [Application.objects.get(pk=row.pk).state for row in made.applications]
    assert states == ["admitted", "awarded"]
    contest = Contest.objects.get(pk=made.contest.pk)
    assert contest.state == "decided"
    services.publish(by=specialist_of(made), contest=contest)
    told = Notice.objects.filter(kind="result_published").values_list("recipient", flat=True)
    assert list(told) == [made.applications[1].applicant_id], "about the other there is nothing to tell yet"


def test_what_nobody_can_decide_is_not_decided_by_anybody():
    made = scored_round(1, recused=[(seat, 0) for seat in range(5)])
    session = make_session(made)
    reason = refusal(services.adopt_decision, by=made.chair, session=session)
    assert "Nothing has been proposed" in reason
    assert "every member has an interest in it" in reason
    assert "replace members" in reason
    services.propose(by=made.chair, session=session, application=made.applications[0], outcome="reserve", **REASONS)
    assert "every member has an interest in it" in refusal(services.adopt_decision, by=made.chair, session=session)


def test_after_a_replacement_a_later_session_decides_it():
    made = scored_round(2, recused=[(seat, 0) for seat in range(5)])
    session = make_session(made)
    propose(made, session, 1)
    services.adopt_decision(by=made.chair, session=session)
    _replace(made, 3)
    _replace(made, 4)
    made.commission.refresh_from_db()
    later = services.open_session(
        by=made.chair, commission=made.commission, held_on=clock.today(), place_ky="Ак-Булак", place_ru="Ак-Булак"
    )
    sitting = list(made.commission.members.sitting())
    services.note_present(by=made.chair, session=later, members=sitting)
    proposal = services.propose(
        by=made.chair, session=later, application=made.applications[0], outcome="reserve", **REASONS
    )
    newcomers = [member for member in sitting if member.replaces_id]
    services.cast_votes(by=made.chair, proposal=proposal, votes=dict.fromkeys(newcomers, "for"))
    services.adopt_decision(by=made.chair, session=later)
    assert Application.objects.get(pk=made.applications[0].pk).state == "reserve"


def _replace(made: Round, seat: int) -> Member:
    """Seat a newcomer in a member's place, as the rows stand after a replacement."""
    old, today = made.members[seat], clock.today()
    Member.objects.filter(pk=old.pk).update(until=today)
    return Member.objects.create(
        commission=made.commission,
        user=make_user(surname="Жаңыбаев", given_name=f"Азамат {seat}"),
        body=old.body,
        function=old.function,
        since=today,
        replaces=old,
    )


# --- Members who left ---


def test_who_has_left_is_no_longer_present():
    made = scored_round()
    session = make_session(made)
    propose(made, session, 0)
    _replace(made, 4)
    reason = refusal(services.adopt_decision, by=made.chair, session=session)
    assert f"{made.members[4].user.name} no longer sits in the commission" in reason
    assert "no longer sits" in refusal(services.note_present, by=made.chair, session=session, members=made.members)
    services.note_present(by=made.chair, session=session, members=made.members[:4])
    services.adopt_decision(by=made.chair, session=session)
    assert Vote.objects.count() == 4


# --- Outcomes ---


def test_a_return_for_revision_needs_words_in_both_languages_and_a_day_that_lies_ahead():
    made = scored_round()
    session = make_session(made)
    call = {
        "call": services.propose,
        "by": made.chair,
        "session": session,
        "application": made.applications[0],
        "outcome": "revise",
    }
    tomorrow = clock.today() + timedelta(days=1)
    assert "what is to be corrected" in refusal(**call, reason_ky="Смета так эмес.", correct_by=tomorrow)
    for day in (None, clock.today()):
        assert "the last day of correction" in refusal(**call, **REASONS, correct_by=day)


def test_a_return_for_revision_is_noted_with_its_day_and_opened_by_the_publication():
    made = scored_round()
    session = make_session(made)
    day = clock.today() + timedelta(days=20)
    propose(made, session, 0, "revise", **REASONS, correct_by=day)
    services.adopt_decision(by=made.chair, session=session)
    application = Application.objects.get(pk=made.applications[0].pk)
    assert (application.state, application.correct_by, application.reason) == ("revise", day, "Негизи жок.")
    assert not Notice.objects.filter(kind="application_returned").exists(), "nobody is told before publication"
    services.publish(by=specialist_of(made), contest=Contest.objects.get(pk=made.contest.pk))
    application.refresh_from_db()
    assert (application.state, application.correct_by) == ("returned", day)
    assert [notice.kind for notice in Notice.objects.filter(recipient=application.applicant)] == [
        "application_returned"
    ]


def test_a_day_of_correction_that_has_come_is_named_at_the_adoption():
    made = scored_round()
    session = make_session(made)
    propose(made, session, 0, "revise", **REASONS, correct_by=clock.today() + timedelta(days=1))
    with clock.at(clock.now() + timedelta(days=1)):
        reason = refusal(services.adopt_decision, by=made.chair, session=session)
    assert "the last day of correction must lie ahead" in reason


def test_below_the_threshold_nothing_is_supported():
    made = make_round(2, terms={"threshold": "7.50"})
    seal_all(made)
    session = make_session(made)
    propose(made, session, 0)
    propose(made, session, 1)
    reason = refusal(services.adopt_decision, by=made.chair, session=session)
    assert f"Application {made.applications[1].number}: its mean 7,00 lies below the threshold" in reason
    assert made.applications[0].number not in reason
    propose(made, session, 1, "unsupported")
    services.adopt_decision(by=made.chair, session=session)


# --- The day ---


def test_a_session_is_not_dated_before_the_last_sheet_was_closed():
    made = scored_round()
    yesterday = clock.today() - timedelta(days=1)
    place = {"place_ky": "Ак-Булак", "place_ru": "Ак-Булак"}
    words = "The session cannot be held before"
    assert words in refusal(
        services.open_session, by=made.chair, commission=made.commission, held_on=yesterday, **place
    )
    session = make_session(made)
    assert words in refusal(services.arrange_session, by=made.chair, session=session, held_on=yesterday, **place)
    propose(made, session, 0)
    Session.objects.filter(pk=session.pk).update(held_on=yesterday)
    assert words in refusal(services.adopt_decision, by=made.chair, session=session)


def test_a_session_starts_with_an_agenda_in_both_languages_that_may_be_changed():
    made = scored_round()
    session = make_session(made)
    assert [line[:2] for line in session.agenda_ky.splitlines()] == ["1.", "2."]
    assert len(session.agenda_ru.splitlines()) == 2
    services.arrange_session(
        by=made.chair,
        session=session,
        held_on=session.held_on,
        place_ky="А",
        place_ru="А",
        agenda_ky=" 1. Жыйынтык\r\n\r\n2. Ар кандай ",
        agenda_ru="1. Итоги",
    )
    session.refresh_from_db()
    assert (session.agenda_ky, session.agenda_ru) == ("1. Жыйынтык\n2. Ар кандай", "1. Итоги")


def test_saving_the_same_once_more_changes_nothing():
    made = scored_round()
    session, proposal = tied(made)
    services.cast_for_chair(by=made.chair, proposal=proposal, choice="for", reason="Керек.")
    before = everything()
    session.refresh_from_db()
    proposal = Proposal.objects.get()
    services.prepare_session(
        by=made.secretary,
        session=session,
        held_on=session.held_on,
        place_ky=session.place_ky,
        place_ru=session.place_ru,
        present=made.members[:4],
        items=[
            services.Item(
                application=made.applications[0],
                outcome="award",
                lines=made.asked(0),
                place=1,
                votes={vote.member: vote.choice for vote in proposal.votes.all()},
                casting="for",
                casting_reason="Керек.",
            )
        ],
        seen=0,
    )
    assert everything() == before
