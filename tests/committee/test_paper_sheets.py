"""Scoring on paper: what is printed, what the secretary enters, what they see, what the member is told."""

import io
from urllib.parse import unquote

import pypdf
import pytest
from django.conf import settings
from django.urls import reverse

from committee import services
from committee.models import Member, Score, Sheet
from committee.papers import blank_sheets
from documents.models import Scan
from documents.services import scans_of
from initiatives.models import Contest
from journal.models import Record
from municipality.verdicts import Refused
from notices.models import Notice
from tests.committee.factories import close, give, make_round, refusal, seal_all, specialist_of
from tests.documents.qr_reader import drawn_qr, read_qr
from tests.factories import make_official, make_upload, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("source_words")]

WHY = "Кагаздагы негиздеме."


@pytest.fixture
def made():
    """Two applications; the secretary has sealed their sheet for the first."""
    found = make_round(2)
    give(found.sheet(1, 0), [5] * 5)
    close(found.sheet(1, 0))
    return found


def text(response) -> str:
    return response.content.decode()


def typed(made, points=(7, 7, 7, 7, 7), state="sealed", **more) -> dict[str, object]:
    """Return what the secretary types off a paper."""
    given = {f"criterion_{criterion.pk}": point for criterion, point in zip(made.criteria, points, strict=False)}
    return {"state": state, "reason": "", **(given if state == "sealed" else {}), **more}


# --- The service ---


def test_a_paper_sheet_is_closed_in_one_act_with_its_scan_and_the_member_is_told(made):
    sheet, member = made.sheet(2, 0), made.members[2].user
    give(sheet, [1] * 3)
    services.enter_paper_sheet(
        by=made.secretary, sheet=sheet, state="sealed", points=dict.fromkeys(made.criteria, 7), file=make_upload()
    )
    sheet = made.sheet(2, 0)
    assert (sheet.state, sheet.entered_by, sheet.reason) == ("sealed", made.secretary, "")
    assert sheet.no_interest_at is not None
    assert [*sheet.scores.values_list("points", flat=True)] == [7] * 5, "the paper takes the place of what was begun"
    assert scans_of(sheet).get().added_by == made.secretary
    notice = Notice.objects.get(kind="sheet_entered")
    assert notice.recipient == member
    assert "7" not in notice.subject
    record = Record.objects.get(verb="sheet.entered")
    assert (record.actor_id, record.facts["member"], record.facts["state"]) == (
        made.secretary.pk,
        made.members[2].pk,
        "sealed",
    )
    assert "points" not in str(record.facts)


@pytest.mark.parametrize(("state", "declared"), [("recused", False), ("abstained", True)])
def test_a_paper_may_say_that_the_member_does_not_score(state, declared, made):
    services.enter_paper_sheet(
        by=made.secretary, sheet=made.sheet(2, 0), state=state, reason=" Иним. ", file=make_upload()
    )
    sheet = made.sheet(2, 0)
    assert (sheet.state, sheet.reason, sheet.no_interest_at is not None) == (state, "Иним.", declared)
    assert not Score.objects.filter(sheet=sheet).exists()


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ({"state": "sealed"}, "Give points:"),
        ({"state": "recused", "reason": " "}, "Write the reason."),
        ({"state": "abstained"}, "Write the reason."),
        ({"state": "open", "reason": "Эмнедир."}, "Choose what the paper says."),
    ],
)
def test_what_the_paper_lacks_is_refused(arguments, reason, made):
    call = {"by": made.secretary, "sheet": made.sheet(2, 0), "file": make_upload(), **arguments}
    assert reason in refusal(services.enter_paper_sheet, **call)


