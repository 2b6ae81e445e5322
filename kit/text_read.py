"""Plain text into lines. Knows the encodings of Vietnamese offices, hard line ends and two columns made of spaces."""

import re
import unicodedata
from collections.abc import Iterable

from kit.blocks import Block, Line, Table, UnreadableFile

NOT_TEXT = "Tệp không phải văn bản đọc được. Hãy lưu lại dạng .docx, .pdf có chữ hoặc .txt mã UTF-8 rồi chọn lại."
PAGE_NUMBER = re.compile(r"[-–— ]*(?:Trang )?\d{1,3}(?:/\d{1,3})?[-–— ]*")
LETTER = re.compile(r"\(?\w{1,2}\s?[.)/]")
UNWRAPPED = 140  # a line longer than this was not broken by hand: each line is a paragraph
COLUMN_GAP = re.compile(r"(?<=\S)(?:\t+ *|  +\t+ *| {4,})(?=\S)")
LEFT_BLANK = re.compile(r"(?i)(?:^|[\s,])(?:số\s*:?|ngày|tháng)$")  # "Số:      /KH-UBND": to be filled in, no column
BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def decode(data: bytes) -> str:
    """Text of ``data``.

    Raises:
        UnreadableFile: neither UTF-8, UTF-16 with mark nor windows-1258, or full of control signs.
    """
    encodings = [name for mark, name in BOMS if data.startswith(mark)] or ["utf-8", "cp1258"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _is_text(text):
            return unicodedata.normalize("NFC", text)
    raise UnreadableFile(NOT_TEXT)


def _is_text(text: str) -> bool:
    strange = sum(1 for sign in text if unicodedata.category(sign) in ("Cc", "Cn") and sign not in "\t\n\r\f\v")
    return strange <= len(text) / 200


def read_text(data: bytes) -> list[Block]:
    """Lines of a text file; two columns (letterhead, signature) are read left, then right."""
    lines = [line.replace("**", "") for line in decode(data).splitlines()]
    width = _width_of_hard_ends(lines)
    found: list[Block] = []
    for run in _tables(_without_page_numbers(lines)):
        if isinstance(run, Table):
            found.append(run)
            continue
        for block in _columns(run):
            found += _with_starts(block, width)
    return found


def _without_page_numbers(lines: list[str]) -> list[str]:
    """A number alone between blank lines is a page number; what was broken there goes on."""
    kept: list[str] = []
    for index, line in enumerate(lines):
        around = [lines[i].strip() for i in (index - 1, index + 1) if 0 <= i < len(lines)]
        if not (PAGE_NUMBER.fullmatch(line.strip()) and not any(around)):
            kept.append(line)
    return kept


def _tables(lines: list[str]) -> Iterable[list[str] | Table]:
    """Runs of lines, and tables drawn with "|" or with three and more columns between tabs."""
    run: list[str] = []
    rows: list[tuple[str, ...]] = []
    for line in [*lines, ""]:
        cells = _cells(line)
        if cells is not None:
            rows += [cells] if any(cells) else []
            if run:
                yield run
            run = []
            continue
        if rows:
            yield Table(tuple(rows))
            rows = []
        run.append(line)
    yield run


def _cells(line: str) -> tuple[str, ...] | None:
    """ "| a | b |" → its cells; a drawn rule gives empty cells; None for a line of text."""
    bare = line.strip()
    if bare.count("|") >= 2:
        cells = [cell.strip() for cell in bare.removeprefix("|").removesuffix("|").split("|")]
    elif len(parts := [part.strip() for part in line.split("\t")]) >= 3 and all(parts):
        cells = parts
    else:
        return None
    return tuple("" if re.fullmatch(r":?-{2,}:?", cell) else cell for cell in cells)


def _width_of_hard_ends(lines: list[str]) -> int:
    """How wide lines were made by hand; 0 when each line is a paragraph."""
    texts = [line.strip() for line in lines]
    broken = [len(a) for a, b in zip(texts, texts[1:], strict=False) if a and b and _goes_on(a, b)]
    few = [length for length in broken if length >= 60]
    if len(broken) < 3 and (len(few) < 2 or max(map(len, texts)) > 100):
        return 0
    if max(broken) > UNWRAPPED:
        return 0
    return sorted(broken)[int(len(broken) * 0.95)]


def _goes_on(line: str, following: str) -> bool:
    """A sentence broken by hand: the next line begins with a small letter, or with a figure after a long line."""
    if line.endswith((".", ";")) or (line.endswith(":") and len(line) < 60) or _hole(line):
        return False
    if following[0].islower():
        return not LETTER.match(following)
    return len(line) >= 60 and bool(re.match(r"\d+[\d.,]*\s+[^\W\d_]", following)) and not LETTER.match(following)


def _with_starts(lines: list[str], width: int) -> list[Line]:
    after_blank, found = True, []
    firsts = [line.split()[0] if line.strip() else "" for line in lines[1:]] + [""]
    usual_indent = min((_indent(line) for line in lines if line.strip()), default=0)
    for line, following in zip(lines, firsts, strict=True):
        text = " ".join(line.split())
        if not text:
            after_blank = True
            continue
        starts = True if after_blank or not width else None
        # The next word would have found room: the writer ended the line on purpose.
        length = len(line.rstrip())
        is_short = length + 1 + len(following) < 0.94 * width or length > 1.3 * width  # nor was this one broken by hand
        found.append(Line(text, "", starts, is_short, _indent(line) > usual_indent + 1))
        after_blank = False
    return found


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _columns(lines: list[str]) -> list[list[str]]:
    """Runs of lines; a run in two columns becomes two runs, the left one first."""
    runs: list[list[str]] = [[]]
    index = 0
    while index < len(lines):
        end = _end_of_columns(lines, index)
        if end is None:
            runs[-1].append(lines[index])
            index += 1
            continue
        runs += [*_split(lines[index:end]), []]
        index = end
    return [run for run in runs if run]


def _end_of_columns(lines: list[str], start: int) -> int | None:
    """Where a run of two-column lines that begins at ``start`` ends; None when none begins there."""
    if not _gap(lines[start]):
        return None
    end = start + 1
    column = _gap(lines[start])
    while end < len(lines) and _belongs(lines[end], column, lines[end + 1 : end + 6]):
        column = _gap(lines[end]) or column
        end += 1
    return end


def _belongs(line: str, column: int, following: list[str]) -> bool:
    if _gap(line) or _indent(line) >= min(column - 8, 20):
        return True
    # A line of the left column alone, or a blank one, goes on only when two columns follow.
    return len(line.strip()) < column and any(_gap(later) for later in following)


def _gap(line: str) -> int:
    """The place where the right column begins; 0 when the line has one column."""
    found = _hole(line)
    if not found or re.match(r"\s*(?:[-+*•–]|\(?\w{1,4}[.)])$", line[: found.start()]):
        return 0
    return len(line[: found.end()].expandtabs(8))


def _hole(line: str) -> re.Match[str] | None:
    """The first wide gap that is not a place left blank for a number or a day."""
    gaps = COLUMN_GAP.finditer(line)
    return next((gap for gap in gaps if not LEFT_BLANK.search(line[: gap.start()])), None)


def _split(lines: list[str]) -> tuple[list[str], list[str]]:
    left, right = [], []
    column = max(_gap(line) for line in lines)
    for line in lines:
        found = _hole(line) if _gap(line) else None
        if found:
            left.append(line[: found.start()])
            right.append(line[found.end() :])
        else:
            (right if _indent(line) >= min(column - 8, 20) else left).append(line)
    # Within a column every line stands for itself.
    return [part for line in left for part in (line, "")], [part for line in right for part in (line, "")]
