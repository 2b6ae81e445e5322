"""Word files: what they hold, how they are laid out, and that no text can break them."""

import re
from base64 import b64decode
from copy import deepcopy
from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.shared import Pt

from kit.word import write_document
from kit.word_pictures import Picture

POINT = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABAQAAAAA3bvkkAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==")
AT = datetime(2022, 6, 27, 2, tzinfo=UTC)
COLUMNS = [
    {"label": "TT", "width": "10mm", "align": "center"},
    {"label": "Đơn vị", "width": "", "align": "left"},
    {"label": "Số", "width": "20%", "align": "right"},
]
ROWS = [
    {"kind": "group", "cells": ["Nhóm một"]},
    {"kind": "row", "cells": ["1", "Huyện A", "1.250"]},
    {"kind": "total", "cells": ["", "Cộng", "1.250"]},
]
TREE = {
    "letterhead": {"superior": "UBND TỈNH", "issuer": "SỞ LAO ĐỘNG -\nTHƯƠNG BINH VÀ XÃ HỘI"},
    "number": "7",
    "symbol": "BC-SLĐTBXH",
    "place": "Lạng Sơn",
    "date_text": "ngày 05 tháng 7 năm 2022",
    "type_name": "BÁO CÁO",
    "subject": "Kết quả 6 tháng",
    "addressees": ["Ủy ban nhân dân tỉnh"],
    "grounds": ["Căn cứ Kế hoạch 81;"],
    "body": [
        {"type": "section", "number": "I", "text": "Tình hình"},
        {"type": "clause", "number": "1", "text": "Kết quả"},
        {"type": "point", "number": "đ", "text": "điểm đ"},
        {"type": "bullet", "text": "gạch"},
        {"type": "table", "caption": "Bảng 1", "columns": COLUMNS, "rows": ROWS},
        {"type": "paragraph", "text": "Hết."},
    ],
    "signature": {"prefix": "KT. GIÁM ĐỐC", "title": "PHÓ GIÁM ĐỐC", "name": ""},
    "recipients": ["Như trên;"],
    "archive": "VT",
    "appendices": [
        {
            "number": "I", "title": "Số liệu", "note": "(Kèm theo)", "orientation": "landscape", "columns": COLUMNS,
            "header_rows": [
                [{"label": "TT", "rowspan": "2"}, {"label": "Hai cột", "colspan": "2"}],
                [{"label": "Trái"}, {"label": "Phải", "turn": "1"}],
            ],
            "rows": ROWS, "footnotes": ["Ghi chú."],
        }
    ],
    "watermark": "DỰ THẢO",
    "demo_mark": "DỮ LIỆU MINH HỌA",
}  # fmt: skip


class Pictures:
    """Draws one white point for everything."""

    def chart(self, chart):
        return Picture(POINT, b"<svg xmlns='http://www.w3.org/2000/svg'/>", f"Biểu đồ: {chart['title']} \x0b")

    def qr(self, address):
        return Picture(POINT, b"", address)


def written(**changes):
    return Document(
        BytesIO(write_document({**deepcopy(TREE), **changes}, title="Báo cáo thử", at=AT, pictures=Pictures()))
    )


def texts(document):
    return [paragraph.text for paragraph in document.paragraphs]


def cells(table):
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_pages_and_letters_are_those_of_the_decree():
    document = written()
    section, normal = document.sections[0], document.styles["Normal"]

    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert (round(section.top_margin.mm), round(section.bottom_margin.mm)) == (20, 20)
    assert (round(section.left_margin.mm), round(section.right_margin.mm)) == (30, 20)
    assert (normal.font.name, normal.font.size) == ("Times New Roman", Pt(14))
    assert {document.styles[n].font.name for n in ("Heading 1", "Heading 2", "VB Chữ ký")} == {"Times New Roman"}


def test_the_page_number_stands_in_the_top_margin_and_not_on_page_one():
    section = written().sections[0]

    assert section.different_first_page_header_footer
    assert "PAGE" in section.header.paragraphs[0]._p.xml
    assert "PAGE" not in section.first_page_header.paragraphs[0]._p.xml
    assert section.first_page_footer.paragraphs[0].text == "DỮ LIỆU MINH HỌA"


def test_the_letterhead_the_opening_and_the_signature_hold_what_the_tree_says():
    document = written()
    head, signature = document.tables[0], document.tables[2]

    assert cells(head)[0][0].startswith("UBND TỈNH\nSỞ LAO ĐỘNG -\nTHƯƠNG BINH VÀ XÃ HỘI")
    assert "Độc lập - Tự do - Hạnh phúc" in cells(head)[0][1]
    assert cells(head)[1] == ["Số: 07/BC-SLĐTBXH", "Lạng Sơn, ngày 05 tháng 7 năm 2022"]
    assert texts(document)[:5] == [
        "BÁO CÁO",
        "Kết quả 6 tháng",
        "",
        "Kính gửi: Ủy ban nhân dân tỉnh",
        "Căn cứ Kế hoạch 81;",
    ]
    assert cells(signature)[0] == ["Nơi nhận:\n- Như trên;\n- Lưu: VT.", "KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\n"]


def test_a_cong_van_has_its_subject_under_a_blank_number_and_lists_its_addressees():
    document = written(type_name="", number="", addressees=["Huyện A", "Huyện B"])

    number = cells(document.tables[0])[1][0]
    assert number.startswith("Số:") and number.endswith("/BC-SLĐTBXH\nV/v Kết quả 6 tháng")
    assert texts(document)[:3] == ["Kính gửi:", "- Huyện A;", "- Huyện B."]


