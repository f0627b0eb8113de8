"""How an act is written down: together with what it changed, or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction
from django.db.models import F
from django.utils import timezone

from journal import clock
from journal.models import Chain, Record

PORTAL = "portal"
_origin: ContextVar[str] = ContextVar("origin", default="")
_act: ContextVar["Act | None"] = ContextVar("act", default=None)


@dataclass
class Act:
    """What is being done in one transaction; its records are written when the outermost act ends."""

    records: list[tuple[str, Record]] = field(default_factory=list)

    def record(
        self,
        verb: str,
        subject: models.Model,
        *,
        by: models.Model | None,
        municipality: int | None,
        role: str = "",
        **facts: Any,
    ) -> None:
        """Note that `by` did `verb` (e.g. "application.submitted") to the saved `subject`.

        `municipality` is the id whose chain takes the record; `facts` are JSON values: money in tyiyn, ids, states,
        never a person's data.
        """
        record = Record(
            acted_at=clock.now(),
            actor_id=by.pk if by is not None else None,
            role=role,
            origin=_origin.get(),
            verb=verb,
            subject_type=subject._meta.label_lower,
            subject_id=subject.pk,
            facts=facts,
        )
        self.records.append((PORTAL if municipality is None else f"municipality:{municipality}", record))


@contextmanager
def act() -> Iterator[Act]:
    """Open one act: one transaction, all or nothing, ending with its journal records.

    Acts may stand inside one another: the inner ones join the outer one's transaction, and all records are written at
    the end of the outermost, so that the chain's row is the last that is locked and two acts never wait for each other
    in a circle. An inner act that fails takes its records with it.
    """
    outer = _act.get()
    if outer is not None:
        kept = len(outer.records)
        try:
            with transaction.atomic():
                yield outer
        except BaseException:
            del outer.records[kept:]
            raise
        return
    mine = Act()
    token = _act.set(mine)
    try:
        with transaction.atomic():
            yield mine
            _write(mine.records)
    finally:
        _act.reset(token)


@contextmanager
def origin(where: str) -> Iterator[None]:
    """Name where the acts inside the block come from (a network address, "demo", a command's name)."""
    token = _origin.set(where[:60])
    try:
        yield
    finally:
        _origin.reset(token)


def _write(records: list[tuple[str, Record]]) -> None:
    for scope in sorted({scope for scope, _ in records}):
        mine = [record for of_scope, record in records if of_scope == scope]
        Chain.objects.get_or_create(scope=scope)
        # The UPDATE takes the row's lock, so the head read after it is the last one.
        Chain.objects.filter(scope=scope).update(length=F("length") + len(mine))
        chain = Chain.objects.get(scope=scope)
        position, head = chain.length - len(mine), chain.head
        for record in mine:
            position += 1
            record.chain, record.position, record.previous = chain, position, head
            record.written_at = timezone.now()
            record.digest = head = record.computed_digest()
        Record.objects.bulk_create(mine)
        Chain.objects.filter(pk=chain.pk).update(head=head)


@dataclass(frozen=True)
class Break:
    """The first place where a chain does not hold."""

    scope: str
    position: int
    fault: str


def verify(scope: str | None = None) -> tuple[int, list[Break]]:
    """Walk every chain (or one) and return how many records hold, and for each broken chain its first fault.

    A fault is "changed" (content against digest), "lost" (a position is missing or the end is cut off) or "put in"
    (the link to the record before is wrong, or there are more records than were written).
    """
    good, breaks = 0, []
    chains = Chain.objects.order_by("id")
    for chain in chains.filter(scope=scope) if scope else chains:
        head, position, fault = "", 0, ""
        for record in chain.records.order_by("position").iterator(chunk_size=1000):
            position += 1
            if record.position != position:
                fault = "lost"
            elif record.digest != record.computed_digest():
                fault = "changed"
            elif record.previous != head:
                fault = "put in"
            if fault:
                break
            head, good = record.digest, good + 1
        if not fault and position < chain.length:
            fault, position = "lost", position + 1
        elif not fault and position > chain.length:
            fault, position = "put in", chain.length + 1
        elif not fault and head != chain.head:
            fault = "changed"
        if fault:
            breaks.append(Break(chain.scope, position, fault))
    return good, breaks
