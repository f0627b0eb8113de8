"""Questions about a contest: who asks, who answers, and that nothing shows that was not meant for everyone."""

import re
from typing import Any

import pytest
from django.urls import reverse

from initiatives.models import Contest, Question
from initiatives.question_rules import LONGEST_ANSWER, LONGEST_QUESTION, MOST_WAITING
from initiatives.services import answer_question, ask, hide_question
from journal.models import Record
from municipality.models import Role, User
from municipality.verdicts import Refused
from notices.models import Notice
from tests import factories as make
from tests.initiatives.test_kept import make_person, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def contest() -> Contest:
    return make.make_contest()


@pytest.fixture
def specialist(contest: Contest) -> User:
    return make.make_specialist(contest.municipality)


def text(response: Any) -> str:
    assert response.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def verbs(question: Question) -> list[str]:
    return [record.verb for record in Record.objects.about(question)]


class TestAsking:
    def test_a_question_is_kept_and_the_specialists_are_told(self, contest: Contest, specialist: User):
        asker = make.make_user()
        make.make_official(contest.municipality, Role.ACCOUNTANT)
        question = ask(by=asker, contest=contest, text="  Ким катыша\r\nалат? ")
        assert question.text == "Ким катыша\nалат?"
        assert question.asked_by == asker
        assert verbs(question) == ["question.asked"]
        notice = Notice.objects.get()
        assert (notice.recipient, notice.kind) == (specialist, "question_asked")
        assert "Ким катыша\nалат?" in notice.body
        assert notice.link == reverse("admin:initiatives_question_change", args=[question.pk])
        # Who asks is no word of the letter.
        assert asker.surname not in notice.body

    def test_the_same_words_pressed_twice_are_one_question(self, contest: Contest):
        asker = make.make_user()
        first = ask(by=asker, contest=contest, text="Ким катыша алат?")
        assert ask(by=asker, contest=contest, text="Ким катыша алат?") == first
        assert ask(by=make.make_user(), contest=contest, text="Ким катыша алат?") != first
        assert Question.objects.count() == 2

    def test_five_wait_and_the_sixth_is_refused_until_one_is_answered(self, contest: Contest, specialist: User):
        asker = make.make_user()
        questions = [ask(by=asker, contest=contest, text=f"Суроо {n}") for n in range(MOST_WAITING)]
        with pytest.raises(Refused, match="5 сурооңузга"):
            ask(by=asker, contest=contest, text="Дагы бир суроо")
        assert Question.objects.count() == MOST_WAITING
        # Neither another person nor another contest is held up by it.
        ask(by=make.make_user(), contest=contest, text="Дагы бир суроо")
        ask(by=asker, contest=make.make_contest(), text="Дагы бир суроо")
        answer_question(by=specialist, question=questions[0], answer="Ооба", public=True)
        ask(by=asker, contest=contest, text="Дагы бир суроо")

    @pytest.mark.parametrize("words", ["", "   \n ", "\u200e", "ү" * (LONGEST_QUESTION + 1)])
    def test_no_words_and_too_many_are_refused(self, contest: Contest, words: str):
        with pytest.raises(Refused):
            ask(by=make.make_user(), contest=contest, text=words)
        assert not Question.objects.exists()

    def test_the_longest_is_taken(self, contest: Contest):
        assert len(ask(by=make.make_user(), contest=contest, text="ү" * LONGEST_QUESTION).text) == LONGEST_QUESTION

    @pytest.mark.parametrize(
        ("state", "taken"),
        [
            ("draft", False),
            ("announced", True),
            ("scoring", True),
            ("decided", True),
            ("published", False),
            ("closed", False),
        ],
    )
    def test_questions_are_taken_until_the_results_are_published(self, state: str, taken: bool):
        contest = make.make_contest(state=state)
        if taken:
            ask(by=make.make_user(), contest=contest, text="Качан?")
        else:
            with pytest.raises(Refused):
                ask(by=make.make_user(), contest=contest, text="Качан?")
        assert Question.objects.exists() is taken


