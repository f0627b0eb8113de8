"""What the secretary types off a paper sheet, and what the chair notes for another member."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committee.forms.scoring import ScoreForm
from committee.models import Sheet
from committee.rules import Written
from initiatives.forms.documents import ACCEPT

Choice = tuple[int | str, str]
_State = Sheet.State


class PaperSheetForm(ScoreForm):
    """A sheet as it stands on paper: the member's word on their interest, then points or a reason."""

    def __init__(self, *args: Any, written: Sequence[Written], justify: bool, **kwargs: Any) -> None:
        super().__init__(*args, written=[Written(item.criterion) for item in written], justify=justify, **kwargs)
        first = {
            "state": forms.ChoiceField(
                label=_("What does the paper say?"),
                choices=[
                    (_State.SEALED, _("No interest, and points are given")),
                    (_State.RECUSED, _("There is an interest")),
                    (_State.ABSTAINED, _("No interest, but the member does not score for another reason")),
                ],
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose what the paper says.")},
            ),
            "reason": forms.CharField(
                label=_("Reason, where the member does not score"),
                help_text=_("As it is written on the paper. It stands in the protocol of the session."),
                required=False,
                max_length=1000,
                widget=forms.Textarea(attrs={"rows": 2}),
            ),
        }
        self.fields = {**first, **self.fields}

    def clean(self) -> dict[str, Any]:
        """Ask for all points, or for the reason; what the paper cannot say at once is asked about."""
        cleaned = super().clean() or self.cleaned_data
        state = cleaned.get("state")
        if state == _State.SEALED:
            if cleaned.get("reason"):
                self.add_error("reason", _("A reason is written only where the member does not score."))
            if not any(name.startswith("criterion_") for name in self.errors):
                self.ask_for_all()
        elif state and not cleaned.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Write the reason."))
        return cleaned

    def points(self) -> dict[Any, int]:
        """Return the points of a valid form; none where the member does not score."""
        return {item.criterion: item.points for item in self._scored() if item.points is not None}

    def justifications(self) -> dict[Any, str]:
        """Return the justifications of a valid form."""
        return {item.criterion: item.justification for item in self._scored() if self.justify}

    def _scored(self) -> list[Written]:
        return self.given() if self.cleaned_data["state"] == _State.SEALED else []


class ScanForm(forms.Form):
    """The scan of the paper; what the file really is, is looked at when it is kept."""

    scan = forms.FileField(
        label=gettext_lazy("Scan or photograph of the paper sheet"),
        help_text=gettext_lazy("PDF, JPEG, PNG or WebP, at most 5 MB. All pages in one file."),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )


class NoteInterestForm(forms.Form):
    """Which member has an interest in which application, and why."""

    member = forms.TypedChoiceField(
        label=gettext_lazy("Member"), coerce=int, error_messages={"required": gettext_lazy("Choose the member.")}
    )
    application = forms.TypedChoiceField(
        label=gettext_lazy("Initiative"),
        coerce=int,
        error_messages={"required": gettext_lazy("Choose the initiative.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("In a sentence or two. It stands in the protocol of the session."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
    )

    def __init__(self, *args: Any, members: Iterable[Choice], applications: Iterable[Choice], **kwargs: Any) -> None:
        """Take the members and the applications to choose from, each with its key and its name."""
        super().__init__(*args, **kwargs)
        choices = {
            "member": [("", _("Choose the member")), *members],
            "application": [("", _("Choose the initiative")), *applications],
        }
        for name, given in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the types; both stand above
            field.choices = given
