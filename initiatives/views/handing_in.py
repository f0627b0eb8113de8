"""The last look at an application, and handing it in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from initiatives import services
from initiatives.models import Application
from initiatives.rules import may_edit
from initiatives.views.applications import content
from initiatives.views.common import CHECK, me, own, step_links
from initiatives.views.money import asked_bar
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
            **content(found),
            "contest": found.contest,
            "links": links,
            "lacking": [link for link in links if link.lacks],
            "bar": asked_bar(found.asked_by_source()),
        },
    )


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def application_submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand the application in. A second press finds it handed in; an address opened by hand leads to the check."""
    found = own(request, pk)
    if request.method != "POST":
        return redirect("application_check" if found.state in OPEN else "application", pk=found.pk)
    try:
        found = services.submit(by=me(request), application=found)
    except Refused as refused:
        for reason in refused.reasons:
            messages.error(request, str(reason))
        return redirect("application_check" if found.state in OPEN else "application", pk=found.pk)
    messages.success(
        request,
        _("The application has been accepted. Register number: %(number)s.") % {"number": found.number},
    )
    return redirect("application", pk=found.pk)