class TestAnswering:
    def test_an_answer_is_kept_and_the_asker_is_told_in_their_language(self, contest: Contest, specialist: User):
        asker = make.make_user(language="ru")
        question = ask(by=asker, contest=contest, text="Кто может участвовать?")
        answer_question(by=specialist, question=question, answer=" Все жители. ", public=False)
        question.refresh_from_db()
        assert (question.answer, question.public, question.answered_by) == ("Все жители.", False, specialist)
        assert verbs(question) == ["question.asked", "question.answered"]
        notice = Notice.objects.get(recipient=asker)
        assert notice.kind == "question_answered"
        assert "На ваш вопрос ответили" in notice.subject
        assert "Все жители." in notice.body
        assert notice.link == f"/ru/contests/{contest.pk}/ask/"

    @pytest.mark.parametrize("role", [Role.SPECIALIST, Role.HEAD])
    def test_who_runs_the_contest_answers(self, contest: Contest, role: Role):
        question = ask(by=make.make_user(), contest=contest, text="Качан?")
        answer_question(
            by=make.make_official(contest.municipality, role), question=question, answer="Эртең", public=True
        )

    def test_nobody_else_does(self, contest: Contest):
        asker = make.make_user()
        question = ask(by=asker, contest=contest, text="Качан?")
        others = [
            asker,
            make.make_official(contest.municipality, Role.ACCOUNTANT),
            make.make_official(contest.municipality, Role.OBSERVER),
            make.make_specialist(make.make_municipality()),
            make.make_user(is_superuser=True),
        ]
        for other in others:
            with pytest.raises(Refused):
                answer_question(by=other, question=question, answer="Эртең", public=True)
            with pytest.raises(Refused):
                hide_question(by=other, question=question)
        question.refresh_from_db()
        assert question.answered_at is None

    def test_an_answer_is_given_once(self, contest: Contest, specialist: User):
        question = ask(by=make.make_user(), contest=contest, text="Качан?")
        answer_question(by=specialist, question=question, answer="Эртең", public=True)
        with pytest.raises(Refused):
            answer_question(by=specialist, question=question, answer="Бүгүн", public=True)
        question.refresh_from_db()
        assert question.answer == "Эртең"

    @pytest.mark.parametrize("words", ["", " \n", "ү" * (LONGEST_ANSWER + 1)])
    def test_no_words_and_too_many_are_refused(self, contest: Contest, specialist: User, words: str):
        question = ask(by=make.make_user(), contest=contest, text="Качан?")
        with pytest.raises(Refused):
            answer_question(by=specialist, question=question, answer=words, public=True)

    def test_a_shown_answer_can_be_taken_off_the_page_and_not_put_back(self, contest: Contest, specialist: User):
        question = ask(by=make.make_user(), contest=contest, text="Асандын телефону канча?")
        with pytest.raises(Refused):
            hide_question(by=specialist, question=question)
        answer_question(by=specialist, question=question, answer="Айтпайбыз", public=True)
        hide_question(by=specialist, question=question)
        assert list(Question.objects.for_everyone()) == []
        assert verbs(question)[-1] == "question.hidden"
        with pytest.raises(Refused):
            hide_question(by=specialist, question=question)


