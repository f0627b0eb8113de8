"""Questions of the staff about an application: who asks, who answers, once, and who is told."""

from typing import Any

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import translation

from committee.models import Commission, Member, Sheet
from initiatives import services
from initiatives.models import Application, Clarification
from journal.models import Record
from municipality.models import Role, User
from municipality.verdicts import Refused
from notices.models import Notice
from tests import factories as make
from tests.initiatives.test_pages import says, text_of
from tests.together import together

pytestmark = pytest.mark.django_db

QUESTION = "Мелдешке канча бала катышат?"
ANSWER = "Отуз бала:\nон беши кыз."


@pytest.fixture(autouse=True)
def _in_kyrgyz() -> Any:
    with translation.override("ky"):
        yield


def asked(state: str = "submitted") -> tuple[Clarification, User]:
    """Return a question about an application in the state, and the specialist who asked it."""
    application = make.make_application(state=state)
    clerk = make.make_specialist(application.contest.municipality, language="ru")
    return services.ask_applicant(by=clerk, application=application, text=QUESTION), clerk


def answer_page(question: Clarification) -> str:
    return reverse("clarification", args=[question.application_id, question.pk])


class TestAsking:
    @pytest.mark.parametrize("state", Application.State.values)
    @pytest.mark.parametrize("contest_state", ["announced", "scoring", "decided", "published"])
    def test_while_an_answer_can_still_matter(self, state: str, contest_state: str):
        contest = make.make_contest()
        decided = state in ("awarded", "reserve", "unsupported")
        application = make.make_application(contest, state="admitted" if decided else state)
        clerk = make.make_specialist(contest.municipality)
        make.move_contest_to(contest, contest_state)
        if decided:
            make.move_application_to(application, state)
        may = state in ("submitted", "returned", "admitted") and contest_state in ("announced", "scoring")
        if may:
            services.ask_applicant(by=clerk, application=application, text=QUESTION)
        else:
            with pytest.raises(Refused) as refused:
                services.ask_applicant(by=clerk, application=application, text=QUESTION)
            assert str(refused.value)
        assert Clarification.objects.exists() is may

    def test_only_who_runs_the_contest(self):
        application = make.make_application(state="submitted")
        municipality = application.contest.municipality
        for other in (
            application.applicant,
            make.make_official(municipality, Role.ACCOUNTANT),
            make.make_official(municipality, Role.OBSERVER),
            make.make_specialist(make.make_municipality()),
            make.make_user(is_superuser=True),
        ):
            with pytest.raises(Refused):
                services.ask_applicant(by=other, application=application, text=QUESTION)
        services.ask_applicant(by=make.make_official(municipality, Role.HEAD), application=application, text=QUESTION)

    @pytest.mark.parametrize("text", ["", " \n ", "а" * 2001])
    def test_says_something_and_not_too_much(self, text: str):
        application = make.make_application(state="submitted")
        with pytest.raises(Refused):
            services.ask_applicant(
                by=make.make_specialist(application.contest.municipality), application=application, text=text
            )

    def test_the_applicant_is_told_in_their_own_language_and_it_is_written_down(self):
        application = make.make_application(state="submitted", applicant=make.make_user(language="ru"))
        clerk = make.make_specialist(application.contest.municipality)
        question = services.ask_applicant(by=clerk, application=application, text=f" {QUESTION}\u202e ")
        assert question.text == QUESTION
        notice = Notice.objects.get()
        assert (notice.recipient, notice.link) == (application.applicant, f"/ru/applications/{application.pk}/")
        assert notice.subject.startswith("Вопрос по вашей заявке")
        assert QUESTION in notice.body
        record = Record.objects.about(application).get()
        assert (record.verb, record.actor_id, record.facts) == (
            "application.asked",
            clerk.pk,
            {"question": question.pk},
        )


