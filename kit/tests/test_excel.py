"""Spreadsheets: texts stay texts, hostile files stay outside, marks come back in the reader's own file."""

import datetime
import time
from decimal import Decimal
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import openpyxl
import pytest

from kit import excel_guard as guard
from kit.excel import (
    AUTHOR,
    Book,
    Found,
    Kind,
    Mark,
    NotAnXlsx,
    TooLarge,
    UnreadableWorkbook,
    carried,
    mark,
    open_workbook,
)

INJECTIONS = [
    '=HYPERLINK("http://evil.invalid";"x")', "=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1+1", "\r=1+1",
    "＝1+1", "{=1+1}", "http://evil.invalid", "mailto:a@b.invalid", "<script>alert(1)</script>", "1250", "TRUE",
]  # fmt: skip


def written(*texts: str) -> bytes:
    book = Book("Thử")
    page = book.page("Trang", [20])
    for row, text in enumerate(texts):
        page.text(row, 0, text)
    return book.finish()


def parts(data: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(members: dict[str, bytes], compression=ZIP_DEFLATED) -> bytes:
    result = BytesIO()
    with ZipFile(result, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return result.getvalue()


def changed(old: str, new: str, part: str = "xl/worksheets/sheet1.xml") -> bytes:
    """A good workbook with a piece of its XML replaced."""
    members = parts(written("a", "b"))
    assert old.encode() in members[part]
    return packed(members | {part: members[part].replace(old.encode(), new.encode())})


def with_rows(rows: str) -> bytes:
    members = parts(written("a"))
    sheet = members["xl/worksheets/sheet1.xml"].decode()
    head, tail = sheet.split("<sheetData>")[0], sheet.split("</sheetData>")[1]
    return packed(members | {"xl/worksheets/sheet1.xml": f"{head}<sheetData>{rows}</sheetData>{tail}".encode()})


def saved(build) -> bytes:
    """A workbook as another program might leave it: ``build`` gets its first sheet."""
    book = openpyxl.Workbook()
    book.active.title = "Trang"
    build(book.active)
    result = BytesIO()
    book.save(result)
    return result.getvalue()


def refusal(data: bytes) -> UnreadableWorkbook:
    started = time.thread_time()
    with pytest.raises(UnreadableWorkbook) as refused:
        open_workbook(data)
    assert time.thread_time() - started < 2, "seconds of computing"
    return refused.value


# --- Out ------------------------------------------------------------------------------------------


def test_no_text_ever_becomes_a_formula_or_a_link():
    members = parts(written(*INJECTIONS))

    sheet = members["xl/worksheets/sheet1.xml"]
    assert b"<f>" not in sheet and b"<f " not in sheet and b"<hyperlink" not in sheet
    assert sheet.count(b't="s"') == len(INJECTIONS)


def test_texts_come_back_as_they_were_written():
    sheet = open_workbook(written(*INJECTIONS))["Trang"]

    back = [row[0] for row in sheet.rows]
    assert {found.kind for found in back} == {Kind.TEXT}
    assert [found.text for found in back] == INJECTIONS


def test_what_xml_cannot_hold_is_left_out_and_nothing_else():
    assert carried("a\x00b\x0bc\ufffed\te\nf") == "abcd\te\nf"
    assert open_workbook(written("dòng 1\nđòng 2 \u0111\U0001f600"))["Trang"].rows[0][0].text == "dòng 1\nđòng 2 đ😀"


def test_a_text_too_long_for_a_cell_is_not_cut_in_silence():
    with pytest.raises(ValueError, match="does not fit"):
        written("x" * 32_768)


def test_the_structure_is_locked_and_only_entry_cells_are_open():
    book = Book("Thử")
    page = book.page("Trang")
    page.text(0, 0, "khóa")
    page.text(0, 1, "mở", locked=False)
    page.allow(0, 1, {"validate": "list", "source": ["Có", "Không"]}, title="N201", prompt="x" * 300)
    page.protect()
    read = openpyxl.load_workbook(BytesIO(book.finish()))

    assert read.security.lockStructure
    assert read["Trang"].protection.sheet
    assert (read["Trang"]["A1"].protection.locked, read["Trang"]["B1"].protection.locked) == (True, False)
    rule = read["Trang"].data_validations.dataValidation[0]
    assert (rule.formula1, str(rule.sqref), len(rule.prompt)) == ('"Có,Không"', "B1", 255)


# --- In -------------------------------------------------------------------------------------------


def test_every_kind_of_cell_is_told_apart():
    def build(sheet):
        sheet.append([1250, 12.5, 0.1 + 0.2, "1.250", datetime.time(7, 30), "  "])
        sheet.append([True, datetime.date(2022, 5, 12), "=1+1", "#REF!", 10**20, -3])
        sheet["D2"].data_type = "e"

    cells = [found for row in open_workbook(saved(build))["Trang"].rows for found in row]

    assert [(c.kind, c.text) for c in cells] == [
        (Kind.NUMBER, "1250"), (Kind.NUMBER, "12,5"), (Kind.NUMBER, "0,3"), (Kind.TEXT, "1.250"),
        (Kind.DATE, "07:30:00"), (Kind.EMPTY, "  "),
        (Kind.BOOLEAN, "TRUE"), (Kind.DATE, "12/05/2022"), (Kind.FORMULA, "=1+1"), (Kind.ERROR, "#REF!"),
        (Kind.NUMBER, "100000000000000000000"), (Kind.NUMBER, "-3"),
    ]  # fmt: skip
    assert cells[1].number == Decimal("12.5")
    assert cells[9].address == "D2"


def test_a_number_beyond_all_numbers_is_an_error_cell():
    sheet = open_workbook(with_rows('<row r="1"><c r="A1"><v>1e999</v></c></row>'))["Trang"]

    assert sheet.rows[0][0] == Found(1, 1, Kind.ERROR, "#NUM!")


def test_hidden_and_merged_places_are_known():
    def build(sheet):
        sheet["A1"] = sheet["C3"] = "x"
        sheet.merge_cells("A1:B1")
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["C"].hidden = True

    sheet = open_workbook(saved(build))["Trang"]

    assert (sheet.hidden_rows, sheet.hidden_columns, sheet.merged) == ({3}, {3}, {(1, 1), (1, 2)})


def test_a_carriage_return_of_excel_is_a_line_end():
    data = changed("<t>a</t>", "<t>a_x000D_\nb</t>", "xl/sharedStrings.xml")

    assert open_workbook(data)["Trang"].rows[0][0].text == "a\r\nb"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "rỗng"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "97–2003"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "mật khẩu"),
        (b"Ma,So\nN101,12\n", "csv"),
        (b"\xef\xbb\xbf<html><table></table></html>", "trang web"),
        (b"<?xml version='1.0'?><Workbook/>", "trang web"),
        (b"%PDF-1.7", "văn bản"),
        (packed({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), "OpenDocument"),
        (packed({"a.txt": b"a"}), "không phải bảng tính"),
        (packed({"[Content_Types].xml": b"<Types>wordprocessingml.document.main+xml</Types>"}), "không phải bảng tính"),
        (packed(parts(written("a")) | {"xl/vbaProject.bin": b"x"}), "macro"),
    ],
)
def test_another_kind_of_file_is_refused_with_the_way_to_save_it(data, words):
    refused = refusal(data)

    assert isinstance(refused, NotAnXlsx)
    assert words in str(refused)
    assert ".xlsx" in str(refused) or not data


