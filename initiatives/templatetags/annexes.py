"""What the blank forms need to be drawn of their facts."""

from collections.abc import Mapping

from django import template

from kyrgyz.language import resolve

register = template.Library()


@register.filter
def said(words: Mapping[str, str]) -> str:
    """Return a pair {"ky": …, "ru": …} in the active language."""
    return words[resolve()]


@register.filter
def times(count: int) -> range:
    """Return something to go through `count` times: {% for row in 8|times %}."""
    return range(count)
