"""The member's own desk: contests, sheets, and what is left to do."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from committee.models import Commission, Member, Session, Sheet
from committee.naming import NAMED_BY, called, in_order
from committee.rules import lacking, may_see_ranking, written_on
from committee.views.own import successor
from initiatives.models import Application, Contest
from municipality.access import signed_in
from municipality.verdicts import Verdict

LEADERS = {Member.Function.CHAIR, Member.Function.SECRETARY}
_State = Sheet.State


@dataclass(frozen=True)
class Row:
    """One of the member's sheets: what its application is called, and of an open one how far it is."""

    sheet: Sheet
    name: str
    declared: bool
    given: int
    criteria: int
    complete: bool


@dataclass(frozen=True)
class Desk:
    """One contest of the member's: their sheets in the order of the register or of the codes, never by points."""

    contest: Contest
    seat: Member
    rows: list[Row]
    progress: list[Member]
    sessions: list[Session]
    ranking: Verdict

    @property
    def sealed(self) -> int:
        """How many sheets the member has sealed."""
        return sum(1 for row in self.rows if row.sheet.state == _State.SEALED)

    @property
    def aside(self) -> int:
        """How many initiatives the member does not score: recused or abstaining."""
        return len(self.rows) - self.sealed - self.left

    @property
    def left(self) -> int:
        """How many sheets still wait for the member."""
        return sum(1 for row in self.rows if row.sheet.state == _State.OPEN)

    @property
    def complete(self) -> int:
        """How many sheets have all they need and can be sealed."""
        return sum(1 for row in self.rows if row.complete)

    @property
    def scoring(self) -> bool:
        """Whether the contest is being scored now."""
        return self.contest.state == Contest.State.SCORING

    @property
    def chairs(self) -> bool:
        """Whether the person leads this commission."""
        return self.seat.function == Member.Function.CHAIR

    @property
    def keeps_papers(self) -> bool:
        """Whether the person is the secretary of this commission."""
        return self.seat.function == Member.Function.SECRETARY

    @property
    def successor(self) -> str:
        """The name of who took the seat, where the person was replaced."""
        return successor(self.seat)


@signed_in
@require_safe
def commission(request: HttpRequest) -> HttpResponse:
    """Show the contests in whose commissions the person sits or sat, with the state of their own sheets.

    The chair and the secretary also see how many sheets each member has closed, never a point. Who was replaced sees
    the sheets they had sealed.
    """
    seats = list(
        Member.objects.for_user(request.user)
        .select_related("commission__contest__municipality", "replaced_by__user")
        .order_by("-commission__contest__year", "-commission__contest__id")
    )
    rows = _rows(seats)
    progress: dict[int, list[Member]] = {}
    for member in _progress(seat.commission_id for seat in seats if seat.until is None and seat.function in LEADERS):
        progress.setdefault(member.commission_id, []).append(member)
    sessions: dict[int, list[Session]] = {}
    for session in Session.objects.filter(commission__in=[seat.commission_id for seat in seats]):
        sessions.setdefault(session.commission_id, []).append(session)
    desks = [
        Desk(
            contest=seat.commission.contest,
            seat=seat,
            rows=rows.get(seat.pk, []),
            progress=progress.get(seat.commission_id, []),
            sessions=sessions.get(seat.commission_id, []),
            ranking=may_see_ranking(seat.commission.contest, request.user),
        )
        for seat in seats
    ]
    return render(request, "committee/commission.html", {"desks": desks})


def _rows(seats: Iterable[Member]) -> dict[int, list[Row]]:
    """Return the sheets of each seat (id) in their order; the number of queries does not grow with them."""
    sheets = list(
        Sheet.objects.filter(member__in=seats, application__state__in=Application.ADMITTED_STATES)
        .filter(Q(member__until__isnull=True) | Q(state=_State.SEALED))
        .select_related("member", *(f"application__{path}" for path in NAMED_BY))
    )
    written = written_on(sheet for sheet in sheets if sheet.state == _State.OPEN)
    found: dict[int, list[Row]] = {}
    for sheet in sorted(sheets, key=lambda sheet: in_order(sheet.application)):
        on_it = written.get(sheet.pk, [])
        declared = sheet.no_interest_at is not None
        found.setdefault(sheet.member_id, []).append(
            Row(
                sheet=sheet,
                name=called(sheet.application),
                declared=declared,
                given=sum(1 for item in on_it if item.points is not None),
                criteria=len(on_it),
                complete=declared and bool(on_it) and not lacking(on_it, sheet.application.contest.commission),
            )
        )
    return found


def _progress(commissions: Iterable[int]) -> Iterable[Member]:
    """Return who sits in these commissions (ids) with the numbers of their sheets: closed, stepped aside, open."""
    counted = Q(sheets__application__state__in=Application.ADMITTED_STATES)
    return (
        Member.objects.sitting()
        .filter(commission__in=Commission.objects.filter(pk__in=list(commissions)))
        .select_related("user")
        .annotate(
            sealed=Count("sheets", filter=counted & Q(sheets__state=_State.SEALED)),
            aside=Count("sheets", filter=counted & Q(sheets__state__in=[_State.RECUSED, _State.ABSTAINED])),
            left=Count("sheets", filter=counted & Q(sheets__state=_State.OPEN)),
        )
        .order_by("pk")
    )
