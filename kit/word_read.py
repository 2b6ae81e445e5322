"""The only reader of DOCX: paragraphs with their list numbers and tables, in the order of the page."""

from collections import defaultdict
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from docx import Document
from docx.oxml.ns import qn

from kit.blocks import Block, Line, Table, UnreadableFile

MAX_UNPACKED, MAX_RATIO, MAX_MEMBERS = 60 * 1024 * 1024, 150, 2_000
BROKEN = "Tệp Word bị hỏng, không mở được. Hãy mở bằng Word, lưu lại dạng .docx rồi chọn lại."
WITH_MACRO = "Tệp Word có chứa macro nên không được nhận. Hãy lưu lại dạng .docx (không macro) rồi chọn lại."
SUSPICIOUS = "Tệp có cấu trúc bất thường (nén quá mức) nên không được mở."
NOT_WORD = "Tệp không phải văn bản Word .docx. Hãy lưu lại dạng .docx, .pdf hoặc .txt rồi chọn lại."
BULLETS = {"\uf0b7": "-", "\uf02d": "-", "\uf0a7": "-", "·": "-", "o": "+", "•": "-", "–": "-"}


def read_word(data: bytes) -> list[Block]:
    """Blocks of a DOCX.

    Raises:
        UnreadableFile: broken, with macros, a bomb, or another kind of file.
    """
    _check(data)
    try:
        document = Document(BytesIO(data))
        return list(_Reader(document).blocks(document.element.body))
    except UnreadableFile:
        raise
    except Exception as error:  # lxml, zipfile and python-docx each have their own words for "broken"
        raise UnreadableFile(BROKEN) from error


def _check(data: bytes) -> None:
    try:
        with ZipFile(BytesIO(data)) as archive:
            members = archive.infolist()
            if len(members) > MAX_MEMBERS or sum(m.file_size for m in members) > min(
                MAX_UNPACKED, max(MAX_RATIO * len(data), 1024 * 1024)
            ):
                raise UnreadableFile(SUSPICIOUS)
            names = {member.filename.lower() for member in members}
            types = archive.read("[Content_Types].xml") if "[content_types].xml" in names else b""
    except UnreadableFile:
        raise
    except Exception as error:
        raise UnreadableFile(BROKEN) from error
    if b"macroEnabled" in types or any(name.endswith("vbaproject.bin") for name in names):
        raise UnreadableFile(WITH_MACRO)
    if b"wordprocessingml.document.main+xml" not in types:
        raise UnreadableFile(NOT_WORD)


class _Reader:
    """Walks the body once; keeps the counters of the numbered lists."""

    def __init__(self, document: Any) -> None:
        self.numbers = _Numbering(document)

    def blocks(self, parent: Any) -> Iterator[Block]:
        for element in parent.iterchildren():
            if element.tag == qn("w:p"):
                yield from self.paragraph(element)
            elif element.tag == qn("w:tbl"):
                yield self.table(element)
            elif element.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:smartTag")):
                yield from self.blocks(element)

    def paragraph(self, element: Any) -> Iterator[Block]:
        for box in element.iter(qn("w:txbxContent")):
            if not any(parent.tag.endswith("}Fallback") for parent in box.iterancestors()):
                yield from self.blocks(box)
        label = self.numbers.label(element)
        pieces = [" ".join(piece.split()) for piece in _text(element).split("\n")]
        starts: bool | None = True
        for piece in pieces:
            if piece:
                yield Line(piece, label, starts, is_short=True)
                label, starts = "", None

    def table(self, element: Any) -> Table:
        rows = []
        for row in element.iterchildren(qn("w:tr")):
            cells: list[str] = []
            for cell in row.iter(qn("w:tc")):
                if cell.getparent() is not row and cell.iterancestors(qn("w:tbl")).__next__() is not element:
                    continue
                cells += self.cell(cell)
            rows.append(tuple(cells))
        return Table(tuple(rows))

    def cell(self, cell: Any) -> list[str]:
        """The cell's text and "" for every further column it spans; "" when it goes on from above."""
        properties = cell.find(qn("w:tcPr"))
        span = properties.find(qn("w:gridSpan")) if properties is not None else None
        merged = properties.find(qn("w:vMerge")) if properties is not None else None
        goes_on = merged is not None and merged.get(qn("w:val")) != "restart"
        text = "" if goes_on else "\n".join(self.lines(cell))
        return [text, *[""] * (int(span.get(qn("w:val"))) - 1 if span is not None else 0)]

    def lines(self, cell: Any) -> Iterator[str]:
        for block in self.blocks(cell):
            if isinstance(block, Line):
                yield f"{block.label} {block.text}".strip()
            else:
                yield from (part for row in block.rows for part in row if part)


