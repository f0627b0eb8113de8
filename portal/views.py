"""Public pages, put together from the rooms below."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from budget.models import Envelope
from committee.models import Criterion
from documents.models import Paper
from initiatives.models import Application, Contest
from initiatives.rules import takes_applications
from journal.triggers import missing
from municipality.access import public
from portal import contest_page


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the contests that take applications now, and the latest of the others."""
    contests = Contest.objects.public().select_related("municipality")
    return render(
        request,
        "portal/home.html",
        {
            "open_contests": contest_page.with_money(contests.open_now().order_by("closes_at")[:20]),
            "other_contests": contests.exclude(pk__in=contests.open_now().values("pk"))[:20],
        },
    )


@public
@require_safe
def contest(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an announced contest: how much, until when, how to apply, how it is judged."""
    found = get_object_or_404(Contest.objects.public().select_related("municipality", "regulation"), pk=pk)
    return render(
        request,
        "portal/contest.html",
        {
            "contest": found,
            "steps": contest_page.steps(found),
            "bar": contest_page.money(found),
            "priorities": found.priorities.all(),
            "criteria": Criterion.objects.filter(contest=found),
            "documents": found.required_documents.all(),
            "announcement": Paper.objects.about(found).filter(kind=Paper.Kind.ANNOUNCEMENT).in_force().last(),
            "takes_applications": takes_applications(found),
        },
    )


@public
@require_safe
def results(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the published results of a contest; before that, say only when they are to be expected."""
    found = get_object_or_404(Contest.objects.public().select_related("municipality"), pk=pk)
    if found.published_at is None:
        return render(request, "portal/results_later.html", {"contest": found})
    awards = contest_page.awards(found)
    decisions = {
        paper.subject_id: paper
        for paper in Paper.objects.filter(
            kind=Paper.Kind.DECISION,
            subject_type="budget.award",
            subject_id__in=[award.pk for award, _ in awards],
        ).in_force()
    }
    return render(
        request,
        "portal/results.html",
        {
            "contest": found,
            "winners": [(award, bar, decisions.get(award.pk)) for award, bar in awards],
            "others": Application.objects.filter(
                contest=found, state__in=[Application.State.RESERVE, Application.State.UNSUPPORTED]
            )
            .select_related("entry__register", "contest")
            .order_by("entry__number"),
            "envelopes": Envelope.objects.of_contest(found),
        },
    )


@public
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Tell a watchman whether the database answers and keeps its own rules."""
    lost = sorted(missing(connection))
    return JsonResponse({"ok": not lost, "missing": lost}, status=200 if not lost else 503)
