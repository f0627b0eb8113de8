"""Tables to take away: what a spreadsheet reads back, and that it never takes a stranger's words for a command."""

import csv
import time
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from io import BytesIO, StringIO
from typing import Any

import pytest
from openpyxl import load_workbook

from documents import tables
from documents.tables import Cell, Column, Table, as_csv, as_xlsx, download

COMMANDS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "  =1",
    "\u00a0=1",
    "\ufeff=1",
    " \t кат",
    "＝1",
    "＋1",
    "－1",
    "＠SUM(A1)",
    "\u3000＝1",
    "﹦1",
    '=HYPERLINK("http://a.example")',
]
NO_COMMANDS = [
    "кат",
    "a=1",
    "7-айыл",
    "«=»",
    "",
    " кат",
    "№ 1",
    "https://a.example",
    "mailto:a@b.example",
    "{=1}",
    "1e5",
]


def table(*rows: list[Cell], kinds: tuple[Any, ...] = ("text",), title: str = "Жыйынтык") -> Table:
    return Table(title, [Column(f"Тилке {place}", kind) for place, kind in enumerate(kinds, start=1)], rows)


def sheet(made: Table) -> Any:
    return load_workbook(BytesIO(as_xlsx([made]))).active


def lines(made: Table) -> list[list[str]]:
    return list(csv.reader(StringIO(as_csv(made).decode("utf-8-sig"), newline=""), delimiter=";"))


# --- strangers' words ---


@pytest.mark.parametrize("text", COMMANDS + NO_COMMANDS)
def test_a_workbook_holds_every_text_as_text(text: str) -> None:
    content = as_xlsx([Table(text or "1", [Column(text)], [[text]])])
    for row in load_workbook(BytesIO(content)).active.iter_rows():
        assert {cell.data_type for cell in row} <= {"s", "n"}
        # Empty cells have no type of their own.
        assert all(isinstance(cell.value, str) for cell in row if cell.value is not None)
        assert not any(cell.hyperlink for cell in row)
    with zipfile.ZipFile(BytesIO(content)) as parts:
        pages = b"".join(parts.read(name) for name in parts.namelist() if name.startswith("xl/worksheets/"))
    assert b"<f>" not in pages
    assert b"<f " not in pages
    assert b"hyperlink" not in pages


@pytest.mark.parametrize("kind", ["text", "number", "money", "date"])
@pytest.mark.parametrize("text", COMMANDS)
def test_csv_puts_an_apostrophe_before_a_command(text: str, kind: str) -> None:
    (found,) = lines(table([text], kinds=(kind,)))[1]
    assert found == "'" + text.replace("\ufeff", "")


@pytest.mark.parametrize("text", NO_COMMANDS)
def test_csv_leaves_other_words_alone(text: str) -> None:
    assert lines(table([text, "x"], kinds=("text", "text")))[1] == [text, "x"]


def test_headings_are_words_of_strangers_too() -> None:
    made = Table("Ү", [Column("=1")], [])
    assert lines(made) == [["'=1"]]
    assert (sheet(made)["A1"].data_type, sheet(made)["A1"].value) == ("s", "=1")


def test_borders_of_cells_in_a_text_are_no_borders() -> None:
    text = 'бир; "эки"\r\nүч, төрт'
    assert lines(table([text, 5], kinds=("text", "number"))) == [["Тилке 1", "Тилке 2"], [text, "5"]]


def test_hidden_signs_are_left_out() -> None:
    made = table(["Көпүрө\u202e 12\x07"])
    assert lines(made)[1] == ["Көпүрө 12"]
    assert sheet(made)["A2"].value == "Көпүрө 12"


# --- figures and days ---

MADE = table(
    [
        "Аянтча",
        7,
        Fraction(42, 5),
        Decimal("1.500"),
        1_234_567_05,
        date(2021, 10, 25),
        datetime(2021, 10, 25, 20, 30, tzinfo=UTC),
    ],
    kinds=("text", "number", "number", "number", "money", "date", "date"),
)


def test_figures_of_a_workbook_are_figures() -> None:
    row = sheet(MADE)[2]
    assert [cell.value for cell in row] == [
        "Аянтча",
        7,
        8.4,
        1.5,
        1_234_567.05,
        datetime(2021, 10, 25),
        datetime(2021, 10, 26, 2, 30),
    ]
    shown = [cell.number_format for cell in row]
    assert shown[2] == "0.00"
    assert shown[4] == "#,##0.00"
    assert shown[5:] == ["dd.mm.yyyy", "dd.mm.yyyy hh:mm"]


def test_a_workbook_keeps_a_mean_whole() -> None:
    assert sheet(table([Fraction(25, 3)], kinds=("number",)))["A2"].value == 25 / 3


