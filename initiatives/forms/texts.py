"""The initiative in words, and who applies."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from initiatives.forms.long_text import limit_text
from initiatives.kinds import ASKED, kinds_open
from initiatives.models import Application
from kyrgyz.fields import NameField, PhoneField, PinField

KINDS = {
    Application.Kind.PERSON: _("I myself, one resident"),
    Application.Kind.GROUP: _("An initiative group: several residents together"),
    Application.Kind.LEGAL: _("An organisation that is registered and has a tax number"),
}


def _box(what: str) -> forms.TextInput:
    return forms.TextInput(attrs={"autocomplete": what})


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
            "kind": _("The step «Applicant» asks for what fits. You can change this later: nothing you wrote is lost."),
            "title_ru": _("One language is enough."),
            "aim": _("What is wrong now, and what will be better."),
            "description": _("In a few sentences. The days and places come in the next step."),
            "beneficiaries": _("Who they are and how many, for example 28 fathers, 54 mothers. No names."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        contest = self.instance.contest
        kinds = [(kind, KINDS[kind]) for kind in kinds_open(contest)]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]  # a choice field
        priority, village = self.fields["priority"], self.fields["village"]
        priority.queryset = contest.priorities.all()  # type: ignore[attr-defined]  # both are ModelChoiceFields
        priority.empty_label = None  # type: ignore[attr-defined]  # as above
        village.queryset = contest.municipality.villages.all()  # type: ignore[attr-defined]  # as above
        village.empty_label = _("Choose the village")  # type: ignore[attr-defined]  # as above
        for name in ("aim", "description", "beneficiaries"):
            limit_text(self, name, rows=4)


class ApplicantForm(forms.ModelForm):
    """Who applies, and how to reach them: only what this kind of applicant is asked for.

    A name that the page did not send keeps what is stored: it was opened before another kind was chosen.
    """

    show_optional = False

    surname = NameField(
        label=_("Surname"),
        max_length=80,
        required=False,
        help_text=_("For example Асанов, Асанова, Асан уулу or Асан кызы. If you have none, leave it empty."),
        widget=_box("family-name"),
    )
    given_name = NameField(label=_("Given name"), max_length=80, required=False, widget=_box("given-name"))
    patronymic = NameField(label=_("Patronymic, if any"), max_length=80, required=False, widget=_box("additional-name"))
    pin = PinField(
        label=_("PIN"), required=False, help_text=_("14 figures, from your passport. It is never shown to the public.")
    )
    phone = PhoneField(label=_("Telephone"), required=False, help_text=_("For example 0555 01 02 03."))
    organisation_pin = PinField(
        label=_("Tax number of the organisation"),
        required=False,
        legal=True,
        help_text=_("14 figures, from the certificate of registration."),
    )

    class Meta:
        model = Application
        fields = [
            "surname", "given_name", "patronymic", "position", "pin", "phone", "address", "organisation",
            "organisation_pin",
        ]  # fmt: skip
        labels = {"position": _("Position"), "address": _("Address"), "organisation": _("Name of the organisation")}
        help_texts = {
            "position": _("For example director or chair."),
            "organisation": _("As in the certificate of registration."),
        }
        widgets = {
            "position": _box("organization-title"),
            "address": _box("street-address"),
            "organisation": _box("organization"),
        }

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        application: Application = kwargs["instance"]
        asked = ASKED[application.kind]
        if data is not None:
            data = data.copy()
            for name in asked:
                data.setdefault(name, getattr(application, name))
        super().__init__(data, **kwargs)
        self.fields = {name: self.fields[name] for name in asked}
        if application.kind == Application.Kind.GROUP:
            group = self.fields["organisation"]
            group.label, group.help_text = _("Name of the group"), _("As people know you, for example «Ынтымак».")
