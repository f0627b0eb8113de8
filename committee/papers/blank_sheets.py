"""Score sheets to be filled in by hand: a page for each open sheet of a member. No issued papers."""

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from committee.models import Member, Sheet
from committee.naming import called
from committee.papers.shared import Facts, criteria_facts, grounds, member_facts
from documents.services import draw_unnumbered
from initiatives.coapplicant_rules import applies
from initiatives.papers import both
from kyrgyz.language import resolve
from municipality.models import User

# More points than these do not stand side by side: there is a line to write the number on.
MOST_BOXES = 20


def draw_blank_sheets(member: Member, sheets: Sequence[Sheet], *, reader: User) -> bytes:
    """Return the PDF of a member's open sheets (`application` as `naming.called` reads it), in the active language.

    In a blind contest with codes and nobody's name but the member's; that an application is the member's own is said
    there to the member alone, and `reader` is who prints. Raises RendererMissing where the machine cannot
    draw PDF.
    """
    commission = member.commission
    contest = commission.contest
    return draw_unnumbered(
        municipality=contest.municipality,
        template="committee/papers/blank_sheets.html",
        facts={
            **grounds(contest),
            "member": member_facts(member),
            "criteria": [
                {**facts, "boxes": list(range(facts["most"] + 1)) if facts["most"] <= MOST_BOXES else []}
                for facts in criteria_facts(contest)
            ],
            "asks_justification": commission.asks_justification,
            "sheets": [_sheet(sheet, member, reader, blind=commission.hides_names) for sheet in sheets],
        },
        url=_address(sheets[0]),
        titles={
            "ky": f"Баалоо барактары: {member.user.name}",
            "ru": f"Оценочные листы: {member.user.name}",
        },
        language=resolve(),
        made_at=contest.closes_at,
    )


def _sheet(sheet: Sheet, member: Member, reader: User, *, blind: bool) -> Facts:
    application = sheet.application
    who = ", ".join(part for part in (application.applicant_name, application.organisation) if part)
    return {
        "name": called(application),
        "title": both(application, "title"),
        "who": "" if blind else who,
        "own": applies(application, member.user) and (not blind or reader.pk == member.user_id),
        "url": _address(sheet),
    }


def _address(sheet: Sheet) -> str:
    """Return the full address of the page on which exactly this sheet is entered."""
    with translation.override(settings.LANGUAGE_CODE):
        return settings.SITE_URL + reverse("paper_sheet", args=[sheet.pk])
