"""Fields for sums, personal numbers and phones.

In these fields an int is always tyiyn and a str is always what a person typed in som.
"""

from types import GenericAlias
from typing import TYPE_CHECKING, Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from kyrgyz.money import SomError, figure, parse_som, som
from kyrgyz.names import check_name
from kyrgyz.phones import normalise_phone, show_phone
from kyrgyz.pin import check_legal_pin, check_pin

_ST = TypeVar("_ST", contravariant=True)
_GT = TypeVar("_GT", covariant=True)

if TYPE_CHECKING:

    class _BigInteger(models.BigIntegerField[_ST, _GT]):
        pass

else:

    class _BigInteger(models.BigIntegerField):
        # Django's fields take no [type] when the program runs; type checkers need it to know null=True.
        __class_getitem__ = classmethod(GenericAlias)


class SomField(forms.CharField):
    """A sum typed in som; its cleaned value is an int of tyiyn, or None when left empty.

    min_value, max_value: bounds in tyiyn, both included; None means no bound of its own. What a person typed
    is shown again as typed.
    """

    widget = forms.TextInput
    default_error_messages = {
        "invalid": _("Write the sum in figures, for example 12 000."),
        "negative": _("The sum cannot be below zero. Write it without the minus."),
        "fraction": _(
            "After the comma come two figures at most, the tyiyn: 12 000,50. "
            "If you meant thousands, write them with a space: 12 000."
        ),
        "too_big": _("The sum must be less than 1 000 000 000 som. Check the zeros."),
        "min_value": _("The sum must not be below %(limit)s. Write a bigger one."),
        "max_value": _("The sum must not be above %(limit)s. Write a smaller one."),
    }

    def __init__(self, *, min_value: int | None = 0, max_value: int | None = None, **kwargs: Any) -> None:
        self.min_value = min_value
        self.max_value = max_value
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "inputmode": "decimal", "autocomplete": "off"}

    def to_python(self, value: Any) -> Any:
        """Return the tyiyn of a typed sum; an int comes back as it is. Raises ValidationError."""
        if isinstance(value, int):
            return value
        if value is None or not str(value).strip():
            return None
        try:
            return parse_som(str(value))
        except SomError as fault:
            raise ValidationError(self.error_messages[fault.code], code=fault.code) from None

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is None:
            return
        for code, limit, crossed in (
            ("min_value", self.min_value, self.min_value is not None and value < self.min_value),
            ("max_value", self.max_value, self.max_value is not None and value > self.max_value),
        ):
            if crossed and limit is not None:
                raise ValidationError(self.error_messages[code], code=code, params={"limit": som(limit)})

    def prepare_value(self, value: Any) -> Any:
        """Return the text for the box: a figure in som for tyiyn, a typed text as it is."""
        return figure(value) if isinstance(value, int) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare sums, not spellings: «12 000» typed over 1200000 tyiyn is no change."""
        if self.disabled:
            return False
        try:
            return bool(self.to_python(initial) != self.to_python(data))
        except ValidationError:
            return True


class TyiynField(_BigInteger[_ST, _GT]):
    """A sum kept as a whole number of tyiyn; people see and type it in som, in the admin too."""

    description = _("A sum in tyiyn")

    def formfield(self, **kwargs: Any) -> Any:
        """Return a SomField; min_value and max_value are in tyiyn, and min_value is 0 unless told."""
        widget = kwargs.get("widget")
        kind = widget if isinstance(widget, type) else type(widget)
        if issubclass(kind, forms.NumberInput):
            # The admin brings its number box, in which nobody can type «12 000,50».
            kwargs["widget"] = forms.TextInput(attrs={"class": "vTextField"})
        # Past BigIntegerField, which would set its own bounds of 64 bits, in som they mean nothing.
        return super(models.IntegerField, self).formfield(**{"form_class": SomField, **kwargs})


class NameField(forms.CharField):
    """A name of a person, or several; its cleaned value has single spaces and plain hyphens."""

    def to_python(self, value: Any) -> Any:
        """Return the name as it is kept, or the empty value. Raises ValidationError."""
        typed = super().to_python(value)
        return typed if typed in self.empty_values else check_name(str(typed))


class PinField(forms.CharField):
    """A personal number; its cleaned value is 14 digits.

    legal: the number of a legal person, of which only the count of digits is checked.
    """

    def __init__(self, *, legal: bool = False, **kwargs: Any) -> None:
        self.legal = legal
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "inputmode": "numeric", "autocomplete": "off"}

    def to_python(self, value: Any) -> Any:
        """Return the 14 digits, or the empty value. Raises ValidationError."""
        typed = super().to_python(value)
        if typed in self.empty_values:
            return typed
        return check_legal_pin(str(typed)) if self.legal else check_pin(str(typed))


class PhoneField(forms.CharField):
    """A phone number typed in any usual way; its cleaned value is +996 and nine digits."""

    widget = forms.TelInput

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "inputmode": "tel", "autocomplete": "tel"}

    def to_python(self, value: Any) -> Any:
        """Return the kept form of the number, or the empty value. Raises ValidationError."""
        typed = super().to_python(value)
        return typed if typed in self.empty_values else normalise_phone(str(typed))

    def prepare_value(self, value: Any) -> Any:
        """Return a kept number in groups; what a person typed stays as typed."""
        return show_phone(value) if isinstance(value, str) else value
