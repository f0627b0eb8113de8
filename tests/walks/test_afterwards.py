"""After handing in, in a browser on a phone: sent back, mended, asked, answered, begun anew, carried away."""

from typing import Any
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from documents import services as documents
from documents.render import RendererMissing
from initiatives.models import Application
from initiatives.services import submit
from municipality.models import User
from tests import factories as make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 360, "height": 740}


def become(context: BrowserContext, home: str, person: User) -> None:
    """Take this person's session, as on another device."""
    client = Client()
    client.force_login(person)
    name = settings.SESSION_COOKIE_NAME
    context.clear_cookies()
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": home}])


def press(page: Page, label: str) -> None:
    page.get_by_role("button", name=label, exact=True).click()


@pytest.fixture
def application(monkeypatch: pytest.MonkeyPatch) -> Application:
    """An application that was handed in; no paper is drawn."""

    def draw(*_: object) -> bytes:
        raise RendererMissing("not here")

    monkeypatch.setattr(documents, "draw", draw)
    draft = make.make_application()
    return submit(by=draft.applicant, application=draft)


@pytest.mark.parametrize("viewport", [PHONE], ids=["360px"])
def test_everything_that_comes_after(
    context: BrowserContext, page: Page, live_server: Any, application: Application, tmp_path: Any
) -> None:
    home, applicant = live_server.url, application.applicant
    clerk = make.make_specialist(application.contest.municipality)
    act = f"/admin/initiatives/application/{application.pk}/act"

    become(context, home, clerk)
    page.goto(f"{act}/return/")
    page.fill("[name=reason]", "Дарегиңизди толук жазыңыз.")
    page.get_by_label("Арыз ээси").check()
    page.locator("#content input.default").click()
    expect(page.locator(".messagelist .success")).to_be_visible()

    become(context, home, applicant)
    page.goto("/applications/")
    page.get_by_role("link", name=application.title_ky).first.click()
    expect(page.locator("main")).to_contain_text("Дарегиңизди толук жазыңыз.")
    expect(page.locator(".steps-down [aria-current=step]")).to_contain_text("күн калды")
    page.locator(".note").get_by_role("link", name="Арыз ээси").click()
    page.fill("[name=address]", "Ак-Булак айылы, Мектеп көчөсү, 12")
    press(page, "Сактап, улантуу")
    expect(page.locator("h1")).to_have_text("Текшерип, тапшыруу")
    expect(page.locator("nav#steps a")).to_have_count(1)
    press(page, "Табыштаманы тапшыруу")
    expect(page.locator("main")).to_contain_text("Оңдолгон табыштама тапшырылды")
    expect(page.locator("aside .sum")).to_have_text(application.number)

    become(context, home, clerk)
    page.goto(f"{act}/ask/")
    page.fill("[name=text]", "Канча бала катышат?")
    page.locator("#content input.default").click()
    expect(page.locator("#content-main")).to_contain_text("Азырынча жооп жок.")

    become(context, home, applicant)
    page.goto("/applications/")
    page.get_by_role("link", name="Сизден жооп күтүлгөн суроо бар").click()
    page.get_by_label("Жообуңуз").fill("Отуз бала катышат.")
    press(page, "Жоопту дагы бир жолу окуу")
    expect(page.locator("h1")).to_have_text("Жоопту жөнөтөсүзбү?")
    press(page, "Текстти өзгөртүү")
    page.get_by_label("Жообуңуз").fill("Кырк бала катышат.")
    press(page, "Жоопту дагы бир жолу окуу")
    press(page, "Жоопту жөнөтүү")
    expect(page.locator("#questions")).to_contain_text("Кырк бала катышат.")
    expect(page.locator("textarea")).to_have_count(0)

    page.get_by_role("link", name="Ушунун негизинде жаңы табыштама баштоо").click()
    press(page, "Жаңы табыштаманы баштоо")
    expect(page.locator("h1")).to_have_text("Текшерип, тапшыруу")
    draft = Application.objects.get(state="draft")
    assert (draft.title_ky, draft.address) == (application.title_ky, "Ак-Булак айылы, Мектеп көчөсү, 12")

    page.goto("/applications/")
    page.get_by_role("link", name="Маалыматтарым файл түрүндө").click()
    with page.expect_download() as download:
        press(page, "Маалыматтарымды жүктөп алуу (ZIP)")
    file = tmp_path / "mine.zip"
    download.value.save_as(file)
    assert download.value.suggested_filename.startswith("Маалыматтарым")
    assert sum(name.endswith(".html") for name in ZipFile(file).namelist()) == 2
    # The page stays as it was, ready for another press.
    expect(page.get_by_role("button", name="Маалыматтарымды жүктөп алуу (ZIP)")).to_be_enabled()
