"""The secretary's whole page of a session, kept in one act."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from budget.models import Envelope
from committee.models import Member, Session
from committee.rules import bench, decidable_in
from committee.services.proposals import put_casting, put_proposal, put_votes
from committee.services.sessions import arrange, grow, hold_open, note
from initiatives.models import Application
from journal.services import act
from municipality.models import User
from municipality.verdicts import Refused


class SessionOvertaken(Refused):
    """Another has changed the session since the page was opened; nothing was written over it."""


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
    correct_by: date | None = None
    casting: str = ""
    casting_reason: str = ""


def prepare_session(
    *,
    by: User,
    session: Session,
    held_on: date,
    place_ky: str,
    place_ru: str,
    present: Iterable[Member],
    items: Iterable[Item],
    agenda_ky: str | None = None,
    agenda_ru: str | None = None,
    seen: int | None = None,
) -> Session:
    """Keep date, place, agenda, presence, proposals and votes of a session as the page has them; return the session.

    All of it or nothing; votes of those who are not among `present` are left out, and a casting vote where the votes
    are no longer equal. `seen`: the revision the page showed. Raises SessionOvertaken where another has changed the
    session since, unless it holds all of this already (the same page sent twice), and Refused as the services of each
    part. Side effects: proposals for applications that are no longer to be decided are dropped.
    """
    with act():
        hold_open(by, session)
        before = _state(session)
        arrange(session, held_on, (place_ky, place_ru), (agenda_ky, agenda_ru))
        _keep(session, list(present), items)
        if _state(session) == before:
            return session
        if seen is not None and seen != session.revision:
            raise SessionOvertaken(
                _("Someone else has changed this session since you opened the page. Yours is not saved yet.")
            )
        grow(session)
    return session


def _keep(session: Session, here: list[Member], items: Iterable[Item]) -> None:
    note(session, here)
    open_to_decide = set(decidable_in(session).values_list("pk", flat=True))
    session.proposals.exclude(application__in=open_to_decide).delete()
    seats, present = bench(session.commission), {member.pk for member in here}
    for item in items:
        if not item.outcome:
            session.proposals.filter(application=item.application).delete()
            continue
        proposal = put_proposal(
            session,
            item.application,
            item.outcome,
            lines=item.lines,
            reasons=(item.reason_ky, item.reason_ru),
            place=item.place,
            correct_by=item.correct_by,
            open_to_decide=open_to_decide,
        )
        votes = {member: choice for member, choice in item.votes.items() if member in here}
        put_votes(proposal, votes, seats, present)
        cast = {member.pk: choice for member, choice in votes.items()}
        count = seats.count(item.application.pk, cast, present)
        casting = item.casting if count.tied and count.chair_votes else ""
        if casting or proposal.casting:
            put_casting(proposal, casting, item.casting_reason, seats, present)


def _state(session: Session) -> dict[str, Any]:
    """Return all that the page keeps, to be compared; not the rows' ids, which a proposal made anew changes."""
    proposals = session.proposals.prefetch_related("lines", "votes")
    return {
        "meeting": [session.held_on, session.place_ky, session.place_ru, session.agenda_ky, session.agenda_ru],
        "present": set(session.attendances.values_list("member_id", flat=True)),
        "proposals": {
            proposal.application_id: [
                proposal.outcome,
                proposal.reason_ky,
                proposal.reason_ru,
                proposal.place,
                proposal.correct_by,
                proposal.casting,
                proposal.casting_reason,
                {line.envelope_id: line.money for line in proposal.lines.all()},
                {vote.member_id: vote.choice for vote in proposal.votes.all()},
            ]
            for proposal in proposals.all()
        },
    }