BILLION = '<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
BROKEN_FILES = {
    "truncated": written("a")[:-200],
    "no end": written("a")[:700],
    "bytes": b"PK\x03\x04" + b"\x00" * 500,
    "workbook missing": packed({k: v for k, v in parts(written("a")).items() if k != "xl/workbook.xml"}),
    "not xml": changed("<sheetData>", "<sheetDat>"),
    "billion laughs": changed("<worksheet", BILLION + "<worksheet"),
    "external entity": changed("<worksheet", OUTSIDE + "<worksheet"),
    "bad address": with_rows('<row r="1"><c r="?1"><v>1</v></c></row>'),
    "bad row": with_rows('<row r="x"><c r="A1"><v>1</v></c></row>'),
    "bad string": with_rows('<row r="1"><c r="A1" t="s"><v>99</v></c></row>'),
    "bad style": with_rows('<row r="1"><c r="A1" s="99"><v>1</v></c></row>'),
    "bad number": with_rows('<row r="1"><c r="A1"><v>nan</v></c></row>'),
}


@pytest.mark.parametrize("name", BROKEN_FILES)
def test_a_broken_file_is_one_refusal_whatever_is_broken(name):
    refused = refusal(BROKEN_FILES[name])

    assert type(refused) is UnreadableWorkbook
    assert str(refused) == guard.BROKEN


