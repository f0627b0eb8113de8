"""The last look, the one button, the receipt: what a villager reads, and what a second press does."""

from typing import Any

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import translation

from documents.models import Paper, Register
from initiatives import services
from initiatives.models import STEPS, Application
from initiatives.rules import as_shown
from journal.models import Record
from municipality.models import User
from municipality.verdicts import Refused
from notices.models import Notice
from tests import factories as make
from tests.initiatives.test_pages import says, text_of
from tests.together import together

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_kyrgyz() -> Any:
    with translation.override("ky"):
        yield


def check(application: Application) -> str:
    return reverse("application_check", args=[application.pk])


def submit(application: Application) -> str:
    return reverse("application_submit", args=[application.pk])


class TestCheck:
    def test_everything_is_there_with_a_way_to_change_each_part(self, visitor):
        application = make.make_application()
        page = visitor(application.applicant).get(check(application))
        html = text_of(page)
        for name in STEPS:
            address = reverse("application_step", args=[application.pk, name])
            # Once in the line of steps, once beside the part.
            assert html.count(f'href="{address}"') == 2
        for written in (application.aim, application.pin, application.address, "Биринчи мелдеш", "кагаз.pdf"):
            assert written in html
        assert html.count('class="button-main"') == 1

    def test_what_follows_what_others_see_and_that_it_is_true_is_said_in_words(self, visitor):
        application = make.make_application()
        page = visitor(application.applicant).get(check(application))
        for words in [
            "After handing in you cannot change the application, unless it is returned to you for correction.",
            "You get a register number at once, and a receipt: a page, a PDF and a notice.",
            "If the initiative wins, everyone sees its name, what will change and your own contribution. "
            "If it does not, only its name and the result.",
            "Your PIN, telephone and address are never shown to the public.",
            "By pressing the button I confirm that all written here is true.",
        ]:
            assert says(page, words), words

    def test_what_is_public_is_what_was_said(self, client):
        contest = make.make_contest()
        won, lost = (make.make_application(contest, state="admitted") for _number in range(2))
        make.move_contest_to(contest, "scoring")
        make.move_application_to(won, "awarded")
        make.move_application_to(lost, "unsupported")
        make.move_contest_to(contest, "published")
        html = text_of(client.get(reverse("results", args=[contest.pk])))
        for told in (won.title_ky, won.aim, won.own_contribution, lost.title_ky):
            assert told in html
        for private in (won.pin, won.phone, "0555 01 02 03", won.address, won.surname, lost.surname):
            assert private not in html
        assert html.count(won.aim) == 1

    def test_what_a_friend_wrote_since_is_looked_at_first(self, visitor):
        application = make.make_application()
        friend = make.make_user()
        make.make_coapplicant(application, friend, right="edit")
        person = visitor(application.applicant)
        seen = person.get(check(application)).context["seen"]
        services.save_part(by=friend, application=application, aim="Досум башкача жазды")
        page = person.post(submit(application), {"seen": seen}, follow=True)
        assert says(page, "Something has changed since you opened this page. Look at it once more, then hand it in.")
        assert "Досум башкача жазды" in text_of(page)
        application.refresh_from_db()
        assert application.state == "draft"
        person.post(submit(application), {"seen": page.context["seen"]})
        application.refresh_from_db()
        assert application.state == "submitted"

    def test_a_friend_hands_nothing_in(self, visitor):
        application = make.make_application()
        friend = make.make_user()
        make.make_coapplicant(application, friend, right="edit")
        page = visitor(friend).get(check(application))
        assert submit(application) not in text_of(page)
        answer = visitor(friend).post(submit(application), {"seen": page.context["seen"]}, follow=True)
        assert says(answer, "Only the applicant may hand this application in.")
        application.refresh_from_db()
        assert application.state == "draft"


class TestReceipt:
    @pytest.mark.parametrize("language", ["ky", "ru"])
    def test_says_the_number_the_papers_and_what_comes_next(self, visitor, language: str):
        application = make.make_application()
        services.submit(by=application.applicant, application=application)
        application.refresh_from_db()
        with translation.override(language):
            page = visitor(application.applicant).get(reverse("application_receipt", args=[application.pk]))
            assert says(page, "Your application has been accepted")
            html = text_of(page)
            receipt = Paper.objects.about(application).get()
            assert f'<p class="sum">{application.number}</p>' in html
            for of in ("ky", "ru"):
                assert reverse("paper", args=[receipt.code, of]) in html
            assert [item.state for item in page.context["items"]][:2] == ["now", "next"]
            assert says(page, "The commission decides")

    @pytest.mark.parametrize("state", [state for state in Application.State.values if state != "draft"])
    def test_opens_in_every_later_state(self, visitor, state: str):
        published = state in ("awarded", "reserve", "unsupported")
        application = make.make_application(
            make.make_contest(state="published" if published else "announced"), state=state
        )
        page = visitor(application.applicant).get(reverse("application_receipt", args=[application.pk]))
        assert application.number in text_of(page)

    def test_a_draft_has_none(self, visitor):
        application = make.make_application()
        answer = visitor(application.applicant).get(reverse("application_receipt", args=[application.pk]))
        assert answer["Location"] == application.get_absolute_url()

    def test_others_do_not_find_it(self, visitor):
        application = make.make_application(state="submitted")
        address = reverse("application_receipt", args=[application.pk])
        for other in (make.make_user(), make.make_specialist(application.contest.municipality)):
            assert visitor(other).get(address).status_code == 404


class TestAgain:
    def test_a_replay_of_the_whole_press_makes_nothing_more(self, visitor):
        application = make.make_application()
        person = visitor(application.applicant)
        seen = person.get(check(application)).context["seen"]
        for _press in range(3):
            answer = person.post(submit(application), {"seen": seen})
            assert answer["Location"] == reverse("application_receipt", args=[application.pk])
        assert Application.objects.count() == 1
        assert Paper.objects.count() == 1
        assert Notice.objects.filter(kind="application_submitted").count() == 1
        assert Register.objects.get(code=Register.Code.APPLICATIONS).last_number == 1
        assert list(Record.objects.about(application).values_list("verb", flat=True)) == ["application.submitted"]

    def test_a_replay_after_it_was_taken_back_brings_nothing_back(self, visitor):
        application = make.make_application()
        person = visitor(application.applicant)
        person.post(submit(application))
        services.withdraw(by=application.applicant, application=application)
        person.post(submit(application))
        application.refresh_from_db()
        assert application.state == "withdrawn"


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_the_same_moment_make_one_application():
    application = make.make_application()
    seen, by = as_shown(application), application.applicant_id

    def press() -> Any:
        return services.submit(
            by=User.objects.get(pk=by), application=Application.objects.get(pk=application.pk), seen=seen
        )

    ends = together([press] * 4)
    assert not [end for end in ends if isinstance(end, Exception)], ends
    assert len({end.entry_id for end in ends}) == 1
    connection.close()
    assert Register.objects.get(code=Register.Code.APPLICATIONS).last_number == 1
    assert Paper.objects.filter(kind=Paper.Kind.RECEIPT).count() == 1
    assert Notice.objects.count() == 1
    assert list(Record.objects.about(application).values_list("verb", flat=True)) == ["application.submitted"]


def test_a_refusal_for_what_has_changed_comes_after_what_is_missing():
    application = make.make_application(aim="")
    with pytest.raises(Refused) as refused:
        services.submit(by=application.applicant, application=application, seen="draft")
    assert len(refused.value.reasons) == 1
