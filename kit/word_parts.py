"""Pieces of a Word file: paragraphs in a style, short rules, frames and tables. For kit.word."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from docx.document import Document as WordDocument
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # no XML file may hold them
SHORT = 13  # lines of a table that is never torn, its head among them
DENSE = 8  # a table of more columns gets thin margins
TURNED_HEIGHT = 31  # mm
CODE_SIZE, GREY = 10.5, RGBColor(0x66, 0x66, 0x66)  # Word prints what is raised at six tenths of its size
SMALL_CODE = 9  # pt: of a row's code in an upright table
SIDES = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}


# --- Tables ----------------------------------------------------------------------------------------
def grid(
    document: WordDocument,
    block: Mapping[str, Any],
    style: str,
    width: float,
    codes: Mapping[str, str] | None = None,
) -> None:
    """A table with lines; its head is repeated on every page, no line is torn; codes of its rows are links."""
    widths = _widths([column["width"] for column in block["columns"]], width)
    table = document.add_table(rows=0, cols=len(widths), style="Table Grid")
    _fix(table, widths)
    _margins(table, 28 if len(widths) > DENSE else 80, 30)  # half a millimetre or 4 pt; 1.5 pt, as on paper
    for cells in _head(block):
        _head_row(table, cells, style)
    for row in block["rows"]:
        line = table.add_row()
        _never_torn(line)
        bold = row["kind"] != "row"
        if len(row["cells"]) == 1:
            cell = line.cells[0].merge(line.cells[-1])
            write(cell, style, row["cells"][0], bold=bold)
            continue
        for n, (cell, text, column) in enumerate(zip(line.cells, row["cells"], block["columns"], strict=True)):
            if codes and row.get("code") and not n:
                paragraph = _linked(cell, style, row, codes)
            else:
                paragraph = write(cell, style, text, bold=bold)
            paragraph.alignment = SIDES[column["align"] or "left"]
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    for row in table.rows:
        for cell, cell_width in zip(row.cells, widths, strict=True):
            cell.width = Mm(cell_width)
    _never_one_alone(table)


def _linked(cell: _Cell, style: str, row: Mapping[str, Any], codes: Mapping[str, str]) -> Paragraph:
    """The first cell of a row about one figure: the code alone in smaller letters, never torn."""
    paragraph, text = write(cell, style, ""), row["cells"][0]
    is_code = text == row["code"] and style.endswith("đứng")
    link(paragraph, text, codes["url"] + row["code"], size=SMALL_CODE if is_code else 0)
    return paragraph


def _never_one_alone(table: Table) -> None:
    """The last three lines share a page: a new page with one line under a whole head looks like a mistake.

    A short table stands on one page altogether.
    """
    for row in table.rows[:-1] if len(table.rows) <= SHORT else table.rows[-3:-1]:
        for cell in row.cells:
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.keep_with_next = True


def _head(block: Mapping[str, Any]) -> Sequence[Sequence[Mapping[str, str]]]:
    return block.get("header_rows") or [block["columns"]]


def _head_row(table: Table, cells: Sequence[Mapping[str, str]], style: str) -> None:
    """One line of the head; cells that a higher line already covers are skipped."""
    line = table.add_row()
    _never_torn(line, repeated=True)
    free = [n for n, cell in enumerate(line.cells) if not cell.text and not _is_covered(table, n)]
    for cell in cells:
        if not free:
            break
        start, span, depth = free[0], int(cell.get("colspan") or 1), int(cell.get("rowspan") or 1)
        target = line.cells[start]
        if span > 1:
            target = target.merge(line.cells[start + span - 1])
        write(target, style, cell["label"], bold=True).alignment = WD_ALIGN_PARAGRAPH.CENTER
        target.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        if cell.get("turn"):
            _turn(target, line)
        if depth > 1:
            _vertical(target, "restart")
        free = free[span:]


def _is_covered(table: Table, column: int) -> bool:
    """Whether the head's cell above reaches down into this line; if so it is joined with it."""
    if len(table.rows) < 2:
        return False
    above, here = table.rows[-2].cells[column], table.rows[-1].cells[column]
    if above._tc.vMerge not in ("restart", "continue"):
        return False
    _vertical(here, "continue")
    return True


