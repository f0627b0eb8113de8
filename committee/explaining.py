"""Why an application has its place: in words, from exact fractions."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from django.utils.translation import gettext as _

from committee.ranking import Ranked, decimal

# Means that look alike with two decimals are shown with more, for as long as that helps anyone.
_MOST_DIGITS = 6


def reasons(rows: Sequence[Ranked]) -> dict[int, list[str]]:
    """Return for each application (id) whose mean another one shares what decides between them; rows as `ranked` gives.

    Each is compared with its neighbours: who stands above and who stands below.
    """
    found: dict[int, list[str]] = {row.application.pk: [] for row in rows}
    for above, below in pairwise(rows):
        if above.mean is None or above.mean != below.mean:
            continue
        found[above.application.pk].append(_against(above, below, higher=True))
        found[below.application.pk].append(_against(below, above, higher=False))
    return found


def _against(row: Ranked, other: Ranked, *, higher: bool) -> str:
    for number, (own, theirs) in enumerate(zip(row.by_criterion, other.by_criterion, strict=True), 1):
        if own is None or theirs is None or own == theirs:
            continue
        words = (
            _("Equal mean with № %(number)s; higher on criterion %(criterion)s: %(own)s against %(other)s.")
            if higher
            else _("Equal mean with № %(number)s; lower on criterion %(criterion)s: %(own)s against %(other)s.")
        )
        shown = told_apart(own, theirs)
        return words % {
            "number": other.application.number,
            "criterion": number,
            "own": shown[0],
            "other": shown[1],
        }
    return _("Equal to № %(number)s on every criterion: they share the place.") % {"number": other.application.number}


def told_apart(one: Fraction, other: Fraction) -> tuple[str, str]:
    """Return two different means as they are shown, with as many decimals as it takes to see which is higher."""
    pair = decimal(one), decimal(other)
    for digits in range(3, _MOST_DIGITS + 1):
        if pair[0] != pair[1]:
            break
        pair = decimal(one, digits), decimal(other, digits)
    return pair
