"""The frozen content of an official document: its shape, builders and check. Pure: no database, no clock.

The tree is JSON of strings, written once when a document is issued; PDF and DOCX are printed from it alone.
Form and numbering follow Nghị định 30/2020/NĐ-CP, Phụ lục I.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import combinations, pairwise
from typing import Any, Literal, NotRequired, TypedDict, TypeVar

NBSP = "\u00a0"
BLANK = NBSP * 6
POINT_LETTERS = "abcdđeghiklmnopqrstuvxy"  # the Vietnamese alphabet as used for điểm: no f, j, w, z
ISSUER_LINE = 25  # characters of bold 12 pt capitals that fit beside the Quốc hiệu
APPENDIX_WIDTH = 252  # mm between the margins of a landscape page
UNITS_ABREAST = 18  # columns of figures that stay readable on it

Align = Literal["left", "center", "right"]
Unit = TypeVar("Unit")


class Letterhead(TypedDict):
    superior: str
    issuer: str


class Column(TypedDict):
    label: str
    width: str
    align: str
    turn: NotRequired[str]  # "1": the head is printed upwards, for narrow columns


class HeaderCell(TypedDict):
    label: str
    colspan: NotRequired[str]
    rowspan: NotRequired[str]
    turn: NotRequired[str]


class Row(TypedDict):
    """``code``: the figure that the row is about, where there is one."""

    kind: str
    cells: list[str]
    code: NotRequired[str]


class Run(TypedDict):
    """A piece of a paragraph; ``code`` names the figure that stands in it, "" for plain words."""

    text: str
    code: str


class Block(TypedDict):
    """One piece of the body: section, clause, point (numbered), paragraph, bullet, note or table.

    ``runs``: the same text in pieces, where figures in it have codes (documents.marks).
    """

    type: str
    runs: NotRequired[list[Run]]
    number: NotRequired[str]
    text: NotRequired[str]
    caption: NotRequired[str]
    columns: NotRequired[list[Column]]
    header_rows: NotRequired[list[list[HeaderCell]]]
    rows: NotRequired[list[Row]]


class Signature(TypedDict):
    prefix: str
    title: str
    name: str


class ChartBar(TypedDict):
    """``value`` is a decimal string, "" where nothing is known; ``text`` is printed beside the bar."""

    label: str
    value: str
    text: str
    target: NotRequired[str]  # of this bar alone


class Chart(TypedDict):
    """``full``: the value at the end of the track; ``target``: where the mark stands, "" for none."""

    title: str
    full: str
    target: str
    bars: list[ChartBar]


class Appendix(TypedDict):
    """A table, charts, or both; without a table ``columns`` and ``rows`` are empty."""

    charts: NotRequired[list[Chart]]
    number: str
    title: str
    note: str
    orientation: str
    columns: list[Column]
    header_rows: NotRequired[list[list[HeaderCell]]]
    rows: list[Row]
    footnotes: list[str]


class Verification(TypedDict):
    """What stands small under the recipients: the code and the page that checks it."""

    code: str
    url: str


class Codes(TypedDict):
    """How a code leads to its figure: ``url`` + code; ``show`` is "codes" (printed small) or "links" (not printed)."""

    show: str
    url: str


class Content(TypedDict):
    letterhead: Letterhead
    number: str
    symbol: str
    place: str
    date_text: str
    type_name: str
    subject: str
    addressees: list[str]
    grounds: list[str]
    body: list[Block]
    signature: Signature
    recipients: list[str]
    archive: str
    appendices: list[Appendix]
    watermark: str
    demo_mark: str
    verification: NotRequired[Verification]
    codes: NotRequired[Codes]


# --- Words and numbers ---------------------------------------------------------------------------
def vietnamese_date_text(day: date | None, *, month: int | None = None, year: int | None = None) -> str:
    """The words "ngày 05 tháng 7 năm 2022"; what is unknown stays blank, to be filled in by hand.

    A leading zero only for days below 10 and months 1 and 2.
    """
    if day is not None:
        month, year = day.month, day.year
    parts = (
        ("ngày", day and f"{day.day:02}"),
        ("tháng", month and (f"{month:02}" if month < 3 else str(month))),
        ("năm", year and str(year)),
    )
    return "".join(f"{word} {value} " if value else word + BLANK for word, value in parts).rstrip()


def short_day(day: date) -> str:
    """ "14/6/2022", "05/02/2022": in figures too a leading zero only for days below 10 and months 1 and 2."""
    return f"{day.day:02}/{day.month:02}/{day.year}" if day.month < 3 else f"{day.day:02}/{day.month}/{day.year}"


def document_number_text(number: str | int | None, symbol: str) -> str:
    """ "Số: 07/BC-SLĐTBXH"; without a number, room to write it by hand."""
    if number in (None, ""):
        return f"Số:{NBSP * 8}/{symbol}"
    return f"Số: {str(number).zfill(2)}/{symbol}"


ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def roman(number: int) -> str:
    """1 → I, 4 → IV, 19 → XIX, 620 → DCXX; for sections and appendices."""
    numeral = ""
    for value, letters in ROMAN:
        count, number = divmod(number, value)
        numeral += letters * count
    return numeral


def broken_name(name: str, limit: int = ISSUER_LINE) -> str:
    """A long agency name on as few even lines as fit: broken after hyphens and commas, else between words."""
    name = " ".join(name.split())
    for pattern in (r"(?<= -) |(?<=,) ", " "):
        marks = [mark.start() for mark in re.finditer(pattern, name)]
        for breaks in range(min(len(marks), 3) + 1):
            ways = [split_at(name, places) for places in combinations(marks, breaks)]
            fitting = [lines for lines in ways if len(max(lines, key=len)) <= limit]
            if fitting:
                return "\n".join(min(fitting, key=lambda lines: len(max(lines, key=len))))
    return name


def split_at(name: str, places: Sequence[int]) -> list[str]:
    """The pieces of ``name`` between the spaces at ``places``."""
    edges = [-1, *places, len(name)]
    return [name[start + 1 : end] for start, end in pairwise(edges)]


def subject_text(subject: str) -> str:
    """A trích yếu whose period ("6 tháng đầu năm 2022") is never torn over two lines."""
    period = r"(?:(?:\d+ tháng(?: đầu| cuối)?|quý \w+|tháng \d+) )?năm \d{4}"
    return re.sub(period, lambda match: match[0].replace(" ", NBSP), " ".join(subject.split()))


# --- Builders ------------------------------------------------------------------------------------
def letterhead(superior: str, issuer: str) -> Letterhead:
    return {"superior": superior.upper(), "issuer": broken_name(issuer.upper())}


def section(order: int, text: str) -> Block:
    return {"type": "section", "number": roman(order), "text": text}


def clause(order: int, text: str) -> Block:
    return {"type": "clause", "number": str(order), "text": text}


def point(order: int, text: str) -> Block:
    return {"type": "point", "number": POINT_LETTERS[order - 1], "text": text}


def narrative(text: str) -> list[Block]:
    """What an officer typed: each line a paragraph, lines that begin with a dash or a plus become bullets."""
    lines = [" ".join(line.split()) for line in text.splitlines()]
    bullets = [re.fullmatch(r"[-–•+](?!\d) ?(.+)", line) for line in lines]
    return [
        {"type": "bullet", "text": bullet[1]} if bullet else {"type": "paragraph", "text": line}
        for line, bullet in zip(lines, bullets, strict=True)
        if line.strip("-–•+ ")
    ]


def table(columns: list[Column], rows: list[Row], caption: str = "") -> Block:
    return {"type": "table", "caption": caption, "columns": columns, "rows": rows}


def note(text: str) -> Block:
    """A remark below a table, smaller than the text."""
    return {"type": "note", "text": text}


def row(*cells: str, kind: Literal["row", "group", "total"] = "row", code: str = "") -> Row:
    """One line of a table; a single cell spans the whole width, ``code`` is that of the figure it is about."""
    line: Row = {"kind": kind, "cells": list(cells)}
    return {**line, "code": code} if code else line


def column(label: str, width: str = "", align: Align = "left", *, turn: bool = False) -> Column:
    return {"label": label, "width": width, "align": align} | ({"turn": "1"} if turn else {})  # type: ignore[return-value]


def abreast(units: Sequence[Unit]) -> list[list[Unit]]:
    """Groups of even size, each of as many units as one landscape page holds; one empty group for none."""
    count = max(1, -(-len(units) // UNITS_ABREAST))
    edges = [len(units) * n // count for n in range(count + 1)]
    return [list(units[start:end]) for start, end in pairwise(edges)]


def figures_columns(units: Sequence[str], longest_code: int = 7) -> list[Column]:
    """Columns of the landscape appendix: code, indicator, measure, one per unit, total, "15/16" units counted.

    Up to 18 units keep figures of six characters on one line at 8,5 pt; more belong in another appendix.
    """
    if len(units) > UNITS_ABREAST:
        raise ValueError(f"{len(units)} units do not fit on a landscape page: split them")
    code = max(12, 1.85 * longest_code + 1.5)
    width = min(12.0, (APPENDIX_WIDTH - code - 48 - 14 - 14 - 11) / max(len(units), 1))
    return [
        column("Mã số", f"{code:.2f}mm", "center"),
        column("Chỉ tiêu"),
        column("Đơn vị tính", "14mm", "center"),
        *(column(unit, f"{width:.2f}mm", "right", turn=True) for unit in units),
        column("Tổng cộng", "14mm", "right"),
        column("Số đơn vị có số liệu", "11mm", "center", turn=True),
    ]


# --- Check ---------------------------------------------------------------------------------------
class InvalidContent(Exception):
    """The tree cannot be printed; ``path`` names the place, for example ``body[3].text``."""

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(f"{path or 'content'}: {problem}")
        self.path = path
        self.problem = problem


Check = Callable[[Any, str], None]


def text(pattern: str = "", *, problem: str = "must not be empty") -> Check:
    def check(value: Any, path: str) -> None:
        if not isinstance(value, str):
            raise InvalidContent(path, "must be text")
        if pattern and not re.fullmatch(pattern, value, re.DOTALL):
            raise InvalidContent(path, problem)

    return check


def listed(item: Check, *, filled: bool = False) -> Check:
    def check(value: Any, path: str) -> None:
        if not isinstance(value, list) or (filled and not value):
            raise InvalidContent(path, "must be a list" + (" with at least one item" if filled else ""))
        for index, element in enumerate(value):
            item(element, f"{path}[{index}]")

    return check


def fields(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    def check(value: Any, path: str) -> None:
        if not isinstance(value, dict):
            raise InvalidContent(path, "must be an object")
        for name, inner in required.items():
            if name not in value:
                raise InvalidContent(f"{path}.{name}".lstrip("."), "is missing")
            inner(value[name], f"{path}.{name}".lstrip("."))
        for name, inner in (optional or {}).items():
            if name in value:
                inner(value[name], f"{path}.{name}")

    return check


def grid(value: Any, path: str) -> None:
    """Columns and rows that agree: as many cells as columns, or a single cell over the whole width."""
    GRID(value, path)
    width = len(value["columns"])
    for index, line in enumerate(value["rows"]):
        count = len(line["cells"])
        if count not in (1, width):
            raise InvalidContent(f"{path}.rows[{index}].cells", f"has {count} cells for {width} columns")


def block(value: Any, path: str) -> None:
    fields({"type": text("|".join(BLOCKS), problem="is not a kind of block")})(value, path)
    BLOCKS[value["type"]](value, path)


def appendix(value: Any, path: str) -> None:
    """A table, charts, or both."""
    APPENDIX(value, path)
    if value.get("columns") or not value.get("charts"):
        grid(value, path)


ANY = text()
FILLED = text(r"\s*\S.*")
SPAN = text(r"[1-9]\d?|", problem="must be a number from 1 to 99")
COLUMN = fields(
    {
        "label": ANY,
        "width": text(r"(\d{1,3}(\.\d{1,2})?(mm|%))?", problem='must look like "12mm" or "8%"'),
        "align": text("left|center|right|", problem="must be left, center or right"),
    },
    {"turn": ANY},
)
GRID = fields(
    {
        "columns": listed(COLUMN, filled=True),
        "rows": listed(
            fields(
                {
                    "kind": text("row|group|total", problem="must be row, group or total"),
                    "cells": listed(ANY, filled=True),
                },
                {"code": ANY},
            )
        ),
    },
    {"header_rows": listed(listed(fields({"label": ANY}, {"colspan": SPAN, "rowspan": SPAN, "turn": ANY})))},
)
RUNS = {"runs": listed(fields({"text": ANY, "code": ANY}), filled=True)}
NUMBERED = fields({"number": FILLED, "text": FILLED}, RUNS)
BLOCKS: dict[str, Check] = {
    "section": NUMBERED,
    "clause": NUMBERED,
    "point": NUMBERED,
    "paragraph": fields({"text": FILLED}, RUNS),
    "bullet": fields({"text": FILLED}, RUNS),
    "note": fields({"text": FILLED}, RUNS),
    "table": grid,
}
NUMBER = text(r"\d{1,12}(\.\d{1,6})?|", problem="must be a decimal number or empty")
CHART = fields(
    {
        "title": FILLED,
        "full": text(r"\d{1,12}(\.\d{1,6})?", problem="must be a decimal number"),
        "target": NUMBER,
        "bars": listed(fields({"label": FILLED, "value": NUMBER, "text": ANY}, {"target": NUMBER}), filled=True),
    }
)
APPENDIX = fields(
    {
        "number": ANY,
        "title": FILLED,
        "note": ANY,
        "orientation": text("portrait|landscape", problem="must be portrait or landscape"),
        "footnotes": listed(ANY),
    },
    {"charts": listed(CHART)},
)
CONTENT = fields(
    {
        "letterhead": fields({"superior": ANY, "issuer": FILLED}),
        "number": ANY,
        "symbol": FILLED,
        "place": FILLED,
        "date_text": FILLED,
        "type_name": ANY,
        "subject": FILLED,
        "addressees": listed(FILLED),
        "grounds": listed(FILLED),
        "body": listed(block, filled=True),
        "signature": fields({"prefix": ANY, "title": FILLED, "name": ANY}),
        "recipients": listed(FILLED),
        "archive": ANY,
        "appendices": listed(appendix),
        "watermark": ANY,
        "demo_mark": ANY,
    },
    {
        "verification": fields({"code": FILLED, "url": FILLED}),
        "codes": fields({"show": text("codes|links", problem="must be codes or links"), "url": FILLED}),
    },
)


def validate_content(tree: Any) -> None:
    """Raise InvalidContent naming the first place that is missing, of the wrong kind or does not fit."""
    CONTENT(tree, "")
