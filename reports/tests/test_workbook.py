"""The Excel round trip: out, filled in, back; all of it or nothing, and every error at its cell."""

import datetime
from decimal import Decimal

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied

from accounts.tests.factories import UnitFactory
from audit.models import AuditEntry
from kit.excel import NotAnXlsx, UnreadableWorkbook
from kit.known import KnownFigure
from kit.workflow import InvalidTransition
from plans.models import Indicator
from reports.models import Report, ReportValue
from reports.services.entry import LOCKED, USUAL_NOTES, TypedCell, TypedSection, save_entries
from reports.services.workbook import RefusedForm, apply_form, mark_errors, read_form, write_form
from reports.tests.factories import NOW, ReportFactory, accepted_report, fill, note_on
from reports.tests.workbooks import (
    COUNTED,
    EXTRA,
    FIGURES,
    NOTE,
    STATUS,
    TODO,
    VALUE,
    WORDS,
    altered,
    filled,
    only_error,
    opened,
    page_of,
    repacked,
    row_of,
    stored,
)

pytestmark = pytest.mark.django_db


# --- Out ------------------------------------------------------------------------------------------


def test_the_form_has_its_pages_and_nobodys_words_become_a_formula(draft):
    note_on(draft, "N101", '=HYPERLINK("http://x")')
    book = opened(write_form(draft))

    assert book.sheetnames == ["Hướng dẫn", FIGURES, WORDS, EXTRA, "kiem-tra", "giai-trinh", "meta"]
    assert [book[name].sheet_state for name in ("kiem-tra", "giai-trinh", "meta")] == ["veryHidden"] * 3
    assert book.security.lockStructure
    formulas = {
        (sheet.title, cell.column_letter)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }
    ours = {("Hướng dẫn", "A"), (FIGURES, TODO), (EXTRA, TODO), (WORDS, "E"), ("kiem-tra", "C")}
    assert formulas == ours | {(page, VALUE) for page in (FIGURES, EXTRA)}  # there only the sentence of what is left
    assert book[FIGURES][f"{NOTE}{row_of(book, 'N101')}"].data_type == "s"


def test_only_what_is_typed_is_unlocked_and_numbers_are_numbers(draft):
    book = opened(write_form(draft))
    sheet, row = book[FIGURES], row_of(book, "N101")

    assert [cell.value for cell in sheet[row]][:4] == ["N101", "Số buổi tuyên truyền *", "buổi", "–"]
    assert (sheet[f"{VALUE}{row}"].value, sheet[f"{VALUE}{row}"].number_format) == (1250, "#,##0")
    assert sheet[f"{NOTE}{row}"].data_type == "s"
    typed = [cell.column_letter for cell in sheet[row] if not cell.protection.locked]
    assert typed == [VALUE, NOTE, STATUS]
    computed = row_of(book, "N115")
    assert all(cell.protection.locked for cell in sheet[computed])
    assert sheet[f"{VALUE}{computed}"].value == "50,0 %"
    assert sheet.freeze_panes == "C5"


def test_choices_are_lists_and_hints_stand_beside_the_cell(draft):
    Indicator.objects.filter(code="N101").update(hint="Đếm mọi buổi.")
    book = opened(write_form(draft))
    rules = {str(rule.sqref): rule for rule in book[FIGURES].data_validations.dataValidation}
    others = {str(rule.sqref): rule for rule in book[EXTRA].data_validations.dataValidation}

    assert others[f"{VALUE}{row_of(book, 'N201', EXTRA)}"].formula1 == '"Có,Không"'
    assert rules[f"{STATUS}{row_of(book, 'N101')}"].formula1 == '"Có số liệu,Không thuộc phạm vi,Chưa có số liệu"'
    assert rules[f"{VALUE}{row_of(book, 'N101')}"].prompt == "Đếm mọi buổi."
    assert others[f"{VALUE}{row_of(book, 'KP02', EXTRA)}"].type == "decimal"


def test_usual_explanations_can_be_chosen_and_any_other_sentence_typed(draft):
    book = opened(write_form(draft))
    for page, code in ((FIGURES, "N101"), (EXTRA, "KP02")):
        rules = {str(rule.sqref): rule for rule in book[page].data_validations.dataValidation}
        rule = rules[f"{NOTE}{row_of(book, code, page)}"]
        assert (rule.type, bool(rule.showErrorMessage)) == ("list", False)
        assert rule.formula1 == f"'giai-trinh'!$A$1:$A${len(USUAL_NOTES)}"
    assert [row[0].value for row in book["giai-trinh"].iter_rows()] == list(USUAL_NOTES)

    book[FIGURES][f"{NOTE}{row_of(book, 'N101')}"] = USUAL_NOTES[0]
    assert [change.new for change in read_form(repacked(book), draft).changes] == [USUAL_NOTES[0]]


