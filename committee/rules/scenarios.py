"""What a session could do with the money that is left: who may be given some, by rank, and what does not fit."""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from hashlib import sha256

from django.utils.translation import gettext as _

from budget.models import Envelope
from budget.rules import award_faults, fit
from committee.models import Scenario, Session
from committee.ranking import Ranked, ranked
from committee.rules.sessions import decidable_in, standings
from initiatives.models import BudgetLine
from kyrgyz.money import som

Money = tuple[Envelope, int]


@dataclass(frozen=True)
class Candidate:
    """An application that the session may decide, and what it asks from each envelope, in tyiyn."""

    ranked: Ranked
    asked: list[Money]

    @property
    def pk(self) -> int:
        """The application's id."""
        return self.ranked.application.pk

    @property
    def asked_total(self) -> int:
        """What it asks from all envelopes, in tyiyn."""
        return sum(money for _envelope, money in self.asked)


@dataclass(frozen=True)
class Step:
    """One candidate of a trial: tyiyn given, and left after it, by the envelope's id; what does not fit, in words."""

    candidate: Candidate
    given: Mapping[int, int]
    left: Mapping[int, int]
    faults: list[str]

    @property
    def total(self) -> int:
        """What it gets from all envelopes, in tyiyn."""
        return sum(self.given.values())

    @property
    def in_part(self) -> bool:
        """Whether it gets some of what it asks, and not all."""
        return 0 < self.total < self.candidate.asked_total


@dataclass(frozen=True)
class Trial:
    """What the scenarios of a session start from: the envelopes, and the candidates by rank.

    The envelopes are copies in memory, in the order of the sources; of them what is free now can be given, in a
    correction also what the decisions hold that it may take up again.
    """

    envelopes: list[Envelope]
    candidates: list[Candidate]

    @property
    def left(self) -> dict[int, int]:
        """The tyiyn that can be given, by the envelope's id."""
        return {envelope.pk: envelope.free for envelope in self.envelopes}


def trial_of(session: Session) -> Trial:
    """Return what the scenarios of the session start from, in the same number of queries however many apply."""
    contest = session.commission.contest
    envelopes = [copy(envelope) for envelope in Envelope.objects.of_contest(contest)]
    by_id = {envelope.pk: envelope for envelope in envelopes}
    for standing in standings(session).values():
        for pk, held in standing.money.items():
            by_id[pk].committed -= held
    asked: dict[int, dict[int, int]] = {}
    lines = BudgetLine.objects.filter(application__contest=contest)
    for application, source, amount in lines.values_list("application_id", "source_id", "amount"):
        sums = asked.setdefault(application, {})
        sums[source] = sums.get(source, 0) + amount
    open_to_decide = set(decidable_in(session).values_list("pk", flat=True))
    candidates = []
    for row in ranked(contest):
        if row.application.pk in open_to_decide:
            sums = asked.get(row.application.pk, {})
            money = [(envelope, sums[envelope.source_id]) for envelope in envelopes if sums.get(envelope.source_id)]
            candidates.append(Candidate(row, money))
    return Trial(envelopes, candidates)


def by_rank(candidates: Iterable[Candidate], left: Mapping[int, int]) -> dict[int, list[Money]]:
    """Return what each application (id) gets when the money (tyiyn by the envelope's id) is given out by rank.

    Each gets what it asks, by source, as long as it fits; the next in part what remains; nobody after that one. Those
    below the threshold, and those nobody scored, are passed over. Equal places come in the order of the register.
    """
    remains, given = dict(left), {}
    for candidate in candidates:
        if candidate.ranked.below or candidate.ranked.mean is None:
            continue
        money = fit(candidate.asked, remains)
        if money:
            given[candidate.pk] = money
        for envelope, tyiyn in money:
            remains[envelope.pk] -= tyiyn
        if dict(money) != dict(candidate.asked):
            break
    return given


def steps(trial: Trial, given: Mapping[int, Sequence[Money]]) -> list[Step]:
    """Return the candidates by rank with what each is given, what is left after it, and what does not fit and why.

    given: the sums by the application's id; for those no longer to be decided they are passed over.
    """
    envelopes = {envelope.pk: copy(envelope) for envelope in trial.envelopes}
    found = []
    for candidate in trial.candidates:
        money = {envelope.pk: tyiyn for envelope, tyiyn in given.get(candidate.pk, ()) if tyiyn}
        faults = award_faults([(_at_most(envelopes[pk]), tyiyn) for pk, tyiyn in money.items()]) if money else []
        total = sum(money.values())
        if total > candidate.asked_total:
            faults.append(
                _("More is given than the %(asked)s that were asked.") % {"asked": som(candidate.asked_total)}
            )
        if money and candidate.ranked.below:
            faults.append(_("Its mean lies below the threshold, so it cannot be supported."))
        for pk, tyiyn in money.items():
            envelopes[pk].committed += tyiyn
        found.append(Step(candidate, money, {pk: envelope.free for pk, envelope in envelopes.items()}, faults))
    return found


def _at_most(envelope: Envelope) -> Envelope:
    """Return the envelope with nothing left where less than nothing is: so it is said of the next line."""
    shown = copy(envelope)
    shown.committed = min(shown.committed, shown.amount)
    return shown


def sums_of(scenario: Scenario) -> dict[int, list[Money]]:
    """Return what a scenario gives each application (id)."""
    given: dict[int, list[Money]] = {}
    for line in scenario.lines.all():
        given.setdefault(line.application_id, []).append((line.envelope, line.money))
    return given


def version_of(scenario: Scenario) -> str:
    """Return a mark of what the scenario says now: a page carries it, so that nobody overwrites what they never saw."""
    lines = sorted((line.application_id, line.envelope_id, line.money) for line in scenario.lines.all())
    return sha256(repr((scenario.name, lines)).encode()).hexdigest()[:20]
