"""The ranking, once every sheet is closed, and the way from it to the session."""

from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from committee import services
from committee.explaining import reasons
from committee.forms import SessionForm
from committee.models import Commission, Criterion, Sheet
from committee.ranking import decimal, deviation, ranked
from committee.rules import may_hold_session, may_lead, may_see_ranking
from committee.views.own import closed, own_contest, person, take_over
from initiatives.models import BudgetLine, Contest
from journal import clock
from municipality.access import signed_in
from municipality.verdicts import Refused


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def ranking(request: HttpRequest, pk: int) -> HttpResponse:
    """Show places and means, and who stepped aside and why; let the chair and the secretary open a session."""
    contest = own_contest(request, pk)
    verdict = may_see_ranking(contest, request.user)
    if not verdict:
        return closed(request, verdict, contest=contest)
    commission = contest.commission
    form = SessionForm(request.POST or None, initial=_first_guess(contest))
    may_open = may_hold_session(commission, request.user)
    if request.method == "POST":
        if not may_open:
            return closed(request, may_open, contest=contest)
        if form.is_valid():
            try:
                session = services.open_session(by=person(request), commission=commission, **form.cleaned_data)
            except Refused as refused:
                take_over(form, refused)
            else:
                return redirect(session)
    return render(
        request,
        "committee/ranking.html",
        {
            "contest": contest,
            "criteria": Criterion.objects.filter(contest=contest),
            "rows": _rows(contest),
            "aside": _aside(contest),
            "form": form,
            "may_open": may_open,
            "leads": may_lead(commission, request.user),
            "sessions": list(commission.sessions.all()),
            "prepared": _prepared(commission),
        },
    )


def _first_guess(contest: Contest) -> dict[str, object]:
    municipality = contest.municipality
    return {"held_on": clock.today(), "place_ky": municipality.seat_ky, "place_ru": municipality.seat_ru}


def _rows(contest: Contest) -> list[dict[str, object]]:
    # Apart from the ranking's query, for a second join would count the points of each sheet many times over.
    sums = BudgetLine.objects.filter(application__contest=contest).values_list("application").annotate(Sum("amount"))
    asked = dict(sums)
    rows = ranked(contest)
    why = reasons(rows)
    return [
        {
            "place": row.place,
            "application": row.application,
            "mean": decimal(row.mean),
            "by_criterion": [decimal(mean) for mean in row.by_criterion],
            "sheets": row.sheets,
            "median": decimal(row.median),
            "low": decimal(row.low),
            "high": decimal(row.high),
            "deviation": deviation(row.variance),
            "disputed": row.disputed,
            "reasons": why[row.application.pk],
            "asked": asked.get(row.application.pk, 0),
        }
        for row in rows
    ]


def _aside(contest: Contest) -> list[Sheet]:
    """Return the sheets of those who stepped aside, with their reasons."""
    return list(
        Sheet.objects.filter(application__contest=contest, state__in=[Sheet.State.RECUSED, Sheet.State.ABSTAINED])
        .select_related("member__user", "application__entry__register")
        .order_by("application__entry__register__year", "application__entry__number", "member_id")
    )


def _prepared(commission: Commission) -> object:
    return commission.sessions.filter(adopted_at__isnull=True).first()
