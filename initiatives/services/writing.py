"""An application is written: begun, its steps saved, documents put in and taken out, the draft deleted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet

from documents.files import inspect
from initiatives.kinds import kinds_open
from initiatives.models import (
    Application,
    Attachment,
    BudgetLine,
    Contest,
    Part,
    PlanItem,
    Priority,
    RequiredDocument,
)
from initiatives.rules import (
    may_delete,
    may_edit,
    may_edit_step,
    may_keep,
    may_replace,
    may_take_more,
    takes_applications,
)
from initiatives.services.locking import locked
from journal import clock
from journal.services import act
from kyrgyz.text import without_hidden
from municipality.consents import may_give_data
from municipality.models import User, Village
from municipality.verdicts import first_no

# What an applicant writes, by the step in which they do; everything else of an application is moved by an act.
WRITTEN = {
    "initiative": ("kind", "title_ky", "title_ru", "priority", "village", "aim", "description", "beneficiaries"),
    "budget": ("own_contribution", "own_contribution_value"),
    "applicant": (
        "surname", "given_name", "patronymic", "pin", "phone", "address", "organisation", "organisation_pin",
        "position",
    ),
}  # fmt: skip
_STEP_OF = {name: step for step, names in WRITTEN.items() for name in names}


@dataclass(frozen=True)
class Base:
    """From which page a step is saved: the revision it was opened at, the page's own sign, a digest of what it says."""

    revision: int
    tab: str = ""
    digest: str = ""

    def overtaken_by(self, part: Part) -> bool:
        """Tell whether another page has saved the step since; one's own saving whose answer was lost is none."""
        own = (self.tab and self.tab == part.tab) or (self.digest and self.digest == part.digest)
        return self.revision < part.revision and not own


class Overtaken(Exception):
    """Another page has saved the step since this one was opened; nothing has changed. `part` says who and when."""

    def __init__(self, part: Part) -> None:
        self.part = part
        super().__init__(part)


def begin(
    *, by: User, contest: Contest, kind: str = "", village: Village | None = None, priority: Priority | None = None
) -> Application:
    """Return this person's draft in the contest, beginning one where there is none.

    A new draft starts with who applies, the village and the direction where they are known already; one that was begun
    before keeps what it holds. Raises Refused where the contest takes no applications now or the
    person has not agreed to the processing of their data, ValueError for a kind that
    the contest is not open to and for a village or a direction of another one. Side effects: a journal record for a
    new draft.
    """
    kinds = kinds_open(contest)
    if (
        (kind and kind not in kinds)
        or (village and village.municipality_id != contest.municipality_id)
        or (priority and priority.contest_id != contest.pk)
    ):
        raise ValueError("not of this contest")
    first_no(may_give_data(by), takes_applications(contest)).require()
    with act() as journal:
        # The person's row is the lock: two presses at once make one draft.
        User.objects.select_for_update().get(pk=by.pk)
        draft = Application.objects.filter(contest=contest, applicant=by, state=Application.State.DRAFT).first()
        if draft is not None:
            return draft
        draft = Application.objects.create(
            contest=contest,
            applicant=by,
            kind=kind or kinds[0],
            village=village,
            priority=priority,
            surname=by.surname,
            given_name=by.given_name,
            patronymic=by.patronymic,
            phone=by.phone or "",
        )
        journal.record("application.begun", draft, by=by, municipality=contest.municipality_id)
    return draft


def save_part(*, by: User, application: Application, base: Base | None = None, **fields: Any) -> Application:
    """Store fields of a draft or a correction (see `WRITTEN`) and return the application.

    Raises Refused where it cannot be changed now, Overtaken where another page has saved the step since `base`,
    ValueError for any other field. Side effects: the step's revision; drafts are not journalled.
    """
    if strange := sorted(set(fields) - set(_STEP_OF)):
        raise ValueError(f"not for the applicant to write: {', '.join(strange)}")
    with act():
        application = _open_for_writing(by, application)
        for step in sorted({_STEP_OF[name] for name in fields}):
            _note_saving(by, application, step, base)
        _set(application, fields)
    return application


def save_plan(
    *, by: User, application: Application, items: Iterable[Mapping[str, Any]], base: Base | None = None
) -> None:
    """Replace the plan's activities by `items` (fields of PlanItem), in their order.

    Raises Refused and Overtaken as `save_part`.
    """
    with act():
        application = _open_for_writing(by, application)
        _note_saving(by, application, "plan", base)
        application.plan.all().delete()
        PlanItem.objects.bulk_create(
            PlanItem(application=application, order=order, **_seen(item)) for order, item in enumerate(items, 1)
        )
        _touch(application)


