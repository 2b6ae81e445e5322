"""What must not hurt: the tables of bad figures and bad words, each with its stated answer; the store unchanged."""

import pytest

from reports.models import ReportSection, ReportValue
from reports.queries.values import stored_cells
from reports.services.entry import MAX_SECTION, TypedCell, TypedSection, save_entries
from reports.services.problems import problems_of
from reports.tests.factories import NOW, fill

pytestmark = pytest.mark.django_db
WHOLE = "Cần số nguyên từ 0 trở lên, ví dụ 1.250."


def typed(report, officer, code, text):
    return save_entries(report, by=officer, at=NOW, cells=[TypedCell(code, text)])


@pytest.mark.parametrize(
    "text", ["-1", "1,5", "1e3", "0x10", "12 buổi", "∞", "NaN", "١٢", "1.2.3", "--", "½", "1/2", "12,", "1..000"]
)
def test_what_is_no_count_is_refused_in_words_and_nothing_is_stored(report, officer, text):
    saved = typed(report, officer, "N101", text)

    assert list(saved.errors) == ["N101"] and not saved.written
    assert stored_cells(report) == {}


@pytest.mark.parametrize(
    ("text", "value"),
    [("1.250", 1250), ("1 250", 1250), ("1\u00a0250", 1250), ("１２", 12), (" 7 ", 7), ("007", 7)],
)
def test_numbers_are_read_the_vietnamese_way(report, officer, text, value):
    typed(report, officer, "N101", text)

    assert stored_cells(report)["N101"].value == value


def test_a_number_that_can_be_read_two_ways_is_asked_about(report, officer):
    assert "đọc được hai cách" in typed(report, officer, "N101", "1,250").errors["N101"]


@pytest.mark.parametrize("text", [str(10**20), str(2**63), "1" * 40])
def test_a_number_beyond_the_limit_names_the_limit(report, officer, text):
    assert "999.999.999.999" in typed(report, officer, "N101", text).errors["N101"]


def test_money_is_exact(report, officer):
    typed(report, officer, "KP02", "0,3")

    assert str(stored_cells(report)["KP02"].value.normalize()) == "0.3"
    assert "3 chữ số" in typed(report, officer, "KP02", "0,0001").errors["KP02"]


def test_a_percentage_is_never_typed(report, officer):
    assert not typed(report, officer, "N115", "100,0000001").written and stored_cells(report) == {}


def test_an_old_font_is_told_and_does_not_stop_the_sending(client, report, officer):
    fill(report, text="C«ng t¸c tuyªn truyÒn", N101=12, N102=5)
    client.force_login(officer)

    assert "bảng mã TCVN3" in client.get(f"/bao-cao/{report.pk}/nhap/").content.decode()
    assert problems_of(report) == []


def test_a_part_above_its_whole_names_both_cells(report):
    fill(report, N101=4, N102=5)

    assert [problem.message for problem in problems_of(report)] == ["N102 lớn hơn N101."]


def test_an_empty_report_lists_every_missing_cell(report):
    told = problems_of(report)

    assert [problem.code for problem in told] == ["N101", "N102", "muc-II-2"]


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{% debug %}", "${7*7}", "javascript:alert(1)",
        "=HYPERLINK(1)", "+1", "-2", "@SUM", "a\tb", "Kết quả 😀 tốt",
    ],
)  # fmt: skip
def test_words_are_stored_as_typed_and_shown_escaped(client, report, officer, text):
    save_entries(report, by=officer, at=NOW, sections=[TypedSection("II.2", text)])
    assert ReportSection.objects.get(code="II.2").text == text

    client.force_login(officer)
    page = client.get(f"/bao-cao/{report.pk}/nhap/").content.decode()

    assert "<script>alert" not in page and "<img src=x" not in page


def test_words_that_are_too_long_are_refused_and_kept_on_the_page(client, report, officer):
    client.force_login(officer)
    words = "chữ " * (MAX_SECTION // 2)

    response = client.post(f"/bao-cao/{report.pk}/nhap/", {"t-II.2": words})

    assert response.status_code == 422 and words.strip() in response.content.decode()
    assert not ReportSection.objects.exists()


def test_invisible_signs_are_dropped_and_letters_composed(report, officer):
    save_entries(report, by=officer, at=NOW, sections=[TypedSection("II.2", "Lạng\u202e Sơn\u200b")])

    assert ReportSection.objects.get().text == "Lạng Sơn"


@pytest.mark.parametrize("words", ["CCCD 012345678901", "điện thoại 0912345678"])
def test_what_looks_like_personal_data_stops_the_sending(report, words):
    fill(report, text=f"Đã làm việc với người có {words}.", N101=12, N102=5)

    told = problems_of(report)

    assert told and all("Hãy bỏ thông tin nhận dạng cá nhân" in problem.message for problem in told)


@pytest.mark.parametrize("code", ["N999", "TH01", "N101.XX", "N115", "TH08", "'; DROP TABLE", ""])
def test_a_code_that_is_not_typed_on_this_form_is_never_stored(report, officer, code):
    saved = typed(report, officer, code, "5")

    assert not saved.written and not ReportValue.objects.exists()


@pytest.mark.parametrize("text", ["   ", "\u00a0\u00a0", "\n\t "])
def test_blanks_alone_are_no_figure_and_no_words(report, officer, text):
    typed(report, officer, "N101", text)
    save_entries(report, by=officer, at=NOW, sections=[TypedSection("II.2", text)])

    assert "N101" in {problem.code for problem in problems_of(report)}
    assert "muc-II-2" in {problem.code for problem in problems_of(report)}
