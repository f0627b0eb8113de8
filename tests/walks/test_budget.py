"""The plan and the budget while they are written: rows come and go, sums are counted as the server counts them."""

import random
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import translation
from playwright.sync_api import BrowserContext, Locator, Page, expect

from initiatives.forms import Lines
from initiatives.models import Application
from initiatives.views.money import source_rows
from kyrgyz.money import figure, som
from tests import axe
from tests import factories as make
from tests.walks.test_contest import account, press, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NBSP = "\N{NO-BREAK SPACE}"
PHONE = {"width": 360, "height": 740}
SOURCES: list[dict[str, Any]] = [
    {"name_ky": "Бюджет", "name_ru": "Бюджет", "kind": "local", "amount": 23_000_00},
    {"name_ky": "Донор", "name_ru": "Донор", "kind": "donor", "cap": 25_000_00, "amount": 60_000_00},
    {"name_ky": "Фонд", "name_ru": "Фонд", "kind": "other", "max_share": 30},
    {"name_ky": "Банк", "name_ru": "Банк", "kind": "donor", "cap": 9_000_00, "max_share": 65},
    {"name_ky": "Өзүбүз", "name_ru": "Сами", "kind": "own"},
]
# As people type them, rightly and wrongly: quantity, price.
TYPED = [
    ("1", "12 000"),
    ("6", "2500"),
    ("2,5", "99,99"),
    ("2.5", "99.99"),
    ("0,01", "0,01"),
    ("0,5", "0,01"),
    ("0,49", "1"),
    ("3", "0,1"),
    ("1,500", "1,50"),
    ("1", "1,500"),
    ("1", "12.000"),
    ("2,345", "1"),
    (" 1\u00a0200 ", "12\u202f000 сом"),
    ("1\u2009200", "1\u2007000,5\tсомдор"),
    ("12 00", "1"),
    ("1", "12 00"),
    ("1", "СОМ"),
    ("1", "5 som"),
    ("1", "5с."),
    ("1", "5 $"),
    ("-1", "5"),
    ("1", "\u22125"),
    ("1", "0"),
    ("0", "1"),
    ("0007", "0005"),
    ("100000", "1"),
    ("100 000,01", "1"),
    ("100001", "1"),
    ("1", "999 999 999,99"),
    ("1", "1000000000"),
    ("1,01", "999 999 999"),
    ("100000", "9 999,99"),
    ("99999,99", "10 000"),
    ("99999,99", "10 000,01"),
    ("33333,33", "29 999,97"),
    ("1", "9" * 40),
    ("9" * 40, "1"),
    ("0" * 30 + "1", "0" * 30 + "1"),
    ("1e3", "1"),
    ("1", "0x10"),
    ("", "5"),
    ("5", ""),
    ("٣", "1"),
    ("\ufeff1", "1"),
    ("1", "5,"),
    ("1", ",5"),
    ("беш", "1"),
]
SET = """([row, values]) => {
  for (const name in values) {
    document.querySelector(`[name=lines-${row}-${name}]`).value = values[name];
  }
}"""
READ = """() => {
  document.querySelector("[name=lines-0-price]").dispatchEvent(new Event("input", {bubbles: true}));
  const text = (place, name) => place.querySelector(`[data-${name}]`).textContent;
  const rows = [...document.querySelectorAll("[data-row]")];
  return {
    total: document.querySelector("[data-total]").textContent,
    amounts: rows.map(row => [...row.querySelectorAll("[data-amount]")].map(place => place.textContent)),
    over: rows.map(row => text(row, "over")),
    sources: [...document.querySelectorAll("[data-source]")].map(place => [
      text(place, "asked"), text(place, "faults"), text(place, "left"),
      [...place.querySelectorAll("rect")].slice(1).map(rect => [
        rect.getAttribute("class"), Number(rect.getAttribute("x")), Number(rect.getAttribute("width")),
      ]),
    ]),
  };
}"""


@pytest.fixture
def draft(context: BrowserContext, page: Page) -> Iterator[Application]:
    """A draft in a contest with sources of every kind of limit; its applicant has signed in on this page."""
    writer = account("jazuuchu", "Үсөнов")
    made = make.make_application(make.make_contest(sources=SOURCES), complete=False, applicant=writer)
    sign_in(context, page, "jazuuchu")
    yield made


def open_step(page: Page, draft: Application, step: str, language: str = "") -> None:
    page.goto(f"{language}/applications/{draft.pk}/{step}/")


def shown(page: Page) -> Locator:
    """The rows that can be seen."""
    return page.locator("[data-row]:visible")


