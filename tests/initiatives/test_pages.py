"""The applicant's pages: who sees what, the way from the first press to the receipt, taking back, downloads."""

from collections.abc import Iterator
from datetime import timedelta
from html import escape
from typing import Any
from urllib.parse import unquote

import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from initiatives import services
from initiatives.models import Application, Attachment
from journal import clock
from municipality.models import Role
from municipality.verdicts import Refused
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_kyrgyz() -> Iterator[None]:
    """A request leaves its language behind in the thread; the next test begins in Kyrgyz again."""
    with translation.override("ky"):
        yield


def text_of(response: Any) -> str:
    """Return the page's HTML."""
    assert response.status_code == 200
    return str(response.content.decode())


def says(response: Any, words: str, **values: Any) -> bool:
    """Tell whether the page holds the words in its own language."""
    return escape(_(words) % values) in text_of(response)


def own_pages(application: Application) -> list[str]:
    """Return the addresses of an application's pages that can be opened."""
    steps = ["initiative", "plan", "budget", "applicant", "documents"]
    return [
        reverse("application", args=[application.pk]),
        *(reverse("application_step", args=[application.pk, step]) for step in steps),
        reverse("application_check", args=[application.pk]),
        reverse("application_delete", args=[application.pk]),
    ]


class TestDoors:
    def test_strangers_are_asked_to_sign_in(self, client):
        application = make.make_application()
        attachment = application.attachments.first()
        for address in [
            reverse("my_applications"),
            reverse("begin", args=[application.contest_id]),
            reverse("application_submit", args=[application.pk]),
            reverse("application_withdraw", args=[application.pk]),
            reverse("attachment", args=[attachment.key]),
            *own_pages(application),
        ]:
            for answer in (client.get(address), client.post(address)):
                assert answer.status_code == 302
                assert answer["Location"].startswith(reverse("account_login"))

    def test_another_person_finds_nothing(self, visitor):
        application = make.make_application()
        others = [
            make.make_user(),
            make.make_specialist(application.contest.municipality),
            make.make_user(is_superuser=True),
        ]
        addresses = [
            *own_pages(application),
            reverse("application_submit", args=[application.pk]),
            reverse("application_withdraw", args=[application.pk]),
        ]
        for other in others:
            stranger = visitor(other)
            for address in addresses:
                assert stranger.get(address).status_code == 404
                # 405: the page takes no POST from anyone.
                assert stranger.post(address, {"title_ky": "Меники"}).status_code in (404, 405)
        application.refresh_from_db()
        assert application.state == "draft"

    @pytest.mark.parametrize("language", ["", "/ru"])
    def test_the_applicant_opens_every_page(self, visitor, language: str):
        application = make.make_application()
        applicant = visitor(application.applicant)
        for address in [reverse("my_applications"), *own_pages(application)]:
            assert applicant.get(language + address).status_code == 200

    def test_no_such_step(self, visitor):
        application = make.make_application()
        address = reverse("application_step", args=[application.pk, "money"])
        assert visitor(application.applicant).get(address).status_code == 404


class TestList:
    def test_only_one_s_own_and_what_waits_comes_first(self, visitor):
        contest, user = make.make_contest(), make.make_user()
        draft = make.make_application(contest, applicant=user, title_ky="Каралама демилге")
        handed = make.make_application(contest, applicant=user, state="submitted", title_ky="Тапшырылган демилге")
        make.make_application(contest, title_ky="Бирөөнүн демилгеси")
        page = text_of(visitor(user).get(reverse("my_applications")))
        assert page.index(draft.title_ky) < page.index(handed.title_ky)
        assert handed.number in page
        assert "37\N{NO-BREAK SPACE}000" in page
        assert "Бирөөнүн" not in page

    def test_empty_it_leads_to_the_open_contests(self, visitor):
        open_now = make.make_contest()
        make.make_contest(state="scoring")
        page = visitor(make.make_user()).get(reverse("my_applications"))
        assert says(page, "You have no applications yet.")
        assert list(page.context["open_contests"]) == [open_now]
        assert reverse("contest", args=[open_now.pk]) in text_of(page)

    def test_the_queries_do_not_grow_with_the_rows(self, visitor, django_assert_max_num_queries):
        contest, user = make.make_contest(), make.make_user()
        for _number in range(6):
            make.make_application(contest, applicant=user, state="submitted")
        applicant = visitor(user)
        with django_assert_max_num_queries(10):
            applicant.get(reverse("my_applications"))


