"""Who may write on a sheet and read the application behind it, and who may see points, when."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from committee.models import Member, Sheet
from initiatives.coapplicant_rules import applies, leads
from initiatives.models import Application, Attachment, Contest
from initiatives.rules import may_run
from kyrgyz.dates import long_date
from municipality.verdicts import YES, Verdict, first_no, no

_State = Sheet.State


def seat_of(user: Any, contest: Contest) -> Member | None:
    """Return the seat the person holds in the contest's commission now, or None: also where they were replaced."""
    return Member.objects.for_user(user).sitting().filter(commission__contest=contest).first()


def may_write(sheet: Sheet, user: Any) -> Verdict:
    """Whether the person may write on this sheet: it is their own, open, and the contest is being scored."""
    if not _owns(sheet, user):
        return no(_("This is another member's sheet."))
    return first_no(_not_replaced(sheet), _open(sheet), _being_scored(sheet))


def may_declare(sheet: Sheet, user: Any) -> Verdict:
    """Whether the person may say that they have no interest: they may write here, and are none of those who apply."""
    verdict = may_write(sheet, user)
    if verdict and leads(sheet.application, user):
        return no(_("This is your own application. Say that you have an interest in it."))
    if verdict and applies(sheet.application, user):
        return no(_("You belong to the group that applies. Say that you have an interest in it."))
    return verdict


def may_score(sheet: Sheet, user: Any) -> Verdict:
    """Whether the person may give points on this sheet, or abstain: they have said that they have no interest."""
    return first_no(may_declare(sheet, user), _declared(sheet))


def may_recuse(sheet: Sheet, user: Any) -> Verdict:
    """Whether the person may note an interest on this sheet: the member's own, or the chair for another member."""
    if _owns(sheet, user):
        return may_write(sheet, user)
    seat = seat_of(user, sheet.application.contest)
    if seat is None or seat.function != Member.Function.CHAIR:
        return no(_("This is another member's sheet."))
    return _open_to_others(sheet)


def may_enter_paper(sheet: Sheet, user: Any) -> Verdict:
    """Whether the person may enter this sheet from paper: the secretary, for another member.

    Not before their own sheet for that application is closed, for they would see another's points first; and not where
    they have an interest themselves.
    """
    seat = seat_of(user, sheet.application.contest)
    if seat is None or seat.function != Member.Function.SECRETARY:
        return no(_("Only the secretary enters paper sheets."))
    if _owns(sheet, user):
        return no(_("This is your own sheet. Fill it in on its page."))
    return first_no(_open_to_others(sheet), _secretary_is_done(sheet, seat))


def may_read_application(sheet: Sheet, user: Any) -> Verdict:
    """Whether the member may read the application behind their sheet: after their word that they have no interest."""
    if not _owns(sheet, user):
        return no(_("This is another member's sheet."))
    if sheet.state in {_State.RECUSED, _State.ABSTAINED}:
        return first_no(_not_replaced(sheet), _open(sheet))
    return first_no(_not_replaced(sheet), _declared(sheet))


def may_download(sheet: Sheet, attachment: Attachment, user: Any) -> Verdict:
    """Whether the member may have a document of the application: in a blind contest only those that name nobody."""
    verdict = may_read_application(sheet, user)
    if verdict and hidden(sheet.application, attachment):
        return no(
            _("This contest is scored blind. The document may name who applies, so it is shown after the decision.")
        )
    return verdict


def hidden(application: Application, attachment: Attachment) -> bool:
    """Tell whether a document is kept from the members now: it names who applies, or nobody knows what it names."""
    if not application.contest.commission.hides_names:
        return False
    return attachment.document is None or attachment.document.names_applicant


def may_see_others(sheet: Sheet, user: Any) -> Verdict:
    """Whether the member may see the others' sealed sheets for this application: where announced, after their own."""
    if not sheet.application.contest.commission.shows_others:
        return no(_("The points of the other members are shown once all sheets are sealed."))
    if not _owns(sheet, user) or sheet.state != _State.SEALED:
        return no(_("The points of the other members are shown once you have sealed your own sheet."))
    return _not_replaced(sheet)


def may_see_ranking(contest: Contest, user: Any) -> Verdict:
    """Whether the person may see points, means and places: a member or staff, once no sheet is open."""
    if seat_of(user, contest) is None and not may_run(contest, user):
        return no(_("Only the commission and the staff see the ranking before it is published."))
    if contest.state in {Contest.State.DRAFT, Contest.State.ANNOUNCED}:
        return no(_("Scoring has not begun yet."))
    left = open_sheets(contest).count()
    if left:
        return no(
            ngettext(
                "%(count)s sheet is still open. The ranking is shown once all are sealed.",
                "%(count)s sheets are still open. The ranking is shown once all are sealed.",
                left,
            )
            % {"count": left}
        )
    return YES


def open_sheets(contest: Contest) -> QuerySet[Sheet]:
    """Return the sheets that are still to be closed; those of an application that was taken back hold nothing up."""
    return Sheet.objects.filter(
        application__contest=contest,
        application__state__in=Application.ADMITTED_STATES,
        state=Sheet.State.OPEN,
    )


def _owns(sheet: Sheet, user: Any) -> bool:
    return sheet.member.user_id == getattr(user, "pk", None)


def _not_replaced(sheet: Sheet) -> Verdict:
    until = sheet.member.until
    if until is None:
        return YES
    return no(
        _("You were replaced in this commission: %(day)s. The sheets you had sealed stand.") % {"day": long_date(until)}
    )


def _open(sheet: Sheet) -> Verdict:
    if sheet.state == _State.SEALED and sheet.entered_by_id:
        return no(_("This sheet was entered from paper and is sealed; its points cannot be changed."))
    if sheet.state == _State.SEALED:
        return no(_("You have sealed this sheet; its points cannot be changed."))
    if sheet.state != _State.OPEN:
        return no(_("You do not score this initiative: %(reason)s") % {"reason": sheet.reason})
    return YES


def _open_to_others(sheet: Sheet) -> Verdict:
    """Whether somebody else may close the sheet for the member. What stands on it is never said."""
    if sheet.member.until is not None:
        return no(_("This member was replaced."))
    if sheet.state != _State.OPEN:
        return no(_("This sheet is closed already."))
    return _being_scored(sheet)


def _being_scored(sheet: Sheet) -> Verdict:
    if sheet.application.contest.state != Contest.State.SCORING:
        return no(_("This contest is not being scored now."))
    if sheet.application.state != Application.State.ADMITTED:
        return no(_("This application was taken back; there is nothing to score."))
    return YES


def _declared(sheet: Sheet) -> Verdict:
    if sheet.no_interest_at is None:
        return no(_("First say whether you have an interest in this initiative."))
    return YES


def _secretary_is_done(sheet: Sheet, seat: Member) -> Verdict:
    own = Sheet.objects.filter(member=seat, application=sheet.application_id).first()
    if own is not None and own.state == _State.OPEN:
        return no(
            _(
                "Your own sheet for this initiative is still open. Close it first: on the paper you would see another "
                "member's points."
            )
        )
    if own is not None and own.state == _State.RECUSED:
        return no(
            _(
                "You have an interest in this initiative, so you enter no sheets for it. The member can fill the sheet "
                "in on any computer or telephone."
            )
        )
    return YES
