"""The ranking and all points as tables to take away; who may have them is asked before."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from django.db.models import Sum
from django.utils.translation import gettext as _

from committee.explaining import reasons
from committee.models import Criterion, Score, Sheet
from committee.naming import NAMED_BY, called, in_order, said_reason
from committee.ranking import deviation, ranked
from committee.rules import Written
from documents.tables import Cell, Column, Table
from initiatives.models import Application, BudgetLine, Contest


def ranking_table(contest: Contest) -> Table:
    """Return the ranking: places, means, what they come from, and why; codes where names are hidden."""
    criteria = list(Criterion.objects.filter(contest=contest))
    rows = ranked(contest)
    why = reasons(rows)
    sums = BudgetLine.objects.filter(application__contest=contest).values_list("application").annotate(Sum("amount"))
    asked = dict(sums)
    columns = [
        Column(_("Place"), "number"),
        Column(_("Number")),
        Column(_("Initiative")),
        Column(_("Mean"), "number"),
        *[Column(f"{number}. {criterion.name}", "number") for number, criterion in enumerate(criteria, 1)],
        Column(_("Median"), "number"),
        Column(_("Lowest sheet"), "number"),
        Column(_("Highest sheet"), "number"),
        Column(_("Standard deviation"), "number"),
        Column(_("Sheets"), "number"),
        Column(_("Recused"), "number"),
        Column(_("Abstained"), "number"),
        Column(_("Asked for, som"), "money"),
        Column(_("Why this place")),
    ]
    found: list[Sequence[Cell]] = [
        [
            row.place,
            called(row.application),
            row.application.title,
            row.mean,
            *row.by_criterion,
            row.median,
            row.low,
            row.high,
            None if row.variance is None else Decimal(deviation(row.variance).replace(",", ".")),
            row.sheets,
            row.recused,
            row.abstained,
            asked.get(row.application.pk, 0),
            " ".join(why[row.application.pk]),
        ]
        for row in rows
    ]
    return Table(_("Ranking"), columns, found)


def points_table(contest: Contest) -> Table:
    """Return every closed sheet: who gave which points for which application and why, and who gave none and why."""
    criteria = list(Criterion.objects.filter(contest=contest))
    weights = sum(criterion.weight for criterion in criteria)
    sheets = list(
        Sheet.objects.filter(application__contest=contest, application__state__in=Application.ADMITTED_STATES)
        .exclude(state=Sheet.State.OPEN)
        .select_related("member__user", "entered_by", *(f"application__{path}" for path in NAMED_BY))
        .order_by("member_id")
    )
    sheets.sort(key=lambda sheet: in_order(sheet.application))
    # By the contest, not by a list of sheets: a great contest has more of them than a query takes.
    scores = {(score.sheet_id, score.criterion_id): score for score in Score.objects.filter(criterion__contest=contest)}
    columns = [
        Column(_("Number")),
        Column(_("Initiative")),
        Column(_("Member")),
        Column(_("Sheet")),
        *[Column(f"{number}. {criterion.name}", "number") for number, criterion in enumerate(criteria, 1)],
        Column(_("Mean"), "number"),
        Column(_("Justifications")),
        Column(_("Reason")),
        Column(_("Entered by")),
        Column(_("Sealed on"), "date"),
    ]
    found: list[Sequence[Cell]] = []
    for sheet in sheets:
        sealed = sheet.state == Sheet.State.SEALED
        # What was written before stepping aside counts for nothing and is not told.
        given = [scores.get((sheet.pk, criterion.pk)) if sealed else None for criterion in criteria]
        items = [
            Written(criterion, score.points, score.justification) if score else Written(criterion)
            for criterion, score in zip(criteria, given, strict=True)
        ]
        why = [item.justification for item in items]
        found.append(
            [
                called(sheet.application),
                sheet.application.title,
                sheet.member.user.name,
                str(sheet.get_state_display()),
                *[item.points for item in items],
                mean_of(items, weights) if sealed else None,
                "; ".join(f"{number}. {words}" for number, words in enumerate(why, 1) if words),
                said_reason(sheet),
                sheet.entered_by.name if sheet.entered_by else "",
                sheet.closed_at,
            ]
        )
    return Table(_("Points of the members"), columns, found)


def mean_of(written: Sequence[Written], weights: int) -> Fraction | None:
    """Return the weighted mean of one sheet; None where a point is missing. `weights` is the sum of all weights."""
    points = [item.points for item in written]
    if not weights or any(given is None for given in points):
        return None
    return Fraction(sum((item.points or 0) * item.criterion.weight for item in written), weights)
