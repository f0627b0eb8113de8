"""Who may score, see, propose and adopt, and when. Each answer carries its reason."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from budget.models import Envelope
from budget.rules import award_faults
from committee.models import Commission, Criterion, Member, Proposal, Session, Sheet, Vote
from documents.models import Paper
from initiatives.coapplicant_rules import applies, leads
from initiatives.models import Application, ApplicationQuerySet, Contest
from initiatives.rules import RESULTS_PUBLIC, may_move_contest, may_run
from journal import clock
from kyrgyz.money import som
from municipality.verdicts import YES, Verdict, first_no, no


def seat_of(user: Any, contest: Contest) -> Member | None:
    """Return the person's seat in the contest's commission, or None."""
    return Member.objects.for_user(user).filter(commission__contest=contest).first()


def reads_announcement(paper: Paper, user: Any) -> bool:
    """Tell whether the announcement is for everyone: once the contest is announced."""
    return Contest.objects.public().filter(pk=paper.subject_id).exists()


def reads_protocol(paper: Paper, user: Any) -> bool:
    """Tell whether the person sits in the commission whose session the protocol is of; it names votes and points."""
    return Member.objects.for_user(user).filter(commission__sessions=paper.subject_id).exists()


def reads_decision(paper: Paper, user: Any) -> bool:
    """Tell whether the decision is for everyone, as once the results are published, or the person helped to take it."""
    contest = Contest.objects.filter(applications__award=paper.subject_id).first()
    return contest is not None and (contest.state in RESULTS_PUBLIC or seat_of(user, contest) is not None)


def may_announce(contest: Contest, user: Any) -> Verdict:
    """Whether the contest is whole enough to be announced, and by this person."""
    verdict = first_no(may_run(contest, user), may_move_contest(contest, Contest.State.ANNOUNCED))
    if not verdict:
        return verdict
    lacks = []
    if not contest.priorities.exists():
        lacks.append(_("Name at least one priority."))
    envelopes = list(Envelope.objects.of_contest(contest))
    if not envelopes or len(envelopes) < contest.sources.count() or not all(e.amount > 0 for e in envelopes):
        lacks.append(_("Open the envelope of every source of money."))
    weights = sum(Criterion.objects.filter(contest=contest).values_list("weight", flat=True))
    if weights != 100:
        lacks.append(_("The weights of the criteria must make 100 %%, now they make %(sum)s %%.") % {"sum": weights})
    members = Member.objects.filter(commission__contest=contest)
    functions = set(members.values_list("function", flat=True))
    if not {Member.Function.CHAIR, Member.Function.SECRETARY} <= functions:
        lacks.append(_("Name the chair and the secretary of the commission."))
    if contest.closes_at <= clock.now():
        lacks.append(_("Applications would end before the contest is announced. Change the date."))
    return no(*lacks) if lacks else YES


def may_open_scoring(contest: Contest, user: Any) -> Verdict:
    """Whether the sheets may be handed out: the application time is over and every application is checked."""
    verdict = first_no(may_run(contest, user), may_move_contest(contest, Contest.State.SCORING))
    if not verdict:
        return verdict
    if clock.now() < contest.closes_at:
        return no(_("Applications are still being taken."))
    waiting = contest.applications.filter(state__in=["submitted", "returned"]).count()
    if waiting:
        return no(
            ngettext(
                "%(count)s application is still being checked.",
                "%(count)s applications are still being checked.",
                waiting,
            )
            % {"count": waiting}
        )
    if not contest.applications.filter(state=Application.State.ADMITTED).exists():
        return no(_("No application was admitted."))
    return YES


def may_write(sheet: Sheet, user: Any) -> Verdict:
    """Whether the person may write on this sheet: it is their own, open, and the contest is being scored."""
    if sheet.member.user_id != getattr(user, "pk", None):
        return no(_("This is another member's sheet."))
    if sheet.state == Sheet.State.SEALED:
        return no(_("You have sealed this sheet; its points cannot be changed."))
    if sheet.state != Sheet.State.OPEN:
        return no(_("You do not score this initiative: %(reason)s") % {"reason": sheet.reason})
    if sheet.application.contest.state != Contest.State.SCORING:
        return no(_("This contest is not being scored now."))
    if sheet.application.state != Application.State.ADMITTED:
        return no(_("This application was taken back; there is nothing to score."))
    return YES


def may_score(sheet: Sheet, user: Any) -> Verdict:
    """Whether the person may give points on this sheet: they may write on it, and are none of those who apply."""
    verdict = may_write(sheet, user)
    if verdict and leads(sheet.application, user):
        return no(_("This is your own application. Say that you have an interest in it."))
    if verdict and applies(sheet.application, user):
        return no(_("You belong to the group that applies. Say that you have an interest in it."))
    return verdict


def may_see_ranking(contest: Contest, user: Any) -> Verdict:
    """Whether the person may see points, means and places: a member or staff, once no sheet is open."""
    if seat_of(user, contest) is None and not may_run(contest, user):
        return no(_("Only the commission and the staff see the ranking before it is published."))
    if contest.state in {Contest.State.DRAFT, Contest.State.ANNOUNCED}:
        return no(_("Scoring has not begun yet."))
    # An application that was taken back leaves its sheets open for good; they hold nothing up.
    open_sheets = Sheet.objects.filter(
        application__contest=contest,
        application__state__in=Application.ADMITTED_STATES,
        state=Sheet.State.OPEN,
    ).count()
    if open_sheets:
        return no(
            ngettext(
                "%(count)s sheet is still open. The ranking is shown once all are sealed.",
                "%(count)s sheets are still open. The ranking is shown once all are sealed.",
                open_sheets,
            )
            % {"count": open_sheets}
        )
    return YES


def may_lead(commission: Commission, user: Any) -> Verdict:
    """Whether the person leads the session: the chair or the secretary."""
    member = seat_of(user, commission.contest)
    if member and member.function in {Member.Function.CHAIR, Member.Function.SECRETARY}:
        return YES
    return no(_("Only the chair and the secretary prepare the session."))


def may_hold_session(commission: Commission, user: Any) -> Verdict:
    """Whether the person may open a session: they lead it, no sheet is open, and something is left to decide."""
    contest = commission.contest
    verdict = first_no(may_lead(commission, user), may_see_ranking(contest, user), _not_over(contest))
    if verdict and not decidable(contest).exists():
        return no(_("Every application has been decided."))
    return verdict


def may_adopt(session: Session, user: Any) -> Verdict:
    """Whether the chair may adopt the session's proposals: scoring over, quorum met, every vote cast and carried."""
    contest = session.commission.contest
    member = seat_of(user, contest)
    if member is None or member.function != Member.Function.CHAIR:
        return no(_("Only the chair adopts the decision."))
    if session.adopted_at:
        return no(_("This session's decision has been adopted already."))
    asked = session.proposals.select_related("application__entry__register")
    proposals = list(asked.prefetch_related("votes", "lines", "application__lines"))
    if not proposals:
        return first_no(may_see_ranking(contest, user), _not_over(contest), no(_("Nothing has been proposed.")))
    present = set(session.attendances.values_list("member_id", flat=True))
    reasons = []
    if session.held_on > clock.today():
        reasons.append(_("The session is set for a later day than today. Correct its date."))
    if member.pk not in present:
        reasons.append(_("The chair is not among those present."))
    reasons += [
        _("Nothing is proposed for application %(number)s.") % {"number": application.number}
        for application in _undecided(session, {proposal.application_id for proposal in proposals})
    ]
    seats, recused = _seats(session.commission), _recused(session.commission)
    for proposal in proposals:
        entitled = seats - recused.get(proposal.application_id, set())
        reasons += _vote_faults(session.commission, proposal, entitled, present)
        reasons += _sum_faults(proposal)
    return first_no(may_see_ranking(contest, user), _not_over(contest), no(*reasons) if reasons else YES)


