"""Places, in one query: weighted mean of the sealed sheets, ties broken by criterion 1, then 2, and so on.

All numbers stay exact: sums of integers, divided only by the number of sheets. Equal fractions give equal doubles on
both engines, and fractions of numbers this small that differ give doubles that differ, so no rounding changes a place.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db.models import Count, F, FloatField, Q, Sum, Window
from django.db.models.functions import Cast, NullIf, Rank

from committee.models import Criterion, Sheet
from initiatives.models import Application, Contest


@dataclass(frozen=True)
class Ranked:
    """One application's place: means are exact fractions of points; None where nobody scored it."""

    application: Application
    place: int
    sheets: int
    mean: Fraction | None
    by_criterion: list[Fraction | None]


def ranked(contest: Contest) -> list[Ranked]:
    """Return the contest's admitted applications by place, each with its weighted mean and its mean per criterion.

    Recused and abstaining members count in no mean. One query for the criteria and one for the ranking.
    """
    criteria = list(Criterion.objects.filter(contest=contest))
    weights = sum(criterion.weight for criterion in criteria)
    sealed = Q(sheets__state=Sheet.State.SEALED)
    sums = {
        f"points_{n}": Sum("sheets__scores__points", filter=sealed & Q(sheets__scores__criterion=criterion), default=0)
        for n, criterion in enumerate(criteria)
    }
    rows = (
        Application.objects.filter(contest=contest)
        .in_contest()
        .select_related("entry__register", "contest")
        .annotate(
            sealed=Count("sheets", filter=sealed, distinct=True),
            weighted=Sum(
                F("sheets__scores__points") * F("sheets__scores__criterion__weight"), filter=sealed, default=0
            ),
            **sums,
        )
    )
    order = [_quotient("weighted"), *(_quotient(name) for name in sums)]
    rows = rows.annotate(place=Window(Rank(), order_by=[q.desc(nulls_last=True) for q in order])).order_by(
        "place", "entry__register__year", "entry__number"
    )
    return [_ranked(row, weights, list(sums)) for row in rows]


def _ranked(row: Any, weights: int, names: list[str]) -> Ranked:
    """Return a row of the query as it is read; its annotations are no attributes of Application, hence Any."""
    return Ranked(
        application=row,
        place=row.place,
        sheets=row.sealed,
        mean=_fraction(row.weighted, row.sealed * weights),
        by_criterion=[_fraction(getattr(row, name), row.sealed) for name in names],
    )


def _quotient(name: str) -> Any:
    return Cast(F(name), FloatField()) / NullIf(Cast(F("sealed"), FloatField()), 0.0)


def _fraction(numerator: int, denominator: int) -> Fraction | None:
    return Fraction(numerator, denominator) if denominator else None


def decimal(mean: Fraction | None) -> str:
    """Return a mean as it is shown and printed: two decimals and a comma, half a hundredth rounded up; «–» for none.

    Places are decided on the exact fraction, never on this.
    """
    if mean is None:
        return "–"
    whole, rest = divmod((mean * 200 + 1) // 2, 100)
    return f"{whole},{rest:02d}"
