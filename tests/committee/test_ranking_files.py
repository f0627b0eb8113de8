"""The ranking to take away, and every member's sheet: when, to whom, complete, and harmless to a spreadsheet."""

import csv
import io
import re
import zipfile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from committee.models import Score, Sheet
from documents.models import RegisterEntry
from initiatives.models import Application, BudgetLine
from journal import clock
from municipality.models import User
from tests.committee.factories import close, give, make_round, seal_all, specialist_of
from tests.factories import make_application

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("source_words")]

FORMULA = '=HYPERLINK("http://example.test","Бас")'
NAMES = ["ranking.xlsx", "ranking.csv", "points.csv", "points.xlsx"]


def address(made, name: str) -> str:
    what, ending = name.split(".")
    return reverse(f"{what}_file", args=[made.contest.pk, ending])


def file_of(person, made, name: str) -> bytes:
    response = person.get(address(made, name))
    assert response.status_code == 200
    return response.content


def rows_of(person, made, name: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(file_of(person, made, name).decode("utf-8-sig")), delimiter=";"))


@pytest.fixture
def made():
    made = make_round(2, 3)
    close(made.sheet(2, 1), "recused", "Бир тууганымдын демилгеси.")
    seal_all(made, {(0, 0): [10, 9, 8, 7, 6]})
    return made


def test_the_files_stay_closed_while_a_sheet_is_open(visitor):
    made = make_round(1, 2)
    give(made.sheet(0, 0), [5] * 5)
    close(made.sheet(0, 0))
    for person in (made.chair, made.secretary, specialist_of(made)):
        for url in [
            *(address(made, name) for name in NAMES),
            reverse("ranking_sheets", args=[made.applications[0].pk]),
        ]:
            response = visitor(person).get(url)
            assert response.status_code == 403
            assert "still open" in response.content.decode()


def test_the_ranking_as_csv(made, visitor):
    head, first, second = rows_of(visitor(made.members[2].user), made, "ranking.csv")
    found = dict(zip(head, first, strict=True))
    assert (found["Place"], found["Mean"], found["Sheets"]) == ("1", "8,00", "3")
    assert found["Asked for, som"] == "37000,00"
    assert "The highest mean: 8,00." in found["Why this place"]
    assert dict(zip(head, second, strict=True))["Recused"] == "1"


def test_all_points_as_csv(made, visitor):
    head, *rows = rows_of(visitor(specialist_of(made)), made, "points.csv")
    assert len(rows) == 6
    first = dict(zip(head, rows[0], strict=True))
    assert [first[name] for name in head[4:9]] == ["10", "9", "8", "7", "6"]
    recused = next(row for row in rows if "Бир тууганымдын демилгеси." in row)
    assert recused[4:10] == [""] * 6