def test_name_figure_what_is_to_do_and_explanation_are_seen_without_scrolling(draft):
    book = opened(write_form(draft))
    for page in (FIGURES, EXTRA):
        assert [book[page][f"{letter}4"].value for letter in "BGHI"] == [
            "Chỉ tiêu", "Số liệu", "Cần làm", "Giải trình, ghi chú",
        ]  # fmt: skip
        dimensions = [d for d in book[page].column_dimensions.values() if d.min <= 9]
        assert sum((d.max - d.min + 1) * round(7 * d.width) for d in dimensions) <= 1250


def test_last_year_and_in_the_annual_form_the_six_months_stand_beside_the_figure(district):
    accepted_report(district, year=2021, kind="NAM", N101=20)
    accepted_report(district, year=2022, N101=12)
    annual = ReportFactory(unit=district, period__kind="NAM", period__year=2022)
    sheet = opened(write_form(annual))[FIGURES]

    row = next(row for row in sheet.iter_rows(values_only=True) if row[0] == "N101")
    assert [cell.value for cell in sheet[4]][3:7] == [
        "Cùng kỳ năm trước",
        "6 tháng đầu năm",
        "Cổng đếm được",
        "Số liệu",
    ]
    assert row[3:7] == (20, 12, None, None)


# --- Back unchanged -------------------------------------------------------------------------------


def test_what_the_portal_counts_stands_beside_the_figure(draft, monkeypatch):
    known = {"N101": KnownFigure(Decimal(12), "12 buổi đã ghi", "/hoat-dong/")}
    monkeypatch.setattr("reports.queries.form.known_of", lambda report, codes=None: known)

    book = opened(write_form(draft))

    assert book[FIGURES][f"{COUNTED}4"].value == "Cổng đếm được"
    counted = [book[FIGURES][f"{COUNTED}{row_of(book, code)}"].value for code in ("N101", "N102")]
    assert counted == [12, None]
    assert read_form(write_form(draft), draft).changes == []


def test_a_form_that_comes_back_as_it_went_changes_nothing(draft, officer):
    before = stored(draft)
    reading = read_form(write_form(draft), draft)

    assert (reading.changes, reading.errors) == ([], [])
    assert apply_form(reading, draft, by=officer, at=NOW).written == []
    assert stored(draft) == before


def test_saved_by_another_program_it_is_still_unchanged(draft):
    reading = read_form(repacked(opened(write_form(draft))), draft)

    assert (reading.changes, reading.errors) == ([], [])


def test_an_empty_form_and_an_annual_form_come_back_unchanged(report, district):
    annual = ReportFactory(unit=district, period__kind="NAM", period__year=2022)
    fill(annual, N508=3, KP02=Decimal("99999999999.999"))

    for each in (report, annual):
        reading = read_form(write_form(each), each)
        assert (reading.changes, reading.errors) == ([], [])


def test_what_a_cell_cannot_hold_is_no_change_of_the_officers(report):
    fill(report, text="Tuyên\x0b truyền", N101=3)
    note_on(report, "N101", "a\x1fb")

    assert read_form(write_form(report), report).changes == []


def test_what_others_changed_meanwhile_is_not_undone(draft, officer):
    data = write_form(draft)
    save_entries(draft, by=officer, at=NOW, cells=[TypedCell("N101", "2.000")])
    reading = read_form(data, draft)

    assert (reading.changes, reading.errors) == ([], [])


# --- Back with changes ----------------------------------------------------------------------------


