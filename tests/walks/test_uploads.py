"""Documents over a weak line: each goes as soon as it is chosen, made smaller, seen on its way, and sent again."""

import re
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

from documents.files import MOST_BYTES
from initiatives.models import Application, Attachment
from initiatives.papers import issue_receipt
from tests import axe
from tests import factories as make
from tests.browser import Watch
from tests.initiatives.test_pictures import SECRET, exif, photograph
from tests.walks.test_contest import PASSWORD, account, press, sign_in
from tests.walks.wire import Wire

PHONE = {"width": 360, "height": 740}
pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.parametrize("viewport", [PHONE], ids=["360px"]),
]


@cache
def large_photograph() -> bytes:
    """A telephone's photograph, held upright, larger than the portal takes."""
    into = BytesIO()
    picture = Image.effect_noise((1000, 750), 60).convert("RGB").resize((4000, 3000), Image.Resampling.BICUBIC)
    picture.save(into, "JPEG", quality=99, exif=exif(6))
    return into.getvalue()


@pytest.fixture
def draft(context: BrowserContext, page: Page) -> Iterator[Application]:
    """A draft without documents, open at their step on the page of its applicant; the contest asks for two."""
    writer = account("jazuuchu", "Үсөнов")
    made = make.make_application(applicant=writer)
    made.attachments.all().delete()
    sign_in(context, page, "jazuuchu")
    page.goto(address(made))
    yield made


def address(draft: Application) -> str:
    return f"/applications/{draft.pk}/documents/"


def row(page: Page, number: int) -> Locator:
    return page.locator("[data-document]").nth(number)


def choose(page: Page, number: int, name: str, content: bytes, kind: str = "image/jpeg") -> None:
    """Choose a file for the document of this number, as in the window of the browser."""
    chosen: Any = {"name": name, "mimeType": kind, "buffer": content}
    row(page, number).locator("input[type=file][name]").set_input_files(chosen)


def expect_chooser(page: Page) -> None:
    """Let the window that chooses a file come to the test from now on, not only just before it opens."""
    page.on("filechooser", lambda _chooser: None)
    page.evaluate("0")


def held(draft: Application) -> list[Attachment]:
    return list(draft.attachments.order_by("id"))


def picture(attachment: Attachment) -> Image.Image:
    with attachment.file.open() as stored:
        content = stored.read()
    assert SECRET not in content
    return Image.open(BytesIO(content))


class Line:
    """The line of a page: weak, until it is mended."""

    def __init__(self, context: BrowserContext, page: Page) -> None:
        self._session = context.new_cdp_session(page)
        self._session.send("Network.enable")
        self._let_through(30_000)

    def mend(self) -> None:
        self._let_through(-1)

    def _let_through(self, bytes_a_second: int) -> None:
        how = {"offline": False, "latency": 0}
        how |= {"downloadThroughput": bytes_a_second, "uploadThroughput": bytes_a_second}
        self._session.send("Network.emulateNetworkConditions", how)


def test_a_large_photograph_is_sent_small_and_seen_on_its_way(
    context: BrowserContext, page: Page, draft: Application
) -> None:
    assert len(large_photograph()) > MOST_BYTES
    line = Line(context, page)
    choose(page, 0, "IMG_0001.jpeg", large_photograph())
    under_way = row(page, 0).locator("[data-part=sending]")
    expect(under_way).to_contain_text("IMG_0001.jpeg")
    expect(under_way).to_contain_text(re.compile(r"\b[1-9]\d? %"))
    assert 0 < under_way.locator("progress").evaluate("bar => bar.value") < 100
    assert axe.check(page, "ky") == []
    line.mend()
    expect(row(page, 0).locator(".done-line")).to_contain_text("IMG_0001.jpg")
    expect(page.locator("[data-say]")).to_contain_text("Кошулду: IMG_0001.jpg")
    # What is still needed follows, without the page being opened anew.
    expect(page.locator("#lacks li")).to_have_count(1)
    attachment = held(draft)[0]
    assert attachment.size < MOST_BYTES // 2
    assert picture(attachment).size == (1500, 2000)
    assert axe.check(page, "ky") == []
    # The same row comes with the page.
    said = row(page, 0).inner_text()
    page.reload()
    assert row(page, 0).inner_text() == said


