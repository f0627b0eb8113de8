"""Tables to take away: an .xlsx to work with, a .csv for programs and spreadsheets. The same rows give the same bytes.

The words in them were typed by strangers and are opened in a program that takes some words for commands. In the .xlsx
every text is therefore written as text, whatever it looks like; in the .csv, which has no types, an apostrophe stands
before a text that a spreadsheet would take for a formula.
"""

import csv
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from io import BytesIO, StringIO
from typing import Any, Literal

from django.http import HttpResponse
from django.utils import timezone
from xlsxwriter import Workbook

from kyrgyz.money import SOM
from kyrgyz.text import without_hidden

Kind = Literal["text", "number", "money", "date"]
Format = Literal["xlsx", "csv"]
Cell = str | int | Fraction | Decimal | date | None

CONTENT_TYPES: dict[Format, str] = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
# What Excel's cell and the name of its sheet can hold.
MOST_SIGNS = 32_767
MOST_SIGNS_OF_NAME = 31
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]+")
_COMMANDS = frozenset("=+-@")
# The file says when it was made; a clock would make other bytes every time.
_MADE_AT = datetime(1980, 1, 1)
_NARROWEST, _WIDEST = 9, 60


@dataclass(frozen=True)
class Column:
    """One column: its heading and what its cells hold.

    text: anything, as its `str`. number: int, Decimal, or Fraction, which is shown with two decimals. money: int of
    tyiyn, shown as som with two decimals. date: date, or datetime with its zone, shown in that of the portal.
    In a column of any kind None is an empty cell, and a str is text, such as a dash for what is not there.
    """

    heading: str
    kind: Kind = "text"


