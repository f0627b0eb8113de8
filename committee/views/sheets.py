"""A member's own sheet: their word on an interest, points, stepping aside.

What others gave is asked for in one place only, behind `may_see_others`.
"""

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from committee import services
from committee.forms import RecuseForm, ScoreForm, sign_of
from committee.models import Sheet
from committee.naming import called
from committee.rules import (
    Written,
    may_declare,
    may_download,
    may_read_application,
    may_score,
    may_see_others,
    may_write,
    written_on,
)
from committee.views.application_part import SentAs, brief, facts
from committee.views.own import closed, own_sheet, person, take_over, told_if_replaced
from documents.downloads import send
from documents.services import scans_of
from initiatives.models import Application
from journal import clock
from kyrgyz.language import resolve
from kyrgyz.suffixes import with_case
from municipality.access import signed_in
from municipality.answers import wants_json
from municipality.kept import keeps_typing
from municipality.verdicts import Refused, Verdict

FORM_METHODS = ["GET", "HEAD", "POST"]
_State = Sheet.State


@keeps_typing
@signed_in
@told_if_replaced
@require_http_methods(FORM_METHODS)
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an application with the member's sheet for it; keep what is given so far, or go on to sealing.

    Before their word that they have no interest only that is asked. A page's script that asks for JSON gets: {"saved",
    "revision"} where it saves by itself; {"next"} where the person pressed; {"show": true} where the page is to be sent
    as a person does, because something in it is wrong; 422 {"refused"} with the reason.
    """
    found = own_sheet(request, pk)
    verdict = may_score(found, request.user)
    if not verdict:
        if request.method == "POST" and wants_json(request):
            return JsonResponse({"refused": [verdict.reason]}, status=422)
        return not_writable(request, found, verdict)
    written = written_on([found])[found.pk]
    justify = found.application.contest.commission.asks_justification
    form = ScoreForm(request.POST or None, written=written, justify=justify)
    if request.method == "POST":
        return _save(request, found, form)
    return _show(request, found, form, sign_of(written))


@signed_in
@told_if_replaced
@require_http_methods(FORM_METHODS)
def declare(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the member's word that they have no interest, and open the application to them."""
    found = own_sheet(request, pk)
    if request.method == "POST":
        try:
            services.declare_no_interest(by=person(request), sheet=found)
        except Refused as refused:
            return not_writable(request, found, Verdict(False, refused.reasons))
    return redirect("sheet", pk=found.pk)


@signed_in
@told_if_replaced
@require_http_methods(FORM_METHODS)
def recuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask why the member does not score an application, and close their sheet with the reason."""
    found = own_sheet(request, pk)
    verdict = may_write(found, request.user)
    if not verdict:
        return not_writable(request, found, verdict)
    may_abstain = bool(may_score(found, request.user))
    form = RecuseForm(request.POST or None, declared=may_abstain)
    if request.method == "POST" and form.is_valid():
        step_aside = services.recuse if form.cleaned_data["kind"] == _State.RECUSED else services.abstain
        try:
            step_aside(by=person(request), sheet=found, reason=form.cleaned_data["reason"])
        except Refused as refused:
            take_over(form, refused)
        else:
            messages.success(
                request, _("You do not score «%(title)s». Your reason is kept.") % {"title": found.application.title}
            )
            return redirect("commission")
    return render(
        request,
        "committee/recuse.html",
        {"form": form, "sheet": found, "brief": brief(found), "may_abstain": may_abstain},
    )


@signed_in
@told_if_replaced
@require_safe
def sheet_attachment(request: HttpRequest, pk: int, key: str) -> HttpResponse | FileResponse:
    """Send a document of the application as a download, where the member may read it.

    In a blind contest under the document's name: the name of the file may be the applicant's.
    """
    found = own_sheet(request, pk)
    attachment = get_object_or_404(
        found.application.attachments.select_related("document", "application__contest__commission"), key=key
    )
    verdict = may_download(found, attachment, request.user)
    if not verdict:
        return closed(request, verdict, contest=found.application.contest)
    if attachment.document is not None and found.application.contest.commission.hides_names:
        name = f"{called(found.application)} {attachment.document.name}"
        return send(SentAs(name, attachment.content_type, attachment.file))
    return send(attachment)


def not_writable(request: HttpRequest, sheet: Sheet, verdict: Verdict) -> HttpResponse:
    """Ask for the member's word first, or show why nothing can be written and what stands on the sheet."""
    status = 403 if request.method == "POST" else 200
    asks = may_write(sheet, request.user)
    if asks and sheet.no_interest_at is None:
        return render(
            request,
            "committee/sheet_interest.html",
            {"sheet": sheet, "brief": brief(sheet), "may_declare": may_declare(sheet, request.user)},
            status=status,
        )
    seen = bool(may_read_application(sheet, request.user)) and sheet.state in {_State.OPEN, _State.SEALED}
    others = bool(may_see_others(sheet, request.user))
    return render(
        request,
        "committee/sheet_closed.html",
        {
            **(facts(sheet) if seen else {"sheet": sheet, "brief": brief(sheet), "application": sheet.application}),
            "reason": verdict.reason,
            "own": asks,
            "points": written_on([sheet])[sheet.pk] if sheet.state == _State.SEALED else [],
            "others": _others(sheet) if others else [],
            "shows_others": others,
            "scans": list(scans_of(sheet)),
            "seen": seen,
        },
        status=status,
    )