def test_changes_are_told_cell_by_cell_and_stored(draft, officer):
    data = filled(draft, N101=1300, N102_status=None, N102=7, N102_note=None, N202="Có", N111=4, KP02=None)
    reading = read_form(data, draft)
    row = row_of(opened(data), "N101")

    assert reading.errors == []
    assert [(c.code, c.column, c.old, c.new) for c in reading.changes] == [
        ("N101", "Số liệu", "1.250", "1.300"),
        ("N102", "Số liệu", "(để trống)", "7"),
        ("N102", "Tình trạng", "Không thuộc phạm vi", "Có số liệu"),
        ("N102", "Giải trình, ghi chú", "Không có đối tượng này.", "(để trống)"),
        ("N111", "Số liệu", "(để trống)", "4"),
        ("N202", "Số liệu", "Không", "Có"),
        ("KP02", "Số liệu", "12,5", "(để trống)"),
    ]
    assert reading.changes[0].cell == f"{VALUE}{row}"

    apply_form(reading, draft, by=officer, at=NOW)

    values = dict(ReportValue.objects.filter(report=draft).values_list("indicator__code", "value"))
    assert (values["N101"], values["N102"], values["N111"], values["N202"]) == (1300, 7, 4, 1)
    assert "KP02" not in values
    assert AuditEntry.objects.filter(action="report.edited").count() == 1


def test_importing_twice_is_a_repeat_without_effect(draft, officer):
    data = filled(draft, N101=1300)
    apply_form(read_form(data, draft), draft, by=officer, at=NOW)
    before = stored(draft)

    again = read_form(data, draft)

    assert (again.changes, again.errors) == ([], [])
    apply_form(again, draft, by=officer, at=NOW)
    assert stored(draft) == before


def test_words_are_read_with_their_lines_and_without_becoming_formulas(draft, officer):
    def change(book):
        cell = book[WORDS][f"D{row_of(book, 'II.2', WORDS)}"]
        cell.value = "=HYPERLINK(1)\r\n<script>alert(1)</script>"
        cell.data_type = "s"

    reading = read_form(altered(draft, change), draft)
    apply_form(reading, draft, by=officer, at=NOW)

    assert [c.code for c in reading.changes] == ["II.2"]
    assert draft.sections.get(code="II.2").text == "=HYPERLINK(1)\n<script>alert(1)</script>"


@pytest.mark.parametrize(
    ("code", "typed", "value"),
    [
        ("N101", "1.250", "1250"), ("N101", "1 250", "1250"), ("N101", 1250, "1250"), ("N101", 1250.0, "1250"),
        ("N101", "0", "0"), ("KP02", "12,5", "12.5"), ("KP02", 12.5, "12.5"), ("KP02", 0.1 + 0.2, "0.3"),
        ("KP02", "1.250,75", "1250.75"), ("N201", "có", "1"), ("N201", "KHÔNG", "0"), ("N201", 1, "1"),
    ],
)  # fmt: skip
def test_numbers_are_read_the_vietnamese_way(report, officer, code, typed, value):
    apply_form(read_form(filled(report, **{code: typed}), report), report, by=officer, at=NOW)

    assert report.values.get(indicator__code=code).value == Decimal(value)


def test_a_status_with_its_reason_is_stored(report, officer):
    data = filled(report, N101_status="chưa có số liệu", N101_note=2022)
    apply_form(read_form(data, report), report, by=officer, at=NOW)

    cell = report.values.get(indicator__code="N101")
    assert (cell.status, cell.value, cell.note) == ("unavailable", None, "2022")


# --- What is wrong --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "typed", "words"),
    [
        ("N101", "12 buổi", "“12 buổi” – Cần số nguyên từ 0 trở lên, ví dụ 1.250."),
        ("N101", "1,250", "đọc được hai cách"),
        ("N101", 12.5, "Cần số nguyên"),
        ("N101", 12.004, "Cần số nguyên"),
        ("N101", -3, "“-3” – Cần số nguyên từ 0 trở lên"),
        ("N101", 10**20, "999.999.999.999"),
        ("N101", "=SUM(E6:E9)", "công thức"),
        ("N101", "#REF!", "lỗi của Excel"),
        ("N101", True, "Cần số nguyên"),
        ("N101", datetime.date(2022, 5, 12), "“12/05/2022” – Excel đã đổi số thành ngày tháng"),
        ("N201", True, "Chọn “Có” hoặc “Không”."),
        ("N201", "rồi", "Chọn “Có” hoặc “Không”."),
        ("KP02", "1.25", "phần lẻ sau dấu phẩy"),
        ("KP02", 0.0001, "3 chữ số"),
    ],
)
def test_a_figure_that_cannot_be_read_is_told_with_its_cell(draft, officer, code, typed, words):
    before, data = stored(draft), filled(draft, **{code: typed}, N113=13)
    error = only_error(data, draft)

    page = page_of(opened(data), code).title
    row = row_of(opened(data), code, page)
    assert error.message.startswith(f"Ô {VALUE}{row} (dòng {row}, cột “Số liệu”), {code}: ")
    assert words in error.message
    assert (error.code, error.sheet, error.cell) == (code, page, f"{VALUE}{row}")
    with pytest.raises(RefusedForm):
        apply_form(read_form(data, draft), draft, by=officer, at=NOW)
    assert stored(draft) == before


