"""Dates in both languages."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from kyrgyz.dates import date_range, dated, long_date, long_until, moment, short_date, until

# month: short ky, of the year, until, long until, attributive; short ru
MONTHS = """
январь   январы   январга   январына   январындагы   января
февраль  февралы  февралга  февралына  февралындагы  февраля
март     марты    мартка    мартына    мартындагы    марта
апрель   апрели   апрелге   апрелине   апрелиндеги   апреля
май      майы     майга     майына     майындагы     мая
июнь     июну     июнга     июнуна     июнундагы     июня
июль     июлу     июлга     июлуна     июлундагы     июля
август   августу  августка  августуна  августундагы  августа
сентябрь сентябры сентябрга сентябрына сентябрындагы сентября
октябрь  октябры  октябрга  октябрына  октябрындагы  октября
ноябрь   ноябры   ноябрга   ноябрына   ноябрындагы   ноября
декабрь  декабры  декабрга  декабрына  декабрындагы  декабря
"""
ROWS = [(number, *line.split()) for number, line in enumerate(MONTHS.strip().splitlines(), start=1)]


@pytest.mark.parametrize(("month", "plain", "own", "dative", "own_dative", "attribute", "ru"), ROWS)
def test_every_month(month: int, plain: str, own: str, dative: str, own_dative: str, attribute: str, ru: str) -> None:
    day = date(2026, month, 7)
    assert short_date(day, "ky") == f"7-{plain}"
    assert long_date(day, "ky") == f"2026-жылдын 7-{own}"
    assert until(day, "ky") == f"7-{dative} чейин"
    assert long_until(day, "ky") == f"2026-жылдын 7-{own_dative} чейин"
    assert dated(day, "ky") == f"2026-жылдын 7-{attribute}"
    assert short_date(day, "ru") == f"7 {ru}"
    assert long_date(day, "ru") == f"7 {ru} 2026 года"
    assert until(day, "ru") == f"до 7 {ru}"
    assert long_until(day, "ru") == f"до 7 {ru} 2026 года"
    assert dated(day, "ru") == f"от 7 {ru} 2026 года"


def test_the_dates_of_the_procedure() -> None:
    assert long_date(date(2026, 11, 23), "ky") == "2026-жылдын 23-ноябры"
    assert dated(date(2020, 12, 28), "ky") == "2020-жылдын 28-декабрындагы"
    assert until(date(2026, 10, 12), "ky") == "12-октябрга чейин"


def test_dates_follow_the_active_language() -> None:
    day = date(2026, 10, 12)
    with translation.override("ru"):
        assert [f(day) for f in (long_date, short_date, until)] == [
            "12 октября 2026 года",
            "12 октября",
            "до 12 октября",
        ]
    with translation.override("ky"):
        assert short_date(day) == "12-октябрь"


def test_a_moment_is_told_in_bishkek() -> None:
    late = datetime(2026, 11, 22, 20, 5, tzinfo=UTC)
    assert moment(late, "ky") == "2026-жылдын 23-ноябры, 02:05"
    assert moment(late, "ru") == "23 ноября 2026 года, 02:05"
    assert long_date(late, "ky") == "2026-жылдын 23-ноябры"
    assert until(late, "ru") == "до 23 ноября"
    assert moment(datetime(2026, 11, 22, 9, 30), "ru") == "22 ноября 2026 года, 09:30"


@pytest.mark.parametrize(
    ("first", "last", "ky", "ru"),
    [
        (date(2026, 10, 13), date(2026, 10, 22), "13–22-октябрь", "13–22 октября"),
        (date(2026, 9, 13), date(2026, 10, 12), "13-сентябрь – 12-октябрь", "13 сентября – 12 октября"),
        (date(2026, 10, 13), date(2026, 10, 13), "13-октябрь", "13 октября"),
        (
            date(2026, 12, 20),
            date(2027, 1, 10),
            "2026-жылдын 20-декабры – 2027-жылдын 10-январы",
            "20 декабря 2026 года – 10 января 2027 года",
        ),
        (
            date(2026, 10, 1),
            date(2027, 10, 1),
            "2026-жылдын 1-октябры – 2027-жылдын 1-октябры",
            "1 октября 2026 года – 1 октября 2027 года",
        ),
    ],
)
def test_date_range(first: date, last: date, ky: str, ru: str) -> None:
    assert date_range(first, last, "ky") == ky
    assert date_range(first, last, "ru") == ru
