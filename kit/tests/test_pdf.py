"""What the file says, read back from the file itself."""

import gc
import io
import re
import unicodedata
from pathlib import Path

import pytest
from pypdf import PdfReader

from kit import pdf as printer
from kit.pdf import StaticOnly, UnprintableDocument, render_pdf

DOCUMENT = "documents/pdf/document.html"
FILE_IMAGE = "<img src=file:///etc/passwd>"
A4 = (595, 842)


def paragraph(text):
    return {"type": "paragraph", "text": text}


def appendix(number, orientation="landscape", rows=60):
    return {
        "number": number,
        "title": f"Số liệu {number}",
        "note": "(Kèm theo Báo cáo số      /BC-SLĐTBXH)",
        "orientation": orientation,
        "columns": [
            {"label": "TT", "width": "10mm", "align": "center"},
            {"label": "CHỈ TIÊU LẶP LẠI", "width": "", "align": "left"},
            {"label": "Tràng Định", "width": "10mm", "align": "right", "turn": "1"},
        ],
        "rows": [{"kind": "group", "cells": ["A. NHÓM"]}]
        + [{"kind": "row", "cells": [str(n), "Tỷ lệ cơ sở được kiểm tra", "12,5"]} for n in range(rows)],
        "footnotes": ["Số liệu đến ngày 20/6/2022."],
    }


def content(**changes):
    return {
        "letterhead": {"superior": "UBND TỈNH LẠNG SƠN", "issuer": "SỞ LAO ĐỘNG -\nTHƯƠNG BINH VÀ XÃ HỘI"},
        "number": "",
        "symbol": "BC-SLĐTBXH",
        "place": "Lạng Sơn",
        "date_text": "ngày      tháng 6 năm 2022",
        "type_name": "BÁO CÁO",
        "subject": "Kết quả phòng, chống mại dâm",
        "addressees": ["Ủy ban nhân dân tỉnh Lạng Sơn"],
        "grounds": [],
        "body": [{"type": "section", "number": "I", "text": "Tình hình"}, paragraph("Tỷ lệ đạt 20,9%.")],
        "signature": {"prefix": "KT. GIÁM ĐỐC", "title": "PHÓ GIÁM ĐỐC", "name": "Nguyễn Văn Mẫu"},
        "recipients": ["Như trên;"],
        "archive": "VT, PCTNXHBĐG",
        "appendices": [],
        "watermark": "",
        "demo_mark": "",
    } | changes


def printed(**changes):
    return PdfReader(io.BytesIO(render_pdf(DOCUMENT, {"content": content(**changes)}, title="Báo cáo thử")))


def words(page):
    return " ".join(page.extract_text().split())


def number_on_top(page):
    """The page number: the only text in the top margin (20 mm = 57 pt)."""
    found = []
    top = float(page.mediabox.height) - 57

    def visit(text, transform, matrix, font, size):
        x, y = matrix[4], matrix[5]
        height = transform[1] * x + transform[3] * y + transform[5]
        if text.strip() and height > top:
            found.append(text.strip())

    page.extract_text(visitor_text=visit)
    return "".join(found)


def fonts(reader):
    names = set()
    for page in reader.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            descriptor = inner["/FontDescriptor"].get_object()
            names.add((str(inner["/BaseFont"]).split("+")[-1], "/FontFile2" in descriptor))
    return names


@pytest.fixture
def page_template(settings, tmp_path):
    """Print a page made of the given HTML."""
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path], "OPTIONS": {}}]

    def render(html):
        name = f"{len(list(tmp_path.iterdir()))}.html"  # templates are cached by name
        (tmp_path / name).write_text(f"<html lang=vi><title>x</title><body>{html}", encoding="utf-8")
        return render_pdf(name, {}, title="Trang thử")

    return render


def test_vietnamese_is_found_in_the_file_as_it_was_typed_even_if_pasted_decomposed():
    reader = printed(body=[paragraph(unicodedata.normalize("NFD", "Tỷ lệ người được hỗ trợ: ≥ 20%"))])

    assert "Tỷ lệ người được hỗ trợ: ≥ 20%" in words(reader.pages[0])


