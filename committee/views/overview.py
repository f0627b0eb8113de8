"""The member's own desk: contests, sheets, and what is left to do."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from committee.models import Commission, Member, Session, Sheet
from committee.rules import may_see_ranking
from initiatives.models import Application, Contest
from municipality.access import signed_in
from municipality.verdicts import Verdict

LEADERS = {Member.Function.CHAIR, Member.Function.SECRETARY}
_State = Sheet.State


@dataclass(frozen=True)
class Desk:
    """One contest of the member's: their sheets in the order of the register, never by points."""

    contest: Contest
    seat: Member
    sheets: list[Sheet]
    progress: list[Member]
    sessions: list[Session]
    ranking: Verdict

    @property
    def sealed(self) -> int:
        """How many sheets the member has sealed."""
        return sum(1 for sheet in self.sheets if sheet.state == _State.SEALED)

    @property
    def left(self) -> int:
        """How many sheets still wait for the member."""
        return sum(1 for sheet in self.sheets if sheet.state == _State.OPEN)


@signed_in
@require_safe
def commission(request: HttpRequest) -> HttpResponse:
    """Show the contests in whose commissions the person sits, with the state of their own sheets.

    The chair and the secretary also see how many sheets each member has closed, never a point.
    """
    seats = list(
        Member.objects.for_user(request.user)
        .select_related("commission__contest__municipality")
        .order_by("-commission__contest__year", "-commission__contest__id")
    )
    sheets = _by_commission(
        Sheet.objects.filter(member__in=seats, application__state__in=Application.ADMITTED_STATES)
        .select_related("member", "application__entry__register")
        .order_by("application__entry__register__year", "application__entry__number")
    )
    led = [seat.commission_id for seat in seats if seat.function in LEADERS]
    progress: dict[int, list[Member]] = {}
    for member in _progress(led):
        progress.setdefault(member.commission_id, []).append(member)
    sessions: dict[int, list[Session]] = {}
    for session in Session.objects.filter(commission__in=[seat.commission_id for seat in seats]):
        sessions.setdefault(session.commission_id, []).append(session)
    desks = [
        Desk(
            contest=seat.commission.contest,
            seat=seat,
            sheets=sheets.get(seat.commission_id, []),
            progress=progress.get(seat.commission_id, []),
            sessions=sessions.get(seat.commission_id, []),
            ranking=may_see_ranking(seat.commission.contest, request.user),
        )
        for seat in seats
    ]
    return render(request, "committee/commission.html", {"desks": desks})


def _by_commission(sheets: Iterable[Sheet]) -> dict[int, list[Sheet]]:
    found: dict[int, list[Sheet]] = {}
    for sheet in sheets:
        found.setdefault(sheet.member.commission_id, []).append(sheet)
    return found


def _progress(commissions: Iterable[int]) -> Iterable[Member]:
    """Return the members of these commissions (ids) with the numbers of their sheets: closed, stepped aside, open."""
    counted = Q(sheets__application__state__in=Application.ADMITTED_STATES)
    return (
        Member.objects.filter(commission__in=Commission.objects.filter(pk__in=list(commissions)))
        .select_related("user")
        .annotate(
            sealed=Count("sheets", filter=counted & Q(sheets__state=_State.SEALED)),
            aside=Count("sheets", filter=counted & Q(sheets__state__in=[_State.RECUSED, _State.ABSTAINED])),
            left=Count("sheets", filter=counted & Q(sheets__state=_State.OPEN)),
        )
        .order_by("pk")
    )
