"""The session: prepared by the chair and the secretary, adopted by the chair, read by all members afterwards."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from budget.models import Award
from committee import services
from committee.models import Proposal, Session, Vote
from committee.rules import may_adopt, may_lead, may_see_ranking, money_faults, seat_of
from committee.views.board import Board
from committee.views.own import closed, own_session, person, take_over
from documents.models import Paper
from municipality.access import signed_in
from municipality.kept import keeps_typing
from municipality.verdicts import Refused, Text, Verdict, no

FORM_METHODS = ["GET", "HEAD", "POST"]


@dataclass(frozen=True)
class Decided:
    """One proposal as it is read: its sums and the votes on it, counted and named."""

    proposal: Proposal
    total: int
    votes: list[tuple[str, list[str]]]


@keeps_typing
@signed_in
@require_http_methods(FORM_METHODS)
def session(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a session: as a form to its chair and secretary while it is prepared, else to read."""
    found = own_session(request, pk)
    contest = found.commission.contest
    verdict = may_see_ranking(contest, request.user)
    if not verdict:
        return closed(request, verdict, contest=contest)
    leads = may_lead(found.commission, request.user)
    if found.adopted_at or not leads:
        if request.method == "POST":
            return closed(request, leads and _adopted_already(), contest=contest)
        return _read(request, found)
    board = Board(found, request.POST if request.method == "POST" else None)
    if request.method == "POST" and board.is_valid():
        meeting = board.meeting.cleaned_data
        try:
            services.prepare_session(
                by=person(request),
                session=found,
                held_on=meeting["held_on"],
                place_ky=meeting["place_ky"],
                place_ru=meeting["place_ru"],
                present=board.meeting.those_present(),
                items=board.items(),
            )
        except Refused as refused:
            take_over(board.meeting, refused)
        else:
            if "adopt" in request.POST:
                return redirect("session_adopt", pk=found.pk)
            messages.success(request, _("The session is saved."))
            return redirect(found)
    seat = seat_of(request.user, contest)
    return render(
        request,
        "committee/session.html",
        {"session": found, "contest": contest, "board": board, "chairs": seat is not None and seat.function == "chair"},
    )


@signed_in
@require_http_methods(FORM_METHODS)
def session_adopt(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what adopting the session's proposals will do, or what stands in the way; on the button, adopt them."""
    found = own_session(request, pk)
    contest = found.commission.contest
    if found.adopted_at:
        messages.warning(request, _adopted_already().reason)
        return redirect(found)
    verdict = may_see_ranking(contest, request.user)
    if not verdict:
        return closed(request, verdict, contest=contest)
    reasons: list[Text] = []
    status = 200
    if request.method == "POST":
        try:
            services.adopt_decision(by=person(request), session=found)
        except Refused as refused:
            reasons, status = list(refused.reasons), 409
        else:
            messages.success(request, _("The decision is adopted. The protocol and the decisions are issued."))
            return redirect(found)
    allowed = may_adopt(found, request.user)
    reasons = reasons or [*allowed.reasons, *money_faults(found)]
    return render(
        request,
        "committee/session_adopt.html",
        {
            "session": found,
            "contest": contest,
            "decided": _decided(found),
            "reasons": reasons,
            "may_go": not reasons,
        },
        status=status,
    )


def _read(request: HttpRequest, found: Session) -> HttpResponse:
    present = {attendance.member_id for attendance in found.attendances.all()}
    members = list(found.commission.members.select_related("user"))
    return render(
        request,
        "committee/session_read.html",
        {
            "session": found,
            "contest": found.commission.contest,
            "present": [member for member in members if member.pk in present],
            "absent": [member for member in members if member.pk not in present],
            "decided": _decided(found),
            "papers": _papers(found),
        },
    )


def _decided(found: Session) -> list[Decided]:
    proposals = found.proposals.select_related("application__entry__register").prefetch_related(
        "lines__envelope__source", "votes__member__user"
    )
    return [
        Decided(proposal, sum(line.money for line in proposal.lines.all()), _votes(proposal.votes.all()))
        for proposal in proposals
    ]


def _votes(votes: Iterable[Vote]) -> list[tuple[str, list[str]]]:
    cast: dict[str, list[str]] = {choice: [] for choice in Vote.Choice.values}
    for vote in votes:
        cast[vote.choice].append(vote.member.user.initials)
    return [(str(Vote.Choice(choice).label), names) for choice, names in cast.items()]


def _papers(found: Session) -> list[Paper]:
    """Return the protocol and the decisions on the awards of an adopted session."""
    if not found.adopted_at:
        return []
    awarded = found.proposals.filter(outcome=Proposal.Outcome.AWARD).values("application")
    awards = Award.objects.filter(application__in=awarded)
    decisions = Paper.objects.filter(subject_type=Award._meta.label_lower, subject_id__in=awards.values("pk"))
    return [*Paper.objects.about(found), *decisions.order_by("id")]


def _adopted_already() -> Verdict:
    return no(_("This session's decision has been adopted already."))
