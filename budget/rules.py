"""What stands in the way of an award or a payment, in words.

The database decides; these rules say it beforehand and afterwards.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from budget.models import Envelope
from initiatives.models import Contest
from kyrgyz.money import som
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


def award_faults(lines: Iterable[Money]) -> list[str]:
    """Return in words why these sums (envelope, tyiyn) cannot be awarded to one initiative; empty where they can."""
    lines = list(lines)
    total = sum(money for _envelope, money in lines)
    if total <= 0:
        return [_("An award needs a sum.")]
    return [fault for envelope, money in lines for fault in _line_faults(envelope, money, total)]


def _line_faults(envelope: Envelope, money: int, total: int) -> list[str]:
    source, faults = envelope.source, []
    if money > envelope.free:
        faults.append(
            _("%(source)s: %(free)s left of %(amount)s, %(asked)s are asked.")
            % {
                "source": source.name,
                "free": som(envelope.free),
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


def fault_of(rule: str, lines: Sequence[Money]) -> list[str]:
    """Return in words what the broken rule `rule` of the database means for these sums.

    Read after the refused transaction was rolled back, so the envelopes tell what is really left.
    """
    if words := words_of(rule):
        return [words]
    return award_faults(fresh(lines)) or [
        _("The ledger refused this entry (rule %(rule)s). Nothing was changed.") % {"rule": rule}
    ]
