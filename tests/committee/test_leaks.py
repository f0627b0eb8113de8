"""What nobody may see: how others scored, before one's own sheet is sealed; who applies, in a blind contest.

A hunter (hunting.py) opens every page and file as a member, the chair and the secretary. Two proofs: what others wrote
is in nothing that comes back; and where others' points are turned round, so that every mean and place changes, every
answer stays the same to the byte. Each proof has its control: the same hunter finds what may be seen.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from urllib.parse import unquote

import pytest
from django.db import transaction

from committee import services
from committee.models import BlindCode, Member, Scenario, Score, Session, Sheet
from initiatives.models import Application, RequiredDocument
from journal import clock
from tests.committee.factories import Round, close, declare, make_round
from tests.committee.hunting import Answer, Hunter, differing, where
from tests.factories import (
    PDF,
    attach_file,
    make_application,
    make_coapplicant,
    make_upload,
    move_application_to,
    move_contest_to,
)

pytestmark = pytest.mark.django_db

SEATS = {"chair": 0, "secretary": 1, "member": 2}
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
# By application and by the others in their order: turned round, every place and every mean changes.
POINTS = [[9, 8], [7, 6], [2, 1]]
TURNED = [POINTS[2], [4, 3], POINTS[0]]
SEALED, DECLARED, UNTOUCHED = 0, 1, 2
ROWS = (SEALED, DECLARED, UNTOUCHED)


def word(seat: int, row: int) -> str:
    """Return the word that only this member writes, on this sheet alone."""
    return f"Жашыруун{'АБВ'[seat]}{'ЖЗИ'[row]}сөз"


def scan_of(row: int) -> bytes:
    """Return a scan in whose bytes a word stands that is nowhere else."""
    return PDF.replace(b"endobj", f"endobj % скандын сөзү {row}\n".encode())


def seal_others(made: Round, own: int, points: list[list[int]]) -> None:
    """Seal the sheets of all but one member, each with its own word."""
    others = [seat for seat in SEATS.values() if seat != own]
    for row in ROWS:
        for seat, given in zip(others, points[row], strict=True):
            seal(made, seat, row, given)


def seal(made: Round, seat: int, row: int, points: int) -> None:
    """Seal a sheet with the same points on each criterion and the member's word."""
    sheet = made.sheet(seat, row)
    declare(sheet)
    Score.objects.bulk_create(
        Score(sheet=sheet, criterion=criterion, points=points, most=10, justification=word(seat, row))
        for criterion in made.criteria
    )
    close(sheet)


@contextmanager
def undone() -> Iterator[None]:
    """Take back all that is done inside, so that the same rows can be written once more with other points."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def hunted(made: Round, seat: int) -> dict[str, Answer]:
    """Return all that a member comes upon, at a moment that stands still."""
    with clock.at(NOW):
        return Hunter(made.members[seat].user).hunt()


def make_ground(own: int, *, shows_others: bool = False) -> Round:
    """Store three applications; one's own sheet is sealed, then open with the word given, then open without it."""
    made = make_round(3, 3, terms={"asks_justification": True, "shows_others": shows_others})
    seal(made, own, SEALED, 5)
    declare(made.sheet(own, DECLARED))
    # As where a member was replaced after the session was opened: their successor's sheets are open.
    session = Session.objects.create(
        commission=made.commission, held_on=NOW.date(), place_ky="Ак-Булак", place_ru="Ак-Булак"
    )
    Scenario.objects.create(session=session, name="Баарына", made_by=made.members[0])
    return made


def all_words(own: int, rows: tuple[int, ...] = ROWS) -> list[str]:
    """Return the words of all others on these applications."""
    return [word(seat, row) for seat in SEATS.values() for row in rows if seat != own]


# --- How others scored ---


@pytest.mark.parametrize("seat", SEATS.values(), ids=SEATS)
def test_before_one_s_own_seal_nothing_tells_how_others_scored(seat):
    made = make_ground(seat)
    found = []
    for points in (POINTS, TURNED):
        with undone():
            seal_others(made, seat, points)
            found.append(hunted(made, seat))
    assert len(found[0]) > 150, "the hunter has been everywhere"
    assert sum(1 for answer in found[0].values() if answer.status == 200) > 25
    assert where(found[0], all_words(seat)) == {}
    assert where(found[0], [word(seat, SEALED)]), "the hunter finds what is one's own"
    assert differing(*found) == [], "turned points of the others change no answer by a byte"


