"""The personal number (ПИН, ИНН, ИЖН) and the tax number of a legal person.

A PIN has 14 digits: 1 for a woman or 2 for a man, the date of birth as DDMMYYYY, five more digits. No rule
of a check digit is known, so none is checked.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LENGTH = 14
EARLIEST_YEAR = 1900


def _fourteen_digits(value: str) -> str:
    digits = "".join(value.split())
    # isascii, because isdigit alone also takes the digits of other scripts.
    if not (digits.isascii() and digits.isdigit()):
        raise ValidationError(_("The number has digits only. Check what you typed."), code="not_digits")
    if len(digits) != LENGTH:
        raise ValidationError(
            _("The number must have 14 digits, but this one has %(count)s."),
            code="length",
            params={"count": len(digits)},
        )
    return digits


def _birth_date(digits: str) -> date:
    return date(int(digits[5:9]), int(digits[3:5]), int(digits[1:3]))


def check_pin(value: str) -> str:
    """Return the 14 digits of a personal number, typed with or without spaces.

    Raises ValidationError with code "not_digits", "length", "first_digit" or "birth_date".
    """
    digits = _fourteen_digits(value)
    if digits[0] not in "12":
        raise ValidationError(
            _("A personal number begins with 1 (a woman) or 2 (a man). Check the first digit."),
            code="first_digit",
        )
    fault = ValidationError(
        _("Digits 2 to 9 of a personal number are the date of birth. There is no such date: check them."),
        code="birth_date",
    )
    try:
        born = _birth_date(digits)
    except ValueError:
        raise fault from None
    if born.year < EARLIEST_YEAR or born > timezone.localdate():
        raise fault
    return digits


def check_legal_pin(value: str) -> str:
    """Return the 14 digits of a legal person's number; its structure is not checked.

    Raises ValidationError with code "not_digits" or "length".
    """
    return _fourteen_digits(value)


def pin_birth_date(pin: str) -> date:
    """Return the date of birth that a personal number holds. Raises ValidationError like check_pin."""
    return _birth_date(check_pin(pin))
