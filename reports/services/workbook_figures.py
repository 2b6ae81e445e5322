"""The two pages of figures of the Excel form: what must be filled in, and what nobody must."""

from collections.abc import Iterable
from typing import Any

from kit.excel import Book, Page
from kit.numbers import show
from plans.states import Source, ValueKind
from reports.figures import Cell, cell_text
from reports.models import Report
from reports.queries.form import Line
from reports.services.entry import MAX_NOTE, USUAL_NOTES
from reports.services.workbook_hints import Hints
from reports.services.workbook_layout import (
    BAD,
    BEFORE,
    CELL,
    CODE,
    COUNTED,
    COUNTS,
    ENTRY,
    EXPLAIN,
    FIGURES,
    FILL_IN,
    GOOD,
    GROUP,
    GUIDE,
    HALF,
    HEADER,
    HEADER_ROW,
    HINT,
    INDENT,
    KNOWN,
    LEAD,
    LETTERS,
    LINK,
    NAME,
    NO,
    NOTE,
    PART,
    RIGHT,
    SMALL,
    STATUS,
    TITLE,
    TO_DO,
    TODO,
    UNIT,
    USUAL,
    VALUE,
    WIDE,
    WIDTHS,
    WRONG,
    YEAR_BEFORE,
    YES,
    Head,
    columns_of,
    height_for,
)
from reports.states import CellStatus

LIMIT = {"criteria": "between", "minimum": 0, "maximum": 999_999_999_999}
WHOLE = {"validate": "integer", "error_message": "Cần số nguyên từ 0 trở lên, ví dụ 1250.", **LIMIT}
DECIMAL = {"validate": "decimal", "error_message": "Cần một số từ 0 trở lên, ví dụ 12,5.", **LIMIT}
YES_NO = {"validate": "list", "source": [YES, NO], "error_message": "Chọn “Có” hoặc “Không”."}
STATUSES = {
    "validate": "list",
    "source": [status.label for status in CellStatus],
    "error_message": "Chọn một tình trạng trong danh sách.",
}
REASONS = {
    "validate": "list",
    "source": f"='{USUAL}'!$A$1:$A${len(USUAL_NOTES)}",
    "show_error": False,  # any other sentence is as good
}
CHOOSE = f"Chọn một câu trong danh sách nếu đúng thực tế, hoặc tự viết, tối đa {show(MAX_NOTE)} ký tự."
ADVICE = {
    True: "Mọi ô vàng ở cột “Số liệu” phải có số; không phát sinh thì ghi 0. Cột “Cần làm” cho biết còn thiếu gì.",
    False: "Chỉ điền khi có số liệu, còn lại để trống. Đã điền một phân tổ thì điền đủ các dòng của phân tổ đó.",
}
Place = dict[str, int]  # heading → column from 0


def head(
    page: Page, report: Report, advice: str, columns: Iterable[str], *, counts_at: int, printed: tuple[int, int]
) -> None:
    """Title, what to do, how much is left; all of it stays in sight while the officer scrolls.

    Args:
        printed: last row and last column that go on paper.
    """
    page.text(0, 0, f"Báo cáo {report.period}{', lũy kế cả năm' if report.period.is_annual else ''}", **TITLE)
    span = f"từ {report.period.starts_on:%d/%m/%Y} đến {report.period.ends_on:%d/%m/%Y}"
    page.text(1, 0, f"{report.unit.name}; {span}.", **LEAD)
    page.text(2, 0, advice, **LEAD)
    page.link(0, counts_at, "← Hướng dẫn", f"'{GUIDE}'!A1", **LINK)
    for column, words in enumerate(columns):
        page.text(HEADER_ROW, column, words, **HEADER)
    page.height(HEADER_ROW, 32)
    page.freeze(HEADER_ROW + 1, 2)
    page.protect()
    page.for_paper(header_row=HEADER_ROW, area=(0, 0, *printed))


def write_figures(book: Book, report: Report, name: str, rows: list[Head | Line], hints: Hints, counts: str) -> None:
    """One page; ``counts`` is the sentence that tells how much is left, as it is now."""
    columns = columns_of(is_annual=report.period.is_annual)
    at = {column: number for number, column in enumerate(columns)}
    page = book.page(name, [WIDTHS[column] for column in columns])
    page.tab("#F2B705" if name == FIGURES else "#C9D3DE")
    printed = (HEADER_ROW + len(rows), at[STATUS])  # the long hints are for the screen
    head(page, report, ADVICE[name == FIGURES], columns, counts_at=at[VALUE], printed=printed)
    page.words(1, at[VALUE], f"='{GUIDE}'!$A$3", counts, **COUNTS)
    for row, each in enumerate(rows, HEADER_ROW + 1):
        if isinstance(each, Head):
            _write_head(page, row, each, len(columns))
        else:
            _write_line(page, row, each, at, hints)
    _colour(page, at, HEADER_ROW + len(rows))


def _write_head(page: Page, row: int, title: Head, width: int) -> None:
    """The code column stays empty: a title is no figure."""
    look = PART if title.is_part else GROUP
    for column in range(width):
        page.blank(row, column, **look)
    page.text(row, 1, title.text, **look)


