from datetime import date

import pytest

from accounts.tests.factories import TerritoryFactory
from inspections.tests.factories import (
    CommuneFactory,
    EstablishmentFactory,
    InspectionFactory,
)
from inspections.tests.pages import get, text
from kit import clock

pytestmark = pytest.mark.django_db


def test_the_goal_is_shown_with_its_share_and_what_is_owed(client, staff, place, team):
    for _ in range(9):
        EstablishmentFactory(commune=place.commune)
    InspectionFactory(establishment=place, team=team, done=True)

    page = text(get(client, staff, "coverage"))

    assert "10,0 %" in page
    assert "Cần thêm 1 cơ sở" in page
    assert "<svg" in page
    assert "style=" not in page
    assert f"/kiem-tra/chi-tieu/{place.commune.parent.code}/?nam=2022" in page


def test_each_number_leads_to_its_rows(client, staff, place, team):
    InspectionFactory(establishment=place, team=team, done=True)
    district = place.commune.parent

    page = text(get(client, staff, "coverage_district", district.code))

    assert place.name in page
    assert "1 trên 1 cơ sở" in page


def test_the_pace_is_told_with_the_days_that_are_left(client, staff, place):
    page = text(get(client, staff, "coverage"))
    past = text(get(client, staff, "coverage", nam="2021"))

    assert "Mỗi tháng 1 cơ sở từ nay đến 31/12/2022 (còn 194 ngày)" in page
    assert "Mỗi tháng" not in past
    assert "Kỳ số liệu kết thúc ngày 31/12/2021" in past


def test_in_the_last_month_of_the_year_all_is_due(client, staff, place, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: date(2022, 12, 20))

    assert "Tất cả trong 11 ngày còn lại" in text(get(client, staff, "coverage"))


def test_the_page_says_why_reports_may_show_other_numbers(client, staff, place):
    page = text(get(client, staff, "coverage"))

    assert "Theo sổ kiểm tra của các Đội đến ngày 20/06/2022; chỉ tiêu N406, N409" in page


def test_the_line_of_the_province_leads_to_its_rows_for_those_who_see_all(
    client, staff, district_inspector, place, elsewhere
):
    link = "/kiem-tra/?trang_thai=executed&amp;tu="

    assert link in text(get(client, staff, "coverage"))
    assert link not in text(get(client, district_inspector, "coverage"))


def test_past_years_and_the_narrower_denominator_can_be_chosen(client, staff, place):
    page = text(get(client, staff, "coverage", nam="2021", dieu_kien="on"))

    assert "năm 2021" in page
    assert "đến 31/12/2021" in page
    assert "dieu_kien=on" in page
    assert "năm 2022" in text(get(client, staff, "coverage", nam="1066"))


def test_a_unit_reads_its_own_district_and_no_other(client, reporter, place, elsewhere):
    page = text(get(client, reporter, "coverage"))

    assert place.commune.parent.name in page
    assert elsewhere.commune.parent.name not in page
    assert get(client, reporter, "coverage_district", place.commune.parent.code).status_code == 200
    assert get(client, reporter, "coverage_district", elsewhere.commune.parent.code).status_code == 404


def test_a_member_of_a_districts_team_reads_all_shares_but_only_his_rows(client, district_inspector, place, elsewhere):
    page = text(get(client, district_inspector, "coverage"))
    theirs = elsewhere.commune.parent.code

    assert elsewhere.commune.parent.name in page
    assert f"chi-tieu/{theirs}/" not in page
    assert get(client, district_inspector, "coverage_district", theirs).status_code == 404


def test_a_district_without_inspections_says_so(client, staff):
    empty = EstablishmentFactory(commune=CommuneFactory(), status="closed")
    code = empty.commune.parent.code

    assert "Không có cơ sở" in text(get(client, staff, "coverage"))
    assert "Chưa có cơ sở nào được kiểm tra" in text(get(client, staff, "coverage_district", code))


def test_a_unit_without_a_district_is_told_why_nothing_is_here(client, leader, place):
    from accounts.tests.factories import UnitFactory, UserFactory

    school = UserFactory(unit=UnitFactory(college=True))

    assert "không phụ trách địa bàn" in text(get(client, school, "coverage"))


def test_the_pace_is_said_in_one_sentence_with_the_sums_behind_it(client, staff, place, team):
    for _ in range(29):
        EstablishmentFactory(commune=place.commune)
    InspectionFactory(establishment=place, team=team, done=True)

    page = " ".join(text(get(client, staff, "coverage")).split())

    assert "<strong>7,1 % dự kiến đến 31/12</strong>; cần 1 cơ sở/tháng" in page
    assert f"{place.commune.parent} đang chậm" in page
    assert "1 cơ sở ÷ 171 ngày đã qua × 365 ngày cả năm ÷ 30 cơ sở đang hoạt động = 7,1 %" in page
    assert "20 % × 171 ÷ 365 = 9,4 %" in page


def test_what_more_visits_would_do_can_be_tried(client, staff, place, elsewhere):
    for _ in range(9):
        EstablishmentFactory(commune=place.commune)
    code = place.commune.parent.code

    here = " ".join(text(get(client, staff, "coverage", them="2", o=code)).split())
    nonsense = text(get(client, staff, "coverage", them="-3", o="x"))

    assert "từ 0,0 % lên <strong>20,0 %</strong> (2 trên 10 cơ sở), đạt chỉ tiêu." in here
    assert " lên <strong>" not in nonsense


def test_districts_stand_on_a_map_of_tiles_where_they_lie(client, staff):
    for code in ("178", "188", "T-0"):
        EstablishmentFactory(commune=CommuneFactory(parent=TerritoryFactory(code=code, name=f"Huyện Ô {code}")))

    page = text(get(client, staff, "coverage"))

    assert page.count('<g transform="translate(') == 2
    assert 'translate(204 204)" class="tile-low"' in page
    assert "Ô 188" in page
