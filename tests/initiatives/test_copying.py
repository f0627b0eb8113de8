"""A new application from an old one: what comes along, what is found again, what the person has to choose."""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import translation

from initiatives import services
from initiatives.forms import Lines
from initiatives.forms.copying import budget_as_sent
from initiatives.models import Application, Contest
from initiatives.rules import missing
from journal import clock
from journal.models import Record
from municipality.models import Municipality, User
from municipality.verdicts import Refused
from tests import factories as make
from tests.initiatives.test_pages import says, text_of
from tests.together import together

pytestmark = pytest.mark.django_db

GRANT = {"name_ky": "Фонддун гранты", "name_ru": "Грант фонда", "kind": "donor", "amount": 90_000_00}
SECOND = {"name_ky": "Экинчи донор", "name_ru": "Второй донор", "kind": "donor", "amount": 90_000_00}


@pytest.fixture(autouse=True)
def _in_kyrgyz() -> Any:
    with translation.override("ky"):
        yield


def copied(old: Application, contest: Contest) -> Application:
    return services.start_from(by=old.applicant, application=old, contest=contest, as_typed=budget_as_sent)


def address(application: Application) -> str:
    return reverse("application_copy", args=[application.pk])


@pytest.fixture
def old() -> Application:
    """An application of an earlier contest that was not supported."""
    return make.make_application(
        make.make_contest(state="closed"), state="unsupported", own_contribution_value=5_000_00
    )


@pytest.fixture
def here(old: Application) -> Municipality:
    return old.contest.municipality


class TestWhatComesAlong:
    def test_all_that_was_written_and_nothing_of_its_way(self, old: Application, here: Municipality):
        contest = make.make_contest(here)
        draft = copied(old, contest)
        same = [
            "kind", "title_ky", "title_ru", "village", "aim", "description", "beneficiaries", "own_contribution",
            "own_contribution_value", "surname", "given_name", "patronymic", "pin", "phone", "address", "organisation",
        ]  # fmt: skip
        assert {name: getattr(draft, name) for name in same} == {name: getattr(old, name) for name in same}
        assert (draft.state, draft.entry, draft.submitted_at, draft.reason) == ("draft", None, None, "")
        assert draft.created_at > old.created_at
        assert draft.priority.name_ky == old.priority.name_ky
        assert draft.priority.contest == contest
        assert [item.what for item in draft.plan.all()] == [item.what for item in old.plan.all()]
        assert [(line.what, line.amount) for line in draft.lines.all()] == [
            (line.what, line.amount) for line in old.lines.all()
        ]
        assert {line.source.contest_id for line in draft.lines.all()} == {contest.pk}
        assert [step for step, _words in missing(draft)] == ["documents", "documents"]
        assert draft.attachments.count() == 0
        assert draft.parts.count() == 0
        record = Record.objects.about(draft).get()
        assert (record.verb, record.facts) == ("application.begun", {"copied_from": old.pk})
        old.refresh_from_db()
        assert old.state == "unsupported"

    def test_a_priority_of_another_name_and_a_village_of_another_place_are_asked_anew(self, old: Application):
        contest = make.make_contest(priorities=[("Башка багыт", "Другое направление")])
        draft = copied(old, contest)
        assert (draft.priority, draft.village) == (None, None)
        assert [step for step, _words in missing(draft)][:2] == ["initiative", "initiative"]

    def test_a_kind_that_may_not_apply_there_becomes_one_that_may(self, old: Application, here: Municipality):
        contest = make.make_contest(here, for_people=False)
        assert copied(old, contest).kind == "group"

    def test_in_the_same_contest_once_more(self):
        contest = make.make_contest()
        old = make.make_application(contest, state="withdrawn")
        draft = copied(old, contest)
        assert draft != old
        assert [line.source_id for line in draft.lines.all()] == [line.source_id for line in old.lines.all()]