def _colour(page: Page, at: Place, last: int) -> None:
    """The cell that waits for something stands out, and so do the words beside it."""
    todo, first = f"${LETTERS[TODO]}{HEADER_ROW + 2}", HEADER_ROW + 1
    for words, column, fill in ((FILL_IN, VALUE, "#FFE08A"), (WRONG, VALUE, "#F8C9C4"), (EXPLAIN, NOTE, "#FFD3A6")):
        starts = f'=LEFT({todo},{len(words)})="{words}"'
        page.colour((first, at[column], last, at[column]), starts, bg_color=fill)
    for words, look in ((WRONG, BAD), (FILL_IN, TO_DO), (EXPLAIN, TO_DO), ("✓", GOOD)):
        starts = f'=LEFT({todo},{len(words)})="{words}"'
        page.colour((first, at[TODO], last, at[TODO]), starts, **look)


def _write_line(page: Page, row: int, line: Line, at: Place, hints: Hints) -> None:
    indicator = line.indicator
    must = " *" if line.is_typed and indicator.is_required else ""
    page.text(row, at[CODE], line.code, **KNOWN)
    page.text(row, at[NAME], indicator.name + must, **CELL, **(INDENT if indicator.parent_code else {}))
    page.text(row, at[UNIT], indicator.unit_of_measure, **CELL)
    for name, cell in ((BEFORE, line.previous), (HALF, line.last), (YEAR_BEFORE, line.last)):
        if name in at:
            _write_shown(page, row, at[name], cell, line)
    _write_counted(page, row, at[COUNTED], line)
    page.text(row, at[HINT], indicator.hint, **CELL | WIDE)
    texts = {NAME: indicator.name, UNIT: indicator.unit_of_measure, NOTE: _note(line)}
    if line.is_typed and not indicator.breakdown:  # a part stays one line high: its whole tells the same words in full
        texts[TODO] = hints.longest(line)
    page.height(row, height_for(texts, WIDTHS, least=1 if indicator.breakdown else 2))
    if line.is_typed:
        _write_entry(page, row, line, at, hints)
    else:
        _write_known(page, row, line, at)


def _note(line: Line) -> str:
    return line.cell.note if line.cell else ""


def _write_counted(page: Page, row: int, column: int, line: Line) -> None:
    """What the portal counts, as a number that can be copied into the next column."""
    if line.known is None:
        page.blank(row, column, **KNOWN)
    elif line.indicator.value_kind == ValueKind.YES_NO:
        page.text(row, column, YES if line.known.value else NO, **KNOWN, **RIGHT)
    else:
        page.number(row, column, line.known.value, **KNOWN, **RIGHT, **_digits(line))


def _write_shown(page: Page, row: int, column: int, cell: Cell | None, line: Line) -> None:
    """A figure that is only looked at: a number where it is one, so that it can be copied and reckoned with."""
    kind = line.indicator.value_kind
    if cell is None or cell.value is None or kind in (ValueKind.YES_NO, ValueKind.PERCENT):
        page.text(row, column, cell_text(cell, kind), **KNOWN, **RIGHT)
    else:
        page.number(row, column, cell.value, **KNOWN, **RIGHT, **_digits(line))


def _write_known(page: Page, row: int, line: Line, at: Place) -> None:
    """A figure nobody types."""
    by = "cổng tự lấy" if line.indicator.source == Source.SYSTEM else "cổng tự tính"
    _write_shown(page, row, at[VALUE], line.cell, line)
    page.blank(row, at[NOTE], **KNOWN)
    page.text(row, at[TODO], f"không phải nhập, {by}", **KNOWN, **SMALL)
    page.text(row, at[STATUS], by, **KNOWN, **INDENT)


def _write_entry(page: Page, row: int, line: Line, at: Place, hints: Hints) -> None:
    _write_value(page, row, at[VALUE], line)
    hint = line.indicator.hint or f"{line.indicator.name} ({line.indicator.unit_of_measure})"
    page.allow(row, at[VALUE], rule_of(line), title=f"{line.code} ({line.indicator.unit_of_measure})", prompt=hint)
    look = ENTRY if line.is_open else KNOWN
    page.text(row, at[NOTE], _note(line), **look)
    page.allow(row, at[NOTE], REASONS, title=f"{line.code}: {NOTE.lower()}", prompt=CHOOSE)
    formula, now = hints.todo(line)
    page.words(row, at[TODO], formula, now, **CELL, **SMALL)
    page.text(row, at[STATUS], CellStatus(line.cell.status).label if line.cell else "", **look, **INDENT)
    page.allow(row, at[STATUS], STATUSES)


def at_most(length: int) -> dict[str, Any]:
    """What Excel lets somebody write into a cell of words."""
    words = f"Tối đa {show(length)} ký tự."
    return {"validate": "length", "criteria": "<=", "value": length, "error_message": words}


def rule_of(line: Line) -> dict[str, Any]:
    """What Excel itself lets the officer type."""
    if line.indicator.value_kind == ValueKind.YES_NO:
        return YES_NO
    return WHOLE if line.indicator.is_whole else DECIMAL


def _digits(line: Line) -> dict[str, str]:
    return {"num_format": "#,##0" if line.indicator.is_whole else "#,##0.0##"}


def _write_value(page: Page, row: int, column: int, line: Line) -> None:
    """Numbers as numbers, so that Excel shows them with the dots of its own language."""
    value = line.cell.value if line.cell else None
    look = (ENTRY if line.is_open else KNOWN) | RIGHT | {"bold": True} | _digits(line)
    if value is None:
        page.blank(row, column, **look)
    elif line.indicator.value_kind == ValueKind.YES_NO:
        page.text(row, column, YES if value else NO, **look)
    else:
        page.number(row, column, value, **look)
