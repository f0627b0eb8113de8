"""Sheets filled in on paper: the secretary enters one for a member, with the scan."""

from collections.abc import Mapping

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from committee.models import Criterion, Sheet
from committee.rules import lacking, may_declare, may_enter_paper, written_on
from committee.services.sheets import close, locked, tell_member, write_scores
from documents.files import inspect
from documents.services import attach_scan
from journal import clock
from journal.services import act
from municipality.models import User
from municipality.verdicts import Refused

_State = Sheet.State


def enter_paper_sheet(
    *,
    by: User,
    sheet: Sheet,
    state: str,
    file: UploadedFile,
    points: Mapping[Criterion, int] | None = None,
    justifications: Mapping[Criterion, str] | None = None,
    reason: str = "",
) -> Sheet:
    """Close a member's sheet as their paper says, and return it; what the member had written on it is replaced.

    `state`: "sealed" with the member's word on the paper that they have no interest, their points and, where asked,
    justifications; "recused" or "abstained" with the reason. `file` is the scan of the paper.
    Raises Refused unless `by` is the secretary and may enter it now (see `rules.may_enter_paper`), or something is
    lacking; ValidationError where the scan is not of an allowed kind. Side effects: the scan is kept; a notice to the
    member; journal records.
    """
    # Before anything is said of the member: a file that cannot be kept costs nothing and may be sent again and again.
    inspect(file)
    with act():
        sheet = locked(by, sheet, may_enter_paper)
        sheet.scores.all().delete()
        if state == _State.RECUSED:
            _with_reason(reason)
        else:
            _may_score(sheet)
            sheet.no_interest_at = sheet.no_interest_at or clock.now()
            sheet.save(update_fields=["no_interest_at"])
        if state == _State.ABSTAINED:
            _with_reason(reason)
        elif state == _State.SEALED:
            reason = ""
            write_scores(sheet, points or {}, justifications or {})
            if lacks := lacking(written_on([sheet])[sheet.pk], sheet.application.contest.commission):
                raise Refused(*lacks)
        elif state != _State.RECUSED:
            raise Refused(_("Choose what the paper says."))
        close(by, sheet, _State(state), reason=reason.strip(), verb="sheet.entered")
        tell_member(sheet, "sheet_entered", by)
        # The last thing, for no rollback takes a file off the disk.
        attach_scan(by=by, municipality=sheet.application.contest.municipality, subject=sheet, file=file)
    return sheet


def _may_score(sheet: Sheet) -> None:
    """Raise Refused where the member applies; in a blind contest the secretary is not told that this is why."""
    verdict = may_declare(sheet, sheet.member.user)
    if not verdict and sheet.application.contest.commission.hides_names:
        raise Refused(_("This sheet cannot be scored from paper. Ask the member to close it on their own page."))
    verdict.require()


def _with_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused(_("Write the reason."))