def save_lines(
    *,
    by: User,
    application: Application,
    lines: Iterable[Mapping[str, Any]],
    base: Base | None = None,
    **own: Any,
) -> None:
    """Replace the budget's lines by `lines` (fields of BudgetLine: quantity in hundredths, price in tyiyn), in order.

    `own`: own_contribution and own_contribution_value (tyiyn), where they are to be stored too.
    A draft may break a limit; handing in may not. Raises Refused and Overtaken as `save_part`, ValueError for others.
    """
    if strange := sorted(set(own) - set(WRITTEN["budget"])):
        raise ValueError(f"not of the budget: {', '.join(strange)}")
    with act():
        application = _open_for_writing(by, application)
        _note_saving(by, application, "budget", base)
        application.lines.all().delete()
        for order, line in enumerate(lines, 1):
            BudgetLine.objects.create(application=application, order=order, **_seen(line))
        _set(application, own)


def keep_typed(*, by: User, application: Application, step: str, typed: str, base: Base | None = None) -> None:
    """Keep a step as it was typed where it cannot be stored yet, so that nothing is lost; the next saving drops it.

    `typed`: the step's form, application/x-www-form-urlencoded. Raises Refused as `save_part` and for a text longer
    than anyone types, Overtaken as `save_part`.
    """
    may_keep(typed).require()
    with act():
        application = _open_for_writing(by, application)
        _note_saving(by, application, step, base, typed)
        _touch(application)


def attach(
    *,
    by: User,
    application: Application,
    document: RequiredDocument | None,
    upload: UploadedFile,
    seen: str | None = None,
) -> Attachment:
    """Keep an uploaded file with the application, in place of an earlier one for the same document, and return it.

    seen: the key of that earlier one where a page showed it, "" where it showed none (see `rules.may_replace`).
    Of a picture only what it shows is kept (see `documents.files`). A file that is there already stays as it is.
    Raises ValidationError where the bytes are not of an allowed kind or too many, Refused as `save_part`, where
    there are too many further documents, and where the earlier one is not the one seen. Side effects: the file is
    stored under a random name; the one it replaces is taken off the disk once the transaction is through.
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
            attachment.application = application = _open_for_writing(by, application, "documents")
            held = application.attachments.filter(document=document)
            # Sent again because the answer was lost on the way.
            if same := held.filter(sha256=found.sha256, name=found.name).first():
                return same
            if document is None:
                may_take_more(application).require()
            else:
                may_replace(held, seen).require()
                _take_out(held)
            attachment.file.save(found.name, ContentFile(found.content), save=False)
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
        application = _open_for_writing(by, application, "documents")
        _take_out(application.attachments.filter(pk=attachment.pk))
        _touch(application)


def delete_draft(*, by: User, application: Application) -> None:
    """Delete a draft that was never handed in, with all that was written and added.

    Raises Refused for another person's application and for one that was handed in. Side effects: journal record; the
    files are taken off the disk once the transaction is through.
    """
    with act() as journal:
        application = locked(application)
        may_delete(application, by).require()
        journal.record("application.deleted", application, by=by, municipality=application.contest.municipality_id)
        _take_out(application.attachments.all())
        application.delete()


def _open_for_writing(by: User, application: Application, step: str = "") -> Application:
    application = locked(application)
    (may_edit_step(application, by, step) if step else may_edit(application, by)).require()
    return application


def _note_saving(by: User, application: Application, step: str, base: Base | None, typed: str = "") -> None:
    """Raise the step's revision under the application's lock. Raises Refused, Overtaken."""
    may_edit_step(application, by, step).require()
    part = Part.objects.filter(application=application, name=step).first() or Part(application=application, name=step)
    if base is not None and base.overtaken_by(part):
        raise Overtaken(part)
    part.revision += 1
    part.tab = base.tab if base else ""
    part.digest = base.digest if base else ""
    part.typed = typed
    part.saved_at = clock.now()
    part.saved_by = by
    part.save()


def _set(application: Application, fields: Mapping[str, Any]) -> None:
    for name, value in _seen(fields).items():
        setattr(application, name, value)
    _touch(application, *fields)


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
