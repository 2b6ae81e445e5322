from datetime import date

import pytest
from django.urls import reverse

from audit.models import AuditEntry
from inspections.models import Establishment, EstablishmentStatus, Inspection, Team
from inspections.services.recording import record_inspection
from inspections.states import InspectionState, Outcome
from inspections.tests.factories import (
    NOW,
    CommuneFactory,
    EstablishmentFactory,
    InspectionFactory,
    ViolationFactory,
)

pytestmark = pytest.mark.django_db


def get(client, user, name, /, *args, **query):
    client.force_login(user)
    return client.get(reverse(f"inspections:{name}", args=args), query)


def post(client, user, name, /, *args, **data):
    client.force_login(user)
    return client.post(reverse(f"inspections:{name}", args=args), data)


def text(response) -> str:
    return response.content.decode()


@pytest.fixture
def planned(place, team, inspector):
    return InspectionFactory(establishment=place, team=team)


def result(inspection, members=3, **data):
    """What the form of a clean result sends."""
    attendees = [str(member.pk) for member in inspection.team.members.all()[:members]]
    data = {"inspected_on": "19/06/2022", "summary": "Đã kiểm tra.", "conclusion": "clean"} | data
    rows = {"vi_pham-TOTAL_FORMS": "5", "vi_pham-INITIAL_FORMS": "0"}
    outcomes = {f"vi_pham-{n}-outcome": "pending" for n in range(5)}
    return rows | outcomes | {"attendees": attendees} | data


# --- The register ---------------------------------------------------------------------------------


def test_the_register_shows_what_the_user_may_see(client, reporter, place, elsewhere):
    page = text(get(client, reporter, "establishments"))

    assert place.name in page
    assert elsewhere.name not in page
    assert "1 cơ sở" in page


def test_the_register_is_searched_without_marks(client, staff, place, elsewhere):
    page = text(get(client, staff, "establishments", q="tham dong"))

    assert place.name in page
    assert elsewhere.name not in page


def test_the_register_is_filtered_by_place_type_status_and_mark(client, staff, place, elsewhere):
    EstablishmentStatus.objects.create(establishment=elsewhere, status="closed", from_on=date(2022, 5, 1))
    elsewhere.primary_type = "KR"
    elsewhere.is_conditional = False
    elsewhere.save()
    district = place.commune.parent.code

    for query in ({"huyen": district}, {"loai": "LT"}, {"tinh_trang": "active"}, {"dieu_kien": "on"}):
        page = text(get(client, staff, "establishments", **query))
        assert place.name in page
        assert elsewhere.name not in page
    assert elsewhere.name in text(get(client, staff, "establishments", tinh_trang="active", ngay="01/04/2022"))


@pytest.mark.parametrize("number", ["0", "-1", "1000000000", "abc", "٣"])
def test_nonsense_in_the_page_number_shows_the_first_page(client, staff, place, number):
    response = get(client, staff, "establishments", trang=number)

    assert response.status_code == 200
    assert place.name in text(response)


def test_nonsense_in_filters_is_left_out(client, staff, place):
    query = {"huyen": "999", "loai": "ZZ", "tinh_trang": "x", "ngay": "31/02/2022", "q": "nhà nghỉ"}

    assert place.name in text(get(client, staff, "establishments", **query))


def test_a_long_register_has_pages_that_keep_the_filter(client, staff, place):
    for _ in range(51):
        EstablishmentFactory(commune=place.commune)

    first = text(get(client, staff, "establishments", tinh_trang="active"))
    second = text(get(client, staff, "establishments", tinh_trang="active", trang="2"))

    assert "Trang 1/2" in first
    assert "tinh_trang=active&amp;trang=2" in first
    assert "Trang 2/2" in second


def test_the_list_asks_the_database_no_more_for_many_rows(client, staff, place, django_assert_max_num_queries):
    for _ in range(20):
        InspectionFactory(establishment=EstablishmentFactory(commune=place.commune), done=True)
    client.force_login(staff)

    for name in ("establishments", "list"):
        with django_assert_max_num_queries(12):
            client.get(reverse(f"inspections:{name}"))


def test_an_empty_register_says_so(client, reporter):
    assert "Chưa có cơ sở nào" in text(get(client, reporter, "establishments"))
    assert "Không có cơ sở nào khớp" in text(get(client, reporter, "establishments", q="không có"))