class TestSources:
    def test_found_by_its_kind_where_the_contest_has_one_of_it(self, old: Application, here: Municipality):
        contest = make.make_contest(here, sources=[make.SOURCES[0], GRANT])
        draft = copied(old, contest)
        assert [line.source.name_ky for line in draft.lines.all()] == [
            "Жергиликтүү бюджет", "Фонддун гранты", "Фонддун гранты",
        ]  # fmt: skip
        assert draft.parts.count() == 0

    def test_not_guessed_where_there_are_two(self, old: Application, here: Municipality, visitor):
        contest = make.make_contest(here, sources=[make.SOURCES[0], GRANT, SECOND])
        draft = copied(old, contest)
        assert [line.what for line in draft.lines.all()] == ["Сыйлыктар, грамоталар, медалдар"]
        part = draft.parts.get()
        typed = parse_qs(part.typed)
        assert typed["lines-0-source"] == [str(contest.sources.first().pk)]
        assert "lines-1-source" not in typed
        assert typed["lines-1-what"] == ["Баскетбол топтору"]
        assert typed["own-own_contribution"] == [old.own_contribution]
        assert {step for step, _words in missing(draft)} == {"budget", "documents"}
        # The step shows all lines, and what is to be chosen.
        step = reverse("application_step", args=[draft.pk, "budget"])
        person = visitor(draft.applicant)
        page = person.get(step)
        html = text_of(page)
        for line in old.lines.all():
            assert line.what in html
        assert says(page, "Choose the source.")
        rows: Lines = page.context["rows"]
        assert [(row["price"].value(), row["quantity"].value()) for row in rows][:2] == [
            ("12\N{NO-BREAK SPACE}000", "1"), ("2\N{NO-BREAK SPACE}500", "6"),
        ]  # fmt: skip
        # Chosen, all lines are kept, and nothing waits any more.
        grant = str(contest.sources.all()[1].pk)
        sent = {name: value for name, [value] in typed.items()}
        person.post(step, {**sent, "lines-1-source": grant, "lines-2-source": grant, "revision": "1"})
        assert [(line.what, line.amount) for line in draft.lines.all()] == [
            (line.what, line.amount) for line in old.lines.all()
        ]
        assert draft.parts.get().typed == ""

    def test_none_left_at_all(self, old: Application, here: Municipality):
        contest = make.make_contest(
            here, sources=[{**make.SOURCES[0], "kind": "other", "name_ky": "Б", "name_ru": "Б"}]
        )
        draft = copied(old, contest)
        assert draft.lines.count() == 0
        assert parse_qs(draft.parts.get().typed)["lines-TOTAL_FORMS"] == ["6"]


class TestWhoAndWhen:
    @pytest.mark.parametrize("state", Application.State.values)
    def test_from_every_state_but_an_open_draft(self, state: str):
        decided = state in ("awarded", "reserve", "unsupported")
        old = make.make_application(make.make_contest(state="published" if decided else "announced"), state=state)
        contest = make.make_contest()
        if state == "draft":
            with pytest.raises(Refused):
                copied(old, contest)
        else:
            assert copied(old, contest).state == "draft"

    def test_from_a_draft_that_came_too_late(self):
        old, now = make.make_application(), clock.now()
        later = make.make_contest(opens_at=now, closes_at=now + timedelta(days=60))
        with clock.at(old.contest.closes_at + timedelta(days=1)):
            assert copied(old, later).title_ky == old.title_ky

    def test_only_into_a_contest_that_takes_applications(self, old: Application):
        for state in ("draft", "scoring", "published"):
            with pytest.raises(Refused):
                copied(old, make.make_contest(state=state))

    def test_nobody_copies_another_s(self, old: Application):
        contest, friend = make.make_contest(), make.make_user()
        for other in (friend, make.make_specialist(old.contest.municipality)):
            with pytest.raises(Refused):
                services.start_from(by=other, application=old, contest=contest, as_typed=budget_as_sent)

    def test_a_draft_that_is_there_stays_as_it_is(self, old: Application):
        contest = make.make_contest()
        there = make.make_application(contest, applicant=old.applicant, title_ky="Башка демилге")
        with pytest.raises(Refused):
            copied(old, contest)
        there.refresh_from_db()
        assert there.title_ky == "Башка демилге"
        assert old.applicant.applications.count() == 2


