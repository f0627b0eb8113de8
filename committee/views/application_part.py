"""What a member's pages show of an application. In a blind contest nothing that names who applies is in it at all."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from committee.models import Sheet
from committee.naming import called
from committee.rules import hidden
from initiatives.models import Application, Attachment
from kyrgyz.money_bar import MoneyBar, Part


@dataclass(frozen=True)
class Document:
    """A document that can be downloaded: where, what it is called, the name of its file (none in a blind contest)."""

    url: str
    name: str
    file_name: str
    size: int


@dataclass
class SentAs:
    """A stored file that is sent under another name than the one it came with."""

    name: str
    content_type: str
    file: Any


@dataclass(frozen=True)
class Brief:
    """What is said of an application before the member's word on their interest: no more than that takes."""

    application: Application
    name: str
    blind: bool

    @property
    def group(self) -> list[str]:
        """The names of the others of the group."""
        return [] if self.blind else [other.name for other in self.application.coapplicants.present()]

    @property
    def who(self) -> str:
        """Who applies: the person, with their position, and the organisation or group."""
        application = self.application
        if self.blind:
            return ""
        parts = [application.applicant_name, application.position, application.organisation]
        return ", ".join(part for part in parts if part)


def brief(sheet: Sheet) -> Brief:
    """Return what the sheet's application is called, and who applies where that may be seen."""
    application = sheet.application
    return Brief(application, called(application), application.contest.commission.hides_names)


def facts(sheet: Sheet) -> dict[str, Any]:
    """Return what the page of a sheet shows of its application."""
    application = sheet.application
    shown = brief(sheet)
    asked = [(source, tyiyn) for source, tyiyn in application.asked_by_source() if tyiyn]
    attachments = list(application.attachments.select_related("document"))
    seen = [attachment for attachment in attachments if not hidden(application, attachment)]
    return {
        "sheet": sheet,
        "brief": shown,
        "application": application,
        "asked": asked,
        "total": sum(tyiyn for _source, tyiyn in asked),
        "bar": MoneyBar(Part(source.name, tyiyn, source.kind) for source, tyiyn in asked),
        "plan": application.plan.all(),
        "lines": application.lines.select_related("source"),
        "documents": [_document(sheet, attachment, blind=shown.blind) for attachment in seen],
        "hidden": len(attachments) - len(seen),
    }


def _document(sheet: Sheet, attachment: Attachment, *, blind: bool) -> Document:
    return Document(
        url=reverse("sheet_attachment", args=[sheet.pk, attachment.key]),
        name=attachment.document.name if attachment.document else attachment.name,
        file_name="" if blind else attachment.name,
        size=attachment.size,
    )
