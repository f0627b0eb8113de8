"""Saving a step: nothing typed is lost, and nobody overwrites what came after without seeing it."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from initiatives import services
from initiatives.models import Application
from initiatives.rules import MOST_TYPED, missing
from initiatives.services import Base, Overtaken
from journal import clock
from municipality.verdicts import Refused
from tests import factories as make
from tests.initiatives.test_steps import line, rows

pytestmark = pytest.mark.django_db

JSON = {"Accept": "application/json"}


@pytest.fixture(autouse=True)
def _in_kyrgyz() -> Iterator[None]:
    with translation.override("ky"):
        yield


@pytest.fixture
def draft() -> Application:
    return make.make_application(complete=False)


@pytest.fixture
def write(visitor: Any, draft: Application) -> Callable[..., Any]:
    """Send a step of the draft as its applicant does."""
    client = visitor(draft.applicant)

    def send(step: str, typed: dict[str, Any], **signs: Any) -> Any:
        headers = JSON if signs.pop("script", False) else None
        return client.post(reverse("application_step", args=[draft.pk, step]), {**typed, **signs}, headers=headers)

    return send


def first(**changes: Any) -> dict[str, Any]:
    return {"kind": "person", "title_ky": "Көпүрө", "aim": "Балдар үчүн", **changes}


def revision(draft: Application, step: str = "initiative") -> int:
    return draft.parts.get(name=step).revision


class TestByItself:
    """What the page's script gets."""

    def test_says_when_it_was_saved_and_at_which_revision(self, write, draft):
        answer = write("initiative", first(), revision=0, autosave=1, script=True)
        assert answer.json() == {"saved": answer.json()["saved"], "revision": 1}
        assert "сакталды" in answer.json()["saved"]
        assert Application.objects.get().title_ky == "Көпүрө"

    def test_what_is_not_valid_yet_is_kept_as_it_was_typed(self, write, draft, visitor):
        write("initiative", first(), revision=0)
        answer = write("applicant", {"surname": "Үсөнов", "pin": "123"}, revision=0, autosave=1, script=True)
        assert answer.json()["revision"] == 1
        draft.refresh_from_db()
        assert draft.pin == ""
        page = visitor(draft.applicant).get(reverse("application_step", args=[draft.pk, "applicant"]))
        form = page.context["form"]
        assert (form["pin"].value(), form["surname"].value()) == ("123", "Үсөнов")
        assert "pin" in form.errors
        assert ("applicant", "Бул жерде сактала элек нерсе бар. Дагы бир жолу карап чыгыңыз.") in missing(draft)

    def test_half_a_line_of_the_budget_is_kept(self, write, draft, visitor):
        typed = rows("lines", line(draft.contest, price=""))
        write("budget", typed, revision=0, autosave=1, script=True)
        page = visitor(draft.applicant).get(reverse("application_step", args=[draft.pk, "budget"]))
        assert page.context["rows"].forms[0]["what"].value() == "Топ"
        assert not draft.lines.exists()
        write("budget", rows("lines", line(draft.contest)), revision=1)
        assert draft.lines.get().what == "Топ"
        assert draft.parts.get(name="budget").typed == ""

    def test_going_on_answers_where_to(self, write, draft):
        plan = reverse("application_step", args=[draft.pk, "plan"])
        assert write("initiative", first(), revision=0, script=True).json() == {"next": plan}
        answer = write("applicant", {"pin": "123"}, revision=0, script=True)
        assert answer.json() == {"show": True, "revision": 1}

    def test_an_application_that_is_closed_says_why(self, write, draft):
        with clock.at(draft.contest.closes_at):
            answer = write("initiative", first(), revision=0, autosave=1, script=True)
        assert answer.status_code == 422
        assert answer.json()["refused"]
        assert not draft.parts.exists()

    def test_signing_in_is_asked_for_in_words_a_script_understands(self, client, draft):
        answer = client.post(reverse("application_step", args=[draft.pk, "initiative"]), first(), headers=JSON)
        assert (answer.status_code, answer.json()) == (401, {"sign_in": reverse("account_login")})