class TestAnswering:
    def test_once_by_the_applicant_and_who_asked_is_told(self):
        question, clerk = asked()
        applicant = question.application.applicant
        for other in (clerk, make.make_user(), make.make_user(is_superuser=True)):
            with pytest.raises(Refused):
                services.answer_staff(by=other, clarification=question, text=ANSWER)
        given = services.answer_staff(by=applicant, clarification=question, text=ANSWER.replace("\n", "\r\n"))
        assert (given.answer, given.answered_by) == (ANSWER, applicant)
        # Pressed twice: given once.
        again = services.answer_staff(by=applicant, clarification=question, text=ANSWER)
        assert again.answered_at == given.answered_at
        with pytest.raises(Refused):
            services.answer_staff(by=applicant, clarification=question, text="Кырк")
        notice = Notice.objects.get(recipient=clerk)
        assert notice.link == f"/ru/admin/initiatives/application/{question.application_id}/change/"
        assert notice.subject.startswith("Ответ на ваш вопрос")
        # What the applicant wrote may be private: it is read where it is kept.
        assert "Отуз" not in notice.body
        verbs = list(Record.objects.about(question.application).values_list("verb", flat=True))
        assert verbs == ["application.asked", "application.answered"]

    def test_of_two_tabs_one_is_first(self):
        question, _ = asked()
        stale = Clarification.objects.get(pk=question.pk)
        applicant = question.application.applicant
        services.answer_staff(by=applicant, clarification=question, text=ANSWER)
        with pytest.raises(Refused):
            services.answer_staff(by=applicant, clarification=stale, text="Кырк")
        question.refresh_from_db()
        assert question.answer == ANSWER

    @pytest.mark.parametrize("text", [" ", "а" * 2001])
    def test_says_something_and_not_too_much(self, text: str):
        question, _ = asked()
        with pytest.raises(Refused):
            services.answer_staff(by=question.application.applicant, clarification=question, text=text)

    def test_the_reason_tells_nothing_of_the_decision(self):
        reasons = set()
        for state in ("awarded", "reserve", "unsupported"):
            question, _ = asked("admitted")
            application = question.application
            make.move_contest_to(application.contest, "decided")
            make.move_application_to(application, state)
            with pytest.raises(Refused) as refused:
                services.answer_staff(
                    by=application.applicant, clarification=Clarification.objects.get(pk=question.pk), text=ANSWER
                )
            reasons.add(str(refused.value))
        assert len(reasons) == 1


class TestPages:
    def test_from_the_question_over_a_second_look_to_the_answer(self, visitor):
        question, _ = asked()
        application = question.application
        person, address = visitor(application.applicant), answer_page(question)
        own = text_of(person.get(application.get_absolute_url()))
        assert QUESTION in own
        assert f'action="{address}"' in own
        sure = person.post(address, {"text": ANSWER})
        assert says(sure, "Send the answer?")
        assert "Отуз бала:<br>он беши кыз." in text_of(sure)
        question.refresh_from_db()
        assert question.answer == ""
        back = person.post(address, {"text": ANSWER, "press": "write"})
        assert f"{ANSWER}</textarea>" in text_of(back)
        sent = person.post(address, {"text": ANSWER, "press": "send"}, follow=True)
        assert says(sent, "Your answer has been sent.")
        assert "Отуз бала:<br>он беши кыз." in text_of(sent)
        assert f'action="{address}"' not in text_of(sent)
        # Again from an old page: the same is no mistake, another text is.
        assert says(person.post(address, {"text": ANSWER, "press": "send"}, follow=True), "Your answer has been sent.")
        other = person.post(address, {"text": "Кырк", "press": "send"}, follow=True)
        assert says(other, "This question has been answered. An answer does not change.")
        assert person.get(address)["Location"] == application.get_absolute_url()

    def test_the_list_leads_to_it_until_it_is_answered_or_too_late(self, visitor):
        question, _ = asked()
        application = question.application
        other = make.make_application(application.contest, applicant=application.applicant, state="submitted")
        person, mine = visitor(application.applicant), reverse("my_applications")
        link = f"{application.get_absolute_url()}#questions"
        page = person.get(mine)
        assert link in text_of(page)
        assert [row["application"] for row in page.context["rows"]] == [application, other]
        make.move_contest_to(application.contest, "decided")
        assert link not in text_of(person.get(mine))
        answered, _ = asked()
        services.answer_staff(by=answered.application.applicant, clarification=answered, text=ANSWER)
        assert "#questions" not in text_of(visitor(answered.application.applicant).get(mine))

    def test_what_is_wrong_is_said_and_what_was_typed_is_kept(self, visitor):
        question, _ = asked()
        person, address = visitor(question.application.applicant), answer_page(question)
        assert says(person.post(address, {"text": " "}), "Write a few words.")
        long = "а" * 2001
        for press in ("", "send"):
            page = person.post(address, {"text": long, "press": press})
            assert says(page, "2000 signs are the most. Shorten the text.")
            assert long in text_of(page)
        # 2000 signs as the box counts them: a browser sends two for the end of a line.
        fits = "\r\n".join(["а" * 999, "б" * 1000])
        assert says(person.post(address, {"text": fits}), "Send the answer?")

    def test_others_do_not_find_it(self, visitor, client):
        question, clerk = asked()
        address = answer_page(question)
        for other in (clerk, make.make_user(), make.make_user(is_superuser=True)):
            assert visitor(other).get(address).status_code == 404
            assert visitor(other).post(address, {"text": ANSWER, "press": "send"}).status_code == 404
        elsewhere, _ = asked()
        wrong = reverse("clarification", args=[question.application_id, elsewhere.pk])
        assert visitor(question.application.applicant).get(wrong).status_code == 404
        assert client.get(address)["Location"].startswith(reverse("account_login"))
        question.refresh_from_db()
        assert question.answer == ""

    def test_a_person_of_the_group_reads_and_does_not_answer(self, visitor):
        question, _ = asked()
        friend = make.make_user()
        make.make_coapplicant(question.application, friend, right="edit")
        page = visitor(friend).get(question.application.get_absolute_url())
        assert QUESTION in text_of(page)
        assert says(page, "Only the applicant may answer.")
        answer = visitor(friend).post(answer_page(question), {"text": ANSWER, "press": "send"}, follow=True)
        assert says(answer, "Only the applicant may answer.")

    def test_what_was_typed_survives_an_expired_sign_in(self, client):
        question, _ = asked()
        page = client.post(answer_page(question), {"text": ANSWER})
        assert page.status_code == 200
        assert 'name="kept"' in page.content.decode()

    def test_the_commission_does_not_see_it(self, visitor):
        question, _ = asked("admitted")
        application = question.application
        services.answer_staff(by=application.applicant, clarification=question, text=ANSWER)
        person = make.make_user()
        member = Member.objects.create(
            commission=Commission.objects.create(contest=application.contest), user=person, body="kenesh"
        )
        make.move_contest_to(application.contest, "scoring")
        sheet = Sheet.objects.create(member=member, application=application)
        html = text_of(visitor(person).get(reverse("sheet", args=[sheet.pk])))
        assert application.title_ky in html
        assert QUESTION not in html
        assert "Отуз бала" not in html


