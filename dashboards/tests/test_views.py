"""The first page of each role, the leader's two minutes, the pulse, and pages for when something goes wrong."""

import re
from datetime import UTC, datetime

import pytest
from django.db import OperationalError
from django.test import Client

from accounts.tests.factories import UnitFactory, UserFactory
from dashboards.context import NAVIGATION
from dashboards.queries.board import leadership_board
from dashboards.queries.home import current_period
from dashboards.views import home as views
from dashboards.views import leadership
from inspections.tests.factories import EstablishmentFactory, InspectionFactory, TeamFactory, ViolationFactory, join
from jobs.services.heartbeat import beat
from notices.services.outbox import post
from plans.tests.factories import ClauseFactory, ReportingPeriodFactory
from reports.queries.totals import total_table
from reports.tests.factories import NOW, ReportFactory, accepted_report, small_form

pytestmark = pytest.mark.django_db
LABELS = {action: label for action, _, label, _ in NAVIGATION}


@pytest.fixture
def browse(client):
    def browse(user):
        client.force_login(user)
        return client

    return browse


def page_of(response, status=200):
    assert response.status_code == status
    return response.content.decode()


# --- Home ---------------------------------------------------------------------------------------


def test_the_officer_sees_the_one_report_that_is_owed_and_its_deadline(browse, django_assert_max_num_queries):
    officer = UserFactory()
    report, foreign = ReportFactory(unit=officer.unit), ReportFactory()
    client = browse(officer)

    with django_assert_max_num_queries(10):
        page = page_of(client.get("/"))

    assert "Báo cáo 6 tháng đầu năm 2022" in page and "hết ngày 24/06/2022" in page and "Bắt đầu nhập" in page
    assert f"/bao-cao/{report.pk}/" in page and f"/bao-cao/{foreign.pk}/" not in page


@pytest.mark.parametrize(
    ("state", "who", "words"),
    [
        ({"awaiting_head": True}, {}, "Đang chờ trưởng đơn vị"),
        ({"awaiting_head": True}, {"approver": True}, "Kiểm tra và gửi"),
        ({"returned": True}, {}, "Chỉnh lý báo cáo"),
        ({"edited_at": NOW}, {}, "Nhập tiếp"),
        ({"submitted": True}, {}, "Đã gửi gần đây"),
        ({"excluded_at": NOW}, {}, "Không có báo cáo nào phải nộp"),
    ],
)
def test_the_unit_reads_whose_turn_it_is(browse, state, who, words):
    user = UserFactory(**who)
    ReportFactory(unit=user.unit, **state)

    assert words in page_of(browse(user).get("/"))


@pytest.mark.parametrize("who", ["staff", "coordinator"])
def test_the_department_sees_what_waits_for_it_and_who_is_late(browse, who):
    waiting, late, returned = ReportFactory(submitted=True), ReportFactory(), ReportFactory(returned=True)

    response = browse(UserFactory(**{who: True})).get("/")

    assert [report for report, _ in response.context["to_review"]] == [waiting]
    assert (response.context["late"], response.context["returned"]) == ([late], [returned])
    assert "Quá hạn chưa nộp: 1 đơn vị" in page_of(response)


def test_before_the_first_period_the_department_has_nothing_to_review(browse):
    assert "Không có báo cáo nào chờ xét" in page_of(browse(UserFactory(staff=True)).get("/"))


@pytest.mark.parametrize("who", ["leader", "auditor"])
def test_leaders_and_the_auditor_start_with_the_overview(browse, who):
    assert browse(UserFactory(**{who: True})).get("/").url == "/tong-quan/"


def test_an_inspector_sees_the_inspections_of_his_team_that_wait_for_results(browse):
    inspector, team = UserFactory(inspector=True), TeamFactory()
    join(team, inspector)
    mine, foreign = InspectionFactory(team=team), InspectionFactory()
    InspectionFactory(team=team, done=True)

    page = page_of(browse(inspector).get("/"))

    assert mine.establishment.name in page and foreign.establishment.name not in page
    assert page.count("Mở<span") == 1