def test_only_tinos_is_used_and_it_travels_inside_the_file():
    reader = printed(appendices=[appendix("I")], watermark="DỰ THẢO", demo_mark="DỮ LIỆU MINH HỌA")

    assert {name for name, _ in fonts(reader)} <= {
        "Tinos",
        "Tinos-Bold",
        "Tinos-Italic",
        "Tinos-Bold-Italic",
    }
    assert all(embedded for _, embedded in fonts(reader))


def test_the_file_is_archival_tagged_vietnamese_and_titled():
    reader = printed()
    catalog = reader.trailer["/Root"]
    metadata = catalog["/Metadata"].get_data().decode()

    assert re.search(r'part(="|>)3\b', metadata) and re.search(r'conformance(="|>)A\b', metadata)
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/Lang"] == "vi"
    assert reader.metadata.title == "Báo cáo thử"


def test_the_same_document_prints_to_the_same_bytes():
    tree = content(watermark="DỰ THẢO")

    once, again = (render_pdf(DOCUMENT, {"content": tree}, title="x") for _ in range(2))

    assert once == again


def test_the_letterhead_leaves_room_for_the_number_and_the_day():
    text = printed().pages[0].extract_text()

    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text
    assert "Độc lập - Tự do - Hạnh phúc" in text
    assert re.search(r"Số:\s{4,}/BC-SLĐTBXH", text)
    assert re.search(r"Lạng Sơn, ngày\s{3,}tháng 6 năm 2022", text)


def test_a_number_below_ten_gets_a_leading_zero():
    assert "Số: 07/BC-SLĐTBXH" in words(printed(number="7").pages[0])


def test_an_official_letter_carries_its_subject_under_the_number():
    text = words(printed(type_name="", symbol="SLĐTBXH-PCTNXHBĐG").pages[0])

    assert "V/v Kết quả phòng, chống mại dâm" in text
    assert "BÁO CÁO" not in text


def test_several_addressees_stand_on_lines_of_their_own():
    text = words(printed(addressees=["Bộ LĐTBXH", "UBND tỉnh"]).pages[0])

    assert "Kính gửi: - Bộ LĐTBXH; - UBND tỉnh." in text


@pytest.mark.parametrize("last", ["Trên đây là báo cáo", "Trên đây là báo cáo."])
def test_the_text_ends_with_one_end_mark(last):
    text = words(printed(body=[paragraph("Một."), paragraph(last)]).pages[0])

    assert "Trên đây là báo cáo./. Nơi nhận" in text
    assert text.count("/.") == 1


def test_pages_are_a4_numbered_from_the_second_one():
    reader = printed(body=[paragraph("Công tác tuyên truyền. " * 40)] * 8)

    assert {tuple(round(float(n)) for n in page.mediabox[2:]) for page in reader.pages} == {A4}
    assert [number_on_top(page) for page in reader.pages][:3] == ["", "2", "3"]


def test_every_appendix_begins_on_its_own_page_and_counts_anew():
    reader = printed(appendices=[appendix("I"), appendix("II"), appendix("III", "portrait")])
    sizes = [tuple(round(float(n)) for n in page.mediabox[2:]) for page in reader.pages]
    starts = [i for i, page in enumerate(reader.pages) if "Phụ lục" in words(page)]

    assert len(starts) == 3
    for start in starts:
        assert [number_on_top(page) for page in reader.pages[start : start + 2]] == ["", "2"]
    assert sizes[starts[0]] == sizes[starts[1]] == A4[::-1]
    assert sizes[starts[2]] == A4


def test_the_head_of_an_appendix_table_is_repeated_on_its_second_page():
    reader = printed(appendices=[appendix("I")])

    assert "CHỈ TIÊU LẶP LẠI" in words(reader.pages[1])
    assert "CHỈ TIÊU LẶP LẠI" in words(reader.pages[2])