class TestPages:
    def test_the_button_is_there_when_something_is_open(self, visitor, old: Application):
        person = visitor(old.applicant)
        assert address(old) not in text_of(person.get(old.get_absolute_url()))
        make.make_contest()
        assert address(old) in text_of(person.get(old.get_absolute_url()))
        open_draft = make.make_application(applicant=old.applicant)
        assert address(open_draft) not in text_of(person.get(open_draft.get_absolute_url()))

    def test_choosing_and_beginning(self, visitor, old: Application):
        one, other = make.make_contest(), make.make_contest()
        make.make_contest(state="scoring")
        person = visitor(old.applicant)
        page = person.get(address(old))
        assert list(page.context["free"]) == [one, other]
        assert says(
            page,
            "Documents do not come along: add fresh ones. People of the group are not invited again by themselves.",
        )
        assert "checked" not in text_of(page)
        assert not Application.objects.filter(state="draft").exists()
        assert says(person.post(address(old)), "Choose the contest.")
        wrong = {"contest": str(old.contest_id)}
        assert says(person.post(address(old), wrong), "This contest takes no applications now. Choose another one.")
        page = person.post(address(old), {"contest": str(other.pk)}, follow=True)
        draft = Application.objects.get(state="draft")
        assert draft.contest == other
        assert says(page, "The draft has been begun with what you wrote before. See what is still missing.")
        assert page.request["PATH_INFO"] == reverse("application_check", args=[draft.pk])
        # A second press finds the draft and leaves it alone.
        page = person.post(address(old), {"contest": str(other.pk)}, follow=True)
        assert says(page, "You have a draft in this contest already. It stays as it is.")
        assert page.request["PATH_INFO"] == draft.get_absolute_url()
        assert Application.objects.filter(state="draft").count() == 1
        page = person.get(address(old))
        assert list(page.context["free"]) == [one]
        assert draft.get_absolute_url() in text_of(page)
        # The only one left is chosen beforehand.
        assert "checked" in text_of(page)

    def test_nothing_is_open(self, visitor, old: Application):
        page = visitor(old.applicant).get(address(old))
        assert says(page, "When one opens, you can begin from here.")
        assert "<form method" not in text_of(page).split("<main")[1]

    @pytest.mark.parametrize("language", ["ky", "ru"])
    def test_opens_in_both_languages(self, visitor, old: Application, language: str):
        make.make_contest()
        with translation.override(language):
            assert says(visitor(old.applicant).get(address(old)), "In which contest?")

    def test_others_do_not_find_it(self, visitor, old: Application):
        contest = make.make_contest()
        for other in (make.make_user(), make.make_specialist(old.contest.municipality)):
            assert visitor(other).get(address(old)).status_code == 404
            assert visitor(other).post(address(old), {"contest": contest.pk}).status_code == 404
        friend = make.make_user()
        open_one = make.make_application(contest, state="submitted")
        make.make_coapplicant(open_one, friend, right="edit")
        answer = visitor(friend).get(address(open_one))
        assert answer["Location"] == open_one.get_absolute_url()


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_begin_one_draft():
    contest = make.make_contest()
    old = make.make_application(contest, state="submitted")

    def press() -> Any:
        return services.start_from(
            by=User.objects.get(pk=old.applicant_id),
            application=Application.objects.get(pk=old.pk),
            contest=Contest.objects.get(pk=contest.pk),
            as_typed=budget_as_sent,
        )

    ends = together([press] * 3)
    assert sorted(type(end).__name__ for end in ends) == ["Application", "Refused", "Refused"]
    connection.close()
    assert Application.objects.filter(state="draft").count() == 1