def test_a_paper_without_justifications_is_refused_where_they_are_asked():
    made = make_round(1, terms={"asks_justification": True})
    close(made.sheet(1, 0), "abstained", "Ооруп калдым.")
    call = {"by": made.secretary, "sheet": made.sheet(2, 0), "state": "sealed"}
    call["points"] = dict.fromkeys(made.criteria, 7)
    assert "Write the justification:" in refusal(services.enter_paper_sheet, file=make_upload(), **call)
    call["justifications"] = dict.fromkeys(made.criteria, WHY)
    assert services.enter_paper_sheet(file=make_upload(), **call).state == "sealed"


def test_a_file_that_is_no_scan_leaves_the_sheet_as_it_was(made, visitor):
    url = reverse("paper_sheet", args=[made.sheet(2, 0).pk])
    given = typed(made, final="1", scan=make_upload("кагаз.pdf", b"not a paper"))
    response = visitor(made.secretary).post(url, given)
    assert list(response.context["form"].errors) == ["scan"]
    assert response.content.decode().count('value="7"') == 5, "what was typed is carried on"
    assert made.sheet(2, 0).state == "open"
    assert not Scan.objects.exists()
    assert not Notice.objects.exists()


def test_not_before_the_secretary_s_own_sheet_is_closed(made, visitor):
    call = {
        "by": made.secretary,
        "sheet": made.sheet(2, 1),
        "state": "recused",
        "reason": "Иним.",
        "file": make_upload(),
    }
    assert "another member's points" in refusal(services.enter_paper_sheet, **call)
    response = visitor(made.secretary).get(reverse("paper_sheet", args=[made.sheet(2, 1).pk]))
    assert response.status_code == 403
    assert "another member's points" in text(response).replace("&#x27;", "'")
    close(made.sheet(1, 1), "abstained", "Ооруп калдым.")
    services.enter_paper_sheet(**{**call, "file": make_upload()})


def test_not_where_the_secretary_has_an_interest():
    made = make_round(1)
    close(made.sheet(1, 0), "recused", "Бир тууганым.")
    call = {
        "by": made.secretary,
        "sheet": made.sheet(2, 0),
        "state": "recused",
        "reason": "Иним.",
        "file": make_upload(),
    }
    assert "You have an interest" in refusal(services.enter_paper_sheet, **call)


def test_nobody_but_the_secretary_enters(made):
    for person in (made.chair, made.members[2].user, made.members[3].user, specialist_of(made), make_user()):
        with pytest.raises(Refused, match="Only the secretary"):
            services.enter_paper_sheet(
                by=person, sheet=made.sheet(2, 0), state="recused", reason="Иним.", file=make_upload()
            )


# --- The pages ---


def test_the_list_shows_open_sheets_of_the_others_and_what_waits_for_the_secretary(made, visitor):
    close(made.sheet(3, 0), "recused", "Иним.")
    page = text(visitor(made.secretary).get(reverse("paper_sheets", args=[made.contest.pk])))
    assert reverse("paper_sheet", args=[made.sheet(2, 0).pk]) in page
    for closed_to in (made.sheet(3, 0), made.sheet(2, 1), made.sheet(1, 1)):
        assert reverse("paper_sheet", args=[closed_to.pk]) not in page
    assert page.count("You cannot enter these now") == 1


