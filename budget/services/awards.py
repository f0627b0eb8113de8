"""Granting support: what an initiative gets from each envelope, and how a later decision changes it."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext as _

from budget.models import Amendment, Award, AwardLine, Envelope, LedgerEntry
from budget.rules import award_faults, fault_of, fresh
from budget.services.ledger import BudgetRefused, Kind, enter, entered_otherwise
from initiatives.models import Application
from journal.guards import broken_rule
from journal.services import Act, act
from municipality.models import User


def award(
    *,
    by: User,
    application: Application,
    lines: Sequence[tuple[Envelope, int]],
    ground: str,
    check_first: bool = True,
) -> Award:
    """Grant an application the given tyiyn from each envelope and return the award: all of it, or nothing.

    The database decides (CHECKs on the envelope and on the award line, whatever runs beside this); the check before
    only finds all the reasons at once, and `check_first=False` leaves it out.
    Raises BudgetRefused with the reasons, also where the application has its award already: one that came to zero is
    brought to new sums by `amend_award`, and `grant` knows which of the two it is.
    Side effects: award, its lines, commitment entries, journal record.
    """
    if check_first and (faults := award_faults(fresh(lines))):
        raise BudgetRefused(*faults)
    total = sum(money for _envelope, money in lines)
    try:
        with act() as journal:
            granted = Award.objects.create(application=application)
            # Envelopes in the order of their ids, so that two awards never wait for each other in a circle.
            for envelope, money in sorted(lines, key=lambda line: line[0].pk):
                line = _new_line(granted, envelope, total)
                _move_line(Kind.COMMIT, line, money, by, ground, f"award:{application.pk}")
            journal.record(
                "award.granted", granted, by=by, municipality=application.contest.municipality_id, tyiyn=total
            )
    except IntegrityError as error:
        rule = broken_rule(error)
        if Award.objects.filter(application=application).exists():
            words = _("Application %(number)s has been granted its support already.")
            raise BudgetRefused(words % {"number": application.number}, rule=rule) from error
        raise BudgetRefused(*fault_of(rule, lines), rule=rule) from error
    return granted


def grant(*, by: User, application: Application, lines: Sequence[tuple[Envelope, int]], ground: str, key: str) -> Award:
    """Bring the support of an application to the given tyiyn from each envelope and return its award.

    What the adoption of `committee` calls: it awards (see `award`) where there is no award yet, and amends the one that
    is there (see `amend_award`), also one that came to zero. Raises BudgetRefused. Side effects as of what it calls.
    """
    held = Award.objects.filter(application=application).first()
    if held is None:
        return award(by=by, application=application, lines=lines, ground=ground)
    return amend_award(by=by, award=held, lines=lines, ground=ground, key=key)


def _number(application: Application) -> str:
    return application.number


def grant_all(
    *,
    by: User,
    sums: Sequence[tuple[Application, Sequence[tuple[Envelope, int]]]],
    ground: str,
    key: str,
    name: Callable[[Application], str] = _number,
) -> list[Award]:
    """Bring the support of several applications to the given sums, and return their awards in the same order.

    One decision may take from one initiative what it gives to another, so all that is given back comes before all that
    is granted; otherwise as `grant`, for each of them. Raises BudgetRefused, each reason after what `name` calls the
    application: not its number where who reads it must not know.
    """
    with act():
        _hold_envelopes({application.contest_id for application, _lines in sums})
        held = Award.objects.in_bulk([application.pk for application, _lines in sums], field_name="application_id")
        for application, lines in sums:
            with _told_of(name(application)):
                if (found := held.get(application.pk)) is not None:
                    _give_back_first(by, found, _merged(lines), ground, f"{key}:{found.pk}")
        granted = []
        for application, lines in sums:
            with _told_of(name(application)):
                granted.append(grant(by=by, application=application, lines=lines, ground=ground, key=key))
        return granted


def amend_award(
    *,
    by: User,
    award: Award,
    lines: Sequence[tuple[Envelope, int]],
    ground: str,
    key: str,
    check_first: bool = True,
) -> Award:
    """Bring an award to the given tyiyn from each envelope and return it: all of it, or nothing.

    An envelope that is left out comes to zero, all of them where `lines` is empty (a withdrawn award). What was paid
    stays. `key` names the decision ("session:7"); with the award's id it makes a repeated request harmless. The
    database decides, as in `award`. Where the award holds these sums already, nothing is written.
    Raises BudgetRefused with the reasons, also where `key` brought it to other sums before.
    Side effects: release and commitment entries, new lines, the total of its lines, an amendment, journal record.
    """
    wanted = _merged(lines)
    try:
        with act() as journal:
            return _amend(journal, by, award, wanted, ground, f"{key}:{award.pk}", check_first)
    except IntegrityError as error:
        rule = broken_rule(error)
        raise BudgetRefused(*fault_of(rule, wanted, award), rule=rule) from error


def _amend(
    journal: Act, by: User, award: Award, wanted: list[tuple[Envelope, int]], ground: str, key: str, check_first: bool
) -> Award:
    contest = award.application.contest
    _hold_envelopes({contest.pk})
    award = Award.objects.select_for_update(of=("self",)).select_related("application__contest").get(pk=award.pk)
    after = {envelope.pk: money for envelope, money in wanted}
    if (amended := Amendment.objects.filter(key=key).first()) is not None:
        if amended.lines != {str(pk): money for pk, money in after.items()}:
            raise BudgetRefused(entered_otherwise())
        return award
    if check_first and (faults := award_faults(fresh(wanted), award)):
        raise BudgetRefused(*faults)
    held = _lines_of(award)
    holds, total = {pk: line.committed for pk, line in held.items()}, sum(after.values())
    same = after == {pk: money for pk, money in holds.items() if money}
    if same and all(line.total == total for line in held.values()):
        return award
    # Releases first, then the total, then what is added: so each row keeps its share at every step.
    _give_back(by, award, after, ground, key)
    # Some of it may have been given back together with that of others (`grant_all`).
    given_back = LedgerEntry.objects.filter(line__award=award, kind=Kind.RELEASE, key__startswith=f"{key}:")
    before = sum(_lines_of(award)[pk].committed for pk in held) + sum(entry.money for entry in given_back)
    award.lines.update(total=total, amendment_id=key)
    for envelope, money in wanted:
        line = held.get(envelope.pk) or _new_line(award, envelope, total, amendment_id=key)
        if (more := money - holds.get(envelope.pk, 0)) > 0:
            _move_line(Kind.COMMIT, line, more, by, ground, key)
    Amendment.objects.create(
        key=key,
        award=award,
        before=before,
        total=total,
        lines=after,
        ground=ground,
        entered_by=by,
    )
    journal.record("award.amended", award, by=by, municipality=contest.municipality_id, before=before, tyiyn=total)
    return award


def _hold_envelopes(contests: Collection[int]) -> None:
    # All at once and by id, before any award: the order of every act that moves several sums, so that none waits for
    # another in a circle.
    list(Envelope.objects.filter(source__contest__in=contests).order_by("id").select_for_update(of=("self",)))


def _merged(lines: Sequence[tuple[Envelope, int]]) -> list[tuple[Envelope, int]]:
    sums: Counter[Envelope] = Counter()
    for envelope, money in lines:
        sums[envelope] += money
    return sorted(((envelope, money) for envelope, money in sums.items() if money), key=lambda line: line[0].pk)


def _lines_of(award: Award) -> dict[int, AwardLine]:
    """Return the award's lines as they are now, by the id of their envelope and in that order."""
    found = award.lines.select_related("envelope__source").order_by("envelope_id")
    return {line.envelope_id: line for line in found}