def decidable(contest: Contest) -> ApplicationQuerySet:
    """Return the applications a session of this contest may still decide: admitted, or in reserve."""
    return Application.objects.filter(
        contest=contest, state__in=[Application.State.ADMITTED, Application.State.RESERVE]
    )


def money_faults(session: Session) -> list[str]:
    """Return in words why the proposed awards, one after the other, do not fit the envelopes; empty where they do.

    Changes nothing: the envelopes are lowered in memory only. The adoption itself is decided by the database.
    """
    faults: list[str] = []
    envelopes = {envelope.pk: envelope for envelope in Envelope.objects.of_contest(session.commission.contest)}
    proposals = session.proposals.filter(outcome=Proposal.Outcome.AWARD)
    for proposal in proposals.select_related("application__entry__register").prefetch_related("lines"):
        lines = [(envelopes[line.envelope_id], line.money) for line in proposal.lines.all()]
        faults += [f"{proposal.application.number}: {fault}" for fault in award_faults(lines)]
        for envelope, money in lines:
            envelope.committed += money
    return faults


def _not_over(contest: Contest) -> Verdict:
    if contest.state == Contest.State.CLOSED:
        return no(_("This contest is closed; nothing is decided in it any more."))
    return YES


def _undecided(session: Session, proposed: set[int]) -> list[Application]:
    """Return admitted applications without a proposal, which the first session must decide all together."""
    admitted = Application.objects.filter(
        contest=session.commission.contest, state=Application.State.ADMITTED
    ).select_related("entry__register")
    return [application for application in admitted.order_by("id") if application.pk not in proposed]


