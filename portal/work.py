"""What waits for the staff: the contests under way, as the first page of the workplace shows them."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from initiatives.models import Application, Contest
from initiatives.rules import RUNS_CONTESTS
from municipality.access import municipalities_of


@dataclass(frozen=True)
class Work:
    """A contest under way, how many of its applications and questions wait, and where that is done."""

    contest: Contest
    url: str
    waiting: int
    waiting_url: str
    questions: int
    questions_url: str


def work_of(user: Any) -> list[Work]:
    """Return the contests that this person runs and in which there is work, the newest first; one query."""
    # One whose results are public goes on where an application that the commission returned waits to be checked.
    over = Q(state=Contest.State.CLOSED) | Q(state=Contest.State.PUBLISHED, waiting=0)
    # Distinct, because the two joins multiply each other.
    submitted = Count("applications", filter=Q(applications__state=Application.State.SUBMITTED), distinct=True)
    asked = Count("questions", filter=Q(questions__answered_at__isnull=True), distinct=True)
    found = (
        Contest.objects.filter(municipality__in=municipalities_of(user, *RUNS_CONTESTS))
        .annotate(waiting=submitted, asked=asked)
        .exclude(over)
        .order_by("-year", "-id")
    )
    to_check = reverse("admin:initiatives_application_changelist")
    to_answer = reverse("admin:initiatives_question_changelist")
    return [
        Work(
            contest,
            reverse("admin:initiatives_contest_change", args=[contest.pk]),
            contest.waiting,
            f"{to_check}?contest__id__exact={contest.pk}&state={Application.State.SUBMITTED}",
            contest.asked,
            f"{to_answer}?answered=no&contest__id__exact={contest.pk}",
        )
        for contest in found
    ]