def test_a_small_picture_is_sent_as_it_is(page: Page, draft: Application) -> None:
    choose(page, 0, "кичине.jpg", photograph(quality=90))
    expect(row(page, 0).locator(".done-line")).to_be_visible()
    assert picture(held(draft)[0]).size == (120, 80)
    choose(page, 1, "кат.pdf", make.PDF, "application/pdf")
    expect(row(page, 1).locator(".done-line")).to_contain_text("кат.pdf")
    expect(page.locator("#lacks")).to_be_empty()
    expect(page.locator("#steps .step-now")).to_have_text("Документтер")
    with held(draft)[1].file.open() as stored:
        assert stored.read() == make.PDF


def test_a_document_waits_for_the_line_and_goes_by_itself(
    context: BrowserContext, page: Page, watch: Watch, draft: Application
) -> None:
    watch.allow("ERR_INTERNET_DISCONNECTED")
    context.set_offline(True)
    choose(page, 0, "паспорт.jpg", large_photograph())
    waiting = row(page, 0).locator("[data-part=waiting]")
    expect(waiting).to_contain_text("Байланыш үзүлдү")
    expect(page.locator("[data-say]")).to_contain_text("Байланыш үзүлдү")
    assert axe.check(page, "ky") == []
    # Going on holds the page: what was chosen would be lost.
    press(page, "Сактап, улантуу")
    expect(waiting).to_be_visible()
    context.set_offline(False)
    expect(row(page, 0).locator(".done-line")).to_contain_text("паспорт.jpg")
    assert picture(held(draft)[0]).size == (1500, 2000)


def test_a_line_that_is_cut_half_way(
    browser: Browser, context: BrowserContext, page: Page, draft: Application, live_server: Any
) -> None:
    wire = Wire(live_server.thread.port)
    own = browser.new_context(base_url=wire.address, viewport=PHONE)
    own.set_default_timeout(15_000)
    window = own.new_page()
    try:
        sign_in(own, window, "jazuuchu")
        window.goto(address(draft))
        wire.cut_after(300_000)
        for number, name in enumerate(["паспорт.jpg", "кат.jpg"]):
            choose(window, number, name, large_photograph())
        # The second is not left waiting for ever behind the first.
        expect(window.locator("[data-part=waiting]")).to_have_count(2)
        assert not held(draft)
        wire.mend()
        window.evaluate("window.dispatchEvent(new Event('online'))")
        expect(window.locator(".done-line")).to_have_count(2)
        # One after the other, each once.
        assert [attachment.name for attachment in held(draft)] == ["паспорт.jpg", "кат.jpg"]
    finally:
        own.close()
        wire.close()


def test_a_line_of_which_nobody_says_that_it_is_back(page: Page, watch: Watch, draft: Application) -> None:
    watch.allow("ERR_FAILED")
    page.route("**/documents/", lambda route: route.abort(), times=2)
    choose(page, 0, "паспорт.jpg", photograph())
    press(page, "Кайра жөнөтүү")
    expect(row(page, 0).locator("[data-part=waiting]")).to_be_visible()
    press(page, "Кайра жөнөтүү")
    expect(row(page, 0).locator(".done-line")).to_be_visible()
    assert len(held(draft)) == 1


