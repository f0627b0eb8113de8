"""The filters of {% load ky %}."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.template import Context, Template
from django.utils import translation

N = "\u00a0"


def render(expression: str, value: Any, language: str) -> str:
    with translation.override(language):
        return Template("{% load ky %}{{ " + expression + " }}").render(Context({"v": value}))


DAY = date(2026, 10, 12)


@pytest.mark.parametrize(
    ("expression", "value", "ky", "ru"),
    [
        ("v|som", 37_000_00, f"37{N}000{N}сом", f"37{N}000{N}сомов"),
        ("v|som", 0, f"0{N}сом", f"0{N}сомов"),
        ("v|figure", 1_234_567_50, f"1{N}234{N}567,50", f"1{N}234{N}567,50"),
        ("v|som_words", 12_000_00, "он эки миң сом", "двенадцать тысяч сомов"),
        ("v|in_words", 21, "жыйырма бир", "двадцать один"),
        ("v|in_words", 0, "нөл", "ноль"),
        ("v|long_date", DAY, "2026-жылдын 12-октябры", "12 октября 2026 года"),
        ("v|short_date", DAY, "12-октябрь", "12 октября"),
        ("v|until", DAY, "12-октябрга чейин", "до 12 октября"),
        ("v|long_until", DAY, "2026-жылдын 12-октябрына чейин", "до 12 октября 2026 года"),
        ("v|dated", DAY, "2026-жылдын 12-октябрындагы", "от 12 октября 2026 года"),
        (
            "v|moment",
            datetime(2026, 10, 12, 8, 5, tzinfo=UTC),
            "2026-жылдын 12-октябры, 14:05",
            "12 октября 2026 года, 14:05",
        ),
        ("v|phone", "+996555123456", f"+996{N}555{N}12{N}34{N}56", f"+996{N}555{N}12{N}34{N}56"),
        ('v|case:"dative"', "Ош шаары", "Ош шаарына", "Ош шаары"),
        ('v|case:"ablative"', 23_000, f"23{N}000ден", f"23{N}000"),
        ('v|som|case:"dative"', 23_000_00, f"23{N}000{N}сомго", f"23{N}000{N}сомов"),
        ('v|pick:"name"', SimpleNamespace(name_ky="Айыл", name_ru="Село"), "Айыл", "Село"),
        (
            'v|pick:"name"|case:"locative"',
            SimpleNamespace(name_ky="Үмүт айылы", name_ru="село Умут"),
            "Үмүт айылында",
            "село Умут",
        ),
    ],
)
def test_filters(expression: str, value: Any, ky: str, ru: str) -> None:
    assert render(expression, value, "ky") == ky
    assert render(expression, value, "ru") == ru


NAMES = "som figure som_words in_words long_date short_date until long_until dated moment phone"


@pytest.mark.parametrize("name", [*NAMES.split(), 'case:"dative"', 'pick:"name"'])
@pytest.mark.parametrize("nothing", [None, ""])
def test_nothing_gives_nothing(name: str, nothing: Any) -> None:
    assert render(f"v|{name}", nothing, "ky") == ""


def test_the_tag_of_a_span() -> None:
    template = Template("{% load ky %}{% date_range a b %}")
    with translation.override("ky"):
        assert template.render(Context({"a": date(2026, 9, 13), "b": DAY})) == "13-сентябрь – 12-октябрь"
    with translation.override("ru"):
        assert template.render(Context({"a": date(2026, 9, 13), "b": DAY})) == "13 сентября – 12 октября"


@pytest.mark.parametrize(("name", "wrong"), [("som", "12 000"), ("long_date", "2026-10-12"), ("phone", 555)])
def test_a_wrong_kind_is_told(name: str, wrong: Any) -> None:
    with pytest.raises(TypeError, match=name):
        render(f"v|{name}", wrong, "ky")


def test_what_people_wrote_is_escaped() -> None:
    evil = SimpleNamespace(name_ky="<script>", name_ru="")
    assert render('v|pick:"name"', evil, "ky") == "&lt;script&gt;"
    assert render('v|case:"dative"', "<b>", "ky").startswith("&lt;b&gt;")
    assert render("v|phone", "<b>", "ky") == "&lt;b&gt;"
