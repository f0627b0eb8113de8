"""The browser's watcher must itself see what it looks for."""

from typing import Any

import pytest

pytestmark = pytest.mark.browser

CSP = {"Content-Security-Policy": "default-src 'self'", "Content-Type": "text/html; charset=utf-8"}


@pytest.fixture
def open_page(page: Any, watch: Any, live_server: Any) -> Any:
    """Open a page with this body as if the portal had served it; give the problems and forget them."""

    def open_it(body: str) -> list[str]:
        url = f"{live_server.url}/watched/"
        page.route(url, lambda route: route.fulfill(body=f"<!doctype html><p>x</p>{body}", headers=CSP))
        page.goto(url, wait_until="networkidle")
        found = list(watch.problems)
        watch.problems.clear()
        return found

    return open_it


def test_a_clean_page_passes(open_page: Any) -> None:
    assert open_page("<p>Салам</p>") == []


@pytest.mark.parametrize(
    "body",
    [
        "<script>document.title = 'x'</script>",
        '<p style="color: red">x</p>',
        '<p onclick="go()">x</p><script src="data:text/javascript,1"></script>',
    ],
)
def test_a_violation_of_the_csp_is_seen(open_page: Any, body: str) -> None:
    assert any("Content Security Policy" in problem for problem in open_page(body))


def test_a_missing_file_is_seen_unless_allowed(open_page: Any, watch: Any) -> None:
    assert any("404" in problem for problem in open_page('<img src="/static/no-such-file.png" alt="">'))
    watch.problems.append("console: 404 (page)")
    watch.allow("404")
    assert watch.left() == []
    watch.problems.clear()


def test_a_request_that_leaves_the_server_is_seen(open_page: Any, page: Any) -> None:
    problems = open_page('<a href="http://elsewhere.invalid/">x</a>')
    assert problems == []
    page.goto("about:blank")


def test_a_navigation_elsewhere_is_stopped(page: Any, watch: Any) -> None:
    from playwright.sync_api import Error

    with pytest.raises(Error):
        page.goto("http://elsewhere.invalid/")
    assert watch.problems == ["left the server: http://elsewhere.invalid/"]
    watch.problems.clear()


@pytest.mark.parametrize("viewport", [{"width": 360, "height": 740}])
def test_a_test_may_choose_its_window(page: Any) -> None:
    assert page.evaluate("innerWidth") == 360
