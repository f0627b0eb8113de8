"""An application's way: begun, written, handed in, checked, decided."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import partial
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation

from documents.models import Register
from documents.services import next_entry
from initiatives import papers
from initiatives.files import inspect
from initiatives.models import Application, Attachment, BudgetLine, Contest, PlanItem, RequiredDocument
from initiatives.rules import (
    may_delete,
    may_edit,
    may_move_application,
    may_run,
    may_submit,
    may_take_more,
    may_withdraw,
    names_reason,
    still_time,
    takes_applications,
)
from journal import clock
from journal.services import Act, act
from kyrgyz.text import without_hidden
from municipality.models import User
from municipality.verdicts import first_no
from notices.services import tell

State = Application.State

# What an applicant writes; everything else of an application is moved by an act.
WRITTEN = frozenset(
    {
        "kind",
        "title_ky",
        "title_ru",
        "priority",
        "village",
        "aim",
        "description",
        "beneficiaries",
        "own_contribution",
        "own_contribution_value",
        "surname",
        "given_name",
        "patronymic",
        "pin",
        "phone",
        "address",
        "organisation",
        "organisation_pin",
    }
)


def begin(*, by: User, contest: Contest) -> Application:
    """Return this person's draft in the contest, beginning one where there is none.

    Raises Refused where the contest takes no applications now. Side effects: a journal record for a new draft.
    """
    takes_applications(contest).require()
    with act() as journal:
        # The person's row is the lock: two presses at once make one draft.
        User.objects.select_for_update().get(pk=by.pk)
        draft = Application.objects.filter(contest=contest, applicant=by, state=State.DRAFT).first()
        if draft is not None:
            return draft
        draft = Application.objects.create(
            contest=contest,
            applicant=by,
            surname=by.surname,
            given_name=by.given_name,
            patronymic=by.patronymic,
            phone=by.phone or "",
        )
        journal.record("application.begun", draft, by=by, municipality=contest.municipality_id)
    return draft


def save_part(*, by: User, application: Application, **fields: Any) -> Application:
    """Store fields of a draft or a correction (see `WRITTEN`) and return the application.

    Raises Refused where it cannot be changed now, ValueError for any other field. Side effects: none beyond the
    row; drafts are not journalled.
    """
    if strange := sorted(set(fields) - WRITTEN):
        raise ValueError(f"not for the applicant to write: {', '.join(strange)}")
    with act():
        application = _open_for_writing(by, application)
        for name, value in _seen(fields).items():
            setattr(application, name, value)
        _touch(application, *fields)
    return application


def save_plan(*, by: User, application: Application, items: Iterable[Mapping[str, Any]]) -> None:
    """Replace the plan's activities by `items` (fields of PlanItem), in their order. Raises Refused as `save_part`."""
    with act():
        application = _open_for_writing(by, application)
        application.plan.all().delete()
        PlanItem.objects.bulk_create(
            PlanItem(application=application, order=order, **_seen(item)) for order, item in enumerate(items, 1)
        )
        _touch(application)


def save_lines(*, by: User, application: Application, lines: Iterable[Mapping[str, Any]]) -> None:
    """Replace the budget's lines by `lines` (fields of BudgetLine: quantity in hundredths, price in tyiyn), in order.

    A draft may break a limit; handing in may not. Raises Refused as `save_part`.
    """
    with act():
        application = _open_for_writing(by, application)
        application.lines.all().delete()
        for order, line in enumerate(lines, 1):
            BudgetLine.objects.create(application=application, order=order, **_seen(line))
        _touch(application)


def attach(
    *, by: User, application: Application, document: RequiredDocument | None, upload: UploadedFile
) -> Attachment:
    """Keep an uploaded file with the application, in place of an earlier one for the same document, and return it.

    Raises ValidationError where the bytes are not of an allowed kind or too many, Refused as `save_part` and where
    there are too many further documents. Side effects: the file is stored under a random name; the one it replaces
    is taken off the disk once the transaction is through.
    """
    found = inspect(upload)
    attachment = Attachment(
        key=found.key,
        name=found.name,
        content_type=found.content_type,
        size=found.size,
        sha256=found.sha256,
        uploaded_by=by,
        document=document,
    )
    try:
        with act():
            attachment.application = application = _open_for_writing(by, application)
            if document is None:
                may_take_more(application).require()
            else:
                _take_out(application.attachments.filter(document=document))
            attachment.file.save(found.name, upload, save=False)
            attachment.save()
            _touch(application)
    except BaseException:
        # The row is gone with the transaction; a passport without a row would lie there for ever.
        if attachment.file:
            attachment.file.storage.delete(str(attachment.file.name))
        raise
    return attachment


def detach(*, by: User, application: Application, attachment: Attachment) -> None:
    """Take a document out of a draft or a correction.

    Raises Refused as `save_part`. Side effects: its file is taken off the disk once the transaction is through.
    """
    with act():
        application = _open_for_writing(by, application)
        _take_out(application.attachments.filter(pk=attachment.pk))
        _touch(application)


