"""Dates as they are written in Kyrgyz and in Russian; times are those of Bishkek."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from kyrgyz.language import resolve
from kyrgyz.suffixes import with_case

BISHKEK = ZoneInfo("Asia/Bishkek")

KY_MONTHS = (
    "январь",
    "февраль",
    "март",
    "апрель",
    "май",
    "июнь",
    "июль",
    "август",
    "сентябрь",
    "октябрь",
    "ноябрь",
    "декабрь",
)
# «2026-жылдын ноябры»: the month belongs to its year.
KY_MONTHS_OF_YEAR = tuple(with_case(month, "possessive") for month in KY_MONTHS)
RU_MONTHS_GENITIVE = (
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
)


def _local(value: date) -> date:
    """Return the day in Bishkek; only a moment that names its zone has to be brought there."""
    if isinstance(value, datetime):
        return (value.astimezone(BISHKEK) if value.tzinfo else value).date()
    return value


def long_date(day: date, language: str | None = None) -> str:
    """Return «2026-жылдын 23-ноябры» or «23 ноября 2026 года».

    A datetime is taken for its day in Bishkek, here and below. language: "ky" or "ru"; None means the active
    language.
    """
    day = _local(day)
    if resolve(language) == "ru":
        return f"{day.day} {RU_MONTHS_GENITIVE[day.month - 1]} {day.year} года"
    return f"{day.year}-жылдын {day.day}-{KY_MONTHS_OF_YEAR[day.month - 1]}"


def short_date(day: date, language: str | None = None) -> str:
    """Return «12-октябрь» or «12 октября», without the year."""
    day = _local(day)
    if resolve(language) == "ru":
        return f"{day.day} {RU_MONTHS_GENITIVE[day.month - 1]}"
    return f"{day.day}-{KY_MONTHS[day.month - 1]}"


def until(day: date, language: str | None = None) -> str:
    """Return «12-октябрга чейин» or «до 12 октября»."""
    if resolve(language) == "ru":
        return f"до {short_date(day, 'ru')}"
    return f"{with_case(short_date(day, 'ky'), 'dative')} чейин"


def long_until(day: date, language: str | None = None) -> str:
    """Return «2026-жылдын 12-октябрына чейин» or «до 12 октября 2026 года»."""
    if resolve(language) == "ru":
        return f"до {long_date(day, 'ru')}"
    return f"{with_case(long_date(day, 'ky'), 'dative', possessed=True)} чейин"


def dated(day: date, language: str | None = None) -> str:
    """Return «2020-жылдын 28-декабрындагы» or «от 28 декабря 2020 года», to stand with a paper's name."""
    if resolve(language) == "ru":
        return f"от {long_date(day, 'ru')}"
    return with_case(long_date(day, "ky"), "attributive", possessed=True)


def moment(when: datetime, language: str | None = None) -> str:
    """Return the long date with hours and minutes in Bishkek: «2026-жылдын 23-ноябры, 14:05».

    A datetime without a zone is taken to be Bishkek time already.
    """
    local = when.astimezone(BISHKEK) if when.tzinfo else when
    return f"{long_date(local, language)}, {local:%H:%M}"


def date_range(first: date, last: date, language: str | None = None) -> str:
    """Return «13–22-октябрь», «13-сентябрь – 12-октябрь»; in Russian «13–22 октября».

    One day alone is a short date. The years are written only when they differ.
    """
    code = resolve(language)
    first, last = _local(first), _local(last)
    if first == last:
        return short_date(first, code)
    if first.year != last.year:
        return f"{long_date(first, code)} – {long_date(last, code)}"
    if first.month == last.month:
        return f"{first.day}–{short_date(last, code)}"
    return f"{short_date(first, code)} – {short_date(last, code)}"
