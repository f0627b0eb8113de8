"""Personal numbers. All of them are made up."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from hypothesis import given
from hypothesis import strategies as st

from kyrgyz.pin import check_legal_pin, check_pin, pin_birth_date

NOT_DIGITS = "The number has digits only. Check what you typed."
LENGTH = "The number must have 14 digits, but this one has %(count)s."
FIRST = "A personal number begins with 1 (a woman) or 2 (a man). Check the first digit."
BIRTH = "Digits 2 to 9 of a personal number are the date of birth. There is no such date: check them."


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("10101199000001", "10101199000001"),
        (" 2 3112 1985 00000 ", "23112198500000"),
        ("2\u00a02902200412345", "22902200412345"),
    ],
)
def test_good_pins(typed: str, kept: str) -> None:
    assert check_pin(typed) == kept


@pytest.mark.parametrize(
    ("typed", "code", "message"),
    [
        ("", "not_digits", NOT_DIGITS),
        ("1010119900000a", "not_digits", NOT_DIGITS),
        ("1-0101199000001", "not_digits", NOT_DIGITS),
        ("1010119900000١", "not_digits", NOT_DIGITS),
        ("1010119900000²", "not_digits", NOT_DIGITS),
        ("1010119900000", "length", LENGTH),
        ("101011990000011", "length", LENGTH),
        ("00101199000001", "first_digit", FIRST),
        ("30101199000001", "first_digit", FIRST),
        ("13102199000001", "birth_date", BIRTH),
        ("12902200300001", "birth_date", BIRTH),
        ("10013199000001", "birth_date", BIRTH),
        ("10000000000001", "birth_date", BIRTH),
        ("10101000100001", "birth_date", BIRTH),
        ("13112189900001", "birth_date", BIRTH),
    ],
)
def test_bad_pins(typed: str, code: str, message: str) -> None:
    with pytest.raises(ValidationError) as caught:
        check_pin(typed)
    assert caught.value.code == code
    assert caught.value.messages == [gettext(message) % {"count": len(typed)}]


def test_nobody_is_born_tomorrow() -> None:
    today = timezone.localdate()
    assert check_pin(f"1{today:%d%m%Y}00001")
    with pytest.raises(ValidationError) as caught:
        check_pin(f"1{today + timedelta(days=1):%d%m%Y}00001")
    assert caught.value.code == "birth_date"


@given(st.sampled_from("12"), st.dates(date(1900, 1, 1), date(2026, 1, 1)), st.integers(0, 99_999))
def test_the_date_of_birth_comes_back(sex: str, born: date, rest: int) -> None:
    assert pin_birth_date(f"{sex}{born:%d%m%Y}{rest:05d}") == born


def test_a_legal_number_is_only_counted() -> None:
    assert check_legal_pin(" 0000 0000 000000") == "00000000000000"


@pytest.mark.parametrize("check", [check_legal_pin, pin_birth_date])
@pytest.mark.parametrize(("typed", "code"), [("1234567890123", "length"), ("1234567890123x", "not_digits")])
def test_the_other_checks_refuse_too(check: Callable[[str], object], typed: str, code: str) -> None:
    with pytest.raises(ValidationError) as caught:
        check(typed)
    assert caught.value.code == code
