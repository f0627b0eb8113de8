"""The initiative in words, and who applies."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from initiatives.forms.long_text import limit_text
from initiatives.models import Application
from kyrgyz.fields import PhoneField, PinField


class InitiativeForm(forms.ModelForm):
    """What the initiative is, where and for whom."""

    show_optional = False

    class Meta:
        model = Application
        fields = ["kind", "title_ky", "title_ru", "priority", "village", "aim", "description", "beneficiaries"]
        widgets = {"kind": forms.RadioSelect, "priority": forms.RadioSelect}
        labels = {
            "kind": _("Who applies?"),
            "title_ky": _("Name of the initiative in Kyrgyz"),
            "title_ru": _("Name of the initiative in Russian"),
            "priority": _("Direction"),
            "village": _("Village"),
            "aim": _("What will change?"),
            "description": _("What will you do?"),
            "beneficiaries": _("For whom?"),
        }
        help_texts = {
            "title_ru": _("One language is enough."),
            "aim": _("What is wrong now, and what will be better."),
            "description": _("In a few sentences. The days and places come in the next step."),
            "beneficiaries": _("Who they are and how many, for example 28 fathers, 54 mothers. No names."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        contest = self.instance.contest
        priority, village = self.fields["priority"], self.fields["village"]
        priority.queryset = contest.priorities.all()  # type: ignore[attr-defined]  # both are ModelChoiceFields
        priority.empty_label = None  # type: ignore[attr-defined]  # as above
        village.queryset = contest.municipality.villages.all()  # type: ignore[attr-defined]  # as above
        village.empty_label = _("Choose the village")  # type: ignore[attr-defined]  # as above
        for name in ("aim", "description", "beneficiaries"):
            limit_text(self, name, rows=4)


class ApplicantForm(forms.ModelForm):
    """Who applies, and how to reach them."""

    show_optional = False

    pin = PinField(
        label=_("PIN"), required=False, help_text=_("14 figures, from your passport. It is never shown to the public.")
    )
    phone = PhoneField(label=_("Telephone"), required=False, help_text=_("For example 0555 01 02 03."))
    organisation_pin = PinField(label=_("Tax number of the organisation"), required=False, legal=True)

    class Meta:
        model = Application
        fields = [
            "surname", "given_name", "patronymic", "pin", "phone", "address", "organisation", "organisation_pin",
        ]  # fmt: skip
        labels = {
            "surname": _("Surname"),
            "given_name": _("Given name"),
            "patronymic": _("Patronymic, if any"),
            "address": _("Address"),
            "organisation": _("Name of the organisation or group"),
        }
        help_texts = {"organisation": _("Only if an organisation or a group applies.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, kind in [
            ("surname", "family-name"),
            ("given_name", "given-name"),
            ("patronymic", "additional-name"),
            ("address", "street-address"),
            ("organisation", "organization"),
        ]:
            self.fields[name].widget.attrs["autocomplete"] = kind
        self.fields["organisation_pin"].help_text = _("Only for an organisation: 14 figures.")
