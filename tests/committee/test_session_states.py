"""Every state of a contest against every service of the session: what goes, what is refused, and with which words."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from committee import services
from committee.models import Proposal, Session
from journal import clock
from municipality.verdicts import Refused
from tests.committee.factories import Round, everything, make_round, make_session, propose, seal_all
from tests.factories import move_contest_to

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

PLACE = {"place_ky": "Ак-Булак", "place_ru": "Ак-Булак"}
NOT_BEGUN = "Scoring has not begun yet."
OPEN_SHEETS = "sheets are still open"
CLOSED = "This contest is closed"
NOT_ADOPTED = "has not been adopted"

Call = Callable[[Round, Session, Proposal], Any]

CALLS: dict[str, Call] = {
    "open": lambda made, session, proposal: services.open_session(
        by=made.chair, commission=made.commission, held_on=clock.today(), **PLACE
    ),
    "arrange": lambda made, session, proposal: services.arrange_session(
        by=made.chair, session=session, held_on=session.held_on, **PLACE
    ),
    "note": lambda made, session, proposal: services.note_present(by=made.chair, session=session, members=made.members),
    "propose": lambda made, session, proposal: services.propose(
        by=made.chair, session=session, application=made.applications[0], outcome="reserve"
    ),
    "drop": lambda made, session, proposal: services.drop_proposal(
        by=made.chair, session=session, application=made.applications[0]
    ),
    "vote": lambda made, session, proposal: services.cast_votes(
        by=made.chair, proposal=proposal, votes=dict.fromkeys(made.members, "against")
    ),
    "cast": lambda made, session, proposal: services.cast_for_chair(
        by=made.chair, proposal=proposal, choice="", reason=""
    ),
    "prepare": lambda made, session, proposal: services.prepare_session(
        by=made.chair, session=session, held_on=session.held_on, present=made.members, items=[], **PLACE
    ),
    "adopt": lambda made, session, proposal: services.adopt_decision(by=made.chair, session=session),
    "correct": lambda made, session, proposal: services.open_correction(
        by=made.chair, session=session, held_on=clock.today(), **PLACE
    ),
    "give up": lambda made, session, proposal: services.drop_correction(by=made.chair, session=session),
}
# The words of the refusal, "" where it goes. A session in these states is being prepared, and no correction.
TABLE = {
    "draft": dict.fromkeys(CALLS, NOT_BEGUN) | {"give up": "Only a correction"},
    "announced": dict.fromkeys(CALLS, NOT_BEGUN) | {"give up": "Only a correction"},
    "open sheets": dict.fromkeys(CALLS, OPEN_SHEETS) | {"give up": "Only a correction"},
    "scoring": dict.fromkeys(CALLS, "") | {"correct": NOT_ADOPTED, "give up": "Only a correction"},
    "decided": dict.fromkeys(CALLS, "") | {"correct": NOT_ADOPTED, "give up": "Only a correction"},
    "published": dict.fromkeys(CALLS, "") | {"correct": NOT_ADOPTED, "give up": "Only a correction"},
    "closed": dict.fromkeys(CALLS, CLOSED) | {"give up": "Only a correction"},
}


# Nobody can apply to a contest in preparation, so there is nothing to be proposed.
NEED_APPLICATION = {"propose", "drop", "vote", "cast"}


def world(state: str) -> tuple[Round, Session, Proposal]:
    """Store a contest in the state with a session that is being prepared and proposes the reserve for its one row."""
    if state in {"draft", "announced", "open sheets"}:
        made = make_round(1, state="scoring" if state == "open sheets" else state)
        return made, *_bare(made)
    made = make_round(1)
    seal_all(made)
    session = make_session(made)
    proposal = propose(made, session, 0, "reserve")
    if state != "scoring":
        services.adopt_decision(by=made.chair, session=session)
        made.contest.refresh_from_db()
        made.commission.refresh_from_db()
        # The reserve is left for a later session.
        session = make_session(made)
        proposal = propose(made, session, 0, "reserve")
        for step in {"published": ["published"], "closed": ["published", "closed"]}.get(state, []):
            move_contest_to(made.contest, step)
    made.commission.refresh_from_db()
    return made, Session.objects.get(pk=session.pk), Proposal.objects.get(pk=proposal.pk)


def _bare(made: Round) -> tuple[Session, Proposal]:
    """Store a session that could not be opened yet, past the services."""
    session = Session.objects.create(commission=made.commission, held_on=clock.today(), **PLACE)
    proposal = Proposal(session=session, outcome="reserve")
    if made.applications:
        proposal.application = made.applications[0]
        proposal.save()
    return session, proposal


@pytest.mark.parametrize(
    ("state", "name"),
    [(state, name) for state in TABLE for name in CALLS if state != "draft" or name not in NEED_APPLICATION],
)
def test_every_state_against_every_service(state: str, name: str) -> None:
    words = TABLE[state][name]
    made, session, proposal = world(state)
    if not words:
        CALLS[name](made, session, proposal)
        return
    before = everything()
    with pytest.raises(Refused) as caught:
        CALLS[name](made, session, proposal)
    assert words in str(caught.value)
    assert everything() == before


def adopted() -> tuple[Round, Session, Proposal]:
    """Store a session that is adopted."""
    made = make_round(1)
    seal_all(made)
    session = make_session(made)
    proposal = propose(made, session, 0, "reserve")
    services.adopt_decision(by=made.chair, session=session)
    made.commission.refresh_from_db()
    return made, Session.objects.get(pk=session.pk), Proposal.objects.get(pk=proposal.pk)


@pytest.mark.parametrize("name", [name for name in CALLS if name not in {"open", "correct"}])
def test_an_adopted_session_takes_no_change_by_any_service(name: str) -> None:
    made, session, proposal = adopted()
    before = everything()
    with pytest.raises(Refused) as caught:
        CALLS[name](made, session, proposal)
    assert "adopted already" in str(caught.value)
    assert everything() == before


def test_an_adopted_session_is_corrected_until_the_contest_is_closed() -> None:
    made, session, _proposal = adopted()
    move_contest_to(made.contest, "published")
    made.commission.refresh_from_db()
    correction = services.open_correction(by=made.chair, session=session, held_on=clock.today(), **PLACE)
    assert correction.corrects == session
    move_contest_to(made.contest, "closed")
    correction = Session.objects.get(pk=correction.pk)
    with clock.at(clock.now() + timedelta(days=1)), pytest.raises(Refused) as caught:
        services.adopt_decision(by=made.chair, session=correction)
    assert CLOSED in str(caught.value)
