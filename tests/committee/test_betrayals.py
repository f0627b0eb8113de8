"""What would betray an applicant of a blind contest by the way, and who cannot have been at a session."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from committee import services
from committee.exports import points_table
from committee.models import BlindCode, Member, Sheet
from committee.papers import blank_sheets
from committee.ranking import ranked
from committee.rules import may_adopt
from documents.services import scans_of
from journal import clock
from tests.committee.factories import (
    Round,
    close,
    give,
    make_round,
    make_session,
    propose,
    refusal,
    seal_all,
    specialist_of,
)
from tests.factories import make_upload, make_user, move_contest_to

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("source_words")]

OWN, HIS, WHY = 0, 5, "Бул менин демилгем."


@pytest.fixture
def blind() -> Round:
    """Two applications of a blind contest; a sixth member hands in the first; the secretary's own sheets are closed."""
    made = make_round(2, terms={"blind": True})
    seat = Member.objects.create(
        commission=made.commission, user=made.applications[OWN].applicant, body="community", function="member"
    )
    made.members.append(seat)
    Sheet.objects.bulk_create(Sheet(member=seat, application=row) for row in made.applications)
    for row in (0, 1):
        close(made.sheet(1, row), "abstained", "Ооруп калдым.")
    return made


def typed(made: Round) -> dict[str, object]:
    return {"state": "sealed", "reason": "", **{f"criterion_{criterion.pk}": 7 for criterion in made.criteria}}


# --- Who applies, by the way ---


@pytest.mark.parametrize(("seat", "told"), [(0, False), (1, False), (5, True)])
def test_only_the_member_s_own_print_says_that_it_is_their_application(seat, told, blind, visitor, monkeypatch):
    facts: dict[str, Any] = {}
    monkeypatch.setattr(blank_sheets, "draw_unnumbered", lambda **given: facts.update(given["facts"]) or b"")
    url = reverse("sheet_print", args=[blind.contest.pk])
    assert visitor(blind.members[seat].user).get(url, {"member": blind.members[HIS].pk}).status_code == 200
    assert any(page["own"] for page in facts["sheets"]) is told


def test_a_file_that_is_no_scan_tells_the_secretary_nothing_of_who_applies(blind, visitor):
    answers = [
        visitor(blind.secretary).post(
            reverse("paper_sheet", args=[blind.sheet(HIS, row).pk]),
            {**typed(blind), "final": "1", "scan": make_upload("скан.pdf", b"not a pdf at all")},
        )
        for row in (0, 1)
    ]
    for answer in answers:
        page = answer.content.decode()
        assert "is not a PDF and not a picture" in page
        assert "own application" not in page


def test_a_paper_of_who_applies_is_refused_in_words_that_do_not_say_so(blind, english):
    said = refusal(
        services.enter_paper_sheet,
        by=blind.secretary,
        sheet=blind.sheet(HIS, OWN),
        state="sealed",
        points=dict.fromkeys(blind.criteria, 7),
        file=make_upload(),
    )
    assert said == "This sheet cannot be scored from paper. Ask the member to close it on their own page."


def test_why_a_member_is_recused_is_not_told_before_the_decision(blind, visitor):
    close(blind.sheet(HIS, OWN), "recused", WHY)
    seal_all(blind)
    session = make_session(blind)
    pages = {
        "ranking": reverse("ranking", args=[blind.contest.pk]),
        "sheets": reverse("ranking_sheets", args=[blind.applications[OWN].pk]),
        "points": reverse("points_file", args=[blind.contest.pk, "csv"]),
        "session": session.get_absolute_url(),
    }
    for name, url in pages.items():
        page = visitor(blind.chair).get(url).content.decode()
        assert WHY not in page, name
        assert "one of those who apply" not in page, name
        assert "Told with the decision" in page, name
        assert ("Ооруп калдым." in page) is (name != "session"), "why somebody abstained betrays nobody"


def test_control_after_the_decision_and_in_a_named_contest_the_reason_is_told(visitor):
    made = make_round(1)
    close(made.sheet(2, 0), "recused", WHY)
    seal_all(made)
    assert WHY in visitor(made.chair).get(reverse("ranking", args=[made.contest.pk])).content.decode()


def test_the_scan_of_a_recusal_waits_for_the_decision(blind, visitor):
    services.enter_paper_sheet(
        by=blind.secretary, sheet=blind.sheet(HIS, OWN), state="recused", reason=WHY, file=make_upload()
    )
    seal_all(blind)
    sheet = blind.sheet(HIS, OWN)
    url = reverse("sheet_scan", args=[sheet.pk, scans_of(sheet).get().key])
    assert visitor(blind.chair).get(url).status_code == 403
    own = visitor(blind.members[HIS].user).get(url)
    assert own.status_code == 200
    list(own)


def test_no_list_of_a_blind_contest_stands_in_the_order_of_the_register():
    made = make_round(3, 1, state="announced", terms={"blind": True})
    move_contest_to(made.contest, "scoring")
    for row, code in zip(made.applications, ["К-03", "К-01", "К-02"], strict=True):
        BlindCode.objects.create(application=row, contest=made.contest, code=code)
        sheet = Sheet.objects.create(member=made.members[0], application=row)
        give(sheet, [5] * 5)
        close(sheet)
    by_code = ["К-01", "К-02", "К-03"]
    assert [row.application.blind_code.code for row in ranked(made.contest)] == by_code
    assert [line[0] for line in points_table(made.contest).rows] == by_code
    move_contest_to(made.contest, "decided")
    made.contest.refresh_from_db()
    assert [row.application for row in ranked(made.contest)] == made.applications, "of the register again"


# --- Who was there ---


def test_nobody_is_present_before_the_day_from_which_they_sit(english):
    with clock.at(clock.now() - timedelta(days=5)):
        made = make_round(1)
        seal_all(made)
        session = make_session(made)
    person = make_user(surname="Жаңыбаев")
    new = services.replace_member(
        by=specialist_of(made), member=made.members[4], user=person, body="kenesh", act_number="18",
        act_date=clock.today(), since=clock.today(),
    )  # fmt: skip
    services.note_present(by=made.chair, session=session, members=[*made.members[:4], new])
    propose(made, session, 0)
    session.refresh_from_db()
    verdict = may_adopt(session, made.chair)
    assert not verdict
    assert person.name in verdict.reason
