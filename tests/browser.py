"""Fixtures for walks through a real browser: @pytest.mark.browser and the `page` fixture.

A test fails on anything the page complains of in the console (a refused script, a broken file),
on an uncaught error and on any request that leaves the live server. Where a test means to cause one
of these (a page that answers 404), it names it first: `watch.allow("404")`.
"""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, Route, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
VIEWPORT = {"width": 1280, "height": 800}


class Watch:
    """Takes down what goes wrong in a browser context."""

    def __init__(self, context: BrowserContext, home: str) -> None:
        self.home = home.rstrip("/") + "/"
        self.problems: list[str] = []
        self._allowed: list[str] = []
        context.on("console", self._console)
        context.on("weberror", lambda error: self.problems.append(f"uncaught: {error.error}"))
        context.route("**/*", self._route)

    def allow(self, part: str) -> None:
        """Let problems pass that hold this text."""
        self._allowed.append(part)

    def left(self) -> list[str]:
        """Give the problems nobody allowed."""
        return [text for text in self.problems if not any(part in text for part in self._allowed)]

    def _console(self, message: ConsoleMessage) -> None:
        # Chromium reports a violation of the CSP as an error too.
        if message.type == "error":
            self.problems.append(f"console: {message.text} ({message.location.get('url', '')})")

    def _route(self, route: Route) -> None:
        url = route.request.url
        if url.startswith((self.home, "data:", "blob:")):
            route.continue_()
        else:
            self.problems.append(f"left the server: {url}")
            route.abort()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all walks: Debian's, or the one that CHROMIUM names."""
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    # Playwright keeps an event loop in this thread, in which Django would refuse to touch the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    try:
        with sync_playwright() as playwright:
            path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
            found = playwright.chromium.launch(executable_path=path, args=FLAGS)
            yield found
            found.close()
    finally:
        if before is None:
            del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
        else:
            os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


@pytest.fixture
def viewport() -> dict[str, int]:
    """The size of the window in CSS pixels; a module or a test gives its own by parametrize."""
    return VIEWPORT


@pytest.fixture
def context(browser: Browser, live_server: Any, viewport: dict[str, int]) -> Iterator[BrowserContext]:
    """A fresh browser profile in Kyrgyz, in Bishkek's time, at home on the live server."""
    made = browser.new_context(
        base_url=live_server.url,
        viewport=viewport,  # type: ignore[arg-type]  # a plain dict with the two keys that are asked for
        locale="ky-KG",
        timezone_id="Asia/Bishkek",
    )
    made.set_default_timeout(15_000)
    yield made
    made.close()


@pytest.fixture
def watch(context: BrowserContext, live_server: Any) -> Iterator[Watch]:
    """Watches the context; fails the test at its end for what was not allowed."""
    watching = Watch(context, live_server.url)
    yield watching
    left = watching.left()
    if left:
        pytest.fail("the page complained:\n" + "\n".join(left), pytrace=False)


@pytest.fixture
def page(context: BrowserContext, watch: Watch) -> Iterator[Page]:
    """A page that is watched: page.goto("/") opens the portal."""
    opened = context.new_page()
    yield opened
    try:
        # What is still on its way comes in before the page is judged.
        opened.wait_for_load_state("networkidle", timeout=5_000)
    except Error:
        watch.problems.append("the page did not come to rest")
