"""Forms of the staff's pages: terms that fit together, and what the acts on an application ask for."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from initiatives.forms.answers import WordsField
from initiatives.models import Application, Contest, FundingSource
from initiatives.step_names import STEP_NAMES
from initiatives.working_days import CORRECTION_DAYS, working_days_after
from journal import clock
from municipality.acts import ActForm


class ContestForm(forms.ModelForm):
    """A contest in preparation: its days follow each other, its Regulation is the municipality's own."""

    class Meta:
        model = Contest
        fields = "__all__"  # noqa: DJ007 - the admin page names the fields

    def clean(self) -> dict[str, Any]:
        """Check the days and the Regulation; each fault stands at the field that has to change."""
        cleaned = super().clean() or self.cleaned_data
        opens, closes = cleaned.get("opens_at"), cleaned.get("closes_at")
        scored, decided, done = (cleaned.get(name) for name in ("scoring_until", "decision_on", "implement_by"))
        if opens and closes and closes <= opens:
            self.add_error("closes_at", _("Applications end before they begin. Write a later day."))
        if closes and scored and scored < timezone.localtime(closes).date():
            self.add_error("scoring_until", _("Scoring ends before the applications do. Write a later day."))
        if scored and decided and decided < scored:
            self.add_error("decision_on", _("The decision comes before the end of scoring. Write a later day."))
        if decided and done and done < decided:
            self.add_error("implement_by", _("The initiatives would end before the decision. Write a later day."))
        # Where the contest is only read, its boxes are not on the page.
        boxes = [name for name in ("for_people", "for_groups", "for_organisations") if name in self.fields]
        if boxes and not any(cleaned.get(name) for name in boxes):
            self.add_error(boxes[0], _("Say who may apply: tick one box at least."))
        municipality = cleaned.get("municipality") or (self.instance.municipality_id and self.instance.municipality)
        regulation = cleaned.get("regulation")
        if municipality and regulation and regulation.municipality_id != municipality.pk:
            self.add_error("regulation", _("This Regulation is another municipality's. Choose another one."))
        return cleaned


class SourceForm(forms.ModelForm):
    """A source of money with its limits."""

    class Meta:
        model = FundingSource
        fields = "__all__"  # noqa: DJ007 - the admin page names the fields

    def clean_cap(self) -> int | None:
        """Return the limit in tyiyn. Raises ValidationError for a limit of nothing."""
        cap: int | None = self.cleaned_data["cap"]
        if cap == 0:
            raise ValidationError(_("Leave the box empty where there is no limit."))
        return cap

    def clean_max_share(self) -> int | None:
        """Return the share in per cent. Raises ValidationError unless it is 1 to 100."""
        share: int | None = self.cleaned_data["max_share"]
        if share is not None and not 1 <= share <= 100:
            raise ValidationError(_("Write a whole number from 1 to 100, or leave the box empty."))
        return share


class ReasonForm(ActForm):
    """Words for the applicant."""

    reason = forms.CharField(
        label=_("reason"),
        widget=forms.Textarea(attrs={"rows": 5, "class": "vLargeTextField"}),
    )
    asks = _("The applicant reads these words. Write them in the applicant's language: what is wrong and why.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = self.subject.applicant.get_language_display()
        self.fields["reason"].help_text = f"{self.asks} " + _("Language: %(language)s.") % {"language": language}


ALL_PARTS = "all"


class ReturnForm(ReasonForm):
    """Words for the applicant, which parts they may change, and the last day for correction."""

    asks = _(
        "The applicant reads these words. Write them in the applicant's language: what is to be corrected and how."
    )
    parts = forms.MultipleChoiceField(
        label=_("what is to be corrected"),
        choices=[*STEP_NAMES.items(), (ALL_PARTS, _("All of it"))],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The applicant can change only what you tick. The rest stays as it was handed in."),
        error_messages={"required": _("Tick at least one part, or all of it.")},
    )
    correct_by = forms.DateField(
        label=_("to be corrected by"),
        help_text=_("The last day on which the corrected application is taken."),
        widget=AdminDateWidget,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["correct_by"].initial = working_days_after(clock.today(), CORRECTION_DAYS)
        if self.subject.state == Application.State.RETURNED:
            # Another day, most often: what was written stands.
            self.fields["reason"].initial = self.subject.reason
            self.fields["parts"].initial = self.subject.correct_parts or [ALL_PARTS]

    def values(self) -> dict[str, Any]:
        """Return the keyword arguments of the service; no part named stands for all of them."""
        chosen = self.cleaned_data["parts"]
        return {**self.cleaned_data, "parts": [] if ALL_PARTS in chosen else chosen}


class AskForm(ActForm):
    """A question to the applicant."""

    text = WordsField(label=_("question"), widget=forms.Textarea(attrs={"rows": 5, "class": "vLargeTextField"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = self.subject.applicant.get_language_display()
        asks = _("One thing at a time, in plain words, in the applicant's language. Never ask for passwords or codes.")
        self.fields["text"].help_text = f"{asks} " + _("Language: %(language)s.") % {"language": language}
