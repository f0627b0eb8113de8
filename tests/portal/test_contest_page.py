"""The contest's page in every state: what a reader can do now, and in words what not; sums, papers and the rest."""

import gzip
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from documents.models import Paper
from documents.services import issue
from initiatives.annexes import issue_forms
from initiatives.models import Contest
from initiatives.services import answer_question, ask
from journal import clock
from kyrgyz.dates import BISHKEK
from tests import factories as make

pytestmark = pytest.mark.django_db

DATES: dict[str, Any] = {
    "opens_at": datetime(2026, 9, 13, 9, tzinfo=BISHKEK),
    "closes_at": datetime(2026, 10, 12, 18, tzinfo=BISHKEK),
    "scoring_until": date(2026, 10, 22),
    "decision_on": date(2026, 10, 25),
    "implement_by": date(2026, 12, 31),
    "year": 2026,
}
BEFORE = datetime(2026, 9, 1, 12, tzinfo=BISHKEK)
DURING = datetime(2026, 10, 3, 12, tzinfo=BISHKEK)
AFTER = datetime(2026, 10, 13, 12, tzinfo=BISHKEK)


@pytest.fixture(autouse=True)
def _in_kyrgyz() -> Iterator[None]:
    with translation.override("ky"):
        yield


def contest_in(state: str, **fields: Any) -> Contest:
    """Return a contest of the autumn of 2026 in the state, announced in August."""
    with clock.at(datetime(2026, 8, 20, tzinfo=BISHKEK)):
        return make.make_contest(state=state, **{**DATES, **fields})


def html(client: Any, contest: Contest, when: datetime, language: str = "") -> str:
    with clock.at(when):
        response = client.get(f"{language}/contests/{contest.pk}/")
    assert response.status_code == 200
    return str(response.content.decode())


def text(page: str) -> str:
    plain = re.sub(r"<[^>]+>", " ", page).replace("\N{NO-BREAK SPACE}", " ")
    return unescape(re.sub(r"\s+", " ", plain))


def panel(page: str) -> str:
    return text(page.split("<aside", 1)[1].split("</aside>")[0])


STATES = [
    (
        "announced", BEFORE, "Жакында ачылат", "Скоро откроется",
        ["Табыштама кабыл алуу башталат: 2026-жылдын 13-сентябры, 09:00."],
        ["Приём заявок начнётся: 13 сентября 2026 года, 09:00."],
    ),
    (
        "announced", DURING, "Табыштама кабыл алынууда", "Идёт приём заявок",
        ["Табыштама 12-октябрга чейин кабыл алынат.", "Акыркы күнү саат 18:00гө чейин. 9 күн калды."],
        ["Заявки принимаются до 12 октября.", "В последний день – до 18:00. Осталось 9 дней."],
    ),
    (
        "announced", AFTER, "Табыштама кабыл алуу бүттү", "Приём заявок окончен",
        ["Сынак 2026-жылдын 12-октябрында жабылды.", "22-октябрга чейин баалайт", "2026-жылдын 25-октябры."],
        ["Конкурс закрылся 12 октября 2026 года.", "День принятия решения: 25 октября 2026 года."],
    ),
    (
        "scoring", AFTER, "Комиссия баалап жатат", "Комиссия оценивает",
        ["Сынак 2026-жылдын 12-октябрында жабылды.", "Чечим кабыл алынчу күн: 2026-жылдын 25-октябры."],
        ["Конкурс закрылся 12 октября 2026 года."],
    ),
    (
        "decided", AFTER, "Комиссия чечим кабыл алды", "Комиссия приняла решение",
        ["Жыйынтык жарыяланганда ушул баракка чыгат."],
        ["Итоги появятся здесь, как только их опубликуют."],
    ),
    (
        "published", AFTER, "Жыйынтык жарыяланды", "Итоги опубликованы",
        ["Жеңүүчүлөр демилгелерин 31-декабрга чейин ишке ашырат.", "Жыйынтыгын көрүү"],
        ["Победители реализуют инициативы до 31 декабря.", "Посмотреть итоги"],
    ),
    (
        "closed", AFTER, "Сынак аяктады", "Конкурс завершён",
        ["Сынак 2026-жылдын 12-октябрында жабылды.", "Жыйынтыгын көрүү"],
        ["Конкурс закрылся 12 октября 2026 года.", "Посмотреть итоги"],
    ),
]  # fmt: skip


