"""Questions about a contest and their answers: each asked once, answered once, kept for good."""

from django.urls import reverse
from django.utils import translation

from initiatives.models import Contest, Question
from initiatives.question_rules import (
    asks_something,
    may_answer_question,
    may_ask_about,
    may_hide,
    says_something,
)
from journal import clock
from journal.services import act
from kyrgyz.text import without_hidden
from municipality.models import Appointment, Role, User
from notices.services import tell


def ask(*, by: User, contest: Contest, text: str) -> Question:
    """Ask about a contest and return the question; the same words pressed twice are one question.

    Raises Refused for no words or too many, once the results are published, and while too many of the person's
    questions wait. Side effects: notices to the municipality's specialists, journal record.
    """
    text = _written(text)
    asks_something(text).require()
    with act() as journal:
        # The person's row is the lock: two presses at once make one question, and the limit holds.
        User.objects.select_for_update().get(pk=by.pk)
        contest.refresh_from_db()
        waiting = contest.questions.of(by).waiting().filter(text=text).first()
        if waiting is not None:
            return waiting
        may_ask_about(contest, by).require()
        question = Question.objects.create(contest=contest, asked_by=by, asked_at=clock.now(), text=text)
        journal.record("question.asked", question, by=by, municipality=contest.municipality_id)
        for specialist in _specialists(contest):
            with translation.override(specialist.language):
                link = reverse("admin:initiatives_question_change", args=[question.pk])
            tell(recipient=specialist, kind="question_asked", context={"question": question}, link=link)
    return question


def answer_question(*, by: User, question: Question, answer: str, public: bool) -> Question:
    """Answer a question for good and return it; `public` shows both on the contest's page, without who asked.

    Raises Refused unless `by` runs the contest, for no words or too many, and where there is an answer already.
    Side effects: a notice to who asked, journal record.
    """
    answer = _written(answer)
    says_something(answer).require()
    with act() as journal:
        question = _locked(question)
        may_answer_question(question, by).require()
        question.answer, question.public = answer, public
        question.answered_by, question.answered_at = by, clock.now()
        question.save(update_fields=["answer", "public", "answered_by", "answered_at"])
        journal.record(
            "question.answered", question, by=by, municipality=question.contest.municipality_id, public=public
        )
        with translation.override(question.asked_by.language):
            link = reverse("ask", args=[question.contest_id])
        tell(recipient=question.asked_by, kind="question_answered", context={"question": question}, link=link)
    return question


def hide_question(*, by: User, question: Question) -> Question:
    """Take an answered question off the public page, for example where it names someone, and return it.

    Whoever asked still reads it. Raises Refused unless `by` runs the contest and it is shown. Side effects: journal
    record.
    """
    with act() as journal:
        question = _locked(question)
        may_hide(question, by).require()
        question.public = False
        question.save(update_fields=["public"])
        journal.record("question.hidden", question, by=by, municipality=question.contest.municipality_id)
    return question


def _locked(question: Question) -> Question:
    return (
        Question.objects.select_for_update(of=("self",))
        .select_related("contest__municipality", "asked_by")
        .get(pk=question.pk)
    )


def _specialists(contest: Contest) -> list[User]:
    """Return who answers questions: the specialists of the municipality."""
    current = Appointment.objects.current().filter(municipality=contest.municipality_id, role=Role.SPECIALIST)
    return list(User.objects.filter(pk__in=current.values("user"), is_active=True).order_by("pk"))


def _written(text: str) -> str:
    """Return a text as it is kept: one kind of line end, so that a browser's count of signs is ours."""
    return without_hidden(text).replace("\r\n", "\n").strip()
