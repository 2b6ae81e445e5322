import pytest

from inspections.tests.factories import (
    CommuneFactory,
    EstablishmentFactory,
    InspectionFactory,
)
from inspections.tests.pages import get, text

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
