"""One contest by hand, in a browser, in Kyrgyz: from the clerk's empty form to the decision on the results page."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect
from pypdf import PdfReader

from committee.models import Sheet
from initiatives.models import Application, Contest
from journal import clock
from municipality.models import Municipality, Role, User
from municipality.services import appoint
from tests.factories import make_municipality, make_regulation, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "бек-сырсөз-2021"
SEATS = [("toraga", "chair", "kenesh"), ("katchy", "secretary", "office")]
SEATS += [(f"muchi{n}", "member", "community") for n in (1, 2, 3)]


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Let time pass for the server's threads: `later(timedelta(days=3))`."""
    passed = [timedelta()]
    monkeypatch.setattr(clock, "now", lambda: timezone.now() + passed[0])

    def wait(how_long: timedelta) -> None:
        passed[0] += how_long

    return wait


def account(key: str, surname: str) -> User:
    user = make_user(f"{key}@example.test", password=PASSWORD, surname=surname, given_name="Үлгү", patronymic="")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@pytest.fixture
def town(db: None) -> Municipality:
    """An aimak with its Regulation, a clerk, a head, an accountant and five people for the commission."""
    municipality = make_municipality()
    make_regulation(municipality)
    officials = {"adis": Role.SPECIALIST, "bashchy": Role.HEAD, "esepchi": Role.ACCOUNTANT}
    for key, role in officials.items():
        user = account(key, f"{key.capitalize()}ов")
        appoint(by=None, user=user, municipality=municipality, role=role, since=date(2020, 1, 1))
    for key, _function, _body in SEATS:
        account(key, f"{key.capitalize()}ов")
    return municipality


def sign_in(context: BrowserContext, page: Page, key: str) -> None:
    """Sign in as another person: a fresh session, as on another device."""
    context.clear_cookies()
    page.goto("/account/login/")
    page.fill("input[name=login]", f"{key}@example.test")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button.button-main")
    expect(page.locator(".who")).to_be_visible()


def press(page: Page, label: str) -> None:
    page.get_by_role("button", name=label, exact=True).click()


def act(page: Page, path: str, label: str) -> None:
    """Press an act's button on an admin page, then the red button of its own page."""
    page.goto(path)
    page.locator("a.act-button", has_text=label).click()
    page.locator("main button.button-main, #content button.button-main, #content input.default").first.click()
    expect(page.locator(".messagelist .success")).to_be_visible()


def add_row(page: Page, group: str, values: dict[str, str], number: int) -> None:
    """Fill the next row of a group in the admin, adding it where it is not there."""
    if number and not page.locator(f"#id_{group}-{number}-{next(iter(values))}").is_visible():
        page.locator(f"#{group}-group .add-row a").click()
    for name, value in values.items():
        field = page.locator(f"#id_{group}-{number}-{name}")
        if field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def prepare(page: Page) -> Contest:
    """As the clerk: the contest with its terms, the money, the commission, the announcement."""
    today = timezone.localdate()
    page.goto("/admin/initiatives/contest/add/")
    written = {
        "title_ky": "Быйылкы жергиликтүү демилгелер сынагы",
        "title_ru": "Конкурс местных инициатив этого года",
        "summary_ky": "Айыл өкмөтү тургундардын демилгелерин каржылайт.",
        "summary_ru": "Айыл окмоту финансирует инициативы жителей.",
        "year": str(today.year),
        "opens_at_0": f"{today - timedelta(days=1):%d.%m.%Y}",
        "opens_at_1": "09:00",
        "closes_at_0": f"{today + timedelta(days=2):%d.%m.%Y}",
        "closes_at_1": "18:00",
        "scoring_until": f"{today + timedelta(days=12):%d.%m.%Y}",
        "decision_on": f"{today + timedelta(days=15):%d.%m.%Y}",
        "implement_by": f"{today + timedelta(days=90):%d.%m.%Y}",
    }
    for name, value in written.items():
        page.fill(f"[name={name}]", value)
    add_row(page, "priorities", {"name_ky": "Балдар жана жаштар", "name_ru": "Дети и молодёжь"}, 0)
    local = {"kind": "local", "name_ky": "Жергиликтүү бюджет", "name_ru": "Местный бюджет"}
    donor = {"kind": "donor", "name_ky": "Донор долбоору", "name_ru": "Донорский проект", "cap": "25 000"}
    add_row(page, "sources", local, 0)
    add_row(page, "sources", donor, 1)
    add_row(page, "required_documents", {"name_ky": "Паспорттун көчүрмөсү", "name_ru": "Копия паспорта"}, 0)
    page.locator("#id_required_documents-0-required").check()
    for number in range(5):
        names = {"name_ky": f"Критерий {number + 1}", "name_ru": f"Критерий {number + 1}"}
        add_row(page, "criteria", {**names, "most": "10", "weight": "20"}, number)
    page.click("[name=_save]")
    expect(page.locator(".messagelist .success")).to_be_visible()
    contest = Contest.objects.get()

    page.goto("/admin/committee/commission/add/")
    page.locator("[name=contest]").select_option(str(contest.pk))
    for number, (key, function, body) in enumerate(SEATS):
        person = {"user": f"{key}@example.test", "body": body, "function": function}
        add_row(page, "members", person, number)
    page.click("[name=_save]")
    expect(page.locator(".messagelist .success")).to_be_visible()

    path = f"/admin/initiatives/contest/{contest.pk}/change/"
    page.goto(path)
    page.locator("a.act-button", has_text="Каражатты киргизүү").click()
    for source, amount in zip(contest.sources.all(), ["23 000", "50 000"], strict=True):
        page.fill(f"[name=amount_{source.pk}]", amount)
        page.fill(f"[name=ground_{source.pk}]", "Айылдык кеңештин токтому")
    page.locator("#content button.button-main, #content input.default").first.click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    act(page, path, "Жарыялоо")
    contest.refresh_from_db()
    return contest


