"""Five people on five telephones, in Kyrgyz: from the first score sheet to the printed protocol."""

import re
from collections.abc import Callable, Iterator
from io import BytesIO

import pytest
from allauth.account.models import EmailAddress
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from committee.models import Session, Sheet
from documents.models import Paper
from initiatives.models import Application
from tests.browser import Watch
from tests.committee.factories import Round, make_round

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "бек-сырсөз-2021"
PHONE = {"width": 360, "height": 740}
# What each asks of the 23 000 som of the local budget: two and a half of the first three fit.
ASKED = [10_000_00, 8_000_00, 7_000_00, 3_000_00, 3_000_00, 3_000_00]
# Points of every member: the second and the third are equal by every criterion.
POINTS = [9, 8, 8, 7, 6, 4]
RECUSED, ABSTAINED = (2, 3), (3, 4)


@pytest.fixture
def made(db: None) -> Round:
    """Six admitted applications, five members with a sheet for each, two criteria."""
    found = make_round(6, weights=(60, 40), lines=[[("Топтор", "даана", 1_00, money, 0)] for money in ASKED])
    for member in found.members:
        member.user.set_password(PASSWORD)
        member.user.save()
        EmailAddress.objects.create(user=member.user, email=member.user.email, verified=True, primary=True)
    return found


@pytest.fixture
def phone(browser: Browser, live_server: object) -> Iterator[Callable[[str], Page]]:
    """Open a telephone of its own for whoever signs in with an e-mail address."""
    with_watches = []

    def open_for(email: str) -> Page:
        address = live_server.url  # type: ignore[attr-defined]  # pytest-django's, without types
        context = browser.new_context(
            base_url=address, viewport=PHONE, locale="ky-KG", timezone_id="Asia/Bishkek", accept_downloads=True
        )
        context.set_default_timeout(15_000)
        with_watches.append((context, Watch(context, address)))
        page = context.new_page()
        page.goto("/account/login/")
        page.fill("input[name=login]", email)
        page.fill("input[name=password]", PASSWORD)
        page.click("main button.button-main")
        expect(page.locator(".who")).to_be_visible()
        return page

    yield open_for
    problems = [problem for _context, watch in with_watches for problem in watch.left()]
    for context, _watch in with_watches:
        context.close()
    # What a page refuses is answered with 403: the ranking before its time.
    assert not [problem for problem in problems if "403" not in problem]


def press(page: Page, label: str) -> None:
    page.get_by_role("button", name=label, exact=True).click()


def follow(page: Page, label: str | re.Pattern[str]) -> None:
    page.get_by_role("link", name=label).first.click()


def score(page: Page, title: str, points: int, *, stands_aside: str) -> None:
    """As a member, from one's own list: answer the question of interest, then give points or step aside."""
    page.goto("/commission/")
    follow(page, re.compile(re.escape(title)))
    expect(page.locator("h1")).to_contain_text(title)
    # Before the answer the application is closed.
    expect(page.locator("main")).not_to_contain_text("Топтор")
    if stands_aside == "recused":
        follow(page, "Кызыкчылыгым бар")
        page.fill("[name=reason]", "Арыз ээси бир тууганым.")
    else:
        press(page, "Кызыкчылыгым жок: табыштаманы ачуу")
        expect(page.locator("main")).to_contain_text("Топтор")
        if stands_aside == "abstained":
            page.locator("main a[href*='/recuse/']").first.click()
            page.check("[name=kind][value=abstained]")
            page.fill("[name=reason]", "Бул иштен кабарым аз.")
    if stands_aside:
        press(page, "Баалабайм")
        expect(page.get_by_role("button", name="Баалабайм")).to_have_count(0)
    else:
        give(page, points)


def give(page: Page, points: int) -> None:
    """Touch the square of these points on each criterion, and save."""
    for square in page.locator(f"input[type=radio][value='{points}']").all():
        page.locator(f"label[for={square.get_attribute('id')}]").click()
        expect(square).to_be_checked()
    press(page, "Сактоо")
    expect(page.locator("main .messages, .messages")).to_be_visible()


def score_all(page: Page, made: Round, seat: int) -> None:
    """As a member: say for each application that there is no interest, give points, seal all sheets together."""
    aside = {RECUSED: "recused", ABSTAINED: "abstained"}
    for row, application in enumerate(made.applications):
        score(page, application.title_ky, POINTS[row], stands_aside=aside.get((seat, row), ""))
    page.goto("/commission/")
    page.locator("a[href$='/seal/']").first.click()
    expect(page.locator("main")).to_contain_text("өзгөртүлбөйт")
    press(page, "Ушулардын баарына мөөр басуу")
    expect(page.locator("a[href$='/seal/']")).to_have_count(0)


