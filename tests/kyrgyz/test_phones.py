"""Phone numbers."""

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from hypothesis import given
from hypothesis import strategies as st

from kyrgyz.phones import normalise_phone, show_phone

NOT_DIGITS = "A phone number has digits only. Write it like this: 0555 12 34 56."
COUNTRY = "Only numbers of the Kyrgyz Republic are taken: they begin with +996 or 0."
LENGTH = "A number has nine digits after +996, or ten that begin with 0. Example: 0555 12 34 56."


@pytest.mark.parametrize(
    "typed",
    [
        "0555 12 34 56",
        "0555-12-34-56",
        "+996 (555) 12-34-56",
        "996555123456",
        " +996555123456 ",
        "+996\u00a0555\u00a012\u00a034\u00a056",
        "0(555)123456",
        "0555–12–34–56",
    ],
)
def test_usual_ways_of_writing(typed: str) -> None:
    assert normalise_phone(typed) == "+996555123456"


@pytest.mark.parametrize(
    ("typed", "code", "message"),
    [
        ("", "not_digits", NOT_DIGITS),
        ("жок", "not_digits", NOT_DIGITS),
        ("0555 12 34 5б", "not_digits", NOT_DIGITS),
        ("++996555123456", "not_digits", NOT_DIGITS),
        ("0555 12 34 5٦", "not_digits", NOT_DIGITS),
        ("+7 705 123 45 67", "country", COUNTRY),
        ("+0555123456", "country", COUNTRY),
        ("0555 12 34 5", "length", LENGTH),
        ("0555 12 34 567", "length", LENGTH),
        ("+996 555 12 34 5", "length", LENGTH),
        ("+996 0555 12 34 56", "length", LENGTH),
        ("0055 12 34 56", "length", LENGTH),
        ("555 12 34 56", "length", LENGTH),
        ("8 555 12 34 56", "length", LENGTH),
    ],
)
def test_bad_numbers(typed: str, code: str, message: str) -> None:
    with pytest.raises(ValidationError) as caught:
        normalise_phone(typed)
    assert caught.value.code == code
    assert caught.value.messages == [gettext(message)]


@pytest.mark.parametrize(
    ("kept", "shown"),
    [("+996555123456", "+996 555 12 34 56"), ("", ""), ("0555123456", "0555123456"), ("жок", "жок")],
)
def test_show_phone(kept: str, shown: str) -> None:
    assert show_phone(kept) == shown.replace(" ", "\u00a0")


@given(st.integers(100_000_000, 999_999_999))
def test_what_is_shown_can_be_typed_back(national: int) -> None:
    kept = normalise_phone(f"0{national}")
    assert kept == f"+996{national}"
    assert normalise_phone(show_phone(kept)) == kept
