"""Steps out of order and people where they do not belong: refused with the right answer, nothing moved (B41–B49)."""

import pytest
from django.db.models import ProtectedError

from accounts.tests.factories import UserFactory
from audit.models import AuditEntry
from reports.models import Consolidation, Report
from reports.services.submission import forward_report, submit_report
from reports.states import ReportState, VersionState
from reports.tests.factories import NOW, ReportFactory

pytestmark = pytest.mark.django_db
REASON = {"reason": "Số buổi tuyên truyền cần kiểm tra lại."}
# (who, step, state of the report): a step that the state does not allow.
OUT_OF_ORDER = [
    ("staff", "duyet", ""), ("staff", "duyet", "returned"), ("staff", "duyet", "awaiting_head"),
    ("staff", "chinh-ly", ""), ("staff", "chinh-ly", "accepted"), ("staff", "nhan", ""), ("staff", "nhan", "accepted"),
    ("coordinator", "mo-lai", ""), ("coordinator", "mo-lai", "submitted"), ("coordinator", "loai-tru", "submitted"),
    ("coordinator", "dua-lai", ""), ("coordinator", "nhap-thay", "submitted"),
    ("officer", "trinh", "submitted"), ("officer", "trinh", "awaiting_head"), ("officer", "tra-lai-nguoi-nhap", ""),
    ("officer", "khong-phat-sinh", "submitted"), ("head", "gui", ""), ("head", "gui", "returned"),
    ("head", "rut-lai", ""), ("head", "rut-lai", "accepted"),
]  # fmt: skip


@pytest.fixture
def people(officer, head, staff, coordinator):
    return {"officer": officer, "head": head, "staff": staff, "coordinator": coordinator}


@pytest.mark.parametrize(("who", "step", "state"), OUT_OF_ORDER)
def test_a_step_that_is_not_possible_now_is_a_conflict_and_changes_nothing(client, people, who, step, state):
    report = ReportFactory(unit=people["officer"].unit, **({state: True} if state else {}))
    before = Report.objects.values().get()
    client.force_login(people[who])

    answer = client.post(f"/bao-cao/{report.pk}/{step}/", REASON)

    assert answer.status_code == 409
    assert (Report.objects.values().get(), AuditEntry.objects.count()) == (before, 0)


@pytest.mark.parametrize("state", [VersionState.FROZEN, VersionState.PROPOSED, VersionState.SIGNED])
def test_a_closed_period_is_reopened_by_the_coordinator_with_a_reason_only(client, people, state):
    report = ReportFactory(accepted=True)
    made = {"requested_at": NOW, "requested_by": people["staff"], "frozen_at": NOW}
    Consolidation.objects.create(period=report.period, revision=1, state=state, **made)

    client.force_login(people["staff"])
    assert client.post(f"/bao-cao/{report.pk}/mo-lai/", REASON).status_code == 403
    client.force_login(people["coordinator"])
    assert client.post(f"/bao-cao/{report.pk}/mo-lai/", {"reason": "ok"}).status_code == 422
    assert client.post(f"/bao-cao/{report.pk}/mo-lai/", REASON).status_code == 302

    report.refresh_from_db()
    assert report.state == ReportState.RETURNED and report.supplement_at is not None
    assert Consolidation.objects.get().state == state


def test_who_has_signed_for_something_is_never_deleted_and_his_name_stays(ready, officer, head):
    forward_report(ready, by=officer, at=NOW)
    submit_report(ready, by=head, at=NOW)
    name = str(head)

    with pytest.raises(ProtectedError):
        head.delete()
    head.full_name = "Tên khác"
    head.save()

    assert ready.rounds.get().submitted_by_name == name


def test_a_stranger_moves_nothing_and_learns_nothing(client, people, report):
    client.force_login(UserFactory(approver=True))

    for step in ("trinh", "gui", "tra-lai-nguoi-nhap", "rut-lai", "khong-phat-sinh"):
        assert client.post(f"/bao-cao/{report.pk}/{step}/", REASON).status_code == 404
    assert not AuditEntry.objects.exists()