def test_status_and_note_have_their_own_cell_and_all_errors_come_at_once(report):
    data = filled(
        report, N101="x", N101_status="đang chờ", N102=5, N102_status="Không thuộc phạm vi", N113_note="chỉ ghi chú",
        N114=1, N114_note="x" * 1001, N116_note="=1+1",
    )  # fmt: skip
    errors = read_form(data, report).errors

    assert [(e.code, e.cell[0]) for e in errors] == [
        ("N101", STATUS), ("N102", VALUE), ("N113", VALUE), ("N114", NOTE), ("N116", NOTE),
    ]  # fmt: skip
    assert "Chọn: Có số liệu, Không thuộc phạm vi, Chưa có số liệu." in errors[0].message
    assert "1.000 ký tự" in errors[3].message


def test_words_that_are_too_long_or_a_formula_are_told(report):
    def change(book):
        book[WORDS][f"D{row_of(book, 'I', WORDS)}"] = "x" * 20_001
        book[WORDS][f"D{row_of(book, 'V', WORDS)}"] = "=1+1"

    errors = read_form(altered(report, change), report).errors

    assert [e.code for e in errors] == ["I", "V"]
    assert "20.000" in errors[0].message


def test_merged_and_hidden_places_are_told(report):
    def change(book):
        row = row_of(book, "N101")
        book[FIGURES].merge_cells(f"{COUNTED}{row}:{VALUE}{row}")
        book[FIGURES].row_dimensions[row_of(book, "N102")].hidden = True
        book[FIGURES].column_dimensions[NOTE].hidden = True

    messages = [error.message for error in read_form(altered(report, change), report).errors]

    assert len(messages) == 3
    assert "Cột “Giải trình, ghi chú” của trang “Số liệu” đang bị ẩn" in messages[0]
    assert "N101: ô bị gộp" in messages[1]
    assert "N102: dòng đang bị ẩn" in messages[2]


def test_rows_are_known_by_code_wherever_they_stand(draft):
    def change(book):
        sheet = book[FIGURES]
        sheet.move_range(f"A{row_of(book, 'N101')}:K{row_of(book, 'N101')}", rows=100)
        sheet.insert_cols(3)

    reading = read_form(altered(draft, change), draft)

    assert (reading.changes, reading.errors) == ([], [])


def test_missing_double_and_foreign_rows_are_told(report):
    def change(book):
        sheet = book[FIGURES]
        sheet[f"A{row_of(book, 'N101')}"] = "N102"
        sheet["A100"], sheet[f"{VALUE}100"] = "N508", 3  # asked for in the annual form only
        sheet[f"{VALUE}101"] = 5

    messages = [error.message for error in read_form(altered(report, change), report).errors]

    assert len(messages) == 4
    assert any("“N508” không có trong biểu của đơn vị ở kỳ này" in message for message in messages)
    assert any("mã N102 đã có ở dòng" in message for message in messages)
    assert any("G101" in message and "không có mã" in message for message in messages)
    assert messages[-1].startswith("Thiếu dòng N101")


def test_a_missing_column_or_header_is_named_once(report):
    error = only_error(altered(report, lambda book: book[FIGURES].delete_cols(7)), report)
    assert "thiếu cột “Số liệu”" in error.message

    error = only_error(altered(report, lambda book: book[FIGURES].delete_rows(4)), report)
    assert "thiếu cột “Mã”" in error.message


def test_a_form_without_what_it_showed_is_told(report):
    def change(book):
        book["meta"].delete_rows(5)
        book[FIGURES][f"{VALUE}{row_of(book, 'N101')}"] = 3

    assert "thông tin ẩn" in only_error(altered(report, change), report).message


def test_a_figure_changed_on_both_sides_is_a_conflict_that_overwrites_nothing(draft, officer):
    data = filled(draft, N101=1300)
    save_entries(draft, by=officer, at=NOW, cells=[TypedCell("N101", "2.000", note="khác")])
    before = stored(draft)

    reading = read_form(data, draft)

    assert "đã được sửa thành “2.000” sau khi tải biểu" in reading.errors[0].message
    assert reading.changes == []
    assert stored(draft) == before


