"""Boxes for long texts."""

from django import forms
from django.core.validators import MaxLengthValidator

LONGEST = 5000


def limit_text(form: forms.BaseForm, name: str, *, rows: int) -> None:
    """Make a long text's box `rows` lines high and refuse texts that no one would read."""
    field = form.fields[name]
    field.widget.attrs["rows"] = rows
    field.validators.append(MaxLengthValidator(LONGEST))