def test_an_answer_that_is_lost_makes_no_second_document(page: Page, watch: Watch, draft: Application) -> None:
    watch.allow("ERR_FAILED")

    def taken_but_not_said(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/documents/", taken_but_not_said, times=1)
    choose(page, 3, "сүрөт.jpg", photograph())
    expect(row(page, 3).locator("[data-part=waiting]")).to_be_visible()
    assert len(held(draft)) == 1
    press(page, "Кайра жөнөтүү")
    expect(row(page, 3).locator(".done-line")).to_have_count(1)
    assert len(held(draft)) == 1


def test_a_server_that_cannot_answer(page: Page, watch: Watch, draft: Application) -> None:
    watch.allow("status of 503")
    page.route("**/documents/", lambda route: route.fulfill(status=503, body="<h1>503</h1>"), times=1)
    choose(page, 0, "паспорт.jpg", photograph())
    expect(row(page, 0)).to_contain_text("Портал документти кабыл ала алган жок")
    press(page, "Кайра жөнөтүү")
    expect(row(page, 0).locator(".done-line")).to_be_visible()


def test_a_wrong_file_gets_its_message_beside_the_field(page: Page, watch: Watch, draft: Application) -> None:
    watch.allow("status of 422")
    choose(page, 0, "паспорт.pdf", b"MZ no document at all", "application/pdf")
    error = row(page, 0).locator(".error")
    expect(error).to_contain_text("«паспорт.pdf»")
    expect(page.locator("[data-say]")).to_contain_text("«паспорт.pdf»")
    field = row(page, 0).locator("input[type=file][name]")
    expect(field).to_have_attribute("aria-invalid", "true")
    assert error.locator("..").get_attribute("id") in str(field.get_attribute("aria-describedby"))
    assert axe.check(page, "ky") == []
    # A photograph that came only in part: its name and its type are right.
    choose(page, 0, "паспорт.jpg", large_photograph()[:300_000])
    expect(error).to_contain_text("ачылбайт")
    choose(page, 0, "паспорт.jpg", photograph())
    expect(row(page, 0).locator(".done-line")).to_be_visible()
    expect(error).to_have_count(0)
    assert [attachment.name for attachment in held(draft)] == ["паспорт.jpg"]


def test_one_that_is_too_large_is_not_even_sent(page: Page, draft: Application) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    choose(page, 0, "чоң.pdf", b"%PDF-" + bytes(MOST_BYTES), "application/pdf")
    error = row(page, 0).locator(".error")
    expect(error).to_contain_text("5 МБ")
    field = row(page, 0).locator("input[type=file][name]")
    expect(field).to_have_attribute("aria-invalid", "true")
    assert str(error.get_attribute("id")) in str(field.get_attribute("aria-describedby"))
    assert "POST" not in sent
    assert axe.check(page, "ky") == []
    # The next choice begins anew.
    choose(page, 0, "кичине.pdf", make.PDF, "application/pdf")
    expect(row(page, 0).locator(".done-line")).to_be_visible()
    expect(row(page, 0).locator(".error")).to_have_count(0)


def test_going_on_waits_for_what_is_under_way(context: BrowserContext, page: Page, draft: Application) -> None:
    line = Line(context, page)
    choose(page, 0, "паспорт.jpg", large_photograph())
    expect(row(page, 0).locator("[data-percent]")).not_to_be_empty()
    press(page, "Сактап, улантуу")
    expect(page.locator("[data-say]")).to_contain_text("жөнөтүлүп жатат")
    line.mend()
    expect(page).to_have_url(re.compile("/check/$"))
    assert len(held(draft)) == 1


def test_a_second_choice_takes_the_place_of_the_first(context: BrowserContext, page: Page, draft: Application) -> None:
    line = Line(context, page)
    choose(page, 0, "бир.jpg", large_photograph())
    expect(row(page, 0).locator("[data-percent]")).not_to_be_empty()
    choose(page, 0, "эки.jpg", photograph())
    expect(row(page, 0).locator("[data-part=sending]")).to_have_count(1)
    line.mend()
    expect(row(page, 0).locator(".done-line")).to_contain_text("эки.jpg")
    assert [attachment.name for attachment in held(draft)] == ["эки.jpg"]


def test_a_sign_in_that_has_run_out_loses_no_document(
    context: BrowserContext, page: Page, watch: Watch, draft: Application
) -> None:
    watch.allow("status of 401")
    watch.allow("status of 403")
    context.clear_cookies()
    choose(page, 0, "паспорт.jpg", photograph())
    waits = row(page, 0).locator("[data-part=sign-in]")
    expect(waits).to_contain_text("Кирүү мөөнөтү бүттү")
    assert axe.check(page, "ky") == []
    with context.expect_page() as opened:
        waits.get_by_role("link", name="Кирүү").click()
    other = opened.value
    other.fill("input[name=login]", "jazuuchu@example.test")
    other.fill("input[name=password]", PASSWORD)
    other.click("main button.button-main")
    expect(other.locator("h1")).to_have_text("Документтер")
    other.close()
    # Coming back to the page may have sent it already.
    if waits.count():
        waits.get_by_role("button").click()
    expect(row(page, 0).locator(".done-line")).to_contain_text("паспорт.jpg")


def test_other_documents_are_added_and_taken_out(page: Page, draft: Application) -> None:
    for name in ("бир", "эки"):
        choose(page, 3, f"{name}.pdf", make.PDF + name.encode(), "application/pdf")
        expect(row(page, 3).locator(".done-line").last).to_contain_text(f"{name}.pdf")
    assert len(held(draft)) == 2
    press(page, "Алып салуу: бир.pdf")
    expect(row(page, 3)).not_to_contain_text("бир.pdf")
    assert [attachment.name for attachment in held(draft)] == ["эки.pdf"]


def test_by_the_keyboard(page: Page, draft: Application) -> None:
    field = row(page, 0).locator("input[type=file][name]")
    # The browser's own words of the field are not seen, and it is named by ours.
    assert field.bounding_box()["width"] <= 1  # type: ignore[index]  # it is on the page
    expect(field).to_have_accessible_name("Паспорттун көчүрмөсү Файл тандоо")
    expect(field).to_have_accessible_description("Азырынча кошула элек. Ансыз табыштаманы тапшырууга болбойт.")
    expect_chooser(page)
    field.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    button = row(page, 0).locator(".button").first
    assert button.evaluate("label => getComputedStyle(label).outlineStyle") == "solid"
    assert button.bounding_box()["height"] >= 44  # type: ignore[index]  # it is on the page
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files([{"name": "паспорт.pdf", "mimeType": "application/pdf", "buffer": make.PDF}])
    expect(row(page, 0).locator(".done-line")).to_be_visible()
    # Whoever goes through the page by keyboard stays where they were.
    expect(row(page, 0).locator("input[type=file][name]")).to_be_focused()


def test_a_telephone_takes_the_photograph_itself(
    browser: Browser, context: BrowserContext, page: Page, draft: Application
) -> None:
    expect(page.get_by_text("Сүрөткө тартуу")).to_have_count(4)
    expect(page.get_by_text("Сүрөткө тартуу").first).to_be_hidden()
    telephone = browser.new_context(
        base_url=page.url, viewport=PHONE, is_mobile=True, has_touch=True, storage_state=context.storage_state()
    )
    # Chromium knows it on Android only.
    telephone.add_init_script("Object.defineProperty(HTMLInputElement.prototype, 'capture', {value: ''})")
    held_in_hand = telephone.new_page()
    expect_chooser(held_in_hand)
    held_in_hand.goto(address(draft))
    first = row(held_in_hand, 0)
    button = first.get_by_text("Сүрөткө тартуу")
    expect(button).to_be_visible()
    camera = first.locator("[capture]")
    expect(camera).to_have_attribute("capture", "environment")
    expect(camera).to_have_attribute("accept", "image/*")
    expect(camera).to_have_accessible_name("Сүрөткө тартуу Паспорттун көчүрмөсү")
    assert axe.check(held_in_hand, "ky") == []
    with held_in_hand.expect_file_chooser() as chooser:
        button.click()
    chooser.value.set_files([{"name": "image.jpg", "mimeType": "image/jpeg", "buffer": large_photograph()}])
    expect(first.locator(".done-line")).to_contain_text("image.jpg")
    # The row that came instead has its button, too.
    expect(button).to_be_visible()
    assert picture(held(draft)[0]).size == (1500, 2000)
    telephone.close()


def test_without_a_script(browser: Browser, context: BrowserContext, page: Page, draft: Application) -> None:
    plain = browser.new_context(
        base_url=page.url, viewport=PHONE, java_script_enabled=False, storage_state=context.storage_state()
    )
    plain.set_default_timeout(15_000)
    window = plain.new_page()
    expect_chooser(window)
    window.goto(address(draft))
    expect(window.get_by_text("Сүрөткө тартуу").first).to_be_hidden()
    button = row(window, 0).locator("label.button").first
    expect(button).to_have_text("Файл тандоо")
    with window.expect_file_chooser() as chooser:
        button.click()
    chooser.value.set_files([{"name": "паспорт.pdf", "mimeType": "application/pdf", "buffer": b"MZ"}])
    choose(window, 1, "кат.jpg", photograph(6))
    press(window, "Сактап, улантуу")
    expect(window.locator(".error-summary")).to_contain_text("«паспорт.pdf»")
    expect(row(window, 0).locator(".error")).to_contain_text("«паспорт.pdf»")
    expect(row(window, 1).locator(".done-line")).to_contain_text("кат.jpg")
    choose(window, 0, "паспорт.pdf", make.PDF, "application/pdf")
    press(window, "Сактап, улантуу")
    expect(window).to_have_url(re.compile("/check/$"))
    assert sorted(attachment.name for attachment in held(draft)) == ["кат.jpg", "паспорт.pdf"]
    assert picture(held(draft)[0]).size == (80, 120)
    plain.close()


def test_elsewhere_too_the_browser_s_own_words_are_not_seen(page: Page, draft: Application) -> None:
    application = make.make_application(draft.contest, state="submitted")
    paper = issue_receipt(application, by=application.applicant)
    page.goto(f"/verify/{paper.code}/")
    field = page.locator(".file input")
    assert field.bounding_box()["width"] <= 1  # type: ignore[index]  # it is on the page
    expect(field).to_have_accessible_name("Файлыңыз Файл тандоо")
    field.set_input_files({"name": "каттоо.pdf", "mimeType": "application/pdf", "buffer": make.PDF})
    expect(page.locator(".file")).to_contain_text("каттоо.pdf")
    press(page, "Салыштыруу")
    expect(page.locator(".error-line")).to_be_visible()
