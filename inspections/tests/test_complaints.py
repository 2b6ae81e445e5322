"""The book of reports from people: what came in, what became of it, and nobody's name."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from audit.models import AuditEntry
from inspections.models import Complaint
from inspections.services.complaints import handle_complaint, receive_complaint
from inspections.services.refusals import ImpossibleDay, MissingReason
from inspections.states import ComplaintState
from inspections.tests.factories import NOW, TODAY
from inspections.tests.pages import get, post, text
from kit.workflow import InvalidTransition

pytestmark = pytest.mark.django_db


@pytest.fixture
def complaint(office, reporter, place):
    return receive_complaint(
        by=reporter, at=NOW, unit=office, channel="letter", received_on=TODAY, content="Mở quá giờ", establishment=place
    )


def test_each_report_gets_the_next_number_of_its_year(complaint, office, reporter):
    more = {"by": reporter, "at": NOW, "unit": office, "channel": "phone", "content": "Ồn ào"}
    second = receive_complaint(**more, received_on=TODAY)
    last_year = receive_complaint(**more, received_on=date(2021, 12, 1))

    assert [c.number for c in (complaint, second, last_year)] == ["2022-001", "2022-002", "2021-001"]


def test_there_is_no_place_for_an_informant(complaint):
    names = {field.name for field in Complaint._meta.get_fields()}

    assert not {name for name in names if "informant" in name or "name" in name or "phone" in name}
    assert "Mở quá giờ" not in str(list(AuditEntry.objects.values()))


def test_the_result_has_words_a_day_and_the_person_who_handled_it(complaint, reporter):
    for words, day, refusal in (
        (" ", TODAY, MissingReason), ("Xong", date(2022, 6, 19), ImpossibleDay),
        ("Xong", date(2022, 6, 21), ImpossibleDay),
    ):  # fmt: skip
        with pytest.raises(refusal):
            handle_complaint(complaint, by=reporter, at=NOW, result=words, handled_on=day)

    done = handle_complaint(complaint, by=reporter, at=NOW, result="Đã nhắc nhở", handled_on=TODAY)

    assert (done.state, done.handler) == (ComplaintState.HANDLED, reporter)
    with pytest.raises(InvalidTransition):
        handle_complaint(complaint, by=reporter, at=NOW, result="Lần nữa", handled_on=TODAY)


def test_nothing_is_received_tomorrow_or_for_another_unit(office, reporter, team):
    with pytest.raises(ImpossibleDay):
        receive_complaint(
            by=reporter, at=NOW, unit=office, channel="phone", received_on=date(2022, 6, 21), content="Ồn ào"
        )
    with pytest.raises(PermissionDenied):
        receive_complaint(by=reporter, at=NOW, unit=team.unit, channel="phone", received_on=TODAY, content="Ồn ào")


def test_who_sees_what_follows_the_table(
    complaint, reporter, staff, coordinator, leader, auditor, inspector, district_inspector, administrator
):
    everybody = (reporter, staff, coordinator, leader, auditor, inspector, district_inspector, administrator)
    for user in everybody:
        seen = Complaint.objects.visible_to(user).filter(pk=complaint.pk).exists()
        assert seen == user.has_perm("inspections.view_complaint", complaint), user.role

    writing = {u.pk for u in everybody if u.has_perm("inspections.edit_complaint", complaint)}
    assert writing == {reporter.pk, coordinator.pk, district_inspector.pk}
    assert not Complaint.objects.visible_to(inspector).exists()  # the province's team, another book


def test_the_book_in_pages(client, reporter, office, place, staff, inspector):
    form = text(get(client, reporter, "complaint_add"))
    data = {"unit": office.pk, "channel": "phone", "received_on": "20/06/2022", "content": "Mở quá giờ"}
    named = post(client, reporter, "complaint_add", **data | {"content": "Ông A, 0912 345 678 báo"})
    late = post(client, reporter, "complaint_add", **data | {"received_on": "21/06/2022"})
    taken = post(client, reporter, "complaint_add", **data, establishment=place.pk)
    pk = Complaint.objects.get().pk
    wrong = post(client, reporter, "complaint", pk, result="Xong", handled_on="19/06/2022")
    done = post(client, reporter, "complaint", pk, result="Đã nhắc nhở", handled_on="20/06/2022")
    again = post(client, reporter, "complaint", pk, result="Lần nữa", handled_on="20/06/2022")

    assert "không có ô nào để ghi" in form
    assert (named.status_code, late.status_code, taken.status_code) == (422, 422, 302)
    assert (wrong.status_code, done.status_code, again.status_code) == (422, 302, 409)
    assert "(19/06/2022) không được trước ngày nhận (20/06/2022)" in text(wrong)
    assert "Đã nhắc nhở" in text(get(client, staff, "complaint", pk))
    assert post(client, staff, "complaint", pk, result="Xong", handled_on="20/06/2022").status_code == 403
    assert get(client, inspector, "complaint", pk).status_code == 404


def test_the_list_is_filtered(client, staff, complaint):
    assert "1 tin báo" in text(get(client, staff, "complaints", kenh="letter", trang_thai="received"))
    assert "0 tin báo" in text(get(client, staff, "complaints", kenh="phone"))
    assert "0 tin báo" in text(get(client, staff, "complaints", da_xu_ly="on"))


def test_the_coordinator_and_the_teams_write_into_the_books_of_their_units(
    client, coordinator, district_inspector, office
):
    assert f'value="{office.pk}"' in text(get(client, district_inspector, "complaint_add"))
    assert f'value="{office.pk}"' in text(get(client, coordinator, "complaint_add"))
    assert get(client, coordinator, "complaints").status_code == 200