def _save(request: HttpRequest, found: Sheet, form: ScoreForm) -> HttpResponse:
    """Keep what a page sent and answer it."""
    sign = request.POST.get("revision", "")[:20_000]
    by_itself = wants_json(request) and "autosave" in request.POST
    if not form.is_valid():
        if by_itself:
            wrong = [str(error) for errors in form.errors.values() for error in errors]
            return JsonResponse({"refused": wrong}, status=422)
        return JsonResponse({"show": True}) if wants_json(request) else _show(request, found, form, sign)
    points, justifications = form.changes(sign)
    try:
        services.save_scores(by=person(request), sheet=found, points=points, justifications=justifications)
    except Refused as refused:
        if wants_json(request):
            return JsonResponse({"refused": [str(reason) for reason in refused.reasons]}, status=422)
        take_over(form, refused)
        return _show(request, found, form, sign)
    sign = form.sign()
    if by_itself:
        return JsonResponse({"saved": _saved_words(form), "revision": sign})
    whole = form.ask_for_points()
    if whole and "seal" not in request.POST:
        messages.success(request, _("Your points are saved. You can change them until you seal the sheet."))
        address = reverse("sheet", args=[found.pk])
        return JsonResponse({"next": address, "revision": sign}) if wants_json(request) else redirect(address)
    if whole and form.ask_for_all():
        return redirect("sheet_seal", pk=found.pk)
    return JsonResponse({"show": True, "revision": sign}) if wants_json(request) else _show(request, found, form, sign)


def _saved_words(form: ScoreForm) -> str:
    """Return in words when the sheet was saved, and what of it could not be."""
    time = timezone.localtime(clock.now()).strftime("%H:%M")
    saved = _("Saved at %(time)s") % {"time": time if resolve() == "ru" else with_case(time, "locative")}
    waiting = [criterion.name for criterion in form.unplaced()]
    if not waiting:
        return saved
    return (
        saved
        + ". "
        + _("Not kept until there are points: the justification of %(criteria)s.")
        % {"criteria": ", ".join(f"«{name}»" for name in waiting)}
    )


def _show(request: HttpRequest, found: Sheet, form: ScoreForm, sign: str) -> HttpResponse:
    return render(
        request,
        "committee/sheet.html",
        {"form": form, "revision": sign, "others": may_see_others(found, request.user), **facts(found), **_left(found)},
    )


def _left(sheet: Sheet) -> dict[str, int]:
    """Return how many of the member's own sheets are sealed and how many are left."""
    states = list(
        Sheet.objects.filter(member=sheet.member_id, application__state__in=Application.ADMITTED_STATES).values_list(
            "state", flat=True
        )
    )
    return {"sealed": states.count(_State.SEALED), "left": states.count(_State.OPEN)}


def _others(sheet: Sheet) -> list[tuple[str, list[Written]]]:
    """Return the names of the others who have sealed their sheet for this application, with what they wrote.

    Only behind `may_see_others`.
    """
    sheets = list(
        Sheet.objects.filter(application=sheet.application_id, state=_State.SEALED)
        .exclude(pk=sheet.pk)
        .select_related("member__user", "application")
        .order_by("member_id")
    )
    written = written_on(sheets)
    return [(other.member.user.name, written[other.pk]) for other in sheets]
