"""Questions of the staff about an application, and their answers: each asked once, answered once, kept for good."""

from django.urls import reverse
from django.utils import translation

from initiatives.models import Application, Clarification
from initiatives.rules import may_answer, may_ask, says_enough
from initiatives.services.locking import locked
from journal import clock
from journal.services import act
from kyrgyz.text import without_hidden
from municipality.models import User
from notices.services import tell


def ask_applicant(*, by: User, application: Application, text: str) -> Clarification:
    """Ask the applicant about their application and return the question.

    Raises Refused to others than those who run the contest, after the decision, and for a text that says nothing or too
    much. Side effects: a notice to the applicant, a journal record of the application.
    """
    text = _written(text)
    says_enough(text).require()
    with act() as journal:
        application = locked(application)
        may_ask(application, by).require()
        asked = Clarification.objects.create(application=application, asked_by=by, asked_at=clock.now(), text=text)
        journal.record(
            "application.asked", application, by=by, municipality=application.contest.municipality_id, question=asked.pk
        )
        with translation.override(application.applicant.language):
            link = application.get_absolute_url()
        tell(
            recipient=application.applicant,
            kind="clarification_asked",
            context={"application": application, "question": asked},
            link=link,
        )
    return asked


def answer_staff(*, by: User, clarification: Clarification, text: str) -> Clarification:
    """Answer a question about one's application and return it; the same answer pressed twice is given once.

    Raises Refused to anyone but the applicant, for a second answer, after the decision, and for a text that says
    nothing or too much. Side effects: a notice to whoever asked, a journal record of the application.
    """
    text = _written(text)
    says_enough(text).require()
    with act() as journal:
        # The application's row is the lock: it is neither decided nor taken back while its applicant answers.
        application = locked(clarification.application)
        rows = Clarification.objects.select_for_update(of=("self",)).select_related("asked_by")
        asked = rows.get(pk=clarification.pk)
        asked.application = application
        if asked.answered_by_id == by.pk and asked.answer == text:
            return asked
        may_answer(asked, by).require()
        asked.answer, asked.answered_by, asked.answered_at = text, by, clock.now()
        asked.save(update_fields=["answer", "answered_by", "answered_at"])
        journal.record(
            "application.answered",
            application,
            by=by,
            municipality=application.contest.municipality_id,
            question=asked.pk,
        )
        with translation.override(asked.asked_by.language):
            link = reverse("admin:initiatives_application_change", args=[application.pk])
        tell(
            recipient=asked.asked_by,
            kind="clarification_answered",
            context={"application": application, "question": asked},
            link=link,
        )
    return asked


def _written(text: str) -> str:
    """Return a text as it is kept: one kind of line end, so that a browser's count of signs is ours."""
    return without_hidden(text).replace("\r\n", "\n").strip()
