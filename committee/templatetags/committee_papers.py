"""From the facts of the commission's papers to the rows of their tables, in the active language."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import template

from kyrgyz.language import resolve
from kyrgyz.money import NBSP
from kyrgyz.quotes import quote

register = template.Library()


@register.filter
def criterion_lines(criteria: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the criteria with their weights: «Туруктуулугу (20 %)»."""
    language = resolve()
    return [f"{criterion['name'][language]} ({criterion['weight']}{NBSP}%)" for criterion in criteria]


@register.filter
def score_rows(ranking: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the ranking as the rows of documents/papers/parts/score_table.html.

    What nobody scored has no place: its cells show a dash.
    """
    language = resolve()
    return [
        {
            "rank": row["place"] if row["sheets"] else None,
            "number": row["number"],
            "title": quote(row["title"][language]),
            "means": row["by_criterion"],
            "total": row["mean"],
        }
        for row in ranking
    ]


@register.filter
def voters(names: Sequence[str]) -> str:
    """Return how many voted so and who: «2 (А.М.Үлгүбаев, Б.Асан уулу)»; nothing where nobody did."""
    return f"{len(names)} ({', '.join(names)})" if names else ""
