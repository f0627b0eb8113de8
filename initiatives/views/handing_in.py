"""The last look at an application, handing it in, and the receipt."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from documents.models import Paper
from initiatives import services
from initiatives.coapplicant_rules import leads
from initiatives.models import Application
from initiatives.rules import as_shown, may_edit, open_steps
from initiatives.views.applications import content
from initiatives.views.common import CHECK, me, own, step_links
from initiatives.views.life import correction
from initiatives.views.money import asked_bar
from initiatives.views.timeline import timeline
from municipality.access import signed_in
from municipality.verdicts import Refused

OPEN = (Application.State.DRAFT, Application.State.RETURNED)


@signed_in
@require_safe
def application_check(request: HttpRequest, pk: int) -> HttpResponse:
    """Show all that was written on one page, what is missing with links to its step, and the button to hand in."""
    found = own(request, pk)
    verdict = may_edit(found, request.user)
    if not verdict:
        messages.error(request, verdict.reason)
        return redirect("application", pk=found.pk)
    links = step_links(found, CHECK)
    return render(
        request,
        "initiatives/check.html",
        {
            **content(found, request.user),
            "contest": found.contest,
            "links": links,
            "lacking": [link for link in links if link.lacks],
            "change": {step: reverse("application_step", args=[found.pk, step]) for step in open_steps(found)},
            "correction": correction(found),
            "may_edit": verdict,
            "bar": asked_bar(found.asked_by_source()),
            "seen": as_shown(found),
        },
    )


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def application_submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand the application in. A second press finds it handed in; an address opened by hand leads to the check."""
    found = own(request, pk)
    if found.state not in OPEN and leads(found, request.user):
        return redirect("application_receipt", pk=found.pk)
    if request.method != "POST":
        return redirect("application_check", pk=found.pk)
    seen = request.POST.get("seen", "")
    if found.state == Application.State.RETURNED and not seen:
        # Sent from no page that shows what is to be corrected.
        return redirect("application_check", pk=found.pk)
    again = found.state == Application.State.RETURNED
    try:
        services.submit(by=me(request), application=found, seen=seen)
    except Refused as refused:
        for reason in refused.reasons:
            messages.error(request, str(reason))
        return redirect("application_check", pk=found.pk)
    if again:
        messages.success(request, _("The corrected application has been handed in. Its number is the same."))
    return redirect("application_receipt", pk=found.pk)


@signed_in
@require_safe
def application_receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the register number, the receipt as a paper, and what comes next; to be opened as often as one likes."""
    found = own(request, pk)
    if found.submitted_at is None:
        return redirect("application", pk=found.pk)
    return render(
        request,
        "initiatives/receipt.html",
        {
            "application": found,
            "contest": found.contest,
            "receipt": Paper.objects.about(found).filter(kind=Paper.Kind.RECEIPT).in_force().last(),
            "items": [item for item in timeline(found) if item.state != "done"],
        },
    )
