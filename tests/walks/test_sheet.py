"""A member scores on a phone: what is given saves itself, waits while the line is down, is sealed as it was seen."""

from collections.abc import Iterator

import pytest
from allauth.account.models import EmailAddress
from playwright.sync_api import BrowserContext, Page, expect

from committee import services
from committee.models import Sheet
from municipality.models import User
from tests.browser import Watch
from tests.committee.factories import Round, make_round
from tests.walks.test_contest import PASSWORD, press, sign_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.parametrize("viewport", [{"width": 360, "height": 740}]),
]


@pytest.fixture
def made(context: BrowserContext, page: Page) -> Iterator[Round]:
    """A round that asks for justifications; its chair has signed in on this page and opened their sheet."""
    found = make_round(1, terms={"asks_justification": True})
    chair = User.objects.get(pk=found.chair.pk)
    chair.email = "toraga@example.test"
    chair.set_password(PASSWORD)
    chair.save()
    EmailAddress.objects.create(user=chair, email=chair.email, verified=True, primary=True)
    sign_in(context, page, "toraga")
    page.goto(f"/commission/sheets/{found.sheet(0, 0).pk}/")
    press(page, "Кызыкчылыгым жок: табыштаманы ачуу")
    expect(page.locator("#application")).to_be_visible()
    yield found


def choose(page: Page, made: Round, criterion: int, points: int) -> None:
    """Press a square, as a finger does."""
    square = page.locator(f"[name=criterion_{made.criteria[criterion].pk}][value='{points}']")
    page.locator(f"label[for={square.get_attribute('id')}]").click()


def said(page: Page, words: str) -> None:
    expect(page.locator("[data-saved]").last).to_contain_text(words)


def stored(made: Round) -> list[tuple[int, str]]:
    scores = made.sheet(0, 0).scores.order_by("criterion__order")
    return [*scores.values_list("points", "justification")]


def test_each_press_saves_itself(page: Page, made: Round) -> None:
    choose(page, made, 0, 9)
    said(page, "сакталды")
    assert stored(made) == [(9, "")]
    page.locator("textarea").first.fill("Үч айылга тиешелүү.")
    choose(page, made, 1, 0)
    page.reload()
    # What was on its way when the page went is sent by the next one, at worst with its second try.
    expect(page.locator("textarea").first).to_have_value("Үч айылга тиешелүү.", timeout=20_000)
    assert stored(made) == [(9, "Үч айылга тиешелүү."), (0, "")]


def test_the_line_breaks_and_nothing_is_lost(context: BrowserContext, page: Page, watch: Watch, made: Round) -> None:
    watch.allow("ERR_INTERNET_DISCONNECTED")
    context.set_offline(True)
    choose(page, made, 0, 7)
    said(page, "Байланыш жок")
    context.set_offline(False)
    said(page, "сакталды")
    assert stored(made) == [(7, "")]


def test_two_devices_undo_nothing_of_each_other(context: BrowserContext, page: Page, made: Round) -> None:
    other = context.new_page()
    other.goto(page.url)
    choose(page, made, 0, 9)
    said(page, "сакталды")
    choose(other, made, 1, 3)
    said(other, "сакталды")
    assert stored(made) == [(9, ""), (3, "")]


def test_sealed_meanwhile_on_another_device_the_page_says_so(page: Page, watch: Watch, made: Round) -> None:
    watch.allow("422")
    watch.allow("403")
    sheet = made.sheet(0, 0)
    points = dict.fromkeys(made.criteria, 5)
    services.save_scores(
        by=made.chair, sheet=sheet, points=points, justifications=dict.fromkeys(made.criteria, "Даяр.")
    )
    services.seal(by=made.chair, sheet=sheet)
    choose(page, made, 0, 9)
    said(page, "өзгөртүлбөйт")
    press(page, "Сактоо")
    expect(page.locator("main .lead")).to_contain_text("мөөр баскансыз")
    assert {points for points, _words in stored(made)} == {5}


def test_from_the_first_press_to_the_seal(page: Page, made: Round) -> None:
    for number in range(5):
        choose(page, made, number, 8)
        page.locator("textarea").nth(number).fill("Баары даяр.")
    press(page, "Мөөр басуу")
    expect(page.locator("h1")).to_have_text("Мөөр басасызбы?")
    press(page, "Мөөр басуу")
    expect(page.locator(".done-line")).to_contain_text("мөөр басылды")
    assert Sheet.objects.get(pk=made.sheet(0, 0).pk).state == "sealed"
    assert stored(made) == [(8, "Баары даяр.")] * 5
