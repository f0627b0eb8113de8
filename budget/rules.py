"""What stands in the way of an award or a payment, in words.

The database decides; these rules say it beforehand and afterwards.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from budget.models import Award, AwardLine, Envelope
from initiatives.models import Contest
from kyrgyz.money import SOM, som
from municipality.access import holds
from municipality.models import Role
from municipality.verdicts import YES, Verdict, no

Money = tuple[Envelope, int]

KEEPS_LEDGER = (Role.ACCOUNTANT, Role.SPECIALIST, Role.HEAD)


def may_keep_ledger(contest: Contest, user: Any) -> Verdict:
    """Whether the person enters money movements in this municipality."""
    if holds(user, contest.municipality_id, *KEEPS_LEDGER):
        return YES
    return no(gettext_lazy("Only the accountant, a specialist or the head of this municipality may do this."))


def award_faults(lines: Iterable[Money], held: Award | None = None) -> list[str]:
    """Return in words why these sums (envelope, tyiyn) cannot be awarded to one initiative; empty where they can.

    held: the award that the application has already and that is to be brought to these sums. Its own money counts as
    free then, it may go to nothing, and what was paid of it stays in it.
    """
    lines = [(envelope, money) for envelope, money in lines if money or held is None]
    mine = {} if held is None else {line.envelope_id: line for line in held.lines.select_related("envelope__source")}
    total = sum(money for _envelope, money in lines)
    if any(money < 0 for _envelope, money in lines):
        return [_("A sum cannot be below zero.")]
    if not total and held is None:
        return [_("An award needs a sum.")]
    given = {envelope.pk: money for envelope, money in lines}
    faults = [_paid(line) for key, line in mine.items() if given.get(key, 0) < line.disbursed]
    for envelope, money in lines:
        own = mine.get(envelope.pk)
        faults += _line_faults(envelope, money, total, envelope.free + (own.committed if own else 0))
    return faults


def _paid(line: AwardLine) -> str:
    return _("%(source)s: %(paid)s are paid already, so the award cannot be less than that.") % {
        "source": line.envelope.source.name,
        "paid": som(line.disbursed),
    }


def _line_faults(envelope: Envelope, money: int, total: int, free: int) -> list[str]:
    source, faults = envelope.source, []
    if money > free:
        faults.append(
            _("%(source)s: %(free)s left of %(amount)s, %(asked)s are asked.")
            % {
                "source": source.name,
                "free": som(free),
                "amount": som(envelope.amount),
                "asked": som(money),
            }
        )
    if source.cap is not None and money > source.cap:
        faults.append(
            _("%(source)s: %(asked)s are asked, one initiative gets at most %(cap)s.")
            % {"source": source.name, "asked": som(money), "cap": som(source.cap)}
        )
    if source.max_share is not None and money * 100 > source.max_share * total:
        faults.append(
            _("%(source)s: at most %(share)s %% of the initiative's money may come from it.")
            % {"source": source.name, "share": source.max_share}
        )
    return faults


def fit(asked: Sequence[Money], left: Mapping[int, int]) -> list[Money]:
    """Return the largest sums that can be awarded of what is asked (envelope, tyiyn; each envelope once).

    left: tyiyn by the envelope's id. None is above what is asked, left, its cap, or its largest share; where one source
    is cut, those with a largest share shrink with it. What is cut is a whole som, rounded down. Envelopes that give
    nothing are left out, so the list is empty where nothing can be awarded.
    """
    most = {}
    for envelope, money in asked:
        cap = envelope.source.cap
        limit = min(money, max(0, left.get(envelope.pk, 0)), money if cap is None else cap)
        most[envelope] = _whole_som(limit, whole=money)
    sums = dict(most)
    while True:
        # Sums that hold stay so when others grow, so going down from above ends at the largest that hold together.
        total = sum(sums.values())
        shares = {envelope: envelope.source.max_share for envelope in sums}
        less = {
            envelope: money if share is None else _whole_som(min(money, share * total // 100), whole=most[envelope])
            for (envelope, money), share in zip(sums.items(), shares.values(), strict=True)
        }
        if less == sums:
            return [(envelope, money) for envelope, money in sums.items() if money]
        sums = less


def _whole_som(money: int, *, whole: int) -> int:
    return money if money == whole else money // SOM * SOM


def fresh(lines: Sequence[Money]) -> list[Money]:
    """Return the same sums with their envelopes as the database has them now."""
    now = Envelope.objects.select_related("source").in_bulk([envelope.pk for envelope, _money in lines])
    return [(now[envelope.pk], money) for envelope, money in lines]


def words_of(rule: str) -> str:
    """Return in words what the broken rule `rule` of the database says of an entry; empty where it depends."""
    return {
        "entry_money_positive": _("Write a sum above zero."),
        "entry_has_ground": _("Write the ground."),
    }.get(rule, "")


def fault_of(rule: str, lines: Sequence[Money], held: Award | None = None) -> list[str]:
    """Return in words what the broken rule `rule` of the database means for these sums (see `award_faults`).

    Read after the refused transaction was rolled back, so the envelopes tell what is really left.
    """
    if words := words_of(rule):
        return [words]
    return award_faults(fresh(lines), held) or [
        _("The ledger refused this entry (rule %(rule)s). Nothing was changed.") % {"rule": rule}
    ]
