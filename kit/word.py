"""Frozen content trees (documents.layout) to Word files. With kit.word_parts the only writer of DOCX.

Layout: [NĐ-30] Phụ lục I: A4, margins 20/20/30/20 mm, Times New Roman 14, page number centred in the top
margin and not on page 1. Everything hangs on named styles, so that an office may restyle the file at one
place; headings are Word's own, so that its navigation pane shows them.
"""

from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from kit.word_parts import SIDES, frame, grid, legal, rule, write, write_runs
from kit.word_pictures import Pictures, put_mark, put_picture

FONT = "Times New Roman"
PAGE = (210, 297)  # mm
TOP, RIGHT, BOTTOM, LEFT = 20, 20, 20, 30  # mm
WIDTH = PAGE[0] - LEFT - RIGHT
QR_SIZE = 18  # mm
SUBJECT_WIDTH = 128  # mm: the trích yếu breaks as in the PDF
BODY_LINES, LINES = 1.09, 1.02  # of the font's own height (1.15): 1.25 and 1.17 of its size, as in the PDF
ISSUER_SHARE = 0.44  # of the letterhead's width
MOTTO_WIDTH, CAPITAL_WIDTH = 56, 2.5  # mm: the motto in 13 pt bold; one bold capital of 12 pt on average
# Style → size (pt), face (b, i), side, first line (mm), space before (pt); sizes and faces of Phụ lục I.
STYLES: dict[str, tuple[float, str, str, float, float]] = {
    "Normal": (14, "", "justify", 0, 0),
    "Heading 1": (14, "b", "justify", 12.7, 6),
    "Heading 2": (14, "b", "justify", 12.7, 6),
    "VB Nội dung": (14, "", "justify", 12.7, 6),
    "VB Chú thích": (12, "i", "justify", 12.7, 6),
    "VB Căn cứ": (14, "i", "justify", 12.7, 6),
    "VB Quốc hiệu": (12, "b", "center", 0, 0),
    "VB Tiêu ngữ": (13, "b", "center", 0, 0),
    "VB Cơ quan chủ quản": (12, "", "center", 0, 0),
    "VB Cơ quan ban hành": (12, "b", "center", 0, 0),
    "VB Số ký hiệu": (13, "", "center", 0, 8),
    "VB Về việc": (13, "", "center", 0, 6),
    "VB Ngày tháng": (13, "i", "center", 0, 8),
    "VB Tên loại": (14, "b", "center", 0, 20),
    "VB Trích yếu": (14, "b", "center", 0, 0),
    "VB Kính gửi": (14, "", "center", 0, 14),
    "VB Kính gửi nhiều": (14, "", "left", 0, 3),
    "VB Tên bảng": (14, "b", "center", 0, 8),
    "VB Ô bảng": (12, "", "left", 0, 0),
    "VB Ô phụ lục": (9, "", "left", 0, 0),
    "VB Ô phụ lục đứng": (11, "", "left", 0, 0),
    "VB Biểu đồ": (2, "", "left", 0, 0),
    "VB Nơi nhận": (11, "", "left", 0, 0),
    "VB Nơi nhận đầu": (12, "bi", "left", 0, 0),
    "VB Chữ ký": (14, "b", "center", 0, 0),
    "VB Phụ lục": (14, "b", "center", 0, 0),
    "VB Kèm theo": (13, "i", "center", 0, 3),
    "VB Ghi chú": (11, "", "left", 0, 3),
    "VB Kẻ ngắn": (2, "", "center", 0, 0),
}


def write_document(content: Mapping[str, Any], *, title: str, at: datetime, pictures: Pictures | None = None) -> bytes:
    """The Word file of one frozen content tree; reads nothing else, so that it says what the PDF says.

    Args:
        content: a tree that documents.layout.validate_content accepts.
        title: for the file's properties.
        at: when the document was made, for the file's properties.
        pictures: draws its charts and QR code; without it they are left out.
    """
    document = Document()
    _styles(document)
    _properties(document, title, content["letterhead"]["issuer"], at)
    _page(document.sections[0], content)
    _letterhead(document, content)
    _opening(document, content)
    _body(document, content)
    _signature(document, content, pictures)
    for appendix in content["appendices"]:
        _appendix(document, appendix, content, pictures)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