def test_the_page_of_an_establishment_tells_its_life_without_the_owner(client, staff, place, team):
    InspectionFactory(establishment=place, team=team, done=True)
    InspectionFactory(establishment=place, team=team, planned_on=date(2022, 7, 7))

    page = text(get(client, staff, "establishment", place.pk))

    assert "từ 01/01/2020" in page
    assert "10/03/2022" in page
    assert "07/07/2022" not in page
    assert place.owner_name not in page
    assert place.owner_phone not in page


def test_the_owner_is_shown_on_request_and_the_look_is_journalled(client, reporter, place):
    page = text(post(client, reporter, "establishment_owner", place.pk))

    assert place.owner_phone in page
    assert AuditEntry.objects.get().action == "establishment.owner_viewed"


@pytest.mark.parametrize("person", ["leader", "auditor"])
def test_leadership_and_auditor_never_see_the_owner(client, request, person, place):
    user = request.getfixturevalue(person)

    assert "Xem họ tên" not in text(get(client, user, "establishment", place.pk))
    assert post(client, user, "establishment_owner", place.pk).status_code == 403
    assert not AuditEntry.objects.exists()


def test_a_neighbours_establishment_does_not_exist_for_a_unit(client, reporter, elsewhere):
    for name in ("establishment", "establishment_edit"):
        assert get(client, reporter, name, elsewhere.pk).status_code == 404
    for name in ("establishment_owner", "establishment_status", "establishment_edit"):
        assert post(client, reporter, name, elsewhere.pk).status_code == 404


def entry(commune, **data):
    return {
        "name": "Khách sạn Mới", "primary_type": "LT", "other_types": ["KR"], "is_conditional": "on", "rooms": "1.250",
        "commune": commune.pk, "address": "12 Trần Phú", "opened_on": "01/02/2022", "status": "active",
    } | data  # fmt: skip


def test_a_unit_enters_an_establishment_of_its_district(client, reporter, place):
    response = post(client, reporter, "establishment_add", **entry(place.commune))

    entered = Establishment.objects.get(name="Khách sạn Mới")
    assert response.url == reverse("inspections:establishment", args=[entered.pk])
    assert (entered.rooms, entered.other_types, entered.is_verified) == (1250, ["KR"], False)
    assert "Chưa xác minh" in text(client.get(response.url))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"rooms": "12 phòng"}, "Cần số nguyên"),
        ({"rooms": "999999999"}, "vượt quá giới hạn"),
        ({"opened_on": "31/02/2022"}, "Ngày không tồn tại"),
        ({"opened_on": "01/01/0001"}, "Năm phải từ 1950"),
        ({"name": " \u00a0 "}, "bắt buộc"),
        ({"primary_type": "ZZ"}, "invalid-feedback"),
    ],
)
def test_a_wrong_entry_comes_back_with_the_reason_beside_the_field(client, staff, place, wrong, words):
    response = post(client, staff, "establishment_add", **entry(place.commune) | wrong)

    assert response.status_code == 422
    assert words in text(response)
    assert Establishment.objects.count() == 1


def test_a_commune_of_another_district_is_no_choice(client, reporter, place, elsewhere):
    response = post(client, reporter, "establishment_add", **entry(elsewhere.commune))

    assert response.status_code == 422
    assert elsewhere.commune.name not in text(response)


def test_the_same_establishment_sent_twice_is_entered_once(client, staff, place):
    post(client, staff, "establishment_add", **entry(place.commune))

    response = post(client, staff, "establishment_add", **entry(place.commune))

    assert response.status_code == 422
    assert "đã có cơ sở cùng tên" in text(response)
    assert Establishment.objects.filter(name="Khách sạn Mới").count() == 1


def test_an_establishment_is_changed_and_opening_the_form_counts_as_a_look(client, staff, place):
    page = text(get(client, staff, "establishment_edit", place.pk))
    response = post(client, staff, "establishment_edit", place.pk, **entry(place.commune, name="Tên Mới"))

    place.refresh_from_db()
    assert "Hoàng Văn Chủ" in page
    assert response.status_code == 302
    assert place.search_name == "ten moi"
    acts = list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))
    assert acts == ["establishment.owner_viewed", "establishment.changed"]


