"""Every page for everyone: axe-core and our own rules find nothing, clean and with mistakes, in both languages."""

import re
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.signals import got_request_exception
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from playwright.sync_api import BrowserContext, Error, Page

from documents import services as documents
from documents.render import RendererMissing
from initiatives.models import Application
from portal.demo import run
from tests import axe
from tests.walks.pages import PAGES, Visit, press
from tests.walks.scene import Scene, make_scene

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 740}
# Pages with every kind of control.
KEYBOARD = [
    "contest that takes applications",
    "sign-up",
    "step initiative",
    "step budget",
    "step documents",
    "check, much is missing",
]
# Addresses that are no page of an applicant's: files, redirects, pages of the staff and of the commission.
NOT_LOOKED_AT = {
    "account_code": "looked at on the way of signing up",
    "account_new_password": "looked at on the way of a forgotten password",
    "application_submit": "leads on",
    "attachment": "a file",
    "contest_dates": "a file",
    "declare": "leads on",
    "health": "for a watchman",
    "paper": "a file",
    "points_file": "a file",
    "ranking_file": "a file",
    "session_drop": "a look-over like that of a scenario",
    "sheet_attachment": "a file",
    "sheet_print": "a file",
    "sheet_scan": "a file",
}


def names(resolver: URLResolver | None = None) -> Iterator[str]:
    """Give the name of every address outside the admin."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver) and not pattern.namespace:
            yield from names(pattern)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield pattern.name


def test_every_page_of_an_applicant_is_looked_at() -> None:
    paths = [re.sub(r"{\w+}", "1", visit.path).partition("?")[0] for visit in PAGES]
    looked_at = {resolve(path).url_name for path in paths if not path.startswith(("/faulty/", "/jok/"))}
    assert sorted(set(names()) - looked_at - set(NOT_LOOKED_AT)) == []


@pytest.fixture
def scene(transactional_db: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """The demo's contest with its results, and applications in every state; no paper is drawn."""
    settings.ROOT_URLCONF = "tests.walks.faulty_urls"
    # Codes are sent again and again to the same addresses here.
    cache.clear()

    def draw(*_: object) -> bytes:
        raise RendererMissing("not here")

    monkeypatch.setattr(documents, "draw", draw)
    return make_scene(run.run(lambda _step: None))


class Walker:
    """Goes from page to page in one window, each time as the person who may be there."""

    def __init__(self, context: BrowserContext, page: Page, scene: Scene, language: str, home: str) -> None:
        self.context, self.page, self.scene, self.language, self.home = context, page, scene, language, home
        self._sessions: dict[str, str] = {}
        self.faults: list[str] = []
        self.raised: list[str] = []
        got_request_exception.connect(self.hear, weak=True)

    def hear(self, **_signal: Any) -> None:
        """Note what a page raised, to be told with its fault."""
        self.raised.append(repr(sys.exc_info()[1]))

    def become(self, who: str) -> None:
        """Take the session of this person, or of nobody."""
        self.context.clear_cookies()
        if who and who not in self._sessions:
            client = Client()
            client.force_login(self.scene.people[who])
            self._sessions[who] = client.cookies[settings.SESSION_COOKIE_NAME].value
        if who:
            session = {"name": settings.SESSION_COOKIE_NAME, "value": self._sessions[who], "url": self.home}
            self.context.add_cookies([session])  # type: ignore[list-item]  # a plain dict of the keys asked for

    def visit(self, visit: Visit) -> None:
        """Look at the page, and where the visit says so once more after a press of its main button."""
        self.become(visit.who)
        answer = self.page.goto(self.path(visit))
        status = answer.status if answer else 0
        if status != visit.status:
            self.faults.append(f"{visit.name}: answers {status}: {self.raised[-1:]}")
            return
        if urlsplit(self.page.url).path != urlsplit(self.path(visit)).path:
            self.faults.append(f"{visit.name}: leads on to {self.page.url}")
            return
        if visit.way is not None:
            visit.way(self.page)
        self.look(visit)
        if visit.wrong is None:
            return
        press(self.page, visit.wrong)
        if not self.page.locator(".error-summary, .error-line").count():
            self.faults.append(f"{visit.name}, with mistakes: no mistake is shown, {self.raised[-1:]}")
        self.look(visit, ", with mistakes")

    def path(self, visit: Visit) -> str:
        """Return the visit's address in the walker's language."""
        path = visit.path.format(**self.scene.words)
        return path if self.language == "ky" else f"/{self.language}{path}"

    def look(self, visit: Visit, state: str = "") -> None:
        """Take down what is wrong with the page at hand."""
        language = "ky" if visit.both else self.language
        found = axe.check(self.page, language)
        if visit.written:
            found = [fault for fault in found if not fault.startswith("lang:")]
        self.faults += [f"{visit.name}{state}: {fault}" for fault in found]