class TestPages:
    def addresses(self, contest: Contest) -> list[str]:
        return [f"/contests/{contest.pk}/", f"/contests/{contest.pk}/questions/"]

    def public_pages(self, contest: Contest) -> list[str]:
        return [f"{language}{page}" for language in ("", "/ru") for page in self.addresses(contest)]

    def test_only_public_answers_show_and_no_name(self, client: Any, contest: Contest, specialist: User):
        asker = make.make_user(surname="Сурагыч", given_name="Бермет")
        shown = ask(by=asker, contest=contest, text="Жалпы суроо")
        hidden = ask(by=asker, contest=contest, text="Жеке суроо")
        ask(by=asker, contest=contest, text="Жоопсуз суроо")
        answer_question(by=specialist, question=shown, answer="Жалпы жооп", public=True)
        answer_question(by=specialist, question=hidden, answer="Жеке жооп", public=False)
        elsewhere = ask(by=asker, contest=make.make_contest(), text="Башка сынактын суроосу")
        make_answer = make.make_specialist(elsewhere.contest.municipality)
        answer_question(by=make_answer, question=elsewhere, answer="Башка жооп", public=True)
        for address in self.public_pages(contest):
            page = text(client.get(address))
            assert "Жалпы суроо" in page
            assert "Жалпы жооп" in page
            for secret in ["Жеке", "Жоопсуз", "Башка сынактын", "Башка жооп", "Сурагыч", "Бермет", specialist.surname]:
                assert secret not in page
        hide_question(by=specialist, question=shown)
        for address in self.public_pages(contest):
            assert "Жалпы" not in text(client.get(address))

    def test_staff_see_no_more_on_the_public_page(self, visitor: Any, contest: Contest, specialist: User):
        ask(by=make.make_user(), contest=contest, text="Жоопсуз суроо")
        for address in self.addresses(contest):
            assert "Жоопсуз" not in text(visitor(specialist).get(address))

    def test_the_contest_page_shows_the_latest_and_leads_to_all(self, client: Any, contest: Contest, specialist: User):
        for number in range(7):
            question = ask(by=make.make_user(), contest=contest, text=f"Суроо-{number}")
            answer_question(by=specialist, question=question, answer="Ооба", public=True)
        page = text(client.get(reverse("contest", args=[contest.pk])))
        assert [number for number in range(7) if f"Суроо-{number}" in page] == [2, 3, 4, 5, 6]
        assert "Бардык суроо-жооптор (7)" in page
        page = text(client.get(reverse("questions", args=[contest.pk])))
        assert [number for number in range(7) if f"Суроо-{number}" in page] == list(range(7))

    def test_a_draft_s_questions_do_not_exist(self, client: Any, visitor: Any):
        draft = make.make_contest(state="draft")
        assert client.get(reverse("questions", args=[draft.pk])).status_code == 404
        assert visitor(make.make_user()).get(reverse("ask", args=[draft.pk])).status_code == 404

    def test_a_person_asks_and_sees_their_own_alone(self, visitor: Any, contest: Contest, specialist: User):
        address = reverse("ask", args=[contest.pk])
        asker, other = make.make_user(), make.make_user()
        ask(by=other, contest=contest, text="Бирөөнүн суроосу")
        client = visitor(asker)
        assert "Атыңызды, телефонуңузду жазбаңыз" in text(client.get(address))
        response = client.post(address, {"text": "Меники"})
        assert response.status_code == 302
        page = text(client.get(address))
        assert "Меники" in page
        assert "Азырынча жооп жок" in page
        assert "Бирөөнүн" not in page
        answer_question(by=specialist, question=Question.objects.get(text="Меники"), answer="Сизге гана", public=False)
        page = text(client.get(address))
        assert "Сизге гана" in page
        assert "Бул жоопту сиз гана окуй аласыз." in page

    def test_what_is_wrong_is_said_and_what_was_typed_stays(self, visitor: Any, contest: Contest):
        client, address = visitor(make.make_user()), reverse("ask", args=[contest.pk])
        assert "Сурооңузду жазыңыз." in text(client.post(address, {"text": " "}))
        long = "узун " * 300
        page = client.post(address, {"text": long})
        assert "Суроо өтө узун: эң көбү 1000 белги" in text(page)
        assert long.strip() in text(page)
        for number in range(MOST_WAITING):
            assert client.post(address, {"text": f"Суроо {number}"}).status_code == 302
        page = text(client.post(address, {"text": "Дагы бир суроо"}))
        assert "5 сурооңузга азырынча жооп жок" in page
        assert "Дагы бир суроо" in page
        assert Question.objects.count() == MOST_WAITING

    def test_a_question_typed_before_the_sign_in_ran_out_is_asked_after_it(self, client: Any, contest: Contest):
        address = reverse("ask", args=[contest.pk])
        page = client.post(address, {"text": "Жоголбогон суроо"})
        assert not Question.objects.exists()
        sign_in(client, page.content.decode(), make_person("suroochu@demo.invalid").email)
        assert Question.objects.get().text == "Жоголбогон суроо"

    def test_no_way_to_ask_once_the_contest_is_over(self, client: Any, visitor: Any):
        contest = make.make_contest(state="published")
        address = reverse("ask", args=[contest.pk])
        assert address not in client.get(reverse("contest", args=[contest.pk])).content.decode()
        page = visitor(make.make_user()).get(address).content.decode()
        assert "Сынак аяктаган" in page
        assert "<textarea" not in page


