"""A session while it is prepared: who is there, what is proposed, how they vote."""

import pytest

from committee import services
from committee.models import Attendance, Proposal, Vote
from committee.rules import entitled_members
from committee.services import Item
from journal import clock
from tests.committee.factories import close, make_round, make_session, propose, refusal, seal_all
from tests.factories import move_application_to, som

pytestmark = pytest.mark.django_db


def test_presence_replaces_what_was_noted_and_takes_the_votes_of_the_absent_along(scored):
    session = make_session(scored)
    propose(scored, session, 0)
    assert Vote.objects.count() == 5
    services.note_present(by=scored.secretary, session=session, members=scored.members[:3])
    assert set(Attendance.objects.values_list("member", flat=True)) == {m.pk for m in scored.members[:3]}
    assert Vote.objects.count() == 3


def test_only_members_of_the_commission_are_present(scored, english):
    session = make_session(scored)
    stranger = make_round(0, 1).members[0]
    reason = refusal(services.note_present, by=scored.chair, session=session, members=[stranger])
    assert "Only members" in reason


def test_what_cannot_be_proposed(scored, english):
    session = make_session(scored)
    local = scored.envelopes[0]
    other = make_round(1)
    common = {"by": scored.chair, "session": session, "application": scored.applications[0]}
    for more, reason in [
        ({"outcome": "award"}, "Support needs a sum"),
        ({"outcome": "award", "lines": [(local, 0)]}, "Support needs a sum"),
        ({"outcome": "award", "lines": [(local, -1)]}, "below zero"),
        ({"outcome": "award", "lines": [(other.envelopes[0], som(1))]}, "another contest"),
        ({"outcome": "unsupported"}, "Write in Kyrgyz and in Russian why"),
        ({"outcome": "unsupported", "reason_ky": "Негизсиз.", "reason_ru": " "}, "Write in Kyrgyz and in Russian"),
        ({"outcome": "award", "application": other.applications[0], "lines": [(local, 1)]}, "not to be decided here"),
        ({"outcome": "reserve", "by": scored.members[2].user}, "Only the chair and the secretary"),
    ]:
        assert reason in refusal(services.propose, **{**common, **more})


def test_the_same_proposal_keeps_its_votes_and_another_loses_them(scored):
    session = make_session(scored)
    proposal = propose(scored, session, 0)
    again = services.propose(
        by=scored.chair,
        session=session,
        application=scored.applications[0],
        outcome="award",
        lines=scored.asked(0),
        reason_ky="Мыкты демилге.",
    )
    assert (again.pk, again.votes.count(), again.reason_ky) == (proposal.pk, 5, "Мыкты демилге.")
    less = services.propose(
        by=scored.chair,
        session=session,
        application=scored.applications[0],
        outcome="award",
        lines=[(scored.envelopes[0], som(1))],
    )
    assert less.votes.count() == 0
    assert [line.money for line in less.lines.all()] == [som(1)]
    services.drop_proposal(by=scored.chair, session=session, application=scored.applications[0])
    assert not Proposal.objects.exists()


def test_votes_are_of_those_present_and_not_recused(english):
    made = make_round(1)
    close(made.sheet(4, 0), "recused", "Бир тууганым.")
    seal_all(made)
    session = make_session(made, present=[0, 1, 2, 4])
    proposal = propose(made, session, 0)
    assert entitled_members(made.commission, made.applications[0]) == {m.pk for m in made.members[:4]}
    absent, recused = made.members[3], made.members[4]
    common = {"by": made.secretary, "proposal": proposal}
    assert "not present" in refusal(services.cast_votes, **common, votes={absent: "for"})
    assert "interest" in refusal(services.cast_votes, **common, votes={recused: "for"})
    assert "Only the chair and the secretary" in refusal(
        services.cast_votes, by=absent.user, proposal=proposal, votes={}
    )
    services.cast_votes(**common, votes={made.members[0]: "against"})
    assert list(proposal.votes.values_list("member", "choice")) == [(made.members[0].pk, "against")]


def test_the_whole_page_is_kept_or_nothing_of_it(scored, english):
    session = make_session(scored, present=[0])
    page = {
        "by": scored.secretary,
        "session": session,
        "held_on": clock.today(),
        "place_ky": "Көк-Жар",
        "place_ru": "Кок-Жар",
        "present": scored.members[:4],
    }
    items = [
        Item(scored.applications[0], "award", scored.asked(0), place=1, votes={scored.members[4]: "for"}),
        Item(scored.applications[1], "unsupported", place=2),
    ]
    assert "why the initiative is not supported" in refusal(services.prepare_session, **page, items=items)
    items[1] = Item(scored.applications[1], "", place=2)
    services.prepare_session(**page, items=items)
    session.refresh_from_db()
    assert (session.place_ky, session.attendances.count(), session.proposals.count()) == ("Көк-Жар", 4, 1)
    assert not Vote.objects.exists(), "the fifth member is not present any more"
    services.prepare_session(**page, items=[])
    assert session.proposals.count() == 1
    move_application_to(scored.applications[0], "withdrawn")
    services.prepare_session(**page, items=[])
    assert session.proposals.count() == 0
