"""What a session proposes or has decided, as it is read: sums, votes by name, and what it leaves open."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from committee.models import Member, Proposal, Session, Vote
from committee.naming import called
from committee.rules import Count, bench, nobody_decides, standings, undecidable


@dataclass(frozen=True)
class Decided:
    """One proposal as it is read: its sums and the votes on it, counted and named.

    count: of a session that is being prepared, how the votes stand now. stands: a correction leaves it as it was.
    """

    proposal: Proposal
    called: str
    outcome: str
    total: int
    asked: int
    votes: list[tuple[str, list[str]]]
    count: Count | None
    stands: bool


def decided(found: Session) -> list[Decided]:
    """Return what a session proposes or has decided, in its order; the same queries however many applications."""
    proposals = found.proposals.select_related(
        "application__blind_code", "application__contest__commission", "application__entry__register"
    ).prefetch_related("lines__envelope__source", "votes__member__user", "application__lines")
    adopted = found.adopted_at is not None
    seats = None if adopted else bench(found.commission)
    standing = {} if adopted else standings(found)
    present = {attendance.member_id for attendance in found.attendances.all()}
    rows = []
    for proposal in proposals:
        votes = list(proposal.votes.all())
        stands = proposal.application_id in standing and standing[proposal.application_id].held_by(proposal)
        choices = {vote.member_id: vote.choice for vote in votes}
        rows.append(
            Decided(
                proposal=proposal,
                called=called(proposal.application),
                outcome=outcome_words(proposal),
                total=sum(line.money for line in proposal.lines.all()),
                asked=proposal.application.asked_total,
                votes=_votes(votes),
                count=seats.count(proposal.application_id, choices, present) if seats else None,
                # An adopted proposal that nobody voted on was not decided anew.
                stands=not votes if adopted and found.corrects_id else stands,
            )
        )
    return rows


def outcome_words(proposal: Proposal) -> str:
    """Return the outcome in words; of support, whether it is all that was asked. Reads lines and the budget."""
    if proposal.outcome != Proposal.Outcome.AWARD:
        return str(capfirst(proposal.get_outcome_display()))
    total = sum(line.money for line in proposal.lines.all())
    return _("Support in full") if total >= proposal.application.asked_total else _("Support in part")


def left_open(found: Session) -> list[tuple[str, str]]:
    """Return what no one can decide on, with the words that say what is to be done: pairs (title, words)."""
    return [(application.title, nobody_decides(application)) for application in undecidable(found)]


def meeting(found: Session) -> dict[str, Any]:
    """Return who was there and who was not."""
    here = {attendance.member_id for attendance in found.attendances.all()}
    members = list(found.commission.members.select_related("user"))
    return {
        "present": [member for member in members if member.pk in here],
        # Who came later that day in the place of one who was there was not absent.
        "absent": [
            member
            for member in members
            if member.pk not in here and member.replaces_id not in here and _sat(member, found)
        ],
    }


def _sat(member: Member, found: Session) -> bool:
    """Tell whether the member sits now, or sat on the day of an adopted session."""
    if found.adopted_at is None:
        return member.until is None
    came = member.since is None or member.since <= found.held_on
    return came and (member.until is None or member.until > found.held_on)


def _votes(votes: Iterable[Vote]) -> list[tuple[str, list[str]]]:
    cast: dict[str, list[str]] = {choice: [] for choice in Vote.Choice.values}
    for vote in votes:
        cast[vote.choice].append(vote.member.user.initials)
    return [(str(Vote.Choice(choice).label), names) for choice, names in cast.items()]
