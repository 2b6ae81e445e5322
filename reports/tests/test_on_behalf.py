"""The department enters a report for a unit that cannot: with a reason, marked, judged by somebody else."""

import pytest
from django.core.exceptions import PermissionDenied

from accounts.tests.factories import UserFactory
from kit.workflow import InvalidTransition
from notices.models import Notice
from reports.models import Report
from reports.services.entry import TypedCell, save_entries
from reports.services.on_behalf import enter_on_behalf
from reports.services.opening import MissingReason
from reports.services.review import accept_report
from reports.services.submission import submit_report
from reports.tests.factories import NOW, complete, send

pytestmark = pytest.mark.django_db
REASON = "Đơn vị gửi văn bản giấy, mất kết nối mạng."


def test_a_coordinator_enters_and_sends_and_somebody_else_accepts(report, officer, head, staff, coordinator):
    enter_on_behalf(report, by=coordinator, at=NOW, reason=REASON)
    assert save_entries(report, by=coordinator, at=NOW, cells=[TypedCell("N101", "12")]).written == ["N101"]
    complete(report)
    report = submit_report(report, by=coordinator, at=NOW)

    sent = report.rounds.get()
    assert (report.state, sent.is_on_behalf, sent.snapshot["on_behalf"]) == ("submitted", True, REASON)
    with pytest.raises(PermissionDenied):
        accept_report(report, by=coordinator, at=NOW)
    assert accept_report(report, by=staff, at=NOW).state == "accepted"
    assert Notice.objects.filter(kind="report-on-behalf", to__in=[officer, head]).count() == 2


def test_without_taking_it_over_the_department_writes_nothing(report, coordinator, staff):
    for person in (coordinator, staff):
        with pytest.raises(PermissionDenied):
            save_entries(report, by=person, at=NOW, cells=[TypedCell("N101", "12")])
    with pytest.raises(PermissionDenied):
        enter_on_behalf(report, by=staff, at=NOW, reason=REASON)


@pytest.mark.parametrize("reason", ["", "ngắn", "x" * 301])
def test_a_takeover_has_a_reason(report, coordinator, reason):
    with pytest.raises(MissingReason):
        enter_on_behalf(report, by=coordinator, at=NOW, reason=reason)


def test_a_sent_report_is_not_taken_over_nor_one_twice(ready, officer, head, coordinator):
    enter_on_behalf(ready, by=coordinator, at=NOW, reason=REASON)
    with pytest.raises(InvalidTransition):
        enter_on_behalf(ready, by=coordinator, at=NOW, reason=REASON)

    send(ready, officer=officer, head=head, at=NOW)  # the unit may still do it itself
    assert not ready.rounds.get().is_on_behalf
    with pytest.raises(InvalidTransition):
        enter_on_behalf(ready, by=coordinator, at=NOW, reason=REASON)


def test_the_pages_mark_it_and_keep_drafts_of_others_closed(report, officer, coordinator, browse):
    browser = browse(coordinator)
    assert browser.get(f"/bao-cao/{report.pk}/nhap/").status_code == 403
    assert browser.post(f"/bao-cao/{report.pk}/nhap-thay/", {"reason": "x"}).status_code == 422
    browser.post(f"/bao-cao/{report.pk}/nhap-thay/", {"reason": REASON})

    assert browser.get(f"/bao-cao/{report.pk}/nhap/").status_code == 200
    page = browser.get(f"/bao-cao/{report.pk}/").content.decode()
    assert "Gửi thay đơn vị" in page and "phải hoàn thiện trước khi gửi" in page
    complete(Report.objects.get(pk=report.pk))
    sent = browser.post(f"/bao-cao/{report.pk}/gui/", follow=True).content.decode()
    assert f"Sở nhập thay đơn vị: {REASON}" in sent
    assert "Sở nhập thay" in browse(officer).get("/bao-cao/").content.decode()
    assert browse(UserFactory(coordinator=True)).get(f"/bao-cao/{report.pk}/nhap/").status_code == 302
