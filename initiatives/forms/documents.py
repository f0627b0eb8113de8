"""Documents of an application."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from initiatives.models import RequiredDocument

ACCEPT = ".pdf,.jpg,.jpeg,.png,.webp"
OTHER = "other"


def name_of(document: RequiredDocument) -> str:
    """Return the name of the field for a document of the contest."""
    return f"document_{document.pk}"


class DocumentsForm(forms.Form):
    """A place for each document of the contest, and one for another document."""

    show_optional = False

    def __init__(self, *args: Any, documents: Iterable[RequiredDocument], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for document in documents:
            self.fields[name_of(document)] = _file_field(document.name)
        self.fields[OTHER] = _file_field(_("Another document"))


def _file_field(label: str) -> forms.FileField:
    """Return a field for one file; what the file is, an empty one too, is looked at by `documents.files`."""
    return forms.FileField(
        label=label, required=False, allow_empty_file=True, widget=forms.FileInput(attrs={"accept": ACCEPT})
    )