def sign_up(context: BrowserContext, page: Page, contest: Contest) -> None:
    """As a resident: from the public page over «apply» to an account, with the code from the mail."""
    context.clear_cookies()
    page.goto("/")
    page.get_by_role("link", name=contest.title_ky).click()
    page.get_by_role("link", name="Табыштама берүү").first.click()
    page.locator("main a[href*='/account/signup/']").first.click()
    page.fill("[name=surname]", "Өмүрова")
    page.fill("[name=given_name]", "Жаңыл")
    page.fill("[name=contact]", "turgun@example.test")
    page.fill("[name=password1]", PASSWORD)
    page.check("[name=consent]")
    page.click("main button.button-main")
    page.wait_for_selector("[name=code]")
    code = re.search(r"\b(\d{6})\b", str(mail.outbox[-1].body))
    assert code, mail.outbox[-1].body
    page.fill("[name=code]", code.group(1))
    page.click("main button.button-main")
    expect(page.locator(".who")).to_have_text("Ж.Өмүрова")


def apply(page: Page, contest: Contest, picture: bytes) -> Application:
    """As the resident: every step of the application, with a mistake on the way; returns it handed in."""
    press(page, "Табыштаманы баштоо")
    page.locator("[name=kind][value=person]").check()
    page.fill("[name=title_ky]", "Жомоктого саякат")
    page.fill("[name=title_ru]", "Путешествие в сказку")
    page.locator("[name=priority]").first.check()
    page.locator("[name=village]").select_option(index=1)
    page.fill("[name=aim]", "Балдардын бош убактысын өткөрүүгө шарт түзүү.")
    press(page, "Сактап, улантуу")
    for name, value in {"what": "Жомок көрсөтүү", "place": "клуб", "responsible": "мен"}.items():
        page.locator(f"[name='plan-0-{name}']").fill(value)
    page.get_by_label("Качан").locator("visible=true").select_option(index=1)
    press(page, "Сактап, улантуу")

    local, donor = contest.sources.all()
    rows = [("Декорация", "топтом", "1", "11 000", local), ("Кийимдер", "даана", "5", "5 400", donor)]
    for number, (what, unit, quantity, price, source) in enumerate(rows):
        if number:
            press(page, "+ Дагы кошуу")
        page.locator(f"[name='lines-{number}-what']").fill(what)
        page.locator(f"[name='lines-{number}-unit']").fill(unit)
        page.locator(f"[name='lines-{number}-quantity']").fill(quantity)
        page.locator(f"[name='lines-{number}-price']").fill(price)
        page.locator(f"[name='lines-{number}-source']").select_option(str(source.pk))
    page.fill("[name$='own_contribution']", "Иш-чараларды өзүбүз өткөрөбүз.")
    press(page, "Сактап, улантуу")
    # The donor gives at most 25 000 for one initiative; 27 000 are asked.
    expect(page.locator(".error-summary")).to_contain_text("2 000 сом")
    page.locator("summary", has_text="Кийимдер").click()
    page.locator("[name='lines-1-price']").fill("5 000")
    press(page, "Сактап, улантуу")

    page.fill("[name=pin]", "123")
    page.fill("[name=phone]", "0555 12 34 56")
    page.fill("[name=address]", "Ак-Булак айылы")
    press(page, "Сактап, улантуу")
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator("[name=pin]")).to_have_value("123")
    page.fill("[name=pin]", "20107199000002")
    press(page, "Сактап, улантуу")

    document = contest.required_documents.get()
    upload = page.locator(f"[name=document_{document.pk}]")
    upload.set_input_files({"name": "паспорт.png", "mimeType": "image/png", "buffer": b"not a picture at all"})
    expect(page.locator(".document .error")).to_contain_text("паспорт.png")
    upload.set_input_files({"name": "паспорт.png", "mimeType": "image/png", "buffer": picture})
    press(page, "Сактап, улантуу")

    press(page, "Табыштаманы тапшыруу")
    expect(page.get_by_role("button", name="Табыштаманы тапшыруу")).to_have_count(0)
    application = Application.objects.get()
    assert application.state == "submitted"
    expect(page.locator("main")).to_contain_text(application.number)
    return application


