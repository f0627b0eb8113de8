"""The calendar file of a contest, read back as a telephone would read it."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from initiatives.models import Contest
from kyrgyz.dates import BISHKEK
from tests import factories as make

pytestmark = pytest.mark.django_db

DATES: dict[str, Any] = {
    "opens_at": datetime(2026, 9, 13, 9, tzinfo=BISHKEK),
    "closes_at": datetime(2026, 10, 12, 18, tzinfo=BISHKEK),
    "scoring_until": date(2026, 10, 22),
    "decision_on": date(2026, 10, 25),
    "implement_by": date(2026, 12, 31),
}


def events(client: Any, contest: Contest, language: str = "") -> dict[str, Any]:
    """Return the events of the file by the middle of their ids."""
    response = client.get(f"{language}/contests/{contest.pk}/dates.ics")
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert ".ics" in response["Content-Disposition"]
    # Lines end as the standard says, and none is longer than 75 octets.
    assert all(len(line) <= 75 for line in response.content.split(b"\r\n"))
    calendar = Calendar.from_ical(response.content)
    assert calendar["version"] == "2.0"
    found = {str(event["uid"]).split("@")[0].split("-")[2]: event for event in calendar.walk("VEVENT")}
    assert len(found) == len(calendar.walk("VEVENT"))
    return found


def span(event: Any) -> tuple[date, date]:
    """Return the first and the last day; the file's own end is the day after."""
    return event.decoded("dtstart"), event.decoded("dtend") - timedelta(days=1)


def test_every_date_is_a_whole_day(client):
    found = events(client, make.make_contest(**DATES))
    assert {name: span(event) for name, event in found.items()} == {
        "opens": (date(2026, 9, 13), date(2026, 9, 13)),
        "closes": (date(2026, 10, 12), date(2026, 10, 12)),
        "scoring": (date(2026, 10, 13), date(2026, 10, 22)),
        "decision": (date(2026, 10, 25), date(2026, 10, 25)),
        "implement": (date(2026, 12, 31), date(2026, 12, 31)),
    }
    # Days, not moments: no time zone of the telephone moves them.
    assert all(type(event.decoded("dtstart")) is date for event in found.values())


def test_words_are_in_the_language_of_the_address(client):
    contest = make.make_contest(**DATES)
    ky, ru = events(client, contest), events(client, contest, "/ru")
    assert ky["closes"]["summary"] == f"Табыштама берүүнүн акыркы күнү: {contest.title_ky}"
    assert "2026-жылдын 12-октябры, 18:00" in ky["closes"]["description"]
    assert ky["closes"]["url"] == f"http://testserver/contests/{contest.pk}/"
    assert ru["closes"]["summary"] == f"Последний день подачи заявок: {contest.title_ru}"
    assert "12 октября 2026 года, 18:00" in ru["closes"]["description"]
    assert ru["closes"]["url"] == f"http://testserver/ru/contests/{contest.pk}/"


def test_ids_and_stamps_never_change(client):
    contest = make.make_contest(**DATES)
    ky, again, ru = events(client, contest), events(client, contest), events(client, contest, "/ru")
    for name in ky:
        assert ky[name]["uid"] == again[name]["uid"] == ru[name]["uid"]
        assert ky[name].decoded("dtstamp") == contest.announced_at.replace(microsecond=0)
    other = events(client, make.make_contest(**DATES))
    assert not {str(event["uid"]) for event in ky.values()} & {str(event["uid"]) for event in other.values()}


def test_alarms_ring_a_week_and_a_day_before_the_last_day(client):
    found = events(client, make.make_contest(**DATES))
    last = datetime(2026, 10, 12)
    alarms = [last + alarm.decoded("trigger") for alarm in found["closes"].walk("VALARM")]
    assert alarms == [datetime(2026, 10, 5, 9), datetime(2026, 10, 11, 9)]
    assert all(str(alarm["action"]) == "DISPLAY" for alarm in found["closes"].walk("VALARM"))
    assert not [name for name in found if name != "closes" and found[name].walk("VALARM")]


def test_midnight_closes_the_day_before(client):
    found = events(client, make.make_contest(**{**DATES, "closes_at": datetime(2026, 10, 13, tzinfo=BISHKEK)}))
    assert span(found["closes"]) == (date(2026, 10, 12), date(2026, 10, 12))
    assert span(found["scoring"])[0] == date(2026, 10, 13)


def test_scoring_that_ends_with_the_applications_is_one_day(client):
    found = events(client, make.make_contest(**{**DATES, "scoring_until": date(2026, 10, 12)}))
    assert span(found["scoring"]) == (date(2026, 10, 12), date(2026, 10, 12))


def test_signs_that_mean_something_in_the_file_are_kept(client):
    title = "Сынак; «А, Б\\В»\nBEGIN:VEVENT"
    found = events(client, make.make_contest(**DATES, title_ky=title))
    assert found["opens"]["summary"] == f"Табыштама кабыл алуу башталат: {title}"
    assert len(found) == 5
