"""What the limits of each source leave for an application, and in what words the budget's page says it."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from initiatives.forms.plan import months_of
from initiatives.limits import Standing, over_by_line, standings
from initiatives.models import Application, Contest, FundingSource
from initiatives.views.money import limit_words, source_rows
from kyrgyz.money import som
from tests import factories as make
from tests.initiatives.test_pages import text_of
from tests.initiatives.test_steps import rows, step

NBSP = "\N{NO-BREAK SPACE}"


@pytest.fixture(autouse=True)
def _in_kyrgyz() -> Iterator[None]:
    with translation.override("ky"):
        yield


def source(pk: int = 1, **limits: Any) -> FundingSource:
    return FundingSource(pk=pk, kind="donor", name_ky="Донор", name_ru="Донор", **limits)


def said(name: str, **values: Any) -> str:
    return _(name) % values


CAP = "%(over)s above the limit. Lessen a line or choose another source."
ANNOUNCED = "%(over)s more than the contest has. Lessen a line or choose another source."
SHARE = (
    "At most %(share)s %% of all the money comes from here. Lessen it by %(over)s, or ask for %(part)s of it from "
    "another source."
)
LEFT = "You may ask for %(left)s more."
FULL = "The limit is reached: nothing more can be asked for from here."
FIRST = "Ask for something from another source first: at most %(share)s %% of all the money comes from here."
BESIDE = "%(others)s are asked for from other sources, so up to %(most)s may come from here."


class TestWhatIsLeft:
    @pytest.mark.parametrize(
        ("limits", "asked", "left"),
        [
            ({}, 5_000, None),
            ({"cap": 25_000_00}, 0, 25_000),
            ({"cap": 25_000_00}, 12_000, 13_000),
            ({"announced": 23_000_00}, 12_000, 11_000),
            ({"cap": 25_000_00, "announced": 23_000_00}, 12_000, 11_000),
            ({"cap": 25_000_00, "announced": 60_000_00}, 12_000, 13_000),
        ],
    )
    def test_of_a_cap_and_of_what_was_announced(self, limits: dict[str, int], asked: int, left: int | None):
        standing = Standing(source(**limits), asked * 100, 7_000_00)
        assert standing.faults == []
        assert standing.left_words == ("" if left is None else said(LEFT, left=som(left * 100)))

    def test_nothing_where_the_limit_is_reached(self):
        assert Standing(source(cap=25_000_00), 25_000_00, 0).left_words == _(FULL)

    def test_of_a_share_beside_what_others_give(self):
        # Half of the whole: as much as all the others give.
        words = Standing(source(max_share=50), 15_000_00, 24_000_00).left_words
        assert words == f"{said(BESIDE, others=som(24_000_00), most=som(24_000_00))} {said(LEFT, left=som(9_000_00))}"

    def test_the_smaller_of_share_and_cap(self):
        both = source(max_share=50, cap=20_000_00)
        assert Standing(both, 15_000_00, 24_000_00).left_words == said(LEFT, left=som(5_000_00))
        beside = Standing(both, 15_000_00, 18_000_00).left_words
        assert said(BESIDE, others=som(18_000_00), most=som(18_000_00)) in beside
        assert said(LEFT, left=som(3_000_00)) in beside

    def test_a_share_of_nothing(self):
        assert Standing(source(max_share=30), 0, 0).left_words == said(FIRST, share=30)

    def test_the_whole_is_no_limit(self):
        assert Standing(source(max_share=100), 15_000_00, 0).limit is None

    @pytest.mark.parametrize("share", [1, 30, 33, 50, 67, 99])
    def test_what_is_left_can_be_asked_and_no_tyiyn_more(self, share: int):
        for asked, others in [(0, 10_000_01), (100, 10_000_03), (7_77, 1_00), (0, 1)]:
            before = Standing(source(max_share=share), asked, others)
            assert before.limit is not None
            if before.over:
                continue
            assert Standing(before.source, before.limit, others).faults == []
            beyond = Standing(before.source, before.limit + 1, others)
            assert beyond.faults
            assert beyond.tyiyn * 100 > share * (beyond.tyiyn + others)


class TestWhatIsBroken:
    @pytest.mark.parametrize(
        ("limits", "words"),
        [
            ({"cap": 25_000_00, "announced": 60_000_00}, said(CAP, over="2 000 сом".replace(" ", NBSP))),
            ({"announced": 25_000_00}, said(ANNOUNCED, over="2 000 сом".replace(" ", NBSP))),
            ({"cap": 25_000_00, "announced": 20_000_00}, said(ANNOUNCED, over="7 000 сом".replace(" ", NBSP))),
        ],
    )
    def test_says_which_limit_and_by_how_much(self, limits: dict[str, int], words: str):
        standing = Standing(source(**limits), 27_000_00, 10_000_00)
        assert (standing.faults, standing.left_words) == ([words], "")

    def test_a_share_says_two_ways_out_and_both_mend_it(self):
        standing = Standing(source(max_share=50), 30_000_00, 12_000_00)
        assert standing.faults == [said(SHARE, share=50, over=som(18_000_00), part=som(9_000_00))]
        assert Standing(standing.source, 12_000_00, 12_000_00).faults == []
        assert Standing(standing.source, 21_000_00, 21_000_00).faults == []
        assert Standing(standing.source, 21_000_01, 20_999_99).faults

    def test_two_limits_are_both_said(self):
        assert len(Standing(source(cap=25_000_00, max_share=50), 27_000_00, 1_00).faults) == 2

    def test_the_lines_that_go_beyond_are_named(self):
        standing = standings([(source(1, cap=25_000_00), 40_000_00), (source(2), 90_000_00)])
        lines = [(1, 15_000_00), (2, 90_000_00), (1, 12_000_00), (None, 5_00), (1, 13_000_00)]
        assert over_by_line(lines, standing) == [0, 0, 2_000_00, 0, 13_000_00]

    def test_the_bar_shows_the_part_above_the_limit(self):
        row, free = source_rows([(source(1, cap=25_000_00), 27_000_00), (source(2), 1_00)])
        assert [(segment.kind, segment.tyiyn) for segment in row.bar.segments] == [
            ("donor", 25_000_00),
            ("over", 2_000_00),
        ]
        assert [segment.width for segment in free.bar.segments] == [1000]


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        ({}, ""),
        ({"announced": 23_000_00}, "сынакка 23 000 сом бөлүнгөн"),
        ({"cap": 25_000_00, "announced": 60_000_00}, "сынакка 60 000 сом бөлүнгөн, бир демилгеге 25 000ге чейин"),
        ({"max_share": 50}, "жалпы сумманын эң көбү 50 %"),
    ],
)
def test_the_limits_in_words(limits: dict[str, int], words: str):
    assert limit_words(source(**limits)).replace(NBSP, " ") == words


@pytest.mark.django_db
class TestPage:
    @pytest.fixture
    def contest(self) -> Contest:
        return make.make_contest(
            sources=[
                {"name_ky": "Бюджет", "name_ru": "Бюджет", "kind": "local", "amount": 23_000_00},
                {"name_ky": "Донор", "name_ru": "Донор", "kind": "donor", "cap": 25_000_00, "max_share": 60},
            ]
        )

    @pytest.fixture
    def draft(self, contest: Contest) -> Application:
        return make.make_application(contest, complete=False)

    def line(self, draft: Application, number: int, price: str, **changes: Any) -> dict[str, Any]:
        chosen = draft.contest.sources.all()[number]
        return {"what": f"Нерсе {number}", "source": chosen.pk, "quantity": "1", "price": price, **changes}

    def test_says_what_is_left_in_both_languages(self, visitor, draft):
        applicant, address = visitor(draft.applicant), step(draft, "budget")
        page = text_of(applicant.get(address))
        assert f"Дагы 23{NBSP}000{NBSP}сом сурасаңыз болот." in page
        assert "Алгач башка булактан сураңыз" in page
        applicant.post(address, rows("lines", self.line(draft, 0, "12 000"), self.line(draft, 1, "10 000")))
        page = text_of(applicant.get(address))
        assert f"Дагы 11{NBSP}000{NBSP}сом сурасаңыз болот." in page
        # 60 % beside 12 000 are 18 000.
        assert f"Башка булактардан 12{NBSP}000{NBSP}сом суралды" in page
        assert f"Дагы 8{NBSP}000{NBSP}сом сурасаңыз болот." in page
        assert f"Можно запросить ещё 8{NBSP}000{NBSP}сомов." in text_of(applicant.get(f"/ru{address}"))

    def test_a_broken_limit_is_in_the_summary_at_its_line_and_at_its_source(self, visitor, draft):
        applicant, address = visitor(draft.applicant), step(draft, "budget")
        typed = rows(
            "lines", self.line(draft, 1, "10 000"), self.line(draft, 0, "12 000"), self.line(draft, 1, "9 000")
        )
        applicant.post(address, typed)
        page = applicant.get(address)
        html, over = text_of(page), said("%(over)s above the limit", over=som(1_000_00))
        donor = draft.contest.sources.last()
        assert f'href="#source-{donor.pk}">Донор: {over}</a>' in html
        assert f'id="source-{donor.pk}"' in html
        assert [row.over_words for row in page.context["rows"].forms[:4]] == ["", "", f"Донор: {over}", ""]
        assert html.count(f"Донор: {over}") == 2
        assert said(SHARE, share=60, over=som(1_000_00), part=som(40_000)) in html
        assert '<rect class="bar-over"' in html

    def test_what_is_typed_wrongly_counts_as_far_as_it_goes(self, visitor, draft):
        typed = rows(
            "lines", self.line(draft, 0, "24 000"), self.line(draft, 1, "x"), self.line(draft, 0, "5", what="")
        )
        page = text_of(visitor(draft.applicant).post(step(draft, "budget"), typed))
        assert f"24{NBSP}005{NBSP}сом" in page
        assert said(ANNOUNCED, over=som(1_005_00)) in page

    def test_a_removed_line_is_gone_right_or_wrong(self, visitor, draft):
        gone = self.line(draft, 1, "x", DELETE="on")
        answer = visitor(draft.applicant).post(step(draft, "budget"), rows("lines", self.line(draft, 0, "5"), gone))
        assert answer.status_code == 302
        assert [line.what for line in draft.lines.all()] == ["Нерсе 0"]

    def test_a_removed_line_is_no_mistake_beside_one(self, visitor, draft):
        gone = self.line(draft, 1, "x", DELETE="on")
        page = visitor(draft.applicant).post(step(draft, "budget"), rows("lines", self.line(draft, 0, "y"), gone))
        assert [sorted(row.errors) for row in page.context["rows"].forms[:2]] == [["price"], []]
        # It can still be put back.
        assert 'value="Нерсе 1"' in text_of(page)
        assert 'name="lines-1-DELETE" id="id_lines-1-DELETE" checked' in text_of(page)

    def test_the_own_contribution_is_never_counted(self, visitor, draft):
        applicant, address = visitor(draft.applicant), step(draft, "budget")
        own = {"own-own_contribution": "Эмгек", "own-own_contribution_value": "9 999"}
        applicant.post(address, {**rows("lines", self.line(draft, 0, "12 000")), **own})
        draft.refresh_from_db()
        assert (draft.own_contribution_value, draft.asked_total) == (9_999_00, 12_000_00)
        assert f"<b data-total>12{NBSP}000{NBSP}сом</b>" in text_of(applicant.get(address))

    def test_one_row_is_open_and_the_rest_is_folded(self, visitor, draft):
        applicant, address = visitor(draft.applicant), step(draft, "budget")
        applicant.post(address, rows("lines", self.line(draft, 0, "12 000")))
        html = text_of(applicant.get(address))
        assert (html.count("<details"), html.count(" open id=")) == (5, 1)
        page = applicant.post(address, rows("lines", self.line(draft, 0, "12 000"), self.line(draft, 1, "")))
        assert text_of(page).count(" open>") == 1

    def test_reads_the_sources_once_however_many_lines(self, visitor, draft, django_assert_max_num_queries):
        lines = [self.line(draft, 0, "1") for _number in range(30)]
        visitor(draft.applicant).post(step(draft, "budget"), rows("lines", *lines))
        applicant = visitor(draft.applicant)
        with django_assert_max_num_queries(40):
            applicant.get(step(draft, "budget"))


class TestMonths:
    def contest(self, first: date, last: date) -> Contest:
        return Contest(decision_on=first, implement_by=last)

    def test_from_the_decision_to_the_last_day(self):
        within = self.contest(date(2021, 10, 15), date(2021, 12, 1))
        assert months_of(within) == ["октябрь", "ноябрь", "декабрь"]

    def test_with_the_year_where_there_are_two(self):
        across = self.contest(date(2021, 12, 31), date(2022, 1, 1))
        assert months_of(across) == ["2021-ж. декабрь", "2022-ж. январь"]
        with translation.override("ru"):
            assert months_of(across) == ["декабрь 2021 г.", "январь 2022 г."]

    def test_of_years_apart_the_first_two_years(self):
        assert len(months_of(self.contest(date(2021, 1, 1), date(2031, 1, 1)))) == 24

    @pytest.mark.django_db
    def test_are_offered_and_other_words_are_kept(self, visitor):
        draft = make.make_application(complete=False)
        applicant, address = visitor(draft.applicant), reverse("application_step", args=[draft.pk, "plan"])
        applicant.post(address, rows("plan", {"what": "Мелдеш", "month": "майдан июнга чейин"}))
        assert draft.plan.get().month == "майдан июнга чейин"
        page = text_of(applicant.get(address))
        for month in months_of(draft.contest):
            assert f'<option value="{month}">' in page
        assert 'value="майдан июнга чейин"' in page
        assert 'list="months"' in page
