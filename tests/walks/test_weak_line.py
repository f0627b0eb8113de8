"""A newcomer on an old telephone, over a weak line that breaks: from the first page to the receipt, nothing is lost.

The portal runs as it does for people. The line is slow by the browser's own means; it breaks in both ways that lines
do: the telephone knows that it has none, and something dies on its way while the telephone believes in it.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession, ConsoleMessage, Error, Locator, Page, expect

from tests.walks.server import Served
from tests.walks.wire import Wire

pytestmark = pytest.mark.browser

BYTES_A_SECOND = 400_000 // 8
ROUND_TRIP = 400  # milliseconds
PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 640},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
    "locale": "ky-KG",
    "timezone_id": "Asia/Bishkek",
}
# What a person reads on the way, in one place.
APPLY = "Табыштама берүү"
OPEN_ACCOUNT = "Катталуу"
BEGIN = "Табыштаманы баштоо"
GO_ON = "Сактап, улантуу"
HAND_IN = "Табыштаманы тапшыруу"
SAVED = "сакталды"
NO_LINE = "Байланыш жок"
ACCEPTED = "Табыштамаңыз кабыл алынды"

NUMBER, PASSWORD = "0555 98 76 54", "ысык-көлдүн-толкуну-7"
TITLE = "Өмүр булагы"
AIM = "Айылдын балдары ойной турган жер болот."
BEFORE = "Эски бактын ордун тазалайбыз, "
WHILE_DOWN = "селкинчек коёбуз жана көчөттөрдү отургузабыз."


class Line:
    """The line of the telephone, and the wire behind it."""

    def __init__(self, page: Page, wire: Wire) -> None:
        self.wire = wire
        self._session: CDPSession = page.context.new_cdp_session(page)
        self._session.send("Network.enable")
        self.weak()

    def weak(self) -> None:
        """Slow, but there."""
        self._emulate(offline=False)
        self.wire.mend()

    def down(self) -> None:
        """Gone, and the telephone knows it."""
        self._emulate(offline=True)

    def dies_after(self, more_bytes: int) -> None:
        """Die in the middle of what is sent next, and be dead from then on."""
        self.wire.cut_after(more_bytes)

    def _emulate(self, *, offline: bool) -> None:
        speed = {"downloadThroughput": BYTES_A_SECOND, "uploadThroughput": BYTES_A_SECOND, "latency": ROUND_TRIP}
        self._session.send("Network.emulateNetworkConditions", {"offline": offline, **speed})


@pytest.fixture
def wire(served: Served) -> Iterator[Wire]:
    """A wire to the running portal."""
    made = Wire(served.port)
    yield made
    made.close()


@pytest.fixture
def page(browser: Browser, wire: Wire) -> Iterator[Page]:
    """A page on an old telephone; it may complain of the line and of what is refused, and of nothing else."""
    context = browser.new_context(base_url=wire.address, **PHONE)
    # What takes long here takes long: nothing is measured by it.
    context.set_default_timeout(30_000)
    expect.set_options(timeout=30_000)
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error" and "net::ERR_" not in message.text and "status of 422" not in message.text:
            complaints.append(message.text)

    context.on("console", hear)
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    yield context.new_page()
    context.close()
    expect.set_options(timeout=5_000)
    assert complaints == []


@pytest.fixture
def line(page: Page, wire: Wire) -> Line:
    return Line(page, wire)


def press(page: Page, label: str) -> None:
    page.get_by_role("button", name=label, exact=True).click()


def on_step(page: Page, name: str) -> None:
    expect(page).to_have_url(re.compile(f"/{name}/$"))
    # Scripts come last over such a line.
    page.wait_for_load_state("load")


def save_line(page: Page) -> Locator:
    return page.locator("[data-saved]").last


def code_from_the_telephone(served: Served) -> str:
    """Read the code in the last text message."""
    last = max((served.var / "sms").iterdir())
    found = re.search(r"\b\d{6}\b", last.read_text(encoding="utf-8"))
    assert found
    return found[0]


def open_account(page: Page, served: Served) -> None:
    """From the public page to an account of one's own, known by a telephone."""
    page.goto("/")
    page.locator("main a[href^='/contests/']").first.click()
    page.get_by_role("link", name=APPLY, exact=True).first.click()
    page.get_by_role("link", name=OPEN_ACCOUNT, exact=True).first.click()
    page.fill("[name=surname]", "Өмүрова")
    page.fill("[name=given_name]", "Жаңыл")
    page.fill("[name=contact]", NUMBER)
    page.fill("[name=password1]", PASSWORD)
    page.locator("[name=consent]").check()
    page.locator("main .button-main").click()
    expect(page.locator("[name=code]")).to_be_visible()
    page.fill("[name=code]", code_from_the_telephone(served))
    page.locator("main .button-main").first.click()
    expect(page.get_by_role("button", name=BEGIN)).to_be_visible()