def test_a_status_is_changed_on_the_page(client, reporter, place):
    no_day = post(client, reporter, "establishment_status", place.pk, status="closed", from_on="31/06/2022")
    wrong = post(client, reporter, "establishment_status", place.pk, status="closed", from_on="21/06/2022")
    right = post(client, reporter, "establishment_status", place.pk, status="closed", from_on="20/06/2022")

    assert no_day.status_code == wrong.status_code == 422
    assert "không được ở tương lai" in text(wrong)
    assert right.status_code == 302
    assert place.statuses.first().status == "closed"


# --- Plans and results ----------------------------------------------------------------------------


def test_a_plan_is_not_in_the_list_of_those_who_may_not_know(client, staff, auditor, reporter, planned):
    for user in (staff, auditor, reporter):
        page = text(get(client, user, "list"))
        assert planned.establishment.name not in page
        assert "0 cuộc kiểm tra" in page
        assert get(client, user, "detail", planned.pk).status_code == 404


def test_a_plan_is_open_to_its_team_the_coordinator_and_the_leadership(client, inspector, coordinator, leader, planned):
    for user in (inspector, coordinator, leader):
        assert planned.establishment.name in text(get(client, user, "list", trang_thai="planned"))
        assert get(client, user, "detail", planned.pk).status_code == 200


def test_the_list_is_filtered_by_district_state_days_and_violations(client, staff, place, elsewhere):
    here = InspectionFactory(establishment=place, done=True, inspected_on=date(2022, 4, 1))
    ViolationFactory(inspection=here)
    InspectionFactory(establishment=elsewhere, done=True, state=InspectionState.CLOSED)
    district = place.commune.parent.code

    for query in ({"huyen": district}, {"trang_thai": "clean"}, {"tu": "2022-04-01"}, {"vi_pham": "on"}):
        page = text(get(client, staff, "list", **query))
        assert place.name in page
        assert elsewhere.name not in page
    assert elsewhere.name in text(get(client, staff, "list", trang_thai="executed", den="2022-03-31"))
    assert "Không có cuộc kiểm tra nào khớp" in text(get(client, staff, "list", tu="01/06/2022"))


def test_the_coordinator_plans_from_the_page_of_an_establishment(client, coordinator, place, team, inspector):
    form = text(get(client, coordinator, "plan", co_so=place.pk))
    data = {"establishment": place.pk, "team": team.pk, "planned_on": "01/07/2022", "mode": "planned"}
    response = post(client, coordinator, "plan", **data)

    assert f'<option value="{place.pk}" selected' in form
    assert response.url == reverse("inspections:detail", args=[Inspection.objects.get().pk])


def test_a_surprise_without_a_ground_comes_back_beside_the_ground(client, inspector, place, team):
    data = {"establishment": place.pk, "team": team.pk, "planned_on": "01/07/2022", "mode": "unannounced"}

    refused = post(client, inspector, "plan", **data)
    taken = post(client, inspector, "plan", **data, ground="complaint", ground_note="Đơn số 12")

    assert refused.status_code == 422
    assert "một trong ba căn cứ" in text(refused)
    assert taken.status_code == 302


def test_the_ground_note_is_for_those_who_plan(client, inspector, staff, place, team):
    values = {"mode": "unannounced", "ground": "complaint", "ground_note": "Đơn số 12"}
    inspection = InspectionFactory(establishment=place, team=team, done=True, **values)

    assert "Đơn số 12" in text(get(client, inspector, "detail", inspection.pk))
    assert "Đơn số 12" not in text(get(client, staff, "detail", inspection.pk))


def test_another_teams_plan_cannot_be_made_by_a_member(client, district_inspector, place, team):
    data = {"establishment": place.pk, "team": team.pk, "planned_on": "01/07/2022", "mode": "planned"}

    assert post(client, district_inspector, "plan", **data).status_code == 422
    assert not Inspection.objects.exists()


def test_a_clean_result_is_written(client, inspector, planned):
    form = get(client, inspector, "record", planned.pk)
    response = post(client, inspector, "record", planned.pk, **result(planned))

    planned.refresh_from_db()
    assert form.status_code == 200
    assert response.url == reverse("inspections:detail", args=[planned.pk])
    assert planned.state == InspectionState.CLEAN
    assert "Không phát hiện vi phạm" in text(client.get(response.url))