def write(page: Page, **values: str) -> None:
    """Fill the row that is open last."""
    row = page.locator("[data-row][open]:visible").last
    for name, value in values.items():
        field = row.locator(f"[name$='-{name}']")
        if name == "source":
            field.select_option(label=value)
        else:
            field.fill(value)


def server_says(draft: Application, rows: list[dict[str, str]]) -> dict[str, Any]:
    """Return what the server makes of rows as they are typed, in the shape that READ gives."""
    data = {"lines-TOTAL_FORMS": str(len(rows)), "lines-INITIAL_FORMS": "0"}
    for number, row in enumerate(rows):
        data |= {f"lines-{number}-{name}": value for name, value in row.items()}
    sources = draft.contest.sources.all()
    lines = Lines(data, form_kwargs={"sources": sources}, prefix="lines")
    standing = source_rows(lines.asked_by_source(list(sources)))
    return {
        "total": som(lines.total),
        "amounts": [[figure(row.amount) if row.amount else "–"] * 2 for row in lines.forms],
        "over": [row.over_words for row in lines.forms],
        "sources": [
            [
                som(row.tyiyn),
                row.faults,
                row.standing.left_words,
                [[f"bar-{part.kind}", part.x, part.width] for part in row.bar.segments],
            ]
            for row in standing
        ],
    }


def add_rows(page: Page, number: int) -> None:
    while page.locator("[data-row]").count() < number:
        page.locator("[data-add]").click()


def test_every_way_of_typing_counts_as_the_server_counts(page: Page, draft: Application) -> None:
    chance = random.Random(2021)
    more = [
        (f"{chance.randint(0, 10 ** chance.randint(1, 6))}", f"{chance.randint(0, 10 ** chance.randint(1, 9))}")
        for _number in range(150)
    ]
    more += [
        (
            f"{quantity},{chance.randint(0, 99):02d}",
            f"{int(price):,}".replace(",", NBSP) + f",{chance.randint(0, 99):02d}",
        )
        for quantity, price in more
    ]
    open_step(page, draft, "budget")
    differ = []
    for quantity, price in TYPED + more:
        row = {"what": "Топ", "unit": "", "source": "", "quantity": quantity, "price": price}
        page.evaluate(SET, [0, row])
        found, told = page.evaluate(READ), server_says(draft, [row])
        if (found["total"], found["amounts"][0]) != (told["total"], told["amounts"][0]):
            differ.append((quantity, price, found["amounts"][0], told["amounts"][0]))
    assert differ == []


@pytest.mark.parametrize("language", ["ky", "ru"])
def test_limits_are_said_as_the_server_says_them(page: Page, draft: Application, language: str) -> None:
    chance = random.Random(2021)
    keys = ["", *(str(source.pk) for source in draft.contest.sources.all())]
    open_step(page, draft, "budget", "" if language == "ky" else "/ru")
    add_rows(page, 6)
    with translation.override(language):
        for _round in range(80):
            most = chance.choice([100, 9_000, 30_000, 200_000])
            rows = [
                {
                    "what": "Топ",
                    "unit": "",
                    "source": chance.choice(keys),
                    "quantity": "1",
                    "price": chance.choice(
                        ["", "9 000", "0,01", f"{chance.randint(1, most)},{chance.randint(0, 99):02d}"]
                    ),
                }
                for _row in range(6)
            ]
            for number, row in enumerate(rows):
                page.evaluate(SET, [number, row])
            found, told = page.evaluate(READ), server_says(draft, rows)
            for ours, theirs in zip(found["sources"], told["sources"], strict=True):
                bars = ours.pop(), theirs.pop()
                assert [part[0] for part in bars[0]] == [part[0] for part in bars[1]], rows
                for part, other in zip(*bars, strict=True):
                    # A thousandth of the bar, where half of one is rounded.
                    assert abs(part[1] - other[1]) <= 1, rows
                    assert abs(part[2] - other[2]) <= 1, rows
            assert found == told, rows


