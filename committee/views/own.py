"""What of the commission's work a person may open at all: anything else is not there (404)."""

from typing import Any

from django.db.models import Q, QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from committee.models import Member, Session, Sheet
from initiatives.models import Contest
from municipality.models import User
from municipality.verdicts import Refused, Verdict


def person(request: HttpRequest) -> User:
    """Return who is signed in; the door-keeper lets no one else this far."""
    user: Any = request.user
    return user  # type: ignore[no-any-return]  # a User: strangers were sent to the sign-in page


def own_sheet(request: HttpRequest, pk: int) -> Sheet:
    """Return one of the person's own sheets. Raises Http404."""
    mine = Sheet.objects.filter(member__in=Member.objects.for_user(request.user))
    return get_object_or_404(
        mine.select_related(
            "member",
            "application__applicant",
            "application__contest__municipality",
            "application__entry__register",
            "application__priority",
            "application__village",
        ),
        pk=pk,
    )


def own_contest(request: HttpRequest, pk: int) -> Contest:
    """Return a contest in whose commission the person sits, or of a municipality they serve. Raises Http404."""
    return get_object_or_404(
        _contests(request).select_related("commission", "municipality"), pk=pk, commission__isnull=False
    )


def own_session(request: HttpRequest, pk: int) -> Session:
    """Return a session of a commission in which the person sits, or of a municipality they serve. Raises Http404."""
    return get_object_or_404(
        Session.objects.filter(commission__contest__in=_contests(request)).select_related(
            "commission__contest__municipality"
        ),
        pk=pk,
    )


def _contests(request: HttpRequest) -> QuerySet[Contest]:
    seats = Member.objects.for_user(request.user).values("commission__contest")
    return Contest.objects.filter(Q(pk__in=seats) | Q(pk__in=Contest.objects.for_user(request.user).values("pk")))


def closed(request: HttpRequest, verdict: Verdict | Refused, *, contest: Contest, status: int = 403) -> HttpResponse:
    """Say in words why a page is not open to the person now."""
    return render(request, "committee/closed.html", {"reasons": verdict.reasons, "contest": contest}, status=status)


def take_over(form: BaseForm, refused: Refused) -> None:
    """Show the reasons of a refusal in the form's error summary."""
    for reason in refused.reasons:
        form.add_error(None, str(reason))