def test_where_it_was_announced_only_the_sealed_application_s_sheets_are_seen():
    made = make_ground(2, shows_others=True)
    found = []
    # What was sealed may be seen, so there the points stay.
    for points in (POINTS, [POINTS[0], *TURNED[1:]]):
        with undone():
            seal_others(made, 2, points)
            found.append(hunted(made, 2))
            assert where(found[-1], all_words(2, (DECLARED, UNTOUCHED))) == {}
            seen = where(found[-1], all_words(2, (SEALED,)))
            assert seen.keys() == {*all_words(2, (SEALED,))}
    assert differing(*found) == []


def test_a_paper_entered_for_another_shows_neither_its_points_nor_its_scan(made_with_paper):
    made = made_with_paper
    for seat in (0, 1):
        found = hunted(made, seat)
        assert where(found, [word(2, SEALED)]) == {}
        assert not [address for address, answer in found.items() if answer.content == scan_of(SEALED)]


@pytest.fixture
def made_with_paper() -> Round:
    """A round in which the secretary has entered the third member's paper for the first application."""
    made = make_ground(1)
    services.enter_paper_sheet(
        by=made.secretary,
        sheet=made.sheet(2, SEALED),
        state="sealed",
        points=dict.fromkeys(made.criteria, 7),
        justifications=dict.fromkeys(made.criteria, word(2, SEALED)),
        file=make_upload("барак.pdf", scan_of(SEALED)),
    )
    return made


def test_control_the_member_of_a_paper_finds_it_and_its_scan(made_with_paper):
    found = hunted(made_with_paper, 2)
    places = where(found, [word(2, SEALED)])[word(2, SEALED)]
    assert [address for address in places if "/sheets/" in address]
    assert [address for address, answer in found.items() if answer.content == scan_of(SEALED)]


@pytest.mark.parametrize("seat", [2])
def test_control_once_all_is_sealed_turned_points_change_the_ranking(seat):
    made = make_ground(seat)
    for row in (DECLARED, UNTOUCHED):
        seal(made, seat, row, 5)
    found = []
    for points in (POINTS, TURNED):
        with undone():
            seal_others(made, seat, points)
            found.append(hunted(made, seat))
    assert any("ranking" in address for address in differing(*found))


# --- Who applies ---

NAMES = {
    "surname": "Жашыруунбекова",
    "given_name": "Белгисизгүл",
    "patronymic": "Табышмаковна",
    "organisation": "«Сырдуу булак» тобу",
    "position": "сырдуу төрайым",
    "pin": "10203198712345",
    "phone": "+996700987654",
    "address": "Купуя көчөсү, 77",
}
GROUP = "Тымызын уулу Жандарбек"
ANSWERS = "Сыртолгоев жооп берет"
FILES = {"паспорт-Жашыруунбекова.pdf": True, "смета-Жашыруунбекова.pdf": False, "дагы-Жашыруунбекова.pdf": None}
DOCUMENTS = [
    {"name_ky": "Паспорттун көчүрмөсү", "name_ru": "Копия паспорта", "required": False, "names_applicant": True},
    {"name_ky": "Смета", "name_ru": "Смета", "required": False},
]
SHOWN, HIDDEN = "көрүнгөн смета", "жашыруун паспорт"


def bytes_of(mark: str) -> bytes:
    """Return a PDF in whose bytes the mark stands."""
    return PDF.replace(b"endobj", f"endobj % {mark}\n".encode())


