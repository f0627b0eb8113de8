"""The journal in words: what was done, by whom, when, and what changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from journal.models import Record
from kyrgyz.money import som
from municipality.models import User

# Every verb that some room writes; tests/municipality/test_records.py looks for those that are missing here.
VERBS: dict[str, str | Promise] = {
    "application.admitted": gettext_lazy("The application was admitted"),
    "application.answered": gettext_lazy("The applicant answered a question"),
    "application.asked": gettext_lazy("The applicant was asked a question"),
    "application.awarded": gettext_lazy("The application became a winner"),
    "application.begun": gettext_lazy("An application was begun"),
    "application.deleted": gettext_lazy("A draft of an application was deleted"),
    "application.outcome_words": gettext_lazy("The words of the decision about the application were changed"),
    "application.refused": gettext_lazy("The application was not admitted"),
    "application.reopened": gettext_lazy("The application was opened for revision"),
    "application.reserve": gettext_lazy("The application went to the reserve"),
    "application.resubmitted": gettext_lazy("The corrected application was handed in"),
    "application.returned": gettext_lazy("The application was returned for correction"),
    "application.revise": gettext_lazy("The commission returned the application for revision"),
    "application.submitted": gettext_lazy("The application was handed in"),
    "application.unsupported": gettext_lazy("The application was not supported"),
    "application.withdrawn": gettext_lazy("The application was withdrawn"),
    "appointment.changed": gettext_lazy("An appointment was changed"),
    "appointment.made": gettext_lazy("A person was appointed"),
    "award.amended": gettext_lazy("The support was changed by a later decision"),
    "award.granted": gettext_lazy("Support was granted"),
    "coapplicant.changed": gettext_lazy("The right of a person of the group was changed"),
    "coapplicant.invited": gettext_lazy("A person was invited into the group"),
    "coapplicant.joined": gettext_lazy("An invited person came into the group"),
    "coapplicant.removed": gettext_lazy("A person was taken off the group"),
    "commission.changed": gettext_lazy("The commission was changed"),
    "commission.formed": gettext_lazy("The commission was formed"),
    "consent.given": gettext_lazy("A person agreed to the processing of their data"),
    "consenttext.added": gettext_lazy("A new text of the consent was entered"),
    "contest.announced": gettext_lazy("The contest was announced"),
    "contest.changed": gettext_lazy("The contest was changed"),
    "contest.closed": gettext_lazy("The contest was closed"),
    "contest.decided": gettext_lazy("The contest was decided"),
    "contest.deleted": gettext_lazy("A contest in preparation was deleted"),
    "contest.prepared": gettext_lazy("A contest was prepared"),
    "contest.published": gettext_lazy("The results were published"),
    "contest.scoring": gettext_lazy("Scoring was opened"),
    "ledger.appropriate": gettext_lazy("Money was appropriated"),
    "ledger.commit": gettext_lazy("Money was committed to an initiative"),
    "ledger.pay": gettext_lazy("A payment was entered"),
    "ledger.reduce": gettext_lazy("An appropriation was reduced"),
    "ledger.refund": gettext_lazy("A refund was entered"),
    "ledger.release": gettext_lazy("Committed money was released"),
    "ledger.reverse": gettext_lazy("An entry was reversed"),
    "member.replaced": gettext_lazy("A member of the commission was replaced"),
    "municipality.changed": gettext_lazy("The municipality was changed"),
    "municipality.founded": gettext_lazy("A municipality was entered"),
    "paper.drawn": gettext_lazy("The file of a paper was drawn"),
    "paper.issued": gettext_lazy("A paper was issued"),
    "question.answered": gettext_lazy("A question about the contest was answered"),
    "question.asked": gettext_lazy("A question about the contest was asked"),
    "question.hidden": gettext_lazy("An answer was taken off the contest's page"),
    "regulation.changed": gettext_lazy("The local Regulation was changed"),
    "regulation.entered": gettext_lazy("The local Regulation was entered"),
    "scan.attached": gettext_lazy("A scan was attached"),
    "scenario.taken": gettext_lazy("A scenario was taken into the session"),
    "session.adopted": gettext_lazy("The commission adopted its decision"),
    "session.dropped": gettext_lazy("A correction that was being prepared was given up"),
    "session.opened": gettext_lazy("A session of the commission was opened"),
    "sheet.abstained": gettext_lazy("A member abstained from scoring"),
    "sheet.declared": gettext_lazy("A member said that they have no interest"),
    "sheet.entered": gettext_lazy("A score sheet was entered from paper"),
    "sheet.interest_noted": gettext_lazy("The chair noted a member's interest"),
    "sheet.recused": gettext_lazy("A member was recused"),
    "sheet.sealed": gettext_lazy("A score sheet was sealed"),
    "tie.broken": gettext_lazy("The chair set equal applications in order"),
    "user.added": gettext_lazy("An account was made"),
    "user.changed": gettext_lazy("An account was changed"),
    "user.contact_changed": gettext_lazy("A person changed their telephone or e-mail"),
    "user.contact_confirmed": gettext_lazy("A person confirmed their telephone or e-mail"),
    "user.password_chosen": gettext_lazy("A person chose a new password"),
    "user.password_set": gettext_lazy("A new password was set for an account"),
    "user.signed_up": gettext_lazy("A person opened an account"),
}


@dataclass(frozen=True)
class Line:
    """One record as it is shown."""

    when: datetime
    who: str
    what: str
    details: str


def lines(records: Iterable[Record]) -> list[Line]:
    """Return the records in words; the people's names are asked for all at once."""
    records = list(records)
    names = names_of(records)
    return [
        Line(record.acted_at, names.get(record.actor_id, ""), verb_words(record), details(record)) for record in records
    ]


