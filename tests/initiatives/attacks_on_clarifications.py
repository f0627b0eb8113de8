"""Attacks on the staff's questions about an application, going around Python; run by test_database.py."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import connection

from initiatives.models import Application, Clarification
from journal import clock
from tests import factories as make

ATTACKS: list[tuple[str, Callable[[Any], object]]] = []


def asked(application: Application, *, answered: bool = False) -> Clarification:
    """Store a question about the application, answered or not; the attack that it is for is rolled back with it."""
    question = Clarification.objects.create(
        application=application, asked_by=make.make_user(), text="Канча бала катышат?"
    )
    if answered:
        write(question, answer="Отуз бала", answered_by=application.applicant, answered_at=clock.now())
    return question


def write(question: Clarification, **changes: Any) -> None:
    """Change a row past its model's save()."""
    Clarification.objects.filter(pk=question.pk).update(**changes)


def attack(rule: str, attempt: Callable[[Any], object]) -> None:
    ATTACKS.append((rule, attempt))


def erase(question: Clarification) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM initiatives_clarification WHERE id = %s", [question.pk])


attack("initiatives_clarification_never_deleted", lambda w: erase(asked(w.submitted)))
attack("initiatives_clarification_never_deleted", lambda w: erase(asked(w.admitted, answered=True)))
attack("clarification_of_handed_in", lambda w: asked(w.draft))
attack("clarification_question_fixed", lambda w: write(asked(w.submitted), text="Башка суроо?"))
attack("clarification_question_fixed", lambda w: write(asked(w.submitted), application_id=w.admitted.pk))
attack("clarification_question_fixed", lambda w: write(asked(w.submitted), asked_by=w.admitted.applicant))
attack("clarification_question_fixed", lambda w: write(asked(w.submitted), asked_at=clock.now() - timedelta(days=1)))
attack("clarification_answered_once", lambda w: write(asked(w.submitted, answered=True), answer="Кырк бала"))
attack(
    "clarification_answered_once",
    lambda w: write(asked(w.submitted, answered=True), answer="", answered_by=None, answered_at=None),
)
attack(
    "clarification_answered_once", lambda w: write(asked(w.submitted, answered=True), answered_by=w.admitted.applicant)
)
attack(
    "clarification_answered_once",
    lambda w: write(asked(w.submitted, answered=True), answered_at=clock.now() + timedelta(days=1)),
)
attack("clarification_answered_has_time", lambda w: write(asked(w.submitted), answer="Отуз бала"))
attack("clarification_answered_has_time", lambda w: write(asked(w.submitted), answered_at=clock.now()))
attack(
    "clarification_answered_has_time",
    lambda w: write(asked(w.submitted), answered_at=clock.now(), answered_by=w.submitted.applicant),
)