# --- Styles and pages ------------------------------------------------------------------------------
def _styles(document: WordDocument) -> None:
    known = {style.name for style in document.styles}
    for name, (size, face, side, first_line, before) in STYLES.items():
        style = document.styles[name] if name in known else document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.font.size, style.font.bold, style.font.italic = Pt(size), "b" in face, "i" in face
        style.font.color.rgb = RGBColor(0, 0, 0)
        _times(style.element.get_or_add_rPr())
        form = style.paragraph_format
        form.alignment, form.first_line_indent = SIDES[side], Mm(first_line) if first_line else None
        form.space_before, form.space_after = Pt(before), Pt(0)
        form.line_spacing = BODY_LINES if name.startswith("Heading") or first_line else LINES
        form.keep_with_next = name.startswith("Heading") or name in ("VB Tên bảng", "VB Chữ ký")


def _times(properties: Any) -> None:
    """Times New Roman for every script, Vietnamese for the spelling checker; no theme may override it."""
    fonts = properties.get_or_add_rFonts()
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
    for name in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{name}"), FONT)
    language = properties.find(qn("w:lang"))
    if language is None:
        language = OxmlElement("w:lang")
        properties.append(language)
    language.set(qn("w:val"), "vi-VN")


def _properties(document: WordDocument, title: str, issuer: str, at: datetime) -> None:
    core = document.core_properties
    core.title, core.author, core.comments = legal(title)[:255], legal(" ".join(issuer.split()))[:255], ""
    core.created = core.modified = at
    core.language = "vi-VN"


def _page(section: Section, content: Mapping[str, Any], *, landscape: bool = False, number: int = 0) -> None:
    """Size, margins, the page number from page 2 on, and the marks of a draft or a demo."""
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    width, height = reversed(PAGE) if landscape else PAGE
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
    section.left_margin, section.right_margin = Mm(LEFT), Mm(15 if landscape else RIGHT)
    section.header_distance = section.footer_distance = Mm(9)
    section.different_first_page_header_footer = True
    count = OxmlElement("w:pgNumType")
    count.set(qn("w:start"), "1")
    section._sectPr.append(count)
    for part in (section.header, section.first_page_header, section.footer, section.first_page_footer):
        part.is_linked_to_previous = False
    _page_number(section.header.paragraphs[0])
    for part in (section.footer, section.first_page_footer):
        part.paragraphs[0].add_run(legal(content["demo_mark"])).font.size = Pt(9)
    if content["watermark"]:
        for n, part in enumerate((section.header, section.first_page_header), start=2 * number):
            put_mark(part.paragraphs[0], content["watermark"], number=n, landscape=landscape)


