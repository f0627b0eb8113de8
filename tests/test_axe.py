"""The rules for everyone must themselves find what they look for."""

from typing import Any

import pytest

from tests import axe

pytestmark = pytest.mark.browser

GOOD = """<h1>Бет</h1><p>Жол <a href="#">ушул сөздө</a> турат, паспорт.pdf файлында.</p>
<p><a class="tall" href="#">Улантуу</a></p>
<form><p><label for="a">Аты</label> <input class="tall" id="a"></p>
<p><input type="radio" id="b" name="r"> <label class="tall" for="b">Ооба</label></p></form>"""
PAGE = """<!doctype html><html lang="ky"><head><title>Бет</title><meta name="viewport" content="width=device-width">
<style>body {{ font-size: 17px }} .tall {{ display: inline-block; min-height: 44px }} #b {{ height: 24px; width: 24px }}
.back {{ display: flex; flex-direction: column-reverse }} .wide {{ width: 340px }} .wider {{ width: 600px }}
.pale {{ color: #bbb }}</style></head><body><main>{body}</main></body></html>"""


@pytest.fixture
def faults(page: Any, live_server: Any) -> Any:
    """Look at a page with this body as if the portal had served it."""
    page.set_viewport_size({"width": 360, "height": 740})

    def look(body: str, language: str = "ky", html: str = PAGE) -> list[str]:
        url = f"{live_server.url}/looked-at/"
        content = {"Content-Type": "text/html; charset=utf-8"}
        text = html.format(body=body).replace('lang="ky"', f'lang="{language}"', 1)
        page.route(url, lambda route: route.fulfill(body=text, headers=content))
        page.goto(url)
        return axe.check(page, language)

    return look


def test_a_good_page_passes(faults: Any) -> None:
    assert faults(GOOD) == []
    assert faults(GOOD.replace("өздө", "одо"), "ru") == []


@pytest.mark.parametrize(
    ("rule", "body"),
    [
        ("image-alt", '<img src="data:,">'),
        ("label", '<input class="tall">'),
        ("button-name", '<button class="tall"></button>'),
        ("color-contrast", '<p class="pale">Ачык боз сөздөр</p>'),
        ("aria-required-attr", '<p role="checkbox" tabindex="0" aria-label="Ооба"></p>'),
        ("landmark-no-duplicate-main", "<main>Экинчи</main>"),
        ("heading-order", "<h3>Үчүнчү</h3>"),
        ("autocomplete-valid", '<label>Аты <input class="tall" autocomplete="аты"></label>'),
        ("one-h1", "<h1>Экинчи</h1>"),
        ("focus-order", '<p><a class="tall" tabindex="2" href="#">Биринчи</a></p>'),
        ("focus-order", '<div class="back"><a class="tall" href="#">Бир</a> <a class="tall" href="#">Эки</a></div>'),
        ("target", '<p><a href="#">Жалгыз шилтеме</a></p>'),
        ("target", "<button>Басуу</button>"),
        ("target", '<p><label for="c">Ооба</label> <input type="checkbox" id="c"></p>'),
        ("lang", "<p>Something in English</p>"),
        ("sideways", '<p class="wider">Өтө кең</p>'),
        ("at 400 %: sideways", '<p class="wide">Кең</p>'),
    ],
)
def test_a_fault_is_found(faults: Any, rule: str, body: str) -> None:
    found = faults(f"{GOOD}{body}")
    assert any(fault.startswith(f"{rule}: ") for fault in found), found


def test_kyrgyz_on_a_russian_page_is_found_unless_it_is_a_name_or_marked(faults: Any) -> None:
    good = "<h1>Страница</h1><p>Өмүр Үсөнов</p><p lang='ky'>жөнүндө</p>"
    assert faults(good, "ru") == []
    assert [fault[:5] for fault in faults(f"{good}<p>Ошол жөнүндө</p>", "ru")] == ["lang:"]


def test_a_page_in_another_language_than_asked_for_is_found(faults: Any) -> None:
    assert faults(GOOD, html=PAGE.replace('<html lang="ky">', "<html>"))
    assert any(fault.startswith("lang: html") for fault in faults(GOOD, html=PAGE.replace('"ky"', '"ru"')))


def test_a_page_under_the_strictest_policy_is_looked_at_all_the_same(page: Any, watch: Any, live_server: Any) -> None:
    watch.allow("Content Security Policy")
    url = f"{live_server.url}/looked-at/"
    headers = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": "default-src 'none'"}
    body = PAGE.format(body='<h1>Бет</h1><img src="data:,">').replace("<style>", "<!--").replace("</style>", "-->")
    page.route(url, lambda route: route.fulfill(body=body, headers=headers))
    page.goto(url)
    assert any(fault.startswith("image-alt: ") for fault in axe.check(page, "ky"))
