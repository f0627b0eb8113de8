"""The summary table of the scores, and each member's own sheet."""

from collections.abc import Iterable

from committee.models import Member, Sheet
from committee.papers.scores import aside_facts, own_mean, score_facts, sheet_facts, terms
from committee.papers.shared import Facts, member_facts
from committee.papers.sitting import Sitting
from documents.models import Paper, Register
from documents.services import issue
from municipality.models import User


def summary(sitting: Sitting, *, protocol: Paper, by: User) -> Paper:
    """Issue the summary table: what each member's sheet came to for each application, and the figures of the ranking.

    Side effects: see `documents.services.issue`; it is drawn when someone asks.
    """
    return issue(
        by=by,
        municipality=protocol.municipality,
        kind=Paper.Kind.SUMMARY,
        register=Register.Code.SUMMARIES,
        subject=sitting.session,
        replaces=_earlier_summary(sitting),
        title_ky=f"№ {protocol.number} протоколго карата баллдардын жыйынтык таблицасы",
        title_ru=f"Сводная таблица баллов к протоколу № {protocol.number}",
        template="committee/papers/summary.html",
        facts={
            **_head(sitting, protocol),
            "columns": [member.user.initials for member in _scoring(sitting)],
            "rows": _rows(sitting),
            "outcomes": {proposal.application.number: proposal.outcome for proposal in sitting.proposals},
            "recusals": aside_facts(sitting),
            "chair": sitting.officer(Member.Function.CHAIR),
            "secretary": sitting.officer(Member.Function.SECRETARY),
        },
        draw=False,
    )


def sheets(sitting: Sitting, *, protocol: Paper, by: User) -> list[Paper]:
    """Issue to each member one paper with their sheets of what was decided here, and return these papers.

    A sheet never changes, so one that an earlier paper of the member holds is not issued again. Side effects: see
    `documents.services.issue`; they are drawn when someone asks.
    """
    printed = _printed(sitting)
    decided = {proposal.application_id for proposal in sitting.proposals}
    mine: dict[int, list[Sheet]] = {}
    for sheet in sitting.sheets:
        if sheet.application_id in decided and sheet.application.number not in printed.get(sheet.member_id, set()):
            mine.setdefault(sheet.member_id, []).append(sheet)
    return [
        _sheet_paper(sitting, member, mine[member.pk], protocol, by) for member in sitting.everyone if member.pk in mine
    ]


def _sheet_paper(sitting: Sitting, member: Member, rows: Iterable[Sheet], protocol: Paper, by: User) -> Paper:
    initials = member.user.initials
    return issue(
        by=by,
        municipality=protocol.municipality,
        kind=Paper.Kind.SHEET,
        register=Register.Code.SHEETS,
        subject=member,
        title_ky=f"Баалоо барагы: {initials}",
        title_ru=f"Оценочный лист: {initials}",
        template="committee/papers/sheet.html",
        facts={
            **_head(sitting, protocol),
            "member": member_facts(member),
            "sheets": [sheet_facts(sitting, sheet) for sheet in rows],
        },
        draw=False,
    )


def _head(sitting: Sitting, protocol: Paper) -> Facts:
    return {
        **sitting.grounds,
        "protocol": {"number": protocol.number, "signed_on": sitting.session.held_on.isoformat()},
        "criteria": sitting.criteria_facts,
        "terms": terms(sitting),
    }


def _scoring(sitting: Sitting) -> list[Member]:
    """Return the members who have closed a sheet: those who left the commission too, for their points count."""
    closed = {sheet.member_id for sheet in sitting.sheets}
    return [member for member in sitting.everyone if member.pk in closed]


def _rows(sitting: Sitting) -> list[Facts]:
    """Return the ranking, each row with what each member's sheet came to, in the order of the columns."""
    by_application: dict[str, dict[int, Sheet]] = {}
    for sheet in sitting.sheets:
        by_application.setdefault(sheet.application.number, {})[sheet.member_id] = sheet
    columns = _scoring(sitting)
    rows = []
    for row in score_facts(sitting):
        found = by_application.get(row["number"], {})
        rows.append({**row, "members": [_cell(sitting, found.get(member.pk)) for member in columns]})
    return rows


def _cell(sitting: Sitting, sheet: Sheet | None) -> Facts:
    if sheet is None:
        return {"state": "", "mean": "–"}
    return {"state": sheet.state, "mean": own_mean(sitting, sheet)}


def _printed(sitting: Sitting) -> dict[int, set[str]]:
    """Return the numbers of the applications that earlier papers of a member (id) hold."""
    earlier = Paper.objects.filter(
        kind=Paper.Kind.SHEET,
        subject_type=Member._meta.label_lower,
        subject_id__in=[member.pk for member in sitting.everyone],
    )
    found: dict[int, set[str]] = {}
    for member, facts in earlier.values_list("subject_id", "facts"):
        found.setdefault(member, set()).update(sheet["number"] for sheet in facts["sheets"])
    return found


def _earlier_summary(sitting: Sitting) -> Paper | None:
    if sitting.session.corrects is None:
        return None
    return Paper.objects.about(sitting.session.corrects).filter(kind=Paper.Kind.SUMMARY).last()