def _page_number(paragraph: Paragraph) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run()
    run.font.size = Pt(13)
    for kind, text in (("begin", ""), ("", " PAGE "), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.set(qn("xml:space"), "preserve")
            element.text = text
        run._r.append(element)


# --- Parts -----------------------------------------------------------------------------------------
def _letterhead(document: WordDocument, content: Mapping[str, Any]) -> None:
    head, left = content["letterhead"], round(WIDTH * ISSUER_SHARE)
    table = frame(document, [left, WIDTH - left], rows=2)
    issuer, nation = table.rows[0].cells
    if head["superior"]:
        write(issuer, "VB Cơ quan chủ quản", head["superior"])
    write(issuer, "VB Cơ quan ban hành", head["issuer"])
    longest = max(map(len, head["issuer"].split("\n")))
    rule(issuer, left, min(left, longest * CAPITAL_WIDTH) * 0.4)
    write(nation, "VB Quốc hiệu", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    write(nation, "VB Tiêu ngữ", "Độc lập - Tự do - Hạnh phúc")
    rule(nation, WIDTH - left, MOTTO_WIDTH)
    number, date = table.rows[1].cells
    given = content["number"].zfill(2) if content["number"] else "\u00a0" * 7
    write(number, "VB Số ký hiệu", f"Số: {given}/{content['symbol']}")
    if not content["type_name"]:
        write(number, "VB Về việc", f"V/v {content['subject']}")
    write(date, "VB Ngày tháng", f"{content['place']}, {content['date_text']}")


def _opening(document: WordDocument, content: Mapping[str, Any]) -> None:
    if content["type_name"]:
        write(document, "VB Tên loại", content["type_name"])
        subject = write(document, "VB Trích yếu", content["subject"]).paragraph_format
        subject.left_indent = subject.right_indent = Mm((WIDTH - SUBJECT_WIDTH) / 2)
        rule(document, WIDTH, 45)
    to = content["addressees"]
    if len(to) == 1:
        write(document, "VB Kính gửi", f"Kính gửi: {to[0]}")
    elif to:
        heading = write(document, "VB Kính gửi", "Kính gửi:")
        heading.alignment, heading.paragraph_format.left_indent = WD_ALIGN_PARAGRAPH.LEFT, Mm(18)
        for name in to:
            line = write(document, "VB Kính gửi nhiều", f"- {name}{'.' if name == to[-1] else ';'}")
            line.paragraph_format.left_indent, line.paragraph_format.first_line_indent = Mm(26), Mm(-3)
    for ground in content["grounds"]:
        write(document, "VB Căn cứ", ground)


def _body(document: WordDocument, content: Mapping[str, Any]) -> None:
    blocks, order = content["body"], 0
    for order, block in enumerate(blocks, start=1):
        is_last = order == len(blocks)
        if block["type"] == "table":
            if block["caption"]:
                write(document, "VB Tên bảng", block["caption"])
            document.paragraphs[-1].paragraph_format.space_after = Pt(6)
            grid(document, block, "VB Ô bảng", WIDTH, content.get("codes"))
            if is_last:
                write(document, "VB Nội dung", "./.")
            continue
        style, before = _block(block)
        end = "/." if block["text"].endswith(".") else "./."
        words = {"text": block["text"].upper() if block["type"] == "section" else block["text"], "code": ""}
        runs = [{"text": before, "code": ""}, *block.get("runs", [words]), {"text": end if is_last else "", "code": ""}]
        paragraph = write_runs(document, style, [run for run in runs if run["text"]], content.get("codes"))
        if is_last:  # a signature never stands alone on its page
            paragraph.paragraph_format.keep_with_next = paragraph.paragraph_format.keep_together = True


def _block(block: Mapping[str, Any]) -> tuple[str, str]:
    """(style, what stands before the words) of one piece of the body."""
    match block["type"]:
        case "section":
            return "Heading 1", f"{block['number']}. "
        case "clause":
            return "Heading 2", f"{block['number']}. "
        case "point":
            return "VB Nội dung", f"{block['number']}) "
        case "bullet":
            return "VB Nội dung", "- "
        case "note":
            return "VB Chú thích", ""
    return "VB Nội dung", ""


def _signature(document: WordDocument, content: Mapping[str, Any], pictures: Pictures | None) -> None:
    """Recipients on the left, signature on the right: never torn apart."""
    gap = document.add_paragraph(style="VB Kẻ ngắn").paragraph_format
    gap.space_before, gap.keep_with_next = Pt(10), True
    table = frame(document, [WIDTH // 2, WIDTH - WIDTH // 2], rows=1)
    left, right = table.rows[0].cells
    write(left, "VB Nơi nhận đầu", "Nơi nhận:")
    for recipient in content["recipients"]:
        write(left, "VB Nơi nhận", f"- {recipient}")
    if content["archive"]:
        write(left, "VB Nơi nhận", f"- Lưu: {content['archive']}.")
    if "verification" in content:
        write(
            left, "VB Nơi nhận", f"Mã kiểm tra: {content['verification']['code']}"
        ).paragraph_format.space_before = Pt(8)
        if pictures:
            put_picture(write(left, "VB Nơi nhận", ""), pictures.qr(content["verification"]["url"]), QR_SIZE)
    signature = content["signature"]
    for line in (*signature["prefix"].splitlines(), signature["title"]):
        if line:
            write(right, "VB Chữ ký", line)
    write(right, "VB Chữ ký", signature["name"]).paragraph_format.space_before = Mm(28)


def _appendix(
    document: WordDocument, appendix: Mapping[str, Any], content: Mapping[str, Any], pictures: Pictures | None
) -> None:
    """On pages of its own, counted from 1, upright or lying."""
    landscape = appendix["orientation"] == "landscape"
    section = document.add_section(WD_SECTION.NEW_PAGE)
    _page(section, content, landscape=landscape, number=len(document.sections))
    heading = write(document, "Heading 1", f"Phụ lục {appendix['number']}".strip())
    heading.alignment, heading.paragraph_format.first_line_indent = WD_ALIGN_PARAGRAPH.CENTER, Mm(0)
    write(document, "VB Phụ lục", appendix["title"].upper())
    if appendix["note"]:
        write(document, "VB Kèm theo", appendix["note"]).paragraph_format.space_after = Pt(8)
    style, width = ("VB Ô phụ lục", PAGE[1] - LEFT - 15) if landscape else ("VB Ô phụ lục đứng", WIDTH)
    if pictures:
        _charts(document, appendix, pictures, width)
    if appendix["columns"]:
        grid(document, appendix, style, width, content.get("codes"))
    for footnote in appendix["footnotes"]:
        write(document, "VB Ghi chú", footnote)


def _charts(document: WordDocument, appendix: Mapping[str, Any], pictures: Pictures, width: float) -> None:
    for order, chart in enumerate(appendix.get("charts", ()), start=1):
        write(document, "VB Tên bảng", f"Biểu đồ {order}. {chart['title']}")
        put_picture(write(document, "VB Biểu đồ", ""), pictures.chart(chart), width)
