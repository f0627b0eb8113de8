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
    """Return the criteria with their points and weights: «Туруктуулугу (0–10; 20 %)»."""
    language = resolve()
    return [
        f"{criterion['name'][language]} (0–{criterion['most']}; {criterion['weight']}{NBSP}%)" for criterion in criteria
    ]


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
            "code": row.get("code", ""),
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


@register.filter
def said(row: Mapping[str, Any]) -> list[str]:
    """Return the words that explain a row's place in the active language."""
    words: list[str] = (row.get("words") or {}).get(resolve(), [])
    return words


@register.filter
def row_of(ranking: Iterable[Mapping[str, Any]], number: str) -> Mapping[str, Any] | None:
    """Return the row of the application with this number, or None."""
    return next((row for row in ranking if row["number"] == number), None)


@register.filter
def in_parts(columns: Sequence[Any], size: int) -> list[list[tuple[int, Any]]]:
    """Return columns in parts that fit the width of a page, each with its place in the whole, counted from 0."""
    numbered = list(enumerate(columns))
    return [numbered[start : start + size] for start in range(0, len(numbered), size)]


@register.filter
def at(values: Sequence[Any], index: int) -> Any:
    """Return the value at a place, counted from 0."""
    return values[index]


@register.filter
def listed(numbers: Iterable[int]) -> str:
    """Return numbers as they stand in a sentence: «1, 3, 2»."""
    return ", ".join(str(number) for number in numbers)


@register.filter
def of(values: Mapping[str, Any], key: str) -> Any:
    """Return the value under a key, or None."""
    return values.get(key)


@register.filter
def justified(sheet: Mapping[str, Any]) -> list[tuple[int, str]]:
    """Return the justifications of a sheet that were written, each with the number of its criterion."""
    return [(number, words) for number, words in enumerate(sheet["justifications"], 1) if words]