@dataclass(frozen=True)
class Table:
    """A title, columns, and rows of as many cells as there are columns."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]


def as_xlsx(tables: Sequence[Table]) -> bytes:
    """Return a workbook with a sheet for each table: the headings in the first row, which stays in sight.

    A number is a number in it, with the exact value of a mean behind its two decimals. A text beyond what a cell can
    hold ends in «…». Raises ValueError for no table and for a row that does not fit its columns.
    """
    if not tables:
        raise ValueError("A workbook needs a table.")
    into = BytesIO()
    book = Workbook(into, {"in_memory": True})
    book.set_properties({"title": _plain(tables[0].title), "created": _MADE_AT})
    formats = {
        "heading": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
        "number": book.add_format({"valign": "top"}),
        "two": book.add_format({"num_format": "0.00", "valign": "top"}),
        "money": book.add_format({"num_format": "#,##0.00", "valign": "top"}),
        "date": book.add_format({"num_format": "dd.mm.yyyy", "valign": "top", "align": "left"}),
        "moment": book.add_format({"num_format": "dd.mm.yyyy hh:mm", "valign": "top", "align": "left"}),
    }
    names: list[str] = []
    for table in tables:
        names.append(_sheet_name(table.title, names))
        _write_sheet(book.add_worksheet(names[-1]), table, formats)
    book.close()
    return into.getvalue()


def as_csv(table: Table) -> bytes:
    """Return the table as CSV: UTF-8 with its mark, semicolons, decimal commas, days as 25.10.2021.

    A double click has to open it rightly. Where Windows is set to Kyrgyzstan or Russia, Excel and LibreOffice take the
    comma for the decimal sign and the semicolon for the border of a cell, and Excel takes a file without the mark for
    one in an old Cyrillic encoding. Fractions are rounded to two decimals, half up; sums always have two.
    Raises ValueError for a row that does not fit its columns.
    """
    into = StringIO(newline="")
    writer = csv.writer(into, delimiter=";", lineterminator="\r\n")
    writer.writerow([_harmless(_plain(column.heading)) for column in table.columns])
    for row in table.rows:
        writer.writerow([_csv_cell(column.kind, cell) for column, cell in zip(table.columns, row, strict=True)])
    return into.getvalue().encode("utf-8-sig")


def download(tables: Table | Sequence[Table], name: str, format: Format) -> HttpResponse:
    """Return the tables as a file to take away, called `name` with the ending of its kind.

    Of the name only Latin letters, figures, dots and hyphens stay. Who may have it is asked before. No shared computer
    keeps it. Raises ValueError for another kind of file, and for several tables as CSV, which holds one.
    """
    several = [tables] if isinstance(tables, Table) else list(tables)
    if format == "xlsx":
        content = as_xlsx(several)
    elif format == "csv" and len(several) == 1:
        content = as_csv(several[0])
    else:
        raise ValueError(f"{len(several)} tables cannot be sent as {format}.")
    safe = re.sub(r"[^A-Za-z0-9.]+", "-", name).strip("-.") or "table"
    return HttpResponse(
        content,
        headers={
            "Content-Type": CONTENT_TYPES[format],
            "Content-Disposition": f'attachment; filename="{safe}.{format}"',
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )


def _plain(text: object) -> str:
    return without_hidden(str(text))


def _sheet_name(title: str, taken: Sequence[str]) -> str:
    """Return a name for a sheet, made of the title: Excel allows 31 signs, not all of them, and none twice."""
    clean = " ".join(_NOT_IN_NAMES.sub(" ", _plain(title)).split()).strip("' ") or "1"
    name, others, number = clean[:MOST_SIGNS_OF_NAME].strip("' "), {other.lower() for other in taken}, 1
    # A name that Excel keeps for itself.
    while name.lower() in others or name.lower() == "history":
        number += 1
        name = f"{clean[: MOST_SIGNS_OF_NAME - len(str(number)) - 1].strip()} {number}"
    return name


def _write_sheet(sheet: Any, table: Table, formats: dict[str, Any]) -> None:
    widths = [len(column.heading) for column in table.columns]
    for place, column in enumerate(table.columns):
        sheet.write_string(0, place, _cut(column.heading), formats["heading"])
    for line, row in enumerate(table.rows, start=1):
        for place, (column, cell) in enumerate(zip(table.columns, row, strict=True)):
            shown = _csv_cell(column.kind, cell)
            widths[place] = max(widths[place], len(shown))
            _write_cell(sheet, line, place, column.kind, cell, formats)
    for place, width in enumerate(widths):
        sheet.set_column(place, place, min(max(width + 2, _NARROWEST), _WIDEST))
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)


def _write_cell(sheet: Any, line: int, place: int, kind: Kind, cell: Cell, formats: dict[str, Any]) -> None:
    """Write a cell by its type and never by its looks: XlsxWriter's own guess would make a formula of «=1»."""
    if cell is None:
        return
    if kind == "text" or isinstance(cell, str):
        sheet.write_string(line, place, _cut(cell), formats["text"])
    elif isinstance(cell, datetime):
        sheet.write_datetime(line, place, _local(cell), formats["moment"])
    elif isinstance(cell, date):
        sheet.write_datetime(line, place, cell, formats["date"])
    elif kind == "money":
        sheet.write_number(line, place, int(cell) / SOM, formats["money"])
    else:
        sheet.write_number(line, place, float(cell), formats["two" if isinstance(cell, Fraction) else "number"])


def _cut(text: object) -> str:
    # Beyond it XlsxWriter would leave the cell empty.
    plain = _plain(text)
    return plain if len(plain) <= MOST_SIGNS else f"{plain[: MOST_SIGNS - 1]}…"


def _local(moment: datetime) -> datetime:
    # A spreadsheet knows no zones.
    return timezone.localtime(moment).replace(tzinfo=None)


def _csv_cell(kind: Kind, cell: Cell) -> str:
    if cell is None:
        return ""
    if kind == "text" or isinstance(cell, str):
        return _harmless(_plain(cell))
    if isinstance(cell, datetime):
        return f"{_local(cell):%d.%m.%Y %H:%M}"
    if isinstance(cell, date):
        return f"{cell:%d.%m.%Y}"
    if kind == "money":
        return _comma(Decimal(int(cell)).scaleb(-2))
    if isinstance(cell, Fraction):
        return _comma(Decimal((cell * 200 + 1) // 2).scaleb(-2))
    return _comma(Decimal(cell))


def _comma(value: Decimal) -> str:
    return f"{value:f}".replace(".", ",")


def _harmless(text: str) -> str:
    """Return the text with an apostrophe before it where a spreadsheet would take it for a formula.

    Excel and LibreOffice pass over spaces at its beginning, and take the full-width signs of the Far East for ours.
    """
    bare = text.lstrip()
    before = text[: len(text) - len(bare)]
    first = unicodedata.normalize("NFKC", bare[:1])
    return f"'{text}" if first in _COMMANDS or set(before) & set("\t\r\n") else text
