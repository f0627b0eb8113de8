"""A person's applications: the list, the beginning, each one's own page, taking back and deleting."""

from typing import Any

from django.contrib import messages
from django.db.models import Case, Exists, IntegerField, OuterRef, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from documents.rules import may_read
from initiatives import services
from initiatives.coapplicant_rules import leads, sees_private
from initiatives.forms.eligibility import prefill_of
from initiatives.forms.texts import KINDS
from initiatives.kinds import documents_by_kind
from initiatives.models import Application, Clarification, Contest
from initiatives.papers import papers_of
from initiatives.rules import may_copy, may_delete, may_edit, may_withdraw, still_asked, takes_applications
from initiatives.views.clarifications import asked_about
from initiatives.views.coapplicants import members
from initiatives.views.common import me, own
from initiatives.views.life import correction, life_steps, standing
from initiatives.views.money import asked_bar, limit_words
from initiatives.views.timeline import timeline
from municipality.access import signed_in
from municipality.consents import has_consented
from municipality.verdicts import Refused
from municipality.views import ask_consent


@signed_in
@require_safe
def my_applications(request: HttpRequest) -> HttpResponse:
    """Show the person's applications, what waits for them first; where there are none, how one comes about."""
    waiting = Case(
        When(state=Application.State.DRAFT, then=Value(0)),
        When(state=Application.State.RETURNED, then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    found = (
        Application.objects.of_applicant(me(request))
        .select_related("contest", "entry__register", "applicant")
        .with_totals()
        .annotate(question_waits=Exists(Clarification.objects.waiting().filter(application=OuterRef("pk"))))
        .order_by(waiting, "-question_waits", "-id")
    )
    rows = [
        {
            "application": application,
            "asked": application.asked,  # type: ignore[attr-defined]  # added by with_totals
            "standing": standing(application),
            "may_edit": may_edit(application, request.user),
            "question_waits": application.question_waits and still_asked(application),
        }
        for application in found
    ]
    open_contests = Contest.objects.open_now().select_related("municipality").order_by("closes_at")
    return render(request, "initiatives/my_applications.html", {"rows": rows, "open_contests": open_contests})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, contest: int) -> HttpResponse:
    """Say what will be needed; on POST begin a draft, or find the one begun before, and go to its first step.

    The address may name who applies, the village and the direction; it keeps them through a sign-in.
    """
    found = get_object_or_404(Contest.objects.public().select_related("municipality"), pk=contest)
    if not has_consented(request.user):
        return ask_consent(request)
    known = prefill_of(found, request.GET)
    if request.method == "POST":
        try:
            draft = services.begin(by=me(request), contest=found, **known)
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect("contest", pk=found.pk)
        return redirect("application_step", pk=draft.pk, step="initiative")
    return render(
        request,
        "initiatives/begin.html",
        {
            "contest": found,
            "verdict": takes_applications(found),
            "sources": [(source, limit_words(source)) for source in found.sources.all()],
            "documents": documents_by_kind(found, known.get("kind")),
            "known": _in_words(known),
        },
    )


def _in_words(known: dict[str, Any]) -> list[str]:
    """Return what is known of an application before it is begun, to be shown."""
    kind = [str(KINDS[known["kind"]])] if "kind" in known else []
    return [*kind, *(str(known[name]) for name in ("village", "priority") if name in known)]


@signed_in
@require_safe
def application(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an application to the person who made it."""
    found = own(request, pk)
    asked = found.asked_by_source()
    return render(
        request,
        "initiatives/application.html",
        {
            **content(found, request.user),
            "contest": found.contest,
            "standing": standing(found),
            "steps": life_steps(found),
            "items": timeline(found),
            "correction": correction(found),
            "asked_about": asked_about(found, me(request)),
            "bar": asked_bar(asked),
            "papers": [paper for paper in papers_of(found).in_force() if may_read(paper, request.user)],
            "may_edit": may_edit(found, request.user),
            "may_withdraw": may_withdraw(found, request.user),
            "may_delete": may_delete(found, request.user),
            "may_copy": may_copy(found, request.user) and Contest.objects.open_now().exists(),
        },
    )


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def application_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether an application is to be taken back, and say what that means; on POST take it back."""
    found = own(request, pk)
    if found.state == Application.State.WITHDRAWN:
        # A second press; its own page says that it was taken back.
        return redirect("application", pk=found.pk)
    verdict = may_withdraw(found, request.user)
    if request.method == "POST":
        try:
            services.withdraw(by=me(request), application=found)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("Application %(number)s has been withdrawn.") % {"number": found.number})
        return redirect("application", pk=found.pk)
    if not verdict:
        messages.error(request, verdict.reason)
        return redirect("application", pk=found.pk)
    return render(request, "initiatives/withdraw.html", {"application": found})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def application_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether a draft is to be deleted; on POST delete it."""
    found = own(request, pk)
    verdict = may_delete(found, request.user)
    if request.method == "POST" and verdict:
        try:
            services.delete_draft(by=me(request), application=found)
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect("application", pk=found.pk)
        messages.success(request, _("The draft has been deleted."))
        return redirect("my_applications")
    if not verdict:
        messages.error(request, verdict.reason)
        return redirect("application", pk=found.pk)
    shared = found.coapplicants.present().exists()
    return render(request, "initiatives/delete.html", {"application": found, "shared": shared})


def content(application: Application, user: Any) -> dict[str, Any]:
    """Return the context of `initiatives/parts/content.html`: all that was written, as far as this person reads it."""
    return {
        "application": application,
        "leads": leads(application, user),
        "private": sees_private(application, user),
        "members": members(application),
        "plan": application.plan.all(),
        "lines": application.lines.select_related("source"),
        "asked_total": application.asked_total,
        "attachments": application.attachments.select_related("document"),
    }