def test_the_sheet_is_looked_over_before_it_is_closed(made, visitor):
    person, url = visitor(made.secretary), reverse("paper_sheet", args=[made.sheet(2, 0).pk])
    page = text(person.get(url))
    assert made.members[2].user.name in page
    assert " checked" not in page
    response = person.post(url, typed(made, [7, 6, 5, 4, 3]))
    assert "Is it as on the paper?" in text(response)
    assert "<b>3</b> of 10" in text(response)
    assert made.sheet(2, 0).state == "open", "looking closes nothing"
    back = person.post(url, typed(made, [7, 6, 5, 4, 3], change="1"))
    assert text(back).count(" checked") == 6
    without = person.post(url, typed(made, [7, 6, 5, 4, 3], final="1"))
    assert list(without.context["form"].errors) == ["scan"]
    done = person.post(url, typed(made, [7, 6, 5, 4, 3], final="1", scan=make_upload()))
    assert done.url == reverse("paper_sheets", args=[made.contest.pk])
    assert made.sheet(2, 0).state == "sealed"
    again = person.post(url, typed(made, final="1", scan=make_upload()))
    assert again.status_code == 403
    assert "closed already" in text(again)


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"state": ""}, ["state"]),
        ({"state": "open"}, ["state"]),
        ({"state": "recused"}, ["reason"]),
        ({"state": "abstained", "reason": " "}, ["reason"]),
        ({"state": "sealed", "reason": "Иним.", "all": True}, ["reason"]),
        ({"state": "sealed"}, ["criterion"] * 5),
    ],
)
def test_what_lacks_is_said_beside_its_field(given, wrong, made, visitor):
    points = [7] * 5 if given.pop("all", False) else []
    response = visitor(made.secretary).post(
        reverse("paper_sheet", args=[made.sheet(2, 0).pk]), {**typed(made, points), **given}
    )
    assert response.status_code == 200
    assert [name.partition("_")[0] for name in response.context["form"].errors] == wrong


def test_the_page_says_nothing_of_what_the_member_had_begun(made, visitor):
    give(made.sheet(2, 0), [9] * 5)
    page = text(visitor(made.secretary).get(reverse("paper_sheet", args=[made.sheet(2, 0).pk])))
    assert " checked" not in page


def test_the_member_sees_who_entered_it_and_the_scan_and_the_secretary_no_more(made, visitor):
    services.enter_paper_sheet(
        by=made.secretary,
        sheet=made.sheet(2, 0),
        state="sealed",
        points=dict.fromkeys(made.criteria, 7),
        file=make_upload("Үлгүбаев Асан.pdf"),
    )
    sheet = made.sheet(2, 0)
    scan = reverse("sheet_scan", args=[sheet.pk, scans_of(sheet).get().key])
    page = text(visitor(made.members[2].user).get(reverse("sheet", args=[sheet.pk])))
    assert made.secretary.name in page
    assert scan in page
    assert "<b>7</b> of 10" in page
    sent = visitor(made.members[2].user).get(scan)
    assert b"".join(sent.streaming_content).startswith(b"%PDF")
    assert "Үлгүбаев" not in unquote(sent["Content-Disposition"])
    for person in (made.secretary, made.chair, made.members[3].user, specialist_of(made)):
        assert visitor(person).get(scan).status_code == 403
        assert visitor(person).get(reverse("sheet", args=[sheet.pk])).status_code == 404
    for stranger in (make_user(), make_official(make_round(0).contest.municipality)):
        assert visitor(stranger).get(scan).status_code == 404
    seal_all(made)
    for person in (made.secretary, specialist_of(made)):
        response = visitor(person).get(scan)
        assert response.status_code == 200
        list(response)


def test_the_address_of_the_qr_leads_the_member_to_their_own_page(made, visitor):
    sheet = made.sheet(2, 0)
    response = visitor(made.members[2].user).get(reverse("paper_sheet", args=[sheet.pk]))
    assert response.url == reverse("sheet", args=[sheet.pk])
    for person in (made.chair, made.members[3].user, make_user()):
        assert visitor(person).get(reverse("paper_sheet", args=[sheet.pk])).status_code == 404


# --- What is printed ---


def sheets_printed(response) -> list[str]:
    """Return the words of each page of a PDF."""
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(response.content)).pages]


def test_a_page_for_each_open_sheet_with_what_is_to_be_filled_in(made, visitor):
    pages = sheets_printed(visitor(made.members[2].user).get(reverse("sheet_print", args=[made.contest.pk])))
    assert len(pages) == 2
    for row, page in enumerate(pages):
        application = made.applications[row]
        for words in (
            application.number,
            application.title_ky,
            application.applicant_name,
            made.members[2].user.name,
            "Көйгөй канча адамга тиешелүү?",
            "Кызыкчылыгым бар",
            "Колу",
            f"/commission/sheets/{made.sheet(2, row).pk}/paper/",
            *[criterion.name_ky for criterion in made.criteria],
        ):
            assert words in page, words
        assert "0 1 2 3 4 5 6 7 8 9 10" in page
        assert "Негиздемеси" not in page