def _text(element: Any) -> str:
    """Words of a paragraph; deleted text and text boxes are left out, line breaks kept."""
    parts = []
    for node in element.iter(qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:cr"), qn("w:noBreakHyphen")):
        if any(parent.tag in (qn("w:txbxContent"), qn("w:pPr")) for parent in _up_to(node, element)):
            continue
        if node.tag == qn("w:t"):
            parts.append(node.text or "")
        elif node.tag == qn("w:noBreakHyphen"):
            parts.append("-")
        else:
            parts.append(" " if node.tag == qn("w:tab") else "\n")
    return "".join(parts)


def _up_to(node: Any, top: Any) -> Iterator[Any]:
    for parent in node.iterancestors():
        if parent is top:
            return
        yield parent


class _Numbering:
    """List numbers as Word shows them; they are not in the text."""

    def __init__(self, document: Any) -> None:
        self.levels: dict[tuple[str, int], tuple[str, str, int]] = {}
        self.counters: dict[str, dict[int, int]] = defaultdict(dict)
        self.style_numbers = {s.style_id: _number_properties(s.element) for s in document.styles}
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return
        abstracts = {a.get(qn("w:abstractNumId")): a for a in root.iterchildren(qn("w:abstractNum"))}
        for number in root.iterchildren(qn("w:num")):
            abstract = abstracts.get(number.find(qn("w:abstractNumId")).get(qn("w:val")))
            for level in abstract.iterchildren(qn("w:lvl")) if abstract is not None else ():
                self.levels[number.get(qn("w:numId")), int(level.get(qn("w:ilvl")))] = (
                    _value(level, "w:numFmt", "decimal"),
                    _value(level, "w:lvlText", ""),
                    int(_value(level, "w:start", "1")),
                )

    def label(self, paragraph: Any) -> str:
        """ "1.", "a)", "-" or "" for an unnumbered paragraph."""
        found = _number_properties(paragraph)
        style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        if found is None and style is not None:
            found = self.style_numbers.get(style.get(qn("w:val")))
        if found is None or found not in self.levels:
            return ""
        number, depth = found
        counters = self.counters[number]
        counters[depth] = counters.get(depth, self.levels[found][2] - 1) + 1
        for deeper in [key for key in counters if key > depth]:
            del counters[deeper]
        return self._written(number, depth)

    def _written(self, number: str, depth: int) -> str:
        form, pattern, _ = self.levels[number, depth]
        if form == "bullet":
            return BULLETS.get(pattern, pattern or "-")
        for level in range(depth + 1):
            form, _, start = self.levels.get((number, level), ("decimal", "", 1))
            pattern = pattern.replace(f"%{level + 1}", _numeral(form, self.counters[number].get(level, start)))
        return pattern


def _number_properties(element: Any) -> tuple[str, int] | None:
    found = element.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
    if found is None:
        return None
    return _value(found, "w:numId", "0"), int(_value(found, "w:ilvl", "0"))


def _value(element: Any, name: str, default: str) -> str:
    found = element.find(qn(name))
    return default if found is None else found.get(qn("w:val")) or default


def _numeral(form: str, number: int) -> str:
    if form in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (number - 1) % 26)
        return letter if form == "lowerLetter" else letter.upper()
    if form in ("lowerRoman", "upperRoman"):
        roman = "".join(
            ("", *units)[number // base % 10]
            for base, units in (
                (100, ["C", "CC", "CCC", "CD", "D", "DC", "DCC", "DCCC", "CM"]),
                (10, ["X", "XX", "XXX", "XL", "L", "LX", "LXX", "LXXX", "XC"]),
                (1, ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"]),
            )
        )
        return roman if form == "upperRoman" else roman.lower()
    return f"{number:02d}" if form == "decimalZero" else str(number)
