"""What the officer types: read the Vietnamese way, saved cell by cell, never over somebody else's figure."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from accounts.tests.factories import UserFactory
from audit.models import AuditEntry
from kit.workflow import InvalidTransition
from reports.models import Report
from reports.queries.values import stored_cells
from reports.services.entry import LOCKED, Saved, TypedCell, TypedSection, describe, fingerprint, save_entries
from reports.services.submission import forward_report
from reports.states import CellStatus
from reports.tests.factories import NOW, ReportFactory, fill

pytestmark = pytest.mark.django_db
EMPTY = fingerprint(None)


@pytest.fixture
def save(report, officer):
    """Type one row of the form: save("N101", "1.250", note="…")."""

    def save(code, text="", status=CellStatus.VALUE, note="", seen="", by=officer):
        typed = TypedCell(code, text, status, note, seen)
        return save_entries(report, by=by, at=NOW, cells=[typed])

    return save


@pytest.fixture
def write(report, officer):
    """Type one section: write("II.2", "…")."""

    def write(code, text, seen="", by=officer):
        return save_entries(report, by=by, at=NOW, sections=[TypedSection(code, text, seen)])

    return write


@pytest.mark.parametrize(
    ("code", "text", "value"),
    [
        ("N101", "1.250", 1250),
        ("N101", "1 250", 1250),
        ("N101", "007", 7),
        ("N101", "５０", 50),
        ("KP02", "12,5", "12.5"),
        ("KP02", "0,125", "0.125"),
        ("N202", "1", 1),
        ("N202", "Không", 0),
    ],
)
def test_figures_are_read_as_officers_write_them(report, save, code, text, value):
    assert save(code, text).written == [code]

    assert stored_cells(report)[code].value == Decimal(value)


@pytest.mark.parametrize(
    ("code", "text", "advice"),
    [
        ("N101", "12 buổi", "số nguyên"),
        ("N101", "-1", "số nguyên"),
        ("N101", "1,5", "số nguyên"),
        ("N101", "1e3", "số nguyên"),
        ("N101", "1,250", "hai cách"),
        ("N101", "9" * 20, "vượt quá giới hạn"),
        ("KP02", "mười", "phần lẻ sau dấu phẩy"),
        ("KP02", "0,0001", "3 chữ số"),
        ("N202", "có lẽ", "“Có” hoặc “Không”"),
    ],
)
def test_what_cannot_be_read_is_not_stored_and_the_officer_is_told_how(report, save, code, text, advice):
    saved = save(code, text)

    assert advice in saved.errors[code] and not saved.is_clean
    assert stored_cells(report) == {}
    assert not AuditEntry.objects.exists()


def test_zero_is_a_figure_and_blank_is_none(report, save):
    save("N101", "0")
    assert stored_cells(report)["N101"].value == 0

    save("N101", "  ")
    assert stored_cells(report) == {}


def test_what_does_not_apply_is_stored_with_its_note(report, save):
    save("N113", status=CellStatus.NOT_APPLICABLE, note="  Đơn vị không có viên chức. ")

    cell = stored_cells(report)["N113"]
    assert (cell.status, cell.value, cell.note) == ("na", None, "Đơn vị không có viên chức.")


@pytest.mark.parametrize(
    ("typed", "advice"),
    [
        ({"text": "5", "status": CellStatus.NOT_APPLICABLE}, "Ô đã có số"),
        ({"text": "5", "status": CellStatus.NOT_AVAILABLE}, "Ô đã có số"),
        ({"text": "5", "status": "missing"}, "Tình trạng số liệu không hợp lệ"),
        ({"note": "Sẽ bổ sung"}, "chưa có số liệu"),
        ({"text": "5", "note": "d" * 1001}, "dài quá 1.000 ký tự"),
    ],
)
def test_a_row_that_contradicts_itself_is_refused(report, save, typed, advice):
    assert advice in save("N113", **typed).errors["N113"]

    assert stored_cells(report) == {}


def test_a_good_cell_is_saved_beside_a_bad_one(report, officer):
    cells = [TypedCell("N101", "12"), TypedCell("N102", "năm")]

    saved = save_entries(report, by=officer, at=NOW, cells=cells)

    assert (saved.written, list(saved.errors)) == (["N101"], ["N102"])
    assert list(stored_cells(report)) == ["N101"]


def test_a_figure_that_breaks_a_rule_is_saved_in_the_draft(report, save):
    save("N101", "4")

    assert save("N102", "5").is_clean
    assert stored_cells(report)["N102"].value == 5


@pytest.mark.parametrize("code", ["XX99", "N112", "TH08", "N508"])
def test_codes_that_are_unknown_computed_or_not_asked_for_are_ignored(report, save, code):
    assert save(code, "5") == Saved()

    assert stored_cells(report) == {}


def test_of_two_editors_the_second_is_shown_the_firsts_figure(report, save):
    save("N101", "12", seen=EMPTY)

    saved = save("N101", "15", seen=EMPTY)

    assert saved.conflicts == {"N101": "12"} and not saved.is_clean
    assert stored_cells(report)["N101"].value == 12


def test_having_seen_it_the_second_editor_may_write_over_it(report, save):
    save("N101", "12")

    save("N101", "15", seen=fingerprint(stored_cells(report)["N101"]))

    assert stored_cells(report)["N101"].value == 15


def test_two_editors_of_different_cells_do_not_disturb_each_other(report, save):
    assert save("N101", "12", seen=EMPTY).is_clean
    assert save("N102", "5", seen=EMPTY).is_clean


def test_typing_what_is_stored_already_writes_nothing(report, save):
    save("N101", "1.250")

    assert save("N101", "1250", seen=EMPTY) == Saved()

    report.refresh_from_db()
    assert (report.revision, AuditEntry.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("figure", "words"), [({}, "để trống"), ({"N101": 1250}, "1.250"), ({"N101": "na"}, "Không thuộc phạm vi")]
)
def test_the_other_editors_figure_is_told_in_words(report, figure, words):
    fill(report, **figure)

    assert describe(stored_cells(report).get("N101")) == words


def test_words_are_cleaned_and_kept(report, write):
    assert write("II.2", "  Tổ chức 12 buổi.\r\nLồng ghép 5 buổi.\u202e ").written == ["II.2"]

    assert report.sections.get().text == "Tổ chức 12 buổi.\nLồng ghép 5 buổi."
    assert write("II.2", "Tổ chức 12 buổi.\r\nLồng ghép 5 buổi.").written == []


def test_two_editors_of_a_passage_do_not_overwrite_each_other(report, write):
    write("II.2", "Bản của cán bộ.", seen=EMPTY)

    saved = write("II.2", "Bản của trưởng phòng.", seen=EMPTY)

    assert list(saved.conflicts) == ["II.2"]
    assert report.sections.get().text == "Bản của cán bộ."


def test_a_passage_that_is_too_long_is_refused_with_its_limit(report, write):
    assert "20.000 ký tự" in write("II.2", "d" * 20_001).errors["II.2"]

    assert not report.sections.exists()


def test_sections_of_other_reporters_are_ignored(report, write):
    assert write("VI", "Không có mục này.") == Saved()


def test_a_save_is_told_to_the_journal_without_the_figures(report, officer, save):
    save("N101", "1.250")

    report.refresh_from_db()
    entry = AuditEntry.objects.get()
    assert (report.revision, report.edited_by, report.edited_at) == (1, officer, NOW)
    assert (entry.action, entry.data) == ("report.edited", {"fields": ["N101"]})


def test_a_report_before_the_head_cannot_be_edited(ready, officer, save):
    forward_report(ready, by=officer, at=NOW)

    with pytest.raises(InvalidTransition):
        save("N101", "15")


@pytest.mark.parametrize("state", [{"submitted": True}, {"accepted": True}, {"excluded_at": NOW}])
def test_a_report_that_is_sent_or_excluded_cannot_be_edited(officer, state):
    report = ReportFactory(unit=officer.unit, **state)

    with pytest.raises(InvalidTransition):
        save_entries(report, by=officer, at=NOW, cells=[TypedCell("N101", "15")])
    assert not report.values.exists()


def test_an_old_page_is_judged_by_what_the_report_is_now(report, officer, save):
    Report.objects.filter(pk=report.pk).update(excluded_at=NOW)

    with pytest.raises(InvalidTransition):
        save("N101", "15")


@pytest.mark.parametrize("who", [{}, {"approver": True}, {"staff": True}, {"coordinator": True}, {"leader": True}])
def test_nobody_from_elsewhere_types_into_a_units_report(report, save, who):
    with pytest.raises(PermissionDenied):
        save("N101", "15", by=UserFactory(**who))

    assert stored_cells(report) == {}


@pytest.fixture
def only_n101_open(monkeypatch):
    """A return of one cell, as seen by everything that asks what may be changed."""
    for module in ("reports.services.entry", "reports.services.workbook_read", "reports.services.workbook_words"):
        monkeypatch.setattr(f"{module}.editable_codes", lambda *args: frozenset({"N101"}))


def test_a_closed_figure_is_not_changed_and_says_why(report, officer, only_n101_open):
    fill(report, N101=12, N102=5)
    typed = [TypedCell("N101", "13"), TypedCell("N102", "6")]

    saved = save_entries(report, by=officer, at=NOW, cells=typed, sections=[TypedSection("V", "Thêm ý.")])

    assert saved.written == ["N101"]
    assert saved.errors == {"N102": LOCKED, "V": LOCKED}
    assert stored_cells(report)["N102"].value == 5


def test_a_closed_figure_sent_again_unchanged_is_no_error(report, officer, only_n101_open):
    fill(report, N101=12, N102=5)

    saved = save_entries(report, by=officer, at=NOW, cells=[TypedCell("N102", "5")])

    assert saved.is_clean