def test_the_administrator_sees_people_and_processes_but_no_report(browse):
    unit = ReportFactory().unit
    beat("worker")

    page = page_of(browse(UserFactory(administrator=True)).get("/"))

    assert "scheduler im lặng" in page and unit.short_name in page and "Báo cáo 6 tháng" not in page


def test_units_without_somebody_to_send_are_named_also_when_a_head_has_no_unit(browse):
    without, with_head = UnitFactory(), UserFactory(approver=True).unit
    UserFactory(unit=None, approver=True)

    named = browse(UserFactory(administrator=True, unit=None)).get("/").context["without_approver"]

    assert without in named and with_head not in named


def test_unread_notices_stand_on_the_first_page(browse):
    officer = UserFactory()
    post("a", to=officer, kind="reminder", subject="Sắp đến hạn", body="", at=NOW)
    post("b", to=UserFactory(), kind="reminder", subject="Không phải của tôi", body="", at=NOW)

    page = page_of(browse(officer).get("/"))

    assert "Sắp đến hạn" in page and "Không phải của tôi" not in page


@pytest.mark.parametrize(
    ("who", "here", "not_here"),
    [
        ({}, "report.own", "consolidation.view"),
        ({"staff": True}, "consolidation.view", "report.own"),
        ({"administrator": True}, "account.list", "indicator.view"),
        ({"inspector": True}, "inspection.view", "period.view"),
    ],
)
def test_the_navigation_shows_only_what_the_role_may_use(browse, who, here, not_here):
    page = page_of(browse(UserFactory(**who)).get("/"))

    assert LABELS[here] in page and f"> {LABELS[not_here]}<" not in page


def test_the_navigation_marks_where_one_is(browse):
    report = ReportFactory(submitted=True)

    nav = browse(UserFactory(staff=True)).get(f"/bao-cao/{report.pk}/").context["portal"]["nav"]

    assert [item["url"] for item in nav if item["active"]] == ["/bao-cao/theo-doi/"]


# --- Leadership ---------------------------------------------------------------------------------


def test_the_leader_reads_who_has_not_reported_and_what_is_overdue(browse):
    late = ReportFactory()
    ReportFactory(accepted=True)
    fix = ViolationFactory(recommendation="Thay bình", due_on="2022-04-01")

    page = page_of(browse(UserFactory(leader=True)).get("/tong-quan/"))

    assert "1/2 đơn vị đã gửi" in page and late.unit.short_name in page
    assert fix.inspection.establishment.name in page


def test_the_leaders_numbers_are_those_of_the_totals():
    clause = ClauseFactory()
    clause.plan.objectives.create(
        clause=clause, code="G2", title="Người", target_kind="people", target_percent=100, measure="people_reached"
    )
    accepted_report(N114=18, N113=20)
    report = accepted_report(N114=30, N113=100)

    board = leadership_board(UserFactory(leader=True), NOW)

    shown = board["goals"].goals[0].parts[0]
    table = total_table(report.period)
    assert (shown.numerator, shown.percent) == (table.line("N114").total.value, table.line("N115").total.value)
    assert [bar.text for bar in board["objective_chart"].bars] == ["40,0 %", "chưa có số liệu"]


def test_the_leaders_board_shows_inspections_per_district():
    place = EstablishmentFactory(commune__parent__name="Thành phố Lạng Sơn")
    InspectionFactory(establishment=place, done=True)

    board = leadership_board(UserFactory(leader=True), NOW)

    bar = board["coverage_chart"].bars[0]
    assert (bar.label, bar.text) == ("TP Lạng Sơn", "100,0 % (1/1)")
    assert f"/{place.commune.parent.code}/" in bar.url


def test_a_district_without_establishments_has_no_share():
    UnitFactory()

    board = leadership_board(UserFactory(leader=True), NOW)

    assert [bar.text for bar in board["coverage_chart"].bars] == ["–"]


def test_before_anything_is_loaded_the_leaders_page_still_answers(browse):
    assert "Chưa có kỳ báo cáo nào mở" in page_of(browse(UserFactory(leader=True)).get("/tong-quan/"))


