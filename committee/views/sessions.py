"""The session: prepared by the chair and the secretary, adopted by the chair, read by all members afterwards."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from committee import services
from committee.models import Member, Session
from committee.papers import papers_of_session
from committee.rules import may_adopt, may_correct, may_drop, may_lead, may_see_ranking, money_faults, seat_of
from committee.rules.sessions import not_adopted
from committee.views.board import Board
from committee.views.decided import decided, left_open, meeting
from committee.views.own import closed, own_session, person, take_over
from municipality.access import signed_in
from municipality.kept import keeps_typing
from municipality.verdicts import Refused, Text, no

FORM_METHODS = ["GET", "HEAD", "POST"]


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
            return closed(request, leads and no(*not_adopted(found).reasons), contest=contest)
        return _read(request, found)
    board = Board(found, request.POST if request.method == "POST" else None)
    status, overtaken = 200, False
    if request.method == "POST" and board.is_valid():
        try:
            services.prepare_session(
                by=person(request),
                session=found,
                present=board.meeting.those_present(),
                items=board.items(),
                seen=_seen(request),
                **{name: value for name, value in board.meeting.cleaned_data.items() if name != "present"},
            )
        except Refused as refused:
            overtaken = isinstance(refused, services.SessionOvertaken)
            take_over(board.meeting, refused)
            status = 409
            # As the database has it: what was typed is in the board.
            found = own_session(request, pk)
        else:
            return _saved(request, found, board)
    seat = seat_of(request.user, contest)
    context: dict[str, Any] = {
        "session": found,
        "contest": contest,
        "board": board,
        "chairs": seat is not None and seat.function == Member.Function.CHAIR,
        "may_drop": may_drop(found, request.user),
    }
    if overtaken:
        context |= {"overtaken": True, "decided": decided(found), **meeting(found)}
    return render(request, "committee/session.html", context, status=status)


@signed_in
@require_http_methods(FORM_METHODS)
def session_adopt(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what adopting the session's proposals will do, or what stands in the way; on the button, adopt them."""
    found = own_session(request, pk)
    contest = found.commission.contest
    if not (still := not_adopted(found)):
        messages.warning(request, still.reason)
        return redirect(found)
    verdict = may_see_ranking(contest, request.user)
    if not verdict:
        return closed(request, verdict, contest=contest)
    said: list[Text] = []
    overtaken = False
    if request.method == "POST":
        try:
            services.adopt_decision(by=person(request), session=found, seen=_seen(request))
        except Refused as refused:
            said, overtaken = list(refused.reasons), isinstance(refused, services.SessionOvertaken)
            found = own_session(request, pk)
            # Adopted on another device while this one was on its way.
            if found.adopted_at:
                messages.warning(request, str(refused))
                return redirect(found)
        else:
            messages.success(request, _("The decision is adopted. The protocol and the decisions are issued."))
            return redirect(found)
    stands_in_the_way: list[Text] = [*may_adopt(found, request.user).reasons, *money_faults(found)]
    # After a refusal its own words, which the rules may not find again; what has changed may be adopted as it is now.
    reasons = [*said, *(stands_in_the_way if overtaken else [])] or stands_in_the_way
    return render(
        request,
        "committee/session_adopt.html",
        {
            "session": found,
            "contest": contest,
            "decided": decided(found),
            "left_open": left_open(found),
            "reasons": reasons,
            "may_go": not stands_in_the_way and (overtaken or not said),
        },
        status=409 if said else 200,
    )


def _seen(request: HttpRequest) -> int:
    """Return the revision that the page showed; none at all is as good as an old one."""
    try:
        return int(request.POST.get("revision", ""))
    except ValueError:
        return -1


def _saved(request: HttpRequest, found: Session, board: Board) -> HttpResponse:
    if "adopt" in request.POST:
        return redirect("session_adopt", pk=found.pk)
    messages.success(request, _("The session is saved."))
    for row in board.rows:
        if row.form is not None and row.count.tied and row.form.cleaned_data["outcome"]:
            if not row.count.chair_votes:
                words = _("Application %(number)s: the votes are equal, and the chair has no vote on it.")
            elif row.form.cleaned_data.get("casting"):
                continue
            else:
                words = _("Application %(number)s: the votes are equal. The chair decides.")
            messages.warning(request, words % {"number": row.called})
    place = f"#row-{board.all_for}" if board.all_for.isdigit() else ""
    return redirect(f"{found.get_absolute_url()}{place}")


def _read(request: HttpRequest, found: Session) -> HttpResponse:
    corrected_by = Session.objects.filter(corrects=found).first()
    return render(
        request,
        "committee/session_read.html",
        {
            "session": found,
            "contest": found.commission.contest,
            "decided": decided(found),
            "left_open": left_open(found),
            "papers": papers_of_session(found),
            "corrected_by": corrected_by,
            "may_correct": found.adopted_at is not None and bool(may_correct(found, request.user)),
            **meeting(found),
        },
    )