def _give_back(by: User, award: Award, after: Mapping[int, int], ground: str, key: str) -> None:
    """Release what the award holds beyond `after` (tyiyn by the envelope's id)."""
    for pk, line in _lines_of(award).items():
        if (less := line.committed - after.get(pk, 0)) > 0:
            _move_line(Kind.RELEASE, line, less, by, ground, key)


def _give_back_first(by: User, award: Award, wanted: list[tuple[Envelope, int]], ground: str, key: str) -> None:
    if Amendment.objects.filter(key=key).exists() or any(money < 0 for _envelope, money in wanted):
        return
    try:
        with act():
            _give_back(by, award, {envelope.pk: money for envelope, money in wanted}, ground, key)
    except IntegrityError as error:
        rule = broken_rule(error)
        raise BudgetRefused(*fault_of(rule, wanted, award), rule=rule) from error


@contextmanager
def _told_of(name: str) -> Iterator[None]:
    try:
        yield
    except BudgetRefused as refused:
        reasons = [f"{name}: {reason}" for reason in refused.reasons]
        raise BudgetRefused(*reasons, rule=refused.rule) from refused


def _new_line(award: Award, envelope: Envelope, total: int, **fields: Any) -> AwardLine:
    source = envelope.source
    return AwardLine.objects.create(
        award=award, envelope=envelope, cap=source.cap, max_share=source.max_share, total=total, **fields
    )


def _move_line(kind: Kind, line: AwardLine, money: int, by: User, ground: str, key: str) -> None:
    envelope = line.envelope
    enter(by=by, envelope=envelope, line=line, kind=kind, money=money, ground=ground, key=f"{key}:{envelope.pk}")