def test_the_workbook_holds_both(made, visitor):
    book = zipfile.ZipFile(io.BytesIO(file_of(visitor(made.chair), made, "ranking.xlsx")))
    names = [name for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
    assert len(names) == 2


def test_another_name_is_not_there(made, visitor):
    assert visitor(made.chair).get(address(made, "ranking.zip")).status_code == 404


@pytest.mark.parametrize("name", ["+Кошуев", "@Атабаев", "\tТабиев", "-Минусов"])
def test_no_title_and_no_name_becomes_a_formula(visitor, name):
    made = make_round(1, 3)
    row = make_application(made.contest, state="admitted", title_ky=FORMULA, title_ru=FORMULA)
    made.applications.append(row)
    Sheet.objects.bulk_create(Sheet(member=member, application=row) for member in made.members)
    seal_all(made)
    User.objects.filter(pk=made.members[1].user_id).update(surname=name, given_name="", patronymic="")
    person = visitor(made.chair)
    for file in ("ranking.csv", "points.csv"):
        for row in rows_of(person, made, file)[1:]:
            assert not [cell for cell in row if cell and cell[0] in "=+-@\t"], file
    assert f"'{FORMULA}" in [cell for row in rows_of(person, made, "points.csv") for cell in row]
    book = zipfile.ZipFile(io.BytesIO(file_of(person, made, "ranking.xlsx")))
    for sheet in ("xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"):
        assert "<f>" not in book.read(sheet).decode()
    assert "HYPERLINK" in book.read("xl/sharedStrings.xml").decode()


def test_a_blind_contest_s_files_and_sheets_say_codes(visitor):
    made = make_round(2, 2, terms={"blind": True})
    seal_all(made)
    person = visitor(made.members[1].user)
    numbers = [application.number for application in made.applications]
    pages = [file_of(person, made, name).decode("utf-8-sig") for name in ("ranking.csv", "points.csv")]
    pages += [
        person.get(reverse("ranking", args=[made.contest.pk])).content.decode(),
        person.get(reverse("ranking_sheets", args=[made.applications[0].pk])).content.decode(),
    ]
    for page in pages:
        assert "К-01" in page
        assert not [number for number in numbers if number in page]


def test_every_sheet_with_its_points_and_justifications(visitor):
    made = make_round(1, 3)
    close(made.sheet(2, 0), "abstained", "Ооруп калдым.")
    give(made.sheet(1, 0), [9, 8, 7, 6, 5])
    Score.objects.filter(sheet=made.sheet(1, 0), points=9).update(justification="Беш айылга тең тийет.")
    close(made.sheet(1, 0))
    seal_all(made)
    page = visitor(made.members[2].user).get(reverse("ranking_sheets", args=[made.applications[0].pk]))
    text = page.content.decode()
    assert "Беш айылга тең тийет." in text
    assert "Ооруп калдым." in text
    assert re.search(r"<b>9</b> of 10", text)
    assert [str(mean) for _sheet, _written, mean, _reason in page.context["sheets"]] == ["8,00", "7,00", "–"]


def seal_by_hand(made) -> None:
    """Seal all sheets of a great contest at once, with points that differ."""
    sheets = list(Sheet.objects.filter(application__contest=made.contest))
    Sheet.objects.filter(application__contest=made.contest).update(no_interest_at=clock.now())
    Score.objects.bulk_create(
        [
            Score(sheet=sheet, criterion=criterion, points=(sheet.application_id + sheet.member_id + n) % 11, most=10)
            for sheet in sheets
            for n, criterion in enumerate(made.criteria)
        ],
        batch_size=5000,
    )
    Sheet.objects.filter(application__contest=made.contest).update(state="sealed", closed_at=clock.now())


def queries_of(person, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert person.get(url).status_code == 200
    return len(queries)


def many_applications(count: int):
    """Store a scored round of many applications quickly: one by the factory, the others as copies of its rows."""
    made = make_round(1)
    pattern = made.applications[0]
    numbers = _copies(RegisterEntry, pattern.entry, count, "number")
    for n, entry in enumerate(numbers, 1):
        entry.number = pattern.entry.number + n
    entries = RegisterEntry.objects.bulk_create(numbers)
    late = {"state", "entry", "submitted_at", "checked_at"}
    copies = Application.objects.bulk_create(_copies(Application, pattern, count, *late))
    lines = [
        line
        for row in copies
        for given in pattern.lines.all()
        for line in _copies(BudgetLine, given, 2, "application", application=row)
    ]
    BudgetLine.objects.bulk_create(lines)
    for row, entry in zip(copies, entries, strict=True):
        row.state, row.entry = "admitted", entry
        row.submitted_at, row.checked_at = pattern.submitted_at, pattern.checked_at
    Application.objects.bulk_update(copies, sorted(late), batch_size=200)
    Sheet.objects.bulk_create(Sheet(member=member, application=row) for row in copies for member in made.members)
    seal_by_hand(made)
    return made


def _copies(model, pattern, count: int, *without: str, **fields):
    """Return rows of a model like `pattern`, one fewer than `count`, not stored yet."""
    names = [
        field.attname
        for field in model._meta.concrete_fields
        if not field.primary_key and not field.generated and field.name not in without
    ]
    kept = {name: getattr(pattern, name) for name in names}
    return [model(**kept, **fields) for _n in range(1, count)]


def test_a_thousand_applications_take_as_many_queries_as_three(visitor):
    counts = []
    for count in (3, 1000):
        made = many_applications(count)
        person = visitor(made.chair)
        first = made.applications[0].pk
        counts.append(
            [
                queries_of(person, reverse("ranking", args=[made.contest.pk])),
                queries_of(person, reverse("ranking_sheets", args=[first])),
                queries_of(person, address(made, "ranking.xlsx")),
            ]
        )
    assert counts[0] == counts[1]