class TestWorkplace:
    def address(self, page: str, question: Question | None = None) -> str:
        return reverse(f"admin:initiatives_question_{page}", args=[question.pk] if question else [])

    def answer(self, question: Question, act: str = "answer") -> str:
        return self.address("change", question).removesuffix("change/") + f"act/{act}/"

    def test_what_waits_stands_first_and_can_be_filtered(self, visitor: Any, contest: Contest, specialist: User):
        old = ask(by=make.make_user(), contest=contest, text="Эски суроо")
        ask(by=make.make_user(), contest=contest, text="Жаңы суроо")
        answer_question(by=specialist, question=old, answer="Ооба", public=True)
        client = visitor(specialist)
        page = text(client.get(self.address("changelist")))
        assert page.index("Жаңы суроо") < page.index("Эски суроо")
        waiting = text(client.get(self.address("changelist") + "?answered=no"))
        assert "Жаңы суроо" in waiting
        assert "Эски суроо" not in waiting
        answered = text(client.get(self.address("changelist") + "?answered=yes"))
        assert "Жаңы суроо" not in answered
        index = client.get(reverse("admin:index")).content.decode()
        assert "1 суроо жооп күтүүдө" in index

    def test_the_specialist_answers_and_takes_off_by_acts(self, visitor: Any, contest: Contest, specialist: User):
        question = ask(by=make.make_user(), contest=contest, text="Мен катыша аламбы?")
        client = visitor(specialist)
        assert "Мен катыша аламбы?" in text(client.get(self.answer(question)))
        # Who reads it is chosen by hand.
        assert client.post(self.answer(question), {"answer": "Ооба"}).status_code == 200
        assert client.post(self.answer(question), {"answer": "Ооба", "public": "yes"}).status_code == 302
        question.refresh_from_db()
        assert (question.answer, question.public) == ("Ооба", True)
        assert client.post(self.answer(question), {"answer": "Жок", "public": "no"}).status_code == 409
        assert client.post(self.answer(question, "hide")).status_code == 302
        question.refresh_from_db()
        assert (question.answer, question.public) == ("Ооба", False)
        assert client.post(self.answer(question, "hide")).status_code == 409

    def test_an_answer_for_one_stays_with_one(self, visitor: Any, contest: Contest, specialist: User):
        question = ask(by=make.make_user(), contest=contest, text="Мен катыша аламбы?")
        assert visitor(specialist).post(self.answer(question), {"answer": "Ооба", "public": "no"}).status_code == 302
        question.refresh_from_db()
        assert question.public is False

    def test_others_neither_see_nor_answer(self, visitor: Any, contest: Contest):
        question = ask(by=make.make_user(), contest=contest, text="Мен катыша аламбы?")
        for role in (Role.ACCOUNTANT, Role.OBSERVER):
            client = visitor(make.make_official(contest.municipality, role))
            assert client.get(self.address("changelist")).status_code == 403
            assert client.get(self.address("change", question)).status_code == 404
            assert client.post(self.answer(question), {"answer": "Ооба", "public": "yes"}).status_code == 404
        elsewhere = visitor(make.make_specialist(make.make_municipality()))
        assert elsewhere.get(self.address("change", question)).status_code == 404
        assert elsewhere.post(self.answer(question), {"answer": "Ооба", "public": "yes"}).status_code == 404
        administrator = visitor(make.make_user(is_superuser=True))
        assert administrator.post(self.answer(question), {"answer": "Ооба", "public": "yes"}).status_code == 403
        question.refresh_from_db()
        assert question.answered_at is None
