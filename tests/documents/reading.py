"""Reading an issued paper back: from its PDF, or, where only the words matter, from the page it is drawn of."""

import html
import io
import os
import re
from typing import Any
from unittest import mock

import pypdf
import pytest
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import strip_tags

from documents.models import Paper
from documents.render import RendererMissing
from documents.services import draw

LATIN = re.compile(r"[A-Za-z]{2,}")


def printed(paper: Paper, language: str) -> str:
    """Return the text of the PDF, all pages, with single spaces.

    Where Pango is missing the test is skipped, and fails in CI.
    """
    try:
        pdf = draw(paper, language)
    except RendererMissing as exc:
        if os.environ.get("CI"):
            pytest.fail(str(exc))
        pytest.skip(f"NO PAPER WAS TESTED. {exc}")
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def worded(paper: Paper, language: str) -> str:
    """Return the words of the page that would be printed, with single spaces; needs no Pango."""
    with mock.patch("documents.services.render_pdf") as renderer:
        draw(paper, language)
    asked: dict[str, Any] = renderer.call_args.kwargs
    with translation.override(language):
        page = render_to_string(asked["template"], {**asked["context"], "document_title": asked["title"]})
    # Cells and paragraphs stand apart on paper, but not in the markup.
    apart = re.sub(r"(</(?:td|th|p|li|div|h\d)>|<br>)", r" \1", page)
    return " ".join(html.unescape(strip_tags(apart)).split())


def english(text: str, paper: Paper) -> list[str]:
    """Return the Latin words of a printed text, its addresses and its code left out."""
    addresses = re.sub(r"testserver\S*", "", text)
    return LATIN.findall(addresses.replace(paper.code, ""))
