"""The session: who is there, what is proposed, the votes, and the one act that adopts it all."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from budget.models import Award, Envelope
from budget.services import BudgetRefused, award
from committee import papers
from committee.models import Attendance, Commission, Member, Proposal, ProposalLine, Session, Vote
from committee.rules import decidable, entitled_members, may_adopt, may_hold_session, may_lead
from committee.services.contest import tell_result
from initiatives.models import Application, Contest
from initiatives.services import move_contest, set_outcome
from journal import clock
from journal.services import act
from kyrgyz.dates import dated
from municipality.models import User
from municipality.verdicts import Refused

Money = tuple[Envelope, int]

_OUTCOMES = {
    Proposal.Outcome.AWARD: Application.State.AWARDED,
    Proposal.Outcome.RESERVE: Application.State.RESERVE,
    Proposal.Outcome.UNSUPPORTED: Application.State.UNSUPPORTED,
}


def open_session(*, by: User, commission: Commission, held_on: date, place_ky: str, place_ru: str) -> Session:
    """Return a new session of the commission, or the one that is still being prepared.

    Raises Refused before all sheets are closed, where nothing is left to decide, or to others than the chair and the
    secretary. Side effects: journal record.
    """
    may_hold_session(commission, by).require()
    with act() as journal:
        Commission.objects.select_for_update().get(pk=commission.pk)
        session = commission.sessions.filter(adopted_at__isnull=True).first()
        if session is None:
            session = Session.objects.create(
                commission=commission, held_on=held_on, place_ky=place_ky, place_ru=place_ru
            )
            journal.record("session.opened", session, by=by, municipality=commission.contest.municipality_id)
    return session


def arrange_session(*, by: User, session: Session, held_on: date, place_ky: str, place_ru: str) -> Session:
    """Correct the date and the place of a session that is being prepared, and return it. Raises Refused."""
    with act():
        _open(by, session)
        session.held_on, session.place_ky, session.place_ru = held_on, place_ky, place_ru
        session.save(update_fields=["held_on", "place_ky", "place_ru"])
    return session


def note_present(*, by: User, session: Session, members: Iterable[Member]) -> None:
    """Note who is present, in place of what was noted before. Raises Refused. Side effects: votes of the absent go."""
    present = list(members)
    with act():
        _open(by, session)
        if any(member.commission_id != session.commission_id for member in present):
            raise Refused(_("Only members of this commission can be present."))
        Vote.objects.filter(proposal__session=session).exclude(member__in=present).delete()
        session.attendances.exclude(member__in=present).delete()
        noted = set(session.attendances.values_list("member_id", flat=True))
        Attendance.objects.bulk_create(
            Attendance(session=session, member=member) for member in present if member.pk not in noted
        )


def propose(
    *,
    by: User,
    session: Session,
    application: Application,
    outcome: Proposal.Outcome | str,
    lines: Sequence[Money] = (),
    reason_ky: str = "",
    reason_ru: str = "",
    place: int = 0,
) -> Proposal:
    """Propose an outcome for an application, with tyiyn by envelope where it is support; replaces an earlier proposal.

    Raises Refused where the application is not to be decided here, support is proposed without money, or refusal
    without a reason in both languages. Side effects: where the outcome or a sum becomes another, the votes on the
    earlier proposal are gone. The money is not looked at here: the adoption is where it must hold.
    """
    reason_ky, reason_ru = reason_ky.strip(), reason_ru.strip()
    money = {envelope: tyiyn for envelope, tyiyn in lines if tyiyn} if outcome == Proposal.Outcome.AWARD else {}
    with act():
        _open(by, session)
        _check_proposal(session, application, Proposal.Outcome(outcome), money, (reason_ky, reason_ru))
        earlier = session.proposals.filter(application=application).prefetch_related("lines").first()
        if earlier is not None and _same(earlier, outcome, money):
            earlier.reason_ky, earlier.reason_ru, earlier.place = reason_ky, reason_ru, place
            earlier.save(update_fields=["reason_ky", "reason_ru", "place"])
            return earlier
        drop_proposal(by=by, session=session, application=application)
        proposal = Proposal.objects.create(
            session=session,
            application=application,
            outcome=outcome,
            reason_ky=reason_ky,
            reason_ru=reason_ru,
            place=place,
        )
        for envelope, tyiyn in money.items():
            ProposalLine.objects.create(proposal=proposal, envelope=envelope, money=tyiyn)
    return proposal


def drop_proposal(*, by: User, session: Session, application: Application) -> None:
    """Take back what a session proposed for an application, if anything. Raises Refused.

    Side effects: the votes on it are gone.
    """
    with act():
        _open(by, session)
        session.proposals.filter(application=application).delete()


def cast_votes(*, by: User, proposal: Proposal, votes: Mapping[Member, Vote.Choice | str]) -> None:
    """Note the votes on a proposal, in place of those noted before.

    Raises Refused to others than the chair and the secretary, and where a member is absent or recused.
    """
    with act():
        _open(by, proposal.session)
        _check_voters(proposal, votes)
        noted = {vote.member_id: vote.choice for vote in proposal.votes.all()}
        new = {member.pk: str(choice) for member, choice in votes.items()}
        if noted == new:
            return
        proposal.votes.all().delete()
        Vote.objects.bulk_create(Vote(proposal=proposal, member_id=pk, choice=choice) for pk, choice in new.items())


def adopt_decision(*, by: User, session: Session) -> Session:
    """Adopt the session's proposals in one act: all awards, outcomes, papers, or nothing at all.

    Raises Refused (no quorum, a vote missing, open sheets, adopted before) and BudgetRefused (an envelope or a limit
    would be broken), each with its reasons; nothing has changed then.
    Side effects: awards and their ledger entries, outcomes, protocol, a decision for each winner, journal records;
    where the results are public already (a later session), notices to the applicants whose outcome is new.
    """
    with act() as journal:
        session = (
            Session.objects.select_for_update(of=("self",))
            .select_related("commission__contest__municipality", "commission__contest__regulation")
            .get(pk=session.pk)
        )
        may_adopt(session, by).require()
        contest = session.commission.contest
        # All envelopes at once and by id, so that two adoptions never wait for each other in a circle.
        list(Envelope.objects.filter(source__contest=contest).order_by("id").select_for_update())
        winners = [winner for proposal in _proposals(session) if (winner := _carry_out(by, session, proposal))]
        if contest.state == Contest.State.SCORING:
            move_contest(by=by, contest=contest, to=Contest.State.DECIDED)
        session.adopted_at = clock.now()
        session.save(update_fields=["adopted_at"])
        journal.record(
            "session.adopted",
            session,
            by=by,
            municipality=contest.municipality_id,
            awards=[w.pk for w in winners],
        )
        protocol = papers.issue_protocol(session, by=by)
        for order, winner in enumerate(winners, 1):
            papers.issue_decision(winner, session=session, protocol=protocol, order=order, by=by)
    return session


def _carry_out(by: User, session: Session, proposal: Proposal) -> Award | None:
    """Do what a proposal says and return the award, if it is one."""
    application, granted = proposal.application, None
    if proposal.outcome == Proposal.Outcome.AWARD:
        # The ledger is one for all its readers, whatever language the chair reads.
        with translation.override(settings.LANGUAGE_CODE):
            ground = _("decision of the commission %(dated)s") % {"dated": dated(session.held_on)}
        lines = [(line.envelope, line.money) for line in proposal.lines.all()]
        try:
            granted = award(by=by, application=application, lines=lines, ground=ground)
        except BudgetRefused as refused:
            raise BudgetRefused(*[f"{application.number}: {reason}" for reason in refused.reasons]) from refused
    to = _OUTCOMES[Proposal.Outcome(proposal.outcome)]
    if application.state != to:
        in_russian = application.applicant.language == "ru" and proposal.reason_ru
        reason = proposal.reason_ru if in_russian else proposal.reason_ky
        application = set_outcome(by=by, application=application, to=to, reason=reason)
        if application.contest.published_at is not None:
            tell_result(application, application.contest)
    return granted


def _proposals(session: Session) -> Iterable[Proposal]:
    return session.proposals.select_related(
        "application__applicant", "application__contest__municipality", "application__entry__register"
    ).prefetch_related("lines__envelope__source")


def _check_proposal(
    session: Session,
    application: Application,
    outcome: Proposal.Outcome,
    money: Mapping[Envelope, int],
    reasons: tuple[str, str],
) -> None:
    contest = session.commission.contest
    if not decidable(contest).filter(pk=application.pk).exists():
        raise Refused(_("Application %(number)s is not to be decided here.") % {"number": application.number})
    if outcome == Proposal.Outcome.AWARD and not money:
        raise Refused(_("Support needs a sum from at least one source."))
    if any(tyiyn < 0 for tyiyn in money.values()):
        raise Refused(_("A sum cannot be below zero."))
    if any(envelope.source.contest_id != contest.pk for envelope in money):
        raise Refused(_("This money belongs to another contest."))
    if outcome == Proposal.Outcome.UNSUPPORTED and not all(reasons):
        raise Refused(_("Write in Kyrgyz and in Russian why the initiative is not supported."))


def _same(earlier: Proposal, outcome: str, money: Mapping[Envelope, int]) -> bool:
    proposed = {line.envelope_id: line.money for line in earlier.lines.all()}
    return earlier.outcome == outcome and proposed == {envelope.pk: tyiyn for envelope, tyiyn in money.items()}


def _check_voters(proposal: Proposal, voters: Iterable[Member]) -> None:
    present = set(proposal.session.attendances.values_list("member_id", flat=True))
    entitled = entitled_members(proposal.session.commission, proposal.application)
    for member in voters:
        if member.pk not in present:
            raise Refused(_("%(name)s is not present and cannot vote.") % {"name": member.user.name})
        if member.pk not in entitled:
            raise Refused(
                _("%(name)s has an interest in application %(number)s and does not vote on it.")
                % {"name": member.user.name, "number": proposal.application.number}
            )


def _open(by: User, session: Session) -> None:
    may_lead(session.commission, by).require()
    if Session.objects.select_for_update().get(pk=session.pk).adopted_at is not None:
        raise Refused(_("This session's decision has been adopted already."))