def test_words_changed_on_both_sides_are_a_conflict(draft, officer):
    def change(book):
        book[WORDS][f"D{row_of(book, 'V', WORDS)}"] = "Của tệp"

    data = altered(draft, change)
    save_entries(draft, by=officer, at=NOW, sections=[TypedSection("V", "Của cổng")])

    assert "“Của cổng”" in only_error(data, draft).message


def test_who_types_between_preview_and_confirmation_is_not_overwritten(draft, officer):
    reading = read_form(filled(draft, N101=1300, N113=99), draft)
    save_entries(draft, by=officer, at=NOW, cells=[TypedCell("N101", "2.000")])
    before = stored(draft)

    with pytest.raises(RefusedForm) as refused:
        apply_form(reading, draft, by=officer, at=NOW)

    assert [error.code for error in refused.value.errors] == ["N101"]
    assert "2.000" in refused.value.errors[0].message
    assert stored(draft) == before


def test_the_form_of_another_unit_period_or_version_is_named(draft):
    other = ReportFactory(unit=UnitFactory(name="Phòng LĐTBXH huyện Khác"))
    error = only_error(write_form(other), draft)
    assert "Phòng LĐTBXH huyện Khác" in error.message

    later = ReportFactory(unit=draft.unit, period__kind="NAM")
    assert "kỳ 2022-NAM; báo cáo đang mở là kỳ 2022-6T" in only_error(write_form(later), draft).message

    for row, words in ((1, "phiên bản khác"), (2, "đơn vị khác"), (3, "kỳ cũ"), (4, "mẫu năm cũ")):

        def change(book, row=row):
            book["meta"].cell(row, 2).value = "cũ"

        assert words in only_error(altered(draft, change), draft).message


def test_what_is_no_form_of_ours_is_unreadable(report):
    book = openpyxl.Workbook()
    with pytest.raises(UnreadableWorkbook, match="không phải biểu tải từ cổng"):
        read_form(repacked(book), report)
    with pytest.raises(NotAnXlsx):
        read_form(b"Ma,So", report)


def test_a_report_that_left_the_unit_and_a_stranger_are_refused(draft, officer, staff):
    reading = read_form(filled(draft, N101=1), draft)

    with pytest.raises(PermissionDenied):
        apply_form(reading, draft, by=staff, at=NOW)
    Report.objects.filter(pk=draft.pk).update(state="awaiting_head")
    with pytest.raises(InvalidTransition):
        apply_form(reading, draft, by=officer, at=NOW)


# --- Marked ---------------------------------------------------------------------------------------


def test_the_officers_own_workbook_comes_back_marked_and_can_be_corrected(draft, officer):
    data = filled(draft, N101="12 buổi", N113=13)
    marked = mark_errors(data, read_form(data, draft).errors)
    book = opened(marked)
    row = row_of(book, "N101")

    assert book.sheetnames[0] == "Cần sửa"
    assert book["Cần sửa"]["B4"].hyperlink.location == f"'Số liệu'!{VALUE}{row}"
    assert "12 buổi" in book[FIGURES][f"{VALUE}{row}"].comment.text
    assert (book[FIGURES].protection.sheet, book[FIGURES][f"{VALUE}{row}"].protection.locked) == (True, False)

    book[FIGURES][f"{VALUE}{row}"] = 12
    reading = read_form(repacked(book), draft)
    assert [(c.code, c.new) for c in reading.changes] == [("N101", "12"), ("N113", "13")]
    assert reading.errors == []


def test_errors_without_a_place_are_listed(draft):
    data = write_form(ReportFactory(unit=UnitFactory(name="Phòng khác")))

    page = opened(mark_errors(data, read_form(data, draft).errors))["Cần sửa"]

    assert page["A1"].value.startswith("Còn 1 chỗ cần sửa")
    assert "Phòng khác" in page["D4"].value


def test_a_closed_figure_changed_in_excel_is_told_at_its_cell(monkeypatch, draft):
    data = filled(draft, N101=15, N113=13)
    for module in ("workbook_read", "workbook_words"):
        monkeypatch.setattr(f"reports.services.{module}.editable_codes", lambda *args: frozenset({"N101"}))

    reading = read_form(data, draft)

    assert [change.code for change in reading.changes] == ["N101"]
    assert [(error.code, LOCKED in error.message) for error in reading.errors] == [("N113", True)]
    sheet = opened(write_form(draft))[WORDS]
    assert all(sheet.cell(row, 4).protection.locked for row in range(5, 8))
