"""Spreadsheets in and out.

Out (kit.excel_write): every text is a string cell. In: plain values of a file that passed
kit.excel_guard. Back: the reader's own file with its cells marked.
"""

import re
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from io import BytesIO
from typing import Any

import openpyxl
from openpyxl.cell import Cell as OpenCell
from openpyxl.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties

from kit.excel_guard import (
    BROKEN,
    MAX_BYTES,
    MAX_COLUMNS,
    MAX_ROWS,
    TOO_LARGE,
    TOO_WIDE,
    NotAnXlsx,
    TooLarge,
    UnreadableWorkbook,
    check,
)
from kit.excel_write import Book, Page, carried, cell_address

__all__ = [
    "BROKEN", "MAX_BYTES", "TOO_LARGE", "Book", "NotAnXlsx", "Page", "TooLarge", "UnreadableWorkbook", "carried",
    "cell_address",
]  # fmt: skip

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ESCAPED_CONTROL = re.compile("_x00([01][0-9A-Fa-f])_")
AUTHOR = "Cổng kế hoạch"
ENTRY_COLOUR, ERROR_COLOUR = "FFF9DB", "F8C9C4"


# --- In -------------------------------------------------------------------------------------------


class Kind(StrEnum):
    EMPTY = "empty"
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    BOOLEAN = "boolean"
    FORMULA = "formula"
    ERROR = "error"


@dataclass(frozen=True)
class Found:
    """One cell of a file: what kind of thing it holds, as text, and where (rows and columns from 1)."""

    row: int
    column: int
    kind: Kind = Kind.EMPTY
    text: str = ""
    number: Decimal | None = None

    @property
    def address(self) -> str:
        return f"{get_column_letter(self.column)}{self.row}"


@dataclass(frozen=True)
class Sheet:
    """One sheet as plain values."""

    name: str
    rows: list[list[Found]]
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]
    merged: frozenset[tuple[int, int]]


def open_workbook(data: bytes) -> dict[str, Sheet]:
    """The sheets of an XLSX by name. Raises UnreadableWorkbook (NotAnXlsx, TooLarge)."""
    return {sheet.title: _sheet(sheet) for sheet in _load(data).worksheets}


def _load(data: bytes) -> openpyxl.Workbook:
    check(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # extensions of other programs are dropped: not our affair
            book = openpyxl.load_workbook(BytesIO(data), keep_links=False)
    except Exception as error:  # somebody else's file: the library raises whatever its parts raise
        raise UnreadableWorkbook(BROKEN) from error
    if any(sheet.max_row > MAX_ROWS or sheet.max_column > MAX_COLUMNS for sheet in book.worksheets):
        raise UnreadableWorkbook(TOO_WIDE)
    return book


def _sheet(sheet: Any) -> Sheet:
    columns = [d for d in sheet.column_dimensions.values() if d.hidden]
    return Sheet(
        name=sheet.title,
        rows=[[_found(cell) for cell in row] for row in sheet.iter_rows()],
        hidden_rows=frozenset(row for row, d in sheet.row_dimensions.items() if d.hidden),
        hidden_columns=frozenset(n for d in columns for n in range(d.min, min(d.max, MAX_COLUMNS) + 1)),
        merged=frozenset(place for area in sheet.merged_cells.ranges for place in area.cells),
    )


def _found(cell: OpenCell) -> Found:
    value, row, column = cell.value, cell.row, cell.column
    if value is None:
        return Found(row, column)
    if cell.data_type == "f":
        return Found(row, column, Kind.FORMULA, str(getattr(value, "text", value)))
    if cell.data_type == "e":
        return Found(row, column, Kind.ERROR, str(value))
    if isinstance(value, bool):
        return Found(row, column, Kind.BOOLEAN, str(value).upper())
    if isinstance(value, int | float):
        return _number(row, column, value)
    if isinstance(value, date | time | timedelta):
        return Found(row, column, Kind.DATE, _day(value))
    text = ESCAPED_CONTROL.sub(lambda escaped: chr(int(escaped[1], 16)), str(value))
    return Found(row, column, Kind.TEXT if text.strip() else Kind.EMPTY, carried(text))


def _number(row: int, column: int, value: float) -> Found:
    """As many digits as Excel shows: 0.1 + 0.2 is 0.3."""
    number = Decimal(value) if isinstance(value, int) else Decimal(format(value, ".15g"))
    if not number.is_finite():
        return Found(row, column, Kind.ERROR, "#NUM!")
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".").replace(".", ",")
    return Found(row, column, Kind.NUMBER, text, number)