def delete_draft(*, by: User, application: Application) -> None:
    """Delete a draft that was never handed in, with all that was written and added.

    Raises Refused for another person's application and for one that was handed in. Side effects: journal record; the
    files are taken off the disk once the transaction is through.
    """
    with act() as journal:
        application = _locked(application)
        may_delete(application, by).require()
        journal.record("application.deleted", application, by=by, municipality=application.contest.municipality_id)
        _take_out(application.attachments.all())
        application.delete()


def submit(*, by: User, application: Application) -> Application:
    """Hand the application in and return it with its register number.

    A second press finds it handed in and returns it as it is. The server's clock decides.
    Raises Refused with all that is missing. Side effects: register number, receipt, notice, journal record.
    """
    with act() as journal:
        application = _locked(application)
        if application.applicant_id == by.pk and application.state == State.SUBMITTED:
            return application
        may_submit(application, by).require()
        again = application.state == State.RETURNED
        application.state = State.SUBMITTED
        if not again:
            application.entry = next_entry(
                municipality=application.contest.municipality,
                register=Register.Code.APPLICATIONS,
                year=clock.today().year,
            )
            application.submitted_at = clock.now()
        application.save(update_fields=["state", "entry", "submitted_at"])
        _note(journal, "application.resubmitted" if again else "application.submitted", application, by)
        if not again:
            papers.issue_receipt(application, by=by)
        _tell(application, "submitted")
    return application


def withdraw(*, by: User, application: Application) -> Application:
    """Take back an application that was handed in. Raises Refused. Side effects: notice, journal record."""
    with act() as journal:
        application = _locked(application)
        may_withdraw(application, by).require()
        # A reserve that is taken back is no outcome any more; the journal keeps when it was decided.
        application.outcome_at = None
        _move(journal, application, State.WITHDRAWN, by, "outcome_at")
        _tell(application, "withdrawn")
    return application


def admit(*, by: User, application: Application) -> Application:
    """Admit a checked application to the contest. Raises Refused. Side effects: notice, journal record."""
    return _check(by, application, State.ADMITTED, "admitted", reason="", correct_by=None)


def return_for_correction(*, by: User, application: Application, reason: str, correct_by: date) -> Application:
    """Return an application with words for the applicant and the last day for correction.

    Raises Refused, also without words or with a day that is over. Side effects as `admit`.
    """
    first_no(names_reason(reason), still_time(correct_by)).require()
    return _check(by, application, State.RETURNED, "returned", reason=reason.strip(), correct_by=correct_by)


def refuse(*, by: User, application: Application, reason: str) -> Application:
    """Refuse an application with words for the applicant. Raises Refused, also without. Side effects as `admit`."""
    names_reason(reason).require()
    return _check(by, application, State.REFUSED, "refused", reason=reason.strip(), correct_by=None)


def set_outcome(*, by: User, application: Application, to: Application.State, reason: str = "") -> Application:
    """Note what the commission decided: winner, reserve or not supported. Called by `committee` inside its adoption.

    Raises Refused where the states do not follow each other, and for one not supported without words. Side effects:
    journal record. Nothing is told before the results are published.
    """
    with act() as journal:
        application = _locked(application)
        may_move_application(application, to).require()
        if to == State.UNSUPPORTED:
            names_reason(reason).require()
        application.outcome_at = clock.now()
        application.reason = reason
        _move(journal, application, to, by, "outcome_at", "reason")
    return application


def _check(by: User, application: Application, to: Application.State, notice: str, **fields: Any) -> Application:
    with act() as journal:
        application = _locked(application)
        first_no(may_run(application.contest, by), may_move_application(application, to)).require()
        application.checked_at = clock.now()
        for name, value in fields.items():
            setattr(application, name, value)
        _move(journal, application, to, by, "checked_at", *fields)
        _tell(application, notice)
    return application


def _locked(application: Application) -> Application:
    return (
        Application.objects.select_for_update(of=("self",))
        .select_related("contest__municipality", "applicant", "entry__register")
        .get(pk=application.pk)
    )


def _open_for_writing(by: User, application: Application) -> Application:
    application = _locked(application)
    may_edit(application, by).require()
    return application


def _seen(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields with their texts as they are seen: these words stand on pages and papers beside sums."""
    return {name: without_hidden(value) if isinstance(value, str) else value for name, value in fields.items()}


def _touch(application: Application, *fields: str) -> None:
    application.changed_at = clock.now()
    application.save(update_fields=[*fields, "changed_at"])


def _take_out(attachments: QuerySet[Attachment]) -> None:
    """Delete rows and, once that holds, their files: what a person takes back must not lie on the disk."""
    for attachment in attachments:
        storage, name = attachment.file.storage, str(attachment.file.name)
        attachment.delete()
        transaction.on_commit(partial(storage.delete, name))


def _move(journal: Act, application: Application, to: Application.State, by: User, *fields: str) -> None:
    before, application.state = application.state, to
    application.save(update_fields=["state", *fields])
    _note(journal, f"application.{to}", application, by, before=str(before))


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
        context={"application": application},
        link=link,
    )
