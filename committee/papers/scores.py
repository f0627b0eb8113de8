"""Points, means and places as the papers of a session state them."""

from fractions import Fraction

from committee.models import Criterion, Sheet
from committee.papers.shared import Facts, day, points
from committee.papers.sitting import Sitting
from committee.ranking import Ranked, decimal, deviation
from initiatives.models import Application
from initiatives.papers import both
from kyrgyz.dates import BISHKEK


def named(sitting: Sitting, application: Application) -> Facts:
    """Return number, code (in a blind contest) and title of an application."""
    return {
        "number": application.number,
        "code": sitting.codes.get(application.pk, ""),
        "title": both(application, "title"),
    }


def terms(sitting: Sitting) -> Facts:
    """Return the rules that were announced: threshold, what members saw, what decides between equals, in its order."""
    commission = sitting.session.commission
    deciding = sorted(
        enumerate(sitting.criteria, 1),
        key=lambda pair: (pair[1].tie_order is None, pair[1].tie_order or 0, pair[0]),
    )
    return {
        "threshold": points(commission.threshold),
        "blind": commission.blind,
        "justified": commission.asks_justification,
        "open": commission.shows_others,
        "ties": [number for number, _criterion in deciding],
        "most": decimal(_most(sitting.criteria)),
    }


def score_facts(sitting: Sitting) -> list[Facts]:
    """Return the ranking of all admitted applications, with the words that explain equal means."""
    return [_row(sitting, row) for row in sitting.rows]


def _row(sitting: Sitting, row: Ranked) -> Facts:
    # Where the points decide, what the chair once said between equals decides nothing.
    tie_break = sitting.tie_breaks.get(row.application.pk) if row.tie_break else None
    return {
        **named(sitting, row.application),
        "place": row.place,
        "sheets": row.sheets,
        "mean": decimal(row.mean),
        "median": decimal(row.median),
        "low": decimal(row.low),
        "high": decimal(row.high),
        "spread": decimal(row.spread),
        "deviation": deviation(row.variance),
        "by_criterion": [decimal(mean) for mean in row.by_criterion],
        "words": sitting.words.get(row.application.pk, {}),
        "tie_break": None if tie_break is None else {"by": tie_break.made_by.user.initials, "reason": tie_break.reason},
        "disputed": row.disputed,
        "below": row.below,
    }


def aside_facts(sitting: Sitting) -> list[Facts]:
    """Return who was recused from an application or abstained from scoring it, why, and who wrote that down."""
    return [
        {
            "member": sheet.member.user.initials,
            "left": sheet.member.until is not None,
            "application": sheet.application.number,
            "state": sheet.state,
            "reason": sheet.reason,
            "closed_on": _closed_on(sheet),
            "noted_by": noted_by(sheet),
        }
        for sheet in sitting.sheets
        if sheet.state != Sheet.State.SEALED
    ]


def noted_by(sheet: Sheet) -> str:
    """Return the initials of who closed a sheet for its member, or nothing where the member did it."""
    by = sheet.entered_by
    return "" if by is None or by.pk == sheet.member.user_id else by.initials


def sheet_facts(sitting: Sitting, sheet: Sheet) -> Facts:
    """Return one sheet: points and justification on each criterion, the sheet's own mean, or why it has none."""
    given = {score.criterion_id: score for score in sheet.scores.all()}
    sealed = sheet.state == Sheet.State.SEALED
    return {
        **named(sitting, sheet.application),
        "state": sheet.state,
        "reason": sheet.reason,
        "points": [given[criterion.pk].points for criterion in sitting.criteria] if sealed else [],
        "justifications": [given[criterion.pk].justification for criterion in sitting.criteria] if sealed else [],
        "mean": own_mean(sitting, sheet),
        "closed_on": _closed_on(sheet),
        "noted_by": noted_by(sheet),
    }


def own_mean(sitting: Sitting, sheet: Sheet) -> str:
    """Return a sheet's weighted mean as it is printed; «–» where it holds no points."""
    if sheet.state != Sheet.State.SEALED:
        return decimal(None)
    weights = {criterion.pk: criterion.weight for criterion in sitting.criteria}
    weighted = sum(score.points * weights[score.criterion_id] for score in sheet.scores.all())
    return decimal(Fraction(weighted, sum(weights.values()) or 1))


def _most(criteria: list[Criterion]) -> Fraction:
    weights = sum(criterion.weight for criterion in criteria)
    return Fraction(sum(criterion.most * criterion.weight for criterion in criteria), weights or 1)


def _closed_on(sheet: Sheet) -> str:
    return day(sheet.closed_at.astimezone(BISHKEK).date()) if sheet.closed_at else ""
