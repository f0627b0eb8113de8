"""What every test stands on: strict templates, the strict client, both engines, the browser."""

import os
from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.db import connections
from django.test import TransactionTestCase
from django.utils import translation

from tests.strict import StrictClient, strict_templates

pytest_plugins = ["tests.browser"]

# On a builder the same examples every time, so that a red run can be run again as it was; new ones at the desk.
hypothesis.settings.register_profile("ci", derandomize=True, database=None)
if os.environ.get("CI"):
    hypothesis.settings.load_profile("ci")

_flush = TransactionTestCase._fixture_teardown


def _flush_without_triggers(case: TransactionTestCase) -> None:
    """Empty the database after a test that really committed.

    The append-only triggers refuse DELETE and TRUNCATE, so they are taken away first; the flush
    ends with post_migrate, whose handler makes them again.
    """
    from journal import triggers

    for name in case._databases_names(include_mirrors=False):
        triggers.drop_all(connections[name])
    _flush(case)


TransactionTestCase._fixture_teardown = _flush_without_triggers


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what this run cannot show: what the other engine alone can, `browser` unless -m asks for it."""
    unfit = set()
    on_postgres = settings.DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql"
    unfit.add("sqlite" if on_postgres else "postgres")
    if "browser" not in config.getoption("markexpr"):
        unfit.add("browser")
    left_out = [item for item in items if any(item.get_closest_marker(name) for name in unfit)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


@pytest.fixture(autouse=True)
def _strict_templates() -> Iterator[None]:
    with strict_templates():
        yield


@pytest.fixture(autouse=True)
def _first_language() -> Iterator[None]:
    """A request leaves its language active in the thread; the next test begins in Kyrgyz all the same."""
    translation.activate(settings.LANGUAGE_CODE)
    yield
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture
def client() -> StrictClient:
    """An anonymous visitor whose pages are looked through: see tests/strict.py."""
    return StrictClient()


@pytest.fixture
def visitor() -> Any:
    """Make further visitors: visitor() gives a strict client, visitor(user) one who is logged in."""

    def make(user: Any = None) -> StrictClient:
        made = StrictClient()
        if user is not None:
            made.force_login(user)
        return made

    return make
