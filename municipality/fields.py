"""One box for an e-mail or a telephone, and choosing a person by it without leafing through all who have an account."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kyrgyz.phones import normalise_phone, show_phone
from kyrgyz.text import without_hidden
from municipality.contacts import MOST_SIGNS, is_phone, normalise_contact
from municipality.models import User


class ContactField(forms.CharField):
    """An e-mail or a telephone in one box; its cleaned value is as `normalise_contact` returns it.

    phones: False where no text messages can be sent, so that a telephone would wait for a code for ever.
    """

    default_error_messages = {
        "required": _("Write your telephone or your e-mail."),
        "no_phones": _("The portal cannot send text messages yet. Write an e-mail address."),
    }

    def __init__(self, *, phones: bool = True, **kwargs: Any) -> None:
        self.phones = phones
        kwargs.setdefault("label", _("Telephone or e-mail") if phones else _("E-mail"))
        super().__init__(**{"max_length": MOST_SIGNS, **kwargs})

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        box = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false", "inputmode": "email"}
        return {**super().widget_attrs(widget), **box}

    def to_python(self, value: Any) -> Any:
        """Return the kept form of the address, or the empty value. Raises ValidationError."""
        typed = super().to_python(value)
        if typed in self.empty_values:
            return typed
        contact = normalise_contact(str(typed))
        if is_phone(contact) and not self.phones:
            raise ValidationError(self.error_messages["no_phones"], code="no_phones")
        return contact

    def prepare_value(self, value: Any) -> Any:
        """Return a kept number in groups; what a person typed stays as typed."""
        return show_phone(value) if isinstance(value, str) else value


class PersonField(forms.ModelChoiceField):
    """A person named by the e-mail or the telephone of their account; its cleaned value is the User.

    A list of all people would show every resident's name to every clerk, and would not end.
    """

    widget = forms.TextInput
    default_error_messages = {
        "nobody": _(
            "No open account has this e-mail or telephone. Let the person open an account on the portal first, "
            "or ask the administrator to make one."
        ),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("E-mail or telephone of the person's account."))
        super().__init__(queryset=User.objects.filter(is_active=True), **kwargs)

    def to_python(self, value: Any) -> User | None:
        """Return the person with this address. Raises ValidationError where there is none."""
        if value in self.empty_values:
            return None
        if isinstance(value, User):
            return value
        found = self._find(without_hidden(str(value)).strip())
        if found is None:
            raise ValidationError(self.error_messages["nobody"], code="nobody")
        return found

    def prepare_value(self, value: Any) -> Any:
        """Return the address shown in the box for a person's id; what was typed stays as typed."""
        if isinstance(value, int):
            person = User.objects.filter(pk=value).first()
            return (person.email or person.phone or "") if person else ""
        return value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare people, not spellings of their addresses."""
        if self.disabled:
            return False
        if initial in self.empty_values or data in self.empty_values:
            return bool((initial in self.empty_values) != (data in self.empty_values))
        found = self._find(without_hidden(str(data)).strip())
        return found is None or found.pk != initial

    def _find(self, typed: str) -> User | None:
        people = User.objects.filter(is_active=True)
        if "@" in typed:
            return people.filter(email__iexact=typed).first()
        try:
            return people.filter(phone=normalise_phone(typed)).first()
        except ValidationError:
            return None
