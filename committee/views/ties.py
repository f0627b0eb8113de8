"""The chair's page of the applications that are equal by every criterion."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from committee import services
from committee.forms import TieForm
from committee.models import Criterion
from committee.ranking import Ranked, decimal, ranked, tied
from committee.rules import may_break_tie, may_break_ties
from committee.views.own import closed, own_contest, person, take_over
from initiatives.models import Contest
from municipality.access import signed_in
from municipality.verdicts import Refused


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def tie_break(request: HttpRequest, pk: int) -> HttpResponse:
    """Show each group of equals with a form for its order; keep the order of the group that was sent."""
    contest = own_contest(request, pk)
    verdict = may_break_ties(contest, request.user)
    if not verdict:
        return closed(request, verdict, contest=contest)
    groups = [_group(request, contest, group) for group in tied(ranked(contest))]
    status = 200
    for group in groups:
        form = group["form"]
        if not form.is_bound or not form.is_valid():
            continue
        try:
            services.break_tie(
                by=person(request), contest=contest, order=form.order(), reason=form.cleaned_data["reason"]
            )
        except Refused as refused:
            take_over(form, refused)
            status = 409
        else:
            messages.success(request, _("The order of the equal applications is kept."))
            return redirect("ranking", pk=contest.pk)
    # The group that was sent is no longer one: scores or applications have changed meanwhile.
    lost = request.method == "POST" and not any(group["form"].is_bound for group in groups)
    context = {
        "contest": contest,
        "groups": groups,
        "lost": lost,
        "criteria": Criterion.objects.filter(contest=contest),
    }
    return render(request, "committee/tie_break.html", context, status=409 if lost else status)


def _group(request: HttpRequest, contest: Contest, rows: list[Ranked]) -> dict[str, Any]:
    applications = [row.application for row in rows]
    key = "-".join(str(pk) for pk in sorted(application.pk for application in applications))
    sent = request.POST if request.POST.get("group") == key else None
    made = rows[0].tie_break
    initial: dict[str, Any] = {"reason": made.reason} if made else {}
    if made:
        initial |= {f"place_{application.pk}": str(number) for number, application in enumerate(applications, 1)}
    return {
        "key": key,
        "place": rows[0].place,
        "mean": decimal(rows[0].mean),
        "made": made,
        "verdict": may_break_tie(contest, request.user, applications),
        "form": TieForm(sent, applications=applications, initial=initial, auto_id=f"id_{applications[0].pk}_%s"),
    }