def write_while_the_line_breaks(page: Page, line: Line) -> None:
    """The first step; the line is gone in the middle of it, then dies under a save, and the tab is closed between."""
    page.fill("[name=title_ky]", TITLE)
    page.locator("[name=priority]").first.check()
    page.locator("[name=village]").select_option(index=1)
    page.fill("[name=aim]", AIM)
    page.locator("[name=description]").focus()
    expect(save_line(page)).to_contain_text(SAVED)

    # The telephone has no line: writing goes on, and even going on is tried.
    page.keyboard.type(BEFORE)
    line.down()
    page.keyboard.type(WHILE_DOWN)
    press(page, GO_ON)
    expect(save_line(page)).to_contain_text(NO_LINE)
    expect(page.locator("[name=description]")).to_have_value(BEFORE + WHILE_DOWN)

    # It is back: what was typed goes by itself.
    line.weak()
    expect(save_line(page)).to_contain_text(SAVED)

    # It dies under a save; the telephone believes in it. The page is left, and opened anew when the line is better.
    line.dies_after(700)
    page.fill("[name=beneficiaries]", "40 бала, 12 үй-бүлө")
    press(page, GO_ON)
    expect(save_line(page)).to_contain_text(NO_LINE)
    address = page.url
    page.goto("about:blank")
    line.weak()
    page.goto(address)
    expect(page.locator("[name=beneficiaries]")).to_have_value("40 бала, 12 үй-бүлө")
    expect(page.locator("[name=description]")).to_have_value(BEFORE + WHILE_DOWN)
    press(page, GO_ON)
    on_step(page, "plan")


def write_plan(page: Page, line: Line) -> None:
    """The second step; its one press is sent twice because the first one dies."""
    for name, value in {"what": "Бакты тазалоо", "place": "Ак-Булак", "responsible": "Өмүрова Жаңыл"}.items():
        page.fill(f"[name=plan-0-{name}]", value)
    page.get_by_label("Качан").locator("visible=true").first.select_option(index=1)
    line.dies_after(500)
    press(page, GO_ON)
    expect(save_line(page)).to_contain_text(NO_LINE)
    line.weak()
    press(page, GO_ON)
    on_step(page, "budget")


def write_budget(page: Page) -> None:
    """The third step: two lines, each from another source."""
    rows = [("Селкинчек", "2", "4 500", 1), ("Көчөттөр", "30", "250", 2)]
    for number, (what, quantity, price, source) in enumerate(rows):
        if number:
            press(page, "+ Дагы кошуу")
        page.fill(f"[name=lines-{number}-what]", what)
        page.fill(f"[name=lines-{number}-quantity]", quantity)
        page.fill(f"[name=lines-{number}-unit]", "даана")
        page.fill(f"[name=lines-{number}-price]", price)
        page.locator(f"[name=lines-{number}-source]").select_option(index=source)
    page.fill("[name=own-own_contribution]", "Ашар менен отургузабыз.")
    press(page, GO_ON)
    on_step(page, "applicant")


def write_applicant(page: Page) -> None:
    """The fourth step: a mistake in the PIN, and the way back to it."""
    page.fill("[name=pin]", "123")
    page.fill("[name=address]", "Ак-Булак айылы, Бак көчөсү, 7")
    press(page, GO_ON)
    expect(page.locator(".error-summary")).to_be_focused()
    page.locator(".error-summary a").first.click()
    expect(page.locator("[name=pin]")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("10107199000002")
    press(page, GO_ON)
    on_step(page, "documents")


def add_documents(page: Page, png: bytes) -> None:
    """The fifth step: a text under the name of a PDF is refused, and a picture taken."""

    def choose(name: str, content: bytes) -> None:
        kind = "application/pdf" if name.endswith("pdf") else "image/png"
        chosen: Any = {"name": name, "mimeType": kind, "buffer": content}
        page.locator("[data-document] input[type=file][name]").first.set_input_files(chosen)

    choose("паспорт.pdf", "Бул жөн эле текст".encode())
    expect(page.locator("[data-document] .error").first).to_contain_text("паспорт.pdf")
    choose("паспорт.png", png)
    expect(page.locator("[data-document] .attached").first).to_contain_text("паспорт.png")
    press(page, GO_ON)
    on_step(page, "check")


def hand_in(page: Page, line: Line) -> str:
    """The last step: the first press dies on its way, the second comes through, a third changes nothing."""
    check = page.url
    line.dies_after(400)
    # The browser shows a page of its own, as it does to people.
    with pytest.raises(Error, match="net::ERR_"), page.expect_navigation():
        press(page, HAND_IN)
    line.weak()
    page.goto(check)
    press(page, HAND_IN)
    expect(page.get_by_role("heading", level=1)).to_have_text(ACCEPTED)
    number = page.locator("main .sum").first.inner_text()
    page.goto(check)
    expect(page.get_by_role("button", name=HAND_IN)).to_have_count(0)
    return number


def test_the_whole_way_over_a_weak_line_that_breaks(page: Page, line: Line, served: Served, png: bytes) -> None:
    open_account(page, served)
    press(page, BEGIN)
    on_step(page, "initiative")
    write_while_the_line_breaks(page, line)
    write_plan(page, line)
    write_budget(page)
    write_applicant(page)
    add_documents(page, png)
    number = hand_in(page, line)

    assert re.fullmatch(r"\d{4}-\d{3}", number)
    page.goto("/applications/")
    expect(page.locator("main")).to_contain_text(number)
    expect(page.locator("main table tbody tr")).to_have_count(1)
    page.locator("main table a").first.click()
    written = [TITLE, AIM, BEFORE + WHILE_DOWN, "40 бала, 12 үй-бүлө", "Бакты тазалоо", "Селкинчек", "Көчөттөр"]
    for words in [*written, "16 500 сом", "Ашар менен отургузабыз.", "паспорт.png", "Өмүрова Жаңыл"]:
        expect(page.locator("main")).to_contain_text(words)
