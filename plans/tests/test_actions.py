"""Work that was asked for, from the asking to the looking."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.states import Role
from accounts.tests.factories import UnitFactory, UserFactory
from audit.models import AuditEntry
from kit.workflow import InvalidTransition
from notices.models import Notice
from plans.models import ActionItem
from plans.services.actions import finish_action, open_action, reopen_action, verify_action
from plans.services.refusals import Refusal
from plans.states import ActionKind, ActionState

NOW = datetime(2022, 6, 20, 2, tzinfo=UTC)
DUE = date(2022, 6, 24)

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return UnitFactory()


@pytest.fixture
def officer(unit):
    return UserFactory(unit=unit)


@pytest.fixture
def leader():
    return UserFactory(leader=True)


@pytest.fixture
def item(unit, officer, leader):
    return open_action(by=leader, at=NOW, title="Giải trình số liệu", unit=unit, due_on=DUE)


def test_everybody_of_the_asked_unit_is_told_once(item, officer):
    assert list(Notice.objects.values_list("to", flat=True)) == [officer.pk]
    assert AuditEntry.objects.get().action == "action.opened"
    assert item.owner == str(item.unit)


def test_a_named_person_is_told_alone(unit, officer, leader):
    named = UserFactory(unit=unit)

    item = open_action(by=leader, at=NOW, title="Việc", unit=unit, person=named, due_on=DUE)

    assert list(Notice.objects.values_list("to", flat=True)) == [named.pk]
    assert item.owner == f"{named} ({unit})"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"due_on": DUE}, "unit"),
        ({"due_on": date(2022, 6, 19), "unit": True}, "due_on"),
        ({"due_on": DUE, "unit": True, "person": True}, "person"),
    ],
)
def test_what_cannot_stand_is_refused_beside_its_field(unit, leader, values, field):
    values = values | ({"unit": unit} if values.get("unit") else {})
    values = values | ({"person": UserFactory()} if values.get("person") else {})

    with pytest.raises(Refusal) as refused:
        open_action(by=leader, at=NOW, title="Việc", **values)

    assert refused.value.field == field
    assert not ActionItem.objects.exists()


def test_a_unit_may_not_ask_anybody_for_anything(unit, officer):
    with pytest.raises(PermissionDenied):
        open_action(by=officer, at=NOW, title="Việc", unit=unit, due_on=DUE)


def test_it_is_closed_only_after_somebody_else_has_looked(item, officer, leader):
    finish_action(item, by=officer, at=NOW, result="Công văn số 12 ngày 21/6")

    with pytest.raises(PermissionDenied):
        verify_action(item, by=officer, at=NOW)
    done = verify_action(item, by=leader, at=NOW)

    assert done.state == ActionState.VERIFIED
    assert Notice.objects.filter(to=leader).count() == 1


def test_the_department_never_verifies_its_own_work(leader):
    coordinator = UserFactory(coordinator=True)
    colleague = UserFactory(role=Role.STAFF, unit=coordinator.unit)
    item = open_action(by=leader, at=NOW, title="Việc của phòng", unit=coordinator.unit, due_on=DUE)
    finish_action(item, by=coordinator, at=NOW, result="Đã xong")

    for person in (coordinator, colleague):
        with pytest.raises(PermissionDenied):
            verify_action(item, by=person, at=NOW)
    verify_action(item, by=leader, at=NOW)


def test_an_unfinished_item_cannot_be_verified_and_a_finished_one_not_finished_again(item, officer, leader):
    with pytest.raises(InvalidTransition):
        verify_action(item, by=leader, at=NOW)
    finish_action(item, by=officer, at=NOW, result="Đã xong")
    with pytest.raises(InvalidTransition):
        finish_action(item, by=officer, at=NOW, result="Lần nữa")


def test_reopening_gives_a_reason_and_perhaps_a_new_day(item, officer, leader):
    finish_action(item, by=officer, at=NOW, result="Đã xong")

    opened = reopen_action(item, by=leader, at=NOW, reason="Chưa có văn bản", due_on=date(2022, 6, 30))

    assert (opened.state, opened.due_on, opened.done_at) == (ActionState.OPEN, date(2022, 6, 30), None)
    with pytest.raises(Refusal):
        reopen_action(opened, by=leader, at=NOW, reason="x", due_on=date(2022, 6, 1))


def test_who_sees_what_is_the_same_in_sql_and_in_the_table_of_rights(item, unit, officer, leader):
    inspector = UserFactory(inspector=True)
    named = ActionItem.objects.create(
        kind=ActionKind.RECOMMENDATION, title="Việc", person=inspector, due_on=DUE, opened_by=leader, opened_at=NOW
    )
    people = [officer, leader, inspector, UserFactory(), UserFactory(coordinator=True), UserFactory(staff=True)]
    people += [UserFactory(auditor=True), UserFactory(administrator=True), UserFactory(unit=unit, is_active=False)]

    for person in people:
        for row in (item, named):
            seen = ActionItem.objects.visible_to(person).filter(pk=row.pk).exists()
            assert seen == person.has_perm("plans.view_action", row), (person.role, row)


def test_late_is_what_is_still_open_after_its_last_day(item, officer):
    assert not item.is_late(DUE)
    assert item.is_late(date(2022, 6, 25))
    assert list(ActionItem.objects.overdue(date(2022, 6, 25))) == [item]
    finish_action(item, by=officer, at=NOW, result="Đã xong")
    assert not ActionItem.objects.overdue(date(2022, 6, 25)).exists()


# --- Pages ------------------------------------------------------------------------------------------


def test_an_item_goes_its_whole_way_over_the_pages(client, unit, officer, leader):
    client.force_login(leader)
    sent = {"title": "Báo cáo nhanh", "unit": unit.pk, "due_on": "31/12/2099", "origin": "Giao ban"}
    answer = client.post(reverse("plans:action_open"), sent)
    item = ActionItem.objects.get()
    assert answer.url == reverse("plans:action", args=[item.pk])

    client.force_login(officer)
    client.post(reverse("plans:action_finish", args=[item.pk]), {"result": "Đã gửi"})
    client.force_login(leader)
    assert client.post(reverse("plans:action_reopen", args=[item.pk]), {"reason": ""}).status_code == 422
    client.post(reverse("plans:action_reopen", args=[item.pk]), {"reason": "Thiếu phụ lục"})
    assert client.post(reverse("plans:action_verify", args=[item.pk])).status_code == 409

    client.force_login(officer)
    assert "Thiếu phụ lục" in client.get(reverse("plans:action", args=[item.pk])).content.decode()
    client.post(reverse("plans:action_finish", args=[item.pk]), {"result": "Đã gửi đủ"})
    again = client.post(reverse("plans:action_finish", args=[item.pk]), {"result": "Gõ lần hai"})
    assert (again.status_code, "Gõ lần hai" in again.content.decode()) == (409, True)
    client.force_login(leader)
    client.post(reverse("plans:action_verify", args=[item.pk]))
    item.refresh_from_db()
    assert item.state == ActionState.VERIFIED


def test_a_refused_form_keeps_what_was_typed(client, leader):
    client.force_login(leader)

    answer = client.post(reverse("plans:action_open"), {"title": "Việc không ai làm", "due_on": "31/12/2099"})

    assert answer.status_code == 422
    assert "Việc không ai làm" in answer.content.decode()
    assert "Chọn đơn vị hoặc người thực hiện." in answer.content.decode()


@pytest.mark.parametrize(
    ("query", "count"),
    [("", 1), ("?trang_thai=late", 1), ("?trang_thai=done", 0), ("?loai=review", 0), ("?viec=cua-toi", 0)],
)
def test_the_list_is_narrowed(client, item, leader, query, count):
    ActionItem.objects.update(due_on=date(2022, 6, 21))
    client.force_login(leader)

    page = client.get(reverse("plans:actions") + query).context["page"]

    assert page.paginator.count == count


def test_a_neighbours_item_is_not_there(client, item):
    client.force_login(UserFactory())

    assert client.get(reverse("plans:action", args=[item.pk])).status_code == 404
