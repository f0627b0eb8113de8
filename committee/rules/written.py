"""What stands on score sheets, criterion by criterion; what is still lacking; and a mark of it."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from committee.models import Commission, Criterion, Score, Sheet


@dataclass(frozen=True)
class Written:
    """What a sheet says on one criterion: points (None where there are none yet) and why."""

    criterion: Criterion
    points: int | None = None
    justification: str = ""


def written_on(sheets: Iterable[Sheet]) -> dict[int, list[Written]]:
    """Return for each sheet (id) what stands on it, by the criteria of its contest in their order.

    Reads `application`. Two queries, however many sheets there are.
    """
    sheets = list(sheets)
    criteria: dict[int, list[Criterion]] = {}
    for criterion in Criterion.objects.filter(contest__in={sheet.application.contest_id for sheet in sheets}):
        criteria.setdefault(criterion.contest_id, []).append(criterion)
    scores = {(score.sheet_id, score.criterion_id): score for score in Score.objects.filter(sheet__in=sheets)}
    return {
        sheet.pk: [
            _written(criterion, scores.get((sheet.pk, criterion.pk)))
            for criterion in criteria.get(sheet.application.contest_id, [])
        ]
        for sheet in sheets
    }


def lacking(written: Sequence[Written], commission: Commission) -> list[str]:
    """Return in words what a sheet still needs before it can be sealed; empty where it is complete."""
    lacks = []
    for item in written:
        named = {"criterion": item.criterion.name}
        if item.points is None:
            lacks.append(_("Give points: %(criterion)s.") % named)
        elif commission.asks_justification and not item.justification:
            lacks.append(_("Write the justification: %(criterion)s.") % named)
    return lacks


def mark_of(written: Sequence[Written]) -> str:
    """Return a mark that changes with every change of the sheet: by it a seal tells what its hand has looked at."""
    content = [[item.criterion.pk, item.points, item.justification] for item in written]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:32]


def _written(criterion: Criterion, score: Score | None) -> Written:
    return Written(criterion) if score is None else Written(criterion, score.points, score.justification)