def history(obj: models.Model) -> list[Line]:
    """Return what the journal says of acts on `obj`, oldest first."""
    return lines(Record.objects.about(obj))


def names_of(records: Sequence[Record]) -> dict[int | None, str]:
    """Return the names of those who acted, by their ids; whoever has no account here any more is missing."""
    people = User.objects.in_bulk({record.actor_id for record in records if record.actor_id is not None})
    names: dict[int | None, str] = {key: person.name for key, person in people.items()}
    names[None] = _("the portal")
    return names


def verb_words(record: Record) -> str:
    """Return what was done, as a sentence."""
    return str(VERBS.get(record.verb) or _("Another act"))


def subject_words(record: Record) -> str:
    """Return what it was done to: the kind of thing, with its number in the database."""
    model = _model(record)
    return f"{capfirst(model._meta.verbose_name)} {record.subject_id}" if model else str(record.subject_id)


def details(record: Record) -> str:
    """Return what a record's facts tell a person: sums, numbers, changed fields; the rest is for machines."""
    told: list[str] = []
    facts, model = record.facts, _model(record)
    if isinstance(tyiyn := facts.get("tyiyn"), int):
        told.append(som(tyiyn))
    if number := facts.get("number"):
        told.append(f"№ {number}")
    if fields := facts.get("fields"):
        told.append(_field_words(model, fields))
    told += [_part_words(label, part) for label, part in facts.get("parts", {}).items()]
    return "; ".join(words for words in told if words)


def _part_words(label: str, part: dict[str, Any]) -> str:
    try:
        model = apps.get_model(label)
    except LookupError:
        return ""
    name = capfirst(model._meta.verbose_name_plural)
    told = []
    if added := part.get("added"):
        told.append(_("added %(count)s") % {"count": added})
    if deleted := part.get("deleted"):
        told.append(_("deleted %(count)s") % {"count": deleted})
    if fields := part.get("fields"):
        told.append(_field_words(model, fields))
    return f"{name}: {', '.join(told)}"


def _field_words(model: type[models.Model] | None, fields: Iterable[str]) -> str:
    names = []
    for name in fields:
        try:
            field = model._meta.get_field(name) if model else None
        except FieldDoesNotExist:
            continue
        names.append(str(getattr(field, "verbose_name", "")))
    return ", ".join(name for name in names if name)


def _model(record: Record) -> type[models.Model] | None:
    try:
        return apps.get_model(record.subject_type)
    except (LookupError, ValueError):
        return None
