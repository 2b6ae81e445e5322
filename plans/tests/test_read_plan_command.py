"""The command reads, prints and writes nothing; what it cannot read it says in Vietnamese."""

import json
from io import BytesIO, StringIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.management import CommandError, call_command
from docx import Document
from weasyprint import HTML

from kit.document_read import read_blocks
from kit.word_read import read_word
from plans.models import Plan
from plans.reading.reader import read_plan
from plans.tests.forms import as_docx

PLAN_81 = Path(__file__).parent / "plans" / "ke-hoach-81.txt"
KEYS = [
    "number", "issued_on", "place", "issuer", "superior", "kind", "title", "legal_bases", "objectives", "groups",
    "assignments", "sections", "deadlines", "recipients", "signer", "tables", "unplaced",
]  # fmt: skip


def run(path, *options) -> str:
    out = StringIO()
    call_command("read_plan", str(path), *options, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_the_command_prints_one_object_and_writes_nothing():
    data = json.loads(run(PLAN_81, "--json"))

    assert list(data) == KEYS
    assert not Plan.objects.exists()


def test_without_json_it_says_how_much_was_found():
    assert "4 mục tiêu" not in run(PLAN_81)
    assert "6 mục tiêu, 5 nhóm, 15 nhiệm vụ" in run(PLAN_81)


def docx(**parts: bytes) -> bytes:
    """A Word file with parts added to it."""
    out = BytesIO(as_docx(PLAN_81.read_bytes()))
    with ZipFile(out, "a", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def locked_pdf() -> bytes:
    """Named as encrypted by a filter that no password opens."""
    pdf = HTML(string="<p>Kế hoạch</p>").write_pdf(uncompressed_pdf=True)
    place = pdf.rindex(b"trailer")
    return pdf[:place] + pdf[place:].replace(b"<<", b"<< /Encrypt << /Filter /Standard /V 1 /R 2 /O (" + b"x" * 32
                                             + b") /U (" + b"y" * 32 + b") /P -44 >> /ID [(a) (a)]", 1)  # fmt: skip


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "Tệp rỗng"),
        (b"   \n\n  ", "không có chữ"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, "không phải văn bản"),
        (b"PK\x03\x04nothing", "Word bị hỏng"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "Word 97"),
        (b"{\\rtf1 Ke hoach}", "RTF"),
        (b"%PDF-1.7 broken", "PDF bị hỏng"),
        (docx(**{"word__vbaProject.bin": b"x"}), "macro"),
        (docx(**{"word__bomb.xml": b"0" * 40_000_000}), "nén quá mức"),
        (HTML(string="<svg width='90' height='90'><rect width='90' height='90'/></svg>").write_pdf(), "bản quét"),
        (locked_pdf(), "mật khẩu"),
    ],
    ids=["empty", "blank", "image", "broken zip", "old word", "rtf", "broken pdf", "macro", "bomb", "scan", "locked"],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(tmp_path, data, says):
    path = tmp_path / "ke-hoach"
    path.write_bytes(data)

    with pytest.raises(CommandError, match=says):
        run(path, "--json")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(CommandError, match="Không mở được tệp"):
        run(tmp_path / "none.docx")


def test_a_workbook_is_no_plan():
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "spreadsheetml.sheet.main+xml")

    with pytest.raises(Exception, match="không phải văn bản Word"):
        read_blocks(out.getvalue())


# --- Word's own numbers, breaks and cells -------------------------------------------------------------


def word(build) -> bytes:
    document = Document()
    build(document)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def test_list_numbers_that_word_keeps_apart_are_read():
    def build(document):
        document.add_paragraph("KẾ HOẠCH")
        document.add_paragraph("Trồng cây năm 2024")
        document.add_paragraph("I. NHIỆM VỤ")
        document.add_paragraph("Chuẩn bị cây giống", style="List Number")
        document.add_paragraph("Ươm 500 cây lim.", style="List Bullet")
        document.add_paragraph("Trồng cây", style="List Number")
        document.add_paragraph("Trồng 500 cây lim.", style="List Bullet")

    data = read_plan(read_blocks(word(build))).as_data()

    assert [(group["number"], group["title"]) for group in data["groups"]] == [
        ("1", "Chuẩn bị cây giống"), ("2", "Trồng cây"),
    ]  # fmt: skip
    assert data["groups"][0]["tasks"][0]["text"] == "Ươm 500 cây lim."


def test_a_letterhead_in_a_table_and_line_breaks_within_a_paragraph():
    def build(document):
        table = document.add_table(1, 2)
        table.cell(0, 0).text = "UBND TỈNH AN BÌNH\nSỞ NỘI VỤ\nSố: 9/KH-SNV"
        table.cell(
            0, 1
        ).text = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\nAn Bình, ngày 02 tháng 3 năm 2023"
        document.add_paragraph("KẾ HOẠCH\nCải cách hành chính năm 2023")

    head = read_plan(read_blocks(word(build))).head

    assert (head.superior, head.issuer, head.number) == ("UBND TỈNH AN BÌNH", "SỞ NỘI VỤ", "9/KH-SNV")
    assert (head.issued_on, head.kind, head.title) == ("2023-03-02", "KẾ HOẠCH", "Cải cách hành chính năm 2023")


def test_a_merged_cell_is_read_once():
    def build(document):
        table = document.add_table(2, 3)
        table.cell(0, 0).merge(table.cell(0, 1)).text = "Nội dung"
        table.cell(0, 2).merge(table.cell(1, 2)).text = "Chủ trì"

    (table,) = [block for block in read_word(word(build)) if hasattr(block, "rows")]

    assert table.rows == (("Nội dung", "", "Chủ trì"), ("", "", ""))