def settle_the_tie(page: Page, made: Round) -> None:
    """As the chair: of the two that are equal by every criterion the later one stands first."""
    page.goto(f"/commission/contests/{made.contest.pk}/ranking/")
    follow(page, "Тең табыштамаларды иретке коюу")
    numbers = page.locator("main form input[type=number], main form input[inputmode=numeric], main form select").all()
    assert len(numbers) == 2
    for box, number in zip(numbers, ["2", "1"], strict=True):
        if box.evaluate("e => e.tagName") == "SELECT":
            box.select_option(number)
        else:
            box.fill(number)
    page.fill("[name$=reason]", "Балдарга көбүрөөк пайда.")
    press(page, "Бул иретти сактоо")
    expect(page.locator("main")).to_contain_text("Балдарга көбүрөөк пайда.")


def decide(page: Page, made: Round) -> Session:
    """As the chair: the session, the money by rank, the votes, the adoption."""
    press(page, "Отурум ачуу")
    for box in page.locator("[name=present]").all():
        box.check()
    page.locator("main .actions button", has_text="Сактоо").click()
    page.locator("a[href$='/scenarios/']").first.click()
    page.fill("[name=name]", "Орду боюнча")
    press(page, "Түзүп, орду боюнча толтуруу")
    expect(page.locator("main")).to_contain_text("жарым-жартылай")
    press(page, "Отурумга киргизүү")
    press(page, "Отурумга киргизүү")
    last = f"application_{made.applications[5].pk}"
    row = page.locator(f"#row-{made.applications[5].pk}")
    if row.get_attribute("open") is None:
        row.locator("summary").click()
    page.locator(f"[name={last}-outcome][value=unsupported]").check()
    page.fill(f"[name={last}-reason_ky]", "Ортосу төмөн.")
    page.fill(f"[name={last}-reason_ru]", "Низкая средняя.")
    press(page, "Катышкандардын баары: бардык сунушка макул")
    press(page, "Чечимди кабыл алуу")
    expect(page.locator("h1")).to_contain_text("кабыл")
    expect(page.locator("main")).to_contain_text("6 000")
    press(page, "Чечимди кабыл алуу")
    expect(page.get_by_role("button", name="Чечимди кабыл алуу")).to_have_count(0)
    return Session.objects.get()


def read_pdf(page: Page, paper: Paper) -> str:
    response = page.request.get(page.locator(f"a[href*='{paper.code}'][href*='ky']").first.get_attribute("href") or "")
    assert response.ok
    pages = PdfReader(BytesIO(response.body())).pages
    return " ".join(" ".join(sheet.extract_text() for sheet in pages).split())


def test_five_people_decide_from_the_first_sheet_to_the_protocol(made, phone):
    phones = [phone(member.user.email) for member in made.members]
    ranking = f"/commission/contests/{made.contest.pk}/ranking/"
    for seat in (4, 3, 2, 1):
        score_all(phones[seat], made, seat)
        # Others have not sealed: nothing of the result shows, and the page says why.
        answer = phones[seat].goto(ranking)
        assert answer is not None and answer.status == 403
        expect(phones[seat].locator("main")).not_to_contain_text("9,00")
    phones[1].goto("/commission/")
    expect(phones[1].locator("main table")).to_contain_text("6")
    score_all(phones[0], made, 0)
    assert {(sheet.member_id, sheet.application_id) for sheet in Sheet.objects.exclude(state="sealed")} == {
        (made.members[seat].pk, made.applications[row].pk) for seat, row in (RECUSED, ABSTAINED)
    }

    settle_the_tie(phones[0], made)
    session = decide(phones[0], made)

    states = dict(Application.objects.values_list("title_ky", "state"))
    titles = [application.title_ky for application in made.applications]
    assert [states[title] for title in titles] == ["awarded"] * 3 + ["reserve"] * 2 + ["unsupported"]
    money = {row: made.applications[row].award.total for row in range(3)}
    assert money == {0: 10_000_00, 1: 6_000_00, 2: 7_000_00}

    member = phones[4]
    member.goto(session.get_absolute_url())
    protocol = read_pdf(member, Paper.objects.get(kind=Paper.Kind.PROTOCOL))
    for words in ("Арыз ээси бир тууганым", "Бул иштен кабарым аз", "Балдарга көбүрөөк пайда", "Ортосу төмөн"):
        assert words in protocol
    # Four of the five may vote where one is recused; the abstaining member votes.
    assert "4 (" in protocol
    assert "5 (" in protocol
    assert Paper.objects.filter(kind=Paper.Kind.DECISION).count() == 3
    assert Paper.objects.filter(kind=Paper.Kind.LETTER).count() == 3
    assert Paper.objects.filter(kind=Paper.Kind.SHEET).count() == 5