class TestBegin:
    def test_the_question_changes_nothing_and_the_press_begins(self, visitor):
        contest, user = make.make_contest(), make.make_user()
        applicant, address = visitor(user), reverse("begin", args=[contest.pk])
        page = text_of(applicant.get(address))
        assert "Паспорттун көчүрмөсү" in page
        assert not Application.objects.exists()
        for _press in range(2):
            answer = applicant.post(address)
            draft = Application.objects.get()
            assert answer["Location"] == reverse("application_step", args=[draft.pk, "initiative"])
        assert (draft.applicant, draft.contest) == (user, contest)

    def test_closed_it_gives_the_reason(self, visitor):
        contest = make.make_contest(state="scoring")
        applicant, address = visitor(make.make_user()), reverse("begin", args=[contest.pk])
        assert says(applicant.get(address), "Back to the contest")
        assert '<button class="button-main"' not in text_of(applicant.get(address))
        answer = applicant.post(address)
        assert answer["Location"] == reverse("contest", args=[contest.pk])
        assert not Application.objects.exists()

    def test_a_contest_in_preparation_does_not_exist(self, visitor):
        contest = make.make_contest(state="draft")
        assert visitor(make.make_user()).get(reverse("begin", args=[contest.pk])).status_code == 404


class TestHandingIn:
    def test_from_the_check_to_the_number(self, visitor):
        application = make.make_application()
        applicant = visitor(application.applicant)
        check = applicant.get(reverse("application_check", args=[application.pk]))
        assert says(check, "Nothing is missing. Read it once more, then hand it in.")
        submit = reverse("application_submit", args=[application.pk])
        assert submit in text_of(check)
        page = applicant.post(submit, follow=True)
        number = f"{clock.today().year}-001"
        assert says(page, "Your application has been accepted")
        assert f'<p class="sum">{number}</p>' in text_of(page)
        assert ".pdf" in text_of(page)

    def test_a_second_press_and_a_reload_are_harmless(self, visitor):
        application = make.make_application()
        applicant = visitor(application.applicant)
        submit = reverse("application_submit", args=[application.pk])
        for _press in range(2):
            assert applicant.post(submit)["Location"] == reverse("application_receipt", args=[application.pk])
        assert applicant.get(submit)["Location"] == reverse("application_receipt", args=[application.pk])
        services.admit(by=make.make_specialist(application.contest.municipality), application=application)
        assert applicant.post(submit)["Location"] == reverse("application_receipt", args=[application.pk])
        application.refresh_from_db()
        assert (application.state, application.number[-4:]) == ("admitted", "-001")

    def test_what_is_missing_is_listed_with_its_steps(self, visitor):
        application = make.make_application(aim="", own_contribution="")
        applicant = visitor(application.applicant)
        check = applicant.get(reverse("application_check", args=[application.pk]))
        assert [link.url.rsplit("/", 2)[1] for link in check.context["lacking"]] == ["initiative", "budget"]
        assert says(check, "Write what will change.")
        submit = reverse("application_submit", args=[application.pk])
        assert submit not in text_of(check)
        answer = applicant.post(submit, follow=True)
        assert says(answer, "Write what will change.")
        assert says(answer, "Write your own contribution.")
        application.refresh_from_db()
        assert application.state == "draft"

    def test_an_address_opened_after_signing_in_leads_to_the_check(self, visitor):
        application = make.make_application()
        answer = visitor(application.applicant).get(reverse("application_submit", args=[application.pk]))
        assert answer["Location"] == reverse("application_check", args=[application.pk])


class TestOwnPage:
    @pytest.mark.parametrize("state", Application.State.values)
    def test_shows_every_state(self, visitor, state: str):
        published = state in ("awarded", "reserve", "unsupported", "revise")
        contest = make.make_contest(state="published" if published else "announced")
        application = make.make_application(contest, state=state)
        page = visitor(application.applicant).get(reverse("application", args=[application.pk]))
        assert says(page, str(Application.State(state).label))
        assert application.title_ky in text_of(page)
        assert page.context["standing"].meaning in text_of(page)
        told = "Паспорттун көчүрмөсү окулбайт" in text_of(page)
        assert told is (state in ("returned", "refused", "unsupported", "revise"))

    @pytest.mark.parametrize("state", ["awarded", "reserve", "unsupported", "revise"])
    def test_an_outcome_shows_only_when_published(self, visitor, state: str):
        contest, user = make.make_contest(state="decided"), make.make_user()
        decided = make.make_application(contest, applicant=user, state=state)
        applicant = visitor(user)
        for address in (reverse("application", args=[decided.pk]), reverse("my_applications")):
            page = applicant.get(address)
            assert says(page, str(Application.State.ADMITTED.label))
            assert str(Application.State(state).label) not in text_of(page)
        assert "Паспорттун көчүрмөсү окулбайт" not in text_of(page)
        withdraw = reverse("application_withdraw", args=[decided.pk])
        assert withdraw not in text_of(applicant.get(reverse("application", args=[decided.pk])))
        make.move_contest_to(contest, "published")
        assert says(applicant.get(reverse("application", args=[decided.pk])), str(Application.State(state).label))

    def test_a_returned_one_says_why_and_until_when(self, visitor):
        application = make.make_application(state="returned")
        page = visitor(application.applicant).get(reverse("application", args=[application.pk]))
        assert application.reason in text_of(page)
        assert says(page, "Mend the application")

    def test_a_draft_of_a_closed_contest_can_only_be_deleted(self, visitor):
        application = make.make_application()
        applicant = visitor(application.applicant)
        with clock.at(application.contest.closes_at + timedelta(days=1)):
            page = applicant.get(reverse("application", args=[application.pk]))
            assert not says(page, "Continue")
            assert says(page, "Delete the draft")
            step = applicant.get(reverse("application_step", args=[application.pk, "plan"]))
            assert step["Location"] == reverse("application", args=[application.pk])


