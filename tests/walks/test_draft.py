"""Writing over a line that breaks: what is typed saves itself, waits while the line is down, meets no one unseen."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from initiatives.models import Application
from tests import factories as make
from tests.browser import Watch
from tests.walks.test_contest import PASSWORD, account, press, sign_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.parametrize("viewport", [{"width": 360, "height": 740}]),
]
AIM = "textarea[name=aim]"


@pytest.fixture
def draft(context: BrowserContext, page: Page) -> Iterator[Application]:
    """A draft whose applicant has signed in on this page, open at its first step."""
    writer = account("jazuuchu", "Үсөнов")
    made = make.make_application(complete=False, applicant=writer)
    sign_in(context, page, "jazuuchu")
    page.goto(f"/applications/{made.pk}/initiative/")
    yield made


def stored(draft: Application) -> str:
    return Application.objects.get(pk=draft.pk).aim


def leave_field(page: Page) -> None:
    page.locator("textarea[name=description]").focus()


def said(page: Page, words: str) -> None:
    expect(page.locator("[data-saved]").last).to_contain_text(words)


def test_leaving_a_field_saves_and_says_when(page: Page, draft: Application) -> None:
    page.fill(AIM, "Балдар ойной турган жер болот")
    leave_field(page)
    expect(page.locator("[data-saved]").last).to_have_text(re.compile(r"^\d\d:\d\d(те|де|та|да|то|до|тө|дө) сакталды$"))
    assert stored(draft) == "Балдар ойной турган жер болот"
    # Without going on: the page is where it was.
    assert page.url.endswith("/initiative/")


def test_the_line_breaks_in_the_middle_and_nothing_is_lost(
    context: BrowserContext, page: Page, watch: Watch, draft: Application
) -> None:
    watch.allow("ERR_INTERNET_DISCONNECTED")
    context.set_offline(True)
    page.fill(AIM, "Байланышсыз жазылды")
    press(page, "Сактап, улантуу")
    said(page, "Байланыш жок")
    assert page.input_value(AIM) == "Байланышсыз жазылды"
    assert stored(draft) == ""
    context.set_offline(False)
    said(page, "сакталды")
    assert stored(draft) == "Байланышсыз жазылды"
    press(page, "Сактап, улантуу")
    expect(page).to_have_url(re.compile("/plan/$"))


def test_a_closed_tab_while_the_line_was_down(
    context: BrowserContext, page: Page, watch: Watch, draft: Application
) -> None:
    watch.allow("ERR_INTERNET_DISCONNECTED")
    tab = context.new_page()
    tab.goto(page.url)
    context.set_offline(True)
    tab.fill(AIM, "Барак жабылып калды")
    leave_field(tab)
    said(tab, "Байланыш жок")
    tab.close()
    context.set_offline(False)
    page.reload()
    expect(page.locator(AIM)).to_have_value("Барак жабылып калды")
    assert stored(draft) == "Барак жабылып калды"
    assert page.evaluate("Object.keys(localStorage).length") == 0


def test_the_sign_in_ran_out_while_writing(
    context: BrowserContext, page: Page, watch: Watch, draft: Application
) -> None:
    watch.allow("401")
    context.clear_cookies(name="sessionid")
    page.fill(AIM, "Кирүү бүтүп калды")
    press(page, "Сактап, улантуу")
    said(page, "мөөнөтү бүттү")
    page.locator("[data-saved] a").last.click()
    page.fill("input[name=login]", "jazuuchu@example.test")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button.button-main")
    expect(page.locator(AIM)).to_have_value("Кирүү бүтүп калды")
    assert stored(draft) == "Кирүү бүтүп калды"


def test_two_tabs_never_overwrite_each_other_unseen(
    context: BrowserContext, page: Page, watch: Watch, draft: Application
) -> None:
    watch.allow("409")
    other = context.new_page()
    other.goto(page.url)
    page.fill(AIM, "Биринчи барактан")
    leave_field(page)
    said(page, "сакталды")
    other.fill(AIM, "Экинчи барактан")
    leave_field(other)
    said(other, "башка барактан")
    assert stored(draft) == "Биринчи барактан"
    other.locator("[data-saved] button").last.click()
    expect(other.locator("main")).to_contain_text("Биринчи барактан")
    other.get_by_label("Ушул баракта:").check()
    press(other, "Тандаганымды сактоо")
    expect(other).to_have_url(re.compile("/plan/$"))
    assert stored(draft) == "Экинчи барактан"


def test_what_was_typed_before_the_script_came_is_saved_too(page: Page, draft: Application) -> None:
    held: list[Route] = []
    page.route(re.compile(r"/draft[^/]*\.js$"), lambda route: held.append(route))
    page.goto(page.url, wait_until="commit")
    page.fill(AIM, "Скрипттен мурда жазылды")
    page.wait_for_timeout(200)
    held[0].continue_()
    said_at_last = page.locator("[data-saved]").last
    leave_field(page)
    page.locator("textarea[name=beneficiaries]").focus()
    expect(said_at_last).to_contain_text("сакталды")
    assert stored(draft) == "Скрипттен мурда жазылды"


def test_signing_out_leaves_nothing_in_the_browser(
    context: BrowserContext, page: Page, watch: Watch, draft: Application
) -> None:
    watch.allow("ERR_INTERNET_DISCONNECTED")
    watch.allow("401")
    context.set_offline(True)
    page.fill(AIM, "Жалпы компьютерде")
    leave_field(page)
    said(page, "Байланыш жок")
    assert page.evaluate("Object.keys(localStorage).length") == 1
    out = page.locator('form[action$="logout/"]')
    out.evaluate("form => form.dispatchEvent(new Event('submit', {bubbles: true}))")
    assert page.evaluate("Object.keys(localStorage).length") == 0
    context.set_offline(False)
