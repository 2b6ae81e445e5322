"""The review matrix: flags frozen with the sending, whose desk, the clean ones accepted together."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.tests.factories import UserFactory
from plans.tests.factories import IndicatorGroupFactory
from reports.models import Report, SubmissionRound
from reports.queries.matrix import columns_of, desk_of, group_to_open, groups_of, matrix_reports, matrix_rows
from reports.services.batch import RefusedBatch, accept_reports
from reports.services.review import return_report, take_report
from reports.services.submission import forward_report, submit_report
from reports.services.threads import open_thread
from reports.tests.factories import NOW, TOO_LATE, ReportFactory, complete, fill, note_on, send

pytestmark = pytest.mark.django_db


def a_sent_report(**figures):
    """Of a unit of its own, sent with these figures beside what the form asks for."""
    officer = UserFactory()
    head = UserFactory(unit=officer.unit, approver=True)
    report = complete(ReportFactory(unit=officer.unit))
    fill(report, **figures)
    for code in ("N101",) if figures.get("N101", 0) > 500 else ():
        note_on(report, code, "Có đợt cao điểm.")
    return send(report, officer=officer, head=head, at=NOW)


def row_of(report, at=NOW):
    report = Report.objects.select_related("unit", "reviewer").get(pk=report.pk)
    group = groups_of(report.period)[0]
    return matrix_rows([report], columns_of(report.period, group), at)[0]


def test_a_report_without_flags_is_clean_and_shows_its_figures():
    row = row_of(a_sent_report())

    texts = {cell.code: cell.text for cell in row.cells}
    assert row.is_clean and (texts["N101"], texts["N102"], texts["N113"]) == ("12", "5", "trống")
    assert "N508" not in texts  # annual only


def test_a_warning_and_a_missing_figure_are_flagged_with_their_words():
    report = a_sent_report(N101=501, N113="unavailable")

    row = row_of(report)
    cells = {cell.code: cell for cell in row.cells}

    assert not row.is_clean
    assert (cells["N101"].flag, "cao bất thường" in cells["N101"].words) == ("warning", True)
    assert (cells["N113"].flag, cells["N113"].words) == ("missing", "Chưa có số liệu: Không có đối tượng này.")
    assert {flag: n for flag, n in row.counts.items() if n} == {"missing": 1, "warning": 1}


def test_what_changed_since_the_last_sending_is_flagged(ready, officer, head, staff):
    send(ready, officer=officer, head=head, at=NOW)
    return_report(ready, by=staff, at=NOW, reason="Số liệu chưa khớp lời văn.")
    fill(ready, N101=13)
    send(ready, officer=officer, head=head, at=TOO_LATE)

    flags = {cell.code: cell.flag for cell in row_of(ready).cells if cell.flag}

    assert flags == {"N101": "changed"}


def test_a_figure_that_is_not_the_units_business_is_empty_not_missing():
    report = ReportFactory(unit=UserFactory(staff=True).unit)

    cells = {cell.code: cell for cell in row_of(report).cells}

    assert not cells["N111"].is_owed and cells["N101"].is_owed and cells["N101"].text == ""


def test_a_round_without_flags_worked_out_is_not_taken_for_clean():
    report = a_sent_report()
    SubmissionRound.objects.update(flags=None)

    assert not row_of(report).is_clean


def test_an_open_question_makes_a_report_unclean(staff):
    report = a_sent_report()
    open_thread(report, "N101", "Đã tính quý II chưa?", by=staff, at=NOW)

    row = row_of(report)
    assert (row.open_threads, row.is_clean) == (1, False)


def test_everybody_sees_whose_desk_a_report_is_on_and_for_how_long(ready, officer, head, staff):
    later = NOW + timedelta(days=3)
    desks = []

    def note():
        report = Report.objects.select_related("reviewer").get(pk=ready.pk)
        desk = desk_of(report, later)
        desks.append((desk.who, desk.days) if desk else None)

    note()
    forward_report(ready, by=officer, at=NOW)
    note()
    ready.refresh_from_db()
    submit_report(ready, by=head, at=NOW)
    note()
    take_report(ready, by=staff, at=NOW)
    note()
    return_report(ready, by=staff, at=NOW + timedelta(days=1), reason="Số liệu chưa khớp lời văn.")
    note()
    Report.objects.update(excluded_at=NOW)
    note()

    assert [who for who, _ in desks[:5]] == [
        "Người nhập của đơn vị",
        "Trưởng đơn vị",
        "Phòng chủ trì, chưa ai nhận",
        str(staff),
        "Đơn vị chỉnh lý",
    ]
    assert ([days for _, days in desks[1:5]], desks[5]) == ([3, 3, 3, 2], None)


# --- Together -----------------------------------------------------------------------------------------


def test_clean_reports_are_accepted_together(staff):
    reports = [a_sent_report() for _ in range(3)]

    accept_reports([r.pk for r in reports], by=staff, at=NOW)

    assert set(Report.objects.values_list("state", flat=True)) == {"accepted"}


def test_one_flagged_report_keeps_all_of_them_back(staff):
    reports = [a_sent_report(), a_sent_report(N101=501)]

    with pytest.raises(RefusedBatch, match="1 báo cáo đã chọn còn cờ"):
        accept_reports([r.pk for r in reports], by=staff, at=NOW)

    assert set(Report.objects.values_list("state", flat=True)) == {"submitted"}


def test_ids_that_are_not_there_are_counted_and_not_named(staff):
    """B46."""
    report = a_sent_report()

    with pytest.raises(RefusedBatch, match="3 báo cáo đã chọn không tồn tại") as refused:
        accept_reports([report.pk, 901, 902, 903], by=staff, at=NOW)

    assert "901" not in str(refused.value)
    assert Report.objects.get().state == "submitted"


@pytest.mark.parametrize(("pks", "words"), [([], "Chưa chọn"), (range(1, 500), "tối đa 200")])
def test_a_batch_has_a_beginning_and_an_end(staff, pks, words):
    with pytest.raises(RefusedBatch, match=words):
        accept_reports(pks, by=staff, at=NOW)


def test_nobody_outside_the_department_accepts_in_a_batch():
    report = a_sent_report()

    with pytest.raises(PermissionDenied):
        accept_reports([report.pk], by=UserFactory(leader=True), at=NOW)


# --- The page -----------------------------------------------------------------------------------------


def test_the_page_shows_units_figures_flags_and_desks_and_accepts(browse, staff):
    clean, flagged = a_sent_report(), a_sent_report(N101=501)
    browser = browse(staff)

    page = browser.get("/bao-cao/ma-tran/", {"ky": "2022-6T"}).content.decode()
    assert f'value="{clean.pk}" checked' in page and f'value="{flagged.pk}"' not in page
    assert "flag-warning" in page and "chưa ai nhận" in page and f"/bao-cao/{clean.pk}/o/N101/" in page

    refused = browser.post("/bao-cao/ma-tran/2022-6T/duyet/", {"chon": [clean.pk, flagged.pk]})
    assert refused.status_code == 422 and "Không duyệt báo cáo nào" in refused.content.decode()
    assert browser.post("/bao-cao/ma-tran/2022-6T/duyet/", {"chon": [clean.pk]}).status_code == 302
    assert Report.objects.get(pk=clean.pk).state == "accepted"
    assert browser.post("/bao-cao/ma-tran/2022-6T/duyet/", {"chon": ["x"]}).status_code == 404


def test_a_leader_reads_the_matrix_and_accepts_nothing(browse):
    a_sent_report()

    page = browse(UserFactory(leader=True)).get("/bao-cao/ma-tran/", {"ky": "2022-6T"}).content.decode()

    assert "matrix" in page and 'name="chon"' not in page


@pytest.mark.parametrize("sent", [{"trang": "x"}, {"trang": "99"}, {"nhom": "lạ"}, {"tinh-trang": "lạ"}])
def test_nonsense_in_the_address_gives_the_first_page(browse, staff, sent):
    a_sent_report()

    assert browse(staff).get("/bao-cao/ma-tran/", {"ky": "2022-6T"} | sent).status_code == 200


def test_without_a_period_the_matrix_says_so(browse, staff):
    assert "Chưa có kỳ báo cáo nào mở" in browse(staff).get("/bao-cao/ma-tran/").content.decode()


def test_a_state_narrows_the_rows(staff):
    report = a_sent_report()
    draft = ReportFactory(period=report.period, unit=UserFactory().unit)

    assert list(matrix_reports(report.period, staff, "submitted")) == [report]
    assert set(matrix_reports(report.period, staff, "lạ")) == {report, draft}
    assert not matrix_reports(report.period, UserFactory(inspector=True)).exists()


def test_the_number_of_queries_does_not_grow_with_the_units(browse, staff):
    a_sent_report()
    browser = browse(staff)
    where = {"ky": "2022-6T"}
    browser.get("/bao-cao/ma-tran/", where)
    few = queries_of(browser, where)
    for _ in range(6):
        a_sent_report(N101=501)

    assert queries_of(browser, where) == few <= 20


def queries_of(browser, where):
    with CaptureQueriesContext(connection) as seen:
        browser.get("/bao-cao/ma-tran/", where)
    return len(seen)


def test_the_matrix_opens_where_most_reports_have_figures():
    report = a_sent_report()
    form = report.period.form
    empty = IndicatorGroupFactory(form=form, code="N9")

    assert group_to_open([empty, *groups_of(report.period)[:1]], [report]).code == "N1"
    assert group_to_open([empty], [report]) == empty
    assert group_to_open([], []) is None


def test_columns_that_nobody_must_fill_in_and_nobody_did_are_left_out(browse, staff):
    report = a_sent_report(N113=12)

    answer = browse(staff).get(f"/bao-cao/ma-tran/?ky={report.period.code}")
    codes = [column.code for column in answer.context["columns"]]

    assert {"N101", "N102", "N113"} <= set(codes) and "N116" not in codes
    assert all([cell.code for cell in row.cells] == codes for row in answer.context["rows"])
    assert f"Không hiện {answer.context['hidden']} dòng không bắt buộc" in answer.content.decode()