@pytest.mark.parametrize("viewport", [PHONE], ids=["360px"])
@pytest.mark.parametrize("language", ["ky", "ru"])
def test_nothing_is_wrong_with_any_page(context, page, watch, scene, live_server, language: str) -> None:
    # Each page's status is looked at by itself.
    watch.allow("status of 4")
    watch.allow("status of 5")
    # A field that is not there is a fault, to be listed with the others.
    page.set_default_timeout(5_000)
    walker = Walker(context, page, scene, language, live_server.url)
    for visit in PAGES:
        try:
            walker.visit(visit)
        except Error as error:
            walker.faults.append(f"{visit.name}: {str(error).splitlines()[0]}")
    assert not walker.faults, f"{len(walker.faults)} faults\n" + "\n".join(walker.faults)


# Each stop of the Tab key: which of the page's controls has the focus (a group of radio buttons is one stop), whether
# it is marked, and whether it is in the window.
STOPS = """() => {
  const all = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")];
  const seen = new Set();
  window.stops = all.filter(element => {
    if (element.disabled || element.tabIndex < 0 || !element.checkVisibility({visibilityProperty: true})) {
      return false;
    }
    if (element.type !== "radio") { return true; }
    const group = all.filter(other => other.type === "radio" && other.name === element.name);
    const stop = group.find(other => other.checked) || group[0];
    return element === stop && !seen.has(stop) && seen.add(stop);
  });
  return stops.length;
}"""
STOP = """() => {
  const at = document.activeElement, box = at.getBoundingClientRect();
  const marked = [at, at.nextElementSibling].some(element => {
    const style = element && getComputedStyle(element);
    return style && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  });
  const inside = box.bottom > 0 && box.top < innerHeight;
  return [stops.indexOf(at), marked, inside, at.outerHTML.slice(0, 120)];
}"""


@pytest.mark.parametrize("viewport", [PHONE], ids=["360px"])
def test_every_control_is_reached_by_the_keyboard_in_the_order_of_the_page(
    context, page, watch, scene, live_server
) -> None:
    # A page that glides is not yet where it will be.
    page.emulate_media(reduced_motion="reduce")
    walker = Walker(context, page, scene, "ky", live_server.url)
    for name in KEYBOARD:
        visit = next(visit for visit in PAGES if visit.name == name)
        walker.become(visit.who)
        page.goto(walker.path(visit))
        for number in range(page.evaluate(STOPS)):
            page.keyboard.press("Tab")
            place, marked, inside, element = page.evaluate(STOP)
            assert (place, marked, inside) == (number, True, True), f"{name}, {number}: {element}"


@pytest.mark.parametrize("viewport", [PHONE], ids=["360px"])
def test_a_step_is_written_and_mended_by_the_keyboard_alone(context, page, watch, scene, live_server) -> None:
    walker = Walker(context, page, scene, "ky", live_server.url)
    walker.become("beginner")
    page.goto(f"/applications/{scene.words['empty']}/applicant/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"

    def to(name: str) -> None:
        for _press in range(60):
            if page.evaluate("document.activeElement.name") == name:
                return
            page.keyboard.press("Tab")
        raise AssertionError(f"the keyboard does not come to {name}")

    for name, words in [("given_name", "Айгүл"), ("pin", "123"), ("phone", "0555 01 02 03")]:
        to(name)
        page.keyboard.press("Control+A")
        page.keyboard.type(words)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    # The list of mistakes has the focus; its first link leads to the field.
    assert page.evaluate("document.activeElement.className") == "error-summary"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.name") == "pin"
    page.keyboard.press("Control+A")
    page.keyboard.type("10101199012345")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    application = Application.objects.get(pk=scene.words["empty"])
    assert (application.given_name, application.pin) == ("Айгүл", "10101199012345")
