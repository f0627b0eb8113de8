"""Places, in one query: weighted mean of the sealed sheets, ties broken by criterion 1, then 2, and so on.

All numbers stay exact: sums of integers, divided only by the number of sheets. Equal fractions give equal doubles on
both engines, and fractions of numbers this small that differ give doubles that differ, so no rounding changes a place.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import isqrt
from typing import Any

from django.db import connection

from committee.models import Criterion
from initiatives.models import Application, Contest

# Where the highest and the lowest sheet lie this part of the scale apart, the commission should talk before it decides.
GREAT_SPREAD = Fraction(2, 5)


@dataclass(frozen=True)
class Ranked:
    """One application's place. Means, median, low and high are exact fractions of points; None where nobody scored it.

    `variance` is that of the sealed sheets' weighted means (of all of them, not of a sample).
    """

    application: Application
    place: int
    sheets: int
    mean: Fraction | None
    by_criterion: list[Fraction | None]
    median: Fraction | None = None
    low: Fraction | None = None
    high: Fraction | None = None
    variance: Fraction | None = None
    # The most points a sheet can come to.
    most: Fraction = Fraction(0)

    @property
    def spread(self) -> Fraction | None:
        """The highest sheet less the lowest."""
        return None if self.high is None or self.low is None else self.high - self.low

    @property
    def disputed(self) -> bool:
        """Whether the sheets lie so far apart that the initiative should be discussed."""
        return self.spread is not None and self.spread >= GREAT_SPREAD * self.most


def ranked(contest: Contest) -> list[Ranked]:
    """Return the contest's admitted applications by place.

    Recused and abstaining members count in no mean. One query for the criteria, one for the ranking, one for the
    applications themselves, however many there are.
    """
    criteria = list(Criterion.objects.filter(contest=contest))
    weights = sum(criterion.weight for criterion in criteria)
    with connection.cursor() as cursor:
        cursor.execute(_sql(criteria), [contest.pk, contest.pk, *Application.ADMITTED_STATES])
        names = [column[0] for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    applications = Application.objects.select_related("entry__register", "contest").in_bulk([row["id"] for row in rows])
    most = Fraction(sum(criterion.most * criterion.weight for criterion in criteria), weights or 1)
    return [_ranked(applications[row["id"]], row, weights, len(criteria), most) for row in rows]


def _sql(criteria: list[Criterion]) -> str:
    """Return the one query: a sheet's weighted points, their statistics by application, and the places.

    Only ids and numbers of the criteria are put into the text, never anything a person typed.
    """
    by_criterion = "".join(
        f", SUM(CASE WHEN p.criterion_id = {criterion.pk:d} THEN p.points ELSE 0 END) AS c{number}"
        for number, criterion in enumerate(criteria)
    )
    sums = "".join(f", SUM(c{number}) AS c{number}" for number in range(len(criteria)))
    shown = "".join(f", COALESCE(t.c{number}, 0) AS c{number}" for number in range(len(criteria)))
    order = ["total", *(f"c{number}" for number in range(len(criteria)))]
    places = ", ".join(f"CAST(t.{name} AS DOUBLE PRECISION) / t.sheets DESC NULLS LAST" for name in order)
    return f"""
        WITH sheet AS (
            SELECT s.application_id, s.id, SUM(p.points * c.weight) AS total{by_criterion}
            FROM committee_sheet s
            JOIN committee_score p ON p.sheet_id = s.id
            JOIN committee_criterion c ON c.id = p.criterion_id
            WHERE s.state = 'sealed' AND c.contest_id = %s
            GROUP BY s.application_id, s.id
        ), ordered AS (
            SELECT sheet.*, ROW_NUMBER() OVER (PARTITION BY application_id ORDER BY total, id) AS n,
                   COUNT(*) OVER (PARTITION BY application_id) AS k
            FROM sheet
        ), totals AS (
            SELECT application_id, COUNT(*) AS sheets, SUM(total) AS total, SUM(total * total) AS squares,
                   MIN(total) AS low, MAX(total) AS high,
                   SUM(CASE WHEN n = (k + 1) / 2 THEN total ELSE 0 END)
                   + SUM(CASE WHEN n = (k + 2) / 2 THEN total ELSE 0 END) AS twice_median{sums}
            FROM ordered
            GROUP BY application_id
        )
        SELECT a.id, COALESCE(t.sheets, 0) AS sheets, t.total, t.squares, t.low, t.high, t.twice_median{shown},
               RANK() OVER (ORDER BY {places}) AS place
        FROM initiatives_application a
        JOIN documents_registerentry e ON e.id = a.entry_id
        JOIN documents_register r ON r.id = e.register_id
        LEFT JOIN totals t ON t.application_id = a.id
        WHERE a.contest_id = %s AND a.state IN ({", ".join(["%s"] * len(Application.ADMITTED_STATES))})
        ORDER BY place, r.year, e.number
    """  # noqa: S608 - numbers of our own rows, see above


def _ranked(application: Application, row: dict[str, Any], weights: int, criteria: int, most: Fraction) -> Ranked:
    sheets = row["sheets"]
    if not sheets:
        return Ranked(application, row["place"], 0, None, [None] * criteria)
    # PostgreSQL sums integers as numeric; all of these are whole.
    total, squares = int(row["total"]), int(row["squares"])
    return Ranked(
        application=application,
        place=row["place"],
        sheets=sheets,
        mean=Fraction(total, sheets * weights),
        by_criterion=[Fraction(int(row[f"c{number}"]), sheets) for number in range(criteria)],
        median=Fraction(int(row["twice_median"]), 2 * weights),
        low=Fraction(int(row["low"]), weights),
        high=Fraction(int(row["high"]), weights),
        variance=Fraction(sheets * squares - total * total, (sheets * weights) ** 2),
        most=most,
    )


def decimal(mean: Fraction | None, digits: int = 2) -> str:
    """Return a mean as it is shown and printed: two decimals and a comma, half a hundredth rounded up; «–» for none.

    Places are decided on the exact fraction, never on this.
    """
    if mean is None:
        return "–"
    parts = 10**digits
    whole, rest = divmod((mean * 2 * parts + 1) // 2, parts)
    return f"{whole},{rest:0{digits}d}"


def deviation(variance: Fraction | None) -> str:
    """Return the standard deviation as it is shown: two decimals, half a hundredth rounded up; «–» for none."""
    if variance is None:
        return "–"
    # The root of the variance in thousandths of a point, rounded down, then to hundredths as every mean is.
    thousandths = isqrt(variance.numerator * 10**6 // variance.denominator)
    return decimal(Fraction(thousandths, 1000))
