"""Scoring on paper: blank sheets to print, and entering what comes back, with its scan."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from committee import services
from committee.forms import PaperSheetForm, ScanForm
from committee.models import Member, Sheet
from committee.naming import NAMED_BY, called, in_order, keeps_reason, said_reason
from committee.papers.blank_sheets import draw_blank_sheets
from committee.rules import Written, may_enter_paper, may_see_ranking, written_on
from committee.views.application_part import SentAs, brief
from committee.views.overview import LEADERS
from committee.views.own import closed, own_seat, person, sheet_for_secretary, take_over
from committee.views.sheets import FORM_METHODS
from documents.downloads import send
from documents.render import RendererMissing
from documents.services import scans_of
from initiatives.models import Application, Contest
from municipality.access import signed_in
from municipality.verdicts import Refused, Verdict, no

_State = Sheet.State


@dataclass(frozen=True)
class ToEnter:
    """An open sheet of another member that can be entered."""

    sheet: Sheet
    name: str


@signed_in
@require_safe
def sheet_print(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a PDF of blank sheets: the person's own; for the chair and the secretary any member's (?member=)."""
    seat = own_seat(request, pk)
    contest = seat.commission.contest
    asked = request.GET.get("member", "")
    if asked and asked != str(seat.pk):
        if seat.function not in LEADERS:
            return closed(
                request, no(_("Only the chair and the secretary print other members' sheets.")), contest=contest
            )
        sitting = seat.commission.members.sitting().select_related("user", "commission__contest__municipality")
        seat = get_object_or_404(sitting, pk=int(asked) if asked.isdecimal() and len(asked) < 10 else 0)
    sheets = _open_sheets(seat.commission.contest, member=seat)
    if not sheets or contest.state != Contest.State.SCORING:
        return closed(request, no(_("There is no open sheet to print.")), contest=contest)
    try:
        content = draw_blank_sheets(seat, sheets, reader=person(request))
    except RendererMissing:
        return closed(
            request,
            no(_("This computer cannot draw PDF yet. Ask the administrator to install Pango.")),
            contest=contest,
            status=503,
        )
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="sheets-{contest.pk}-{seat.pk}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