def score(context: BrowserContext, page: Page, key: str, points: int) -> None:
    """As a member: give points, seal; nothing of the others' points shows while the sheet is open."""
    sign_in(context, page, key)
    page.goto("/commission/")
    sheet = Sheet.objects.get(member__user__email=f"{key}@example.test")
    page.locator(f"a[href='/commission/sheets/{sheet.pk}/']").first.click()
    press(page, "Кызыкчылыгым жок: табыштаманы ачуу")
    for criterion in sheet.application.contest.criteria.all():
        square = page.locator(f"[name=criterion_{criterion.pk}][value='{points}']")
        # The button lies beneath its square, as for a finger.
        page.locator(f"label[for={square.get_attribute('id')}]").click()
        expect(square).to_be_checked()
    press(page, "Мөөр басуу")
    expect(page.locator("main")).to_contain_text("өзгөртүлбөйт")
    press(page, "Мөөр басуу")
    expect(page.get_by_role("button", name="Мөөр басуу")).to_have_count(0)
    sheet.refresh_from_db()
    assert sheet.state == "sealed"


def decide(context: BrowserContext, page: Page, contest: Contest) -> None:
    """As the chair: the ranking, the session, the votes, the adoption."""
    sign_in(context, page, "toraga")
    page.goto(f"/commission/contests/{contest.pk}/ranking/")
    expect(page.locator("main")).to_contain_text("Жомоктого саякат")
    expect(page.locator("main")).to_contain_text("8,60")
    page.locator("main button.button-main").click()
    for box in page.locator("[name=present]").all():
        box.check()
    page.locator("main .actions button", has_text="Сактоо").click()
    page.locator("[name$=outcome][value=award]").check()
    for vote in page.locator("select[name*=vote_]").all():
        vote.select_option("for")
    press(page, "Чечимди кабыл алуу")
    expect(page.locator("main")).to_contain_text("36 000")
    press(page, "Чечимди кабыл алуу")
    expect(page.get_by_role("button", name="Чечимди кабыл алуу")).to_have_count(0)
    contest.refresh_from_db()
    assert contest.state == "decided"


def test_a_contest_from_the_first_form_to_the_printed_decision(context, page, watch, town, later, png, tmp_path):
    watch.allow("404")
    # The wrong file.
    watch.allow("422")
    sign_in(context, page, "adis")
    contest = prepare(page)
    context.clear_cookies()
    page.goto(f"/contests/{contest.pk}/")
    expect(page.locator("main")).to_contain_text("73 000 сом")

    sign_up(context, page, contest)
    application = apply(page, contest, png)
    receipt = page.request.get(page.locator("a[href$='ky.pdf']").first.get_attribute("href"))
    assert receipt.ok
    assert receipt.body().startswith(b"%PDF")

    sign_in(context, page, "adis")
    act(page, f"/admin/initiatives/application/{application.pk}/change/", "Сынакка киргизүү")
    later(timedelta(days=3))
    sign_in(context, page, "adis")
    act(page, f"/admin/initiatives/contest/{contest.pk}/change/", "Баалоону ачуу")

    for (key, _function, _body), points in zip(SEATS, [9, 8, 9, 8, 9], strict=True):
        score(context, page, key, points)
    decide(context, page, contest)

    context.clear_cookies()
    page.goto(f"/contests/{contest.pk}/results/")
    expect(page.locator("main")).not_to_contain_text("Жомоктого саякат")
    sign_in(context, page, "bashchy")
    act(page, f"/admin/initiatives/contest/{contest.pk}/change/", "Жыйынтыкты жарыялоо")

    context.clear_cookies()
    page.goto(f"/contests/{contest.pk}/results/")
    for words in ["Жеңүүчү", "«Жомоктого саякат»", "36 000 сом", "11 000 сом", "25 000 сом"]:
        expect(page.locator("main")).to_contain_text(words)
    decision = page.request.get(page.locator("a[href$='ky.pdf']").first.get_attribute("href"))
    file = tmp_path / "decision.pdf"
    file.write_bytes(decision.body())
    printed = " ".join("".join(sheet.extract_text() for sheet in PdfReader(file).pages).split())
    assert "отуз алты миң сом" in printed
    assert "Жомоктого саякат" in printed

    page.get_by_role("link", name="Русский").click()
    expect(page.locator("h1")).to_have_text("Итоги конкурса")
    expect(page.locator("main")).to_contain_text("«Путешествие в сказку»")
    for path in ["/ru/", f"/ru/contests/{contest.pk}/", "/ru/verify/"]:
        page.goto(path)
        assert page.locator("html").get_attribute("lang") == "ru"
