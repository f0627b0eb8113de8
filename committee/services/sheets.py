"""Scoring: a member writes on their own sheet, then closes it for good."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from committee.models import Criterion, Score, Sheet
from committee.rules import may_score, may_write
from journal import clock
from journal.services import act
from municipality.models import User
from municipality.verdicts import Refused, Verdict


def save_scores(*, by: User, sheet: Sheet, points: Mapping[Criterion, int]) -> None:
    """Keep the points given so far on an open sheet; criteria not named keep what they had.

    Raises Refused where the sheet is not theirs or not open, the application is their own, or points lie outside a
    criterion. Side effects: none else.
    """
    with act():
        sheet = _locked(by, sheet, may_score)
        for criterion, given in points.items():
            if not 0 <= given <= criterion.most:
                raise Refused(
                    _("%(criterion)s: give from 0 to %(most)s points.")
                    % {"criterion": criterion.name, "most": criterion.most}
                )
            Score.objects.update_or_create(
                sheet=sheet, criterion=criterion, defaults={"points": given, "most": criterion.most}
            )


def seal(*, by: User, sheet: Sheet) -> Sheet:
    """Seal a complete sheet and return it; its points never change after this.

    Raises Refused where a criterion has no points. Side effects: journal record (that it was sealed, not the points).
    """
    with act():
        sheet = _locked(by, sheet, may_score)
        lacking = Criterion.objects.filter(contest=sheet.application.contest_id).exclude(scores__sheet=sheet)
        if lacking:
            raise Refused(*[_("Give points: %(criterion)s.") % {"criterion": criterion.name} for criterion in lacking])
        return _close(by, sheet, Sheet.State.SEALED)


def recuse(*, by: User, sheet: Sheet, reason: str) -> Sheet:
    """Close a sheet because the member has an interest in the initiative; they count in no mean and no quorum.

    Raises Refused without a reason. Side effects: points given so far are dropped; journal record.
    """
    return _step_aside(by, sheet, Sheet.State.RECUSED, reason, may_write)


def abstain(*, by: User, sheet: Sheet, reason: str) -> Sheet:
    """Close a sheet without scoring, for another reason than an interest; counts in no mean. See `recuse`.

    Raises Refused also where the application is their own: there they have an interest, and no vote.
    """
    return _step_aside(by, sheet, Sheet.State.ABSTAINED, reason, may_score)


def _step_aside(
    by: User, sheet: Sheet, state: Sheet.State, reason: str, rule: Callable[[Sheet, Any], Verdict]
) -> Sheet:
    if not reason.strip():
        raise Refused(_("Write the reason."))
    with act():
        sheet = _locked(by, sheet, rule)
        sheet.scores.all().delete()
        sheet.reason = reason.strip()
        return _close(by, sheet, state)


def _locked(by: User, sheet: Sheet, rule: Callable[[Sheet, Any], Verdict]) -> Sheet:
    locked = (
        Sheet.objects.select_for_update(of=("self",)).select_related("member", "application__contest").get(pk=sheet.pk)
    )
    rule(locked, by).require()
    return locked


def _close(by: User, sheet: Sheet, state: Sheet.State) -> Sheet:
    with act() as journal:
        sheet.state, sheet.closed_at = state, clock.now()
        sheet.save(update_fields=["state", "closed_at", "reason"])
        journal.record(
            f"sheet.{state}",
            sheet,
            by=by,
            municipality=sheet.application.contest.municipality_id,
            application=sheet.application_id,
        )
    return sheet