@pytest.mark.parametrize("viewport", [PHONE])
class TestOnAPhone:
    def test_totals_while_typing_and_saved_by_the_server(self, page: Page, draft: Application) -> None:
        open_step(page, draft, "budget")
        expect(shown(page)).to_have_count(1)
        write(page, what="Медалдар", source="Бюджет", quantity="1", price="12000")
        expect(page.locator("[data-total]")).to_have_text(f"12{NBSP}000{NBSP}сом")
        press(page, "+ Дагы кошуу")
        # What is written has folded, and the new row waits for its first word.
        expect(page.locator("[data-row][open]:visible")).to_have_count(1)
        expect(shown(page).first.locator("summary")).to_contain_text(f"12{NBSP}000")
        page.keyboard.type("Топтор")
        write(page, source="Донор", quantity="2,5", unit="топтом", price="9 999,99")
        expect(page.locator("[data-total]")).to_have_text(f"36{NBSP}999,98{NBSP}сом")
        press(page, "Сактап, улантуу")
        expect(page).to_have_url(re.compile("/applicant/$"))
        stored = [(line.what, line.quantity, line.unit, line.amount) for line in draft.lines.all()]
        assert stored == [("Медалдар", 1_00, "", 12_000_00), ("Топтор", 2_50, "топтом", 24_999_98)]

    def test_a_broken_limit_is_red_at_once_and_gone_at_once(self, page: Page, draft: Application) -> None:
        open_step(page, draft, "budget")
        donor = page.locator("[data-source]").nth(1)
        write(page, what="Топтор", source="Донор", quantity="1", price="12 000")
        expect(donor).to_contain_text(f"Дагы 13{NBSP}000{NBSP}сом сурасаңыз болот.")
        write(page, price="27 000")
        expect(donor.locator(".error-line")).to_contain_text(f"Чектен 2{NBSP}000{NBSP}сомго ашты.")
        expect(donor.locator("rect.bar-over")).to_have_attribute("width", "74")
        expect(page.locator("[data-row] [data-over]:visible")).to_have_text(f"Донор: чектен 2{NBSP}000{NBSP}сомго ашты")
        assert axe.check(page, "ky") == []
        press(page, "Сактап, улантуу")
        # The lines are saved; the way to mend them is here.
        expect(page.locator(".error-summary a")).to_have_text(f"Донор: чектен 2{NBSP}000{NBSP}сомго ашты")
        page.locator(".error-summary a").click()
        expect(page.locator("p[id^=source-]:focus")).to_contain_text("Донор")
        page.locator("[data-row] summary").first.click()
        write(page, price="25 000")
        expect(page.locator(".error-line:visible, .bar-over, [data-row] [data-over]:visible")).to_have_count(0)
        expect(donor).to_contain_text("Чекке жетти")

    def test_what_is_counted_is_told_after_a_pause(self, page: Page, draft: Application) -> None:
        open_step(page, draft, "budget")
        write(page, what="Топтор", source="Донор", quantity="1", price="27 000")
        told = page.locator("[data-say][role=status]")
        assert told.text_content() == ""
        expect(told).to_contain_text(f"Бардыгы: 27{NBSP}000{NBSP}сом. ")
        expect(told).to_contain_text(f"Донор: 27{NBSP}000{NBSP}сом. Чектен 2{NBSP}000{NBSP}сомго ашты.")

    def test_a_row_is_removed_and_put_back(self, page: Page, draft: Application) -> None:
        open_step(page, draft, "budget")
        for what in ("Медалдар", "Топтор", "Торлор"):
            write(page, what=what, source="Бюджет", quantity="1", price="1 000")
            press(page, "+ Дагы кошуу")
        # Nothing is written in the fourth: it goes without a word.
        press(page, "Бул сапты өчүрүү")
        expect(page.locator("[data-add]")).to_be_focused()
        expect(shown(page)).to_have_count(3)
        for number in (0, 0):
            shown(page).nth(number).locator("summary").click()
            press(page, "Бул сапты өчүрүү")
        expect(page.locator(".line-gone")).to_have_count(2)
        expect(page.locator("[data-total]")).to_have_text(f"1{NBSP}000{NBSP}сом")
        expect(page.get_by_role("button", name="Кайтаруу").last).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("[name=lines-1-what]")).to_be_focused()
        expect(page.locator("[data-total]")).to_have_text(f"2{NBSP}000{NBSP}сом")
        press(page, "Сактап, улантуу")
        expect(page).to_have_url(re.compile("/applicant/$"))
        assert [line.what for line in draft.lines.all()] == ["Топтор", "Торлор"]

    def test_a_mistake_opens_its_row_and_no_other(self, page: Page, draft: Application) -> None:
        open_step(page, draft, "budget")
        write(page, what="Медалдар", source="Бюджет", quantity="1", price="1 000")
        press(page, "+ Дагы кошуу")
        write(page, what="Топтор", source="Бюджет", quantity="көп", price="1 000")
        press(page, "Сактап, улантуу")
        expect(page.locator("[data-row][open]:visible")).to_have_count(1)
        expect(page.locator("[data-row][open]:visible .error:visible")).to_have_count(1)
        expect(page.locator(".error-summary a")).to_contain_text("«Топтор», саны")
        page.locator(".error-summary a").click()
        expect(page.locator("[name=lines-1-quantity]")).to_be_focused()
        assert axe.check(page, "ky") == []

    def test_sixty_rows_are_the_most_each_with_its_own_names(self, page: Page, draft: Application) -> None:
        open_step(page, draft, "plan")
        page.evaluate("() => { for (let i = 0; i < 80; i++) { document.querySelector('[data-add]').click(); } }")
        expect(page.locator("[data-row]")).to_have_count(60)
        expect(page.locator("[data-add]")).to_be_hidden()
        expect(page.get_by_text("60 саптан ашык кошулбайт.")).to_be_visible()
        assert page.input_value("[name=plan-TOTAL_FORMS]") == "60"
        doubled = page.evaluate(
            "() => { const ids = [...document.querySelectorAll('[id]')].map(e => e.id);"
            " return ids.filter((id, at) => ids.indexOf(id) !== at); }"
        )
        assert doubled == []
        expect(page.locator("[name=plan-59-what]")).to_be_focused()
        expect(page.locator("[data-row]").last.locator("summary")).to_contain_text("60-иш-чара")
        expect(page.locator("[data-row]").last.get_by_label("Кайда")).to_have_attribute("name", "plan-59-place")


