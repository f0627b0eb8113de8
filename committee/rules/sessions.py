"""Who may hold and prepare a session, when it may be dated, and what it may decide."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from budget.models import AwardLine
from committee.models import Commission, Member, Proposal, Session, Sheet
from committee.rules.scoring import may_see_ranking, seat_of
from initiatives.models import Application, ApplicationQuerySet, Contest
from kyrgyz.dates import long_date
from municipality.verdicts import YES, Verdict, first_no, no

# The state of an application that each outcome leads to.
STATES = {
    Proposal.Outcome.AWARD: Application.State.AWARDED,
    Proposal.Outcome.RESERVE: Application.State.RESERVE,
    Proposal.Outcome.UNSUPPORTED: Application.State.UNSUPPORTED,
    Proposal.Outcome.REVISE: Application.State.REVISE,
}
OUTCOMES = {state: outcome for outcome, state in STATES.items()}


@dataclass(frozen=True)
class Standing:
    """What is decided of an application now; tyiyn by the envelope's id."""

    outcome: Proposal.Outcome
    money: Mapping[int, int]
    reason_ky: str
    reason_ru: str
    correct_by: date | None

    def same(
        self, outcome: str, money: Mapping[int, int], reasons: tuple[str, str], correct_by: date | None = None
    ) -> bool:
        """Tell whether this is what stands already, so that nothing of it is to be voted or carried out."""
        revised = outcome == Proposal.Outcome.REVISE
        return (
            (outcome, *reasons) == (self.outcome, self.reason_ky, self.reason_ru)
            and dict(money) == self.money
            and (not revised or correct_by == self.correct_by)
        )

    def held_by(self, proposal: Proposal) -> bool:
        """Tell whether a proposal says what stands already."""
        money = {line.envelope_id: line.money for line in proposal.lines.all()}
        return self.same(proposal.outcome, money, (proposal.reason_ky, proposal.reason_ru), proposal.correct_by)


def may_lead(commission: Commission, user: Any) -> Verdict:
    """Whether the person leads the session: the chair or the secretary."""
    member = seat_of(user, commission.contest)
    if member and member.function in {Member.Function.CHAIR, Member.Function.SECRETARY}:
        return YES
    return no(_("Only the chair and the secretary prepare the session."))


def may_hold_session(commission: Commission, user: Any) -> Verdict:
    """Whether the person may open a session: they lead it, no sheet is open, and something is left to decide."""
    contest = commission.contest
    verdict = first_no(may_lead(commission, user), may_see_ranking(contest, user), not_over(contest))
    if verdict and not decidable(contest).exists():
        return no(_("Every application has been decided."))
    return verdict


def may_prepare(session: Session, user: Any) -> Verdict:
    """Whether the person may change what the session proposes: they lead it, it is not adopted, no sheet is open."""
    contest = session.commission.contest
    return first_no(
        may_lead(session.commission, user), not_adopted(session), may_see_ranking(contest, user), not_over(contest)
    )


def may_correct(session: Session, user: Any) -> Verdict:
    """Whether the person may open a session that corrects this one: adopted, and not corrected before.

    What was corrected once is corrected by correcting the correction. One session is prepared at a time.
    """
    contest = session.commission.contest
    verdict = first_no(may_lead(session.commission, user), may_see_ranking(contest, user), not_over(contest))
    if not verdict:
        return verdict
    if session.adopted_at is None:
        return no(_("This session's decision has not been adopted; it can still be changed as it is."))
    correction = Session.objects.filter(corrects=session).first()
    if correction is not None and correction.adopted_at is not None:
        return no(_("This decision has been corrected already. Correct the later decision."))
    prepared = session.commission.sessions.filter(adopted_at__isnull=True).exclude(corrects=session).first()
    if prepared is not None:
        return no(
            _("The session of %(date)s is still being prepared. Finish it first.")
            % {"date": long_date(prepared.held_on)}
        )
    if not _chain_decides(session).exists():
        return no(_("Nothing of this decision can be corrected any more: later sessions have decided all of it."))
    return YES


