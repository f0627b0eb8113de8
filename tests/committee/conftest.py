"""Fixtures of the commission's tests."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from tests.committee.factories import Round, make_round, seal_all


@pytest.fixture
def english() -> Iterator[None]:
    """Let reasons come as their source texts, so that a test tells one from another whatever the catalogues say."""
    with translation.override(None):
        yield


@pytest.fixture
def scored(db: None) -> Round:
    """Three applications, every sheet sealed, the session still to come."""
    made = make_round(3)
    seal_all(made)
    return made


@pytest.fixture
def source_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pages speak in their source texts, so that a test of what they say does not hang on the catalogues."""
    monkeypatch.setattr(translation._trans, "gettext", lambda message: message)
    monkeypatch.setattr(translation._trans, "pgettext", lambda _context, message: message)
    monkeypatch.setattr(
        translation._trans, "ngettext", lambda singular, plural, number: singular if number == 1 else plural
    )