class TestStates:
    @pytest.mark.parametrize(("state", "when", "tag_ky", "tag_ru", "ky", "ru"), STATES)
    def test_it_says_where_it_stands(
        self, client: Any, state: str, when: datetime, tag_ky: str, tag_ru: str, ky: list[str], ru: list[str]
    ):
        contest = contest_in(state)
        for language, tag, said in [("", tag_ky, ky), ("/ru", tag_ru, ru)]:
            page = html(client, contest, when, language)
            assert re.search(rf'<span class="tag[^"]*">{tag}</span>', page)
            for words in said:
                assert words in panel(page)

    @pytest.mark.parametrize(("state", "when"), [(row[0], row[1]) for row in STATES])
    def test_only_what_can_be_done_now_is_offered(self, client: Any, state: str, when: datetime):
        contest = contest_in(state)
        page = html(client, contest, when)
        takes = when == DURING
        assert (reverse("begin", args=[contest.pk]) in page) is takes
        assert (reverse("may_i_apply", args=[contest.pk]) in page) is (when in (BEFORE, DURING))
        assert (reverse("results", args=[contest.pk]) in page) is (state in ("published", "closed"))
        assert (reverse("ask", args=[contest.pk]) in page) is (state not in ("published", "closed"))
        # One red button, or none.
        assert page.count('class="button-main"') == (takes or state in ("published", "closed"))

    def test_a_draft_does_not_exist(self, client: Any):
        draft = make.make_contest(state="draft")
        for address in [f"/contests/{draft.pk}/", f"/contests/{draft.pk}/dates.ics"]:
            assert client.get(address).status_code == 404

    @pytest.mark.parametrize(
        ("when", "left"),
        [
            (datetime(2026, 10, 11, 23, 59, tzinfo=BISHKEK), "1 күн калды."),
            (datetime(2026, 10, 12, 0, 0, tzinfo=BISHKEK), "Бүгүн акыркы күн."),
            (datetime(2026, 10, 12, 17, 59, 59, tzinfo=BISHKEK), "Бүгүн акыркы күн."),
        ],
    )
    def test_the_last_days_are_counted(self, client: Any, when: datetime, left: str):
        assert left in panel(html(client, contest_in("announced"), when))

    def test_the_clock_opens_and_closes_to_the_second(self, client: Any):
        contest = contest_in("announced")
        begin = reverse("begin", args=[contest.pk])
        for moment, opened in [
            (contest.opens_at - timedelta(seconds=1), False),
            (contest.opens_at, True),
            (contest.closes_at - timedelta(seconds=1), True),
            (contest.closes_at, False),
        ]:
            assert (begin in html(client, contest, moment)) is opened

    def test_a_closed_one_leads_to_the_next(self, client: Any):
        closed = contest_in("scoring")
        assert "Кийинки сынак жарыяланганда башкы бетке чыгат." in panel(html(client, closed, AFTER))
        later = {"opens_at": AFTER + timedelta(days=30), "closes_at": AFTER + timedelta(days=60)}
        dates = {"scoring_until": date(2027, 1, 20), "decision_on": date(2027, 1, 25), "implement_by": date(2027, 5, 1)}
        contest_in("announced", title_ky="Бирөөнүн сынагы")
        contest_in("draft", municipality=closed.municipality, title_ky="Даярдалып жаткан", **later, **dates)
        assert "Кийинки сынак жарыяланганда" in panel(html(client, closed, AFTER))
        contest_in("announced", municipality=closed.municipality, title_ky="Кышкы сынак", **later, **dates)
        page = panel(html(client, closed, AFTER))
        assert "Кийинки сынак: Кышкы сынак . Табыштама кабыл алуу башталат: 2026-жылдын 12-ноябры, 12:00." in page
        now = panel(html(client, closed, AFTER + timedelta(days=40)))
        assert "Кышкы сынак . Табыштама 12-декабрга чейин кабыл алынат." in now

    def test_the_first_page_says_it_too(self, client: Any):
        contest_in("scoring")
        with clock.at(AFTER):
            page = text(client.get("/").content.decode())
        assert "Комиссия баалап жатат" in page
        assert "Сынак 2026-жылдын 12-октябрында жабылды." in page


