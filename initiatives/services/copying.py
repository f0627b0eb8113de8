"""A new application is started from an old one of the same person: what was written once is not typed again."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from initiatives.models import Application, BudgetLine, Contest, FundingSource, Part, PlanItem, Priority
from initiatives.rules import may_copy, takes_applications
from initiatives.services.writing import WRITTEN
from journal import clock
from journal.services import act
from kyrgyz.text import fold
from municipality.consents import may_give_data
from municipality.models import User
from municipality.verdicts import Refused, first_no

# A line as the budget's form takes it: `source` is a FundingSource, or None where the person has to choose.
Line = dict[str, Any]
AsTyped = Callable[[Application, list[Line]], str]


def start_from(*, by: User, application: Application, contest: Contest, as_typed: AsTyped) -> Application:
    """Begin a draft in `contest` with the texts, plan, budget and applicant of `application`, and return it.

    Directions and sources are found again by their names, sources else by their kind, where the contest has one of it.
    Lines whose source is not found wait in the step of the budget as something typed: `as_typed(draft, lines)` writes
    all lines as that step's form. Documents and people who were invited are not copied.
    Raises Refused where the contest takes no applications now, where the application is another's or an open draft,
    and where the person has a draft in the contest already. Side effects: a journal record.
    """
    first_no(may_copy(application, by), may_give_data(by), takes_applications(contest)).require()
    with act() as journal:
        # The person's row is the lock, as in `begin`: two presses at once make one draft.
        User.objects.select_for_update().get(pk=by.pk)
        if Application.objects.filter(contest=contest, applicant=by, state=Application.State.DRAFT).exists():
            raise Refused(_("You have a draft in this contest already. It stays as it is."))
        draft = Application.objects.create(contest=contest, applicant=by, **_texts(application, contest))
        PlanItem.objects.bulk_create(
            PlanItem(application=draft, order=order, **item)
            for order, item in enumerate(application.plan.values("what", "month", "place", "responsible"), 1)
        )
        _copy_lines(by, application, draft, as_typed)
        journal.record(
            "application.begun", draft, by=by, municipality=contest.municipality_id, copied_from=application.pk
        )
    return draft


def _texts(application: Application, contest: Contest) -> dict[str, Any]:
    texts = {name: getattr(application, name) for names in WRITTEN.values() for name in names}
    village = application.village
    return {
        **texts,
        "kind": _kind(application, contest),
        "priority": _same_priority(application, contest),
        # Another municipality's village of the same name is another village.
        "village": village if village and village.municipality_id == contest.municipality_id else None,
    }


def _kind(application: Application, contest: Contest) -> str:
    """Return who applies: as before where the contest is open to them, else the first it is open to."""
    kind = Application.Kind
    open_to = {kind.PERSON: contest.for_people, kind.GROUP: contest.for_groups, kind.LEGAL: contest.for_organisations}
    if open_to[kind(application.kind)]:
        return application.kind
    return next(found for found, opened in open_to.items() if opened)


def _same_priority(application: Application, contest: Contest) -> Priority | None:
    if application.priority is None:
        return None
    return next((found for found in contest.priorities.all() if _same_name(found, application.priority)), None)


def _copy_lines(by: User, application: Application, draft: Application, as_typed: AsTyped) -> None:
    sources = list(draft.contest.sources.all())
    lines: list[Line] = [
        {
            "what": line.what,
            "unit": line.unit,
            "quantity": line.quantity,
            "price": line.price,
            "source": _source(line.source, sources),
        }
        for line in application.lines.select_related("source")
    ]
    for order, line in enumerate((line for line in lines if line["source"]), 1):
        BudgetLine.objects.create(application=draft, order=order, **line)
    if not all(line["source"] for line in lines):
        Part.objects.create(
            application=draft,
            name="budget",
            revision=1,
            typed=as_typed(draft, lines),
            saved_at=clock.now(),
            saved_by=by,
        )


def _source(old: FundingSource, sources: list[FundingSource]) -> FundingSource | None:
    """Return the source of the new contest that is meant by the old one, None where that is not sure."""
    if old in sources:
        return old
    named = [source for source in sources if _same_name(source, old)]
    found = named or [source for source in sources if source.kind == old.kind]
    return found[0] if len(found) == 1 else None


def _same_name(one: Priority | FundingSource, other: Priority | FundingSource) -> bool:
    return fold(one.name_ky) == fold(other.name_ky) or fold(one.name_ru) == fold(other.name_ru)
