"""What a session proposes for each application, the votes on it, and the chair's casting vote."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _

from budget.models import Envelope
from committee.models import Member, Proposal, ProposalLine, Session, Vote
from committee.naming import called
from committee.rules import Bench, bench, decidable_in
from committee.services.sessions import changing
from initiatives.models import Application
from journal import clock
from municipality.models import User
from municipality.verdicts import Refused

Money = tuple[Envelope, int]


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
    correct_by: date | None = None,
) -> Proposal:
    """Propose an outcome for an application, with tyiyn by envelope where it is support; replaces an earlier proposal.

    `correct_by`: the last day of correction, for a return for revision alone. Raises Refused where the application is
    not to be decided here, support is proposed without money, refusal or revision without a reason in both languages,
    revision without a day that lies ahead. Side effects: where the outcome or a sum becomes another, the votes on the
    earlier proposal are gone. The money is not looked at here: the adoption is where it must hold.
    """
    with changing(by, session):
        return put_proposal(
            session,
            application,
            outcome,
            lines=lines,
            reasons=(reason_ky, reason_ru),
            place=place,
            correct_by=correct_by,
        )


def drop_proposal(*, by: User, session: Session, application: Application) -> None:
    """Take back what a session proposed for an application, if anything. Raises Refused.

    Side effects: the votes on it are gone.
    """
    with changing(by, session):
        session.proposals.filter(application=application).delete()


def cast_votes(*, by: User, proposal: Proposal, votes: Mapping[Member, Vote.Choice | str]) -> None:
    """Note the votes on a proposal, in place of those noted before.

    Raises Refused to others than the chair and the secretary, and where a member is absent, recused or applies.
    Side effects: where the votes become others, the chair's casting vote on the earlier ones is gone.
    """
    with changing(by, proposal.session):
        present = set(proposal.session.attendances.values_list("member_id", flat=True))
        put_votes(proposal, votes, bench(proposal.session.commission), present)


def cast_for_chair(*, by: User, proposal: Proposal, choice: Proposal.Casting | str, reason: str) -> Proposal:
    """Note the chair's casting vote on a proposal for which as many voted as against, and return the proposal.

    An empty `choice` takes back what was noted. Raises Refused without a reason, where the votes are not equal or not
    all given, and where the chair is absent or recused.
    """
    with changing(by, proposal.session):
        present = set(proposal.session.attendances.values_list("member_id", flat=True))
        put_casting(proposal, choice, reason, bench(proposal.session.commission), present)
    return proposal


def put_proposal(
    session: Session,
    application: Application,
    outcome: Proposal.Outcome | str,
    *,
    lines: Sequence[Money],
    reasons: tuple[str, str],
    place: int,
    correct_by: date | None,
    open_to_decide: Iterable[int] | None = None,
) -> Proposal:
    """Store a proposal of a session that is held. See `propose`.

    open_to_decide: the applications (ids) the session may decide, where the caller has asked already.
    """
    outcome = Proposal.Outcome(outcome)
    reason_ky, reason_ru = (reason.strip() for reason in reasons)
    money = {envelope: tyiyn for envelope, tyiyn in lines if tyiyn} if outcome == Proposal.Outcome.AWARD else {}
    day = correct_by if outcome == Proposal.Outcome.REVISE else None
    if open_to_decide is None:
        open_to_decide = decidable_in(session).filter(pk=application.pk).values_list("pk", flat=True)
    if application.pk not in open_to_decide:
        raise Refused(_("Application %(number)s is not to be decided here.") % {"number": called(application)})
    _check_money(session, outcome, money)
    _check_reasons(outcome, bool(reason_ky and reason_ru), day)
    values = {"reason_ky": reason_ky, "reason_ru": reason_ru, "place": place, "correct_by": day}
    earlier = session.proposals.filter(application=application).prefetch_related("lines").first()
    if earlier is not None and _same(earlier, outcome, money):
        for name, value in values.items():
            setattr(earlier, name, value)
        earlier.save(update_fields=list(values))
        return earlier
    if earlier is not None:
        earlier.delete()
    proposal = Proposal.objects.create(session=session, application=application, outcome=outcome, **values)
    for envelope, tyiyn in money.items():
        ProposalLine.objects.create(proposal=proposal, envelope=envelope, money=tyiyn)
    return proposal


def put_votes(proposal: Proposal, votes: Mapping[Member, Vote.Choice | str], seats: Bench, present: set[int]) -> None:
    """Store the votes on a proposal of a session that is held. See `cast_votes`."""
    for member in votes:
        _check_voter(proposal, member, seats, present)
    noted = {vote.member_id: vote.choice for vote in proposal.votes.all()}
    new = {member.pk: str(choice) for member, choice in votes.items()}
    if noted == new:
        return
    proposal.votes.all().delete()
    Vote.objects.bulk_create(Vote(proposal=proposal, member_id=pk, choice=choice) for pk, choice in new.items())
    if proposal.casting:
        proposal.casting, proposal.casting_reason = "", ""
        proposal.save(update_fields=["casting", "casting_reason"])


def put_casting(
    proposal: Proposal, choice: Proposal.Casting | str, reason: str, seats: Bench, present: set[int]
) -> None:
    """Store the chair's casting vote on a proposal of a session that is held. See `cast_for_chair`."""
    reason = reason.strip() if choice else ""
    if choice:
        votes = dict(proposal.votes.values_list("member_id", "choice"))
        count = seats.count(proposal.application_id, votes, present)
        if not count.tied or not count.chair_votes:
            raise Refused(
                _("Application %(number)s: the chair decides only where all have voted and the votes are equal.")
                % {"number": called(proposal.application)}
            )
        if not reason:
            raise Refused(_("Write the reason of the casting vote."))
    proposal.casting, proposal.casting_reason = str(choice), reason
    proposal.save(update_fields=["casting", "casting_reason"])


def _check_money(session: Session, outcome: Proposal.Outcome, money: Mapping[Envelope, int]) -> None:
    if outcome == Proposal.Outcome.AWARD and not money:
        raise Refused(_("Support needs a sum from at least one source."))
    if any(tyiyn < 0 for tyiyn in money.values()):
        raise Refused(_("A sum cannot be below zero."))
    if any(envelope.source.contest_id != session.commission.contest_id for envelope in money):
        raise Refused(_("This money belongs to another contest."))


def _check_reasons(outcome: Proposal.Outcome, both: bool, day: date | None) -> None:
    if outcome == Proposal.Outcome.UNSUPPORTED and not both:
        raise Refused(_("Write in Kyrgyz and in Russian why the initiative is not supported."))
    if outcome == Proposal.Outcome.REVISE:
        if not both:
            raise Refused(_("Write in Kyrgyz and in Russian what is to be corrected."))
        if day is None or day <= clock.today():
            raise Refused(_("Write the last day of correction; it must lie ahead."))


def _same(earlier: Proposal, outcome: str, money: Mapping[Envelope, int]) -> bool:
    proposed = {line.envelope_id: line.money for line in earlier.lines.all()}
    return earlier.outcome == outcome and proposed == {envelope.pk: tyiyn for envelope, tyiyn in money.items()}


def _check_voter(proposal: Proposal, member: Member, seats: Bench, present: set[int]) -> None:
    if member.pk not in present:
        raise Refused(_("%(name)s is not present and cannot vote.") % {"name": member.user.name})
    if member.pk not in seats.entitled(proposal.application_id):
        raise Refused(
            _("%(name)s has an interest in application %(number)s and does not vote on it.")
            % {"name": member.user.name, "number": called(proposal.application)}
        )
