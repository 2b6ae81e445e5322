import re
from datetime import date

import pytest
from django.urls import reverse

from inspections.models import Inspection, Team
from inspections.services.recording import record_inspection
from inspections.services.refusals import MissingReason
from inspections.states import InspectionState, Outcome
from inspections.tests.factories import (
    NOW,
    InspectionFactory,
    ViolationFactory,
)
from inspections.tests.pages import get, post, text
from inspections.views import inspections as views

pytestmark = pytest.mark.django_db


def result(inspection, members=3, **data):
    """What the form of a clean result sends."""
    attendees = [str(member.pk) for member in inspection.team.members.all()[:members]]
    data = {"inspected_on": "19/06/2022", "summary": "Đã kiểm tra.", "conclusion": "clean"} | data
    rows = {"vi_pham-TOTAL_FORMS": "5", "vi_pham-INITIAL_FORMS": "0"}
    outcomes = {f"vi_pham-{n}-outcome": "pending" for n in range(5)}
    return rows | outcomes | {"attendees": attendees} | data


def opened(page: str) -> list[int]:
    """Numbers of the parts for violations that stand open."""
    parts = re.findall(r'<details class="border[^>]*>', page)
    return [number for number, part in enumerate(parts, start=1) if " open" in part]


def options(page: str) -> set[str]:
    """Keys of the establishments on offer."""
    select = page.split('name="establishment"')[1].split("</select>")[0]
    return set(re.findall(r'<option value="(\d+)"', select))


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


def test_the_choice_of_establishments_is_narrowed_without_marks_or_by_district(client, coordinator, place, elsewhere):
    everything = options(text(get(client, coordinator, "plan")))
    named = options(text(get(client, coordinator, "plan", q="lang gieng")))
    near = options(text(get(client, coordinator, "plan", huyen=place.commune.parent.code)))

    assert everything == {str(place.pk), str(elsewhere.pk)}
    assert (named, near) == ({str(elsewhere.pk)}, {str(place.pk)})
    assert "Không có cơ sở nào khớp" in text(get(client, coordinator, "plan", q="zzz"))


def test_a_new_search_keeps_the_establishment_that_was_chosen(client, coordinator, place, elsewhere):
    page = text(get(client, coordinator, "plan", q="lang gieng", co_so=place.pk))

    assert options(page) == {str(place.pk), str(elsewhere.pk)}
    assert f'<option value="{place.pk}" selected' in page
    assert f'<input type="hidden" name="co_so" value="{place.pk}"' in page


@pytest.mark.parametrize("chosen", ["abc", "9" * 30, "-1", ""])
def test_nonsense_for_the_chosen_establishment_chooses_none(client, coordinator, place, chosen):
    assert get(client, coordinator, "plan", co_so=chosen).status_code == 200
    assert post(client, coordinator, "plan", establishment=chosen).status_code == 422


def test_a_choice_outside_the_search_in_the_address_is_taken(client, coordinator, place, team):
    data = {"establishment": place.pk, "team": team.pk, "planned_on": "01/07/2022", "mode": "planned"}
    client.force_login(coordinator)

    assert client.post(reverse("inspections:plan") + "?q=zzz", data).status_code == 302


def test_inspectors_find_the_way_to_a_new_inspection_and_one_word_for_both_kinds(client, inspector, staff, place, team):
    form = text(get(client, inspector, "plan"))

    assert 'value="Lập cuộc kiểm tra"' in form
    assert "Đưa vào kế hoạch" not in form
    assert reverse("inspections:plan") in text(get(client, inspector, "list"))
    assert reverse("inspections:plan") not in text(get(client, staff, "list"))


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
    assert "7,5 triệu đồng" in page
    assert "Hạn 20/07/2022" in page
    assert "Đã xử lý, chờ khắc phục" in page


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
        ({"vi_pham-TOTAL_FORMS": "x"}, "Trang gửi lên thiếu dữ liệu"),
        ({"vi_pham-TOTAL_FORMS": "9"}, "nhiều nhất 5 phần"),
        ({"members": 2, "conclusion": "violation"}, "Ghi ít nhất một vi phạm"),
        ({"summary": "\u200b"}, "bắt buộc"),
        ({"summary": "Gọi 0912\u200b345\u200b678"}, "số điện thoại"),
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