class TestAdmin:
    @pytest.mark.parametrize("language", ["ky", "ru"])
    def test_the_staff_asks_and_reads_the_answer(self, visitor, language: str):
        application = make.make_application(state="submitted")
        clerk = make.make_specialist(application.contest.municipality)
        browser = visitor(clerk)
        with translation.override(language):
            act = reverse("admin:initiatives_application_act", args=[application.pk, "ask"])
            change = reverse("admin:initiatives_application_change", args=[application.pk])
            assert act in text_of(browser.get(change))
            assert browser.get(act).status_code == 200
            assert "text" in browser.post(act, {"text": ""}).context["form"].errors
            assert browser.post(act, {"text": QUESTION})["Location"] == change
            assert says(browser.get(change), "Not answered yet.")
            services.answer_staff(by=application.applicant, clarification=application.clarifications.get(), text=ANSWER)
            html = text_of(browser.get(change))
        assert QUESTION in html
        assert "Отуз бала:<br>он беши кыз." in html

    def test_the_button_is_gone_when_nothing_is_asked_any_more(self, visitor):
        application = make.make_application(state="refused")
        browser = visitor(make.make_specialist(application.contest.municipality))
        act = reverse("admin:initiatives_application_act", args=[application.pk, "ask"])
        change = reverse("admin:initiatives_application_change", args=[application.pk])
        assert act not in text_of(browser.get(change))
        assert browser.post(act, {"text": QUESTION}).status_code == 409


@pytest.mark.django_db(transaction=True)
def test_two_answers_at_once_leave_one():
    question, clerk = asked()
    applicant = question.application.applicant

    def give(text: str) -> Any:
        return services.answer_staff(
            by=User.objects.get(pk=applicant.pk), clarification=Clarification.objects.get(pk=question.pk), text=text
        )

    ends = together([lambda text=text: give(text) for text in ("Отуз", "Кырк")])
    assert sorted(type(end).__name__ for end in ends) == ["Clarification", "Refused"]
    connection.close()
    question.refresh_from_db()
    assert question.answer in ("Отуз", "Кырк")
    assert Notice.objects.filter(recipient=clerk).count() == 1
