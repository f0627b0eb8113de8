"""The secretary's whole page of a session, kept in one act."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from budget.models import Envelope
from committee.models import Member, Session
from committee.rules import decidable
from committee.services.sessions import arrange_session, cast_votes, drop_proposal, note_present, propose
from initiatives.models import Application
from journal.services import act
from municipality.models import User


@dataclass(frozen=True)
class Item:
    """What the page says of one application; without an outcome nothing is proposed for it. Money in tyiyn."""

    application: Application
    outcome: str
    lines: list[tuple[Envelope, int]] = field(default_factory=list)
    reason_ky: str = ""
    reason_ru: str = ""
    place: int = 0
    votes: Mapping[Member, str] = field(default_factory=dict)


def prepare_session(
    *,
    by: User,
    session: Session,
    held_on: date,
    place_ky: str,
    place_ru: str,
    present: Iterable[Member],
    items: Iterable[Item],
) -> Session:
    """Keep date, place, presence, proposals and votes of a session as the page has them, and return the session.

    All of it or nothing; votes of those who are not among `present` are left out. Raises Refused as the services it
    calls. Side effects: proposals for applications that are no longer to be decided are dropped.
    """
    here = list(present)
    with act():
        arrange_session(by=by, session=session, held_on=held_on, place_ky=place_ky, place_ru=place_ru)
        note_present(by=by, session=session, members=here)
        left = decidable(session.commission.contest).values("pk")
        session.proposals.exclude(application__in=left).delete()
        for item in items:
            if not item.outcome:
                drop_proposal(by=by, session=session, application=item.application)
                continue
            proposal = propose(
                by=by,
                session=session,
                application=item.application,
                outcome=item.outcome,
                lines=item.lines,
                reason_ky=item.reason_ky,
                reason_ru=item.reason_ru,
                place=item.place,
            )
            votes = {member: choice for member, choice in item.votes.items() if member in here}
            cast_votes(by=by, proposal=proposal, votes=votes)
    return session
