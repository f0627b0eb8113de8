"""Entries of the ledger: what goes into an envelope, out of it, and back."""

from django.db import IntegrityError
from django.utils.translation import gettext as _

from budget.models import AwardLine, Envelope, LedgerEntry
from budget.rules import may_keep_ledger, words_of
from initiatives.models import FundingSource
from journal.guards import broken_rule
from journal.services import act
from municipality.models import User
from municipality.verdicts import Refused, Text

Kind = LedgerEntry.Kind


class BudgetRefused(Refused):
    """Money cannot move so: a cap, a share, or what is left forbids it. Nothing has changed.

    `rule` names the database's rule that refused, where one did; the reasons are the words for people.
    """

    def __init__(self, *reasons: Text, rule: str = "") -> None:
        self.rule = rule
        super().__init__(*reasons)


def open_envelope(*, by: User, source: FundingSource, amount: int, ground: str) -> Envelope:
    """Open the envelope of a source with its first appropriation of `amount` tyiyn on the given ground; return it.

    Raises Refused unless `by` keeps the ledger there, BudgetRefused where it was opened with another amount.
    Side effects: entry, journal record. A repeated request changes nothing.
    """
    may_keep_ledger(source.contest, by).require()
    with act():
        envelope, _new = Envelope.objects.get_or_create(source=source)
        appropriate(by=by, envelope=envelope, amount=amount, ground=ground, key=f"open:{source.pk}")
    envelope.refresh_from_db()
    return envelope


def appropriate(*, by: User, envelope: Envelope, amount: int, ground: str, key: str) -> LedgerEntry:
    """Add `amount` tyiyn to an envelope on the given ground and return the entry.

    A negative amount lowers it, never below what is committed. Raises Refused, BudgetRefused.
    Side effects: entry, journal record. A repeated `key` changes nothing and returns the first entry.
    """
    may_keep_ledger(envelope.source.contest, by).require()
    kind = Kind.APPROPRIATE if amount > 0 else Kind.REDUCE
    try:
        return enter(by=by, envelope=envelope, line=None, kind=kind, money=abs(amount), ground=ground, key=key)
    except IntegrityError as error:
        raise _refused(error, _("The envelope cannot be lowered below what is committed from it.")) from error


def release(*, by: User, line: AwardLine, money: int, ground: str, key: str) -> LedgerEntry:
    """Give `money` tyiyn of an award line back to its envelope and return the entry.

    Raises Refused, BudgetRefused where more than what is unpaid would go. Side effects: entry, journal record.
    """
    return _line_entry(Kind.RELEASE, by=by, line=line, money=money, ground=ground, key=key)


def pay(*, by: User, line: AwardLine, money: int, ground: str, key: str) -> LedgerEntry:
    """Note that `money` tyiyn of an award line were paid for a purchase, and return the entry.

    Raises Refused, BudgetRefused where more than what is committed would be paid. Side effects: entry, journal record.
    """
    return _line_entry(Kind.PAY, by=by, line=line, money=money, ground=ground, key=key)


def reverse(*, by: User, entry: LedgerEntry, ground: str) -> LedgerEntry:
    """Undo an entry by one that moves the same money back, with the ground, and return it.

    Raises Refused, BudgetRefused where the totals forbid it or the entry is a reversal itself.
    Side effects: entry, journal record. Of an entry that was reversed before, the first reversal is returned.
    """
    may_keep_ledger(entry.envelope.source.contest, by).require()
    try:
        return enter(
            by=by,
            envelope=entry.envelope,
            line=entry.line,
            kind=Kind.REVERSE,
            money=entry.money,
            ground=ground,
            key=f"reverse:{entry.pk}",
            deltas=(-entry.delta_amount, -entry.delta_committed, -entry.delta_disbursed),
            reverses=entry,
        )
    except IntegrityError as error:
        raise _refused(error, _("This entry cannot be reversed now.")) from error


def _line_entry(kind: Kind, *, by: User, line: AwardLine, money: int, ground: str, key: str) -> LedgerEntry:
    may_keep_ledger(line.envelope.source.contest, by).require()
    try:
        return enter(by=by, envelope=line.envelope, line=line, kind=kind, money=money, ground=ground, key=key)
    except IntegrityError as error:
        raise _refused(error, _("More than what is left of this award's money from this source.")) from error


def enter(
    *,
    by: User,
    envelope: Envelope,
    line: AwardLine | None,
    kind: Kind,
    money: int,
    ground: str,
    key: str,
    deltas: tuple[int, int, int] | None = None,
    reverses: LedgerEntry | None = None,
) -> LedgerEntry:
    """Insert one entry; the database moves the totals with it. A repeated key returns the entry that has it.

    Raises IntegrityError where a rule of the database is broken, BudgetRefused where the key is another entry's.
    """
    amount, committed, disbursed = deltas or _effect(kind, money)
    wanted = LedgerEntry(
        envelope=envelope,
        line=line,
        kind=kind,
        money=money,
        delta_amount=amount,
        delta_committed=committed,
        delta_disbursed=disbursed,
        reverses=reverses,
        ground=ground,
        entered_by=by,
        key=key,
    )
    if (before := _entered_before(wanted)) is not None:
        return before
    try:
        with act() as journal:
            wanted.save(force_insert=True)
            journal.record(
                f"ledger.{kind}", wanted, by=by, municipality=envelope.source.contest.municipality_id, tyiyn=money
            )
    except IntegrityError:
        # The same request, sent twice at once, may have come through between the look and the insert.
        if (before := _entered_before(wanted)) is None:
            raise
        return before
    return wanted


def _entered_before(wanted: LedgerEntry) -> LedgerEntry | None:
    """Return the entry that has the key of `wanted`, if any. Raises BudgetRefused where it moves other money."""
    before = LedgerEntry.objects.filter(key=wanted.key).first()
    same = ("envelope_id", "line_id", "kind", "money")
    if before is not None and any(getattr(before, name) != getattr(wanted, name) for name in same):
        raise BudgetRefused(entered_otherwise())
    return before


def entered_otherwise() -> str:
    """Return what is said to a request that repeats a key with another sum."""
    return _("This was entered before with another sum. Look at the ledger first.")


def _refused(error: IntegrityError, otherwise: str) -> BudgetRefused:
    rule = broken_rule(error)
    return BudgetRefused(words_of(rule) or otherwise, rule=rule)


def _effect(kind: Kind, money: int) -> tuple[int, int, int]:
    amount, committed, disbursed = LedgerEntry.EFFECTS[kind]
    return amount * money, committed * money, disbursed * money
