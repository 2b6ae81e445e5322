import json
from datetime import date

import pytest

from documents.layout import (
    NBSP,
    InvalidContent,
    abreast,
    broken_name,
    clause,
    column,
    document_number_text,
    figures_columns,
    letterhead,
    narrative,
    point,
    roman,
    row,
    section,
    subject_text,
    table,
    validate_content,
    vietnamese_date_text,
)


@pytest.fixture
def tree():
    columns = [column("TT", "10%", "center"), column("Chỉ tiêu"), column("Kỳ này", "20mm", "right")]
    rows = [
        row("A. TÌNH HÌNH", kind="group"),
        row("1", "Số cơ sở", "422"),
        row("", "Tổng", "422", kind="total"),
    ]
    return {
        "letterhead": letterhead("UBND tỉnh Lạng Sơn", "Sở Lao động - Thương binh và Xã hội"),
        "number": "",
        "symbol": "BC-SLĐTBXH",
        "place": "Lạng Sơn",
        "date_text": vietnamese_date_text(None, month=6, year=2022),
        "type_name": "BÁO CÁO",
        "subject": "Kết quả 6 tháng đầu năm 2022",
        "addressees": ["Ủy ban nhân dân tỉnh Lạng Sơn"],
        "grounds": [],
        "body": [
            section(1, "TÌNH HÌNH"),
            clause(1, "Diễn biến"),
            *narrative("Ổn định."),
            table(columns, rows, "Bảng 1"),
        ],
        "signature": {"prefix": "KT. GIÁM ĐỐC", "title": "PHÓ GIÁM ĐỐC", "name": ""},
        "recipients": ["Như trên;"],
        "archive": "VT, PCTNXHBĐG",
        "appendices": [
            {
                "number": "I",
                "title": "SỐ LIỆU",
                "note": "",
                "orientation": "landscape",
                "columns": columns,
                "header_rows": [[{"label": "Số liệu", "colspan": "3"}]],
                "rows": rows,
                "footnotes": [],
            }
        ],
        "watermark": "",
        "demo_mark": "",
    }


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2022, 7, 5), "ngày 05 tháng 7 năm 2022"),
        (date(2022, 12, 24), "ngày 24 tháng 12 năm 2022"),
        (date(2022, 2, 9), "ngày 09 tháng 02 năm 2022"),
        (date(2023, 1, 10), "ngày 10 tháng 01 năm 2023"),
        (date(2022, 3, 31), "ngày 31 tháng 3 năm 2022"),
    ],
)
def test_a_date_has_leading_zeros_only_where_the_decree_wants_them(day, words):
    assert vietnamese_date_text(day) == words


def test_an_unknown_day_leaves_room_to_write_it_by_hand():
    assert vietnamese_date_text(None, month=6, year=2022) == f"ngày{NBSP * 6}tháng 6 năm 2022"
    assert vietnamese_date_text(None, month=1, year=2023) == f"ngày{NBSP * 6}tháng 01 năm 2023"
    assert vietnamese_date_text(None, year=2022) == f"ngày{NBSP * 6}tháng{NBSP * 6}năm 2022"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("", f"Số:{NBSP * 8}/BC-SLĐTBXH"),
        (None, f"Số:{NBSP * 8}/BC-SLĐTBXH"),
        ("7", "Số: 07/BC-SLĐTBXH"),
        (7, "Số: 07/BC-SLĐTBXH"),
        ("81", "Số: 81/BC-SLĐTBXH"),
    ],
)
def test_a_document_number_below_ten_gets_a_zero_and_a_missing_one_gets_room(number, words):
    assert document_number_text(number, "BC-SLĐTBXH") == words


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("SỞ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI", ["SỞ LAO ĐỘNG -", "THƯƠNG BINH VÀ XÃ HỘI"]),
        ("PHÒNG LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI", ["PHÒNG LAO ĐỘNG -", "THƯƠNG BINH VÀ XÃ HỘI"]),
        (
            "PHÒNG LAO ĐỘNG, THƯƠNG BINH, XÃ HỘI - DÂN TỘC",
            ["PHÒNG LAO ĐỘNG,", "THƯƠNG BINH,", "XÃ HỘI - DÂN TỘC"],
        ),
        ("TRUNG TÂM DỊCH VỤ VIỆC LÀM", ["TRUNG TÂM DỊCH", "VỤ VIỆC LÀM"]),
        ("SỞ NỘI VỤ", ["SỞ NỘI VỤ"]),
        ("MỘTTÊNKHÔNGCÓCHỖNÀOĐỂNGẮTDÒNGCẢ", ["MỘTTÊNKHÔNGCÓCHỖNÀOĐỂNGẮTDÒNGCẢ"]),
    ],
)
def test_a_long_agency_name_breaks_where_a_clerk_would_break_it(name, lines):
    assert broken_name(name).split("\n") == lines


