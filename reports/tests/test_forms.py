"""The entry form shows what is stored, and keeps what was typed where it could not be stored."""

from datetime import datetime

import pytest

from plans.figures import VIETNAM
from plans.tests.factories import ReportingPeriodFactory
from reports.forms.entry import row_groups, section_fields, typed_cells, typed_sections
from reports.forms.review import ReasonForm
from reports.queries.form import form_blocks
from reports.services.entry import Saved, TypedCell, TypedSection, fingerprint
from reports.templatetags.deadlines import days_left, time_left
from reports.tests.factories import OUTLINE, ReportFactory, accepted_report, fill, small_form

pytestmark = pytest.mark.django_db


def rows_of(report, saved=None, typed=None):
    return {row.code: row for group in row_groups(form_blocks(report), saved, typed) for row in group.rows}


def test_stored_figures_are_shown_as_they_are_typed(report):
    rows = rows_of(fill(report, N101=1250, N113="na", N202=1, KP02=12.5))

    assert [rows[code].text for code in ("N101", "N113", "N202", "KP02", "N102")] == ["1.250", "", "1", "12,5", ""]
    assert (rows["N113"].status, rows["N113"].note) == ("na", "Không có đối tượng này.")


def test_a_no_is_chosen_in_the_list_again(report):
    assert rows_of(fill(report, N202=0))["N202"].text == "0"


def test_figures_nobody_types_are_shown_or_a_dash(report):
    rows = rows_of(fill(report, N114=18, N113=20))

    assert [rows[code].shown for code in ("TH08", "N112", "N115")] == ["0", "–", "90,0 %"]


def test_last_years_figures_stand_beside_the_cell(report):
    accepted_report(report.unit, year=2021, N101=1250)

    rows = rows_of(report)

    assert (rows["N101"].previous_text, rows["N102"].previous_text) == ("1.250", "")


def test_in_the_annual_period_the_second_half_appears_without_being_typed(district):
    accepted_report(district, N101=12, N114=18)
    annual = ReportFactory(unit=district, period__annual=True, period__form=small_form())

    rows = rows_of(fill(annual, N101=30, N102=5, N114=19))

    assert (rows["N101"].last_text, rows["N101"].second_half_text) == ("12", "18")
    assert (rows["N102"].last_text, rows["N102"].second_half_text, rows["N114"].second_half_text) == ("", "", "1 mới")


def test_a_second_half_is_unknown_when_the_six_months_did_not_apply(district):
    accepted_report(district, N101="na")
    annual = ReportFactory(unit=district, period__annual=True, period__form=small_form())

    assert rows_of(fill(annual, N101=30))["N101"].second_half_text == ""


def test_broken_rules_are_told_beside_each_of_their_cells(report):
    rows = rows_of(fill(report, N101=600, N102=700))

    assert [check.code for check in rows["N102"].errors] == ["R-N102"]
    assert [check.code for check in rows["N101"].warnings] == ["R-N101"]
    assert rows["N101"].is_invalid and not rows["N111"].is_invalid


@pytest.mark.parametrize("saved", [Saved(errors={"N101": "Cần số nguyên."}), Saved(conflicts={"N101": "15"})])
def test_what_could_not_be_stored_stays_in_its_cell(report, saved):
    typed = [TypedCell("N101", "12 buổi", note="gõ nhầm"), TypedCell("N102", "5")]

    row = rows_of(fill(report, N101=15), saved, typed)["N101"]

    assert (row.text, row.note, row.is_invalid) == ("12 buổi", "gõ nhầm", True)
    assert row.error or row.conflict
    assert row.seen == rows_of(report)["N101"].seen


def test_a_group_knows_how_far_it_is(report):
    block = form_blocks(fill(report, N101=12, N113="na"))[0]

    assert (block.filled, len(block.required)) == (1, 2)
    assert (block.optional_filled, len(block.optional)) == (1, 8)


def test_only_rows_that_were_posted_are_read():
    post = {"v-N101": "12", "n-N101": "ghi chú", "w-N101": "abc", "s-N113": "na", "v-XX": "1"}

    assert typed_cells(post, ["N101", "N102", "N113"]) == [
        TypedCell("N101", "12", "value", "ghi chú", "abc"),
        TypedCell("N113", "", "na"),
    ]
    assert typed_sections({"t-II.2": "Lời văn"}, ["I", "II.2"]) == [TypedSection("II.2", "Lời văn")]


def test_words_that_could_not_be_stored_stay_and_personal_data_is_pointed_out():
    saved = Saved(conflicts={"II.2": "Nội dung vừa được người khác sửa"})
    typed = [TypedSection("II.2", "Bà A, CCCD 020123456789")]

    section = section_fields(OUTLINE, {"II.2": "Bản của người khác"}, saved, typed)[1]

    assert (section.text, section.seen) == ("Bà A, CCCD 020123456789", fingerprint("Bản của người khác"))
    assert section.personal_data and section.anchor == "muc-II-2" and section.length == 23


def test_words_that_were_stored_are_shown_as_stored():
    section = section_fields(OUTLINE, {"II.2": "Đã lưu"}, Saved(written=["II.2"]), [TypedSection("II.2", " Đã lưu ")])[
        1
    ]

    assert (section.text, section.error) == ("Đã lưu", "")


@pytest.mark.parametrize(("reason", "advice"), [("", "Cần nêu lý do"), ("ngắn", "quá ngắn"), ("   ", "Cần nêu lý do")])
def test_a_reason_is_asked_for_in_words(reason, advice):
    form = ReasonForm({"reason": reason}, action="/", button="Gửi")

    assert advice in str(form.errors)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (20, "còn 4 ngày làm việc"),
        (24, "hôm nay là ngày cuối"),
        (25, "vừa quá hạn"),
        (27, "quá hạn 1 ngày làm việc"),
    ],
)
def test_the_time_left_is_told_in_words(day, words):
    period, late_evening = ReportingPeriodFactory(), datetime(2022, 6, day, 23, 30, tzinfo=VIETNAM)

    assert time_left(period, late_evening) == words
    assert days_left(period, late_evening) == 24 - day
