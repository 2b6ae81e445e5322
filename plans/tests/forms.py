"""The same plan as DOCX and as PDF: how offices would have typed it."""

import html
import re
from io import BytesIO

from docx import Document
from weasyprint import HTML

from kit.blocks import Line, Table
from kit.text_read import decode

CSS = """@page { size: A4; margin: 20mm 18mm 20mm 30mm; @top-center { content: counter(page) } }
@page :first { @top-center { content: none } }
body { font: 14pt/1.35 "Liberation Serif", serif } p { margin: 4pt 0; text-align: justify; text-indent: 10mm }
.two { width: 100%; border-collapse: collapse } .two td { width: 50%; vertical-align: top; text-align: center }
.two p { text-indent: 0; text-align: center; margin: 0 } .left p { text-align: left }
.grid { width: 100%; border-collapse: collapse } .grid td { border: 1px solid #000; padding: 3pt; font-size: 12pt }
.caps { text-align: center; text-indent: 0; font-weight: bold }"""


def blocks_of(text: bytes) -> list:
    """The text's own lines, hard ends healed by hand: what the typist would have typed in Word."""
    from kit.text_read import read_text
    from plans.reading.lines import paragraphs

    found = []
    for piece in paragraphs(read_text(text)):
        if isinstance(piece, Table):
            found.append(piece)
        else:
            found.append(Line(f"{piece.label.raw if piece.label else ''} {piece.text}".strip()))
    return found


def as_docx(text: bytes) -> bytes:
    document = Document()
    for block in blocks_of(text):
        if isinstance(block, Line):
            document.add_paragraph(block.text)
            continue
        width = max(len(row) for row in block.rows)
        table = document.add_table(0, width)
        for row in block.rows:
            for cell, words in zip(table.add_row().cells, row, strict=False):
                cell.text = words
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def as_pdf(text: bytes) -> bytes:
    """Letterhead and signature in two columns, as on paper."""
    lines = [line.rstrip() for line in decode(text).splitlines()]
    parts = []
    for block in blocks_of(text):
        if isinstance(block, Line):
            caps = block.text.upper() == block.text and not re.match(r"[-+•]", block.text)
            parts.append(f'<p class="{"caps" if caps else ""}">{html.escape(block.text)}</p>')
        else:
            rows = "".join(f"<tr>{''.join(f'<td>{html.escape(c)}</td>' for c in row)}</tr>" for row in block.rows)
            parts.append(f'<table class="grid">{rows}</table>')
    assert lines
    return HTML(string=f"<style>{CSS}</style>{''.join(parts)}").write_pdf()


def paper(left: list[str], right: list[str], body: str, end_left: list[str], end_right: list[str]) -> bytes:
    """A PDF with letterhead and signature side by side and ``body`` (HTML) between."""

    def column(lines):
        return "".join(f"<p>{html.escape(line)}</p>" for line in lines)

    head = f'<table class="two"><tr><td>{column(left)}</td><td>{column(right)}</td></tr></table>'
    end = f'<table class="two"><tr><td class="left">{column(end_left)}</td><td>{column(end_right)}</td></tr></table>'
    return HTML(string=f"<style>{CSS}</style>{head}{body}{end}").write_pdf()
