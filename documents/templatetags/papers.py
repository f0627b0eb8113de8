"""What the templates of papers need and plain Django does not give."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import pgettext

from documents.qr import qr_svg
from kyrgyz.language import resolve
from kyrgyz.quotes import quote

register = template.Library()
register.simple_tag(qr_svg, name="qr")
register.filter("quote", quote)


@register.simple_tag
def page_of_pages() -> SafeString:
    """Return the place of the page number and the number of pages, which the style sheet fills in.

    The words come from the catalogue in the active language; both placeholders have to stand in them, in this
    order. Raises ValueError otherwise.
    """
    words = pgettext("foot of a paper", "page {page} of {pages}")
    before, between, after = re.split(r"\{page\}|\{pages\}", words)
    return format_html(
        '<span class="folio" data-before="{}" data-between="{}" data-after="{}"></span>',
        before,
        between,
        after,
    )


@register.filter
def bare_url(url: str) -> str:
    """Return the address as people type it: without the scheme."""
    return url.removeprefix("https://").removeprefix("http://")


@register.filter
def sentence(text: str) -> str:
    """Return someone's words as a sentence: with a full stop, unless they end in a sign of their own."""
    text = text.strip()
    return text if not text or text[-1] in ".!?…" else f"{text}."


@register.filter
def money_rows(lines: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return lines of money among the facts as the rows of parts/money_table.html, in the active language.

    A line holds `source` ({"ky": …, "ru": …}), `purpose` (as it was written) and `tyiyn`.
    """
    language = resolve()
    return [{"label": line["source"][language], "purpose": line["purpose"], "tyiyn": line["tyiyn"]} for line in lines]