def test_all_that_is_wrong_with_a_result_is_told_at_once(client, inspector, planned):
    data = result(planned, members=2, conclusion="violation") | {"vi_pham-1-description": "Hết hạn"}

    page = text(post(client, inspector, "record", planned.pk, **data))

    assert "ít nhất 3 thành viên." in page.split("Vi phạm (nếu có)")[0]
    assert "bắt buộc" in page.split("Vi phạm (nếu có)")[1]


def test_the_parts_for_violations_stay_shut_until_somebody_wrote_in_them(client, inspector, planned):
    blank = text(get(client, inspector, "record", planned.pk))
    second = text(post(client, inspector, "record", planned.pk, **result(planned), **{"vi_pham-1-group": "V7"}))
    claimed = text(post(client, inspector, "record", planned.pk, **result(planned, conclusion="violation")))

    assert "Vi phạm 2 (nếu có)" in blank
    assert [opened(page) for page in (blank, second, claimed)] == [[], [2], [1]]


CLOSED_DOOR = {"obstacle": "absent", "came_on": "01/06/2022"}


def test_a_second_result_is_a_conflict_that_keeps_what_was_typed(client, inspector, planned):
    members = planned.team.members.all()[:3]
    record_inspection(planned, by=inspector, at=NOW, attendees=members, inspected_on=date(2022, 6, 1), summary="Một")

    response = post(client, inspector, "record", planned.pk, **result(planned, summary="Bản thứ hai"))
    closed_door = post(client, inspector, "could_not", planned.pk, **CLOSED_DOOR, reason="Đóng cửa")

    assert response.status_code == closed_door.status_code == 409
    assert "Bản thứ hai" in text(response)
    assert Inspection.objects.get(pk=planned.pk).summary == "Một"


def test_a_closed_door_is_written(client, inspector, planned):
    assert get(client, inspector, "could_not", planned.pk).status_code == 200
    assert post(client, inspector, "could_not", planned.pk, **CLOSED_DOOR, reason="").status_code == 422
    response = post(client, inspector, "could_not", planned.pk, **CLOSED_DOOR, reason="Chủ cơ sở vắng mặt")

    assert "Chủ cơ sở vắng mặt" in text(client.get(response.url))


def test_a_reason_of_invisible_signs_is_none_and_one_with_a_phone_number_is_refused(client, inspector, planned):
    invisible = post(client, inspector, "could_not", planned.pk, **CLOSED_DOOR, reason="\u200b\u2060")
    personal = post(client, inspector, "could_not", planned.pk, **CLOSED_DOOR, reason="Đã gọi 0912 345 678")

    assert (invisible.status_code, personal.status_code) == (422, 422)
    assert "bắt buộc" in text(invisible)
    assert "số điện thoại" in text(personal)


def test_what_the_service_says_about_the_reason_stands_beside_it(client, inspector, planned, monkeypatch):
    def refuse(*args, **values):
        raise MissingReason("Ghi rõ vì sao.")

    monkeypatch.setattr(views, "could_not_inspect", refuse)
    response = post(client, inspector, "could_not", planned.pk, **CLOSED_DOOR, reason="Đóng cửa")

    assert response.status_code == 422
    assert response.context["form"].errors["reason"] == ["Ghi rõ vì sao."]


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
    assert post(client, district_inspector, "could_not", planned.pk, **CLOSED_DOOR, reason="x").status_code == 404
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
        ({"name": "\u200b"}, "bắt buộc"),
        ({"thanh_vien-TOTAL_FORMS": "99"}, "nhiều nhất 10 phần"),
    ],
)
def test_a_team_that_cannot_be_comes_back(client, coordinator, office, inspector, wrong, words):
    response = post(client, coordinator, "team_add", **crew(office, inspector, **wrong))

    assert response.status_code == 422
    assert words in text(response)


def test_the_same_decision_is_entered_once(client, coordinator, office, inspector):
    post(client, coordinator, "team_add", **crew(office, inspector))
    again = post(client, coordinator, "team_add", **crew(office, inspector))

    assert again.status_code == 422
    assert "đã được nhập" in again.context["form"].errors["decision_number"][0]
    assert Team.objects.filter(decision_number="1/QĐ").count() == 1
    assert get(client, inspector, "team_add").status_code == 403
