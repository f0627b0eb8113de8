"""Why an application has its place: in words, from exact fractions."""

from collections.abc import Sequence
from fractions import Fraction

from django.utils.translation import gettext as _

from committee.naming import called
from committee.ranking import Ranked, decimal

# Means that look alike with two decimals are shown with more, for as long as that helps anyone.
_MOST_DIGITS = 6


def reasons(rows: Sequence[Ranked]) -> dict[int, list[str]]:
    """Return for each application (id) in words what its place comes from; rows as `ranked` gives them.

    Each is compared with who stands above; where means are equal, with who stands below, too. Criteria are called by
    their number in the list, applications as `naming.called` does.
    """
    found: dict[int, list[str]] = {}
    for place, row in enumerate(rows):
        above = rows[place - 1] if place else None
        below = rows[place + 1] if place + 1 < len(rows) else None
        words = []
        if row.mean is None:
            words.append(_("Nobody scored it, so it stands last."))
        elif above is not None and above.mean == row.mean:
            words.append(_against(row, above, higher=False))
        elif above is not None and above.mean is not None:
            pair = told_apart(row.mean, above.mean)
            words.append(
                _("Mean %(own)s, lower than %(other)s of %(name)s.")
                % {"own": pair[0], "other": pair[1], "name": called(above.application)}
            )
        if row.mean is not None and below is not None and below.mean == row.mean:
            words.append(_against(row, below, higher=True))
        elif place == 0 and row.mean is not None:
            words.append(_("The highest mean: %(own)s.") % {"own": decimal(row.mean)})
        threshold = row.application.contest.commission.threshold if row.below else None
        if row.mean is not None and threshold is not None:
            pair = told_apart(row.mean, Fraction(threshold))
            words.append(_("Below the threshold: %(own)s against %(other)s.") % {"own": pair[0], "other": pair[1]})
        found[row.application.pk] = words
    return found


def _against(row: Ranked, other: Ranked, *, higher: bool) -> str:
    facts: dict[str, object] = {"name": called(other.application), "mean": decimal(row.mean)}
    for index in row.decides:
        own, theirs = row.by_criterion[index], other.by_criterion[index]
        if own is None or theirs is None or own == theirs:
            continue
        shown = told_apart(own, theirs)
        words = (
            _("Equal mean %(mean)s with %(name)s; higher on criterion %(criterion)s: %(own)s against %(other)s.")
            if higher
            else _("Equal mean %(mean)s with %(name)s; lower on criterion %(criterion)s: %(own)s against %(other)s.")
        )
        return words % {**facts, "criterion": index + 1, "own": shown[0], "other": shown[1]}
    if row.tie_break is None or row.place == other.place:
        return _("Equal to %(name)s on every criterion, mean %(mean)s: they share the place.") % facts
    words = (
        _("Equal to %(name)s on every criterion; higher by the chair's casting vote: %(reason)s")
        if higher
        else _("Equal to %(name)s on every criterion; lower by the chair's casting vote: %(reason)s")
    )
    return words % {**facts, "reason": row.tie_break.reason}


def told_apart(one: Fraction, other: Fraction) -> tuple[str, str]:
    """Return two different means as they are shown, with as many decimals as it takes to see which is higher."""
    pair = decimal(one), decimal(other)
    for digits in range(3, _MOST_DIGITS + 1):
        if pair[0] != pair[1]:
            break
        pair = decimal(one, digits), decimal(other, digits)
    return pair
