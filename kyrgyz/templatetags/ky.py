"""Filters of the country's conventions. An empty value gives an empty text."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django import template

from kyrgyz import dates, money, numbers, phones, text
from kyrgyz.language import resolve
from kyrgyz.suffixes import with_case

register = template.Library()


def _filled(name: str, function: Callable[[Any], str], kind: type | tuple[type, ...]) -> None:
    """Register a filter that answers a missing value with nothing and a wrong one with TypeError."""

    def apply(value: Any) -> str:
        if value is None or value == "":
            return ""
        if not isinstance(value, kind):
            raise TypeError(f"|{name} cannot show {type(value).__name__}")
        return function(value)

    register.filter(name, apply)


_filled("som", money.som, int)
_filled("figure", money.figure, int)
_filled("som_words", money.som_words, int)
_filled("in_words", numbers.words, int)
_filled("long_date", dates.long_date, date)
_filled("short_date", dates.short_date, date)
_filled("until", dates.until, date)
_filled("long_until", dates.long_until, date)
_filled("dated", dates.dated, date)
_filled("moment", dates.moment, datetime)
_filled("phone", phones.show_phone, str)


@register.simple_tag
def date_range(first: date, last: date) -> str:
    """Show two days as a span: {% date_range contest.opens contest.closes %}."""
    return dates.date_range(first, last)


@register.filter
def case(value: object, name: str) -> str:
    """Add a Kyrgyz case ending: {{ village.name_ky|case:"dative" }}; a number is grouped: «23 000ден».

    Where the page is Russian the value stays as it is, for these endings are Kyrgyz.
    """
    if value is None or value == "":
        return ""
    shown = money.group(value) if isinstance(value, int) else str(value)
    return shown if resolve() == "ru" else with_case(shown, name)


@register.filter
def pick(obj: object, field: str) -> str:
    """Show one of a pair of texts by the active language: {{ contest|pick:"title" }}."""
    return "" if obj is None or obj == "" else text.pick(obj, field)
