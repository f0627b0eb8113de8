"""A member's own sheet: read, score, seal, step aside. Nothing of what others gave is ever asked for here."""

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from committee import services
from committee.forms import RecuseForm, ScoreForm
from committee.models import Criterion, Sheet
from committee.rules import may_score, may_write
from committee.views.own import closed, own_sheet, person, take_over
from initiatives.downloads import send
from initiatives.models import Application
from kyrgyz.money_bar import MoneyBar, Part
from municipality.access import signed_in
from municipality.kept import keeps_typing
from municipality.verdicts import Refused, Verdict

FORM_METHODS = ["GET", "HEAD", "POST"]
SEEN_STATES = {Sheet.State.OPEN, Sheet.State.SEALED}


@keeps_typing
@signed_in
@require_http_methods(FORM_METHODS)
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an application with the member's sheet for it; keep the points given, or go on to sealing."""
    found = own_sheet(request, pk)
    verdict = may_score(found, request.user)
    if not verdict:
        return _read_only(request, found, verdict, status=403 if request.method == "POST" else 200)
    form = ScoreForm(request.POST or None, criteria=_criteria(found), given=_given(found))
    if request.method == "POST" and form.is_valid():
        try:
            services.save_scores(by=person(request), sheet=found, points=form.points())
        except Refused as refused:
            take_over(form, refused)
        else:
            if "seal" not in request.POST:
                messages.success(request, _("Your points are saved. You can change them until you seal the sheet."))
                return redirect("sheet", pk=found.pk)
            if form.ask_for_all():
                return redirect("sheet_seal", pk=found.pk)
    return render(request, "committee/sheet.html", {"form": form, **_facts(found), **_progress(found)})


@signed_in
@require_http_methods(FORM_METHODS)
def sheet_seal(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the points once more and, on the button, seal the sheet for good."""
    found = own_sheet(request, pk)
    verdict = may_score(found, request.user)
    if not verdict:
        return _read_only(request, found, verdict, status=403 if request.method == "POST" else 200)
    reasons: tuple[object, ...] = ()
    if request.method == "POST":
        try:
            services.seal(by=person(request), sheet=found)
        except Refused as refused:
            reasons = refused.reasons
        else:
            messages.success(request, _("The sheet for «%(title)s» is sealed.") % {"title": found.application.title})
            return redirect("commission")
    points = _points(found)
    return render(
        request,
        "committee/sheet_seal.html",
        {
            "sheet": found,
            "application": found.application,
            "points": points,
            "whole": all(given is not None for _criterion, given in points),
            "reasons": reasons,
        },
    )


@signed_in
@require_http_methods(FORM_METHODS)
def recuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask why the member does not score an application, and close their sheet with the reason."""
    found = own_sheet(request, pk)
    verdict = may_write(found, request.user)
    if not verdict:
        return _read_only(request, found, verdict, status=403 if request.method == "POST" else 200)
    form = RecuseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        step_aside = services.recuse if form.cleaned_data["kind"] == Sheet.State.RECUSED else services.abstain
        try:
            step_aside(by=person(request), sheet=found, reason=form.cleaned_data["reason"])
        except Refused as refused:
            take_over(form, refused)
        else:
            messages.success(
                request, _("You do not score «%(title)s». Your reason is kept.") % {"title": found.application.title}
            )
            return redirect("commission")
    return render(request, "committee/recuse.html", {"form": form, "sheet": found, "application": found.application})


@signed_in
@require_safe
def sheet_attachment(request: HttpRequest, pk: int, key: str) -> HttpResponse | FileResponse:
    """Send a document of the application as a download; not to a member who has stepped aside."""
    found = own_sheet(request, pk)
    attachment = get_object_or_404(found.application.attachments.all(), key=key)
    if found.state not in SEEN_STATES:
        return closed(request, may_write(found, request.user), contest=found.application.contest)
    return send(attachment)


def _read_only(request: HttpRequest, sheet: Sheet, verdict: Verdict, *, status: int) -> HttpResponse:
    """Show why nothing can be written, and to who has not stepped aside what was written."""
    seen = sheet.state in SEEN_STATES
    return render(
        request,
        "committee/sheet_closed.html",
        {
            **(_facts(sheet) if seen else {"sheet": sheet, "application": sheet.application}),
            "reason": verdict.reason,
            "own": may_write(sheet, request.user),
            "points": _points(sheet) if sheet.state == Sheet.State.SEALED else [],
            "seen": seen,
        },
        status=status,
    )


def _criteria(sheet: Sheet) -> list[Criterion]:
    return list(Criterion.objects.filter(contest=sheet.application.contest_id))


def _given(sheet: Sheet) -> dict[int, int]:
    return dict(sheet.scores.values_list("criterion_id", "points"))


def _points(sheet: Sheet) -> list[tuple[Criterion, int | None]]:
    given = _given(sheet)
    return [(criterion, given.get(criterion.pk)) for criterion in _criteria(sheet)]


def _progress(sheet: Sheet) -> dict[str, int]:
    """Return how many of the member's own sheets are sealed and how many are left."""
    states = list(
        Sheet.objects.filter(member=sheet.member_id, application__state__in=Application.ADMITTED_STATES).values_list(
            "state", flat=True
        )
    )
    return {"sealed": states.count(Sheet.State.SEALED), "left": states.count(Sheet.State.OPEN)}


def _facts(sheet: Sheet) -> dict[str, object]:
    """Return what the page shows of the application."""
    application = sheet.application
    asked = [(source, tyiyn) for source, tyiyn in application.asked_by_source() if tyiyn]
    return {
        "sheet": sheet,
        "application": application,
        "asked": asked,
        "total": sum(tyiyn for _source, tyiyn in asked),
        "bar": MoneyBar(Part(source.name, tyiyn, source.kind) for source, tyiyn in asked),
        "plan": application.plan.all(),
        "lines": application.lines.select_related("source"),
        "documents": application.attachments.select_related("document"),
    }