class TestContent:
    def test_sums_in_figures_and_words_with_their_grounds(self, client: Any):
        sources = [
            {**make.SOURCES[0], "max_share": 60, "ground_ky": "Жобо, 14-пункт", "ground_ru": "Положение, п. 14"},
            make.SOURCES[1],
        ]
        contest = contest_in("announced", sources=sources)
        ky, ru = (text(html(client, contest, DURING, language)) for language in ("", "/ru"))
        for words in [
            "демилгенин каражатынын эң көп дегенде 60 % бөлүгү",
            "Негизи: Жобо, 14-пункт",
            "23 000 сом жыйырма үч миң сом",
            "25 000 сом жыйырма беш миң сом",
            "Бардык булактардан чогуу 48 000 сом кырк сегиз миң сом",
            "акчага которуу милдеттүү эмес",
        ]:
            assert words in ky
        for words in [
            "не более 60 % средств инициативы",
            "Основание: Положение, п. 14",
            "23 000 сомов двадцать три тысячи сомов",
            "Из всех источников вместе 48 000 сомов сорок восемь тысяч сомов",
        ]:
            assert words in ru

    def test_a_source_without_a_limit_says_so(self, client: Any):
        contest = contest_in("announced", sources=[{**make.SOURCES[0], "amount": None}])
        assert "чек жок" in text(html(client, contest, DURING))

    def test_who_may_apply_and_where(self, client: Any):
        ky = text(html(client, contest_in("announced"), DURING))
        assert "Тургун, өз атынан Демилгелүү топ: чогуу иштеген бир нече тургун Уюм: каттоодон өткөн" in ky
        assert "Айылдар : Ак-Булак, Көк-Жар ." in ky or "Айылдар: Ак-Булак, Көк-Жар." in ky
        ky = text(html(client, contest_in("announced", for_people=False, for_organisations=False), DURING))
        assert "Демилгелүү топ:" in ky
        assert "Тургун, өз атынан" not in ky
        assert "Уюм:" not in ky

    def test_documents_by_kind_of_applicant(self, client: Any):
        documents = [
            {"name_ky": "Кат", "name_ru": "Письмо", "required": False},
            {"name_ky": "Паспорт", "name_ru": "Паспорт", "asked_of": "people"},
            {"name_ky": "Устав", "name_ru": "Устав", "asked_of": "legal"},
        ]
        page = text(html(client, contest_in("announced", documents=documents), DURING))
        assert "Баары: Кат (бар болсо) Тургундар жана топтор: Паспорт Уюмдар: Устав" in page
        people = contest_in("announced", documents=documents, for_organisations=False)
        page = text(html(client, people, DURING))
        assert "Кат (бар болсо) Паспорт" in page
        assert "Устав" not in page
        assert "топтор:" not in page

    def test_papers_show_where_there_are_any(self, client: Any):
        contest = contest_in("announced")
        page = html(client, contest, DURING)
        assert "Кол менен толтурула турган бланктар" not in page
        paper = issue_forms(contest, by=make.make_specialist(contest.municipality))
        page = html(client, contest, DURING)
        assert "Кол менен толтурула турган бланктар" in page
        for language in ("ky", "ru"):
            assert reverse("paper", args=[paper.code, language]) in page
        # A paper that has been replaced is no longer offered.
        newer = issue(
            by=None, municipality=contest.municipality, kind=Paper.Kind.FORMS, register="forms", subject=contest,
            title_ky="Жаңы", title_ru="Новые", template=paper.template, facts=paper.facts, replaces=paper,
        )  # fmt: skip
        page = html(client, contest, DURING)
        assert paper.code not in page
        assert newer.code in page

    def test_it_is_light_with_five_long_answers_too(self, client: Any):
        contest = contest_in("announced")
        specialist = make.make_specialist(contest.municipality)
        for number in range(7):
            words = f"{number}. " + " ".join(f"суроо-{number}-{word}" for word in range(60))
            question = ask(by=make.make_user(), contest=contest, text=words)
            answer_question(by=specialist, question=question, answer=words * 2, public=True)
        assert len(gzip.compress(html(client, contest, DURING).encode())) < 15_000

    def test_it_asks_the_database_the_same_for_few_and_many(self, client: Any, django_assert_max_num_queries: Any):
        contest = contest_in("announced", priorities=[(f"Багыт {n}", f"Направление {n}") for n in range(30)])
        with django_assert_max_num_queries(24):
            html(client, contest, DURING)