def _turn(cell: _Cell, line: _Row) -> None:
    """Read from the bottom up, for narrow columns."""
    direction = OxmlElement("w:textDirection")
    direction.set(qn("w:val"), "btLr")
    cell._tc.get_or_add_tcPr().append(direction)
    line.height = Mm(TURNED_HEIGHT)


def _margins(table: Table, sides: int, ends: int = 0) -> None:
    """Margins of every cell in twentieths of a point: left and right, top and bottom."""
    margins = OxmlElement("w:tblCellMar")
    for side, size in (("top", ends), ("left", sides), ("bottom", ends), ("right", sides)):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(size))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.append(margins)


def _vertical(cell: _Cell, kind: str) -> None:
    cell._tc.get_or_add_tcPr().vMerge_val = kind


def frame(document: WordDocument, widths: Sequence[float], rows: int) -> Table:
    """A table without lines that only places things side by side."""
    table = document.add_table(rows=rows, cols=len(widths))
    _fix(table, widths)
    _margins(table, 0)
    for row in table.rows:
        _never_torn(row)
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)
    return table


def _fix(table: Table, widths: Sequence[float]) -> None:
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)


def _widths(given: Sequence[str], width: float) -> list[float]:
    """Millimetres per column: "12mm" and "8%" as they are, the rest share what is left."""
    found = [_millimetres(text, width) for text in given]
    rest = max(width - sum(size or 0 for size in found), 10)
    return [size or rest / found.count(None) for size in found]


def _millimetres(text: str, width: float) -> float | None:
    if text.endswith("mm"):
        return float(text[:-2])
    return float(text[:-1]) * width / 100 if text.endswith("%") else None


def _never_torn(row: _Row, *, repeated: bool = False) -> None:
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if repeated:
        properties.append(OxmlElement("w:tblHeader"))


# --- Words -----------------------------------------------------------------------------------------
def write(place: Any, style: str, text: str, *, bold: bool = False) -> Paragraph:
    """A new paragraph; a cell's first, empty one is used before another is added."""
    empty = _unused(place)
    paragraph = next(empty, None) or place.add_paragraph()
    paragraph.style = place.part.document.styles[style]
    run = paragraph.add_run(legal(text))
    if bold:
        run.bold = True
    return paragraph


def write_runs(
    place: Any, style: str, runs: Sequence[Mapping[str, str]], codes: Mapping[str, str] | None = None
) -> Paragraph:
    """A paragraph in pieces; a figure with a code is a link to what stands behind it.

    Args:
        runs, codes: as documents.layout.Run and Codes; without ``codes`` the words alone.
    """
    paragraph = write(place, style, "")
    for run in runs:
        if codes and run["code"]:
            small = run["code"] if codes["show"] == "codes" else ""
            link(paragraph, run["text"], codes["url"] + run["code"], small=small)
        else:
            paragraph.add_run(legal(run["text"]))
    return paragraph


def link(paragraph: Paragraph, text: str, address: str, *, small: str = "", size: float = 0) -> None:
    """Words that lead to ``address`` and look like all others; ``small`` stands raised and grey behind them."""
    element = OxmlElement("w:hyperlink")
    element.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = paragraph.add_run(legal(text))
    if size:
        run.font.size = Pt(size)
    element.append(run._r)
    if small:
        raised = paragraph.add_run(f"\u202f{legal(small)}")
        raised.font.size, raised.font.superscript, raised.font.color.rgb = Pt(CODE_SIZE), True, GREY
        element.append(raised._r)
    paragraph._p.append(element)


def _unused(place: Any) -> Iterator[Paragraph]:
    if isinstance(place, _Cell) and len(place.paragraphs) == 1 and not place.paragraphs[0].runs:
        yield place.paragraphs[0]


def rule(place: Any, width: float, length: float) -> None:
    """A short centred line below: the border of an almost empty paragraph with indents."""
    paragraph = write(place, "VB Kẻ ngắn", "")
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Mm((width - length) / 2)
    paragraph.paragraph_format.line_spacing = Pt(3)
    borders, line = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    paragraph._p.get_or_add_pPr().insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc")


def legal(text: str) -> str:
    return ILLEGAL.sub("", text)
