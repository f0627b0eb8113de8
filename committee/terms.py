"""The rules a commission decides by, in plain sentences: for the announcement, the contest's page and the staff."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from committee.models import Commission, Criterion, Member
from kyrgyz.language import resolve
from kyrgyz.numbers import words
from kyrgyz.quotes import quote
from kyrgyz.suffixes import with_case

_RUSSIAN_PARTS = {
    (1, 2): "половины",
    (1, 3): "трети",
    (2, 3): "двух третей",
    (1, 4): "четверти",
    (3, 4): "трёх четвертей",
    (2, 5): "двух пятых",
    (3, 5): "трёх пятых",
    (4, 5): "четырёх пятых",
}
# Beyond these a fraction is no word that people use.
_MOST_PARTS = 10


def highest_mean(criteria: Iterable[Criterion]) -> Fraction:
    """Return the highest weighted mean that points can give; nothing where there are no criteria."""
    rows = list(criteria)
    weights = sum(row.weight for row in rows)
    return Fraction(sum(row.most * row.weight for row in rows), weights) if weights else Fraction(0)


def shown(points: Decimal | Fraction) -> str:
    """Return points in figures with at most two decimals, no more than are needed: «6,5»; halves are rounded up."""
    whole, hundredths = divmod((Fraction(points) * 200 + 1) // 2, 100)
    return f"{whole},{hundredths:02d}".rstrip("0").rstrip(",")


def deciding(criteria: Iterable[Criterion]) -> list[Criterion]:
    """Return the criteria in the order in which they decide between equal means."""
    # Sorting keeps the order of the list among those without a number.
    return sorted(criteria, key=lambda row: (row.tie_order is None, row.tie_order or 0))


def part_words(of: int, whole: int, language: str | None = None) -> str:
    """Return a part in words: «үчтөн экиси», in Russian as it stands after «не менее»: «двух третей».

    language: "ky" or "ru"; None means the active language. Parts that have no usual name are written in figures.
    """
    if resolve(language) == "ru":
        return _RUSSIAN_PARTS.get((of, whole), f"{of}/{whole}")
    if whole > _MOST_PARTS:
        return f"{of}/{whole} бөлүгү"
    if (of, whole) == (1, 2):
        return "жарымы"
    return f"{with_case(words(whole, 'ky'), 'ablative')} {with_case(words(of, 'ky'), 'possessive')}"


def in_words(commission: Commission) -> list[str]:
    """Return the commission's members in number and all its rules, a sentence each, in the active language."""
    criteria = list(Criterion.objects.filter(contest=commission.contest_id))
    return [
        *_seats(commission),
        *(_scale(criteria) if criteria else ()),
        *_scoring(commission),
        _threshold(commission),
        _quorum(commission),
        *(_ties(criteria) if criteria else ()),
    ]


def _seats(commission: Commission) -> list[str]:
    bodies = list(commission.members.sitting().values_list("body", flat=True))
    if not bodies:
        return []
    named = [f"{body_name(body, commission)} – {bodies.count(body)}" for body in Member.Body if body in bodies]
    return [
        ngettext(
            "The commission has %(count)s member: %(bodies)s.",
            "The commission has %(count)s members: %(bodies)s.",
            len(bodies),
        )
        % {"count": len(bodies), "bodies": ", ".join(named)}
    ]


def body_name(body: str, commission: Commission) -> str:
    """Return the name of the body that a member stands for; a city has its own."""
    of_a_city = {
        Member.Body.OFFICE: pgettext("body of a city", "mayor's office"),
        Member.Body.KENESH: pgettext("body of a city", "city kenesh"),
    }
    if commission.contest.municipality.kind == "city" and body in of_a_city:
        return of_a_city[Member.Body(body)]
    return str(Member.Body(body).label)


def _scale(criteria: Sequence[Criterion]) -> list[str]:
    mosts = {row.most for row in criteria}
    if len(mosts) == 1:
        scale = _("Each member gives whole points from 0 to %(most)s on each criterion.") % {"most": mosts.pop()}
    else:
        scale = _("Each member gives whole points on each criterion, from 0 to the most that stands with it.")
    return [
        scale,
        _("The mean of the members' points, by the weights of the criteria, decides the place; it is at most %(most)s.")
        % {"most": shown(highest_mean(criteria))},
    ]


def _scoring(commission: Commission) -> list[str]:
    return [
        _("The scoring is blind: members see codes and do not know who applies until they have decided.")
        if commission.blind
        else _("The scoring is by name: members see who applies."),
        _("Each score has a written justification.")
        if commission.asks_justification
        else _("No justification is asked for a score."),
        _("A member who has sealed their own sheet for an initiative sees the sheets that others sealed for it.")
        if commission.shows_others
        else _("No member sees the points of the others before all sheets are closed."),
    ]


def _threshold(commission: Commission) -> str:
    if commission.threshold is None:
        return _("There is no threshold: no mean is too low for support.")
    return _("An initiative with a mean below %(threshold)s is not supported.") % {
        "threshold": shown(commission.threshold)
    }


def _quorum(commission: Commission) -> str:
    of, whole = commission.quorum_of, commission.quorum_in
    if of == whole:
        return _(
            "The commission decides on an initiative when all its members take part, not counting those who were "
            "recused from it."
        )
    return _(
        "The commission decides on an initiative when at least %(part)s of its members take part, not counting those "
        "who were recused from it."
    ) % {"part": part_words(of, whole)}


def _ties(criteria: Sequence[Criterion]) -> list[str]:
    order = ", ".join(quote(row.name) for row in deciding(criteria))
    return [
        _("Between equal means the higher mean on one criterion decides, in this order: %(order)s.") % {"order": order},
        _("If they are equal on all criteria, the chair has the casting vote and writes down the reason."),
    ]
