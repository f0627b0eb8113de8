"""Places, in one query: weighted mean of the sealed sheets, ties by the declared order, then by the chair's word.

All numbers stay whole and exact. A mean is compared as its whole number of millionths, rounded down: two means of at
most a thousand sheets each that differ do so by at least 1/(1000 * 1000), so they never share that number, and equal
ones always do. So the order is that of the exact fractions, on both engines, and no rounding changes a place.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from math import isqrt
from typing import Any

from django.db import connection

from committee.models import Criterion, TieBreak
from committee.naming import NAMED_BY, in_order
from initiatives.models import Application, Contest

# Where the highest and the lowest sheet lie this part of the scale apart, the commission should talk before it decides.
GREAT_SPREAD = Fraction(2, 5)
# Parts of a point in which means are compared. 10**6 of them are exact up to a thousand sheets for one application,
# and a thousand sheets of 100 criteria with 100 points of 100 % are still 10**15 of them: a 64-bit integer.
_PARTS = 10**6


@dataclass(frozen=True)
class Ranked:
    """One application's place. Means, median, low and high are exact fractions of points; None where nobody scored it.

    `by_criterion` stands in the order of the list, `decides` are its indexes in the order that decides between equal
    means. `variance` is that of the sealed sheets' weighted means (of all of them, not of a sample). The sheets of
    those who left the commission count; `recused` and `abstained` are of those who sit now.
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
    # The chair's casting vote between equals, where it decided this place.
    tie_break: TieBreak | None = None
    # Whether the mean lies below the threshold that was announced.
    below: bool = False
    recused: int = 0
    abstained: int = 0
    decides: tuple[int, ...] = ()

    @property
    def spread(self) -> Fraction | None:
        """The highest sheet less the lowest."""
        return None if self.high is None or self.low is None else self.high - self.low

    @property
    def disputed(self) -> bool:
        """Whether the sheets lie so far apart that the initiative should be discussed."""
        return self.spread is not None and self.spread >= GREAT_SPREAD * self.most

    @property
    def worth(self) -> tuple[Fraction | None, ...]:
        """All that the scores say of its place: the mean, then the criteria in the order that decides."""
        return (self.mean, *(self.by_criterion[index] for index in self.decides))


