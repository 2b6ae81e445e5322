"""Spreadsheets in and out. The only importer of XlsxWriter and openpyxl.

Out: every text is written as a string cell, so that no text can become a formula. In: plain
values of a file that passed kit.excel_guard. Back: the reader's own file with its cells marked.
"""

import re
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import xlsxwriter
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

__all__ = ["BROKEN", "MAX_BYTES", "TOO_LARGE", "NotAnXlsx", "TooLarge", "UnreadableWorkbook"]

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
ESCAPED_CONTROL = re.compile("_x00([01][0-9A-Fa-f])_")
AUTHOR = "Cổng kế hoạch"
ENTRY_COLOUR, ERROR_COLOUR = "FFF9DB", "F8C9C4"
PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
MAX_PROMPT = 255
UNDATED = datetime(2000, 1, 1, tzinfo=UTC)  # the same content is the same file


def carried(text: str) -> str:
    """``text`` as a cell can hold it: without the characters that XML does not know."""
    return NOT_IN_XML.sub("", text)


def cell_address(row: int, column: int) -> str:
    """ "D5" for row 4, column 3 (both from 0)."""
    return f"{get_column_letter(column + 1)}{row + 1}"


# --- Out ------------------------------------------------------------------------------------------


class Book:
    """A workbook being written; rows and columns count from 0."""

    def __init__(self, title: str) -> None:
        self._buffer = BytesIO()
        self._book = xlsxwriter.Workbook(self._buffer, PLAIN)
        self._book.set_properties({"title": title, "created": UNDATED})
        self._styles: dict[str, Any] = {}

    def style(self, **look: Any) -> Any:
        """A cell style; asked for twice it is the same one."""
        key = repr(sorted(look.items()))
        if key not in self._styles:
            self._styles[key] = self._book.add_format(look)
        return self._styles[key]

    def page(self, name: str, widths: Iterable[float] = ()) -> "Page":
        return Page(self, self._book.add_worksheet(name), widths)

    def finish(self) -> bytes:
        """The file. Its sheets cannot be renamed, moved or deleted by mistake."""
        self._book.close()
        return _lock_structure(self._buffer.getvalue())


class Page:
    """One sheet being written."""

    def __init__(self, book: Book, sheet: Any, widths: Iterable[float]) -> None:
        self.book, self._sheet = book, sheet
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)

    def text(self, row: int, column: int, text: str, **look: Any) -> None:
        """A string cell, whatever the text begins with."""
        if self._sheet.write_string(row, column, carried(text), self.book.style(**look)):
            raise ValueError(f"cell {row},{column} does not fit")

    def number(self, row: int, column: int, value: Decimal, **look: Any) -> None:
        self._sheet.write_number(row, column, float(value), self.book.style(**look))

    def formula(self, row: int, column: int, formula: str, value: Decimal, **look: Any) -> None:
        """A formula of ours (never of a user's text) with the value it has now, for readers that do not compute."""
        self._sheet.write_formula(row, column, formula, self.book.style(**look), float(value))

    def blank(self, row: int, column: int, **look: Any) -> None:
        self._sheet.write_blank(row, column, None, self.book.style(**look))

    def allow(self, row: int, column: int, rule: Mapping[str, Any], *, title: str = "", prompt: str = "") -> None:
        """What may be typed into a cell, and the words shown beside it."""
        words = {"input_title": title[:32], "input_message": _shortened(prompt)} if prompt else {}
        self._sheet.data_validation(row, column, row, column, {**rule, **words, "error_title": "Chưa đúng"})

    def height(self, row: int, points: float) -> None:
        self._sheet.set_row(row, points)

    def freeze(self, rows: int, columns: int) -> None:
        self._sheet.freeze_panes(rows, columns)

    def protect(self) -> None:
        """Only unlocked cells can be typed into; no password: against slips, not against people."""
        self._sheet.protect("", {"format_columns": True, "format_rows": True})

    def for_paper(self, *, header_row: int) -> None:
        """A4 across, as wide as the sheet, the header on each page."""
        self._sheet.set_landscape()
        self._sheet.set_paper(9)
        self._sheet.fit_to_pages(1, 0)
        self._sheet.repeat_rows(header_row)

    def hide_for_good(self) -> None:
        self._sheet.very_hidden()


def _shortened(text: str) -> str:
    return text if len(text) <= MAX_PROMPT else text[: MAX_PROMPT - 1] + "…"


def _lock_structure(content: bytes) -> bytes:
    """XlsxWriter has no word for it: one element is put into workbook.xml."""
    result = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(result, "w", ZIP_DEFLATED) as new:
        for member in old.infolist():
            part = old.read(member)
            if member.filename == "xl/workbook.xml":
                part = part.replace(b"<bookViews>", b'<workbookProtection lockStructure="1"/><bookViews>', 1)
            new.writestr(member, part, ZIP_DEFLATED)
    return result.getvalue()


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