class TestTakingBack:
    def test_withdrawing_asks_first(self, visitor):
        application = make.make_application(state="submitted")
        applicant, address = (
            visitor(application.applicant),
            reverse("application_withdraw", args=[application.pk]),
        )
        assert says(applicant.get(address), "Leave it as it is")
        application.refresh_from_db()
        assert application.state == "submitted"
        page = applicant.post(address, follow=True)
        assert says(page, "Application %(number)s has been withdrawn.", number=application.number)
        application.refresh_from_db()
        assert application.state == "withdrawn"
        # Pressed again from an old page: the reason, and nothing else.
        assert applicant.post(address, follow=True).status_code == 200

    def test_a_draft_is_deleted_not_withdrawn(self, visitor):
        application = make.make_application()
        applicant = visitor(application.applicant)
        withdraw = applicant.get(reverse("application_withdraw", args=[application.pk]))
        assert withdraw["Location"] == reverse("application", args=[application.pk])
        address = reverse("application_delete", args=[application.pk])
        applicant.get(address)
        assert Application.objects.filter(pk=application.pk).exists()
        assert applicant.post(address)["Location"] == reverse("my_applications")
        assert not Application.objects.filter(pk=application.pk).exists()

    def test_a_group_is_told_of_before_its_draft_is_deleted(self, visitor):
        application = make.make_application(kind="group")
        applicant, address = visitor(application.applicant), reverse("application_delete", args=[application.pk])
        words = "The people of your group will not find it any more either."
        assert not says(applicant.get(address), words)
        make.make_coapplicant(application, make.make_user(), right="edit")
        assert says(applicant.get(address), words)
        applicant.post(address)
        assert not Application.objects.exists()

    def test_what_was_handed_in_is_never_deleted(self, visitor):
        application = make.make_application(state="submitted")
        address = reverse("application_delete", args=[application.pk])
        answer = visitor(application.applicant).post(address)
        assert answer["Location"] == reverse("application", args=[application.pk])
        assert Application.objects.filter(pk=application.pk).exists()


class TestDownloads:
    def get(self, person: Any, attachment: Attachment) -> Any:
        """Return the answer, read to its end: its `body`."""
        answer = person.get(reverse("attachment", args=[attachment.key]))
        answer.body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        return answer

    def test_it_comes_as_a_download_of_its_real_kind(self, visitor):
        application = make.make_application()
        attachment = make.attach_file(application, None, name="менин «сүрөтүм».exe")
        answer = self.get(visitor(application.applicant), attachment)
        assert answer.body == make.PDF
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Disposition"].startswith("attachment;")
        assert answer["Content-Disposition"].endswith(".exe.pdf")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cache-Control"] == "private, no-store"

    def test_who_may_have_it(self, visitor):
        contest = make.make_contest()
        draft, handed = make.make_application(contest), make.make_application(contest, state="submitted")
        municipality = contest.municipality
        people = {
            "specialist": make.make_specialist(municipality),
            "head": make.make_official(municipality, Role.HEAD),
            "accountant": make.make_official(municipality, Role.ACCOUNTANT),
            "observer": make.make_official(municipality, Role.OBSERVER),
            "neighbour": make.make_specialist(make.make_municipality()),
            "resident": make.make_user(),
            "administrator": make.make_user(is_superuser=True),
        }
        for name, person in people.items():
            browser = visitor(person)
            assert self.get(browser, draft.attachments.first()).status_code == 404
            allowed = name in ("specialist", "head")
            assert self.get(browser, handed.attachments.first()).status_code == (200 if allowed else 404), name
        assert self.get(visitor(handed.applicant), handed.attachments.first()).status_code == 200

    def test_a_lost_file_is_not_found(self, visitor):
        application = make.make_application()
        attachment = application.attachments.first()
        attachment.file.storage.delete(attachment.file.name)
        assert self.get(visitor(application.applicant), attachment).status_code == 404


def test_nobody_begins_before_they_have_agreed_to_the_use_of_their_data(visitor):
    contest = make.make_contest()
    person = make.make_user(consented=False)
    address = reverse("begin", args=[contest.pk])
    for method in ("get", "post"):
        answer = getattr(visitor(person), method)(address)
        assert answer["Location"].startswith(reverse("consent"))
        assert f"next={address}" in unquote(answer["Location"])
    with pytest.raises(Refused):
        services.begin(by=person, contest=contest)
    assert not Application.objects.exists()
