"""Returned for revision by the commission: hidden until the results are public, then mended and decided once more."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from documents.models import Paper
from initiatives import services
from initiatives.happened import happened
from initiatives.models import Application
from initiatives.rules import may_edit, shown_state
from initiatives.views.life import life_steps, standing
from initiatives.views.timeline import timeline
from journal import clock
from journal.models import Record
from kyrgyz.dates import BISHKEK, long_until
from municipality.models import User
from municipality.verdicts import Refused
from notices.models import Notice
from portal.work import work_of
from tests import factories as make
from tests.initiatives.test_own_data import all_text, archive_of
from tests.initiatives.test_pages import text_of

pytestmark = pytest.mark.django_db

State = Application.State
WORDS = "Бааларды тактап, 2-саптын санын негиздеңиз"
# A Thursday, so that five working days pass a weekend.
THURSDAY = datetime.combine(date(2021, 6, 3), time(12), BISHKEK)


@pytest.fixture(autouse=True)
def _in_kyrgyz() -> Any:
    with translation.override("ky"):
        yield


def decided(contest_state: str = "decided", **fields: Any) -> tuple[Application, User]:
    """Return an application that the commission returned, in a contest in this state, and the specialist."""
    contest = make.make_contest(state="scoring")
    application = make.make_application(contest, state="admitted")
    clerk = make.make_specialist(contest.municipality)
    given = {"reason": WORDS, **fields}
    services.set_outcome(by=clerk, application=application, to=State.REVISE, **given)
    make.move_contest_to(contest, contest_state)
    return Application.objects.get(pk=application.pk), clerk


def opened(**fields: Any) -> tuple[Application, User]:
    """Return an application that was opened for revision, and the specialist."""
    application, clerk = decided("published", **fields)
    services.open_revision(by=clerk, application=application)
    return Application.objects.get(pk=application.pk), clerk


def handed_in_again() -> tuple[Application, User]:
    application, clerk = opened()
    services.submit(by=application.applicant, application=application)
    return Application.objects.get(pk=application.pk), clerk


class TestOutcome:
    def test_keeps_the_words_and_the_last_day(self):
        application, _ = decided(correct_by=clock.today() + timedelta(days=20))
        assert (application.state, application.reason) == ("revise", WORDS)
        assert application.correct_by == clock.today() + timedelta(days=20)
        assert application.outcome_at is not None
        assert Notice.objects.count() == 0

    def test_without_a_day_there_are_five_working_days(self):
        with clock.at(THURSDAY):
            application, _ = decided()
        assert application.correct_by == date(2021, 6, 10)

    @pytest.mark.parametrize("fields", [{"reason": "  "}, {"correct_by": date(2021, 1, 1)}])
    def test_needs_words_and_a_day_that_is_not_over(self, fields: dict[str, Any]):
        with pytest.raises(Refused):
            decided(**fields)

    def test_another_outcome_forgets_the_day(self):
        application, clerk = decided()
        services.set_outcome(by=clerk, application=application, to=State.UNSUPPORTED, reason="Балл", correcting=True)
        application.refresh_from_db()
        assert (application.correct_by, application.reason) == (None, "Балл")


class TestHidden:
    """Between the decision and its publication nobody outside learns of it."""

    def test_the_applicant_sees_an_admitted_application(self, visitor: Any):
        application, _ = decided(correct_by=clock.today() + timedelta(days=23))
        assert shown_state(application) == "admitted"
        browser = visitor(application.applicant)
        pages = [
            text_of(browser.get(reverse("application", args=[application.pk]))),
            text_of(browser.get(reverse("my_applications"))),
            text_of(browser.get(reverse("application_check", args=[application.pk]), follow=True)),
            text_of(browser.get(reverse("application_receipt", args=[application.pk]), follow=True)),
            text_of(browser.get(reverse("application_step", args=[application.pk, "budget"]), follow=True)),
            text_of(browser.get(reverse("application_withdraw", args=[application.pk]), follow=True)),
            text_of(browser.get(reverse("results", args=[application.contest_id]))),
            text_of(browser.get(reverse("contest", args=[application.contest_id]))),
            browser.post(
                reverse("application_step", args=[application.pk, "budget"]), headers={"Accept": "application/json"}
            ).content.decode(),
            all_text(archive_of(application.applicant)),
        ]
        for page in pages:
            assert WORDS not in page
            assert str(State.REVISE.label) not in page
            assert str(application.correct_by) not in page
            assert long_until(application.correct_by) not in page

    def test_a_person_of_the_group_does_neither(self, visitor: Any):
        member, announced = make.make_user(), make.make_contest()
        mine = make.make_application(announced, state="admitted", kind="group")
        make.make_coapplicant(mine, member, "edit")
        make.move_contest_to(announced, "scoring")
        clerk = make.make_specialist(announced.municipality)
        services.set_outcome(by=clerk, application=mine, to=State.REVISE, reason=WORDS)
        page = text_of(visitor(member).get(reverse("application", args=[mine.pk])))
        assert WORDS not in page
        assert WORDS not in all_text(archive_of(member))

    @pytest.mark.parametrize("state", ["scoring", "decided"])
    def test_nothing_is_opened_before_the_results_are_public(self, state: str):
        application, clerk = decided(state)
        with pytest.raises(Refused):
            services.open_revision(by=clerk, application=application)
        with pytest.raises(Refused):
            services.return_for_correction(
                by=clerk, application=application, reason="Баасы", correct_by=clock.today() + timedelta(days=5)
            )
        application.refresh_from_db()
        assert application.state == "revise"

    def test_the_staff_is_offered_no_act_on_it(self, visitor: Any):
        application, clerk = decided()
        page = visitor(clerk).get(reverse("admin:initiatives_application_change", args=[application.pk]))
        assert page.status_code == 200
        assert "/act/" not in page.content.decode()


class TestOpening:
    def test_the_applicant_may_mend_it_and_is_told(self):
        application, _ = opened()
        assert (application.state, application.reason) == ("returned", WORDS)
        assert application.outcome_at is None
        assert application.revision_at is not None
        assert may_edit(application, application.applicant)
        notice = Notice.objects.get(recipient=application.applicant)
        assert (notice.kind, WORDS in notice.body) == ("application_returned", True)
        assert "дагы бир жолу чечим" in notice.body

    def test_the_group_is_told_too(self):
        contest = make.make_contest()
        application = make.make_application(contest, state="admitted", kind="group")
        member = make.make_user()
        make.make_coapplicant(application, member)
        make.move_contest_to(contest, "scoring")
        clerk = make.make_specialist(contest.municipality)
        services.set_outcome(by=clerk, application=application, to=State.REVISE, reason=WORDS)
        make.move_contest_to(contest, "published")
        services.open_revision(by=clerk, application=application)
        assert Notice.objects.get(recipient=member).kind == "group_returned"

    def test_the_journal_says_it(self):
        application, clerk = opened()
        record = Record.objects.about(application).latest("id")
        assert (record.verb, record.actor_id) == ("application.reopened", clerk.pk)
        assert record.facts == {
            "before": "revise",
            "after": "returned",
            "steps": [],
            "until": application.correct_by.isoformat(),
        }

    @pytest.mark.parametrize(
        ("given", "kept"),
        [
            # Too soon after the publication, or over: five working days from it.
            (date(2021, 6, 4), date(2021, 6, 10)),
            (date(2021, 6, 9), date(2021, 6, 10)),
            (date(2021, 6, 10), date(2021, 6, 10)),
            (date(2021, 6, 30), date(2021, 6, 30)),
        ],
    )
    def test_there_are_five_working_days_from_the_publication_at_least(self, given: date, kept: date):
        with clock.at(THURSDAY - timedelta(days=10)):
            application, clerk = decided("published", correct_by=given)
        with clock.at(THURSDAY):
            services.open_revision(by=clerk, application=application)
        application.refresh_from_db()
        assert application.correct_by == kept

    @pytest.mark.parametrize("state", [state for state in State.values if state != "revise"])
    def test_nothing_else_is_opened(self, state: str):
        contest = make.make_contest(state="published")
        application = make.make_application(contest, state=state)
        with pytest.raises(Refused):
            services.open_revision(by=make.make_specialist(contest.municipality), application=application)

    def test_a_second_call_is_refused_and_tells_nobody_again(self):
        application, clerk = opened()
        with pytest.raises(Refused):
            services.open_revision(by=clerk, application=application)
        assert Notice.objects.count() == 1


class TestOnceMore:
    """From the revision to another decision, while the results of the contest are public."""

    def test_it_is_mended_and_handed_in_under_its_number_with_a_new_receipt(self):
        application, _ = opened()
        number, applicant = application.number, application.applicant
        first = application.lines.all()[0]
        line = {"what": "Топ", "unit": "даана", "quantity": 1_00, "price": 5_000_00, "source": first.source}
        services.save_lines(by=applicant, application=application, lines=[line])
        services.attach(by=applicant, application=application, document=None, upload=make.make_upload())
        again = services.submit(by=applicant, application=application)
        assert (again.state, again.number, again.contest.state) == ("submitted", number, "published")
        [receipt] = Paper.objects.about(again).filter(kind=Paper.Kind.RECEIPT).in_force()
        assert receipt.facts["application"]["total"] == 5_000_00
        assert Record.objects.about(again).filter(verb="application.resubmitted").count() == 1

    def test_not_after_the_last_day(self):
        application, _ = opened()
        with clock.at(clock.now() + timedelta(days=8)):
            assert not may_edit(application, application.applicant)
            with pytest.raises(Refused):
                services.submit(by=application.applicant, application=application)

    @pytest.mark.parametrize(
        ("act", "sent", "state"),
        [
            ("admit", {}, "admitted"),
            ("return", {"reason": "Дагы бир сан", "parts": "all", "correct_by": "2090-01-03"}, "returned"),
            ("refuse", {"reason": "Башка демилге"}, "refused"),
        ],
    )
    def test_the_staff_checks_it_on_its_page(self, visitor: Any, act: str, sent: dict[str, str], state: str):
        application, clerk = handed_in_again()
        browser = visitor(clerk)
        page = browser.get(reverse("admin:initiatives_application_change", args=[application.pk]))
        assert f"/act/{act}/" in page.content.decode()
        address = f"/admin/initiatives/application/{application.pk}/act/{act}/"
        answer = browser.post(address, sent, follow=True)
        assert answer.status_code == 200
        application.refresh_from_db()
        assert application.state == state
        assert application.returned_by_commission is False

    def test_it_waits_on_the_first_page_of_the_staff(self):
        application, clerk = handed_in_again()
        [work] = work_of(clerk)
        assert (work.contest, work.waiting) == (application.contest, 1)
        services.admit(by=clerk, application=application)
        assert work_of(clerk) == []

    @pytest.mark.parametrize("to", ["awarded", "reserve", "unsupported", "revise"])
    def test_a_later_session_decides_it(self, to: str):
        application, clerk = handed_in_again()
        services.admit(by=clerk, application=application)
        if to == "awarded":
            make.make_award(application)
        services.set_outcome(by=clerk, application=application, to=State(to), reason="Жаңы чечим")
        application.refresh_from_db()
        assert (application.state, shown_state(application)) == (to, to)
        if to == "revise":
            earlier = application.revision_at
            with clock.at(clock.now() + timedelta(days=1)):
                services.open_revision(by=clerk, application=application)
            application.refresh_from_db()
            assert application.revision_at > earlier

    def test_it_may_be_taken_back_at_any_point(self):
        for application, _clerk in (opened(), handed_in_again()):
            services.withdraw(by=application.applicant, application=application)
            application.refresh_from_db()
            assert application.state == "withdrawn"


class TestOwnPage:
    def test_says_that_the_commission_returned_it_and_what_to_do(self, visitor: Any):
        application, _ = opened()
        page = visitor(application.applicant).get(reverse("application", args=[application.pk]))
        assert WORDS in text_of(page)
        assert "Комиссия аны сизге кайра иштеп чыгууга кайтарды" in text_of(page)
        assert reverse("application_step", args=[application.pk, "budget"]) in text_of(page)

    def test_the_staff_s_return_after_it_is_said_to_be_theirs(self):
        application, clerk = handed_in_again()
        services.return_for_correction(
            by=clerk, application=application, reason="Сан", correct_by=clock.today() + timedelta(days=5)
        )
        application.refresh_from_db()
        assert "Комиссия" not in standing(application).meaning

    def test_the_line_of_steps_leads_through_the_revision_to_another_decision(self):
        application, clerk = opened()
        names = ["Тапшыруу", "Комиссия баалайт", "Кайра иштеп чыгуу", "Кайталап чечим кабыл алуу"]
        now = []
        for act in (None, services.submit, services.admit):
            if act is not None:
                act(by=application.applicant if act is services.submit else clerk, application=application)
                application.refresh_from_db()
            steps = life_steps(application)
            assert len(steps) == 5
            assert [step.label for step in steps][2:4] == names[2:]
            now += [step.label for step in steps if step.state == "now"]
        assert now == [names[2], names[2], names[3]]

    def test_the_list_tells_of_both_decisions_in_their_order(self):
        application, clerk = opened()
        told = [found.what for found in happened(application)]
        revise, public = "Комиссия табыштаманы кайра иштеп чыгууга кайтарды", "Табыштама кайра иштеп чыгууга ачылды"
        assert told.index(revise) < told.index(public)
        services.submit(by=application.applicant, application=application)
        services.admit(by=clerk, application=application)
        application.refresh_from_db()
        lines = timeline(application)
        assert "кийинки отурумда" in next(item.what for item in lines if item.state == "now")
        assert not any("Жыйынтыктар жарыяланат" in item.what for item in lines)

    def test_a_revision_ahead_names_no_day_that_is_past(self):
        application, _ = opened()
        ahead = [item for item in timeline(application) if item.state == "next"]
        assert any("кийинки отурумда" in item.what for item in ahead)
        assert not any("жарыяланып" in item.what for item in ahead)
