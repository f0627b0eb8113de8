"""What stands in the way of adopting a session's proposals, all of it at once and in words."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from budget.models import Award, Envelope
from budget.rules import award_faults
from committee.models import Member, Proposal, Session
from committee.naming import called, in_order, with_names
from committee.ranking import decimal, ranked
from committee.rules.scoring import may_see_ranking, seat_of
from committee.rules.sessions import Standing, decidable_in, not_adopted, not_over, standings, well_dated
from committee.rules.voting import Bench, bench, nobody_decides, vote_faults
from initiatives.models import Application, Contest
from journal import clock
from kyrgyz.dates import long_date
from kyrgyz.money import som
from municipality.verdicts import YES, Verdict, first_no, no


def may_adopt(session: Session, user: Any) -> Verdict:
    """Whether the chair may adopt the session's proposals: scoring over, quorum met, every vote cast and carried."""
    contest = session.commission.contest
    member = seat_of(user, contest)
    if member is None or member.function != Member.Function.CHAIR:
        return no(_("Only the chair adopts the decision."))
    verdict = first_no(not_adopted(session), may_see_ranking(contest, user), not_over(contest))
    if not verdict:
        return verdict
    proposals = carried_out(session)
    seats = bench(session.commission)
    reasons = _left_open(session, seats, proposals)
    if not proposals:
        return no(_nothing(session), *reasons, *map(nobody_decides, undecidable(session)))
    present = {attendance.member_id for attendance in session.attendances.all()}
    reasons = [*_meeting_faults(session, member, seats, present), *reasons]
    open_to_decide = set(decidable_in(session).values_list("pk", flat=True))
    below = _below(session)
    for proposal in proposals:
        if proposal.application_id not in open_to_decide:
            reasons.append(_no_longer(proposal))
            continue
        votes = {vote.member_id: vote.choice for vote in proposal.votes.all()}
        reasons += vote_faults(proposal, seats.count(proposal.application_id, votes, present))
        reasons += _outcome_faults(proposal, below)
    return no(*reasons) if reasons else YES


def carried_out(session: Session) -> list[Proposal]:
    """Return the proposals that an adoption votes on and carries out, in the order in which it does.

    In a correction those that differ from what stands, what is lowered or taken away first, so that what is freed can
    be given. With all that the rules, `called` and the papers read.
    """
    asked = session.proposals.select_related(
        "application__applicant",
        "application__blind_code",
        "application__contest__commission",
        "application__contest__municipality",
        "application__entry__register",
    ).prefetch_related("votes", "lines__envelope__source", "application__lines")
    standing = standings(session)
    found = [
        proposal
        for proposal in asked
        if proposal.application_id not in standing or not standing[proposal.application_id].held_by(proposal)
    ]
    return sorted(found, key=lambda proposal: _change(proposal, standing)) if standing else found


def undecidable(session: Session) -> list[Application]:
    """Return the admitted applications in which every member has an interest, with what `called` reads.

    Nobody can decide on them here: they stay admitted for a session after members were replaced.
    """
    seats = bench(session.commission)
    return [application for application in _admitted(session) if not seats.entitled(application.pk)]


def money_faults(session: Session) -> list[str]:
    """Return in words why the proposed awards, one after the other, do not fit the envelopes; empty where they do.

    Changes nothing: the envelopes are lowered in memory only. The adoption itself is decided by the database.
    """
    faults: list[str] = []
    envelopes = {envelope.pk: envelope for envelope in Envelope.objects.of_contest(session.commission.contest)}
    proposals = carried_out(session)
    granted = {
        award.application_id: award
        for award in Award.objects.filter(application__proposals__session=session).prefetch_related(
            "lines__envelope__source"
        )
    }
    for proposal in proposals:
        held = granted.get(proposal.application_id)
        lines = [(envelopes[line.envelope_id], line.money) for line in proposal.lines.all()]
        if held is None and not lines:
            continue
        faults += [f"{called(proposal.application)}: {fault}" for fault in award_faults(lines, held)]
        for line in held.lines.all() if held else []:
            envelopes[line.envelope_id].committed -= line.committed
        for envelope, money in lines:
            envelope.committed += money
    return faults


