"""What of the commission's work a person may open at all: anything else is not there (404)."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db.models import Q, QuerySet
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from committee.models import Member, Session, Sheet
from committee.naming import NAMED_BY
from initiatives.models import Contest
from municipality.models import User
from municipality.verdicts import Refused, Verdict


def person(request: HttpRequest) -> User:
    """Return who is signed in; the door-keeper lets no one else this far."""
    user: Any = request.user
    return user  # type: ignore[no-any-return]  # a User: strangers were sent to the sign-in page


def own_sheet(request: HttpRequest, pk: int) -> Sheet:
    """Return one of the person's own sheets. Raises Http404."""
    return get_object_or_404(_sheets().filter(member__in=Member.objects.for_user(request.user)), pk=pk)


def sheet_for_secretary(request: HttpRequest, pk: int) -> Sheet:
    """Return a sheet of a commission whose secretary the person is now, or their own. Raises Http404."""
    seats = Member.objects.for_user(request.user)
    kept = seats.sitting().filter(function=Member.Function.SECRETARY).values("commission")
    return get_object_or_404(_sheets().filter(Q(member__commission__in=kept) | Q(member__in=seats)), pk=pk)


def own_seat(request: HttpRequest, pk: int) -> Member:
    """Return the seat the person holds now in the commission of a contest (id). Raises Http404."""
    seats = Member.objects.for_user(request.user).sitting()
    return get_object_or_404(
        seats.select_related("user", "commission__contest__municipality"), commission__contest_id=pk
    )


def told_if_replaced(view: Callable[..., Any]) -> Any:
    """Let a page of a sheet that is not there say so to who was replaced: their open sheets went to who came after.

    It says the same of every sheet that is not theirs, whether it ever was.
    """

    @wraps(view)
    def with_words(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            return view(request, *args, **kwargs)
        except Http404:
            seats = (
                Member.objects.for_user(request.user)
                .filter(until__isnull=False)
                .select_related("commission__contest", "replaced_by__user")
            )
            left = [(seat, successor(seat)) for seat in seats]
            if not left:
                raise
            return render(request, "committee/replaced.html", {"left": left}, status=404)

    return with_words


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


def successor(seat: Member) -> str:
    """Return the name of who took the seat of a member who was replaced."""
    after = getattr(seat, "replaced_by", None)
    return after.user.name if after is not None else ""


def _sheets() -> QuerySet[Sheet]:
    return Sheet.objects.select_related(
        "member__user",
        "entered_by",
        "application__applicant",
        "application__contest__municipality",
        "application__priority",
        "application__village",
        *(f"application__{path}" for path in NAMED_BY),
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
