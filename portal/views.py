"""Public pages, put together from the rooms below."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from budget.models import Envelope
from committee.models import Criterion
from documents.models import Paper
from initiatives.eligibility import most_in_all
from initiatives.kinds import WHO, documents_by_kind, kinds_open
from initiatives.models import Application, Contest
from initiatives.question_rules import takes_questions
from initiatives.rules import takes_applications
from journal import clock
from journal.triggers import missing
from municipality.access import public
from portal import contest_page
from portal.dates_file import calendar_of

# More of them are on a page of their own: the contest's page is the first that a weak line loads.
QUESTIONS_SHOWN = 5


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the contests that take applications now, and the latest of the others."""
    contests = Contest.objects.public().select_related("municipality")
    others = contests.exclude(pk__in=contests.open_now().values("pk"))[:20]
    return render(
        request,
        "portal/home.html",
        {
            "open_contests": contest_page.with_money(contests.open_now().order_by("closes_at")[:20]),
            "other_contests": [(contest, contest_page.standing(contest)) for contest in others],
        },
    )


@public
@require_safe
def contest(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an announced contest: how much, until when, how to apply, how it is judged."""
    found = get_object_or_404(Contest.objects.public().select_related("municipality", "regulation"), pk=pk)
    takes = takes_applications(found)
    answered = found.questions.for_everyone()
    return render(
        request,
        "portal/contest.html",
        {
            "contest": found,
            "standing": contest_page.standing(found),
            "next": None if takes else contest_page.next_contest(found),
            "steps": contest_page.steps(found),
            "bar": contest_page.money(found),
            "limits": contest_page.limits(found),
            "most_in_all": most_in_all(found.sources.all()),
            "who": [WHO[kind] for kind in kinds_open(found)],
            "villages": found.municipality.villages.all(),
            "priorities": found.priorities.all(),
            "criteria": Criterion.objects.filter(contest=found),
            "rules": contest_page.rules(found),
            "documents": documents_by_kind(found),
            "announcement": contest_page.downloads(found, Paper.Kind.ANNOUNCEMENT),
            "forms": contest_page.downloads(found, Paper.Kind.FORMS),
            "questions": answered[:QUESTIONS_SHOWN],
            "questions_count": answered.count(),
            "questions_shown": QUESTIONS_SHOWN,
            "takes_questions": takes_questions(found),
            "takes_applications": takes,
            "to_come": not takes and clock.now() < found.opens_at,
        },
    )


@public
@require_safe
def contest_dates(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the contest's dates for a calendar, in the language of the address."""
    found = get_object_or_404(Contest.objects.public().select_related("municipality"), pk=pk)
    response = HttpResponse(calendar_of(found), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="synak-{found.year}-{found.pk}.ics"'
    return response


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
            "in_revision": found.applications.in_revision()
            .select_related("entry__register", "village")
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