def ranked(contest: Contest) -> list[Ranked]:
    """Return the contest's admitted applications by place; equal places in the order of the register, or of the
    codes while those hide it.

    Recused and abstaining members count in no mean. The chair's casting vote counts where it was given between all
    that are equal now. One query for the criteria, one for the ranking, one for the applications themselves with what
    `naming.called` reads, however many there are.
    """
    criteria = list(Criterion.objects.filter(contest=contest))
    with connection.cursor() as cursor:
        cursor.execute(_sql(criteria), [contest.pk, contest.pk, contest.pk, *Application.ADMITTED_STATES])
        names = [column[0] for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    # By the contest, not by a list of ids, which SQLite would take only in parts.
    registered = Application.objects.filter(contest=contest, entry__isnull=False)
    applications = {row.pk: row for row in registered.select_related(*NAMED_BY, "tie_break")}
    found = [_ranked(applications[row["id"]], row, criteria) for row in rows]
    # The order of the register would tell who handed in before whom.
    if found and found[0].application.contest.commission.hides_names:
        found.sort(key=lambda row: (row.place, in_order(row.application)))
    return found


def tied(rows: Sequence[Ranked]) -> list[list[Ranked]]:
    """Return each group of scored applications that are equal by every criterion; rows as `ranked` gives them.

    A group that the chair has set in order is still one: its order can be changed until the decision.
    """
    groups = [list(group) for _worth, group in groupby(rows, key=lambda row: row.worth)]
    return [group for group in groups if len(group) > 1 and group[0].mean is not None]


def in_tie_order(criteria: Sequence[Criterion]) -> list[int]:
    """Return the indexes of the criteria (as the list has them) in the order that decides between equal means."""

    def rank(index: int) -> tuple[bool, int, int]:
        order = criteria[index].tie_order
        return order is None, order or 0, index

    return sorted(range(len(criteria)), key=rank)


def _sql(criteria: list[Criterion]) -> str:
    """Return the one query: a sheet's weighted points, their statistics by application, and the places.

    Only ids and numbers of the criteria are put into the text, never anything a person typed.
    """
    by_criterion = "".join(
        f", SUM(CASE WHEN p.criterion_id = {criterion.pk:d} THEN p.points ELSE 0 END) AS c{number}"
        for number, criterion in enumerate(criteria)
    )
    sums = "".join(f", SUM(c{number}) AS c{number}" for number in range(len(criteria)))
    shown = "".join(f", t.c{number}" for number in range(len(criteria)))
    compared = ["total", *(f"c{number}" for number in in_tie_order(criteria))]
    # PostgreSQL's sums are numeric, whose division would round; that of whole numbers drops the rest, on both engines.
    worth = "".join(
        f", CAST(t.{name} AS BIGINT) * {_PARTS} / t.sheets AS worth{number}" for number, name in enumerate(compared)
    )
    equals = ", ".join(f"worth{number}" for number in range(len(compared)))
    places = ", ".join(f"worth{number} DESC NULLS LAST" for number in range(len(compared)))
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
        ), aside AS (
            SELECT s.application_id, SUM(CASE WHEN s.state = 'recused' THEN 1 ELSE 0 END) AS recused,
                   SUM(CASE WHEN s.state = 'abstained' THEN 1 ELSE 0 END) AS abstained
            FROM committee_sheet s
            JOIN committee_member m ON m.id = s.member_id
            JOIN committee_commission k ON k.id = m.commission_id
            WHERE k.contest_id = %s AND m.until IS NULL AND s.state IN ('recused', 'abstained')
            GROUP BY s.application_id
        ), weighed AS (
            SELECT a.id, r.year, e.number, t.sheets, t.total, t.squares, t.low, t.high, t.twice_median{shown}{worth},
                   x.recused, x.abstained, b.id AS vote, b."order" AS vote_order, b.made_at
            FROM initiatives_application a
            JOIN documents_registerentry e ON e.id = a.entry_id
            JOIN documents_register r ON r.id = e.register_id
            LEFT JOIN totals t ON t.application_id = a.id
            LEFT JOIN aside x ON x.application_id = a.id
            LEFT JOIN committee_tiebreak b ON b.application_id = a.id
            WHERE a.contest_id = %s AND a.state IN ({", ".join(["%s"] * len(Application.ADMITTED_STATES))})
        ), judged AS (
            SELECT weighed.*,
                   CASE WHEN sheets > 0 AND COUNT(*) OVER alike > 1 AND COUNT(vote) OVER alike = COUNT(*) OVER alike
                        AND MIN(made_at) OVER alike = MAX(made_at) OVER alike THEN vote_order END AS chosen
            FROM weighed
            WINDOW alike AS (PARTITION BY {equals})
        )
        SELECT judged.*, RANK() OVER (ORDER BY {places}, chosen NULLS LAST) AS place
        FROM judged
        ORDER BY place, year, number, id
    """  # noqa: S608 - numbers of our own rows, see above


def _ranked(application: Application, row: dict[str, Any], criteria: list[Criterion]) -> Ranked:
    recused, abstained = int(row["recused"] or 0), int(row["abstained"] or 0)
    decides = tuple(in_tie_order(criteria))
    sheets, weights = row["sheets"], sum(criterion.weight for criterion in criteria)
    if not sheets:
        return Ranked(
            application,
            row["place"],
            0,
            None,
            [None] * len(criteria),
            recused=recused,
            abstained=abstained,
            decides=decides,
        )
    # PostgreSQL sums integers as numeric; all of these are whole.
    total, squares = int(row["total"]), int(row["squares"])
    mean = Fraction(total, sheets * weights)
    threshold = application.contest.commission.threshold
    return Ranked(
        application=application,
        place=row["place"],
        sheets=sheets,
        mean=mean,
        by_criterion=[Fraction(int(row[f"c{number}"]), sheets) for number in range(len(criteria))],
        median=Fraction(int(row["twice_median"]), 2 * weights),
        low=Fraction(int(row["low"]), weights),
        high=Fraction(int(row["high"]), weights),
        variance=Fraction(sheets * squares - total * total, (sheets * weights) ** 2),
        most=Fraction(sum(criterion.most * criterion.weight for criterion in criteria), weights),
        tie_break=application.tie_break if row["chosen"] is not None else None,
        below=threshold is not None and mean < Fraction(threshold),
        recused=recused,
        abstained=abstained,
        decides=decides,
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