class TestTwoPages:
    """Two pages of one step, opened at the same revision."""

    def test_the_second_sees_both_versions(self, write, draft):
        write("initiative", first(), revision=0)
        answer = write("initiative", first(title_ky="Кудук"), revision=0)
        assert answer.status_code == 409
        (difference,) = answer.context["differences"]
        assert (difference.theirs, difference.mine) == (["Көпүрө"], ["Кудук"])
        draft.refresh_from_db()
        assert draft.title_ky == "Көпүрө"

    def test_a_script_is_told(self, write, draft):
        write("initiative", first(), revision=0)
        answer = write("initiative", first(aim="Башка"), revision=0, autosave=1, script=True)
        assert (answer.status_code, answer.json()) == (409, {"overtaken": True})

    def test_an_empty_version_is_never_offered_first(self, write, draft):
        write("initiative", first(description="Алты мелдеш"), revision=0)
        asked = write("initiative", first(title_ky="Кудук"), revision=0)
        assert {each.name: each.keeps_mine for each in asked.context["differences"]} == {
            "title_ky": True,
            "description": False,
        }
        page = asked.content.decode()
        assert re.search(r'name="keep-description" value="theirs" checked', page)
        assert re.search(r'name="keep-title_ky" value="mine" checked', page)

    @pytest.mark.parametrize(("which", "title"), [("mine", "Кудук"), ("theirs", "Көпүрө")])
    def test_the_choice_is_saved_and_nothing_else_changes(self, write, draft, which, title):
        write("initiative", first(), revision=0)
        mine = first(title_ky="Кудук", aim="Суу")
        asked = write("initiative", mine, revision=0)
        answer = write(
            "initiative",
            dict(asked.context["typed"]),
            revision=asked.context["revision"],
            **{"keep-title_ky": which, "keep-aim": "mine"},
        )
        assert answer.status_code == 302
        draft.refresh_from_db()
        assert (draft.title_ky, draft.aim) == (title, "Суу")

    def test_of_rows_one_whole_version_stays(self, write, draft):
        write("budget", rows("lines", line(draft.contest), line(draft.contest, what="Тор")), revision=0)
        mine = rows("lines", line(draft.contest, what="Гантель"))
        asked = write("budget", {**mine, "own-own_contribution": "Эмгек"}, revision=0)
        assert [each.name for each in asked.context["differences"]] == ["lines", "own-own_contribution"]
        typed = dict(asked.context["typed"])
        answer = write("budget", typed, revision=1, **{"keep-lines": "theirs", "keep-own-own_contribution": "mine"})
        assert answer.status_code == 302, [form.errors for form in (answer.context["rows"], answer.context["form"])]
        assert [each.what for each in draft.lines.all()] == ["Топ", "Тор"]
        draft.refresh_from_db()
        assert draft.own_contribution == "Эмгек"

    def test_whoever_chooses_too_late_is_asked_again(self, write, draft):
        write("initiative", first(), revision=0)
        write("initiative", first(title_ky="Кудук"), revision=1)
        answer = write("initiative", first(title_ky="Парк"), revision=1, **{"keep-title_ky": "mine"})
        assert answer.status_code == 409

    def test_the_same_words_twice_are_no_quarrel(self, write, draft):
        write("initiative", first(), revision=0)
        assert write("initiative", first(), revision=0).status_code == 302

    def test_a_page_whose_answer_was_lost_goes_on(self, write, draft):
        write("initiative", first(), revision=0, tab="a", autosave=1, script=True)
        answer = write("initiative", first(aim="Дагы"), revision=0, tab="a", autosave=1, script=True)
        assert answer.json()["revision"] == 2

    def test_a_sign_that_no_page_of_ours_makes_is_none(self, write, draft):
        assert write("initiative", first(), revision=0, tab="a\x00b").status_code == 302
        assert draft.parts.get(name="initiative").tab == ""

    def test_that_page_is_overtaken_too_once_another_has_saved(self, write, draft):
        write("initiative", first(), revision=0, tab="a")
        write("initiative", first(aim="Дагы"), revision=1, tab="b")
        assert write("initiative", first(aim="Суу"), revision=1, tab="a").status_code == 409

    def test_other_steps_do_not_stand_in_the_way(self, write, draft):
        write("initiative", first(), revision=0)
        assert write("plan", rows("plan", {"what": "Мелдеш"}), revision=0).status_code == 302
        assert (revision(draft), revision(draft, "plan")) == (1, 1)

    def test_what_could_not_be_stored_counts_as_a_version(self, write, draft):
        write("applicant", {"pin": "123"}, revision=0)
        asked = write("applicant", {"pin": "456"}, revision=0)
        assert asked.status_code == 409
        assert [each.theirs for each in asked.context["differences"]] == [["123"]]


class TestService:
    """What the services keep."""

    def test_nothing_changes_when_overtaken(self, draft):
        services.save_part(by=draft.applicant, application=draft, title_ky="Көпүрө", base=Base(0))
        for save in (
            lambda base: services.save_part(by=draft.applicant, application=draft, title_ky="Кудук", base=base),
            lambda base: services.keep_typed(
                by=draft.applicant, application=draft, step="initiative", typed="title_ky=x", base=base
            ),
        ):
            with pytest.raises(Overtaken):
                save(Base(0))
        draft.refresh_from_db()
        assert draft.title_ky == "Көпүрө"
        assert revision(draft) == 1

    def test_too_much_is_not_kept(self, draft):
        with pytest.raises(Refused):
            services.keep_typed(
                by=draft.applicant, application=draft, step="plan", typed="x" * (MOST_TYPED + 1), base=None
            )

    def test_what_waits_unsaved_is_not_handed_in(self):
        whole = make.make_application()
        services.keep_typed(by=whole.applicant, application=whole, step="plan", typed="plan-0-what=x", base=None)
        with pytest.raises(Refused):
            services.submit(by=whole.applicant, application=whole)
