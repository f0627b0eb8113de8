"""Sealing a member's own sheets, one by one or all that are complete; each time after one more look."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from committee import services
from committee.models import Sheet
from committee.naming import NAMED_BY, called, in_order
from committee.rules import Written, lacking, mark_of, may_score, written_on
from committee.views.application_part import brief
from committee.views.own import own_seat, own_sheet, person, told_if_replaced
from committee.views.sheets import FORM_METHODS, not_writable
from initiatives.models import Application
from municipality.access import signed_in
from municipality.verdicts import Refused

_MARK = "seen-"


@dataclass(frozen=True)
class Waiting:
    """One open sheet of the member's on the page of sealing all together."""

    sheet: Sheet
    name: str
    points: list[Written]
    lacks: list[str]
    mark: str


@signed_in
@told_if_replaced
@require_http_methods(FORM_METHODS)
def sheet_seal(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the points once more and, on the button, seal the sheet for good."""
    found = own_sheet(request, pk)
    if request.method == "POST" and found.state == Sheet.State.SEALED:
        return _sealed_already(request, found)
    verdict = may_score(found, request.user)
    if not verdict:
        return not_writable(request, found, verdict)
    reasons: tuple[object, ...] = ()
    if request.method == "POST":
        try:
            services.seal(by=person(request), sheet=found, seen=request.POST.get("seen", ""))
        except Refused as refused:
            if Sheet.objects.filter(pk=found.pk, state=Sheet.State.SEALED).exists():
                return _sealed_already(request, found)
            reasons = refused.reasons
        else:
            messages.success(request, _("The sheet for «%(title)s» is sealed.") % {"title": found.application.title})
            return redirect("commission")
    written = written_on([found])[found.pk]
    lacks = lacking(written, found.application.contest.commission)
    return render(
        request,
        "committee/sheet_seal.html",
        {
            "sheet": found,
            "brief": brief(found),
            "points": written,
            "whole": not lacks,
            "lacks": lacks,
            "mark": mark_of(written),
            "reasons": reasons,
        },
    )


@signed_in
@require_http_methods(FORM_METHODS)
def sheets_seal(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the member's open sheets with their points and what is lacking; on the button seal the complete ones."""
    seat = own_seat(request, pk)
    reasons: tuple[object, ...] = ()
    if request.method == "POST":
        seen = {
            int(name.removeprefix(_MARK)): request.POST.get(name, "")
            for name in request.POST
            if name.removeprefix(_MARK).isdecimal() and len(name) < 20
        }
        try:
            sealed = services.seal_all(by=person(request), commission=seat.commission, seen=seen)
        except Refused as refused:
            reasons = refused.reasons
        else:
            messages.success(request, _words(len(sealed)))
            return redirect("commission")
    waiting = _waiting(request, seat.pk)
    return render(
        request,
        "committee/sheets_seal.html",
        {
            "contest": seat.commission.contest,
            "complete": [item for item in waiting if not item.lacks],
            "incomplete": [item for item in waiting if item.lacks],
            "reasons": reasons,
        },
    )


def _waiting(request: HttpRequest, seat: int) -> list[Waiting]:
    sheets = list(
        Sheet.objects.filter(
            member=seat, state=Sheet.State.OPEN, application__state=Application.State.ADMITTED
        ).select_related("member", *(f"application__{path}" for path in NAMED_BY))
    )
    written = written_on(sheets)
    found = [_one(request, sheet, written[sheet.pk]) for sheet in sheets]
    return sorted(found, key=lambda item: in_order(item.sheet.application))


def _one(request: HttpRequest, sheet: Sheet, written: list[Written]) -> Waiting:
    verdict = may_score(sheet, request.user)
    declared = sheet.no_interest_at is not None
    lacks = lacking(written, sheet.application.contest.commission)
    if not verdict:
        lacks = [verdict.reason]
    return Waiting(sheet, called(sheet.application), written if declared else [], lacks, mark_of(written))


def _sealed_already(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    messages.info(request, _("This sheet is sealed already. Nothing has changed."))
    return redirect("sheet", pk=sheet.pk)


def _words(sealed: int) -> str:
    if not sealed:
        return _("There was nothing left to seal: these sheets are closed already.")
    return ngettext("%(count)s sheet is sealed.", "%(count)s sheets are sealed.", sealed) % {"count": sealed}
