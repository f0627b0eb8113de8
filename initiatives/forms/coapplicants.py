"""Inviting into an initiative group."""

from django import forms
from django.utils.translation import gettext_lazy as _

from initiatives.models import Coapplicant
from kyrgyz.fields import NameField

RIGHTS = {
    Coapplicant.Right.VIEW: _("may read: all but your PIN, telephone, address and documents"),
    Coapplicant.Right.EDIT: _("may read and write: sees everything and changes it together with you"),
}


class RightForm(forms.Form):
    """What a person of the group may do."""

    right = forms.ChoiceField(
        label=_("What may this person do?"),
        choices=list(RIGHTS.items()),
        initial=Coapplicant.Right.VIEW,
        widget=forms.RadioSelect,
        help_text=_("Only you hand the application in, take it back and invite."),
        error_messages={"required": _("Choose one of the two.")},
    )


class InviteForm(RightForm):
    """Whom to invite."""

    name = NameField(
        label=_("Name of the person"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Write whom you invite.")},
    )

    field_order = ["name", "right"]
