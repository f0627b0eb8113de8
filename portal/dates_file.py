"""A contest's dates as a calendar file (iCalendar, RFC 5545), for a telephone's own calendar."""

from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event

from initiatives.models import Contest
from kyrgyz.dates import moment
from kyrgyz.language import resolve

# Before the last day, counted from its midnight: at nine in the morning a week before, and the day before.
ALARMS = (timedelta(days=-7, hours=9), timedelta(days=-1, hours=9))


@dataclass(frozen=True)
class Day:
    """One day of the contest, or several in a row; `name` makes its lasting id."""

    name: str
    first: date
    last: date
    summary: str
    words: str = ""
    alarms: tuple[timedelta, ...] = ()


def days(contest: Contest) -> list[Day]:
    """Return the contest's days in order, in the active language."""
    opens = timezone.localtime(contest.opens_at).date()
    # Midnight closes the day before it.
    closes = timezone.localtime(contest.closes_at - timedelta(microseconds=1)).date()
    scoring = min(closes + timedelta(days=1), contest.scoring_until)
    return [
        Day("opens", opens, opens, _("Applications begin"), _("From %(when)s.") % {"when": moment(contest.opens_at)}),
        Day(
            "closes",
            closes,
            closes,
            _("Last day for applications"),
            _("Until %(when)s.") % {"when": moment(contest.closes_at)},
            ALARMS,
        ),
        Day("scoring", scoring, contest.scoring_until, _("The commission scores the applications")),
        Day("decision", contest.decision_on, contest.decision_on, _("The commission decides")),
        Day(
            "implement", contest.implement_by, contest.implement_by, _("Initiatives are to be carried out by this day")
        ),
    ]


def calendar_of(contest: Contest) -> bytes:
    """Return the file in the active language. A day keeps its id in both: who takes the file twice has it once."""
    host = urlsplit(settings.SITE_URL).hostname or "portal"
    page = settings.SITE_URL + reverse("contest", args=[contest.pk])
    calendar = Calendar()
    calendar.add("prodid", f"-//{host}//{resolve().upper()}")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for day in days(contest):
        event = Event()
        event.add("uid", f"contest-{contest.pk}-{day.name}@{host}")
        # The announcement locks the dates, so this is when they were said.
        event.add("dtstamp", contest.announced_at)
        event.add("dtstart", day.first)
        event.add("dtend", day.last + timedelta(days=1))
        event.add("summary", f"{day.summary}: {contest.title}")
        event.add("description", "\n".join(line for line in (day.words, contest.municipality.name, page) if line))
        event.add("url", page)
        event.add("transp", "TRANSPARENT")
        for before in day.alarms:
            alarm = Alarm()
            alarm.add("action", "DISPLAY")
            alarm.add("description", f"{day.summary}: {contest.title}")
            alarm.add("trigger", before)
            event.add_component(alarm)
        calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content
