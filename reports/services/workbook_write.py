"""One report's form as an Excel file, to be filled in offline and read back by workbook_read."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from kit.excel import ENTRY_COLOUR, Book, Page, carried
from kit.numbers import show
from kit.text import clean
from plans.states import Source, ValueKind
from reports.figures import Cell, cell_text, value_text
from reports.models import Report
from reports.queries.form import Block, Line, editable_codes, form_blocks, outline_for
from reports.services.entry import MAX_NOTE, MAX_SECTION, fingerprint
from reports.states import CellStatus

VERSION = "1"
FIGURES, WORDS, META = "Số liệu", "Lời văn", "meta"
CODE, VALUE, STATUS, NOTE, TEXT = "Mã", "Số liệu", "Tình trạng", "Ghi chú", "Nội dung"
BEFORE = [CODE, "Chỉ tiêu", "Đơn vị tính", "Cùng kỳ năm trước"]
HALF, YEAR_BEFORE, COUNTED = "6 tháng đầu năm", "Cả năm trước", "Cổng đếm được"
AFTER = [VALUE, STATUS, NOTE, "Cách tính"]
WIDTHS = {
    CODE: 8, "Chỉ tiêu": 52, "Đơn vị tính": 13, "Cùng kỳ năm trước": 12, HALF: 12,
    YEAR_BEFORE: 12, COUNTED: 12, VALUE: 16, STATUS: 20, NOTE: 36, "Cách tính": 60,
}  # fmt: skip
WORD_COLUMNS = {CODE: 8, "Mục": 34, "Gợi ý": 44, TEXT: 90}
HEADER_ROW, LINE_HEIGHT, MAX_HEIGHT = 3, 14, 400
YES, NO = "Có", "Không"

CELL = {"border": 1, "border_color": "#C9D3DE", "valign": "top", "text_wrap": True, "font_name": "Arial"}
HEADER = CELL | {"bold": True, "bg_color": "#0B4F8A", "font_color": "#FFFFFF", "valign": "vcenter"}
GROUP = CELL | {"bold": True, "bg_color": "#E4ECF5", "text_wrap": False}
KNOWN = CELL | {"bg_color": "#F3F5F8", "font_color": "#4A5866"}
ENTRY = CELL | {"bg_color": f"#{ENTRY_COLOUR}", "locked": False}
RIGHT, INDENT = {"align": "right"}, {"align": "left", "indent": 1}
TITLE = {"bold": True, "font_size": 14, "font_name": "Arial"}
LEAD = {"font_name": "Arial", "font_color": "#4A5866"}

LIMIT = {"criteria": "between", "minimum": 0, "maximum": 999_999_999_999}
WHOLE = {"validate": "integer", "error_message": "Cần số nguyên từ 0 trở lên, ví dụ 1250.", **LIMIT}
DECIMAL = {"validate": "decimal", "error_message": "Cần một số từ 0 trở lên, ví dụ 12,5.", **LIMIT}
YES_NO = {"validate": "list", "source": [YES, NO], "error_message": "Chọn “Có” hoặc “Không”."}
STATUSES = {
    "validate": "list",
    "source": [status.label for status in CellStatus],
    "error_message": "Chọn một tình trạng trong danh sách.",
}
HOW_TO = (
    "Chỉ nhập vào ô nền vàng. * là bắt buộc; không phát sinh thì ghi 0, không để trống. "
    "Nhập xong: lưu lại dạng .xlsx rồi chọn “Nhập từ Excel” trong cổng. Cổng cho xem trước mọi thay đổi."
)
NO_NAMES = "Viết ngắn, đúng thực tế kỳ này. Không nêu tên, số căn cước, điện thoại, ngày sinh của bất kỳ ai."


@dataclass(frozen=True)
class Carried:
    """One field as it was put into the file: ``seen`` what is stored, ``shown`` what a reader will find there."""

    code: str
    seen: str
    shown: str


def write_form(report: Report) -> bytes:
    """The whole form: figures, words, and a hidden sheet that says whose it is and what it showed."""
    book = Book(f"Báo cáo {report.period} – {report.unit}")
    lines = _write_figures(book, report, form_blocks(report))
    words = _write_words(book, report)
    _write_meta(book, report, [*lines, *words])
    return book.finish()


def _head(page: Page, report: Report, advice: str, columns: Iterable[str]) -> None:
    page.text(0, 0, f"Báo cáo {report.period}", **TITLE)
    span = f"số liệu từ {report.period.starts_on:%d/%m/%Y} đến {report.period.ends_on:%d/%m/%Y}"
    page.text(1, 0, f"{report.unit.name}; {span}{', lũy kế cả năm' if report.period.is_annual else ''}.", **LEAD)
    page.text(2, 0, advice, **LEAD)
    for column, words in enumerate(columns):
        page.text(HEADER_ROW, column, words, **HEADER)
    page.height(HEADER_ROW, 32)
    page.freeze(HEADER_ROW + 1, 2)
    page.protect()
    page.for_paper(header_row=HEADER_ROW)


def _write_figures(book: Book, report: Report, blocks: list[Block]) -> list[Carried]:
    columns = [*BEFORE, *([HALF] if report.period.is_annual else []), *AFTER]
    if not report.period.is_annual:
        columns.insert(-1, YEAR_BEFORE)
    if any(line.known for block in blocks for line in block.lines):
        columns.insert(-1, COUNTED)
    page = book.page(FIGURES, [WIDTHS[name] for name in columns])
    _head(page, report, HOW_TO, columns)
    row, written = HEADER_ROW, []
    for block in blocks:
        row += 1
        _write_group(page, row, block, len(columns))
        for line in block.lines:
            row += 1
            _write_line(page, row, line, columns)
            if line.is_typed:
                written.append(_carried_line(line))
    return written


def _write_group(page: Page, row: int, block: Block, width: int) -> None:
    """The code column stays empty: a group is no figure."""
    for column in range(width):
        page.blank(row, column, **GROUP)
    page.text(row, 1, str(block.group), **GROUP)


def _write_line(page: Page, row: int, line: Line, columns: list[str]) -> None:
    indicator, at = line.indicator, {name: number for number, name in enumerate(columns)}
    is_required = line.is_typed and indicator.is_required
    indent = INDENT if indicator.parent_code else {}
    page.text(row, at[CODE], line.code, **KNOWN)
    page.text(row, at["Chỉ tiêu"], indicator.name + (" *" if is_required else ""), **CELL, **indent)
    page.text(row, at["Đơn vị tính"], indicator.unit_of_measure, **CELL)
    for name, cell in (("Cùng kỳ năm trước", line.previous), (HALF, line.last), (YEAR_BEFORE, line.last)):
        if name in at:
            page.text(row, at[name], cell_text(cell, indicator.value_kind), **KNOWN, **RIGHT)
    if COUNTED in at:
        known = value_text(line.known.value, indicator.value_kind) if line.known else ""
        page.text(row, at[COUNTED], known, **KNOWN, **RIGHT)
    page.text(row, at["Cách tính"], indicator.hint, **CELL)
    page.height(row, height_for({"Chỉ tiêu": indicator.name, "Cách tính": indicator.hint, NOTE: _note(line)}, WIDTHS))
    if line.is_typed:
        _write_entry(page, row, line, at)
    else:
        _write_known(page, row, line, at)


def _note(line: Line) -> str:
    return line.cell.note if line.cell else ""


def height_for(texts: dict[str, str], widths: dict[str, int], least: int = 1) -> float:
    """Points for the longest of these wrapped texts: no program measures them by itself."""
    needed = (sum(len(part) // (widths[name] - 4) + 1 for part in text.split("\n")) for name, text in texts.items())
    return min(MAX_HEIGHT, 4 + LINE_HEIGHT * max(least, *needed))


def _write_known(page: Page, row: int, line: Line, at: dict[str, int]) -> None:
    """A figure nobody types."""
    by = "cổng tự lấy" if line.indicator.source == Source.SYSTEM else "cổng tự tính"
    page.text(row, at[VALUE], cell_text(line.cell, line.indicator.value_kind), **KNOWN, **RIGHT)
    page.text(row, at[STATUS], by, **KNOWN, **INDENT)
    page.blank(row, at[NOTE], **KNOWN)


def _write_entry(page: Page, row: int, line: Line, at: dict[str, int]) -> None:
    _write_value(page, row, at[VALUE], line)
    hint = line.indicator.hint or f"{line.indicator.name} ({line.indicator.unit_of_measure})"
    page.allow(row, at[VALUE], rule_of(line), title=f"{line.code} ({line.indicator.unit_of_measure})", prompt=hint)
    look = ENTRY if line.is_open else KNOWN
    page.text(row, at[STATUS], CellStatus(line.cell.status).label if line.cell else "", **look, **INDENT)
    page.allow(row, at[STATUS], STATUSES)
    page.text(row, at[NOTE], _note(line), **look)
    page.allow(row, at[NOTE], _at_most(MAX_NOTE))


def _at_most(length: int) -> dict[str, Any]:
    words = f"Tối đa {show(length)} ký tự."
    return {"validate": "length", "criteria": "<=", "value": length, "error_message": words}


def rule_of(line: Line) -> dict[str, Any]:
    """What Excel itself lets the officer type."""
    if line.indicator.value_kind == ValueKind.YES_NO:
        return YES_NO
    return WHOLE if line.indicator.is_whole else DECIMAL


def _write_value(page: Page, row: int, column: int, line: Line) -> None:
    """Numbers as numbers, so that Excel shows them with the dots of its own language."""
    value = line.cell.value if line.cell else None
    look = (
        (ENTRY if line.is_open else KNOWN)
        | RIGHT
        | {"bold": True, "num_format": "#,##0" if line.indicator.is_whole else "#,##0.0##"}
    )
    if value is None:
        page.blank(row, column, **look)
    elif line.indicator.value_kind == ValueKind.YES_NO:
        page.text(row, column, YES if value else NO, **look)
    else:
        page.number(row, column, value, **look)


def _carried_line(line: Line) -> Carried:
    shown = line.cell and Cell(line.cell.status, line.cell.value, clean(carried(line.cell.note)))
    return Carried(line.code, fingerprint(line.cell), fingerprint(shown))


def _write_words(book: Book, report: Report) -> list[Carried]:
    page = book.page(WORDS, WORD_COLUMNS.values())
    _head(page, report, NO_NAMES, WORD_COLUMNS)
    texts, written = dict(report.sections.values_list("code", "text")), []
    opened = editable_codes(report, [])
    for row, section in enumerate(outline_for(report.period, report.unit.reporter_code), HEADER_ROW + 1):
        text = texts.get(section["code"], "")
        page.text(row, 0, section["code"], **KNOWN)
        page.text(row, 1, section["title"] + (" *" if section["required"] else ""), **CELL)
        page.text(row, 2, section["hint"], **KNOWN)
        page.text(row, 3, text, **(ENTRY if section["code"] in opened else KNOWN))
        page.allow(row, 3, _at_most(MAX_SECTION), title=section["code"], prompt=section["hint"])
        page.height(row, height_for({"Gợi ý": section["hint"], TEXT: text}, WORD_COLUMNS, least=4))
        written.append(Carried(section["code"], fingerprint(text), fingerprint(clean(carried(text)))))
    return written


def identity(report: Report) -> dict[str, str]:
    """Whose form a file is."""
    period = report.period
    return {"version": VERSION, "unit": report.unit.code, "period": period.code, "form": str(period.form.year)}


def _write_meta(book: Book, report: Report, fields: list[Carried]) -> None:
    page = book.page(META)
    for row, (name, value) in enumerate(identity(report).items()):
        page.text(row, 0, name)
        page.text(row, 1, value)
    for row, each in enumerate(fields, len(identity(report))):
        for column, text in enumerate(("field", each.code, each.seen, each.shown)):
            page.text(row, column, text)
    page.hide_for_good()