def test_a_subject_keeps_its_period_on_one_line():
    text = subject_text("Kết quả  phòng, chống mại dâm 6 tháng đầu năm 2022")

    assert text == f"Kết quả phòng, chống mại dâm {NBSP.join(['6', 'tháng', 'đầu', 'năm', '2022'])}"


def test_points_follow_the_vietnamese_alphabet_and_sections_are_roman():
    assert "".join(point(order, "x")["number"] for order in range(1, 8)) == "abcdđeg"
    assert [roman(n) for n in (1, 4, 5, 9, 14, 40)] == ["I", "IV", "V", "IX", "XIV", "XL"]


def test_typed_lines_become_paragraphs_and_bullets_but_a_negative_figure_stays_a_figure():
    blocks = narrative("Kết quả:\n\n- Khởi tố 02 vụ;\n+ phạt tiền\n-5% so với cùng kỳ\n - \n- -3 vụ")

    assert [(block["type"], block["text"]) for block in blocks] == [
        ("paragraph", "Kết quả:"),
        ("bullet", "Khởi tố 02 vụ;"),
        ("bullet", "phạt tiền"),
        ("paragraph", "-5% so với cùng kỳ"),
        ("bullet", "-3 vụ"),
    ]


def test_the_figures_of_sixteen_units_fit_between_the_margins():
    columns = figures_columns([f"Đơn vị {n}" for n in range(16)])

    fixed = sum(float(c["width"].removesuffix("mm")) for c in columns if c["width"])

    assert len(columns) == 21
    assert 252 - fixed == pytest.approx(48, abs=0.5)
    assert float(columns[3]["width"].removesuffix("mm")) >= 9


def test_more_units_than_the_page_holds_are_refused():
    with pytest.raises(ValueError, match="split"):
        figures_columns(["x"] * 19)


def test_many_units_stand_in_groups_of_even_width():
    groups = abreast(range(65))

    assert [len(group) for group in groups] == [16, 16, 16, 17]
    assert [unit for group in groups for unit in group] == list(range(65))
    assert (abreast([]), abreast(range(18)), len(abreast(range(19)))) == ([[]], [list(range(18))], 2)
    assert [roman(number) for number in (94, 620)] == ["XCIV", "DCXX"]


def test_a_complete_tree_is_valid(tree):
    validate_content(tree)


@pytest.mark.parametrize(
    ("steps", "value", "path"),
    [
        (["symbol"], None, "symbol"),
        (["subject"], "  ", "subject"),
        (["signature", "title"], "", "signature.title"),
        (["letterhead"], "SỞ", "letterhead"),
        (["body"], [], "body"),
        (["body", 0, "type"], "heading", "body[0].type"),
        (["body", 2, "text"], 5, "body[2].text"),
        (["body", 3, "rows", 1, "cells"], ["1", "2"], "body[3].rows[1].cells"),
        (["body", 3, "columns", 0, "width"], "1mm; background: url(//x)", "body[3].columns[0].width"),
        (["appendices", 0, "orientation"], "wide", "appendices[0].orientation"),
        (["appendices", 0, "columns", 2, "align"], "justify", "appendices[0].columns[2].align"),
        (
            ["appendices", 0, "header_rows", 0, 0, "colspan"],
            "1000000",
            "appendices[0].header_rows[0][0].colspan",
        ),
        (["recipients"], "Như trên;", "recipients"),
    ],
)
def test_a_fault_is_named_by_its_place(tree, steps, value, path):
    tree = json.loads(json.dumps(tree))  # as it comes back from the database: nothing shared
    *way, last = steps
    place = tree
    for step in way:
        place = place[step]
    place[last] = value

    with pytest.raises(InvalidContent) as error:
        validate_content(tree)

    assert error.value.path == path


def test_a_missing_part_is_named_by_its_place(tree):
    del tree["signature"]["prefix"]

    with pytest.raises(InvalidContent, match=r"signature\.prefix: is missing"):
        validate_content(tree)


def test_something_that_is_no_tree_is_refused():
    with pytest.raises(InvalidContent, match="content: must be an object"):
        validate_content(None)
