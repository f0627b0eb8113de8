"""Forms by which a paper is checked."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from documents.services import clean_code


class CodeForm(forms.Form):
    """The code printed on a paper."""

    code = forms.CharField(
        label=_("Code of the paper"),
        help_text=_("Eight signs beside the square picture, for example 7K3M-Q2TX."),
        max_length=20,
    )

    def clean_code(self) -> str:
        """Return the code in its written form."""
        code = clean_code(self.cleaned_data["code"])
        if not code:
            raise ValidationError(_("A code has eight letters and figures, for example 7K3M-Q2TX."))
        return code


class FileForm(forms.Form):
    """A file to be compared with the paper's own bytes."""

    file = forms.FileField(
        label=_("Your file"), help_text=_("A PDF. It is compared and not kept."), allow_empty_file=True
    )