def test_a_violation_is_written_with_its_fine(client, inspector, planned):
    row = {
        "vi_pham-0-group": "V7", "vi_pham-0-description": "Bình chữa cháy hết hạn", "vi_pham-0-outcome": "fine",
        "vi_pham-0-authority": "Công an huyện", "vi_pham-0-decision_number": "12/QĐ", "vi_pham-0-amount": "7,5",
        "vi_pham-0-recommendation": "Thay bình", "vi_pham-0-due_on": "20/07/2022",
    }  # fmt: skip
    response = post(client, inspector, "record", planned.pk, **result(planned, conclusion="violation") | row)

    page = text(client.get(response.url))
    assert "7,5" in page
    assert "Hạn 20/07/2022" in page
    assert "Có vi phạm, đang theo dõi" in page


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"members": 2}, "ít nhất 3 thành viên"),
        ({"inspected_on": "21/06/2022"}, "không được ở tương lai"),
        ({"summary": "Gọi 0912 345 678"}, "số điện thoại"),
        ({"summary": ""}, "bắt buộc"),
        ({"conclusion": "violation"}, "Ghi ít nhất một vi phạm"),
        ({"vi_pham-0-group": "V7", "vi_pham-0-description": "Hết hạn"}, "chọn “Có vi phạm”"),
        ({"vi_pham-0-group": "V7"}, "bắt buộc"),
        ({"vi_pham-0-outcome": "fine"}, "bắt buộc"),
        ({"vi_pham-0-amount": "nhiều"}, "Cần một số từ 0"),
        ({"vi_pham-0-amount": "1,2345"}, "3 chữ số sau dấu phẩy"),
        ({"attendees": ["1", "2", "99999999999999999999"]}, "invalid-feedback"),
        ({"vi_pham-TOTAL_FORMS": "x"}, "ManagementForm"),
    ],
)
def test_a_result_that_cannot_be_comes_back_with_what_was_typed(client, inspector, planned, change, words):
    response = post(client, inspector, "record", planned.pk, **result(planned, **change))

    planned.refresh_from_db()
    assert response.status_code == 422
    assert words in text(response)
    assert planned.is_planned


def test_a_fine_without_its_decision_is_refused_beside_the_outcome(client, inspector, planned):
    row = {"vi_pham-0-group": "V7", "vi_pham-0-description": "Hết hạn", "vi_pham-0-outcome": "fine"}
    response = post(client, inspector, "record", planned.pk, **result(planned, conclusion="violation") | row)

    assert response.status_code == 422
    assert "cần cơ quan xử lý và số quyết định" in text(response)


def test_a_second_result_is_a_conflict_that_keeps_what_was_typed(client, inspector, planned):
    members = planned.team.members.all()[:3]
    record_inspection(planned, by=inspector, at=NOW, attendees=members, inspected_on=date(2022, 6, 1), summary="Một")

    response = post(client, inspector, "record", planned.pk, **result(planned, summary="Bản thứ hai"))
    closed_door = post(client, inspector, "could_not", planned.pk, reason="Đóng cửa")

    assert response.status_code == closed_door.status_code == 409
    assert "Bản thứ hai" in text(response)
    assert Inspection.objects.get(pk=planned.pk).summary == "Một"


def test_a_closed_door_is_written(client, inspector, planned):
    assert get(client, inspector, "could_not", planned.pk).status_code == 200
    assert post(client, inspector, "could_not", planned.pk, reason="").status_code == 422
    response = post(client, inspector, "could_not", planned.pk, reason="Chủ cơ sở vắng mặt")

    assert "Chủ cơ sở vắng mặt" in text(client.get(response.url))


