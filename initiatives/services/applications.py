"""An application's way once it is written: handed in, checked, decided."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.utils import translation

from documents.models import Register
from documents.services import next_entry
from initiatives import papers
from initiatives.kinds import not_asked
from initiatives.models import STEPS, Application
from initiatives.rules import (
    may_check,
    may_move_application,
    may_open_revision,
    may_submit,
    may_withdraw,
    names_reason,
    still_as_shown,
    still_time,
)
from initiatives.services.coapplicants import tell_group
from initiatives.services.locking import locked
from initiatives.step_names import names_of
from initiatives.working_days import CORRECTION_DAYS, working_days_after
from journal import clock
from journal.services import Act, act
from municipality.models import User
from municipality.verdicts import first_no
from notices.services import tell

State = Application.State


def submit(*, by: User, application: Application, seen: str = "") -> Application:
    """Hand the application in and return it with its register number.

    A second press finds it handed in and returns it as it is. The server's clock decides. `seen`: the sign of what the
    person was shown (`rules.as_shown`), where a page asks: a co-applicant may have written since.
    Raises Refused with all that is missing. Side effects: what this kind of applicant is not asked for is
    dropped, register number, receipt, notices (the group too), journal record.
    """
    with act() as journal:
        application = locked(application)
        if application.applicant_id == by.pk and application.state == State.SUBMITTED:
            return application
        may_submit(application, by).require()
        if seen:
            still_as_shown(application, seen).require()
        again = application.state == State.RETURNED
        application.state = State.SUBMITTED
        # What only another kind of applicant is asked for was kept while they wrote; nobody hands it in.
        unasked = not_asked(application.kind)
        for name in unasked:
            setattr(application, name, "")
        if not again:
            application.entry = next_entry(
                municipality=application.contest.municipality,
                register=Register.Code.APPLICATIONS,
                year=clock.today().year,
            )
            application.submitted_at = clock.now()
        application.save(update_fields=["state", "entry", "submitted_at", *unasked])
        _note(journal, "application.resubmitted" if again else "application.submitted", application, by)
        papers.issue_receipt(application, by=by)
        _tell(application, "submitted")
    return application


def withdraw(*, by: User, application: Application) -> Application:
    """Take back an application that was handed in. Raises Refused. Side effects: notice, journal record."""
    with act() as journal:
        application = locked(application)
        may_withdraw(application, by).require()
        # A reserve that is taken back is no outcome any more; the journal keeps when it was decided.
        application.outcome_at = None
        _move(journal, application, State.WITHDRAWN, by, "outcome_at")
        _tell(application, "withdrawn")
    return application


def admit(*, by: User, application: Application) -> Application:
    """Admit a checked application to the contest. Raises Refused. Side effects: notice, journal record."""
    return _check(by, application, State.ADMITTED, "admitted", reason="", correct_by=None, correct_parts=[])


def return_for_correction(
    *, by: User, application: Application, reason: str, correct_by: date, parts: Collection[str] = ()
) -> Application:
    """Return an application with words for the applicant, the last day for correction and the steps it opens.

    `parts`: names of steps; none named opens all. They stay with the application, for whoever checks it again, until
    it is checked; the journal keeps them for good.
    Raises Refused, also without words or with a day that is over, ValueError for no such step. Side effects as `admit`.
    """
    if strange := sorted(set(parts) - set(STEPS)):
        raise ValueError(f"no such step: {', '.join(strange)}")
    named = [step for step in STEPS if step in parts]
    first_no(names_reason(reason), still_time(correct_by)).require()
    return _check(
        by,
        application,
        State.RETURNED,
        "returned",
        reason=reason.strip(),
        correct_by=correct_by,
        correct_parts=[] if len(named) == len(STEPS) else named,
    )


def refuse(*, by: User, application: Application, reason: str) -> Application:
    """Refuse an application with words for the applicant. Raises Refused, also without. Side effects as `admit`."""
    names_reason(reason).require()
    return _check(by, application, State.REFUSED, "refused", reason=reason.strip(), correct_by=None, correct_parts=[])


def set_outcome(
    *,
    by: User,
    application: Application,
    to: Application.State,
    reason: str = "",
    correct_by: date | None = None,
    correcting: bool = False,
) -> Application:
    """Note what the commission decided, a winner, reserve, not supported or returned for revision; return the row.

    Called by `committee` inside its adoption. `correct_by`: the last day for a revision, five working days from today
    where none is given; words and day stay with the application, and nobody outside sees them before `open_revision`.
    `correcting`: a later decision corrects an earlier one, so one outcome becomes another, or gets other words; a
    winner's money is brought to zero before the winner becomes something else, for the database keeps that.
    Raises Refused where the states do not follow each other, for one not supported or returned without words, and for
    a day that is over. Side effects: journal record. Nothing is told before the results are published.
    """
    with act() as journal:
        application = locked(application)
        may_move_application(application, to, correcting=correcting).require()
        same = to == application.state
        if to in (State.UNSUPPORTED, State.REVISE):
            names_reason(reason).require()
        if to == State.REVISE:
            correct_by = correct_by or _usual_day()
            still_time(correct_by).require()
        if not same:
            application.outcome_at = clock.now()
        application.reason = reason.strip()
        application.correct_by = correct_by if to == State.REVISE else None
        application.correct_parts = []
        verb = "application.outcome_words" if same else ""
        _move(journal, application, to, by, "outcome_at", "reason", "correct_by", "correct_parts", verb=verb)
    return application


def open_revision(*, by: User, application: Application) -> Application:
    """Open an application that the commission returned for revision to its applicant, and return it.

    Called by `committee` when the results are published, or inside an adoption after that. The applicant has five
    working days from now at least: a day that was set earlier moves to the last of them. From here on it goes the way
    of any returned application; `revision_at` stays with it. All its steps are open.
    Raises Refused where the results are not public or nothing was returned. Side effects: notices (the group too),
    journal record.
    """
    with act() as journal:
        application = locked(application)
        may_open_revision(application).require()
        application.correct_by = max(application.correct_by or _usual_day(), _usual_day())
        application.revision_at = clock.now()
        # It is no outcome any more; the journal keeps when it was decided.
        application.outcome_at = None
        fields = ("outcome_at", "revision_at", "correct_by")
        _move(journal, application, State.RETURNED, by, *fields, verb="application.reopened")
        _tell(application, "returned")
    return application


def _usual_day() -> date:
    return working_days_after(clock.today(), CORRECTION_DAYS)


def _check(by: User, application: Application, to: Application.State, notice: str, **fields: Any) -> Application:
    with act() as journal:
        application = locked(application)
        may_check(application, by, to).require()
        application.checked_at = clock.now()
        for name, value in fields.items():
            setattr(application, name, value)
        _move(journal, application, to, by, "checked_at", *fields)
        _tell(application, notice)
    return application


def _move(
    journal: Act, application: Application, to: Application.State, by: User, *fields: str, verb: str = ""
) -> None:
    before, application.state = application.state, to
    application.save(update_fields=["state", *fields])
    facts: dict[str, Any] = {"before": str(before)}
    if to == State.RETURNED and application.correct_by:
        facts |= {"steps": application.correct_parts, "until": application.correct_by.isoformat()}
    _note(journal, verb or f"application.{to}", application, by, **facts)


def _note(journal: Act, verb: str, application: Application, by: User, **facts: Any) -> None:
    journal.record(
        verb,
        application,
        by=by,
        municipality=application.contest.municipality_id,
        after=str(application.state),
        **facts,
    )


def _tell(application: Application, what: str) -> None:
    # In the recipient's language: whoever acts may read the portal in the other one.
    with translation.override(application.applicant.language):
        link = application.get_absolute_url()
    tell(
        recipient=application.applicant,
        kind=f"application_{what}",
        context={
            "application": application,
            "parts": names_of(application.correct_parts),
            "by_commission": application.returned_by_commission,
        },
        link=link,
    )
    if what in ("submitted", "returned"):
        tell_group(application, what)
