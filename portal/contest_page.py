"""What the public pages of a contest show, gathered from the rooms that know it."""

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from budget.models import Award, Envelope
from initiatives.models import Contest
from journal import clock
from kyrgyz.dates import date_range, short_date, until
from kyrgyz.money import som
from kyrgyz.money_bar import MoneyBar, Part
from kyrgyz.step_line import Step


def steps(contest: Contest) -> list[Step]:
    """Return the contest's dates as a line of steps, the one that is on now marked."""
    opens = timezone.localtime(contest.opens_at).date()
    closes = timezone.localtime(contest.closes_at).date()
    announced = timezone.localtime(contest.announced_at or contest.opens_at).date()
    planned = [
        (_("Announced"), short_date(announced)),
        (_("Applications"), _applications_when(contest)),
        (_("Scoring"), date_range(closes, contest.scoring_until)),
        (_("Results"), short_date(contest.decision_on)),
        (_("Carrying out"), until(contest.implement_by)),
    ]
    now = _current(contest, opens_on_or_before_today=opens <= clock.today())
    return [
        Step(label, when, "done" if place < now else "now" if place == now else "next")
        for place, (label, when) in enumerate(planned)
    ]


def _current(contest: Contest, *, opens_on_or_before_today: bool) -> int:
    if contest.state == Contest.State.ANNOUNCED:
        if contest.takes_applications:
            return 1
        return 2 if opens_on_or_before_today else 0
    if contest.state == Contest.State.CLOSED:
        return 5
    places: dict[str, int] = {Contest.State.SCORING: 2, Contest.State.DECIDED: 3, Contest.State.PUBLISHED: 4}
    return places.get(contest.state, 0)


def _applications_when(contest: Contest) -> str:
    last = until(timezone.localtime(contest.closes_at).date())
    if not contest.takes_applications:
        return last
    days = (timezone.localtime(contest.closes_at).date() - clock.today()).days
    if days == 0:
        return _("%(until)s, today is the last day") % {"until": last}
    left = ngettext("%(count)s day left", "%(count)s days left", days) % {"count": days}
    return f"{last}, {left}"


def money(contest: Contest) -> MoneyBar:
    """Return the money of the contest by source, each source's limit in its label."""
    return with_money([contest])[0][1]


def with_money(contests: Iterable[Contest]) -> list[tuple[Contest, MoneyBar]]:
    """Return each contest with its money by source, all in one query."""
    listed = list(contests)
    parts: dict[int, list[Part]] = {contest.pk: [] for contest in listed}
    envelopes = Envelope.objects.filter(source__contest__in=listed).select_related("source")
    for envelope in envelopes.order_by("source__order", "id"):
        part = Part(_source_label(envelope), envelope.amount, envelope.source.kind)
        parts[envelope.source.contest_id].append(part)
    return [(contest, MoneyBar(parts[contest.pk])) for contest in listed]


def _source_label(envelope: Envelope) -> str:
    if envelope.source.cap is None:
        return envelope.source.name
    return _("%(source)s (at most %(cap)s for one initiative)") % {
        "source": envelope.source.name,
        "cap": som(envelope.source.cap),
    }


def awards(contest: Contest) -> list[tuple[Award, MoneyBar]]:
    """Return the contest's awards in the order of their register numbers, each with its money by source."""
    granted = (
        Award.objects.filter(application__contest=contest)
        .select_related("application__entry__register", "application__village")
        .prefetch_related("lines__envelope__source")
        .order_by("application__entry__number")
    )
    return [
        (
            award,
            MoneyBar(
                Part(line.envelope.source.name, line.committed, line.envelope.source.kind)
                for line in award.lines.all()
                if line.committed
            ),
        )
        for award in granted
    ]
