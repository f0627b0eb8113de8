"""What the applicant is shown of the past, the present and the dates ahead; never an outcome before its time."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from initiatives import services
from initiatives.models import Application
from initiatives.views.timeline import Item, timeline
from journal import clock
from kyrgyz.dates import BISHKEK, long_until, moment
from municipality.models import User
from tests import factories as make

pytestmark = pytest.mark.django_db

State = Application.State
DECIDED = ["awarded", "reserve", "unsupported", "revise"]
# A contest's state for each state of an application in it.
IN = {**dict.fromkeys(State.values, "announced"), **dict.fromkeys(DECIDED, "published")}


@pytest.fixture(autouse=True)
def _in_kyrgyz() -> Any:
    with translation.override("ky"):
        yield


def states(items: list[Item]) -> list[str]:
    return [item.state for item in items]


def words(items: list[Item]) -> str:
    return "\n".join(f"{item.when} {item.what} {item.more}" for item in items)


def handed_in() -> tuple[Application, User]:
    """Return an application that was begun and handed in by the services, and the specialist."""
    contest = make.make_contest()
    draft = services.begin(by=make.make_user(), contest=contest)
    whole = make.make_application(contest, applicant=draft.applicant)
    for parts in ("plan", "lines", "attachments"):
        getattr(whole, parts).update(application=draft)
    fields = ("title_ky", "priority", "village", "aim", "own_contribution", "surname", "pin", "phone")
    services.save_part(by=draft.applicant, application=draft, **{name: getattr(whole, name) for name in fields})
    services.delete_draft(by=draft.applicant, application=whole)
    clerk = make.make_specialist(contest.municipality)
    return services.submit(by=draft.applicant, application=draft), clerk


class TestOneList:
    @pytest.mark.parametrize("state", State.values)
    def test_in_every_state_the_past_the_one_present_and_what_comes(self, state: str):
        application = make.make_application(make.make_contest(state=IN[state]), state=state)
        with clock.at(application.contest.opens_at + timedelta(days=6)):
            found = states(timeline(application))
        assert found == sorted(found, key=["done", "now", "next"].index)
        # What the factories put into an ended state has no record of its end: then there is no present either.
        assert found.count("now") == (0 if state in ("refused", "withdrawn") else 1)

    def test_a_draft_knows_until_when_it_may_be_written_and_what_comes_then(self):
        contest = make.make_contest()
        draft = services.begin(by=make.make_user(), contest=contest)
        items = timeline(draft)
        assert states(items) == ["done", "now", "next", "next", "next", "next", "next"]
        assert items[0].when == moment(draft.created_at)
        assert long_until(contest.closes_at) in items[1].when
        assert "күн калды" in items[1].when
        assert long_until(contest.implement_by) in items[-1].when

    def test_a_draft_that_was_left_lying_has_come_to_its_end(self):
        contest = make.make_contest()
        draft = services.begin(by=make.make_user(), contest=contest)
        with clock.at(contest.closes_at + timedelta(days=1)):
            items = timeline(draft)
            assert states(items) == ["done", "now"]
            assert items[-1].when == moment(contest.closes_at)
            make.move_contest_to(contest, "published")
            draft.contest.refresh_from_db()
            assert len(timeline(draft)) == 2

    def test_each_act_stands_with_its_hour(self):
        application, clerk = handed_in()
        applicant = application.applicant
        acts = [
            lambda: services.return_for_correction(
                by=clerk,
                application=application,
                reason="Паспорт",
                correct_by=clock.today() + timedelta(days=5),
                parts=["documents", "budget"],
            ),
            lambda: services.submit(by=applicant, application=application),
            lambda: services.ask_applicant(by=clerk, application=application, text="Канча бала?"),
            lambda: services.answer_staff(by=applicant, clarification=application.clarifications.get(), text="Отуз"),
            lambda: services.admit(by=clerk, application=application),
            lambda: services.withdraw(by=applicant, application=application),
        ]
        hour = clock.now()
        for number, act in enumerate(acts, 1):
            with clock.at(hour + timedelta(hours=number)):
                act()
        application.refresh_from_db()
        items = timeline(application)
        assert [item.what for item in items] == [
            "Табыштама жазыла баштады",
            "Табыштама тапшырылды",
            "Табыштама оңдоого кайтарылды",
            "Оңдолгон табыштама кайра тапшырылды",
            "Арыз ээсине суроо берилди",
            "Арыз ээси суроого жооп берди",
            "Табыштама сынакка киргизилди",
            "Табыштама кайтарып алынды",
        ]
        assert application.number in items[1].more
        assert items[2].more.startswith("Демилгенин бюджети, Документтер; ")
        assert "чейин" in items[2].more
        assert items[4].when == moment(hour + timedelta(hours=3))
        assert states(items) == ["done"] * 7 + ["now"]

    def test_a_correction_counts_its_days_and_says_when_they_are_over(self):
        application = make.make_application(state="returned")
        last = application.correct_by
        assert last is not None
        now = timeline(application)[-6]
        assert now.state == "now"
        assert "5 күн калды" in now.when
        midday = datetime.combine(last, time(12), BISHKEK)
        with clock.at(midday):
            assert "бүгүн акыркы күн" in words(timeline(application))
        with clock.at(midday + timedelta(days=1)):
            late = next(item for item in timeline(application) if item.state == "now")
            assert late.what == "Оңдоо мөөнөтү өттү"

    def test_the_contest_goes_on_and_the_list_with_it(self):
        application, clerk = handed_in()
        services.admit(by=clerk, application=application)
        contest = application.contest
        seen = []
        for state, day in [
            ("announced", contest.opens_at + timedelta(days=6)),
            ("announced", contest.closes_at + timedelta(hours=1)),
            ("scoring", contest.closes_at + timedelta(days=2)),
            ("decided", contest.closes_at + timedelta(days=12)),
        ]:
            with clock.at(day):
                make.move_contest_to(contest, state)
                application.refresh_from_db()
                seen += [item.what for item in timeline(application) if item.state == "now"]
        assert len(set(seen)) == 4
        assert seen[2] == "Комиссия баалап жатат"


class TestNothingIsBetrayed:
    @pytest.mark.parametrize("contest_state", ["decided", "published", "closed"])
    def test_an_outcome_is_told_only_once_it_is_published(self, contest_state: str):
        told = {}
        for state in DECIDED:
            application, clerk = handed_in()
            services.admit(by=clerk, application=application)
            contest = make.move_contest_to(application.contest, "scoring")
            if state == "awarded":
                make.make_award(application)
            services.set_outcome(by=clerk, application=application, to=State(state), reason="Балл аз")
            make.move_contest_to(contest, contest_state)
            application = Application.objects.get(pk=application.pk)
            told[state] = "\n".join(item.what for item in timeline(application))
        outcomes = {
            "awarded": "Табыштама жеңүүчү болду",
            "reserve": "Табыштама резервге өттү",
            "unsupported": "Табыштама колдоого алынган жок",
            "revise": "Комиссия табыштаманы кайра иштеп чыгууга кайтарды",
        }
        if contest_state == "decided":
            assert len(set(told.values())) == 1
            assert not any(outcome in told["awarded"] for outcome in outcomes.values())
        else:
            assert all(outcomes[state] in told[state] for state in DECIDED)
            assert all("жарыяланды" in each for each in told.values())

    def test_taking_back_before_and_after_leaves_no_trace_of_what_was_decided(self):
        application, clerk = handed_in()
        services.admit(by=clerk, application=application)
        contest = make.move_contest_to(application.contest, "scoring")
        services.withdraw(by=application.applicant, application=application)
        make.move_contest_to(contest, "published")
        application = Application.objects.get(pk=application.pk)
        assert "жарыяланды" not in words(timeline(application))


class TestPage:
    @pytest.mark.parametrize("language", ["ky", "ru"])
    @pytest.mark.parametrize("state", State.values)
    def test_shows_the_list_in_every_state_and_language(self, visitor, state: str, language: str):
        application = make.make_application(make.make_contest(state=IN[state]), state=state)
        with translation.override(language):
            address = reverse("application", args=[application.pk])
            page = visitor(application.applicant).get(address)
            assert page.status_code == 200
            html = page.content.decode()
        assert 'class="steps steps-down"' in html
        for item in page.context["items"]:
            assert str(item.what) in html or "&#x27;" in html

    def test_costs_no_more_queries_for_a_longer_past(self, visitor, django_assert_max_num_queries):
        application, clerk = handed_in()
        services.ask_applicant(by=clerk, application=application, text="Канча бала?")
        browser = visitor(application.applicant)
        with django_assert_max_num_queries(40):
            browser.get(reverse("application", args=[application.pk]))
