"""The ranking, once every sheet is closed: why each place, every sheet, files to take away, the way to the session."""

from typing import Any

from django.db.models import QuerySet, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from committee import services
from committee.explaining import reasons
from committee.exports import mean_of, points_table, ranking_table
from committee.forms import SessionForm
from committee.models import Criterion, Sheet
from committee.naming import NAMED_BY, called, in_order, said_reason, with_names
from committee.ranking import Ranked, decimal, deviation, in_tie_order, ranked, tied
from committee.rules import may_break_ties, may_hold_session, may_lead, may_see_ranking, written_on
from committee.views.own import closed, own_contest, person, take_over
from documents.tables import download
from initiatives.models import Application, BudgetLine, Contest
from journal import clock
from municipality.access import signed_in
from municipality.verdicts import Refused

_CLOSED_STATES = [Sheet.State.SEALED, Sheet.State.RECUSED, Sheet.State.ABSTAINED]


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
    rows = ranked(contest)
    criteria = list(Criterion.objects.filter(contest=contest))
    sessions = list(commission.sessions.all())
    return render(
        request,
        "committee/ranking.html",
        {
            "contest": contest,
            "criteria": criteria,
            "tie_order": ", ".join(str(index + 1) for index in in_tie_order(criteria)),
            "threshold": commission.threshold,
            "rows": _rows(contest, rows),
            "ties": len(tied(rows)),
            "may_break": may_break_ties(contest, request.user),
            "aside": _aside(contest),
            "form": form,
            "may_open": may_open,
            "leads": may_lead(commission, request.user),
            "sessions": sessions,
            "prepared": next((session for session in sessions if session.adopted_at is None), None),
        },
    )


@signed_in
@require_safe
def ranking_sheets(request: HttpRequest, pk: int) -> HttpResponse:
    """Show every closed sheet for one application, with points and justifications, once all sheets are closed."""
    application = get_object_or_404(with_names(Application.objects.in_contest()), pk=pk)
    contest = own_contest(request, application.contest_id)
    verdict = may_see_ranking(contest, request.user)
    if not verdict:
        return closed(request, verdict, contest=contest)
    rows = ranked(contest)
    place = next(index for index, row in enumerate(rows) if row.application.pk == application.pk)
    sheets = list(_closed_sheets(contest).filter(application=application).order_by("member_id"))
    written = written_on(sheets)
    weights = sum(criterion.weight for criterion in Criterion.objects.filter(contest=contest))
    context = {
        "contest": contest,
        "application": application,
        "row": _shown(rows[place]),
        "reasons": reasons(rows)[application.pk],
        "sheets": [
            (sheet, written[sheet.pk], decimal(mean_of(written[sheet.pk], weights)), said_reason(sheet))
            for sheet in sheets
        ],
        "before": _step(rows, place - 1),
        "after": _step(rows, place + 1),
    }
    return render(request, "committee/ranking_sheets.html", context)


@signed_in
@require_safe
def ranking_file(request: HttpRequest, pk: int, format: str) -> HttpResponse:
    """Send the ranking as .csv, or as .xlsx with all points on a second sheet. Raises Http404."""
    return _file(request, pk, "ranking", format)


@signed_in
@require_safe
def points_file(request: HttpRequest, pk: int, format: str) -> HttpResponse:
    """Send the points of all members as .csv or .xlsx. Raises Http404."""
    return _file(request, pk, "points", format)


def _file(request: HttpRequest, pk: int, what: str, format: str) -> HttpResponse:
    contest = own_contest(request, pk)
    verdict = may_see_ranking(contest, request.user)
    if not verdict:
        return closed(request, verdict, contest=contest)
    name = f"{what}-{contest.pk}"
    if format == "csv":
        return download(ranking_table(contest) if what == "ranking" else points_table(contest), name, "csv")
    if format == "xlsx":
        tables = [ranking_table(contest), points_table(contest)]
        return download(tables if what == "ranking" else tables[1:], name, "xlsx")
    raise Http404


def _first_guess(contest: Contest) -> dict[str, object]:
    municipality = contest.municipality
    return {"held_on": clock.today(), "place_ky": municipality.seat_ky, "place_ru": municipality.seat_ru}


def _rows(contest: Contest, rows: list[Ranked]) -> list[dict[str, Any]]:
    # Apart from the ranking's query, for a second join would count the points of each sheet many times over.
    sums = BudgetLine.objects.filter(application__contest=contest).values_list("application").annotate(Sum("amount"))
    asked = dict(sums)
    why = reasons(rows)
    shown: list[dict[str, Any]] = []
    for row in rows:
        first_below = row.below and not (shown and shown[-1]["below"])
        pk = row.application.pk
        shown.append(_shown(row) | {"reasons": why[pk], "asked": asked.get(pk, 0), "first_below": first_below})
    return shown


def _shown(row: Ranked) -> dict[str, Any]:
    return {
        "place": row.place,
        "application": row.application,
        "called": called(row.application),
        "mean": decimal(row.mean),
        "by_criterion": [decimal(mean) for mean in row.by_criterion],
        "sheets": row.sheets,
        "recused": row.recused,
        "abstained": row.abstained,
        "median": decimal(row.median),
        "low": decimal(row.low),
        "high": decimal(row.high),
        "spread": decimal(row.spread),
        "deviation": deviation(row.variance),
        "disputed": row.disputed,
        "below": row.below,
    }


def _step(rows: list[Ranked], place: int) -> dict[str, Any] | None:
    return _shown(rows[place]) if 0 <= place < len(rows) else None


def _closed_sheets(contest: Contest) -> QuerySet[Sheet]:
    return Sheet.objects.filter(
        application__contest=contest, application__state__in=Application.ADMITTED_STATES, state__in=_CLOSED_STATES
    ).select_related("member__user", "entered_by", *(f"application__{path}" for path in NAMED_BY))


def _aside(contest: Contest) -> list[tuple[str, Sheet, str]]:
    """Return the sheets of those who stepped aside, with what each application is called and why they did."""
    sheets = _closed_sheets(contest).exclude(state=Sheet.State.SEALED)
    found = sorted(sheets.order_by("member_id"), key=lambda sheet: in_order(sheet.application))
    return [(called(sheet.application), sheet, said_reason(sheet)) for sheet in found]