def _vote_faults(commission: Commission, proposal: Proposal, entitled: set[int], present: set[int]) -> list[str]:
    application = proposal.application
    if application.state not in {Application.State.ADMITTED, Application.State.RESERVE}:
        return [
            _("Application %(number)s is no longer to be decided (%(state)s). Save the session to leave it out.")
            % {"number": application.number, "state": application.get_state_display()}
        ]
    voters, needed = present & entitled, commission.quorum(len(entitled))
    if len(voters) < needed:
        return [
            _("Application %(number)s: no quorum, %(present)s present, %(needed)s needed.")
            % {"number": application.number, "present": len(voters), "needed": needed}
        ]
    choices = {vote.member_id: vote.choice for vote in proposal.votes.all() if vote.member_id in voters}
    if voters - choices.keys():
        return [_("Application %(number)s: not everyone present has voted.") % {"number": application.number}]
    ayes = sum(1 for choice in choices.values() if choice == Vote.Choice.FOR)
    if ayes * 2 <= len(voters):
        return [_("Application %(number)s: the proposal has no majority.") % {"number": application.number}]
    return []


def _sum_faults(proposal: Proposal) -> list[str]:
    """Return in words that more is proposed than was asked; from which source it comes is the commission's choice."""
    if proposal.outcome != Proposal.Outcome.AWARD:
        return []
    proposed, asked = sum(line.money for line in proposal.lines.all()), proposal.application.asked_total
    if proposed <= asked:
        return []
    return [
        _("Application %(number)s: %(proposed)s are proposed, more than the %(asked)s that were asked.")
        % {"number": proposal.application.number, "proposed": som(proposed), "asked": som(asked)}
    ]


def entitled_members(commission: Commission, application: Application) -> set[int]:
    """Return the ids of the members who may decide on the application: all but those recused from it."""
    return _seats(commission) - _recused(commission).get(application.pk, set())


def _seats(commission: Commission) -> set[int]:
    return set(commission.members.values_list("pk", flat=True))


def _recused(commission: Commission) -> dict[int, set[int]]:
    """Return for each application (id) the members (ids) who are recused from it; one query."""
    recused: dict[int, set[int]] = {}
    sheets = Sheet.objects.filter(member__commission=commission, state=Sheet.State.RECUSED)
    for application, member in sheets.values_list("application_id", "member_id"):
        recused.setdefault(application, set()).add(member)
    return recused