def _nothing(session: Session) -> str:
    if session.corrects_id is not None:
        return _("Nothing differs from the decision that stands.")
    return _("Nothing has been proposed.")


def _left_open(session: Session, seats: Bench, proposals: Iterable[Proposal]) -> list[str]:
    """Return in words what the first session leaves out: it decides all admitted applications that can be decided."""
    if session.commission.contest.state != Contest.State.SCORING:
        return []
    proposed = {proposal.application_id for proposal in proposals}
    return [
        _("Nothing is proposed for application %(number)s.") % {"number": called(application)}
        for application in _admitted(session)
        if application.pk not in proposed and seats.entitled(application.pk)
    ]


def _admitted(session: Session) -> list[Application]:
    admitted = Application.objects.filter(contest=session.commission.contest, state=Application.State.ADMITTED)
    return sorted(with_names(admitted), key=in_order)


def _meeting_faults(session: Session, chair: Member, seats: Bench, present: set[int]) -> list[str]:
    faults = [str(reason) for reason in well_dated(session.commission, session.held_on).reasons]
    if session.held_on > clock.today():
        faults.append(_("The session is set for a later day than today. Correct its date."))
    if chair.pk not in present:
        faults.append(_("The chair is not among those present."))
    # Their votes are left out of every count, so that they must not stand in the protocol either.
    left = Member.objects.filter(pk__in=present - seats.seats).select_related("user")
    faults += [
        _("%(name)s no longer sits in the commission. Save the session to leave them out.") % {"name": member.user.name}
        for member in left
    ]
    came_later = Member.objects.filter(pk__in=present & seats.seats, since__gt=session.held_on).select_related("user")
    return faults + [
        _("%(name)s sits in the commission only since %(day)s, so they were not at this session. Correct its date.")
        % {"name": member.user.name, "day": long_date(member.since)}
        for member in came_later
        if member.since is not None
    ]


def _no_longer(proposal: Proposal) -> str:
    application = proposal.application
    return _("Application %(number)s is no longer to be decided (%(state)s). Save the session to leave it out.") % {
        "number": called(application),
        "state": application.get_state_display(),
    }


def _outcome_faults(proposal: Proposal, below: Mapping[int, str]) -> list[str]:
    """Return in words what is wrong with the outcome itself: too much, below the threshold, no time for a revision."""
    number = called(proposal.application)
    if proposal.outcome == Proposal.Outcome.REVISE and (proposal.correct_by or clock.today()) <= clock.today():
        return [_("Application %(number)s: the last day of correction must lie ahead.") % {"number": number}]
    if proposal.outcome != Proposal.Outcome.AWARD:
        return []
    faults = []
    # From which source it comes is the commission's choice.
    proposed, asked = sum(line.money for line in proposal.lines.all()), proposal.application.asked_total
    if proposed > asked:
        faults.append(
            _("Application %(number)s: %(proposed)s are proposed, more than the %(asked)s that were asked.")
            % {"number": number, "proposed": som(proposed), "asked": som(asked)}
        )
    if mean := below.get(proposal.application_id):
        faults.append(
            _("Application %(number)s: its mean %(mean)s lies below the threshold, so it cannot be supported.")
            % {"number": number, "mean": mean}
        )
    return faults


def _below(session: Session) -> dict[int, str]:
    """Return the means that lie below the announced threshold, by application (id)."""
    if session.commission.threshold is None:
        return {}
    return {row.application.pk: decimal(row.mean) for row in ranked(session.commission.contest) if row.below}


def _change(proposal: Proposal, standing: Mapping[int, Standing]) -> int:
    before = standing.get(proposal.application_id)
    return sum(line.money for line in proposal.lines.all()) - (sum(before.money.values()) if before else 0)
