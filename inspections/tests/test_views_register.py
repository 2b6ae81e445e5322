from datetime import date

import pytest
from django.urls import reverse

from audit.models import AuditEntry
from inspections.models import Establishment, EstablishmentStatus
from inspections.tests.factories import (
    EstablishmentFactory,
    InspectionFactory,
)
from inspections.tests.pages import get, post, text

pytestmark = pytest.mark.django_db


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
        ({"name": "\u200b"}, "bắt buộc"),
        ({"opened_on": "21/06/2022"}, "không được ở tương lai"),
        ({"name": "á" * 201}, "tối đa 200"),
        ({"primary_type": "ZZ"}, "invalid-feedback"),
    ],
)
def test_a_wrong_entry_comes_back_with_the_reason_beside_the_field(client, staff, place, wrong, words):
    response = post(client, staff, "establishment_add", **entry(place.commune) | wrong)

    assert response.status_code == 422
    assert words in text(response)
    assert Establishment.objects.count() == 1


def test_a_long_name_typed_decomposed_is_measured_as_it_is_stored(client, staff, place):
    response = post(client, staff, "establishment_add", **entry(place.commune, name="a\u0301" * 200))

    assert response.status_code == 302
    assert Establishment.objects.filter(name="á" * 200).exists()


def test_an_establishment_opened_today_is_entered(client, staff, place):
    response = post(client, staff, "establishment_add", **entry(place.commune, opened_on="20/06/2022"))

    assert response.status_code == 302


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


def test_papers_are_entered_corrected_and_shown_when_they_have_run_out(client, staff, leader, place):
    sent = {"kind": "fire", "number": "12/PC", "issued_on": "05/01/2021", "valid_to": "05/01/2022", "issuer": "Công an"}
    assert post(client, staff, "establishment_licence", place.pk, **sent).status_code == 302
    assert "Hết hạn 05/01/2022" in text(get(client, leader, "establishment", place.pk))

    post(client, staff, "establishment_licence", place.pk, **sent | {"valid_to": "05/01/2024"})
    backward = post(client, staff, "establishment_licence", place.pk, **sent | {"valid_to": "05/01/2020"})
    to_come = post(client, staff, "establishment_licence", place.pk, **sent | {"issued_on": "05/01/2023"})

    assert place.licences.count() == 1
    assert "Đến 05/01/2024" in text(get(client, staff, "establishment", place.pk))
    assert (backward.status_code, to_come.status_code) == (422, 422)
    assert "không được trước ngày cấp" in text(backward)
    assert post(client, leader, "establishment_licence", place.pk, **sent).status_code == 403


def test_the_page_tells_in_which_years_lists_it_stood_to_those_who_may_know(client, coordinator, staff, place, team):
    from inspections.tests.test_drawing import drawn

    drawn(team, coordinator)

    assert "Chọn mẫu kiểm tra năm" in text(get(client, coordinator, "establishment", place.pk))
    assert "Chọn mẫu kiểm tra năm" not in text(get(client, staff, "establishment", place.pk))
