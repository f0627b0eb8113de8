"""Documents of an application."""

from collections.abc import Collection, Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from initiatives.models import RequiredDocument

ACCEPT = ".pdf,.jpg,.jpeg,.png,.webp"
OTHER = "other"


def name_of(document: RequiredDocument) -> str:
    """Return the name of the field for a document of the contest."""
    return f"document_{document.pk}"


def file_field(label: str, hint: str) -> forms.FileField:
    """Return a field for one file; what the file really is, is looked at by `initiatives.files`."""
    return forms.FileField(
        label=label, help_text=hint, required=False, max_length=200, widget=forms.FileInput(attrs={"accept": ACCEPT})
    )


class DocumentsForm(forms.Form):
    """A place for each document of the contest, and one for another document.

    documents: those the contest asks for; given: the ids of those that are there already.
    """

    show_optional = False

    def __init__(
        self, *args: Any, documents: Iterable[RequiredDocument], given: Collection[int | None], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for document in documents:
            self.fields[name_of(document)] = file_field(document.name, _hint(document, given))
        self.fields[OTHER] = file_field(_("Another document"), _("Anything else that speaks for the initiative."))


def _hint(document: RequiredDocument, given: Collection[int | None]) -> str:
    if document.pk in given:
        return _("To replace it, choose another file.")
    return _("It must be there when you hand in.") if document.required else _("Add it if you have it.")
