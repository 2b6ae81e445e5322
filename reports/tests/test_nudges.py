"""Reminding by hand: at once, to everybody of the unit, once in four hours."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from accounts.tests.factories import UnitFactory, UserFactory
from audit.models import AuditEntry
from kit.workflow import InvalidTransition
from notices.models import Notice
from notices.services.delivery import TooSoon
from notices.states import NoticeState
from reports.services.nudges import nudge_unit, nudge_units
from reports.tests.factories import NOW, ReportFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff():
    return UserFactory(staff=True)


@pytest.fixture
def report():
    unit = UnitFactory()
    UserFactory(unit=unit)
    UserFactory(unit=unit, approver=True)
    return ReportFactory(unit=unit)


def test_everybody_of_the_unit_is_told_at_once_and_it_is_logged(report, staff):
    assert nudge_unit(report, by=staff, at=NOW) == 2

    assert set(Notice.objects.values_list("state", flat=True)) == {NoticeState.QUEUED}
    entry = AuditEntry.objects.get(action="report.nudged")
    assert (entry.actor, entry.data) == (staff, {"people": 2})


def test_a_unit_is_reminded_once_in_four_hours_whoever_presses(report, staff):
    nudge_unit(report, by=staff, at=NOW)

    with pytest.raises(TooSoon) as error:
        nudge_unit(report, by=UserFactory(coordinator=True), at=NOW + timedelta(hours=3, minutes=59))

    assert error.value.until == NOW + timedelta(hours=4)
    assert nudge_unit(report, by=staff, at=NOW + timedelta(hours=4)) == 2


@pytest.mark.parametrize("trait", ["submitted", "accepted"])
def test_who_has_sent_is_not_reminded(staff, trait):
    with pytest.raises(InvalidTransition):
        nudge_unit(ReportFactory(**{trait: True}), by=staff, at=NOW)


def test_an_excluded_unit_is_not_reminded(staff):
    with pytest.raises(InvalidTransition):
        nudge_unit(ReportFactory(excluded_at=NOW, exclusion_reason="Đang sắp xếp lại."), by=staff, at=NOW)


def test_a_unit_without_people_leaves_no_trace(staff):
    assert nudge_unit(ReportFactory(), by=staff, at=NOW) == 0
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("who", [{}, {"leader": True}, {"auditor": True}])
def test_others_may_not_remind(report, who):
    with pytest.raises(PermissionDenied):
        nudge_unit(report, by=UserFactory(**who), at=NOW)


def test_all_are_reminded_but_those_who_were_a_short_while_ago(report, staff):
    other = ReportFactory(period=report.period)
    UserFactory(unit=other.unit)
    sent = ReportFactory(period=report.period, submitted=True)
    nudge_unit(other, by=staff, at=NOW)

    assert nudge_units([report, other, sent], by=staff, at=NOW + timedelta(hours=1)) == (1, 2)
    with pytest.raises(TooSoon) as error:
        nudge_units([report, other], by=staff, at=NOW + timedelta(hours=2))
    assert error.value.until == NOW + timedelta(hours=4)


# --- Pages ------------------------------------------------------------------------------------------


def test_the_board_reminds_one_unit_and_then_all_and_then_says_when_again(client, report, staff):
    other = ReportFactory(period=report.period)
    UserFactory(unit=other.unit)
    client.force_login(staff)
    board = client.get(f"/bao-cao/theo-doi/?ky={report.period.code}").content.decode()
    assert f"/bao-cao/{report.pk}/nhac/" in board and "Nhắc mọi đơn vị chưa nộp" in board

    one = client.post(f"/bao-cao/{report.pk}/nhac/", follow=True).content.decode()
    rest = client.post(f"/bao-cao/theo-doi/{report.period.code}/nhac/", follow=True).content.decode()
    again = client.post(f"/bao-cao/theo-doi/{report.period.code}/nhac/")
    same = client.post(f"/bao-cao/{report.pk}/nhac/")

    assert "Đã nhắc 2 người" in one
    assert "Đã nhắc 1 đơn vị. 1 đơn vị vừa được nhắc" in rest
    assert (again.status_code, same.status_code) == (429, 429)
    assert int(again["Retry-After"]) > 14_300 and "Nhắc lại được sau" in again.content.decode()


def test_the_page_says_when_there_is_nobody_to_remind(client, staff):
    client.force_login(staff)
    empty, sent = ReportFactory(), ReportFactory(submitted=True)

    assert "chưa có tài khoản nào" in client.post(f"/bao-cao/{empty.pk}/nhac/", follow=True).content.decode()
    assert "không cần nhắc" in client.post(f"/bao-cao/{sent.pk}/nhac/", follow=True).content.decode()


def test_the_leader_sees_the_board_without_these_buttons(client, report):
    client.force_login(UserFactory(leader=True))

    assert "/nhac/" not in client.get(f"/bao-cao/theo-doi/?ky={report.period.code}").content.decode()