@pytest.mark.parametrize("who", [{}, {"inspector": True}, {"administrator": True}])
def test_others_have_no_overview(browse, who):
    assert browse(UserFactory(**who)).get("/tong-quan/").status_code == 403


def test_the_current_period_is_the_one_being_collected():
    half, annual = ReportingPeriodFactory(form=small_form()), ReportingPeriodFactory(annual=True)

    assert current_period(datetime(2022, 5, 1, tzinfo=UTC)) is None
    assert current_period(datetime(2022, 8, 1, tzinfo=UTC)) == half
    assert current_period(datetime(2023, 2, 1, tzinfo=UTC)) == annual


# --- The pulse ----------------------------------------------------------------------------------


def test_without_heartbeats_the_portal_is_not_well(client):
    response = client.get("/healthz")

    assert (response.status_code, response.json()["worker"], response.json()["scheduler"]) == (503, "silent", "silent")
    assert (response.json()["web"], response.json()["database"]) == ("ok", "ok")


def test_one_silent_process_is_enough_to_be_unwell(client):
    beat("worker")

    response = client.get("/healthz")

    assert (response.status_code, response.json()["worker"], response.json()["scheduler"]) == (503, "ok", "silent")


def test_with_all_heartbeats_the_portal_is_well(client):
    beat("worker")
    beat("scheduler")

    response = client.get("/healthz")

    assert response.status_code == 200 and set(response.json().values()) == {"ok", "one-machine"}


def test_without_a_database_the_pulse_still_answers(client, monkeypatch):
    def away():
        raise OperationalError("away")

    monkeypatch.setattr(views, "silent", away)

    response = client.get("/healthz")

    assert (response.status_code, response.json()) == (503, {"web": "ok", "database": "silent"})


# --- Errors -------------------------------------------------------------------------------------

CODE = re.compile(r"Mã lỗi: \d{3}-[0-9a-f]{8}")


def test_an_address_that_is_not_there_looks_like_one_that_is_not_mine(browse):
    client = browse(UserFactory())

    missing, foreign = client.get("/bao-cao/999999/?xem"), client.get(f"/bao-cao/{ReportFactory().pk}/?xem")

    assert page_of(missing, 404) == page_of(foreign, 404)
    assert "Không tìm thấy trang này" in page_of(missing, 404) and not CODE.search(page_of(missing, 404))


def test_a_missing_right_is_explained_in_vietnamese_with_a_code(browse):
    page = page_of(browse(UserFactory()).get("/tong-quan/"), 403)

    assert "không có quyền thực hiện chức năng này" in page and CODE.search(page)


def test_an_unexpected_error_shows_a_code_that_stands_in_the_log_and_no_trace(browse, monkeypatch, caplog):
    monkeypatch.setattr(leadership, "leadership_board", lambda user, at: 1 / 0)
    client = browse(UserFactory(leader=True))
    client.raise_request_exception = False

    page = page_of(client.get("/tong-quan/"), 500)

    assert "dữ liệu đã lưu trước đó vẫn nguyên" in page and "Traceback" not in page and "ZeroDivision" not in page
    code = CODE.search(page)[0].removeprefix("Mã lỗi: ")
    assert code in [getattr(record, "code", "") for record in caplog.records]


def test_a_page_that_is_too_old_is_explained():
    client = Client(enforce_csrf_checks=True)
    client.force_login(UserFactory(approver=True))

    page = page_of(client.post("/bao-cao/1/gui/"), 403)

    assert "Trang đã cũ, chưa gửi được" in page and CODE.search(page)


def test_unreadable_input_is_refused_in_vietnamese(client):
    page = page_of(client.get("/?x=%00"), 400)

    assert "Dữ liệu gửi lên không đọc được" in page


def test_a_bad_request_has_its_own_page(client, settings):
    settings.ALLOWED_HOSTS = ["portal.invalid"]

    page = page_of(client.get("/healthz", headers={"host": "elsewhere.invalid"}), 400)

    assert "Dữ liệu gửi lên không đọc được" in page