def make_blind(state: str) -> Round:
    """Store a blind contest whose first application is full of names, in each member's own state of it."""
    made = make_round(0, 3, state="announced", terms={"blind": True}, documents=DOCUMENTS)
    named, plain = RequiredDocument.objects.filter(contest=made.contest)
    application = make_application(made.contest, kind="group", **NAMES)
    applicant = application.applicant
    applicant.surname, applicant.given_name = NAMES["surname"], NAMES["given_name"]
    applicant.email = "jashyruun@example.test"
    applicant.save()
    application.plan.update(responsible=ANSWERS)
    make_coapplicant(application, name=GROUP)
    for name, names in FILES.items():
        document = {True: named, False: plain, None: None}[names]
        content = bytes_of(SHOWN if names is False else HIDDEN)
        attach_file(application, document, name=name, content=content)
    move_application_to(application, "admitted")
    make_application(made.contest, state="admitted")
    move_contest_to(made.contest, "scoring")
    made.applications = [*Application.objects.filter(contest=made.contest).order_by("pk")]
    for number, row in enumerate(made.applications, 1):
        BlindCode.objects.create(application=row, contest=made.contest, code=f"К-{number:02d}")
    for row in made.applications:
        for member in made.members:
            sheet = Sheet.objects.create(member=member, application=row)
            if state == "declared" or (state == "sealed" and row == made.applications[0]):
                declare(sheet)
    if state == "sealed":
        for seat in SEATS.values():
            seal(made, seat, 0, 5)
    if state == "recused":
        services.recuse(by=made.chair, sheet=made.sheet(2, 0), reason="Тууганы.")
        close(made.sheet(0, 0), "abstained", "Ооруп калдым.")
    return made


def secrets(made: Round) -> list[str]:
    """Return every text that tells who the first applicant is."""
    application = made.applications[0]
    return [
        NAMES["surname"],
        NAMES["given_name"],
        NAMES["patronymic"],
        "Сырдуу булак",
        NAMES["position"],
        NAMES["pin"],
        NAMES["phone"],
        "700987654",
        "Купуя көчөсү",
        "jashyruun@",
        GROUP,
        ANSWERS,
        application.number,
        HIDDEN,
        HIDDEN.encode().decode("latin-1"),
        *FILES,
    ]


@pytest.mark.parametrize(("state", "seat"), [("open", 2), ("declared", 0), ("sealed", 1), ("recused", 2)])
def test_in_a_blind_contest_nothing_tells_who_applies(seat, state):
    made = make_blind(state)
    found = hunted(made, seat)
    assert where(found, secrets(made)) == {}
    assert where(found, ["К-01"]), "the hunter has been at the application"


def test_a_document_that_names_nobody_is_read_under_the_name_of_the_document(visitor):
    made = make_blind("declared")
    sheet = made.sheet(2, 0)
    person = visitor(made.members[2].user)
    page = person.get(f"/commission/sheets/{sheet.pk}/").content.decode()
    [attachment] = made.applications[0].attachments.filter(document__names_applicant=False)
    address = f"/commission/sheets/{sheet.pk}/attachments/{attachment.key}/"
    assert address in page
    assert "2 документ жашырылган" in page
    response = person.get(address)
    assert b"".join(response.streaming_content) == bytes_of(SHOWN)
    assert unquote(response["Content-Disposition"]) == "attachment; filename*=utf-8''К-01 Смета.pdf"


def test_a_hidden_document_opened_by_its_key_is_refused_in_words(visitor):
    made = make_blind("declared")
    sheet = made.sheet(2, 0)
    for attachment in made.applications[0].attachments.all():
        response = visitor(made.members[2].user).get(f"/commission/sheets/{sheet.pk}/attachments/{attachment.key}/")
        shown = attachment.document is not None and not attachment.document.names_applicant
        assert response.status_code == (200 if shown else 403)
        if shown:
            list(response)
        else:
            assert "код менен бааланат" in response.content.decode()


@pytest.mark.parametrize("seat", [2])
def test_control_after_the_decision_the_names_are_found(seat):
    made = make_blind("sealed")
    move_contest_to(made.contest, "decided")
    found = where(hunted(made, seat), secrets(made))
    application = made.applications[0]
    for shown in (
        NAMES["surname"],
        GROUP,
        ANSWERS,
        application.number,
        NAMES["position"],
        HIDDEN.encode().decode("latin-1"),
    ):
        assert shown in found, shown
    for never in (NAMES["pin"], NAMES["phone"], "Купуя көчөсү"):
        assert never not in found, "members need no personal data, blind or not"


def test_in_a_blind_contest_who_was_replaced_finds_no_names_either():
    made = make_blind("sealed")
    Member.objects.filter(pk=made.members[2].pk).update(until=clock.today())
    assert where(hunted(made, 2), secrets(made)) == {}
