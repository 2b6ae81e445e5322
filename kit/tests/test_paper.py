"""The paper measured in the file itself: millimetres, sizes, places, and the rules of an archive. Printed once."""

import io
from itertools import pairwise

import pdfplumber
import pikepdf
import pytest
from pypdf import PdfReader

from kit.pdf import Enclosure, page_html, write_pdf
from kit.tests.pdfa import problems
from kit.tests.test_pdf import DOCUMENT, appendix, content, number_on_top, paragraph

pytestmark = pytest.mark.pure
MM = 25.4 / 72
LONG = paragraph("Công tác tuyên truyền, phòng ngừa được các huyện, thành phố duy trì thường xuyên. " * 12)


@pytest.fixture(scope="module")
def pdf():
    """A final report of several pages with a lying and an upright appendix, each longer than a page, and enclosures."""
    body = [
        {"type": "section", "number": "I", "text": "Tình hình"},
        {"type": "clause", "number": "1", "text": "Công tác chỉ đạo"},
        *[LONG] * 5,
    ]
    tree = content(body=body, appendices=[appendix("I", rows=90), appendix("II", "portrait", rows=120)], number="152")
    files = [Enclosure("so-lieu.json", "Số liệu", b"{}"), Enclosure("so-lieu.xlsx", "Phụ lục", b"PK")]
    return write_pdf(page_html(DOCUMENT, {"content": tree}, "Báo cáo thử"), title="Báo cáo thử", enclosures=files)


@pytest.fixture(scope="module")
def pages(pdf):
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        yield opened.pages


@pytest.fixture(scope="module")
def first(pages):
    """Words of the first page's lines: text → (font, size, left, right, top) in points and mm."""
    lines = pages[0].extract_words(extra_attrs=["fontname", "size"], keep_blank_chars=True)
    return {
        w["text"]: (w["fontname"].split("+")[1], round(w["size"], 1), w["x0"] * MM, w["x1"] * MM, w["top"] * MM)
        for w in lines
    }


def margins(page):
    """(left, right, top, bottom) in mm around all words that are not the page number, and around all lines."""
    words = [w for w in page.extract_words() if w["top"] * MM > 20]
    edges = words + page.rects + page.lines
    left, right = min(e["x0"] for e in edges), max(e["x1"] for e in edges)
    top, bottom = min(e["top"] for e in edges), max(e["bottom"] for e in edges)
    return tuple(n * MM for n in (left, page.width - right, top, page.height - bottom))


def upright(pages):
    return [page for page in pages if page.height > page.width]


def test_the_margins_are_those_of_the_decree(pages):
    for page in pages:
        left, right, top, bottom = margins(page)
        assert 29.7 <= left <= 35, page
        assert right >= 14.7, page
        assert 19.9 <= top <= 25.5 and bottom >= 19.9, page
    for page in upright(pages)[:2]:  # full of justified text
        assert margins(page)[1] == pytest.approx(20, abs=0.3)


@pytest.mark.parametrize(
    ("text", "font", "size"),
    [
        ("UBND TỈNH LẠNG SƠN", "Tinos", 12),
        ("SỞ LAO ĐỘNG -", "Tinos-Bold", 12),
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Tinos-Bold", 12),
        ("Độc lập - Tự do - Hạnh phúc", "Tinos-Bold", 13),
        ("Số: 152/BC-SLĐTBXH", "Tinos", 13),
        ("Lạng Sơn, ngày      tháng 6 năm 2022", "Tinos-Italic", 13),
        ("BÁO CÁO", "Tinos-Bold", 14),
        ("Kết quả phòng, chống mại dâm", "Tinos-Bold", 14),
        ("Kính gửi: Ủy ban nhân dân tỉnh Lạng Sơn", "Tinos", 14),
        ("I. TÌNH HÌNH", "Tinos-Bold", 14),
        ("1. Công tác chỉ đạo", "Tinos-Bold", 14),
    ],
)
def test_each_part_of_the_head_has_its_face_and_size(first, text, font, size):
    assert first[text][:2] == (font, size)


def test_the_head_stands_in_two_halves_that_are_centred_in_themselves(first):
    nation, motto = first["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"], first["Độc lập - Tự do - Hạnh phúc"]
    number, date = first["Số: 152/BC-SLĐTBXH"], first["Lạng Sơn, ngày      tháng 6 năm 2022"]
    superior = first["UBND TỈNH LẠNG SƠN"]

    assert superior[4] == pytest.approx(nation[4], abs=0.3) and number[4] == pytest.approx(date[4], abs=0.3)
    middles = [(each[2] + each[3]) / 2 for each in (nation, motto, date)]
    assert middles == pytest.approx([middles[0]] * 3, abs=0.5)
    assert (superior[2] + superior[3]) / 2 == pytest.approx((number[2] + number[3]) / 2, abs=0.5)
    assert superior[3] < nation[2]


def test_the_rules_are_as_long_as_the_decree_says(pages, first):
    """Under the motto as long as the line; under the issuer and the subject a third to a half."""
    rules = sorted({(round(r["x0"] * MM, 1), round(r["x1"] * MM, 1)) for r in pages[0].rects + pages[0].lines})
    motto = first["Độc lập - Tự do - Hạnh phúc"]
    issuer, subject = first["THƯƠNG BINH VÀ XÃ HỘI"], first["Kết quả phòng, chống mại dâm"]

    def below(part):
        middle = (part[2] + part[3]) / 2
        found = [
            (right - left) / (part[3] - part[2]) for left, right in rules if abs((left + right) / 2 - middle) < 0.6
        ]
        return min(found)

    assert any(r == pytest.approx((motto[2], motto[3]), abs=0.4) for r in rules)
    assert 1 / 3 <= below(issuer) <= 0.5 and 1 / 3 <= below(subject) <= 0.5