def test_an_inspection_is_settled_and_ended(client, inspector, team):
    violation = ViolationFactory(inspection__team=team, recommendation="Thay bình", due_on=date(2022, 6, 1))
    pk = violation.inspection_id

    open_page = text(get(client, inspector, "detail", pk))
    too_soon = post(client, inspector, "close", pk)
    form = get(client, inspector, "violation", violation.pk)
    wrong = post(client, inspector, "violation", violation.pk, outcome="fine")
    before = post(client, inspector, "violation", violation.pk, outcome="reminder", decided_on="01/01/2022")
    right = post(client, inspector, "violation", violation.pk, outcome="reminder")
    ended = post(client, inspector, "close", pk)
    again = post(client, inspector, "close", pk)
    late = post(client, inspector, "violation", violation.pk, outcome="warning", authority="A", decision_number="1")

    assert "Quá hạn" in open_page
    assert [r.status_code for r in (too_soon, form, wrong, before)] == [422, 200, 422, 422]
    assert [r.status_code for r in (right, ended, again, late)] == [302, 302, 409, 409]
    violation.refresh_from_db()
    assert violation.outcome == Outcome.REMINDER


def test_another_teams_inspection_does_not_exist_for_a_member(client, district_inspector, planned):
    violation = ViolationFactory()

    assert post(client, district_inspector, "record", planned.pk, **result(planned)).status_code == 404
    assert post(client, district_inspector, "could_not", planned.pk, reason="x").status_code == 404
    assert post(client, district_inspector, "close", planned.pk).status_code == 404
    assert post(client, district_inspector, "violation", violation.pk, outcome="reminder").status_code == 404


@pytest.mark.parametrize("person", ["reporter", "staff", "coordinator", "leader", "auditor", "administrator"])
def test_only_inspectors_have_the_function_of_recording(client, request, person, planned):
    user = request.getfixturevalue(person)

    for name in ("record", "could_not", "close"):
        assert post(client, user, name, planned.pk).status_code == 403


def test_the_administrator_has_no_business_here(client, administrator, place, team):
    for name in ("list", "establishments", "teams", "coverage", "plan", "establishment_add"):
        assert get(client, administrator, name).status_code == 403


def test_addresses_answer_only_the_methods_they_have(client, inspector, planned):
    assert get(client, inspector, "close", planned.pk).status_code == 405
    assert post(client, inspector, "detail", planned.pk).status_code == 405
    assert client.get("/kiem-tra/99999999999999999999999/").status_code == 404


# --- Teams ----------------------------------------------------------------------------------------


def test_teams_and_their_members_are_read(client, staff, reporter, team, district_team, planned):
    assert team.name in text(get(client, staff, "teams"))
    page = text(get(client, staff, "team", team.pk))
    assert "Đội trưởng" in page
    assert planned.establishment.name not in page
    assert get(client, reporter, "team", team.pk).status_code == 404
    assert get(client, reporter, "team", district_team.pk).status_code == 200


def crew(office, inspector, **data):
    rows = {"thanh_vien-TOTAL_FORMS": "10", "thanh_vien-INITIAL_FORMS": "0"}
    rows |= {f"thanh_vien-{n}-duty": "member" for n in range(10)}
    rows |= {f"thanh_vien-{n}-full_name": f"Người {n}" for n in range(3)}
    team = {
        "name": "Đội mới", "level": "district", "unit": office.pk, "decision_number": "1/QĐ",
        "decided_on": "01/06/2022", "valid_from": "01/06/2022",
        "thanh_vien-0-duty": "head", "thanh_vien-0-user": inspector.pk,
    }  # fmt: skip
    return rows | team | data


def test_the_coordinator_enters_a_team(client, coordinator, office, inspector):
    form = get(client, coordinator, "team_add")
    response = post(client, coordinator, "team_add", **crew(office, inspector))

    team = Team.objects.get(name="Đội mới")
    assert form.status_code == 200
    assert response.url == reverse("inspections:team", args=[team.pk])
    assert team.members.first().user == inspector


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"thanh_vien-0-duty": "member"}, "đúng một Đội trưởng"),
        ({"valid_to": "01/05/2022"}, "không được trước ngày bắt đầu"),
        ({"unit": ""}, "bắt buộc"),
    ],
)
def test_a_team_that_cannot_be_comes_back(client, coordinator, office, inspector, wrong, words):
    response = post(client, coordinator, "team_add", **crew(office, inspector, **wrong))

    assert response.status_code == 422
    assert words in text(response)


def test_the_same_decision_is_entered_once(client, coordinator, office, inspector):
    post(client, coordinator, "team_add", **crew(office, inspector))

    assert post(client, coordinator, "team_add", **crew(office, inspector)).status_code == 422
    assert get(client, inspector, "team_add").status_code == 403


# --- The 20 % goal --------------------------------------------------------------------------------


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
