"""More time, or none of the duty: asked with a reason, decided on paper, told to both; the ladder starts afresh."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.tests.factories import UserFactory
from audit.models import AuditEntry
from deadlines.models import Reminder
from deadlines.services.telling import tell_due
from kit.workflow import InvalidTransition
from notices.models import Notice
from plans.figures import VIETNAM
from reports.models import Concession, Report
from reports.queries.obligations import obligations
from reports.services.concessions import (
    ConcessionRefused,
    ask_concession,
    grant_exemption,
    grant_extension,
    refuse_concession,
)
from reports.tests.factories import LAST_SECOND, NOW, TOO_LATE, ReportFactory

pytestmark = pytest.mark.django_db
WHY = "Đơn vị đang sắp xếp lại tổ chức."
PAPER = "Công văn 120/SLĐTBXH ngày 20/6/2022"
NEXT_WEEK = date(2022, 6, 30)


def ask(report, by, kind="extension", wished_on=NEXT_WEEK, reason=WHY):
    return ask_concession(report, by=by, at=NOW, kind=kind, reason=reason, wished_on=wished_on)


def extend(report, by, due_on=NEXT_WEEK, reason=WHY, reference=PAPER):
    return grant_extension(report, by=by, at=NOW, due_on=due_on, reason=reason, reference=reference)


def test_a_unit_asks_and_the_coordinating_room_is_told(report, officer, coordinator, staff):
    asked = ask(report, officer)

    assert (asked.asked_by, asked.wished_on, asked.state) == (officer, NEXT_WEEK, "asked")
    assert [notice.to for notice in Notice.objects.all()] == [coordinator]
    assert Report.objects.get().extended_due_at is None
    with pytest.raises(ConcessionRefused, match="đang chờ"):
        ask(report, officer)


def test_the_extension_holds_for_this_unit_alone_and_answers_its_request(report, officer, coordinator):
    other = ReportFactory(period=report.period)
    ask(report, officer)

    given = extend(report, coordinator)

    report.refresh_from_db()
    assert report.due_at == datetime(2022, 7, 1, tzinfo=VIETNAM) and report.last_day == NEXT_WEEK
    assert (given.due_before, given.reference, given.last_day) == (report.period.due_at, PAPER, NEXT_WEEK)
    assert Concession.objects.count() == 1 and other.due_at == report.period.due_at
    assert not report.is_late(TOO_LATE) and other.is_late(TOO_LATE)
    assert list(Report.objects.overdue(TOO_LATE)) == [other]
    assert Notice.objects.filter(to=officer, subject__startswith="Được gia hạn").exists()


def test_sending_within_the_extension_is_on_time(report, coordinator):
    extend(report, coordinator)
    report.refresh_from_db()

    report.first_submitted_at = datetime(2022, 6, 30, 23, 59, 59, tzinfo=VIETNAM)
    assert report.was_on_time
    report.first_submitted_at += timedelta(seconds=1)
    assert report.was_on_time is False


def test_the_reminders_start_afresh_on_the_new_date_and_the_past_is_remembered(report, officer, coordinator):
    morning = datetime(2022, 6, 17, 7, 5, tzinfo=VIETNAM)
    tell_due(at=morning)
    extend(report, coordinator)

    at = NOW
    while at < datetime(2022, 7, 2, tzinfo=VIETNAM):
        tell_due(at=at)
        at += timedelta(days=1)

    told = Reminder.objects.filter(person=officer).order_by("at").values_list("step", "due_at__day")
    assert [step for step, _ in told] == [-5, -5, -2, -1, 0, 1]
    [before] = [owed for owed in obligations(morning) if not owed.is_foreseen]
    [after] = [owed for owed in obligations(NOW) if not owed.is_foreseen]
    assert (before.due_at, after.due_at) == (report.period.due_at, datetime(2022, 7, 1, tzinfo=VIETNAM))


def test_an_exempt_unit_owes_nothing_and_the_reason_is_on_paper(report, officer, coordinator):
    given = grant_exemption(report, by=coordinator, at=NOW, reason=WHY, reference=PAPER)

    report.refresh_from_db()
    assert report.excluded_at == NOW and PAPER in report.exclusion_reason
    assert (given.kind, given.state, given.due_at) == ("exemption", "granted", None)
    assert [owed for owed in obligations(NOW) if not owed.is_foreseen] == []
    actions = AuditEntry.objects.values_list("action", flat=True)
    assert list(actions) == ["report.excluded"]


def test_a_refusal_says_why_and_leaves_the_deadline(report, officer, coordinator):
    asked = ask(report, officer)

    refuse_concession(asked, by=coordinator, at=NOW, reason="Kỳ này phải tổng hợp sớm.")

    assert Report.objects.get().due_at == report.period.due_at
    assert Notice.objects.filter(to=officer, body__contains="Kỳ này phải tổng hợp sớm.").exists()
    with pytest.raises(InvalidTransition):
        refuse_concession(asked, by=coordinator, at=NOW, reason="Kỳ này phải tổng hợp sớm.")
    assert ask(report, officer, kind="exemption").wished_on is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"due_on": None}, {"due_on": date(2022, 6, 24)}, {"due_on": date(2022, 6, 1)}, {"due_on": date(2030, 1, 1)},
        {"reason": "ngắn"}, {"reference": "  "},
    ],
)  # fmt: skip
def test_an_extension_without_a_later_day_a_reason_or_a_paper_is_refused(report, coordinator, wrong):
    with pytest.raises(ConcessionRefused):
        extend(report, coordinator, **wrong)

    assert not Concession.objects.exists()


@pytest.mark.parametrize("state", [{"submitted": True}, {"excluded_at": NOW}, {"returned": True}])
def test_what_was_sent_or_is_not_owed_is_not_extended(officer, coordinator, state):
    report = ReportFactory(unit=officer.unit, **state)

    for act in (lambda: ask(report, officer), lambda: extend(report, coordinator)):
        with pytest.raises(InvalidTransition):
            act()


def test_nobody_decides_for_himself_and_nobody_asks_for_others(report, officer, head, staff):
    with pytest.raises(PermissionDenied):
        extend(report, head)
    with pytest.raises(PermissionDenied):
        extend(report, staff)
    with pytest.raises(PermissionDenied):
        ask(report, UserFactory())


# --- Pages ------------------------------------------------------------------------------------------


def url(name, pk):
    return reverse(f"reports:{name}", args=[pk])


@pytest.fixture(autouse=True)
def the_day(monkeypatch):
    monkeypatch.setattr("kit.clock.now", lambda: NOW)
    monkeypatch.setattr("kit.clock.today", lambda: NOW.date())


def test_the_unit_asks_on_its_page(client, report, officer):
    client.force_login(officer)
    sent = {"kind": "extension", "wished_on": "30/06/2022", "reason": WHY}

    assert client.post(url("concession_ask", report.pk), sent | {"reason": "ngắn"}).status_code == 422
    assert client.post(url("concession_ask", report.pk), sent | {"wished_on": "x"}).status_code == 422
    assert client.post(url("concession_ask", report.pk), sent).status_code == 302

    text = client.get(url("concessions", report.pk)).content.decode()
    assert "Chờ quyết định" in text and "xin đến hết 30/06/2022" in text and "Gửi đề nghị" not in text


def test_the_coordinator_decides_on_the_same_page(client, report, officer, coordinator):
    asked = ask(report, officer)
    client.force_login(coordinator)
    sent = {"kind": "extension", "due_on": "30/06/2022", "reason": WHY, "reference": PAPER}
    assert 'value="30/06/2022"' in client.get(url("concessions", report.pk)).content.decode()

    assert client.post(url("concession_grant", report.pk), sent | {"due_on": ""}).status_code == 422
    assert client.post(url("concession_grant", report.pk), sent | {"kind": "x"}).status_code == 422
    assert client.post(url("concession_refuse", asked.pk), {"reason": ""}).status_code == 422
    assert client.post(url("concession_refuse", asked.pk), {"reason": "ngắn"}).status_code == 422
    assert client.post(url("concession_grant", report.pk), sent).status_code == 302
    assert client.post(url("concession_refuse", asked.pk), {"reason": WHY}).status_code == 409

    text = client.get(url("concessions", report.pk)).content.decode()
    assert "hết ngày 30/06/2022" in text and PAPER in text


def test_an_exemption_is_granted_and_a_refusal_answered_on_the_page(client, report, officer, coordinator):
    asked = ask(report, officer)
    client.force_login(coordinator)

    assert client.post(url("concession_refuse", asked.pk), {"reason": WHY}).status_code == 302
    sent = {"kind": "exemption", "reason": WHY, "reference": PAPER}
    assert client.post(url("concession_grant", report.pk), sent).status_code == 302
    assert client.post(url("concession_grant", report.pk), sent).status_code == 409
    client.force_login(officer)
    assert client.post(url("concession_ask", report.pk), {"kind": "exemption", "reason": WHY}).status_code == 409


def test_a_neighbour_finds_nothing(client, report):
    client.force_login(UserFactory())

    assert client.get(url("concessions", report.pk)).status_code == 404
    assert LAST_SECOND < TOO_LATE