MANY_ROWS = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 60_000))
WIDE = '<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
BOMBS = {
    "sparse": with_rows('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
    "sparse without a row number": with_rows("<row/>" * 2_000 + "<row><c><v>1</v></c></row>"),
    "many rows": with_rows(MANY_ROWS),
    "many columns": with_rows('<row r="1">' + "<c><v>1</v></c>" * 16_384 + "</row>"),
    "merged over everything": changed("</sheetData>", "</sheetData>" + WIDE),
    "linked over everything": changed(
        "</sheetData>", '</sheetData><hyperlinks><hyperlink ref="A1:XFD1048576" location="x"/></hyperlinks>'
    ),
    "merged again and again": changed(
        "</sheetData>", "</sheetData><mergeCells>" + '<mergeCell ref="A1:AX2000"/>' * 3 + "</mergeCells>"
    ),
    "ratio": packed(parts(written("a")) | {"xl/media/x.bin": b"\0" * 9_000_000}),
    "unpacked size": packed(parts(written("a")) | {f"x{n}": bytes(range(256)) * 60_000 for n in range(4)}),
    "members": packed(parts(written("a")) | {f"x{n}": b"" for n in range(200)}),
    "leaves its folder": packed(parts(written("a")) | {"../../x.py": b""}),
    "absolute": packed(parts(written("a")) | {"/etc/x": b""}),
    "deep": changed("<sheetData>", "<x>" * 100 + "</x>" * 100 + "<sheetData>"),
    "elements": with_rows("<row/>" * 50_000),
    "attributes": with_rows("<row " + " ".join(f'a{n}="1"' for n in range(1_000)) + "/>"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_before_it_is_opened(name, monkeypatch):
    monkeypatch.setattr("kit.excel.openpyxl.load_workbook", lambda *a, **k: pytest.fail("opened"))

    assert str(refusal(BOMBS[name])) in (guard.SUSPICIOUS, guard.TOO_WIDE)


def test_a_name_twice_in_the_archive_is_refused():
    result = BytesIO(written("a"))
    with pytest.warns(UserWarning, match="Duplicate"), ZipFile(result, "a") as archive:
        archive.writestr("xl/workbook.xml", b"<other/>")

    assert str(refusal(result.getvalue())) == guard.SUSPICIOUS


def test_a_locked_member_is_a_file_with_a_password():
    data = bytearray(packed({"[Content_Types].xml": b"x"}, ZIP_STORED))
    data[data.rindex(b"PK\x01\x02") + 8] |= 1

    assert isinstance(refusal(bytes(data)), NotAnXlsx)


def test_more_than_five_megabytes_are_too_large():
    assert isinstance(refusal(b"PK" + b"\0" * guard.MAX_BYTES), TooLarge)


def test_empty_rows_far_below_do_not_count():
    """LibreOffice leaves them behind when a whole column was formatted."""
    data = with_rows('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576" ht="12.8"/>')

    assert len(open_workbook(data)["Trang"].rows) == 1


def test_what_the_library_makes_beyond_the_caps_is_refused_too(monkeypatch):
    monkeypatch.setattr("kit.excel.check", lambda data: None)

    assert str(refusal(with_rows('<row r="1"><c r="AZ1"><v>1</v></c></row>'))) == guard.TOO_WIDE


def test_a_picture_in_the_workbook_is_not_read_as_xml():
    data = packed(parts(written("a")) | {"xl/media/logo.png": b"\x89PNG\r\n\x1a\n<c r='XFD1'/>"})

    assert open_workbook(data)["Trang"].rows[0][0].text == "a"


# --- Back -----------------------------------------------------------------------------------------


def marked(data: bytes, *marks: Mark) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(mark(data, marks, sheet="Cần sửa", heading="Còn lỗi")))


def test_marks_are_red_cells_comments_and_a_first_sheet_with_links():
    data = mark(written("a", "=b"), [Mark("Trang", "A2", "N101", "=1+1 sai")], sheet="Cần sửa", heading="=Còn 1 lỗi")
    book = openpyxl.load_workbook(BytesIO(data))

    assert book.sheetnames == ["Cần sửa", "Trang"]
    assert book.active.title == "Cần sửa"
    assert (book["Trang"]["A2"].value, book["Trang"]["A2"].comment.text) == ("=b", "=1+1 sai")
    assert book["Trang"]["A2"].fill.start_color.rgb.endswith("F8C9C4")
    assert [book["Cần sửa"].cell(4, n).value for n in range(1, 5)] == ["1", "Trang!A2", "N101", "=1+1 sai"]
    assert book["Cần sửa"]["B4"].hyperlink.location == "'Trang'!A2"
    assert not any(b"<f>" in part for name, part in parts(data).items() if "worksheets/sheet" in name)


def test_two_marks_at_one_cell_are_both_told_and_marks_without_a_place_are_listed():
    book = marked(
        written("a"), Mark("Trang", "A1", "x", "một"), Mark("Trang", "A1", "x", "hai"), Mark("", "", "y", "ba")
    )

    assert book["Trang"]["A1"].comment.text == "một\nhai"
    assert [book["Cần sửa"].cell(row, 4).value for row in (4, 5, 6)] == ["một", "hai", "ba"]
    assert book["Cần sửa"]["B6"].value == "–"


def test_marks_of_an_earlier_round_are_taken_off():
    once = mark(written("a", "b"), [Mark("Trang", "A1", "x", "cũ")], sheet="Cần sửa", heading="Lần 1")
    book = marked(once, Mark("Trang", "A2", "y", "mới"))

    assert book.sheetnames == ["Cần sửa", "Trang"]
    assert book["Trang"]["A1"].comment is None
    assert book["Trang"]["A2"].comment.author == AUTHOR
    assert book["Cần sửa"]["D4"].value == "mới"


def test_a_mark_in_a_merged_area_or_on_a_missing_sheet_is_only_listed():
    data = saved(lambda sheet: (sheet.append(["a", "b"]), sheet.merge_cells("A1:B1")))
    book = marked(data, Mark("Trang", "B1", "x", "gộp"), Mark("Không có", "A1", "y", "đâu"))

    assert book["Trang"]["A1"].comment is None
    assert [book["Cần sửa"].cell(row, 4).value for row in (4, 5)] == ["gộp", "đâu"]


def test_a_file_that_cannot_be_written_again_is_a_refusal(monkeypatch):
    def cannot(*args):
        raise TypeError

    monkeypatch.setattr(openpyxl.Workbook, "save", cannot)

    with pytest.raises(UnreadableWorkbook):
        mark(written("a"), [], sheet="Cần sửa", heading="")