@pytest.mark.parametrize("viewport", [PHONE])
def test_a_month_is_chosen_or_written_in_other_words(page: Page, draft: Application) -> None:
    open_step(page, draft, "plan")
    chosen = shown(page).get_by_label("Качан").first
    month = chosen.locator("option").nth(1).inner_text()
    write(page, what="Мелдеш", place="Клуб", responsible="Мен")
    chosen.select_option(index=1)
    press(page, "+ Дагы кошуу")
    write(page, what="Майрам")
    shown(page).last.get_by_label("Качан").first.select_option(label="Башкача…")
    expect(page.locator("[name=plan-1-month]")).to_be_focused()
    page.keyboard.type("майдан июнга чейин")
    assert axe.check(page, "ky") == []
    press(page, "Сактап, улантуу")
    expect(page).to_have_url(re.compile("/budget/$"))
    assert [item.month for item in draft.plan.all()] == [month, "майдан июнга чейин"]
    open_step(page, draft, "plan")
    expect(shown(page).first.locator("summary")).to_contain_text(month)
    shown(page).first.locator("summary").click()
    expect(shown(page).first.get_by_label("Качан").first).to_have_value(month)
    shown(page).last.locator("summary").click()
    expect(page.locator("[name=plan-1-month]")).to_be_visible()


def test_by_keyboard_alone(page: Page, draft: Application) -> None:
    open_step(page, draft, "budget")
    shown(page).locator("[name$='-what']").focus()
    keys = page.keyboard
    keys.type("Топтор")
    keys.press("Tab")
    keys.press("ArrowDown")
    keys.press("ArrowDown")
    for typed in ("6", "даана", "2 500"):
        keys.press("Tab")
        keys.type(typed)
    keys.press("Tab")
    expect(page.get_by_role("button", name="Бул сапты өчүрүү")).to_be_focused()
    keys.press("Tab")
    expect(page.locator("[data-add]")).to_be_focused()
    keys.press("Enter")
    expect(page.locator("[name=lines-1-what]")).to_be_focused()
    # Back over the new row to the first one, which has folded.
    keys.press("Shift+Tab")
    keys.press("Shift+Tab")
    folded = page.locator("[data-row]").first
    expect(folded.locator("summary")).to_be_focused()
    keys.press("Enter")
    expect(folded.locator("[name$='-quantity']")).to_be_visible()
    expect(page.locator("[data-total]")).to_have_text(f"15{NBSP}000{NBSP}сом")


def test_without_scripts_rows_fold_and_count_too(
    browser: Any, live_server: Any, page: Page, draft: Application
) -> None:
    plain = browser.new_context(
        base_url=live_server.url, java_script_enabled=False, storage_state=page.context.storage_state()
    )
    quiet = plain.new_page()
    open_step(quiet, draft, "budget")
    write(quiet, what="Топтор", source="Донор", quantity="1", price="27 000")
    press(quiet, "+ Дагы кошуу")
    expect(quiet.locator("#empty [name=lines-1-what]")).to_be_visible()
    expect(quiet.locator("[data-row] summary").first).to_contain_text(f"27{NBSP}000")
    expect(quiet.locator("[data-source] .error-line").nth(1)).to_contain_text(f"Чектен 2{NBSP}000{NBSP}сомго ашты.")
    quiet.locator("[data-row] summary").first.click()
    quiet.locator("[data-row]").first.get_by_label("Бул сапты өчүрүү").check()
    press(quiet, "Сактап, улантуу")
    assert not draft.lines.exists()
    plain.close()
