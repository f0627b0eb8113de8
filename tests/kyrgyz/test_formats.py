"""Numbers and dates in Django's own forms, admin and templates."""

from datetime import date, datetime

import pytest
from django import forms
from django.utils import formats, translation

from kyrgyz.dates import long_date, short_date

N = "\u00a0"
DAYS = [date(2026, month, 23) for month in range(1, 13)]


@pytest.mark.parametrize("language", ["ky", "ru"])
def test_numbers(language: str) -> None:
    with translation.override(language):
        assert formats.number_format(1234567.5, decimal_pos=2) == f"1{N}234{N}567,50"
        assert formats.number_format(999) == "999"


@pytest.mark.parametrize("language", ["ky", "ru"])
@pytest.mark.parametrize("day", DAYS)
def test_dates_are_written_as_our_own(language: str, day: date) -> None:
    with translation.override(language):
        assert formats.date_format(day) == long_date(day, language)
        assert formats.date_format(day, "MONTH_DAY_FORMAT") == short_date(day, language)
        assert formats.date_format(day, "SHORT_DATE_FORMAT") == f"23.{day.month:02d}.2026"


def test_moments_and_months() -> None:
    when = datetime(2026, 11, 23, 9, 5)
    with translation.override("ky"):
        assert formats.date_format(when, "DATETIME_FORMAT") == "2026-жылдын 23-ноябры, 09:05"
        assert formats.date_format(when, "YEAR_MONTH_FORMAT") == "2026-жылдын ноябры"
        assert formats.time_format(when.time()) == "09:05"
    with translation.override("ru"):
        assert formats.date_format(when, "DATETIME_FORMAT") == "23 ноября 2026 года, 09:05"


@pytest.mark.parametrize("language", ["ky", "ru"])
def test_dates_are_read(language: str) -> None:
    with translation.override(language):
        assert formats.get_format("FIRST_DAY_OF_WEEK") == 1
        for typed in ("23.11.2026", "2026-11-23", "23.11.26"):
            assert forms.DateField().clean(typed) == date(2026, 11, 23)
        for typed in ("23.11.2026 09:05", "2026-11-23T09:05", "2026-11-23 09:05:00"):
            assert forms.DateTimeField().clean(typed).replace(tzinfo=None) == datetime(2026, 11, 23, 9, 5)
        with pytest.raises(forms.ValidationError):
            forms.DateField().clean("11/23/2026")
        assert 'value="23.11.2026"' in forms.DateInput().render("d", date(2026, 11, 23))
