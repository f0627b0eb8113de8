"""What happened with an application, as far as its applicant may know it; and what the records of it leave out.

The journal knows what the commission decided before the results are published. Until then an outcome is not here.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from initiatives.models import Application, Contest
from initiatives.rules import OUTCOMES, RESULTS_PUBLIC, shown_state
from initiatives.step_names import names_of
from journal import clock
from journal.models import Record
from kyrgyz.dates import long_until
from municipality.records import VERBS

# What the applicant is told of; the others are the office's own business.
_TOLD = frozenset(
    f"application.{what}"
    for what in (
        "begun", "submitted", "returned", "reopened", "resubmitted", "admitted", "refused", "withdrawn", "asked",
        "answered",
    )
)  # fmt: skip
_OUTCOMES = frozenset(f"application.{state.value}" for state in OUTCOMES)
# Whoever has left takes no part in what the contest does later.
_LEFT = frozenset({Application.State.REFUSED, Application.State.WITHDRAWN})


@dataclass(frozen=True)
class Happening:
    """One thing that happened: when, in words, and what else is to be known of it."""

    when: datetime
    what: str
    more: str = ""


def happened(application: Application) -> list[Happening]:
    """Return what happened with the application up to now, oldest first."""
    contest = application.contest
    told = _TOLD | _OUTCOMES if contest.state in RESULTS_PUBLIC else _TOLD
    records = Record.objects.about(application).filter(verb__in=told)
    found = [Happening(record.acted_at, str(VERBS[record.verb]), _more(application, record)) for record in records]
    if shown_state(application) not in _LEFT:
        found += _of_contest(application, contest)
    return sorted(found, key=lambda happening: happening.when)


def _of_contest(application: Application, contest: Contest) -> list[Happening]:
    """Return what happened with the contest since; a draft that was not handed in takes no part in that."""
    found = []
    if contest.closes_at <= clock.now():
        found.append(Happening(contest.closes_at, _("Applications were closed")))
    if application.state == Application.State.DRAFT:
        return found
    opened = Record.objects.about(contest).filter(verb="contest.scoring").first()
    if opened is not None:
        found.append(Happening(opened.acted_at, _("The commission began to score")))
    if contest.published_at is not None:
        found.append(Happening(contest.published_at, _("The results were published")))
    return found


def _more(application: Application, record: Record) -> str:
    facts: dict[str, Any] = record.facts
    if record.verb == "application.submitted":
        return _("Register number: %(number)s") % {"number": application.number}
    if record.verb in ("application.returned", "application.reopened"):
        last = parse_date(str(facts.get("until", "")))
        named = ", ".join(str(name) for name in names_of(facts.get("steps", ())))
        return "; ".join(words for words in (named, long_until(last) if last else "") if words)
    if record.verb == "application.begun" and "copied_from" in facts:
        return _("From an earlier application")
    return ""
