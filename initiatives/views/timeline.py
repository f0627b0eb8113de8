"""What happened with an application and what comes next, as one list: past, present, and the dates ahead."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.happened import happened
from initiatives.models import Application, Contest
from initiatives.rules import RESULTS_PUBLIC, shown_state
from initiatives.views.life import correction_is_over, deadline_words
from journal import clock
from kyrgyz.dates import date_range, long_date, long_until, moment

State = Application.State


@dataclass(frozen=True)
class Item:
    """One line: its place in time ("done", "now", "next"), when in words, what, and what else is to be known."""

    state: str
    when: str
    what: str
    more: str = ""


def timeline(application: Application) -> list[Item]:
    """Return the lines, oldest first; one is the present: what is going on, or the last that happened."""
    past = [Item("done", moment(found.when), found.what, found.more) for found in happened(application)]
    present, ahead = _present(application), _ahead(application)
    if present is not None:
        return [*past, present, *ahead]
    if past:
        past[-1] = Item("now", past[-1].when, past[-1].what, past[-1].more)
    return [*past, *ahead]


def _present(application: Application) -> Item | None:
    """Return what is going on now; None where nothing is, because the application's way has ended."""
    contest, state = application.contest, shown_state(application)
    if state == State.DRAFT:
        if contest.closes_at <= clock.now():
            return None
        return _now(_("The application is being written"), deadline_words(_last_day(contest)))
    if state == State.SUBMITTED:
        return _now(_("The municipality's specialist is checking it"))
    if state == State.RETURNED and application.correct_by:
        if correction_is_over(application):
            return _now(_("The time for correction is over"), deadline_words(application.correct_by))
        return _now(_("You correct it and hand it in again"), deadline_words(application.correct_by))
    if state == State.ADMITTED:
        return _in_contest(contest)
    if state == State.AWARDED and contest.state == Contest.State.PUBLISHED:
        return _now(_("The initiative is carried out"), long_until(contest.implement_by))
    if state == State.RESERVE and contest.state == Contest.State.PUBLISHED:
        return _now(_("It waits in the reserve"))
    return None


def _in_contest(contest: Contest) -> Item:
    if contest.state == Contest.State.SCORING:
        return _now(_("The commission is scoring"), long_until(contest.scoring_until))
    if contest.state in RESULTS_PUBLIC:
        return _now(_("The commission decides about it at a later session, and you are told the result"))
    if contest.state != Contest.State.ANNOUNCED:
        return _now(_("The commission has decided, the results are being published"))
    if contest.closes_at > clock.now():
        return _now(_("Other applications are still taken"), long_until(_last_day(contest)))
    return _now(_("The commission is about to score"))


def _ahead(application: Application) -> list[Item]:
    """Return what comes next, with the contest's dates."""
    contest, state = application.contest, shown_state(application)
    decided = contest.state not in (Contest.State.ANNOUNCED, Contest.State.SCORING)
    if state not in (State.DRAFT, State.SUBMITTED, State.RETURNED, State.ADMITTED):
        return []
    if state == State.DRAFT and contest.closes_at <= clock.now():
        return []
    items = []
    if state in (State.DRAFT, State.RETURNED):
        items.append(Item("next", "", _("The municipality's specialist checks it")))
    if contest.state == Contest.State.ANNOUNCED:
        items.append(Item("next", date_range(_last_day(contest), contest.scoring_until), _("The commission scores")))
    if not decided:
        items.append(Item("next", long_date(contest.decision_on), _("The commission decides")))
    if contest.state not in RESULTS_PUBLIC:
        items.append(Item("next", "", _("The results are published, and you are told yours")))
    elif state != State.ADMITTED:
        words = _("The commission decides about it at a later session, and you are told the result")
        items.append(Item("next", "", words))
    items.append(Item("next", long_until(contest.implement_by), _("Initiatives that are supported are carried out")))
    return items


def _last_day(contest: Contest) -> date:
    return timezone.localtime(contest.closes_at).date()


def _now(what: str, when: str = "") -> Item:
    return Item("now", when, what)
