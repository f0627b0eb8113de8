"""Phone numbers of the country: kept as +996XXXXXXXXX, shown as «+996 555 12 34 56»."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

COUNTRY = "996"

_SIGNS = re.compile(r"[\s()./\-\u2010-\u2015]")
_KEPT = re.compile(r"\+996[1-9][0-9]{8}")


def normalise_phone(value: str) -> str:
    """Return +996 and nine digits from «0555 12 34 56», «+996 (555) 12-34-56» or «996555123456».

    Raises ValidationError with code "not_digits", "country" (another country's code) or "length".
    """
    typed = _SIGNS.sub("", value)
    digits = typed.removeprefix("+")
    if not (digits.isascii() and digits.isdigit()):
        raise ValidationError(
            _("A phone number has digits only. Write it like this: 0555 12 34 56."), code="not_digits"
        )
    if typed.startswith("+") and not digits.startswith(COUNTRY):
        raise ValidationError(
            _("Only numbers of the Kyrgyz Republic are taken: they begin with +996 or 0."), code="country"
        )
    if digits.startswith("0"):
        digits = COUNTRY + digits[1:]
    number = f"+{digits}"
    if not _KEPT.fullmatch(number):
        raise ValidationError(
            _("A number has nine digits after +996, or ten that begin with 0. Example: 0555 12 34 56."),
            code="length",
        )
    return number


def show_phone(value: str) -> str:
    """Return a kept number as «+996 555 12 34 56», with no-break spaces; any other text unchanged."""
    if not _KEPT.fullmatch(value):
        return value
    return "\u00a0".join((value[:4], value[4:7], value[7:9], value[9:11], value[11:]))
