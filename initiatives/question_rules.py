"""Who may ask about a contest and who answers, and when. Each answer carries its reason."""

from typing import Any

from django.utils.translation import gettext as _

from initiatives.models import Contest, Question
from initiatives.rules import RESULTS_PUBLIC, may_run
from municipality.verdicts import YES, Verdict, no

# Signs of a question, and of its answer.
LONGEST_QUESTION = 1000
LONGEST_ANSWER = 3000
# Questions of one person about one contest that wait for an answer.
MOST_WAITING = 5


def takes_questions(contest: Contest) -> Verdict:
    """Whether questions about the contest are taken: from its announcement until its results are published."""
    if contest.state == Contest.State.DRAFT:
        return no(_("This contest has not been announced yet."))
    if contest.state in RESULTS_PUBLIC:
        return no(_("The contest is over, so no more questions are taken here."))
    return YES


def may_ask_about(contest: Contest, user: Any) -> Verdict:
    """Whether the person may ask about the contest now; too many at once wait for their answers first."""
    verdict = takes_questions(contest)
    if verdict and contest.questions.of(user).waiting().count() >= MOST_WAITING:
        words = _("%(count)s of your questions have no answer yet. You can ask another one when one is answered.")
        return no(words % {"count": MOST_WAITING})
    return verdict


def asks_something(text: str) -> Verdict:
    """Whether a question is there, and of a length that someone reads."""
    if not text:
        return no(_("Write your question."))
    if len(text) > LONGEST_QUESTION:
        return no(_("The question is too long: %(count)s signs are the most.") % {"count": LONGEST_QUESTION})
    return YES


def says_something(answer: str) -> Verdict:
    """Whether an answer is there, and of a length that someone reads."""
    if not answer:
        return no(_("Write the answer."))
    if len(answer) > LONGEST_ANSWER:
        return no(_("The answer is too long: %(count)s signs are the most.") % {"count": LONGEST_ANSWER})
    return YES


def may_answer_question(question: Question, user: Any) -> Verdict:
    """Whether the person may answer: those who run the contest, once."""
    verdict = may_run(question.contest, user)
    if verdict and question.answered_at is not None:
        return no(_("This question has been answered. An answer is never changed."))
    return verdict


def may_hide(question: Question, user: Any) -> Verdict:
    """Whether the person may take the answered question off the public page."""
    verdict = may_run(question.contest, user)
    if verdict and not shown_to_all(question):
        return no(_("This question is not shown on the contest's page."))
    return verdict


def shown_to_all(question: Question) -> bool:
    """Tell whether anyone can read the question: it has an answer, and whoever answered wanted it shown."""
    return question.answered_at is not None and question.public
