"""Preparing a contest and moving it from state to state."""

from collections.abc import Iterable, Mapping
from typing import Any

from initiatives.models import Contest, FundingSource, Priority, RequiredDocument
from initiatives.rules import may_move_contest, may_run
from journal import clock
from journal.services import act
from municipality.models import Municipality, Regulation, User

_STAMPS = {
    Contest.State.ANNOUNCED: "announced_at",
    Contest.State.DECIDED: "decided_at",
    Contest.State.PUBLISHED: "published_at",
}


def prepare_contest(
    *,
    by: User,
    municipality: Municipality,
    regulation: Regulation,
    priorities: Iterable[tuple[str, str]] = (),
    sources: Iterable[Mapping[str, Any]] = (),
    documents: Iterable[Mapping[str, Any]] = (),
    **fields: Any,
) -> Contest:
    """Store a contest in preparation with its terms and return it.

    `priorities` are pairs (Kyrgyz, Russian); `sources` and `documents` are fields of FundingSource (caps in tyiyn) and
    RequiredDocument. Raises Refused unless `by` runs contests there. Side effects: a journal record.
    """
    contest = Contest(municipality=municipality, regulation=regulation, **fields)
    may_run(contest, by).require()
    with act() as journal:
        contest.save()
        for order, (name_ky, name_ru) in enumerate(priorities, 1):
            Priority.objects.create(contest=contest, order=order, name_ky=name_ky, name_ru=name_ru)
        for order, source in enumerate(sources, 1):
            FundingSource.objects.create(contest=contest, order=order, **source)
        for order, document in enumerate(documents, 1):
            RequiredDocument.objects.create(contest=contest, order=order, **document)
        journal.record("contest.prepared", contest, by=by, municipality=municipality.pk)
    return contest


def move_contest(*, by: User, contest: Contest, to: Contest.State) -> Contest:
    """Move a contest to its next state, note the time, and return it.

    The step that every larger act on a contest (announcing, opening the scoring, deciding, publishing) goes through.
    Raises Refused where the states do not follow each other. Side effects: a journal record.
    """
    with act() as journal:
        locked = Contest.objects.select_for_update(of=("self",)).get(pk=contest.pk)
        may_move_contest(locked, to).require()
        before, contest.state = locked.state, to
        changed = ["state"]
        if stamp := _STAMPS.get(to):
            setattr(contest, stamp, clock.now())
            changed.append(stamp)
        contest.save(update_fields=changed)
        journal.record(
            f"contest.{to}",
            contest,
            by=by,
            municipality=contest.municipality_id,
            before=str(before),
            after=str(to),
        )
    return contest
