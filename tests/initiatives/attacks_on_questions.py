"""Attacks on residents' questions about a contest, going around Python; run by test_database.py."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import connection

from initiatives.models import Contest, Question
from journal import clock
from tests import factories as make

ATTACKS: list[tuple[str, Callable[[Any], object]]] = []


def asked(contest: Contest, *, answered: bool = False, public: bool = True) -> Question:
    """Store a question about the contest, answered or not; the attack that it is for is rolled back with it."""
    question = Question.objects.create(contest=contest, asked_by=make.make_user(), text="Ким катыша алат?")
    if answered:
        write(question, answer="Баары", answered_by=make.make_user(), answered_at=clock.now(), public=public)
    return question


def write(question: Question, **changes: Any) -> int:
    """Change a row past its model's save()."""
    return Question.objects.filter(pk=question.pk).update(**changes)


def erase(question: Question) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM initiatives_question WHERE id = %s", [question.pk])


def attack(rule: str, attempt: Callable[[Any], object]) -> None:
    ATTACKS.append((rule, attempt))


attack("initiatives_question_never_deleted", lambda w: erase(asked(w.announced)))
attack("initiatives_question_never_deleted", lambda w: erase(asked(w.announced, answered=True)))
attack("question_text_fixed", lambda w: write(asked(w.announced), text="Башка суроо?"))
attack("question_text_fixed", lambda w: write(asked(w.announced), contest_id=w.foreign.pk))
attack("question_text_fixed", lambda w: write(asked(w.announced), asked_by=make.make_user()))
attack("question_text_fixed", lambda w: write(asked(w.announced), asked_at=clock.now() - timedelta(days=1)))
attack("question_text_fixed", lambda w: write(asked(w.announced, answered=True), text="Башка суроо?"))
attack("question_answer_fixed", lambda w: write(asked(w.announced, answered=True), answer="Эч ким"))
attack("question_answer_fixed", lambda w: write(asked(w.announced, answered=True), answered_by=make.make_user()))
attack(
    "question_answer_fixed",
    lambda w: write(asked(w.announced, answered=True), answered_at=clock.now() + timedelta(days=1)),
)
attack(
    "question_answer_fixed",
    lambda w: write(asked(w.announced, answered=True), answer="", answered_by=None, answered_at=None),
)
attack("question_answer_fixed", lambda w: write(asked(w.announced, answered=True, public=False), public=True))
attack("question_answered_has_time", lambda w: write(asked(w.announced), answer="Баары"))
attack("question_answered_has_time", lambda w: write(asked(w.announced), answered_at=clock.now()))
