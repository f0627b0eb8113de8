"""What a member fills in: points with their justification, and why they do not give any."""

import hashlib
import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committee.models import Criterion, Sheet
from committee.rules import Written

MOST_SIGNS = 2000
_SIGN = re.compile(r"(\d{1,9}):(\d{0,3}):([0-9a-f]{16}|)")


class ScoreForm(forms.Form):
    """Points on each criterion, each with a justification where asked; any may wait, sealing asks for all.

    The page carries the `sign` of what it was opened with, so that two pages open at once do not undo each other: what
    was not changed on a page is not saved from it.
    """

    show_optional = False

    def __init__(self, *args: Any, written: Sequence[Written], justify: bool, **kwargs: Any) -> None:
        """Take what stands on the sheet, and whether each score is to be justified."""
        super().__init__(*args, **kwargs)
        self.written = list(written)
        self.justify = justify
        for number, item in enumerate(self.written, 1):
            self.fields[self.name_of(item.criterion)] = _points_field(number, item)
            if justify:
                self.fields[self.justification_of(item.criterion)] = forms.CharField(
                    label=_("Justification of criterion %(number)s") % {"number": number},
                    required=False,
                    max_length=MOST_SIGNS,
                    initial=item.justification,
                    widget=forms.Textarea(attrs={"rows": 2}),
                )

    @staticmethod
    def name_of(criterion: Criterion) -> str:
        """Return the name of the criterion's field."""
        return f"criterion_{criterion.pk}"

    @staticmethod
    def justification_of(criterion: Criterion) -> str:
        """Return the name of the field of the criterion's justification."""
        return f"justification_{criterion.pk}"

    def given(self) -> list[Written]:
        """Return what the page says, criterion by criterion; of a valid form."""
        return [
            Written(
                item.criterion,
                self.cleaned_data[self.name_of(item.criterion)],
                self.cleaned_data.get(self.justification_of(item.criterion), ""),
            )
            for item in self.written
        ]

    def changes(self, sign: str) -> tuple[dict[Criterion, int], dict[Criterion, str]]:
        """Return the points and the justifications that differ from what the page was opened with; of a valid form.

        `sign` is what the page sent as its `revision`. A justification without points cannot be kept, see `unplaced`.
        """
        before = {int(key): (points, digest) for key, points, digest in _SIGN.findall(sign)}
        points: dict[Criterion, int] = {}
        words: dict[Criterion, str] = {}
        for item in self.given():
            if item.points is None:
                continue
            known = before.get(item.criterion.pk)
            if known is None or known[0] != str(item.points):
                points[item.criterion] = item.points
            if self.justify and (known is None or known[1] != _digest(item.justification)):
                words[item.criterion] = item.justification
        return points, words

    def sign(self) -> str:
        """Return the sign of what the page shows and the server holds; of a form that was just saved."""
        return sign_of([item if item.points is not None else Written(item.criterion) for item in self.given()])

    def unplaced(self) -> list[Criterion]:
        """Return the criteria with a justification and no points: it is not kept before the points are given."""
        return [item.criterion for item in self.given() if item.points is None and item.justification]

    def ask_for_points(self) -> bool:
        """Put an error beside each criterion whose justification waits for points; tell whether there is none such."""
        for criterion in self.unplaced():
            self.add_error(
                self.name_of(criterion), _("Give points here: the justification is kept together with them.")
            )
        return not self.errors

    def ask_for_all(self) -> bool:
        """Put an error beside all that is lacking for sealing, and tell whether nothing is."""
        for item in self.given():
            if item.points is None:
                most = item.criterion.most
                self.add_error(self.name_of(item.criterion), _("Give points from 0 to %(most)s.") % {"most": most})
            if self.justify and not item.justification:
                self.add_error(
                    self.justification_of(item.criterion), _("Write in a sentence why you give these points.")
                )
        return not self.errors


class RecuseForm(forms.Form):
    """Why a member does not score an application; who has not said yet that they have no interest may only have one."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Why do you not score it?"),
        choices=[
            (
                Sheet.State.RECUSED,
                gettext_lazy("I have an interest: it is mine, a relative's, or of those I work with"),
            ),
            (Sheet.State.ABSTAINED, gettext_lazy("I have no interest, but another reason")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one of the two.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("In a sentence or two. It stands in the protocol of the session."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
    )

    def __init__(self, *args: Any, declared: bool, **kwargs: Any) -> None:
        """Take whether the member has said that they have no interest."""
        super().__init__(*args, **kwargs)
        self.declared = declared
        if not declared:
            self.fields["kind"] = forms.ChoiceField(
                choices=[(Sheet.State.RECUSED, "")], initial=Sheet.State.RECUSED, widget=forms.HiddenInput
            )

    def clean(self) -> dict[str, Any]:
        """Say why another reason than an interest is not taken yet."""
        cleaned = super().clean() or self.cleaned_data
        if not self.declared and "kind" in self.errors:
            del self.errors["kind"]
            self.add_error(None, _("First say whether you have an interest in this initiative."))
        return cleaned


def sign_of(written: Sequence[Written]) -> str:
    """Return the sign of what stands on a sheet: for each criterion its points and a digest of its justification."""
    return ".".join(
        f"{item.criterion.pk}:{'' if item.points is None else item.points}:{_digest(item.justification)}"
        for item in written
    )


def _points_field(number: int, item: Written) -> forms.TypedChoiceField:
    criterion = item.criterion
    return forms.TypedChoiceField(
        label=f"{number}. {criterion.name}",
        help_text=criterion.meaning,
        choices=[(points, str(points)) for points in criterion.scale],
        coerce=int,
        empty_value=None,
        required=False,
        initial=item.points,
        widget=forms.RadioSelect(attrs={"class": "scores"}),
        error_messages={
            "invalid_choice": _("%(value)s points cannot be given. Choose from 0 to %(most)s.")
            # What was typed is put in by Django.
            % {"value": "%(value)s", "most": criterion.most}
        },
    )


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:16] if words else ""