def test_the_square_on_each_page_leads_to_exactly_that_sheet(made, visitor):
    response = visitor(made.members[2].user).get(reverse("sheet_print", args=[made.contest.pk]))
    read = [read_qr(drawn_qr(page).modules)[0] for page in pypdf.PdfReader(io.BytesIO(response.content)).pages]
    assert read == [f"{settings.SITE_URL}{reverse('paper_sheet', args=[made.sheet(2, row).pk])}" for row in (0, 1)]


def test_in_a_blind_contest_the_printed_sheet_shows_the_code_alone(visitor):
    made = make_round(1, terms={"blind": True, "asks_justification": True})
    [page] = sheets_printed(visitor(made.chair).get(reverse("sheet_print", args=[made.contest.pk])))
    assert "К-01" in page
    assert "Негиздемеси" in page
    assert made.applications[0].number not in page
    assert made.applications[0].surname not in page


def test_it_is_in_the_reader_s_language(made, visitor):
    [page, _other] = sheets_printed(visitor(made.chair).get(f"/ru{reverse('sheet_print', args=[made.contest.pk])}"))
    assert "Подпись" in page
    assert made.applications[0].title_ru in page


def test_a_long_scale_leaves_a_line_to_write_on(visitor):
    made = make_round(1, most=100)
    [page] = sheets_printed(visitor(made.chair).get(reverse("sheet_print", args=[made.contest.pk])))
    assert "0 – 100" in page
    assert "57" not in page


@pytest.mark.parametrize(("seat", "status"), [(0, 200), (1, 200), (3, 403)])
def test_the_chair_and_the_secretary_print_for_any_member(seat, status, made, visitor, monkeypatch):
    monkeypatch.setattr(
        blank_sheets, "draw_unnumbered", lambda **arguments: repr(arguments["facts"]["member"]).encode()
    )
    url = f"{reverse('sheet_print', args=[made.contest.pk])}?member={made.members[2].pk}"
    response = visitor(made.members[seat].user).get(url)
    assert response.status_code == status
    assert (made.members[2].user.name in text(response)) is (status == 200)


@pytest.mark.parametrize("member", ["0", "x", "999999999999999999999", "-1"])
def test_a_member_who_is_not_there_has_no_sheets_to_print(member, made, visitor):
    assert (
        visitor(made.chair).get(reverse("sheet_print", args=[made.contest.pk]), {"member": member}).status_code == 404
    )


def test_where_nothing_is_open_the_page_says_so(made, visitor):
    url = reverse("sheet_print", args=[made.contest.pk])
    for row in (0, 1):
        close(made.sheet(2, row), "recused", "Иним.")
    response = visitor(made.members[2].user).get(url)
    assert response.status_code == 403
    assert "no open sheet to print" in text(response)
    Contest.objects.filter(pk=made.contest.pk).update(state="decided", decided_at=made.contest.closes_at)
    assert visitor(made.chair).get(url).status_code == 403


def test_one_s_own_application_is_marked_on_the_printed_sheet(monkeypatch):
    made = make_round(1)
    facts = {}
    monkeypatch.setattr(blank_sheets, "draw_unnumbered", lambda **arguments: facts.update(arguments["facts"]) or b"")
    application = made.applications[0]
    seat = Member.objects.create(commission=made.commission, user=application.applicant, body="community")
    sheet = Sheet.objects.create(member=seat, application=application)
    blank_sheets.draw_blank_sheets(seat, [sheet, made.sheet(0, 0)], reader=made.chair)
    assert [page["own"] for page in facts["sheets"]] == [True, True]