def test_body_lines_are_indented_and_evenly_spaced(pages):
    lines = pages[1].extract_text_lines()
    starts = {round(line["x0"] * MM, 1) for line in lines if line["top"] * MM > 20}
    steps = [after["top"] - line["top"] for line, after in pairwise(lines[2:8])]

    assert starts == {30.0, 42.7}  # 12.7 mm
    assert all(14 <= step <= 14 * 1.5 + 6.5 for step in steps)


def test_the_page_number_stands_in_the_middle_of_the_top_margin(pages):
    (number,) = [w for w in pages[1].extract_words(extra_attrs=["size"]) if w["top"] * MM < 20]

    assert number["text"] == "2" and round(number["size"]) == 13
    assert (number["x0"] + number["x1"]) / 2 * MM == pytest.approx(110, abs=0.5)  # of the text, 30 to 190 mm
    assert number["top"] * MM > 5 and number["bottom"] * MM < 15


def test_pages_and_appendices_count_each_for_themselves(pdf):
    reader = PdfReader(io.BytesIO(pdf))
    starts = [0] + [n for n, page in enumerate(reader.pages) if "Phụ lục" in page.extract_text()]
    numbers = [number_on_top(page) for page in reader.pages]

    for start, end in pairwise([*starts, len(numbers)]):
        assert end - start >= 2
        assert numbers[start:end] == ["", *map(str, range(2, end - start + 1))]


def test_tables_repeat_their_head_and_lie_where_they_are_wide(pages):
    lying = [page for page in pages if page.width > page.height]

    assert (round(lying[0].width * MM), round(lying[0].height * MM)) == (297, 210) and len(lying) >= 2
    for page in lying[:2]:
        assert "CHỈ TIÊU LẶP LẠI" in page.extract_text()


def test_bookmarks_follow_the_outline_and_lead_to_their_pages(pdf):
    reader = PdfReader(io.BytesIO(pdf))

    def flat(items):
        return [leaf for item in items for leaf in (flat(item) if isinstance(item, list) else [item])]

    marks = [(mark.title, reader.get_destination_page_number(mark)) for mark in flat(reader.outline)]
    assert [title for title, _ in marks] == [
        "BÁO CÁO", "I. Tình hình", "1. Công tác chỉ đạo", "Phụ lục I", "Phụ lục II",
    ]  # fmt: skip
    assert all(title in reader.pages[page].extract_text() for title, page in marks if title.startswith("Phụ"))


def test_tables_are_tagged_as_tables_with_heads(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        kinds = [
            str(o.S) for o in opened.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/StructElem"
        ]

    assert {"/H1", "/H2", "/H3", "/P", "/Table", "/TR", "/TH", "/TD", "/Form"} <= set(kinds)
    assert kinds.count("/TH") >= 6


def test_the_file_keeps_the_rules_of_the_archive(pdf):
    assert problems(pdf) == []


def spoiled(pdf, change):
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        change(opened)
        out = io.BytesIO()
        opened.save(out)
    return out.getvalue()


def first_of(opened, kind):
    return next(o for o in opened.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == kind)


def run_script(opened):
    action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
    opened.Root.OpenAction = opened.make_indirect(action)


def without(kind, key):
    def change(opened):
        del (opened.Root if kind == "/Catalog" else first_of(opened, kind))[key]

    return change


def hide(opened):
    next(note for page in opened.pages for note in page.get("/Annots", [])).F = 2


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (run_script, "6.5.1"),
        (hide, "6.3.2"),
        (without("/Catalog", "/Metadata"), "6.6.2"),
        (without("/Catalog", "/OutputIntents"), "6.2.3"),
        (without("/Catalog", "/MarkInfo"), "6.7"),
        (without("/Catalog", "/Lang"), "6.7.4"),
        (without("/Catalog", "/AF"), "6.8"),
        (without("/FontDescriptor", "/FontFile2"), "6.2.11.4"),
        (without("/Page", "/StructParents"), "6.7.3"),
    ],
)
def test_the_check_bites(pdf, change, rule):
    assert any(found.startswith(rule) for found in problems(spoiled(pdf, change)))


def test_bytes_behind_the_end_are_noticed(pdf):
    assert problems(pdf + b"x") == ["6.1.3 bytes after the end"]


def lines_by_page(rows: int) -> list[int]:
    """How many lines of a table of so many stand on each page."""
    lines = "".join(f"<tr><td>dòng {n}</td></tr>" for n in range(rows))
    head = "<style>@import url(static:css/print.css);</style><table class=grid><thead><tr><th>Đầu</th></tr></thead>"
    pdf = write_pdf(f"<html lang=vi><title>x</title><body>{head}<tbody>{lines}</tbody></table>", title="x")
    return [page.extract_text().count("dòng") for page in PdfReader(io.BytesIO(pdf)).pages]


def test_no_page_is_begun_for_the_last_line_of_a_table_alone():
    full = lines_by_page(100)[0]

    assert lines_by_page(full + 1) == [full - 2, 3]
