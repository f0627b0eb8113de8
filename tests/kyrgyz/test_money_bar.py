"""The money bar and the line of steps."""

from html.parser import HTMLParser

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from kyrgyz.money_bar import KINDS, MoneyBar, Part
from kyrgyz.step_line import Step

N = "\u00a0"
LOCAL = Part("Жергиликтүү бюджет", 12_000_00, "local")
DONOR = Part("Донор", 25_000_00, "donor")


def layout(bar: MoneyBar) -> list[tuple[str, int, int]]:
    return [(segment.kind, segment.x, segment.width) for segment in bar.segments]


def test_parts_fill_the_bar() -> None:
    bar = MoneyBar([LOCAL, DONOR])
    assert bar.total == 37_000_00
    assert layout(bar) == [("local", 0, 324), ("donor", 324, 676)]
    assert bar.legend == [LOCAL, DONOR]


def test_a_part_of_a_whole() -> None:
    assert layout(MoneyBar([LOCAL], whole=24_000_00)) == [("local", 0, 500)]
    assert layout(MoneyBar([LOCAL], whole=12_000_00)) == [("local", 0, 1000)]


def test_what_is_beyond_the_whole_is_a_segment_of_its_own() -> None:
    bar = MoneyBar([DONOR, LOCAL], whole=30_000_00)
    assert bar.over == 7_000_00
    assert layout(bar) == [("donor", 0, 676), ("local", 676, 135), ("over", 811, 189)]
    assert [(part.kind, part.tyiyn) for part in bar.legend] == [
        ("donor", 25_000_00),
        ("local", 12_000_00),
        ("over", 7_000_00),
    ]


def test_the_excess_may_reach_over_several_parts() -> None:
    bar = MoneyBar([Part("а", 50, "local"), Part("б", 50, "donor"), Part("в", 100, "own")], whole=20)
    assert layout(bar) == [("local", 0, 100), ("over", 100, 900)]
    assert layout(MoneyBar([LOCAL], whole=0)) == [("over", 0, 1000)]


def test_an_excess_marked_by_the_caller_is_not_counted_twice() -> None:
    bar = MoneyBar([Part("ашыкча", 2_000_00, "over"), Part("Донор", 8_000_00, "donor")], whole=8_000_00)
    assert layout(bar) == [("donor", 0, 800), ("over", 800, 200)]
    assert [part.kind for part in bar.legend] == ["donor", "over"]


def test_nothing_makes_no_segment() -> None:
    assert MoneyBar([]).segments == []
    assert MoneyBar([], whole=0).segments == []
    bar = MoneyBar([Part("Өздүк салым", 0, "own")], whole=100)
    assert bar.segments == []
    assert [part.label for part in bar.legend] == ["Өздүк салым"]


@given(
    st.lists(st.builds(Part, st.just("x"), st.integers(0, 10**11), st.sampled_from(KINDS[:5])), max_size=8),
    st.one_of(st.none(), st.integers(0, 10**11)),
)
def test_segments_touch_and_sum_exactly(parts: list[Part], whole: int | None) -> None:
    bar = MoneyBar(parts, whole)
    segments = bar.segments
    x = 0
    for segment in segments:
        assert segment.x == x
        assert segment.width >= 1
        x += segment.width
    if not segments:
        assert bar.total == 0
    elif whole is None or bar.total >= whole:
        assert x == 1000
    else:
        assert x == max(len(segments), round(bar.total * 1000 / whole))
    assert sum(segment.tyiyn for segment in segments) == bar.total
    limit = bar.total if whole is None else whole
    assert sum(s.tyiyn for s in segments if s.kind == "over") == max(0, bar.total - limit)


def test_a_small_source_stays_visible() -> None:
    bar = MoneyBar([Part("көп", 10**11, "local"), Part("аз", 1, "own")])
    assert layout(bar) == [("local", 0, 999), ("own", 999, 1)]


@pytest.mark.parametrize(("tyiyn", "kind"), [(-1, "local"), (1, "kenesh")])
def test_impossible_parts(tyiyn: int, kind: str) -> None:
    with pytest.raises(ValueError, match="part"):
        Part("x", tyiyn, kind)


def test_an_impossible_whole() -> None:
    with pytest.raises(ValueError, match="whole"):
        MoneyBar([], whole=-1)


def test_the_bar_in_words() -> None:
    with translation.override("ky"):
        text = MoneyBar([LOCAL, DONOR]).text
        assert f"Жергиликтүү бюджет: 12{N}000{N}сом; Донор: 25{N}000{N}сом. " in text
        assert f"37{N}000{N}сом" in text
        beyond = MoneyBar([LOCAL, DONOR], whole=30_000_00).text
        assert f"7{N}000{N}сом" in beyond
        assert f"30{N}000{N}сом" in beyond
    with translation.override("ru"):
        assert f"37{N}000{N}сомов" in MoneyBar([LOCAL, DONOR]).text


class Tags(HTMLParser):
    """Collects the tags, so that a test reads attributes and not spellings."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append(data.strip())

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.seen if name == tag]


@pytest.mark.parametrize("language", ["ky", "ru"])
def test_the_template_of_the_bar(language: str) -> None:
    with translation.override(language):
        bar = MoneyBar([Part("<Донор>", 25_000_00, "donor")])
        html = render_to_string("parts/money_bar.html", {"bar": bar})
        tags = Tags(html)
        (svg,) = tags.named("svg")
        assert svg["aria-label"] == bar.text
    assert (svg["role"], svg["preserveaspectratio"]) == ("img", "none")
    rects = [(rect["class"], rect["x"], rect["width"]) for rect in tags.named("rect")]
    # Widths are bare numbers: «1 000» would be no width.
    assert rects == [("bar-rest", "0", "1000"), ("bar-donor", "0", "1000")]
    assert "<Донор>" in tags.texts
    assert "style=" not in html


def test_the_legend_shows_figures() -> None:
    with translation.override("ky"):
        tags = Tags(render_to_string("parts/money_bar.html", {"bar": MoneyBar([LOCAL, DONOR], 30_000_00)}))
    keys = [item["class"] for item in tags.named("li")]
    assert keys == ["bar-key bar-key-local", "bar-key bar-key-donor", "bar-key bar-key-over"]
    assert tags.texts[1::2] == [f"12{N}000{N}сом", f"25{N}000{N}сом", f"7{N}000{N}сом"]


def test_the_line_of_steps() -> None:
    steps = [
        Step("Кулактандыруу", "13-сентябрь", "done"),
        Step("Баалоо", "13–22-октябрь", "now"),
        Step("Чечим", "", "next"),
    ]
    with translation.override("ky"):
        tags = Tags(render_to_string("parts/steps.html", {"steps": steps}))
    assert tags.named("ol") == [{"class": "steps"}]
    assert tags.named("li") == [
        {"class": "step step-done"},
        {"class": "step step-now", "aria-current": "step"},
        {"class": "step step-next"},
    ]
    assert [text for text in tags.texts if "-" in text] == ["13-сентябрь", "13–22-октябрь"]
    assert [span["class"] for span in tags.named("span")].count("step-when") == 2


def test_an_impossible_step() -> None:
    with pytest.raises(ValueError, match="late"):
        Step("x", "", "late")
