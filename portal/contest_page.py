"""What the public pages of a contest show, gathered from the rooms that know it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models.functions import Length
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from budget.models import Award, Envelope
from committee import terms
from committee.models import Commission
from documents.models import LANGUAGES, Paper, PaperFile
from initiatives.models import Application, Contest, FundingSource
from initiatives.rules import takes_applications
from journal import clock
from kyrgyz.dates import date_range, long_date, short_date, until
from kyrgyz.language import resolve
from kyrgyz.money import som
from kyrgyz.money_bar import MoneyBar, Part
from kyrgyz.step_line import Step
from kyrgyz.suffixes import with_case
from kyrgyz.text import pick


@dataclass(frozen=True)
class Standing:
    """Where a contest stands: a word for its tag, the tag's look, and what that means for a reader today."""

    tag: str
    look: str
    lines: list[str]


def standing(contest: Contest) -> Standing:
    """Return where an announced contest stands now, by its state and by the clock."""
    if contest.state == Contest.State.ANNOUNCED:
        verdict = takes_applications(contest)
        if verdict:
            last = _("Applications are taken %(until)s.") % {"until": until(contest.closes_at)}
            return Standing(
                _("Applications are taken"), "tag-open", [last, f"{_last_hour(contest)} {_days_left(contest)}"]
            )
        if clock.now() < contest.opens_at:
            return Standing(_("Opens soon"), "tag-now", [verdict.reason])
        dates = {"until": until(contest.scoring_until), "day": long_date(contest.decision_on)}
        next_steps = _("The commission scores the applications %(until)s. The day of the decision: %(day)s.") % dates
        return Standing(_("Applications are closed"), "", [_closed_on(contest), next_steps])
    decision = _("The day of the decision: %(day)s.") % {"day": long_date(contest.decision_on)}
    tag, lines = {
        Contest.State.SCORING: (_("The commission is scoring"), [_closed_on(contest), decision]),
        Contest.State.DECIDED: (
            _("The commission has decided"),
            [_closed_on(contest), _("The results will stand here as soon as they are published.")],
        ),
        Contest.State.PUBLISHED: (
            _("Results are published"),
            [
                _closed_on(contest),
                _("The winners carry out their initiatives %(until)s.") % {"until": until(contest.implement_by)},
            ],
        ),
        Contest.State.CLOSED: (_("The contest is over"), [_closed_on(contest)]),
    }[Contest.State(contest.state)]
    return Standing(tag, "", lines)


def _closed_on(contest: Contest) -> str:
    day = long_date(contest.closes_at)
    on = day if resolve() == "ru" else with_case(day, "locative", possessed=True)
    return _("The contest closed on %(day)s.") % {"day": on}


def _last_hour(contest: Contest) -> str:
    hour = f"{timezone.localtime(contest.closes_at):%H:%M}"
    return _("On the last day until %(time)s.") % {"time": hour if resolve() == "ru" else with_case(hour, "dative")}


def _days_left(contest: Contest) -> str:
    days = (timezone.localtime(contest.closes_at).date() - clock.today()).days
    if days == 0:
        return _("Today is the last day.")
    return ngettext("%(count)s day left.", "%(count)s days left.", days) % {"count": days}


@dataclass(frozen=True)
class Next:
    """Another contest of the same municipality, and when it takes applications."""

    contest: Contest
    when: str


def next_contest(contest: Contest) -> Next | None:
    """Return the contest of the same municipality that takes applications now, or else does so first."""
    found = (
        Contest.objects.filter(
            municipality=contest.municipality_id, state=Contest.State.ANNOUNCED, closes_at__gt=clock.now()
        )
        .exclude(pk=contest.pk)
        .order_by("opens_at")
        .first()
    )
    if found is None:
        return None
    if takes_applications(found):
        return Next(found, _("Applications are taken %(until)s.") % {"until": until(found.closes_at)})
    return Next(found, takes_applications(found).reason)


@dataclass(frozen=True)
class Download:
    """A paper in one language: its name, its address, and its bytes where they have been drawn."""

    language: str
    url: str
    size: int | None


def downloads(contest: Contest, kind: Paper.Kind) -> list[Download]:
    """Return the paper of a kind about the contest, in each language; nothing where there is none."""
    paper = Paper.objects.about(contest).filter(kind=kind).in_force().last()
    if paper is None:
        return []
    sizes = dict(paper.files.annotate(size=Length("content")).values_list("language", "size"))
    return [
        Download(
            str(PaperFile.Language(language).label), reverse("paper", args=[paper.code, language]), sizes.get(language)
        )
        for language in LANGUAGES
    ]


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


@dataclass(frozen=True)
class Limit:
    """What one initiative may ask of a source: in figures and words, None where there is no limit."""

    source: FundingSource
    most: int | None
    ground: str


def limits(contest: Contest) -> list[Limit]:
    """Return what one initiative may ask of each source, in their order."""
    return [Limit(source, source.most, pick(source, "ground")) for source in contest.sources.all()]


def rules(contest: Contest) -> list[str]:
    """Return the rules of the contest's commission, a sentence each; nothing where it has none."""
    commission = Commission.objects.select_related("contest__municipality").filter(contest=contest).first()
    return terms.in_words(commission) if commission else []


def awards(contest: Contest) -> list[tuple[Award, MoneyBar]]:
    """Return the contest's awards in the order of their register numbers, each with its money by source."""
    granted = (
        # One that a later decision took back keeps its award, with nothing in it.
        Award.objects.filter(application__contest=contest, application__state=Application.State.AWARDED)
        .select_related("application__entry__register", "application__village")
        .prefetch_related("lines__envelope__source", "application__lines")
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