@signed_in
@require_safe
def paper_sheets(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the secretary which sheets of the other members are open, to enter one from paper."""
    seat = own_seat(request, pk)
    contest = seat.commission.contest
    if seat.function != Member.Function.SECRETARY:
        return closed(request, no(_("Only the secretary enters paper sheets.")), contest=contest)
    verdicts: dict[int, Verdict] = {}
    by_member: dict[Member, list[ToEnter]] = {}
    waiting: dict[str, str] = {}
    for sheet in _open_sheets(contest):
        if sheet.member_id == seat.pk:
            continue
        # What stands in the way is the secretary's own sheet, so it is the same for every member.
        if sheet.application_id not in verdicts:
            verdicts[sheet.application_id] = may_enter_paper(sheet, request.user)
        verdict, name = verdicts[sheet.application_id], called(sheet.application)
        if verdict:
            by_member.setdefault(sheet.member, []).append(ToEnter(sheet, name))
        else:
            waiting[f"{name} «{sheet.application.title}»"] = verdict.reason
    return render(
        request,
        "committee/paper_sheets.html",
        {"contest": contest, "members": list(by_member.items()), "waiting": list(waiting.items())},
    )


@signed_in
@require_http_methods(FORM_METHODS)
def paper_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a member's paper sheet: what it says, then one more look together with the scan, then it is closed for good.

    The address stands in the QR of the printed sheet; it leads the member themselves to their own page.
    """
    found = sheet_for_secretary(request, pk)
    contest = found.application.contest
    if found.member.user_id == request.user.pk:
        return redirect("sheet", pk=found.pk)
    verdict = may_enter_paper(found, request.user)
    if not verdict:
        return closed(request, verdict, contest=contest)
    written = written_on([found])[found.pk]
    typed = request.POST if request.method == "POST" else None
    form = PaperSheetForm(typed, written=written, justify=contest.commission.asks_justification)
    if typed is None or "change" in typed or not form.is_valid():
        if typed is not None and "change" in typed:
            form.is_valid()
        return _enter(request, found, form)
    scan = ScanForm(request.POST, request.FILES) if "final" in typed else ScanForm()
    if scan.is_bound and scan.is_valid():
        try:
            services.enter_paper_sheet(
                by=person(request),
                sheet=found,
                state=form.cleaned_data["state"],
                points=form.points(),
                justifications=form.justifications(),
                reason=form.cleaned_data["reason"],
                file=scan.cleaned_data["scan"],
            )
        except Refused as refused:
            take_over(scan, refused)
        except ValidationError as error:
            scan.add_error("scan", error)
        else:
            messages.success(
                request,
                _("The sheet of %(member)s for «%(title)s» is entered and closed. The member is told.")
                % {"member": found.member.user.name, "title": found.application.title},
            )
            return redirect("paper_sheets", pk=contest.pk)
    return _look_over(request, found, form, scan)


@signed_in
@require_safe
def sheet_scan(request: HttpRequest, pk: int, key: str) -> HttpResponse | FileResponse:
    """Send the scan of a sheet that was entered from paper: to its member, and to who may see the ranking."""
    sheets = Sheet.objects.select_related("member", *(f"application__{path}" for path in NAMED_BY))
    found = get_object_or_404(sheets, pk=pk)
    scan = get_object_or_404(scans_of(found), key=key)
    contest = found.application.contest
    if found.member.user_id != request.user.pk:
        # Outside the commission and the office there is no such sheet at all.
        own = Member.objects.for_user(request.user).filter(commission=contest.commission)
        if not own.exists():
            get_object_or_404(Contest.objects.for_user(request.user), pk=contest.pk)
        if not (verdict := may_see_ranking(contest, request.user)):
            return closed(request, verdict, contest=contest)
        if keeps_reason(found):
            return closed(request, no(said_reason(found)), contest=contest)
    # Not under the name the file came with, which may say more than the sheet does.
    return send(
        SentAs(f"{capfirst(Sheet._meta.verbose_name)} {called(found.application)}", scan.content_type, scan.file)
    )


def _open_sheets(contest: Contest, **of: Any) -> list[Sheet]:
    """Return the open sheets of a contest's sitting members, in the order in which lists show applications."""
    sheets = Sheet.objects.filter(
        member__commission__contest=contest,
        member__until__isnull=True,
        state=_State.OPEN,
        application__state=Application.State.ADMITTED,
        **of,
    ).select_related("member__user", *(f"application__{path}" for path in NAMED_BY))
    return sorted(sheets, key=lambda sheet: (sheet.member_id, in_order(sheet.application)))


def _enter(request: HttpRequest, sheet: Sheet, form: PaperSheetForm) -> HttpResponse:
    return render(
        request,
        "committee/paper_sheet.html",
        {"sheet": sheet, "contest": sheet.application.contest, "brief": brief(sheet), "form": form},
    )


def _look_over(request: HttpRequest, sheet: Sheet, form: PaperSheetForm, scan: ScanForm) -> HttpResponse:
    """Show what was typed once more; the scan is asked for here, for a browser does not carry a file over pages."""
    state = form.cleaned_data["state"]
    points: list[Written] = form.given() if state == _State.SEALED else []
    return render(
        request,
        "committee/paper_sheet_check.html",
        {
            "sheet": sheet,
            "contest": sheet.application.contest,
            "brief": brief(sheet),
            "says": dict(form.fields["state"].choices)[state],  # type: ignore[attr-defined]  # of a ChoiceField
            "reason": form.cleaned_data["reason"],
            "points": points,
            "typed": _typed(request.POST, form),
            "form": scan,
        },
    )


def _typed(posted: QueryDict, form: PaperSheetForm) -> list[tuple[str, str]]:
    return [(name, posted.get(name, "")) for name in form.fields]
