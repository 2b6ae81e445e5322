"""The Excel form says offline what is missing, wrong or asks for a sentence; older forms still come back."""

import re
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest

from kit.known import KnownFigure
from reports.models import ReportValue
from reports.services.workbook import read_form, write_form
from reports.tests.factories import fill, note_on
from reports.tests.workbooks import (
    EXTRA,
    FIGURES,
    NOTE,
    STATUS,
    TODO,
    VALUE,
    WORDS,
    opened,
    page_of,
    repacked,
    row_of,
)

pytestmark = pytest.mark.django_db


def told(report, code: str) -> str:
    """What the cell "Cần làm" of a figure says when the file is opened."""
    book = openpyxl.load_workbook(BytesIO(write_form(report)), data_only=True)
    page = page_of(book, code)
    return page[f"{TODO}{row_of(book, code, page.title)}"].value or ""


def left(report) -> str:
    book = openpyxl.load_workbook(BytesIO(write_form(report)), data_only=True)
    assert book["Hướng dẫn"]["A3"].value == book[FIGURES][f"{VALUE}2"].value
    return book["Hướng dẫn"]["A3"].value


def test_what_must_be_filled_in_stands_together_and_what_need_not_on_a_page_of_its_own(report):
    book = opened(write_form(report))

    assert [row[0].value for row in book[FIGURES].iter_rows(min_row=6)] == ["N101", "N102", "TH08", "N112", "N115"]
    others = [row[0].value for row in book[EXTRA].iter_rows(min_row=6)]
    assert others == ["N111", "N113", "N114", "N116", "N117", "N201", "N202", "KP02"]
    assert [row[0].value for row in book[WORDS].iter_rows(min_row=5)] == [None, "II.2", None, "I", "V"]


def test_the_first_page_counts_what_is_left_and_each_cell_says_what_it_waits_for(report):
    assert left(report) == "Còn 2 ô bắt buộc, 1 mục lời văn bắt buộc, 0 chỗ sai, 0 chỗ phải giải trình."
    assert (told(report, "N101"), told(report, "N113")) == ("Cần điền", "")

    fill(report, N101=12, N102=13)
    assert told(report, "N101") == told(report, "N102") == "Sai: N102 lớn hơn N101"
    assert "1 chỗ sai, 0 chỗ" in left(report)

    fill(report, N101=600, N102=13, N113="na")
    ReportValue.objects.filter(report=report, indicator__code="N113").update(note="")
    assert told(report, "N101") == "Giải trình: N101 cao bất thường"
    assert told(report, "N113") == "Giải trình: vì sao không thuộc phạm vi"
    assert "0 chỗ sai, 2 chỗ phải giải trình" in left(report)

    for code in ("N101", "N113"):
        note_on(report, code, "Đúng như vậy.")
    assert [told(report, code) for code in ("N101", "N102", "N113")] == ["✓"] * 3
    assert left(report).startswith("Đủ mọi ô bắt buộc")


def test_a_figure_that_is_not_what_the_portal_counts_asks_for_its_sentence(report, monkeypatch):
    known = {"N101": KnownFigure(Decimal(12), "12 buổi đã ghi", "/hoat-dong/")}
    monkeypatch.setattr("reports.queries.form.known_of", lambda report, codes=None: known)
    fill(report, N101=15, N102=3)

    assert told(report, "N101") == "Giải trình: N101 khác số cổng đếm được (12)"
    note_on(report, "N101", "Ba buổi chưa ghi vào cổng.")
    assert told(report, "N101") == "✓"


def test_the_formulas_stay_within_what_excel_reads(draft):
    book = opened(write_form(draft))

    formulas = [c.value for sheet in book for row in sheet.iter_rows() for c in row if c.data_type == "f"]
    assert max(map(len, formulas)) < 8192
    assert all(len(text) <= 255 for formula in formulas for text in re.findall('"([^"]*)"', formula))
    rows = {row[0].value: row[2].value for row in book["kiem-tra"].iter_rows()}
    n101, n102 = (f"'Số liệu'!$G${row_of(book, code)}" for code in ("N101", "N102"))
    assert rows["R-N102"] == f"=IF(AND(ISNUMBER({n101}),ISNUMBER({n102})),IF(IFERROR({n102}<={n101},TRUE),0,1),0)"
    assert "R5-N101" not in rows  # nothing to look back at in a half-year form


def test_a_form_of_the_older_layout_still_comes_back(draft):
    """One page of figures, the column of notes called "Ghi chú", no "Cần làm"."""
    book = opened(write_form(draft))
    sheet, extra = book[FIGURES], book[EXTRA]
    for row in extra.iter_rows(min_row=5):
        sheet.append([None if cell.column_letter == TODO else cell.value for cell in row])
    del book[EXTRA], book["Hướng dẫn"], book["kiem-tra"]
    sheet[f"{NOTE}4"], sheet["G2"] = "Ghi chú", None
    sheet[f"{VALUE}{row_of(book, 'N101')}"] = 1300
    sheet[f"{NOTE}{row_of(book, 'N113')}"] = "Có biên chế."
    sheet.delete_cols(8)

    reading = read_form(repacked(book), draft)

    assert reading.errors == []
    assert [(c.code, c.new) for c in reading.changes] == [("N101", "1.300"), ("N113", "Có biên chế.")]


def test_the_explanation_beside_the_figure_travels_with_it(report, officer):
    book = opened(write_form(report))
    row = row_of(book, "N101")
    book[FIGURES][f"{VALUE}{row}"], book[FIGURES][f"{NOTE}{row}"] = 600, "Có đợt cao điểm."
    book[FIGURES][f"{STATUS}{row_of(book, 'N102')}"] = "Chưa có số liệu"

    reading = read_form(repacked(book), report)

    assert [(cell.code, cell.text, cell.note) for cell in reading.cells] == [
        ("N101", "600", "Có đợt cao điểm."),
        ("N102", "", ""),
    ]
