"""A new application from an old one: the person chooses the contest, and what was written once comes along."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from initiatives import services
from initiatives.forms.copying import CopyForm, budget_as_sent
from initiatives.models import Application, Contest
from initiatives.rules import may_copy
from initiatives.views.common import me, own
from municipality.access import signed_in
from municipality.consents import has_consented
from municipality.verdicts import Refused
from municipality.views import ask_consent


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def application_copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for which contest; on POST begin a draft there and show what it still lacks.

    A draft that the person has there already is left as it is, and shown.
    """
    found = own(request, pk)
    verdict = may_copy(found, request.user)
    if not verdict:
        messages.error(request, verdict.reason)
        return redirect("application", pk=found.pk)
    if not has_consented(request.user):
        return ask_consent(request)
    contests = Contest.objects.open_now().select_related("municipality").order_by("closes_at")
    drafts = _drafts(request)
    free = contests.exclude(pk__in=[draft.contest_id for draft in drafts])
    form = CopyForm(request.POST, contests=contests) if request.method == "POST" else CopyForm(contests=free)
    if request.method == "POST" and form.is_valid():
        contest = form.cleaned_data["contest"]
        try:
            draft = services.start_from(by=me(request), application=found, contest=contest, as_typed=budget_as_sent)
        except Refused as refused:
            messages.warning(request, str(refused))
            there = next((draft for draft in _drafts(request) if draft.contest_id == contest.pk), found)
            return redirect("application", pk=there.pk)
        messages.success(request, _("The draft has been begun with what you wrote before. See what is still missing."))
        return redirect("application_check", pk=draft.pk)
    return render(
        request, "initiatives/copy.html", {"application": found, "form": form, "free": free, "drafts": drafts}
    )


def _drafts(request: HttpRequest) -> list[Application]:
    """Return the person's own drafts in contests that take applications now."""
    mine = Application.objects.filter(applicant=me(request), state=Application.State.DRAFT)
    return list(mine.filter(contest__in=Contest.objects.open_now()).select_related("contest"))
