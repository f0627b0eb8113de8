"""Scoring: a member says that they have no interest, writes on their own sheet, then closes it for good."""

from collections.abc import Callable, Mapping
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from committee.models import Commission, Criterion, Score, Sheet
from committee.naming import NAMED_BY, called
from committee.rules import lacking, mark_of, may_declare, may_recuse, may_score, written_on
from initiatives.models import Application
from journal import clock
from journal.services import act
from municipality.models import User
from municipality.verdicts import Refused, Verdict
from notices.services import tell

Rule = Callable[[Sheet, Any], Verdict]


def declare_no_interest(*, by: User, sheet: Sheet) -> Sheet:
    """Keep the member's word that they have no interest in the application and return the sheet; once is enough.

    Raises Refused where the sheet is not theirs or not open, or the application is their own or their group's.
    Side effects: the application opens to the member; journal record.
    """
    with act() as journal:
        sheet = locked(by, sheet, may_declare)
        if sheet.no_interest_at is None:
            sheet.no_interest_at = clock.now()
            sheet.save(update_fields=["no_interest_at"])
            journal.record(
                "sheet.declared",
                sheet,
                by=by,
                municipality=sheet.application.contest.municipality_id,
                application=sheet.application_id,
            )
    return sheet


def save_scores(
    *,
    by: User,
    sheet: Sheet,
    points: Mapping[Criterion, int],
    justifications: Mapping[Criterion, str] | None = None,
) -> None:
    """Keep the points and justifications given so far on an open sheet; criteria not named keep what they had.

    Raises Refused where the sheet is not theirs or not open, the application is their own, they have not said that
    they have no interest, points lie outside a criterion, or a justification comes without any. Side effects: none
    else.
    """
    with act():
        write_scores(locked(by, sheet, may_score), points, justifications or {})


def seal(*, by: User, sheet: Sheet, seen: str = "") -> Sheet:
    """Seal a complete sheet and return it; its points never change after this.

    `seen` is the mark (see `rules.mark_of`) of what the member looked at, where they did: then nothing else is sealed.
    Raises Refused where a criterion has no points, or no justification where one is asked, or the points are no longer
    those that were looked at. Side effects: journal record (that it was sealed, not the points).
    """
    with act():
        sheet = locked(by, sheet, may_score)
        written = written_on([sheet])[sheet.pk]
        if lacks := lacking(written, sheet.application.contest.commission):
            raise Refused(*lacks)
        if seen and seen != mark_of(written):
            raise Refused(_changed_meanwhile())
        return close(by, sheet, Sheet.State.SEALED)


def seal_all(*, by: User, commission: Commission, seen: Mapping[int, str] | None = None) -> list[Sheet]:
    """Seal all complete sheets of the member in one act and return them; what is incomplete stays open.

    `seen` holds the mark of each sheet (id) the member looked at: then only those are sealed. Raises Refused where one
    of them has been written on since; then none is sealed. Side effects: a journal record for each.
    """
    with act():
        sheets = [
            sheet
            for sheet in _to_change()
            .filter(
                member__user=by,
                member__commission=commission,
                application__state=Application.State.ADMITTED,
                state=Sheet.State.OPEN,
            )
            .order_by("pk")
            if may_score(sheet, by) and (seen is None or sheet.pk in seen)
        ]
        written = written_on(sheets)
        if seen is not None and any(seen[sheet.pk] != mark_of(written[sheet.pk]) for sheet in sheets):
            raise Refused(_changed_meanwhile())
        return [close(by, sheet, Sheet.State.SEALED) for sheet in sheets if not lacking(written[sheet.pk], commission)]


def recuse(*, by: User, sheet: Sheet, reason: str) -> Sheet:
    """Close a sheet because the member has an interest in the initiative; they count in no mean and no quorum.

    By the member, or by the chair, who notes it for them. Raises Refused without a reason. Side effects: points given
    so far are dropped; journal record; where the chair noted it, a notice to the member.
    """
    with act():
        sheet = _step_aside(by, sheet, Sheet.State.RECUSED, reason, may_recuse)
        if sheet.member.user_id != by.pk:
            tell_member(sheet, "interest_noted", by)
    return sheet