def test_the_signature_is_never_alone_on_a_page():
    for lines in range(12, 24):
        reader = printed(body=[paragraph(f"Dòng thứ {n}.") for n in range(lines)])
        last = words(reader.pages[-1])
        assert "Dòng thứ" in last or len(reader.pages) == 1
        assert "Nơi nhận" in last and "Nguyễn Văn Mẫu" in last


def test_draft_and_demo_marks_stand_on_every_page():
    reader = printed(appendices=[appendix("I")], watermark="DỰ THẢO", demo_mark="DỮ LIỆU MINH HỌA")

    for page in reader.pages:
        assert "DỮ LIỆU MINH HỌA" in words(page)
        assert "DỰ THẢO" in words(page)


def test_markup_typed_by_a_user_is_printed_as_text_and_nothing_is_fetched(monkeypatch):
    asked = []
    fetch = StaticOnly.fetch

    def watched(self, url, headers=None):
        asked.append(url)
        return fetch(self, url, headers)

    monkeypatch.setattr(StaticOnly, "fetch", watched)
    everywhere = appendix("I", rows=1) | {"title": "x", "note": FILE_IMAGE, "footnotes": [FILE_IMAGE]}
    everywhere["rows"] = [{"kind": "row", "cells": ["1", FILE_IMAGE, "2"]}]

    reader = printed(subject=FILE_IMAGE, body=[paragraph(FILE_IMAGE)], appendices=[everywhere], watermark=FILE_IMAGE)

    assert FILE_IMAGE + "./." in words(reader.pages[0])
    assert all(url.startswith("static:") for url in asked)
    assert "root:" not in "".join(page.extract_text() for page in reader.pages)


@pytest.mark.parametrize(
    "html",
    [
        "<img src=file:///etc/passwd>",
        "<img src=http://127.0.0.1:9/x.png>",
        "<img src=/static/img/relative.png>",
        "<img src=data:image/png;base64,AAAA>",
        "<img src=static:../../etc/passwd>",
        "<img src=static:img/missing.png>",
        "<link rel=attachment href=file:///etc/passwd>",
        "<link rel=stylesheet href=https://example.com/x.css>",
        "<style>@import url(file:///etc/passwd);</style>",
        "<style>@font-face { font-family: x; src: url(http://127.0.0.1:9/x.ttf) }</style>",
        "<p style='background: url(ftp://example.com/x)'>x</p>",
    ],
)
def test_anything_but_a_static_file_stops_the_printing(page_template, html):
    with pytest.raises(UnprintableDocument):
        page_template(html)


def test_our_charts_are_printed_but_cannot_reach_out(page_template, monkeypatch):
    opened = []
    monkeypatch.setattr(Path, "read_bytes", lambda path: opened.append(path))
    svg = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><rect width='9' height='9'/>{}</svg>"
    image = '<img alt="biểu đồ" src="data:image/svg+xml;utf8,{}">'

    assert page_template(image.format(svg.format(""))).startswith(b"%PDF")
    with pytest.raises(UnprintableDocument):
        page_template(image.format(svg.format("<image href='file:///etc/passwd' width='9' height='9'/>")))
    assert opened == []


def test_the_garbage_collector_rests_while_printing_and_works_again_afterwards(page_template, monkeypatch):
    during = []
    real = printer.HTML
    monkeypatch.setattr(printer, "HTML", lambda **options: during.append(gc.isenabled()) or real(**options))

    page_template("<p>x</p>")
    with pytest.raises(UnprintableDocument):
        page_template("<img src=file:///etc/passwd>")

    assert during == [False, False]
    assert gc.isenabled()


def test_the_print_stylesheet_stays_small_and_cells_carry_no_style(settings):
    templates = Path(settings.BASE_DIR) / "templates/documents/pdf"

    assert (Path(settings.BASE_DIR) / "static/css/print.css").stat().st_size <= 12 * 1024
    for template in templates.glob("*.html"):
        source = template.read_text(encoding="utf-8")
        assert not re.search(r"<t[dh][^>]*style=", source)
        assert "|safe" not in source and "autoescape off" not in source
        assert source.count("<table") == source.count("<colgroup>")
