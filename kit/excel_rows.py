"""Long lists as spreadsheets: written row by row, read row by row, never whole in memory.

For forms, where every cell is looked at, see kit.excel; what may be opened at all, kit.excel_guard.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import xlsxwriter

from kit.excel import carried
from kit.excel_guard import BROKEN, MEGABYTE, Limits, UnreadableWorkbook, check

LONG_LIST = Limits(
    size=40 * MEGABYTE,
    unpacked=600 * MEGABYTE,
    rows=100_002,
    columns=50,
    elements=8_000_000,
    too_large="Tệp lớn hơn 40 MB: chia thành nhiều tệp.",
    too_wide="Tệp có ô nằm ngoài 100.000 dòng, 50 cột: chia thành nhiều tệp, bỏ cột thừa.",
)
STREAMED = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
BAD = {"bg_color": "#F8C9C4"}
HEAD = {"bold": True, "bg_color": "#E8EEF5", "border": 1, "text_wrap": True, "valign": "vcenter"}


def write_rows(
    title: str,
    columns: Sequence[tuple[str, int]],
    rows: Iterable[Sequence[Any]],
    *,
    notes: Sequence[str] = (),
    marks: Mapping[tuple[int, int], str] | None = None,
) -> bytes:
    """A workbook of one sheet: a head, then each row. Texts are string cells, so that none becomes a formula.

    Args:
        columns: (label, width in characters) each.
        rows: str, int, Decimal, date or None (a blank cell) each.
        notes: lines of a second sheet "Hướng dẫn"; none, no sheet.
        marks: what is wrong at (row from 1 without the head, column from 0): a red cell with a comment.
    """
    result = BytesIO()
    book = xlsxwriter.Workbook(result, STREAMED)
    book.set_properties({"title": title})
    sheet, head, bad = book.add_worksheet(title[:31]), book.add_format(HEAD), book.add_format(BAD)
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for column, (_, width) in enumerate(columns):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 0)
    for column, (label, _) in enumerate(columns):
        sheet.write_string(0, column, label, head)
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            if marks and (wrong := marks.get((number, column))):
                sheet.write_string(number, column, carried(str(value or "")), bad)
                sheet.write_comment(number, column, wrong, {"x_scale": 2})
            else:
                _write(sheet, number, column, value, day)
    if notes:
        _write_notes(book, notes)
    book.close()
    return result.getvalue()


def _write(sheet: Any, row: int, column: int, value: Any, day: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, str):
        sheet.write_string(row, column, carried(value))
    elif isinstance(value, date):
        sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), day)  # noqa: DTZ001 - a cell
    else:
        sheet.write_number(row, column, float(value))


def _write_notes(book: Any, notes: Sequence[str]) -> None:
    page = book.add_worksheet("Hướng dẫn")
    page.set_column(0, 0, 110)
    for number, line in enumerate(notes):
        page.write_string(number, 0, line)


def read_rows(data: bytes) -> Iterator[tuple[int, list[str]]]:
    """(row number from 1, its cells as text) of the first sheet; blank rows are left out.

    Dates come as dd/mm/yyyy, whole numbers without a point, formulas as their text.

    Raises UnreadableWorkbook (NotAnXlsx, TooLarge).
    """
    check(data, LONG_LIST)
    try:
        book = openpyxl.load_workbook(BytesIO(data), read_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what the file says of its own size is nobody's promise
        for number, row in enumerate(sheet.iter_rows(values_only=True, max_col=LONG_LIST.columns), 1):
            cells = [_text(value) for value in row]
            while cells and not cells[-1]:
                cells.pop()
            if cells:
                yield number, cells
    except UnreadableWorkbook:
        raise
    except Exception as error:  # somebody else's file: the library raises whatever its parts raise
        raise UnreadableWorkbook(BROKEN) from error


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return carried(value).strip()
    if isinstance(value, datetime | date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float):
        return format(Decimal(format(value, ".15g")), "f").replace(".", ",") if value % 1 else str(int(value))
    return str(value)