def abstain(*, by: User, sheet: Sheet, reason: str) -> Sheet:
    """Close a sheet without scoring, for another reason than an interest; counts in no mean. See `recuse`.

    Raises Refused also before the member has said that they have no interest, and where the application is their own:
    there they have an interest, and no vote.
    """
    return _step_aside(by, sheet, Sheet.State.ABSTAINED, reason, may_score)


def locked(by: User, sheet: Sheet, rule: Rule) -> Sheet:
    """Return the sheet, held against every other change of it. Raises Refused by the rule, or where it is gone.

    To be called inside an act.
    """
    held: Sheet | None = _to_change().filter(pk=sheet.pk).first()
    if held is None:
        raise Refused(_("This sheet is no longer there: the member was replaced."))
    rule(held, by).require()
    return held


def write_scores(sheet: Sheet, points: Mapping[Criterion, int], justifications: Mapping[Criterion, str]) -> None:
    """Put points and justifications on a sheet that is held. Raises Refused, see `save_scores`."""
    for criterion in dict.fromkeys([*points, *justifications]):
        given: dict[str, Any] = {}
        if criterion in points:
            if not 0 <= points[criterion] <= criterion.most:
                raise Refused(
                    _("%(criterion)s: give from 0 to %(most)s points.")
                    % {"criterion": criterion.name, "most": criterion.most}
                )
            given |= {"points": points[criterion], "most": criterion.most}
        if criterion in justifications:
            given["justification"] = justifications[criterion].strip()
        if criterion in points:
            Score.objects.update_or_create(sheet=sheet, criterion=criterion, defaults=given)
        elif not Score.objects.filter(sheet=sheet, criterion=criterion).update(**given):
            raise Refused(_("Give points: %(criterion)s.") % {"criterion": criterion.name})


def close(by: User, sheet: Sheet, state: Sheet.State, *, reason: str = "", verb: str = "") -> Sheet:
    """Close a sheet that is held, and return it; `by` stands on it where it is another member's.

    Side effects: journal record.
    """
    with act() as journal:
        sheet.state, sheet.closed_at, sheet.reason = state, clock.now(), reason
        for_another = sheet.member.user_id != by.pk
        sheet.entered_by = by if for_another else None
        sheet.save(update_fields=["state", "closed_at", "reason", "entered_by", "no_interest_at"])
        journal.record(
            verb or f"sheet.{state}",
            sheet,
            by=by,
            municipality=sheet.application.contest.municipality_id,
            application=sheet.application_id,
            state=str(state),
            member=sheet.member_id,
        )
    return sheet


def tell_member(sheet: Sheet, kind: str, by: User) -> None:
    """Tell the member that somebody closed their sheet. Side effects: a notice; to be called inside an act."""
    member = sheet.member.user
    with translation.override(member.language):
        link = reverse("sheet", args=[sheet.pk])
    tell(
        recipient=member,
        kind=kind,
        context={"sheet": sheet, "application": sheet.application, "name": called(sheet.application), "by": by},
        link=link,
    )


def _step_aside(by: User, sheet: Sheet, state: Sheet.State, reason: str, rule: Rule) -> Sheet:
    if not reason.strip():
        raise Refused(_("Write the reason."))
    with act():
        sheet = locked(by, sheet, rule)
        sheet.scores.all().delete()
        noted = sheet.member.user_id != by.pk
        return close(by, sheet, state, reason=reason.strip(), verb="sheet.interest_noted" if noted else "")


def _to_change() -> Any:
    return Sheet.objects.select_for_update(of=("self",)).select_related(
        "member__user", *(f"application__{path}" for path in NAMED_BY)
    )


def _changed_meanwhile() -> str:
    return _("The sheet was written on from another page or device meanwhile. Look at it once more, then seal it.")
