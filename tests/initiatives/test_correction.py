"""Returned for correction: only what was named is open, until the day that was named."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from initiatives import services
from initiatives.models import STEPS, Application
from initiatives.rules import may_edit_step, open_steps
from journal import clock
from journal.models import Record
from municipality.models import User
from municipality.verdicts import Refused
from notices.models import Notice
from tests import factories as make
from tests.initiatives.test_pages import says, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_kyrgyz() -> Any:
    with translation.override("ky"):
        yield


def returned(parts: list[str], **fields: Any) -> tuple[Application, User]:
    """Return an application sent back with these parts named, and the specialist."""
    application = make.make_application(state="submitted", **fields)
    clerk = make.make_specialist(application.contest.municipality)
    services.return_for_correction(
        by=clerk,
        application=application,
        reason="Баасын тактаңыз",
        correct_by=clock.today() + timedelta(days=5),
        parts=parts,
    )
    return Application.objects.get(pk=application.pk), clerk


def step(application: Application, name: str) -> str:
    return reverse("application_step", args=[application.pk, name])


class TestService:
    def test_keeps_the_parts_in_their_order_and_the_journal_keeps_them_for_good(self):
        application, clerk = returned(["documents", "budget"])
        assert application.correct_parts == ["budget", "documents"]
        services.submit(by=application.applicant, application=application)
        application.refresh_from_db()
        # For whoever checks it again.
        assert application.correct_parts == ["budget", "documents"]
        services.admit(by=clerk, application=application)
        application.refresh_from_db()
        assert application.correct_parts == []
        record = Record.objects.about(application).get(verb="application.returned")
        assert record.facts["steps"] == ["budget", "documents"]
        assert record.facts["until"] == (clock.today() + timedelta(days=5)).isoformat()

    def test_another_day_can_be_given_when_the_first_is_over(self, visitor: Any):
        application, clerk = returned(["budget"])
        later = application.correct_by + timedelta(days=1)
        with clock.at(clock.now() + timedelta(days=6)):
            assert not may_edit_step(application, application.applicant, "budget")
            page = visitor(clerk).get(f"/admin/initiatives/application/{application.pk}/act/return/")
            assert page.context["form"]["reason"].value() == "Баасын тактаңыз"
            assert page.context["form"]["parts"].value() == ["budget"]
            services.return_for_correction(
                by=clerk, application=application, reason="Баасын тактаңыз", correct_by=later, parts=["budget"]
            )
            application.refresh_from_db()
            assert may_edit_step(application, application.applicant, "budget")
        assert Record.objects.about(application).filter(verb="application.returned").count() == 2

    @pytest.mark.parametrize("parts", [[], list(STEPS)])
    def test_none_named_and_all_named_are_the_same(self, parts: list[str]):
        application, _ = returned(parts)
        assert application.correct_parts == []
        assert open_steps(application) == list(STEPS)

    def test_a_step_that_does_not_exist_is_a_mistake_of_ours(self):
        with pytest.raises(ValueError, match="money"):
            returned(["money"])

    def test_only_what_was_named_can_be_written(self):
        application, _ = returned(["plan"])
        by = application.applicant
        services.save_plan(by=by, application=application, items=[])
        refused = [
            lambda: services.save_part(by=by, application=application, aim="Башка"),
            lambda: services.save_part(by=by, application=application, phone="+996555000000"),
            lambda: services.save_lines(by=by, application=application, lines=[]),
            lambda: services.attach(by=by, application=application, document=None, upload=make.make_upload()),
            lambda: services.keep_typed(by=by, application=application, step="budget", typed="lines-0-what=x"),
        ]
        for act in refused:
            with pytest.raises(Refused):
                act()

    def test_what_lacks_something_is_open_too_or_it_could_never_be_handed_in(self):
        application, _ = returned(["plan"])
        application.attachments.all().delete()
        assert open_steps(application) == ["plan", "documents"]
        assert may_edit_step(application, application.applicant, "documents")
        assert not may_edit_step(application, application.applicant, "budget")

    def test_the_notice_names_the_parts(self):
        returned(["budget", "plan"], applicant=make.make_user(language="ru"))
        body = Notice.objects.get().body
        assert "План реализации, Бюджет инициативы" in body
        whole, _ = returned([])
        body = Notice.objects.get(recipient=whole.applicant).body
        assert "бөлүктөр" not in body
        assert "\n\n\n" not in body


class TestPages:
    def test_the_page_names_the_parts_with_links_and_the_days_left(self, visitor):
        application, _ = returned(["budget", "documents"])
        page = visitor(application.applicant).get(application.get_absolute_url())
        html = text_of(page)
        for name in STEPS:
            assert (step(application, name) in html) is (name in ("budget", "documents"))
        assert "Баасын тактаңыз" in html
        assert "5 күн калды" in html
        assert says(page, "The other parts stay as they are, and the number does not change.")

    def test_the_step_line_leads_only_to_what_is_open(self, visitor):
        application, _ = returned(["budget"])
        person = visitor(application.applicant)
        check = text_of(person.get(reverse("application_check", args=[application.pk])))
        assert [name for name in STEPS if step(application, name) in check] == ["budget"]
        # The rest is there to be read.
        assert application.aim in check
        assert person.get(step(application, "budget")).status_code == 200
        closed = person.get(step(application, "plan"), follow=True)
        assert says(closed, "This part needs no correction, so it stays as it is.")

    def test_saving_the_last_open_step_leads_to_the_check(self, visitor):
        application, _ = returned(["plan"])
        sent = {
            "plan-TOTAL_FORMS": "1",
            "plan-INITIAL_FORMS": "0",
            "plan-0-what": "Экинчи мелдеш",
            "plan-0-month": "декабрь",
            "plan-0-place": "клуб",
            "plan-0-responsible": "Мен",
        }
        answer = visitor(application.applicant).post(step(application, "plan"), sent)
        assert answer["Location"] == reverse("application_check", args=[application.pk])
        assert application.plan.get().what == "Экинчи мелдеш"

    def test_handing_in_again(self, visitor):
        application, _ = returned(["budget"])
        person = visitor(application.applicant)
        check = person.get(reverse("application_check", args=[application.pk]))
        assert says(check, "The number and the receipt stay the same.")
        submit = reverse("application_submit", args=[application.pk])
        # From a page that shows nothing of what is to be corrected: it is shown first.
        assert person.post(submit)["Location"] == reverse("application_check", args=[application.pk])
        page = person.post(submit, {"seen": check.context["seen"]}, follow=True)
        assert says(page, "The corrected application has been handed in. Its number is the same.")
        application.refresh_from_db()
        assert application.state == "submitted"

    def test_an_old_page_does_not_hand_in_what_came_back_uncorrected(self, visitor):
        application = make.make_application()
        person, submit = visitor(application.applicant), reverse("application_submit", args=[application.pk])
        old = person.get(reverse("application_check", args=[application.pk])).context["seen"]
        person.post(submit, {"seen": old})
        services.return_for_correction(
            by=make.make_specialist(application.contest.municipality),
            application=application,
            reason="Паспорт",
            correct_by=clock.today(),
        )
        page = person.post(submit, {"seen": old}, follow=True)
        assert says(page, "Something has changed since you opened this page. Look at it once more, then hand it in.")
        application.refresh_from_db()
        assert application.state == "returned"

    def test_after_the_day_it_is_said_and_nothing_is_open(self, visitor):
        application, _ = returned(["budget"])
        person = visitor(application.applicant)
        with clock.at(clock.now() + timedelta(days=7)):
            page = person.get(application.get_absolute_url())
            assert says(
                page,
                "An application that was not corrected takes no part in the contest. If you had a serious reason to be "
                "late, tell the municipality at once.",
            )
            html = text_of(page)
            assert step(application, "budget") not in html
            assert "Демилгенин бюджети" in html
            assert person.get(step(application, "budget"))["Location"] == application.get_absolute_url()


class TestAdmin:
    def address(self, application: Application) -> str:
        return reverse("admin:initiatives_application_act", args=[application.pk, "return"])

    @pytest.mark.parametrize(
        ("ticked", "kept"), [(["plan", "documents"], ["plan", "documents"]), (["all"], []), (["all", "plan"], [])]
    )
    def test_the_staff_ticks_the_parts(self, visitor, ticked: list[str], kept: list[str]):
        application = make.make_application(state="submitted")
        clerk = visitor(make.make_specialist(application.contest.municipality))
        page = clerk.get(self.address(application))
        assert text_of(page).count('type="checkbox" name="parts"') == 6
        sent = {"reason": "Баасын тактаңыз", "correct_by": f"{clock.today():%d.%m.%Y}"}
        assert "parts" in clerk.post(self.address(application), sent).context["form"].errors
        assert clerk.post(self.address(application), {**sent, "parts": ticked}).status_code == 302
        application.refresh_from_db()
        assert (application.state, application.correct_parts) == ("returned", kept)

    @pytest.mark.parametrize(
        ("language", "named", "whole"), [("ky", "Демилгенин бюджети", "баары"), ("ru", "Бюджет инициативы", "всё")]
    )
    def test_the_page_says_which(self, visitor, language: str, named: str, whole: str):
        for parts, words in [(["budget"], named), ([], whole)]:
            application, clerk = returned(parts)
            with translation.override(language):
                address = reverse("admin:initiatives_application_change", args=[application.pk])
                html = text_of(visitor(clerk).get(address))
            row = html.split("field-to_correct")[1].split("</div>\n</div>")[0]
            assert words in row
