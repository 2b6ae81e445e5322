"""The only reader of PDF: words into lines by geometry, ruled tables into cells. A scan has no words to read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from statistics import median
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfplumber.utils.exceptions import PdfminerException

from kit.blocks import Block, Line, Table, UnreadableFile
from kit.text import fold

MAX_PAGES = 200
BROKEN = "Tệp PDF bị hỏng, không mở được. Hãy xuất lại từ phần mềm soạn thảo rồi chọn lại."
WITH_PASSWORD = "Tệp PDF được đặt mật khẩu mở nên không đọc được. Hãy bỏ mật khẩu rồi chọn lại."  # noqa: S105
SCAN = "Tệp PDF là bản quét (ảnh), không có chữ để đọc. Hãy dùng bản PDF xuất từ Word, tệp .docx hoặc .txt."
TOO_LONG = f"Tệp PDF dài hơn {MAX_PAGES} trang. Hãy tách phần kế hoạch ra rồi chọn lại."
COLUMN_GAP = 22  # points; no justified line has such a hole between two words


OnPage = Callable[[int, int], None]


@dataclass
class _Row:
    """Words on one height, from left to right; ``page`` counts from 1."""

    words: list[dict[str, Any]]
    page: int
    text: str = field(init=False)
    left: float = field(init=False)
    right: float = field(init=False)
    top: float = field(init=False)
    bottom: float = field(init=False)

    def __post_init__(self) -> None:
        self.text = " ".join(word["text"] for word in self.words)
        self.left, self.right = self.words[0]["x0"], self.words[-1]["x1"]
        self.top = min(word["top"] for word in self.words)
        self.bottom = max(word["bottom"] for word in self.words)


def read_pdf(data: bytes, on_page: OnPage = lambda page, pages: None) -> list[Block]:
    """Blocks of a PDF; page numbers and heads repeated on every page are left out.

    Args:
        on_page: is told which page of how many is being read.

    Raises:
        UnreadableFile: broken, with a password, a scan, or too long.
    """
    try:
        with pdfplumber.open(BytesIO(data)) as document:
            if len(document.pages) > MAX_PAGES:
                raise UnreadableFile(TOO_LONG)
            pages = [_told_page(page, len(document.pages), on_page) for page in document.pages]
    except UnreadableFile:
        raise
    except Exception as error:  # pdfminer has many words for "broken"
        raise UnreadableFile(WITH_PASSWORD if _is_locked(error) else BROKEN) from error
    if not any(pages):
        raise UnreadableFile(SCAN)
    _drop_running_heads(pages)
    return _joined_tables([block for page in pages for block in _blocks(page)])


def page_count(data: bytes) -> int:
    """Pages of a PDF; 0 for anything else. Raises UnreadableFile."""
    if not data.startswith(b"%PDF-"):
        return 0
    try:
        with pdfplumber.open(BytesIO(data)) as document:
            return len(document.pages)
    except Exception as error:  # as above
        raise UnreadableFile(WITH_PASSWORD if _is_locked(error) else BROKEN) from error


def _told_page(page: Any, pages: int, on_page: OnPage) -> list[Piece]:
    on_page(page.page_number, pages)
    return _page(page)


def _is_locked(error: BaseException) -> bool:
    kinds = (PDFPasswordIncorrect, PDFEncryptionError)
    inner = error.args[0] if isinstance(error, PdfminerException) and error.args else error
    return isinstance(error, kinds) or isinstance(inner, kinds) or isinstance(error.__cause__, kinds)


Piece = _Row | tuple[float, Table]


def _page(page: Any) -> list[Piece]:
    """Rows of words and tables with their height, from top to bottom."""
    tables = [table for table in _find_tables(page) if len(table.columns) > (1 if len(table.rows) > 1 else 2)]
    found: list[Piece] = []
    for table in tables:
        rows = tuple(tuple(_cell(cell or "") for cell in row) for row in table.extract())
        found.append((table.bbox[1], Table(rows)))
    words = [w for w in page.extract_words(x_tolerance=1.5, y_tolerance=2) if not any(_inside(w, t) for t in tables)]
    found += _rows(words, page.page_number)
    page.close()
    found = [piece for piece in found if not isinstance(piece, _Row) or not _is_page_number(piece, page)]
    return sorted(found, key=lambda piece: piece.top if isinstance(piece, _Row) else piece[0])


def _find_tables(page: Any) -> list[Any]:
    """Ruled tables; a table broken by the end of the page is closed where its vertical rules stop."""
    upright = [edge for edge in page.edges if edge["orientation"] == "v" and edge["height"] > 8]
    ends = sorted({round(edge[side], 1) for edge in upright for side in ("top", "bottom")})
    apart = [y for i, y in enumerate(ends) if i == 0 or y - ends[i - 1] > 1]
    found: list[Any] = page.find_tables({"explicit_horizontal_lines": apart} if apart else {})
    return found


def _cell(text: str) -> str:
    """A wrapped line goes on with the next; a line that left room, or a bullet, ends a paragraph."""
    lines = [" ".join(line.split()) for line in text.split("\n") if line.strip()]
    width = max(map(len, lines), default=0)
    found = ""
    for before, line in zip(["", *lines], lines, strict=False):
        left_room = len(before) + 1 + len(line.split()[0]) < 0.8 * width
        is_new = line[:1] in "-–+•" or (left_room and not line[:1].islower())
        found += ("\n" if is_new else "" if found.endswith("/") else " ") + line
    return found.strip()


def _inside(word: dict[str, Any], table: Any) -> bool:
    left, top, right, bottom = table.bbox
    middle = (word["top"] + word["bottom"]) / 2
    return left - 2 <= word["x0"] and word["x1"] <= right + 2 and top <= middle <= bottom


def _rows(words: list[dict[str, Any]], page: int) -> list[_Row]:
    rows: list[list[dict[str, Any]]] = []
    for word in sorted(words, key=lambda word: (word["bottom"], word["x0"])):
        if rows and abs(rows[-1][-1]["bottom"] - word["bottom"]) < 0.4 * (word["bottom"] - word["top"]):
            rows[-1].append(word)
        else:
            rows.append([word])
    return [_Row(sorted(row, key=lambda word: word["x0"]), page) for row in rows]


def _is_page_number(row: _Row, page: Any) -> bool:
    at_edge = row.top < 0.11 * page.height or row.bottom > 0.9 * page.height
    text = row.text.strip("-–— .").removeprefix("Trang").strip()
    return at_edge and len(row.words) <= 5 and text.replace("/", "").replace(" ", "").isdigit()


def _drop_running_heads(pages: list[list[Piece]]) -> None:
    """Lines that stand at the same height on most of several pages."""
    if len(pages) < 3:
        return
    seen = Counter(
        (fold(piece.text), round(piece.top / 4)) for page in pages for piece in page if isinstance(piece, _Row)
    )
    for page in pages:
        page[:] = [
            piece
            for piece in page
            if not isinstance(piece, _Row) or seen[fold(piece.text), round(piece.top / 4)] < 0.6 * len(pages)
        ]


def _blocks(page: list[Piece]) -> list[Block]:
    rows = [piece for piece in page if isinstance(piece, _Row)]
    right = max((row.right for row in rows), default=0)
    left = min((row.left for row in rows), default=0)
    pitches = [b.top - a.top for a, b in zip(rows, rows[1:], strict=False) if 4 < b.top - a.top < 40]
    pitch = median(pitches) if pitches else 16
    found: list[Block] = []
    index = 0
    above: _Row | None = None
    while index < len(page):
        piece = page[index]
        if not isinstance(piece, _Row):
            found.append(piece[1])
            index, above = index + 1, None
            continue
        end = _end_of_columns(page, index, pitch)
        if end > index:
            found += _two_columns([row for row in page[index:end] if isinstance(row, _Row)])
            index, above = end, None
            continue
        below = page[index + 1] if index + 1 < len(page) else None
        found.append(_line(piece, above, below, left, right, pitch))
        index, above = index + 1, piece
    return found


def _line(row: _Row, above: _Row | None, below: Piece | None, left: float, right: float, pitch: float) -> Line:
    gap = above is not None and row.top - above.top > 1.45 * pitch
    word = below.words[0] if isinstance(below, _Row) else None
    room = (word["x1"] - word["x0"] if word else 0.12 * (right - left)) + 8
    is_short = row.right + room < right  # the next word would have found room
    return Line(row.text, "", True if gap else None, is_short, row.left > left + 8)


def _hole(row: _Row) -> float:
    """Where the right column begins; 0 for a row in one column."""
    for a, b in zip(row.words, row.words[1:], strict=False):
        if b["x0"] - a["x1"] > COLUMN_GAP and a["x1"] - row.left > 25:
            return float(b["x0"])
    return 0


def _end_of_columns(page: list[Piece], start: int, pitch: float) -> int:
    """Where a run of rows in two columns ends; ``start`` when none begins there."""
    first = page[start]
    if not isinstance(first, _Row) or not _hole(first):
        return start
    last, column = start, _hole(first)
    for index in range(start + 1, len(page)):
        row = page[index]
        if not isinstance(row, _Row):
            break
        hole = _hole(row)
        if not hole and row.left < column - 40 < row.right and row.right > column + 20:
            break
        if hole or row.left > column - 90 or row.right < column:
            last, column = index, min(column, hole) if hole else column
        else:
            break
    return _without_tail(page, start, last, column) + 1


def _without_tail(page: list[Piece], start: int, last: int, column: float) -> int:
    """Rows of the left alone after the last row of the right belong to the text, unless the list goes on."""
    while last > start:
        row = page[last]
        if isinstance(row, _Row) and not _hole(row) and row.right < column and not _is_listed(row):
            last -= 1
        else:
            break
    return last


def _is_listed(row: _Row) -> bool:
    return row.text.lstrip()[:1] in "-–+*•"


def _two_columns(rows: list[_Row]) -> list[Line]:
    holes = [hole for hole in map(_hole, rows) if hole]
    column = min(holes)
    left, right = [], []
    for row in rows:
        edge = _hole(row) or (column - 90 if row.left > column - 90 else row.right + 1)
        left.append(" ".join(word["text"] for word in row.words if word["x0"] < edge))
        right.append(" ".join(word["text"] for word in row.words if word["x0"] >= edge))
    return [Line(text, "", True, is_short=True) for text in (*left, *right) if text]


def _over_the_page(
    above: tuple[tuple[str, ...], ...], below: tuple[tuple[str, ...], ...]
) -> tuple[tuple[str, ...], ...]:
    """Rows of both; a row that a page broke (no number in its second half) becomes whole again."""
    if below and above[-1][0] and not below[0][0] and any(below[0]):
        whole = tuple(" ".join(filter(None, pair)) for pair in zip(above[-1], below[0], strict=True))
        return (*above[:-1], whole, *below[1:])
    return above + below


def _joined_tables(blocks: list[Block]) -> list[Block]:
    """A table that goes on over the page is one table; its repeated head is dropped."""
    found: list[Block] = []
    for block in blocks:
        before = found[-1] if found else None
        if isinstance(block, Table) and isinstance(before, Table) and len(block.rows[0]) == len(before.rows[0]):
            rows = block.rows[1:] if block.rows[0] == before.rows[0] else block.rows
            found[-1] = Table(_over_the_page(before.rows, rows))
        else:
            found.append(block)
    return found
