"""What the pages weigh on the line, as Chromium receives them from the portal as it runs for people.

Compressed bytes with the heads of the answers: the first page with an empty cache, each further one as it comes to
somebody who has walked there. Bytes do not hang on the machine, so the limits are fixed.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from portal.demo.people import PASSWORD
from tests.walks.server import Served

pytestmark = pytest.mark.browser

FIRST, FURTHER = 30_000, 10_000
MOST_REQUESTS = 3


@pytest.fixture
def fresh(browser: Browser, served: Served) -> Iterator[BrowserContext]:
    """A profile with an empty cache. Not the watched one: watching turns the cache off."""
    made = browser.new_context(base_url=served.address, viewport={"width": 360, "height": 740}, locale="ky-KG")
    made.set_default_timeout(15_000)
    yield made
    made.close()


class Scales:
    """Weighs what a page brings over the line."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.asked: dict[str, str] = {}
        self.bytes: dict[str, int] = {}
        self.line = page.context.new_cdp_session(page)
        self.line.send("Network.enable")
        self.line.on("Network.requestWillBeSent", self._asks)
        self.line.on("Network.loadingFinished", self._has)
        self.line.on("Network.loadingFailed", lambda event: self.bytes.setdefault(event["requestId"], 0))

    def _asks(self, event: dict[str, Any]) -> None:
        key, url = event["requestId"], event["request"]["url"]
        if not url.startswith("http"):
            return
        if "redirectResponse" in event:
            # The answer that led on has no end of its own.
            self.bytes[f"{key} before"] = int(event["redirectResponse"]["encodedDataLength"])
            self.asked[f"{key} before"] = event["redirectResponse"]["url"]
        self.asked[key] = url

    def _has(self, event: dict[str, Any]) -> None:
        self.bytes[event["requestId"]] = int(event["encodedDataLength"])

    def weigh(self) -> dict[str, int]:
        """Return what came over the line since the last weighing: address → bytes; what lay in the cache is nothing."""
        self.page.wait_for_load_state("load")
        if set(self.asked) - set(self.bytes):
            # Something is still on its way, or came from the cache without saying so.
            self.page.wait_for_load_state("networkidle")
        found: dict[str, int] = {}
        for key, url in self.asked.items():
            if self.bytes.get(key):
                found[url] = found.get(url, 0) + self.bytes[key]
        self.asked.clear()
        self.bytes.clear()
        return found


def press(page: Page) -> None:
    """Press the page's main button, and wait for where it leads."""
    with page.expect_navigation():
        page.locator("main .button-main").first.click()


@pytest.mark.parametrize("path", ["/", "/contests/2/", "/contests/1/results/", "/account/signup/"])
@pytest.mark.parametrize("language", ["", "/ru"], ids=["ky", "ru"])
def test_the_first_page_comes_light_and_in_few_requests(fresh: BrowserContext, language: str, path: str) -> None:
    page = fresh.new_page()
    scales = Scales(page)
    # The icon comes last.
    page.goto(language + path, wait_until="networkidle")
    came = scales.weigh()
    assert came, "nothing was weighed"
    assert sum(came.values()) <= FIRST, came
    if path != "/account/signup/":
        assert len(came) <= MOST_REQUESTS, came


def test_each_further_page_and_step_is_light(fresh: BrowserContext) -> None:
    """The whole way of an applicant, each press with the answer that leads on and the page it leads to."""
    page = fresh.new_page()
    scales = Scales(page)
    too_heavy: dict[str, Any] = {}

    def weighed(name: str) -> None:
        came = scales.weigh()
        assert any("/static/" not in url for url in came), f"{name}: no page was weighed"
        if sum(came.values()) > FURTHER:
            too_heavy[name] = came

    page.goto("/")
    scales.weigh()
    page.locator("main a[href^='/contests/']").first.click()
    weighed("contest")
    page.locator("main a[href$='/apply/']").first.click()
    weighed("sign-in")
    page.fill("[name=login]", "turgun@demo.invalid")
    page.fill("[name=password]", PASSWORD)
    press(page)
    weighed("begin")
    press(page)
    weighed("initiative")
    own = page.url.rpartition("initiative/")[0]
    for step in ["initiative", "plan", "budget", "applicant", "documents"]:
        page.goto(f"{own}{step}/")
        weighed(step)
        press(page)
        weighed(f"after {step}")
    page.goto(f"{own}budget/")
    for number in range(6):
        page.fill(f"[name=lines-{number}-what]", f"Сыйлыктар, грамоталар, медалдар {number}")
        page.locator(f"[name=lines-{number}-source]").select_option(index=1)
        page.fill(f"[name=lines-{number}-quantity]", f"{number}5")
        page.fill(f"[name=lines-{number}-price]", f"{number}7")
        page.locator("[data-add]").click()
    press(page)
    page.goto(f"{own}budget/")
    scales.weigh()
    page.reload()
    weighed("budget of six lines")
    for path in ["check/", "", "group/", "delete/"]:
        page.goto(own + path)
        weighed(path or "application")
    for path in ["applications/", "notices/", "my/data/", "account/contact/", "account/consent/", "verify/"]:
        page.goto(f"/{path}")
        weighed(path)
    for path in ["", "contests/1/results/", "contests/2/may-i-apply/", "contests/2/questions/", "contests/2/ask/"]:
        page.goto(f"/ru/{path}")
        weighed(f"ru/{path}")
    assert not too_heavy, too_heavy


def test_what_is_not_compressed_is_seen(browser: Browser, served: Served) -> None:
    """The negative control: the scales tell a compressed page from one that is not."""
    weights = []
    for encodings in ["gzip", "identity"]:
        page = browser.new_page(base_url=served.address)
        scales = Scales(page)
        scales.line.send("Network.setExtraHTTPHeaders", {"headers": {"Accept-Encoding": encodings}})
        page.goto("/contests/2/")
        weights.append(sum(scales.weigh().values()))
        page.close()
    compressed, plain = weights
    assert plain > 3 * compressed