def _day(value: date | time | timedelta) -> str:
    if isinstance(value, datetime | date):
        return f"{value:%d/%m/%Y}"
    return str(value)


# --- Back -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Mark:
    """What is wrong at a cell; ``cell`` is empty when it is nowhere in particular."""

    sheet: str
    cell: str
    label: str
    message: str


def mark(data: bytes, marks: Iterable[Mark], *, sheet: str, heading: str) -> bytes:
    """The same workbook with red cells, comments and a first sheet that lists them with links.

    Marks of an earlier round are taken off. Raises UnreadableWorkbook.
    """
    book = _load(data)
    marks = [m if m.sheet in book.sheetnames else Mark("", "", m.label, m.message) for m in marks]
    if sheet in book.sheetnames:
        del book[sheet]
    for worksheet in book.worksheets:
        _unmark(worksheet)
    for each in marks:
        if each.cell:
            _mark_cell(book[each.sheet][each.cell], each.message)
    _list_marks(book, marks, sheet, heading)
    result = BytesIO()
    try:
        book.save(result)
    except Exception as error:  # what could be read cannot always be written
        raise UnreadableWorkbook(BROKEN) from error
    return result.getvalue()


def _unmark(worksheet: Any) -> None:
    for row in worksheet.iter_rows():
        for cell in row:
            if cell.comment and cell.comment.author == AUTHOR:
                cell.comment = None
                cell.fill = PatternFill("solid", start_color=ENTRY_COLOUR)


def _mark_cell(cell: Any, message: str) -> None:
    if isinstance(cell, MergedCell):  # only the first cell of a merged area can be marked
        return
    words = f"{cell.comment.text}\n{message}" if cell.comment and cell.comment.author == AUTHOR else message
    cell.fill = PatternFill("solid", start_color=ERROR_COLOUR)
    cell.comment = Comment(words, AUTHOR, width=380, height=110)


def _list_marks(book: openpyxl.Workbook, marks: list[Mark], title: str, heading: str) -> None:
    page = book.create_sheet(title, 0)
    for letter, width in zip("ABCD", (6, 18, 10, 110), strict=True):
        page.column_dimensions[letter].width = width
    _write(page["A1"], heading, bold=True, size=14)
    page["A1"].alignment = Alignment(wrap_text=False)
    for column, words in enumerate(("STT", "Ô", "Mã", "Cần sửa"), 1):
        _write(page.cell(3, column), words, bold=True)
    for number, each in enumerate(marks, 1):
        row = 3 + number
        texts = (str(number), f"{each.sheet}!{each.cell}" if each.cell else "–", each.label, each.message)
        for column, text in enumerate(texts, 1):
            _write(page.cell(row, column), text)
        if each.cell:
            _link(page.cell(row, 2), each)
        page.row_dimensions[row].height = 4 + 14 * (len(each.message) // 95 + 1)
    page.freeze_panes = "A4"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.page_setup.fitToHeight = 0
    book.active = 0
    for worksheet in book.worksheets:
        worksheet.sheet_view.tabSelected = worksheet is page


def _write(cell: Any, text: str, **look: Any) -> None:
    """A string cell: openpyxl would make a formula of a text that begins with "="."""
    cell.value = carried(text)
    cell.data_type = "s"
    cell.font = Font(name="Arial", **look)
    cell.alignment = Alignment(wrap_text=True, vertical="top")


def _link(cell: Any, target: Mark) -> None:
    quoted = target.sheet.replace("'", "''")
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{quoted}'!{target.cell}")
    cell.font = Font(name="Arial", underline="single", color="0B4F8A")