def may_drop(session: Session, user: Any) -> Verdict:
    """Whether the person may give up a session: a correction that is being prepared."""
    verdict = first_no(may_lead(session.commission, user), not_adopted(session))
    if verdict and session.corrects_id is None:
        return no(_("Only a correction can be given up; another session waits until something is to be decided."))
    return verdict


def not_adopted(session: Session) -> Verdict:
    """Whether the session's decision is still open."""
    return YES if session.adopted_at is None else no(_("This session's decision has been adopted already."))


def not_over(contest: Contest) -> Verdict:
    """Whether the contest still takes decisions."""
    if contest.state == Contest.State.CLOSED:
        return no(_("This contest is closed; nothing is decided in it any more."))
    return YES


def decidable(contest: Contest) -> ApplicationQuerySet:
    """Return the applications any session of this contest may still decide: admitted, or in reserve."""
    return Application.objects.filter(
        contest=contest, state__in=[Application.State.ADMITTED, Application.State.RESERVE]
    )


def decidable_in(session: Session) -> ApplicationQuerySet:
    """Return the applications this session may decide: those of `decidable`, and in a correction what it corrects."""
    found = decidable(session.commission.contest)
    return found if session.corrects is None else found | _chain_decides(session.corrects)


def standings(session: Session) -> dict[int, Standing]:
    """Return what stands, by application (id), of the decisions that this session corrects; empty in any other.

    The outcome and the money are those of today, the reasons those of the last session that decided.
    """
    if session.corrects is None:
        return {}
    proposals = _last_proposals(session.commission)
    money: dict[int, dict[int, int]] = {}
    lines = AwardLine.objects.filter(award__application__in=proposals, committed__gt=0)
    for application, envelope, tyiyn in lines.values_list("award__application", "envelope", "committed"):
        money.setdefault(application, {})[envelope] = tyiyn
    return {
        pk: Standing(
            OUTCOMES[Application.State(state)],
            money.get(pk, {}),
            proposals[pk].reason_ky,
            proposals[pk].reason_ru,
            proposals[pk].correct_by,
        )
        for pk, state in _chain_decides(session.corrects, proposals).values_list("pk", "state")
    }


def earliest_day(commission: Commission) -> date | None:
    """Return the first day on which a session of this commission can have been held, None where any may be.

    The day the last sheet was closed, and no day before an adopted session: nobody dates a decision back.
    """
    closed = Sheet.objects.filter(
        application__contest=commission.contest_id, application__state__in=Application.ADMITTED_STATES
    ).aggregate(last=Max("closed_at"))["last"]
    held = commission.sessions.filter(adopted_at__isnull=False).aggregate(last=Max("held_on"))["last"]
    days = [timezone.localtime(closed).date() if closed else None, held]
    return max((day for day in days if day), default=None)


def well_dated(commission: Commission, held_on: date) -> Verdict:
    """Whether a session may bear this date: not before all sheets were closed, nor before an earlier session."""
    first = earliest_day(commission)
    if first is None or held_on >= first:
        return YES
    return no(
        _("The session cannot be held before %(day)s: the last score sheet was closed, or the last session held, then.")
        % {"day": long_date(first)}
    )


def _last_proposals(commission: Commission) -> dict[int, Proposal]:
    """Return the last adopted proposal for each application (id)."""
    adopted = Proposal.objects.filter(session__commission=commission, session__adopted_at__isnull=False)
    return {proposal.application_id: proposal for proposal in adopted.order_by("session_id")}


def _chain_decides(session: Session, proposals: Mapping[int, Proposal] | None = None) -> ApplicationQuerySet:
    """Return the applications whose outcome stands by this adopted session or by those it corrects in turn."""
    chain, link = {session.pk}, session.corrects
    while link is not None:
        chain.add(link.pk)
        link = link.corrects
    last = _last_proposals(session.commission) if proposals is None else proposals
    mine = [application for application, proposal in last.items() if proposal.session_id in chain]
    return Application.objects.filter(pk__in=mine, state__in=OUTCOMES)
