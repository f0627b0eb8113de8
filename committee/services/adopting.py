"""The one act that adopts what a session proposes: all awards, outcomes, papers and notices, or nothing at all."""

from collections.abc import Sequence

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from budget.models import Award, Envelope
from budget.services import grant_all
from committee import papers
from committee.models import Commission, Proposal, Session, Vote
from committee.naming import called
from committee.rules import STATES, carried_out, may_adopt
from committee.services.contest import tell_result
from committee.services.preparing import SessionOvertaken
from initiatives.models import Contest
from initiatives.rules import RESULTS_PUBLIC
from initiatives.services import move_contest, open_revision, set_outcome
from journal import clock
from journal.services import act
from kyrgyz.dates import dated
from municipality.models import User


def adopt_decision(*, by: User, session: Session, seen: int | None = None) -> Session:
    """Adopt the session's proposals in one act and return the session.

    In a correction, those that differ from what stands; the others stay as they were decided, without votes.
    `seen`: the revision that was looked over. Raises SessionOvertaken where the session has changed since, Refused (no
    quorum, a vote missing, open sheets, adopted before) and BudgetRefused (an envelope or a limit would be broken, or
    less would be left than was paid), each with its reasons; nothing has changed then.
    Side effects: awards and their ledger entries, outcomes, all papers of the session, journal records; where the
    results are public already, notices to the applicants whose outcome is new, and what is returned is open to them.
    """
    with act() as journal:
        session = _hold(session)
        contest = session.commission.contest
        if seen is not None and session.adopted_at is None and seen != session.revision:
            raise SessionOvertaken(_("The session was changed after you looked it over. Look at it once more."))
        may_adopt(session, by).require()
        # All envelopes at once and by id, so that two adoptions never wait for each other in a circle.
        list(Envelope.objects.filter(source__contest=contest).order_by("id").select_for_update())
        proposals = carried_out(session)
        # Votes on what stands anyway would say that it was decided anew.
        Vote.objects.filter(proposal__session=session).exclude(proposal__in=proposals).delete()
        _move_money(by, session, proposals)
        changed = [proposal for proposal in proposals if _carry_out(by, session, proposal)]
        if contest.state == Contest.State.SCORING:
            move_contest(by=by, contest=contest, to=Contest.State.DECIDED)
        session.adopted_at = clock.now()
        session.save(update_fields=["adopted_at"])
        supported = session.proposals.filter(outcome=Proposal.Outcome.AWARD)
        awards = list(Award.objects.filter(application__in=supported.values("application")).order_by("id"))
        journal.record(
            "session.adopted",
            session,
            by=by,
            municipality=contest.municipality_id,
            awards=[granted.pk for granted in awards],
        )
        papers.issue_for_session(session, by=by, awards=awards)
        if contest.state in RESULTS_PUBLIC:
            _tell(by, session, changed)
    return session


def _hold(session: Session) -> Session:
    """Take the contest, the commission and the session, in this order, and return the session as it is then.

    So no member is replaced, no tie broken and no other session adopted between the look and the act.
    """
    contests = Contest.objects.filter(commission=session.commission_id)
    list(contests.select_for_update(of=("self",)))
    list(Commission.objects.filter(pk=session.commission_id).select_for_update())
    return (
        Session.objects.select_for_update(of=("self",))
        .select_related("commission__contest__municipality", "commission__contest__regulation")
        .get(pk=session.pk)
    )


def _carry_out(by: User, session: Session, proposal: Proposal) -> bool:
    """Note what a proposal says, once the money has moved; tell whether the applicant has something new to hear."""
    application, to = proposal.application, STATES[Proposal.Outcome(proposal.outcome)]
    correcting = session.corrects_id is not None
    if application.state == to and not correcting:
        return False
    in_russian = application.applicant.language == "ru" and proposal.reason_ru
    proposal.application = set_outcome(
        by=by,
        application=application,
        to=to,
        reason=proposal.reason_ru if in_russian else proposal.reason_ky,
        correct_by=proposal.correct_by,
        correcting=correcting,
    )
    return True


def _move_money(by: User, session: Session, proposals: Sequence[Proposal]) -> None:
    """Bring the award of each application to what is proposed, to nothing where that is no support; all at once.

    A correction may give one initiative what it takes from another.
    """
    held = set(
        Award.objects.filter(application__in=[p.application_id for p in proposals]).values_list(
            "application", flat=True
        )
    )
    sums = [
        (proposal.application, [(line.envelope, line.money) for line in proposal.lines.all()])
        for proposal in proposals
        if proposal.lines.all() or proposal.application_id in held
    ]
    grant_all(by=by, sums=sums, ground=_ground(session), key=f"session:{session.pk}", name=called)


def _ground(session: Session) -> str:
    # The ledger is one for all its readers, whatever language the chair reads.
    with translation.override(settings.LANGUAGE_CODE):
        if session.corrects is None:
            return _("decision of the commission %(dated)s") % {"dated": dated(session.held_on)}
        return _("decision of the commission %(dated)s, which corrects that %(corrected)s") % {
            "dated": dated(session.held_on),
            "corrected": dated(session.corrects.held_on),
        }


def _tell(by: User, session: Session, changed: list[Proposal]) -> None:
    """Tell the applicants what is new; to be called after the papers, for what is opened has no outcome any more."""
    for proposal in changed:
        if proposal.outcome == Proposal.Outcome.REVISE:
            open_revision(by=by, application=proposal.application)
        else:
            tell_result(proposal.application, session.commission.contest, corrected=session.corrects_id is not None)
