"""How the Excel form is laid out: its sheets and columns, and where each figure stands.

What must be filled in stands together on the first page of figures; what nobody must fill in
has a page of its own, so that an officer meets only the rows that are asked of him.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from kit.excel import ENTRY_COLOUR
from reports.queries.form import Block, Line

VERSION = "1"
GUIDE, FIGURES, EXTRA, WORDS, RULES, USUAL, META = (
    "Hướng dẫn", "Số liệu", "Không bắt buộc", "Lời văn", "kiem-tra", "giai-trinh", "meta",
)  # fmt: skip
CODE, VALUE, STATUS, NOTE, TEXT, TODO = "Mã", "Số liệu", "Tình trạng", "Giải trình, ghi chú", "Nội dung", "Cần làm"
ALSO_CALLED = {"Ghi chú": NOTE}  # in forms that were downloaded before the column got its name
NAME, UNIT, BEFORE, HALF, YEAR_BEFORE = (
    "Chỉ tiêu",
    "Đơn vị tính",
    "Cùng kỳ năm trước",
    "6 tháng đầu năm",
    "Cả năm trước",
)
COUNTED, HINT = "Cổng đếm được", "Cách tính"
# From the code to the explanation everything is seen at once on a screen of 1366 pixels (7 pixels a character).
WIDTHS = {
    CODE: 8, NAME: 36, UNIT: 9, BEFORE: 10, HALF: 10, YEAR_BEFORE: 10, COUNTED: 10, VALUE: 12, TODO: 38, NOTE: 36,
    STATUS: 20, HINT: 60,
}  # fmt: skip
HEADER_ROW, LINE_HEIGHT, SMALL_LINE, MAX_HEIGHT = 3, 14, 12, 396
YES, NO = "Có", "Không"
FILL_IN, WRITE, WRONG, EXPLAIN, DONE = "Cần điền", "Cần viết", "Sai: ", "Giải trình: ", "✓"

CELL = {"border": 1, "border_color": "#C9D3DE", "valign": "top", "text_wrap": True, "font_name": "Arial"}
HEADER = CELL | {"bold": True, "bg_color": "#0B4F8A", "font_color": "#FFFFFF", "valign": "vcenter"}
GROUP = CELL | {"bold": True, "bg_color": "#E4ECF5", "text_wrap": False}
PART = CELL | {"italic": True, "bg_color": "#F3F5F8", "text_wrap": False}
KNOWN = CELL | {"bg_color": "#F3F5F8", "font_color": "#4A5866"}
ENTRY = CELL | {"bg_color": f"#{ENTRY_COLOUR}", "locked": False}
RIGHT, INDENT, WIDE, SMALL = {"align": "right"}, {"align": "left", "indent": 1}, {"text_wrap": False}, {"font_size": 9}
TITLE = {"bold": True, "font_size": 14, "font_name": "Arial"}
LEAD = {"font_name": "Arial", "font_color": "#4A5866"}
COUNTS = {"bold": True, "font_name": "Arial", "font_color": "#8A4B08"}
LINK = {"font_name": "Arial", "font_color": "#0B4F8A", "underline": 1}
TO_DO, BAD, GOOD = (
    {"font_color": "#8A4B08", "bold": True},
    {"font_color": "#A3161A", "bold": True},
    {"font_color": "#1B6E3C"},
)


@dataclass(frozen=True)
class Spot:
    """A row of a page, from 0."""

    page: str
    row: int

    def at(self, column: str) -> str:
        """The place in a formula: "'Số liệu'!$G$5"."""
        return f"'{self.page}'!${LETTERS[column]}${self.row + 1}"


@dataclass(frozen=True)
class Head:
    """A title between rows."""

    text: str
    is_part: bool = False


@dataclass
class Layout:
    """Page → its rows from HEADER_ROW + 1 on, and the place of each figure by its code."""

    pages: dict[str, list[Head | Line]] = field(default_factory=dict)
    spots: dict[str, Spot] = field(default_factory=dict)

    @property
    def lines(self) -> list[Line]:
        return [each for rows in self.pages.values() for each in rows if isinstance(each, Line)]

    def span(self, page: str, column: str) -> str:
        """A page's whole column: "'Số liệu'!$I$1:$I$60" (from the first row, so that MATCH gives the row)."""
        last = HEADER_ROW + 1 + len(self.pages.get(page, []))
        return f"'{page}'!${LETTERS[column]}$1:${LETTERS[column]}${last}"


def columns_of(*, is_annual: bool) -> list[str]:
    """The headings of a page of figures."""
    return [CODE, NAME, UNIT, BEFORE, HALF if is_annual else YEAR_BEFORE, COUNTED, VALUE, TODO, NOTE, STATUS, HINT]


LETTERS = dict(zip(columns_of(is_annual=True), "ABCDEFGHIJK", strict=True))


def layout_of(blocks: Iterable[Block]) -> Layout:
    """Which figure stands where."""
    layout = Layout({FIGURES: [], EXTRA: []})
    for block in blocks:
        asked = [line for line in block.lines if line.is_typed and line.indicator.is_required]
        known = [line for line in block.lines if not line.is_typed]
        others = [line for line in block.lines if line.is_typed and not line.indicator.is_required]
        if asked or others:
            layout.pages[FIGURES] += [Head(str(block.group)), *asked, *known]
        if others:
            layout.pages[EXTRA] += [Head(str(block.group)), *_with_heads(block, others)]
    if not layout.pages[EXTRA]:
        del layout.pages[EXTRA]
    for page, rows in layout.pages.items():
        for row, each in enumerate(rows, HEADER_ROW + 1):
            if isinstance(each, Line):
                layout.spots[each.code] = Spot(page, row)
    return layout


def _with_heads(block: Block, lines: list[Line]) -> list[Head | Line]:
    """The parts of a breakdown under the name of their whole."""
    names = {line.code: line.indicator.name for line in block.lines}
    rows: list[Head | Line] = []
    seen = ("", "")
    for line in lines:
        part = (line.indicator.parent_code, line.indicator.breakdown)
        if part[1] and part != seen:
            rows.append(Head(f"{part[0]} {names.get(part[0], '')}: phân tổ {part[1]}", is_part=True))
        seen = part
        rows.append(line)
    return rows


def shortened(message: str, most: int = 110) -> str:
    """The first clauses of a rule's message, as many as fit: a row of the form is two lines high."""
    if len(message) <= most:
        return message.rstrip(".")
    cuts = [message.rfind(sign, 0, most) for sign in (": ", ", ", "; ")]
    return message[: max(*cuts, 0) or most].rstrip(".")


def height_for(texts: dict[str, str], widths: dict[str, int], least: int = 1) -> float:
    """Points for the longest of these wrapped texts: no program measures them by itself."""
    return 4 + max([least * LINE_HEIGHT, *(_height(text, name, widths[name]) for name, text in texts.items())])


def _height(text: str, column: str, width: int) -> float:
    """“Cần làm” of a figure is written smaller: more to a line, and lower lines."""
    fitting, points = (width + 4, SMALL_LINE) if column == TODO else (width - 4, LINE_HEIGHT)
    return min(MAX_HEIGHT, points * sum(len(part) // fitting + 1 for part in text.split("\n")))
