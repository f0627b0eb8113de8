"""Scenarios: named trials of a session's money, tried before anything is voted; only taking one up proposes."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from django.utils import translation
from django.utils.translation import gettext as _

from budget.models import Envelope
from committee.models import Proposal, Scenario, ScenarioLine, Session
from committee.ranking import Ranked, decimal
from committee.rules import bench, by_rank, decidable_in, sums_of, trial_of, version_of
from committee.services.proposals import put_proposal
from committee.services.sessions import grow, hold_open
from initiatives.models import Application
from journal.services import act
from municipality.models import User
from municipality.verdicts import Refused

Money = tuple[Envelope, int]

MOST_NAME = 80
# More of them nobody compares; each is a column of the session's page of scenarios.
MOST_SCENARIOS = 20


class ScenarioOvertaken(Refused):
    """Another has changed the scenario since the page was opened; nothing was written over it."""


def make_scenario(*, by: User, session: Session, name: str) -> Scenario:
    """Return a new, empty scenario of a session that is being prepared.

    Raises Refused without a name, where the session has one of that name, and to others than the chair and the
    secretary.
    """
    with _trying(by, session):
        name = _free_name(session, name)
        if session.scenarios.count() >= MOST_SCENARIOS:
            raise Refused(_("There are scenarios enough. Delete one of them first."))
        return Scenario.objects.create(
            session=session, name=name, made_by=session.commission.members.sitting().get(user=by)
        )


def copy_scenario(*, by: User, scenario: Scenario) -> Scenario:
    """Return a new scenario with the same sums, named after it with the next free number. Raises Refused."""
    with _trying(by, scenario.session):
        scenario = _fresh(scenario)
        names, number = set(scenario.session.scenarios.values_list("name", flat=True)), 2
        while (name := f"{scenario.name[: MOST_NAME - 4]} {number}") in names:
            number += 1
        made = make_scenario(by=by, session=scenario.session, name=name)
        _write(made, sums_of(scenario))
    return made


def fill_by_rank(*, by: User, scenario: Scenario, seen: str | None = None) -> Scenario:
    """Give out by rank what is left now, in place of all that the scenario said, and return it. See `rules.by_rank`.

    `seen`: what `rules.version_of` said when the page was opened. Raises ScenarioOvertaken where another has changed it
    since, Refused as `make_scenario`.
    """
    with _trying(by, scenario.session):
        scenario = _unchanged(scenario, seen)
        trial = trial_of(scenario.session)
        _write(scenario, by_rank(trial.candidates, trial.left))
    return scenario


def save_scenario(
    *,
    by: User,
    scenario: Scenario,
    lines: Mapping[Application, Sequence[Money]],
    name: str | None = None,
    seen: str | None = None,
) -> Scenario:
    """Keep the sums (tyiyn) as a page has them, in place of all that the scenario said, and return it.

    Whether the envelopes carry them is only shown: a trial may go too far. Applications that are no longer to be
    decided are left out. Raises ScenarioOvertaken where another has changed it since (see `fill_by_rank`), unless it
    says all of this already; Refused for a sum below zero or another contest's money, and as `make_scenario`.
    """
    session = scenario.session
    with _trying(by, session):
        open_to_decide = set(decidable_in(session).values_list("pk", flat=True))
        given = {
            application.pk: [(envelope, money) for envelope, money in sums if money]
            for application, sums in lines.items()
            if application.pk in open_to_decide
        }
        money = [line for sums in given.values() for line in sums]
        if any(tyiyn < 0 for _envelope, tyiyn in money):
            raise Refused(_("A sum cannot be below zero."))
        if any(envelope.source.contest_id != session.commission.contest_id for envelope, _tyiyn in money):
            raise Refused(_("This money belongs to another contest."))
        scenario = _fresh(scenario)
        new = scenario.name if name is None else " ".join(name.split())
        if new == scenario.name and _plain(given) == _plain(sums_of(scenario)):
            return scenario
        scenario = _unchanged(scenario, seen)
        if new != scenario.name:
            scenario.name = _free_name(session, new)
            scenario.save(update_fields=["name"])
        _write(scenario, given)
    return scenario


def drop_scenario(*, by: User, scenario: Scenario) -> None:
    """Delete a scenario, if it is still there; what was taken from it into the session stays. Raises Refused."""
    with _trying(by, scenario.session):
        Scenario.objects.filter(pk=scenario.pk).delete()


def take_scenario(*, by: User, session: Session, scenario: Scenario, seen: str | None = None) -> Session:
    """Turn a scenario into the session's proposals and return the session.

    Who is given money is to be supported with it. Of the others those below the threshold are not to be supported, with
    a drafted reason in both languages, and the rest go to the reserve; where a refusal or a return for revision is
    proposed already, it stays with its words. Applications about which nobody may decide are left out. Raises
    ScenarioOvertaken (see `fill_by_rank`), Refused where the scenario is another session's, and as `make_scenario`.
    Side effects: votes on proposals that become others are gone, those on the rest stay; journal record.
    """
    with act() as journal, _trying(by, session):
        if scenario.session_id != session.pk:
            raise Refused(_("This scenario belongs to another session."))
        scenario = _unchanged(scenario, seen)
        given, trial = sums_of(scenario), trial_of(session)
        open_to_decide = {candidate.pk for candidate in trial.candidates}
        seats = bench(session.commission)
        earlier = {proposal.application_id: proposal for proposal in session.proposals.all()}
        for candidate in trial.candidates:
            if not seats.entitled(candidate.pk):
                continue
            outcome, reasons = _outcome(candidate.ranked, given.get(candidate.pk), earlier.get(candidate.pk))
            if outcome is None:
                continue
            put_proposal(
                session,
                candidate.ranked.application,
                outcome,
                lines=given.get(candidate.pk, ()),
                reasons=reasons,
                place=candidate.ranked.place,
                correct_by=None,
                open_to_decide=open_to_decide,
            )
        grow(session)
        journal.record(
            "scenario.taken",
            session,
            by=by,
            municipality=session.commission.contest.municipality_id,
            scenario=scenario.pk,
        )
    return session


@contextmanager
def _trying(by: User, session: Session) -> Iterator[None]:
    """Hold a session while its scenarios are changed. Raises Refused as `rules.may_prepare` says."""
    with act():
        hold_open(by, session)
        yield


def _free_name(session: Session, name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise Refused(_("Write the name of the scenario."))
    if len(name) > MOST_NAME:
        raise Refused(_("Write a shorter name."))
    if session.scenarios.filter(name=name).exists():
        raise Refused(_("The session has a scenario of this name already."))
    return name


def _fresh(scenario: Scenario) -> Scenario:
    """Return the scenario as the database has it, with its lines; its session is held. Raises Refused."""
    found = Scenario.objects.filter(pk=scenario.pk).prefetch_related("lines__envelope__source").first()
    if found is None:
        raise Refused(_("This scenario was deleted."))
    found.session = scenario.session
    return found


def _unchanged(scenario: Scenario, seen: str | None) -> Scenario:
    found = _fresh(scenario)
    if seen is not None and seen != version_of(found):
        raise ScenarioOvertaken(
            _("Someone else has changed this scenario since you opened the page. Yours is not saved yet.")
        )
    return found


def _write(scenario: Scenario, given: Mapping[int, Sequence[Money]]) -> None:
    scenario.lines.all().delete()
    ScenarioLine.objects.bulk_create(
        ScenarioLine(scenario=scenario, application_id=application, envelope=envelope, money=money)
        for application, sums in given.items()
        for envelope, money in sums
    )
    # What was read with the old lines is let go.
    getattr(scenario, "_prefetched_objects_cache", {}).clear()


def _plain(given: Mapping[int, Sequence[Money]]) -> dict[int, dict[int, int]]:
    return {pk: {envelope.pk: money for envelope, money in sums} for pk, sums in given.items() if sums}


def _outcome(
    row: Ranked, money: Sequence[Money] | None, earlier: Proposal | None
) -> tuple[Proposal.Outcome | None, tuple[str, str]]:
    """Return what is to be proposed, with its reasons in Kyrgyz and Russian; None where what is proposed stays."""
    written = ("", "") if earlier is None else (earlier.reason_ky, earlier.reason_ru)
    if money:
        kept = written if earlier is not None and earlier.outcome == Proposal.Outcome.AWARD else ("", "")
        return Proposal.Outcome.AWARD, kept
    if earlier is not None and earlier.outcome in {Proposal.Outcome.UNSUPPORTED, Proposal.Outcome.REVISE}:
        return None, written
    if row.below:
        return Proposal.Outcome.UNSUPPORTED, (_below(row, "ky"), _below(row, "ru"))
    kept = written if earlier is not None and earlier.outcome == Proposal.Outcome.RESERVE else ("", "")
    return Proposal.Outcome.RESERVE, kept


def _below(row: Ranked, language: str) -> str:
    threshold = row.application.contest.commission.threshold
    with translation.override(language):
        return _("The mean of the scores is %(mean)s; the threshold that was announced is %(threshold)s.") % {
            "mean": decimal(row.mean),
            "threshold": f"{threshold:.2f}".replace(".", ","),
        }
