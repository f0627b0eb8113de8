"""Replacing a member: one act in which one person leaves a seat and another takes it, with what is left to be done."""

from datetime import date

from django.conf import settings
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _

from committee.models import Attendance, Commission, Member, Proposal, Session, Sheet, Vote
from committee.rules import may_leave, may_replace, may_sit, open_sheets, who_apply
from committee.services.contest import hand_out, link_for
from initiatives.models import Application, Contest
from journal import clock
from journal.services import Act, act
from municipality.models import User
from municipality.verdicts import Refused, first_no
from notices.services import tell


def replace_member(
    *, by: User, member: Member, user: User, body: Member.Body | str, act_number: str, act_date: date, since: date
) -> Member:
    """Give a member's seat and function to another person from the day `since` on, and return the new member.

    body: whom the new member stands for; act_number, act_date: the act by which they were appointed. Sheets that were
    sealed stand, with the name of who sealed them. While the contest is scored the new member gets a sheet for every
    other admitted application; for those with which they apply themselves they get one that is recused at once.
    Raises Refused unless `by` runs the contest, from the announcement until the contest is closed; where the day does
    not fit, the member was replaced already, or the person sits or sat here or has no open account.
    Side effects: open sheets of the old member go with their points; their presence and votes in a session under
    preparation go, and that session counts as changed; notices to both; journal record.
    """
    if not act_number.strip():
        raise Refused(_("Write the number of the act of appointment."))
    with act() as journal:
        commission, sheets = _hold(member)
        user.refresh_from_db(fields=["is_active"])
        first_no(may_replace(commission, by), may_leave(member, since), may_sit(commission, user)).require()
        _clear_sessions(member)
        member.until = since
        member.save(update_fields=["until"])
        new = Member.objects.create(
            commission=commission,
            user=user,
            body=body,
            function=member.function,
            act_number=act_number.strip(),
            act_date=act_date,
            since=since,
            replaces=member,
        )
        sealed = {sheet.application_id for sheet in sheets if sheet.state == Sheet.State.SEALED}
        scoring = commission.contest.state == Contest.State.SCORING and open_sheets(commission.contest).exists()
        Sheet.objects.filter(member=member, state=Sheet.State.OPEN).delete()
        left = _hand_over(by, new, sealed, journal, scoring=scoring)
        _tell_both(member, new, left)
        journal.record(
            "member.replaced",
            commission,
            by=by,
            municipality=commission.contest.municipality_id,
            member=member.pk,
            replaced_by=new.pk,
            since=since.isoformat(),
            number=new.act_number,
        )
    return new


def _hold(member: Member) -> tuple[Commission, list[Sheet]]:
    """Take contest, commission, sessions under preparation, the seat and its sheets, in the order adoptions do.

    A sheet that is being sealed at this moment is waited for: it is sealed then, or it goes.
    """
    contest = Contest.objects.select_for_update(of=("self",)).get(commission=member.commission_id)
    commission = Commission.objects.select_for_update(of=("self",)).get(pk=member.commission_id)
    commission.contest = contest
    list(commission.sessions.filter(adopted_at__isnull=True).order_by("id").select_for_update(of=("self",)))
    member.refresh_from_db(from_queryset=Member.objects.select_for_update(of=("self",)).select_related("user"))
    member.commission = commission
    return commission, list(member.sheets.order_by("id").select_for_update(of=("self",)))


def _clear_sessions(member: Member) -> None:
    """Take the member's presence and votes out of sessions under preparation; whoever has one open is told so."""
    planned = Session.objects.filter(commission=member.commission_id, adopted_at__isnull=True)
    votes = Vote.objects.filter(member=member, proposal__session__in=planned)
    there = Attendance.objects.filter(member=member, session__in=planned)
    touched = {*votes.values_list("proposal__session", flat=True), *there.values_list("session", flat=True)}
    votes.delete()
    there.delete()
    if member.function == Member.Function.CHAIR:
        cast = Proposal.objects.filter(session__in=planned).exclude(casting="")
        touched |= set(cast.values_list("session", flat=True))
        cast.update(casting="", casting_reason="")
    Session.objects.filter(pk__in=touched).update(revision=F("revision") + 1)


def _hand_over(by: User, new: Member, sealed: set[int], journal: Act, *, scoring: bool) -> int:
    """Give the new member the sheets that are still to be written, close those of their own, return how many are open.

    Once the last sheet is closed the commission and the staff have seen all points, so that nobody comes to write then;
    but who applies has no vote there, and the papers say why. `scoring`: whether a sheet was open before.
    """
    contest = new.commission.contest
    if contest.state == Contest.State.ANNOUNCED:
        return 0
    in_contest = set(contest.applications.in_contest().values_list("pk", flat=True))
    own = {application for application, _user in who_apply(new.commission, {new.user_id: new.pk})} & in_contest
    left = set()
    if scoring:
        admitted = contest.applications.filter(state=Application.State.ADMITTED)
        left = set(admitted.values_list("pk", flat=True)) - sealed - own
    hand_out([Sheet(member=new, application_id=application) for application in left | own])
    # The reason is read by all, whatever language the one reads who enters it.
    with translation.override(settings.LANGUAGE_CODE):
        reason = _("Is one of those who apply.")
    for sheet in Sheet.objects.filter(member=new, application__in=own):
        sheet.state, sheet.reason, sheet.closed_at, sheet.entered_by = Sheet.State.RECUSED, reason, clock.now(), by
        sheet.save(update_fields=["state", "reason", "closed_at", "entered_by"])
        journal.record(
            "sheet.recused", sheet, by=by, municipality=contest.municipality_id, application=sheet.application_id
        )
    return len(left)


def _tell_both(old: Member, new: Member, left: int) -> None:
    contest = new.commission.contest
    tell(
        recipient=old.user,
        kind="member_replaced",
        context={"contest": contest, "old": old, "new": new},
        link=link_for(old.user, "contest", contest.pk),
    )
    tell(
        recipient=new.user,
        kind="member_appointed",
        context={"contest": contest, "old": old, "new": new, "count": left, "in_time": _in_time(contest)},
        link=link_for(new.user, "commission"),
    )


def _in_time(contest: Contest) -> bool:
    """Tell whether the announced day of the scoring's end is still to come; a late member has no day to be named."""
    return contest.scoring_until >= clock.today()
