"""The rows of a form that came back, found by code and heading, and the words for what is wrong at a cell."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from kit.excel import Found, Kind, Sheet
from kit.numbers import UnreadableNumber
from reports.services.entry import TypedCell, TypedSection
from reports.services.workbook_layout import ALSO_CALLED, CODE

MAX_QUOTE, HEADER_WITHIN = 60, 20
AGAIN = "Hãy tải lại biểu rồi chép số liệu sang."


@dataclass(frozen=True)
class Change:
    """One cell that would become something else; ``label`` names the indicator or the section."""

    code: str
    label: str
    sheet: str
    cell: str
    column: str
    old: str
    new: str


@dataclass(frozen=True)
class Fault:
    """One thing to correct; ``cell`` and ``column`` (its heading) are empty when the file lacks the place."""

    code: str
    sheet: str
    cell: str
    message: str
    column: str = ""


@dataclass
class Reading:
    """What a file says. With errors nothing of it may be applied.

    ``mended``: (code, heading) → what was typed on the page of the preview instead of what stands in the file.
    """

    mended: Mapping[tuple[str, str], str] = field(default_factory=dict)
    said: dict[tuple[str, str], str] = field(default_factory=dict)  # the same of every cell that was read
    changes: list[Change] = field(default_factory=list)
    errors: list[Fault] = field(default_factory=list)
    cells: list[TypedCell] = field(default_factory=list)
    sections: list[TypedSection] = field(default_factory=list)

    def fault(self, message: str, *, code: str = "", sheet: str = "", cell: str = "", column: str = "") -> None:
        self.errors.append(Fault(code, sheet, cell, message, column))


@dataclass(frozen=True)
class Row:
    """The cells of one code, by column heading."""

    sheet: Sheet
    code: str
    number: int
    cells: dict[str, Found]


def _rows(sheet: Sheet, needed: list[str], reading: Reading) -> list[Row] | None:
    """Every row with a code; None when a heading is missing, which is an error. A moved one is not."""
    header = next((row for row in sheet.rows[:HEADER_WITHIN] if CODE in _words(row)), [])
    columns = {_heading(cell): cell.column for cell in reversed(header) if cell.text.strip()}
    missing = [f"“{name}”" for name in [CODE, *needed] if name not in columns]
    if missing:
        reading.fault(f"Trang “{sheet.name}” thiếu cột {', '.join(missing)}. {AGAIN}", sheet=sheet.name)
        return None
    _check_hidden_columns(sheet, {name: columns[name] for name in needed}, reading)
    rows = []
    for cells in sheet.rows[header[0].row :]:
        row = Row(
            sheet, cells[columns[CODE] - 1].text.strip(), cells[0].row, {n: cells[columns[n] - 1] for n in needed}
        )
        if row.code:
            rows.append(row)
        else:
            _check_no_orphan(sheet, row, reading)
    return rows


def _heading(cell: Found) -> str:
    text = cell.text.strip()
    return ALSO_CALLED.get(text, text)


def _words(row: list[Found]) -> set[str]:
    return {cell.text.strip() for cell in row}


def _check_hidden_columns(sheet: Sheet, columns: dict[str, int], reading: Reading) -> None:
    for name, column in columns.items():
        if column in sheet.hidden_columns:
            reading.fault(f"Cột “{name}” của trang “{sheet.name}” đang bị ẩn. Hãy hiện lại cột.", sheet=sheet.name)


def _check_no_orphan(sheet: Sheet, row: Row, reading: Reading) -> None:
    for found in row.cells.values():
        if found.kind != Kind.EMPTY:
            words = f"Ô {found.address} có nội dung “{quote(found.text)}” nhưng dòng {row.number} không có mã. "
            reading.fault(f"{words}Hãy xóa hoặc chuyển sang đúng dòng.", sheet=sheet.name, cell=found.address)


def rows_by_code(
    sheets: list[Sheet], needed: list[str], known: Iterable[str], wanted: Iterable[str], reading: Reading
) -> dict[str, Row]:
    """The wanted rows of these sheets; doubles, strangers and gaps become errors."""
    before = len(reading.errors)
    found: dict[str, Row] = {}
    read = [_rows(sheet, needed, reading) for sheet in sheets]
    for row in [row for rows in read for row in rows or []]:
        at = {"code": row.code[:20], "sheet": row.sheet.name, "cell": next(iter(row.cells.values())).address}
        if row.code in found:
            first = found[row.code]
            where = "" if first.sheet is row.sheet else f" của trang “{first.sheet.name}”"
            words = f"Dòng {row.number}: mã {row.code} đã có ở dòng {first.number}{where}. Hãy chỉ giữ một dòng."
            reading.fault(words, **at)
        elif row.code not in known:
            words = f"Dòng {row.number}: mã “{quote(row.code)}” không có trong biểu của đơn vị ở kỳ này. Hãy bỏ dòng."
            reading.fault(words, **at)
        else:
            found[row.code] = row
    if None in read or not found and len(reading.errors) > before:
        return {}
    for code in wanted:
        if code not in found:
            names = " hoặc ".join(f"“{sheet.name}”" for sheet in sheets)
            reading.fault(f"Thiếu dòng {code} trong trang {names}. {AGAIN}", code=code, sheet=sheets[0].name)
    return {code: found[code] for code in wanted if code in found}


def quote(text: str) -> str:
    return text if len(text) <= MAX_QUOTE else text[:MAX_QUOTE] + "…"


class Place:
    """Writes the errors of one row with the place in words: "Ô F12 (dòng 12, cột “Số liệu”), N101: …"."""

    def __init__(self, row: Row, reading: Reading) -> None:
        self.sheet, self.row, self.reading = row.sheet, row, reading
        self.is_bad = False

    def fault(self, column: str, message: str) -> None:
        found, self.is_bad = self.row.cells[column], True
        text = self.reading.mended.get((self.row.code, column), found.text)
        quoted = f"“{quote(text)}” – " if text.strip() else ""
        words = f"Ô {found.address} (dòng {found.row}, cột “{column}”), {self.row.code}: {quoted}{message}"
        self.reading.fault(words, code=self.row.code, sheet=self.sheet.name, cell=found.address, column=column)

    def text(self, column: str, read: Callable[[Found], str]) -> str:
        """The content of a cell as text, or what was typed instead of it; "" when it cannot be taken."""
        found = self.row.cells[column]
        place = (self.row.code, column)
        is_text = found.kind not in (Kind.FORMULA, Kind.ERROR)
        self.reading.said[place] = self.reading.mended.get(place, found.text if is_text else "")
        if place in self.reading.mended:
            return self.reading.mended[place]
        if (found.row, found.column) in self.sheet.merged:
            self.fault(column, "ô bị gộp với ô khác. Hãy bỏ gộp ô.")
        try:
            return read(found)
        except UnreadableNumber as error:
            self.fault(column, str(error))
            return ""

    def check_hidden(self, column: str) -> None:
        if self.row.number in self.sheet.hidden_rows and (self.row.code, column) not in self.reading.mended:
            self.fault(column, "dòng đang bị ẩn. Hãy hiện lại dòng để không sót số liệu.")


def plain(found: Found) -> str:
    """What stands in a cell, if it is something that was typed. Raises UnreadableNumber."""
    if found.kind == Kind.FORMULA:
        raise UnreadableNumber("ô chứa công thức. Hãy chép rồi dán lại dạng giá trị (Paste Values).")
    if found.kind == Kind.ERROR:
        raise UnreadableNumber("ô chứa lỗi của Excel. Hãy nhập lại.")
    return found.text