def test_headings_are_words_own_and_the_last_words_carry_the_end_mark():
    document = written()
    styles = {paragraph.text: paragraph.style.name for paragraph in document.paragraphs}

    assert styles["I. TÌNH HÌNH"] == "Heading 1" and styles["1. Kết quả"] == "Heading 2"
    assert styles["đ) điểm đ"] == styles["- gạch"] == "VB Nội dung"
    assert "Hết./." in styles


def test_a_body_that_ends_with_a_table_is_closed_below_it():
    assert "./." in texts(written(body=TREE["body"][:-1]))


def test_tables_repeat_their_head_and_a_single_cell_spans_the_width():
    table = written().tables[1]

    assert cells(table) == [["TT", "Đơn vị", "Số"], ["Nhóm một"] * 3, ["1", "Huyện A", "1.250"], ["", "Cộng", "1.250"]]
    assert "w:tblHeader" in table.rows[0]._tr.xml and "w:tblHeader" not in table.rows[1]._tr.xml
    assert all("w:cantSplit" in row._tr.xml for row in table.rows)
    assert ["w:keepNext" in row._tr.xml for row in table.rows] == [True, True, True, False]  # short: never torn


def test_of_a_long_table_the_last_three_lines_stay_together():
    table = written(body=[{**TREE["body"][4], "rows": ROWS * 6}]).tables[1]

    assert ["w:keepNext" in row._tr.xml for row in table.rows][-5:] == [False, False, True, True, False]


def test_a_figure_with_a_code_is_a_link_and_its_code_stands_small_behind_it():
    runs = [{"text": "Có ", "code": ""}, {"text": "40 buổi", "code": "N101"}, {"text": ".", "code": ""}]
    body = [{"type": "paragraph", "text": "Có 40 buổi.", "runs": runs}]
    address = "https://cong/so/?ma=1-"

    printed = written(body=body, codes={"show": "codes", "url": address})
    hidden = written(body=body, codes={"show": "links", "url": address})

    assert "Có 40 buổi\u202fN101./." in texts(printed) and "Có 40 buổi./." in texts(hidden)
    for document in (printed, hidden):
        assert address + "N101" in [link.target_ref for link in document.part.rels.values() if link.is_external]
    assert "Có 40 buổi./." in texts(written(body=body))


def test_an_appendix_lies_on_pages_of_its_own_with_joined_heads():
    document = written()
    section, table = document.sections[1], document.tables[3]

    assert (section.orientation, round(section.page_width.mm)) == (WD_ORIENT.LANDSCAPE, 297)
    assert cells(table)[:2] == [["TT", "Hai cột", "Hai cột"], ["TT", "Trái", "Phải"]]
    assert "btLr" in table.rows[1]._tr.xml
    assert {"Phụ lục I", "SỐ LIỆU", "(Kèm theo)", "Ghi chú."} <= set(texts(document))


def test_an_upright_appendix_keeps_the_page():
    appendix = TREE["appendices"][0] | {"orientation": "portrait", "note": "", "number": ""}

    document = written(appendices=[appendix])

    assert round(document.sections[1].page_width.mm) == 210
    assert "Phụ lục" in texts(document)


@pytest.mark.parametrize("text", ["a\x00\x0b\ufffe\ud800b", "<w:p>]]>&", "{{7*7}}", "=HYPERLINK(1)"])
def test_no_text_breaks_the_file_or_becomes_more_than_text(text):
    document = written(body=[{"type": "paragraph", "text": text}])

    clean = "".join(c for c in text if c not in "\x00\x0b\ufffe\ud800")
    assert f"{clean}./." in texts(document)


def test_the_file_says_who_and_when_and_refers_to_nothing_outside():
    data = write_document(TREE, title="Báo cáo thử", at=AT)
    core = Document(BytesIO(data)).core_properties

    assert (core.title, core.author) == ("Báo cáo thử", "SỞ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI")
    assert core.created == core.modified == AT
    with ZipFile(BytesIO(data)) as parts:
        relations = [parts.read(n).decode() for n in parts.namelist() if n.endswith(".rels")]
    assert not any('TargetMode="External"' in text for text in relations)


def test_charts_are_pictures_with_words_for_who_cannot_see_them_and_vectors_for_newer_programs():
    bars = [{"label": "Huyện A", "value": "1", "text": "1"}]
    chart = {"title": "Số buổi", "full": "1", "target": "", "bars": bars}
    annex = {**TREE["appendices"][0], "charts": [chart, chart], "columns": [], "rows": [], "header_rows": []}

    document = written(appendices=[annex], verification={"code": "A-1", "url": "https://cong/?ma=A-1"})

    said = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    assert said == ["https://cong/?ma=A-1", *["Biểu đồ: Số buổi "] * 2] and len(document.tables) == 3
    assert "Biểu đồ 2. Số buổi" in texts(document)
    names = [str(part.partname) for part in document.part.package.iter_parts()]
    assert sum(name.endswith(".svg") for name in names) == 2 and len(names) == len(set(names))


def test_a_draft_has_its_mark_across_every_page_and_a_final_paper_none():
    def marks(document):
        heads = [part for s in document.sections for part in (s.header, s.first_page_header)]
        return [head._element.xml.count('string="DỰ THẢO"') for head in heads]

    assert marks(written()) == [1, 1, 1, 1] and marks(written(watermark="")) == [0, 0, 0, 0]
    heads = [part for s in written().sections for part in (s.header, s.first_page_header)]
    names = re.findall(r"PowerPlusWaterMarkObject\d+", "".join(head._element.xml for head in heads))
    assert len(names) == len(set(names)) == 4
