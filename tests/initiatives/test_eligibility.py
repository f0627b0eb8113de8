"""May I apply? Every yes and every no, and that the answers go into the application."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from initiatives import services
from initiatives.eligibility import most_in_all
from initiatives.forms import InitiativeForm
from initiatives.models import Application, Contest, FundingSource
from initiatives.rules import missing
from journal import clock
from tests import factories as make
from tests.initiatives.test_kept import make_person

pytestmark = pytest.mark.django_db

GROUPS_ONLY = {"for_people": False, "for_organisations": False}
PEOPLE_ONLY = {"for_groups": False, "for_organisations": False}
LEGAL_ONLY = {"for_people": False, "for_groups": False}


def check(client: Any, contest: Contest, language: str = "", **answers: str) -> Any:
    """Open the check with these answers; what is not given fits the contest."""
    fitting = {
        "kind": "person",
        "village": str(contest.municipality.villages.first().pk),
        "priority": str(contest.priorities.first().pk),
        "sum": "",
    }
    return client.get(f"{language}/contests/{contest.pk}/may-i-apply/", {**fitting, **answers})


def text(response: Any) -> str:
    assert response.status_code == 200
    plain = re.sub(r"<[^>]+>", " ", response.content.decode()).replace("\N{NO-BREAK SPACE}", " ")
    return unescape(re.sub(r"\s+", " ", plain))


def says_yes(page: Any) -> bool:
    return "Ооба, катыша аласыз." in text(page)


class TestAnswers:
    @pytest.mark.parametrize(
        ("contest", "answers", "reason"),
        [
            ({}, {}, ""),
            ({}, {"kind": "group"}, ""),
            ({}, {"kind": "legal"}, ""),
            ({}, {"sum": "48 000"}, ""),
            ({}, {"sum": "48 000,01"}, "Бир демилгеге бардык булактардан чогуу эң көп дегенде 48 000 сом берилет."),
            ({}, {"priority": "unknown"}, ""),
            ({}, {"priority": "other"}, "кулактандырууда аталган багыттар гана"),
            ({}, {"village": "other"}, "Ушул жердин айылдарындагы демилгелер гана катышат: А.Орозбеков айыл аймагы."),
            (GROUPS_ONLY, {"kind": "group"}, ""),
            (GROUPS_ONLY, {"kind": "other"}, "булар гана катыша алат: демилгелүү топ. Демилгелүү топ түзүңүз"),
            (PEOPLE_ONLY, {"kind": "other"}, "Араңыздардан бир киши тургун катары"),
            (LEGAL_ONLY, {"kind": "legal"}, ""),
            (LEGAL_ONLY, {"kind": "other"}, "табыштама бере турган уюм издеңиз"),
        ],
    )
    def test_yes_or_no_with_the_reason(self, client: Any, contest: dict, answers: dict, reason: str):
        page = check(client, make.make_contest(**contest), **answers)
        assert says_yes(page) is not bool(reason)
        assert reason in re.sub(r" +", " ", text(page))
        # The way to begin is there with a yes alone.
        assert ("Табыштаманы баштоо" in text(page)) is not bool(reason)

    def test_all_that_stands_in_the_way_is_said_at_once(self, client: Any):
        contest = make.make_contest(**GROUPS_ONLY)
        page = check(client, contest, kind="other", village="other", priority="other", sum="1 000 000")
        assert len(page.context["obstacles"]) == 4
        assert "Айыл өкмөтү, 2-бөлмө" in text(page)
        assert reverse("ask", args=[contest.pk]) in page.content.decode()

    def test_a_no_names_the_other_open_contests(self, client: Any):
        make.make_contest(title_ky="Башка ачык сынак")
        make.make_contest(title_ky="Жабык сынак", state="scoring")
        contest = make.make_contest(title_ky="Ушул сынак")
        page = text(check(client, contest, village="other"))
        assert "Башка ачык сынак" in page
        assert "Жабык сынак" not in page
        assert "Башка ачык сынак" not in text(check(client, contest))

    def test_only_the_kinds_and_villages_of_the_contest_can_be_chosen(self, client: Any):
        contest = make.make_contest(**GROUPS_ONLY)
        for answers in [
            {"kind": "person"},
            {"kind": "legal"},
            {"village": str(make.make_contest().municipality.villages.first().pk)},
            {"priority": str(make.make_contest().priorities.first().pk)},
            {"village": ""},
            {"kind": ""},
            {"priority": ""},
            {"sum": "көп"},
        ]:
            page = check(client, contest, **{"kind": "group", **answers})
            assert set(page.context["form"].errors) == set(answers)
            assert not says_yes(page)
            assert 'class="error-summary"' in page.content.decode()
        choices = [value for value, _label in page.context["form"].fields["kind"].choices]
        assert choices == ["group", "other"]
        every = check(client, make.make_contest()).context["form"].fields["kind"].choices
        assert [value for value, _label in every] == ["person", "group", "legal"]

    def test_a_contest_without_directions_asks_for_none(self, client: Any):
        contest = make.make_contest(priorities=[])
        village = contest.municipality.villages.first()
        page = client.get(f"/contests/{contest.pk}/may-i-apply/", {"kind": "person", "village": village.pk})
        assert says_yes(page)

    def test_unasked_it_shows_the_questions_alone(self, client: Any):
        contest = make.make_contest()
        for language in ("", "/ru"):
            page = client.get(f"{language}/contests/{contest.pk}/may-i-apply/")
            assert not page.context["form"].is_bound
            assert "error" not in page.content.decode()

    def test_nothing_is_stored(self, client: Any, django_assert_num_queries: Any):
        contest = make.make_contest()
        client.get(f"/contests/{contest.pk}/may-i-apply/")
        check(client, contest)
        assert "sessionid" not in client.cookies
        assert not Application.objects.exists()

    @pytest.mark.parametrize("state", ["scoring", "decided", "published", "closed"])
    def test_a_closed_contest_says_so_and_asks_nothing(self, client: Any, state: str):
        page = check(client, make.make_contest(state=state))
        assert "Табыштама кабыл алуу бүттү" in text(page)
        assert "<form" not in page.content.decode().split("<main")[1]

    def test_closed_by_the_clock_is_closed(self, client: Any):
        contest = make.make_contest()
        with clock.at(contest.closes_at):
            assert "Табыштама кабыл алуу бүттү" in text(check(client, contest))
        with clock.at(contest.closes_at - timedelta(seconds=1)):
            assert says_yes(check(client, contest))

    def test_before_it_opens_the_yes_says_from_when(self, client: Any):
        contest = make.make_contest()
        with clock.at(contest.opens_at - timedelta(days=1)):
            page = check(client, contest)
        assert says_yes(page)
        assert "Табыштама кабыл алуу башталат" in text(page)
        assert reverse("contest_dates", args=[contest.pk]) in page.content.decode()
        assert "Табыштаманы баштоо" not in text(page)

    def test_a_draft_does_not_exist(self, client: Any):
        assert client.get(f"/contests/{make.make_contest(state='draft').pk}/may-i-apply/").status_code == 404


@pytest.mark.parametrize(
    ("sources", "most"),
    [
        ([], None),
        ([(100, None)], 100),
        ([(100, None), (50, None)], 150),
        ([(None, None), (50, None)], None),
        # Half and half: the smaller one decides.
        ([(100, 50), (30, 50)], 60),
        ([(100, 60), (100, None)], 200),
        ([(100, 30), (20, None)], 28),
        # A share alone: the other source fills the rest.
        ([(None, 80), (20, None)], 100),
        ([(None, 50), (None, 50)], None),
        # The shares leave a part to sources that are not listed: there is no saying.
        ([(100, 80)], None),
    ],
)
def test_the_most_of_all_sources_together(sources: list, most: int | None):
    made = [FundingSource(announced=limit, max_share=share) for limit, share in sources]
    assert most_in_all(made) == most


class TestPrefill:
    def begin(self, contest: Contest, **asked: Any) -> str:
        query = "&".join(f"{name}={value}" for name, value in asked.items())
        return f"/contests/{contest.pk}/apply/?{query}"

    def test_the_answers_go_into_the_application(self, client: Any, visitor: Any):
        contest = make.make_contest()
        village, priority = contest.municipality.villages.last(), contest.priorities.last()
        page = check(client, contest, kind="group", village=str(village.pk), priority=str(priority.pk), sum="5000")
        way = unescape(re.search(r'class="button-main" href="([^"]+)"', page.content.decode())[1])
        assert way == self.begin(contest, kind="group", village=village.pk, priority=priority.pk)
        person = visitor(make.make_user())
        shown = text(person.get(way))
        assert village.name_ky in shown
        assert priority.name_ky in shown
        assert person.post(way).status_code == 302
        draft = Application.objects.get()
        assert (draft.kind, draft.village, draft.priority) == ("group", village, priority)

    def test_what_is_not_known_yet_is_left_open(self, client: Any):
        contest = make.make_contest()
        page = check(client, contest, priority="unknown")
        assert "priority" not in page.context["begin"]

    def test_the_answers_survive_the_sign_in(self, client: Any):
        contest = make.make_contest()
        village = contest.municipality.villages.last()
        way = self.begin(contest, kind="legal", village=village.pk)
        answer = client.get(way)
        assert answer.status_code == 302
        page = client.get(answer["Location"])
        person = make_person("tabyshtama@demo.invalid")
        found = re.search(r'name="next" value="([^"]*)"', page.content.decode())
        sent = {"login": person.email, "password": "kymyz-2026-jaz", "next": unescape(found[1])}
        answer = client.post(reverse("account_login"), sent)
        assert answer["Location"] == way
        # To open an account instead keeps them too.
        assert "next=" in re.search(r'href="([^"]*signup[^"]*)"', page.content.decode())[1]
        assert client.post(way).status_code == 302
        draft = Application.objects.get()
        assert (draft.kind, draft.village) == ("legal", village)

    def test_a_strange_address_begins_an_empty_application(self, visitor: Any):
        contest, foreign = make.make_contest(**GROUPS_ONLY), make.make_contest()
        asked = {
            "kind": "person",
            "village": foreign.municipality.villages.first().pk,
            "priority": foreign.priorities.first().pk,
        }
        for strange in [asked, {"kind": "x", "village": "-1", "priority": "٣"}, {"village": "9" * 30}]:
            person = visitor(make.make_user())
            assert person.get(self.begin(contest, **strange)).status_code == 200
            assert person.post(self.begin(contest, **strange)).status_code == 302
        for draft in Application.objects.all():
            # A kind that the contest is open to, whatever was asked for.
            assert (draft.kind, draft.village, draft.priority) == ("group", None, None)

    def test_the_service_takes_nothing_of_another_contest(self):
        contest, foreign, person = make.make_contest(**PEOPLE_ONLY), make.make_contest(), make.make_user()
        for wrong in [
            {"kind": "group"},
            {"kind": "ghost"},
            {"village": foreign.municipality.villages.first()},
            {"priority": foreign.priorities.first()},
        ]:
            with pytest.raises(ValueError, match="not of this contest"):
                services.begin(by=person, contest=contest, **wrong)
        assert not Application.objects.exists()

    def test_a_draft_that_was_begun_keeps_what_it_holds(self):
        contest, person = make.make_contest(), make.make_user()
        first = services.begin(by=person, contest=contest, kind="group", village=contest.municipality.villages.first())
        again = services.begin(by=person, contest=contest, kind="legal", village=contest.municipality.villages.last())
        assert again == first
        assert (again.kind, again.village) == ("group", contest.municipality.villages.first())

    def test_documents_are_those_of_the_kind(self, visitor: Any):
        documents = [
            {"name_ky": "Баарына", "name_ru": "Всем"},
            {"name_ky": "Паспорт", "name_ru": "Паспорт", "asked_of": "people"},
            {"name_ky": "Устав", "name_ru": "Устав", "asked_of": "legal"},
        ]
        contest, person = make.make_contest(documents=documents), visitor(make.make_user())
        seen = {kind: text(person.get(self.begin(contest, kind=kind))) for kind in ("person", "legal", "")}
        for kind, (passport, charter) in {"person": (True, False), "legal": (False, True), "": (True, True)}.items():
            assert ("Паспорт " in seen[kind]) is passport
            assert ("Устав" in seen[kind]) is charter
            assert "Баарына" in seen[kind]
        # Whom each is asked of is said where more than one kind may apply.
        assert "Тургундар жана топтор:" in seen[""]
        assert "Тургундар жана топтор:" not in seen["person"]


class TestKinds:
    def test_a_kind_that_the_contest_is_not_open_to_cannot_hand_in(self):
        application = make.make_application(make.make_contest(**GROUPS_ONLY), kind="person")
        assert ("initiative", "Бул сынакка мындай арыз ээси катыша албайт. Башкасын тандаңыз.") in missing(application)
        fitting = make.make_application(make.make_contest(**GROUPS_ONLY), kind="group")
        assert not [words for step, words in missing(fitting) if step == "initiative"]

    def test_the_form_offers_only_the_contest_s_kinds(self):
        draft = make.make_application(make.make_contest(**LEGAL_ONLY), complete=False, kind="legal")
        form = InitiativeForm({"kind": "person"}, instance=draft)
        assert [value for value, _label in form.fields["kind"].choices] == ["legal"]
        assert "kind" in form.errors
