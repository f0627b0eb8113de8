"""An initiative group in a browser, on a phone: the link is made, copied, opened by another person, and they write."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from initiatives.models import Application
from municipality.models import User
from tests import factories as make
from tests.walks.scene import PASSWORD, person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = [{"width": 360, "height": 760}]


def sign_in(page: Page, user: User) -> None:
    """Fill the sign-in form that is on the page."""
    page.fill("[name=login]", str(user.email))
    page.fill("[name=password]", PASSWORD)
    page.click("main button.button-main")
    page.wait_for_load_state("networkidle")


@pytest.mark.parametrize("viewport", PHONE)
def test_from_the_name_to_writing_together(page: Page, context: BrowserContext):
    leader, guest = person("leader"), person("guest", surname="Асан уулу", given_name="Бекжан", patronymic="")
    draft = make.make_application(applicant=leader, complete=False, kind="group", surname="Асанова")
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/account/login/")
    sign_in(page, leader)
    page.goto(f"/applications/{draft.pk}/applicant/")
    page.fill("[name=organisation]", "Ынтымак")
    # The Enter key goes on as the red button does, not to the group.
    page.press("[name=organisation]", "Enter")
    page.wait_for_url("**/documents/")
    page.goto(f"/applications/{draft.pk}/applicant/")
    expect(page.locator("[name=organisation]")).to_have_value("Ынтымак")
    page.fill("[name=address]", "Ак-Булак")
    page.click("button[name=group]")
    page.wait_for_url("**/group/")
    page.fill("[name=name]", "Асан уулу Бекжан")
    page.check("[name=right][value=edit]")
    page.click("main button.button-main")
    page.click("[data-copy]")
    expect(page.locator("[data-copied]")).to_contain_text("Көчүрүлдү")
    link = str(page.evaluate("navigator.clipboard.readText()"))
    assert link == page.locator("input[readonly]").input_value()
    assert page.evaluate("document.documentElement.scrollWidth") == 360

    context.clear_cookies()
    page.goto(link)
    page.click("main a.button-main")
    sign_in(page, guest)
    assert page.url == link
    page.click("main button.button-main")
    page.wait_for_url(f"**/applications/{draft.pk}/")
    page.goto(f"/applications/{draft.pk}/initiative/")
    page.fill("[name=title_ky]", "Жомоктого саякат")
    page.click("main button.button-main")
    page.wait_for_url("**/plan/")
    found = Application.objects.get(pk=draft.pk)
    assert (found.title_ky, found.organisation, found.address) == ("Жомоктого саякат", "Ынтымак", "Ак-Булак")
    # The same link leads who came in by it to the application, and lets nobody else in.
    page.goto(link)
    page.wait_for_url(f"**/applications/{draft.pk}/")


@pytest.mark.parametrize("viewport", PHONE)
def test_the_link_can_be_marked_where_no_script_runs(browser, live_server, viewport):
    leader = person("leader")
    invited = make.make_coapplicant(make.make_application(applicant=leader, kind="group"))
    bare = browser.new_context(base_url=live_server.url, viewport=viewport, java_script_enabled=False)
    page = bare.new_page()
    page.goto("/account/login/")
    sign_in(page, leader)
    page.goto(f"/applications/{invited.application_id}/group/")
    expect(page.locator("input[readonly]")).to_be_visible()
    expect(page.locator("[data-copy]")).to_be_hidden()
    bare.close()
