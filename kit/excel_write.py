"""Spreadsheets out: every text is written as a string cell, so that no text can become a formula."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import xlsxwriter
from openpyxl.utils import get_column_letter

NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
MAX_PROMPT = 255
UNDATED = datetime(2000, 1, 1, tzinfo=UTC)  # the same content is the same file


def carried(text: str) -> str:
    """``text`` as a cell can hold it: without the characters that XML does not know."""
    return NOT_IN_XML.sub("", text)


def cell_address(row: int, column: int) -> str:
    """ "D5" for row 4, column 3 (both from 0)."""
    return f"{get_column_letter(column + 1)}{row + 1}"


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

    def words(self, row: int, column: int, formula: str, text: str, **look: Any) -> None:
        """A formula of ours that gives words, with those it gives now."""
        self._sheet.write_formula(row, column, formula, self.book.style(**look), text)

    def link(self, row: int, column: int, text: str, target: str, **look: Any) -> None:
        """A link to a place in the same workbook: ``target`` is "'Số liệu'!G5"."""
        self._sheet.write_url(row, column, f"internal:{target}", self.book.style(**look), text)

    def colour(self, area: tuple[int, int, int, int], formula: str, **look: Any) -> None:
        """How the cells of (row, column, last row, last column) look while the formula of the first one holds."""
        rule = {"type": "formula", "criteria": formula, "format": self.book.style(**look)}
        self._sheet.conditional_format(*area, rule)

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

    def for_paper(self, *, header_row: int | None = None, area: tuple[int, int, int, int] | None = None) -> None:
        """A4 across, as wide as the sheet, the header on each page; ``area``: row, column, last row, last column."""
        self._sheet.set_landscape()
        self._sheet.set_paper(9)
        self._sheet.fit_to_pages(1, 0)
        if header_row is not None:
            self._sheet.repeat_rows(header_row)
        if area:
            self._sheet.print_area(*area)

    def tab(self, colour: str) -> None:
        self._sheet.set_tab_color(colour)

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