def test_csv_is_as_people_here_write_figures_and_days() -> None:
    assert lines(MADE)[1] == ["Аянтча", "7", "8,40", "1,500", "1234567,05", "25.10.2021", "26.10.2021 02:30"]
    assert as_csv(MADE).startswith(b"\xef\xbb\xbf")
    assert as_csv(MADE).endswith(b"\r\n")


@pytest.mark.parametrize(
    ("value", "shown"),
    [(Fraction(1, 200), "0,01"), (Fraction(199, 40_000), "0,00"), (Fraction(2, 3), "0,67"), (Fraction(9), "9,00")],
)
def test_half_a_hundredth_is_rounded_up(value: Fraction, shown: str) -> None:
    assert lines(table([value], kinds=("number",)))[1] == [shown]


@pytest.mark.parametrize(
    ("tyiyn", "shown"), [(0, "0,00"), (5, "0,05"), (-5, "-0,05"), (12_000_00, "12000,00"), (-12_50, "-12,50")]
)
def test_negative_sums_stay_figures(tyiyn: int, shown: str) -> None:
    made = table([tyiyn], kinds=("money",))
    assert lines(made)[1] == [shown]
    cell = sheet(made)["A2"]
    assert (cell.data_type, cell.value) == ("n", tyiyn / 100)


@pytest.mark.parametrize("kind", ["text", "number", "money", "date"])
def test_what_is_not_there_is_an_empty_cell_or_a_dash(kind: str) -> None:
    made = table([None, "–"], kinds=(kind, kind))
    assert lines(made)[1] == ["", "–"]
    assert [cell.value for cell in sheet(made)[2]] == [None, "–"]


# --- the workbook ---


def test_each_table_has_a_sheet_named_by_its_title() -> None:
    long = "Баалардын жыйынды таблицасы, жалпы"
    titles = [long, f"{long} 2", "a/b:c*d?[e]\\f", "'кат'", "History", "", "ҮЛГҮ", "үлгү"]
    book = load_workbook(BytesIO(as_xlsx([table(title=title) for title in titles])))
    names = book.sheetnames
    assert names[:2] == [long[:31].strip(), f"{long[:29].strip()} 2"]
    assert names[2:] == ["a b c d e f", "кат", "History 2", "1", "ҮЛГҮ", "үлгү 2"]
    assert book.properties.title == long


def test_headings_stay_in_sight() -> None:
    assert sheet(MADE).freeze_panes == "A2"
    assert [cell.value for cell in sheet(MADE)[1]] == [column.heading for column in MADE.columns]


def test_a_text_that_no_cell_holds_is_cut_and_not_lost() -> None:
    value = sheet(table(["ү" * 40_000]))["A2"].value
    assert len(value) == tables.MOST_SIGNS
    assert value.endswith("ү…")


@pytest.mark.parametrize("row", [["a"], ["a", "b", "c"]])
def test_a_row_that_does_not_fit_is_refused(row: list[Cell]) -> None:
    made = table(row, kinds=("text", "text"))
    for write in (as_csv, lambda made: as_xlsx([made])):
        with pytest.raises(ValueError, match="zip"):
            write(made)


def test_no_table_is_no_workbook() -> None:
    with pytest.raises(ValueError, match="table"):
        as_xlsx([])


def test_same_rows_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    first = as_xlsx([MADE, MADE]), as_csv(MADE)
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    try:
        # The time in an archive goes by twos.
        time.sleep(2.1)
        assert (as_xlsx([MADE, MADE]), as_csv(MADE)) == first
    finally:
        monkeypatch.undo()
        time.tzset()


# --- the download ---


@pytest.mark.parametrize(
    ("format", "kind", "content"),
    [
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_xlsx([MADE])),
        ("csv", "text/csv; charset=utf-8", as_csv(MADE)),
    ],
)
def test_a_download_is_kept_by_nobody_and_opened_as_nothing_else(format: Any, kind: str, content: bytes) -> None:
    answer = download(MADE, "scores-2021-1", format)
    assert answer.content == content
    assert answer["Content-Type"] == kind
    assert answer["Content-Disposition"] == f'attachment; filename="scores-2021-1.{format}"'
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ('a"; filename="b.exe', "a-filename-b.exe"),
        ("упай 2021/1", "2021-1"),
        ("упай", "table"),
        ("a\r\nX: y", "a-X-y"),
        ("../..", "table"),
    ],
)
def test_the_name_of_a_download_is_plain(name: str, safe: str) -> None:
    assert download([MADE], name, "csv")["Content-Disposition"] == f'attachment; filename="{safe}.csv"'


@pytest.mark.parametrize(("made", "format"), [([MADE, MADE], "csv"), ([MADE], "ods"), ([], "xlsx"), ([], "csv")])
def test_what_no_file_can_hold_is_refused(made: list[Table], format: Any) -> None:
    with pytest.raises(ValueError, match="table"):
        download(made, "a", format)
