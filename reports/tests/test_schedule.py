"""A period planned backwards; its deadline moved on paper, told to the units, remembered by the rehearsal."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.tests.factories import UserFactory
from deadlines.models import Reminder
from deadlines.services.telling import tell_due
from deadlines.states import Roll
from notices.models import Notice
from plans.figures import VIETNAM
from plans.tests.factories import ReportingPeriodFactory
from reports.models import DeadlineDecision, PeriodSchedule, Report
from reports.queries.obligations import obligations
from reports.services.concessions import grant_extension
from reports.services.schedule import ScheduleRefused, plan_backwards, set_deadline
from reports.tests.factories import NOW, ReportFactory, small_form

pytestmark = pytest.mark.django_db
WHY = "Bộ yêu cầu báo cáo sớm hơn năm trước."
PAPER = "Công văn 200/SLĐTBXH ngày 20/6/2022"


@pytest.fixture(autouse=True)
def the_day(monkeypatch):
    monkeypatch.setattr("kit.clock.now", lambda: NOW)
    monkeypatch.setattr("kit.clock.today", lambda: NOW.date())


def move(period, by, last_day=date(2022, 6, 28), reference=PAPER, reason=WHY, roll=Roll.NONE):
    return set_deadline(period, by=by, at=NOW, last_day=last_day, roll=roll, reason=reason, reference=reference)


def test_the_units_that_have_not_sent_are_told_of_the_new_deadline(report, officer, head, coordinator):
    sent, longer = ReportFactory(period=report.period, submitted=True), ReportFactory(period=report.period)
    grant_extension(longer, by=coordinator, at=NOW, due_on=date(2022, 7, 8), reason=WHY, reference=PAPER)
    for unit in (sent.unit, longer.unit):
        UserFactory(unit=unit)

    decision = move(report.period, coordinator)

    report.period.refresh_from_db()
    assert report.period.due_at == decision.due_at == datetime(2022, 6, 29, tzinfo=VIETNAM)
    told = {n.to for n in Notice.objects.filter(kind="deadline-moved")}
    assert {officer, head} <= told and not {sent.unit_id, longer.unit_id} & {person.unit_id for person in told}
    assert "hết ngày 28/6/2022" in Notice.objects.filter(to=officer).get().subject
    assert Report.objects.get(pk=longer.pk).due_at == datetime(2022, 7, 9, tzinfo=VIETNAM)


def test_a_general_deadline_later_than_an_extension_holds_for_everybody(report, coordinator):
    grant_extension(report, by=coordinator, at=NOW, due_on=date(2022, 6, 27), reason=WHY, reference=PAPER)

    move(report.period, coordinator)

    assert Report.objects.get().due_at == datetime(2022, 6, 29, tzinfo=VIETNAM)


def test_the_ladder_follows_and_the_past_is_remembered(report, officer, coordinator):
    morning = datetime(2022, 6, 17, 7, 5, tzinfo=VIETNAM)
    tell_due(at=morning)
    move(report.period, coordinator)
    for hours in range(0, 24 * 9, 24):
        tell_due(at=NOW + timedelta(hours=hours))

    told = Reminder.objects.filter(person=officer).order_by("at").values_list("step", flat=True)
    assert list(told) == [-5, -5, -2, -1, 0]
    before, after = ([o for o in obligations(at) if not o.is_foreseen][0] for at in (morning, NOW))
    assert before.due_at == datetime(2022, 6, 25, tzinfo=VIETNAM)
    assert after.due_at == datetime(2022, 6, 29, tzinfo=VIETNAM)


def test_a_reminder_on_a_day_off_may_come_the_working_day_before(coordinator, officer):
    year = ReportingPeriodFactory(form=small_form(), year=2022, kind="NAM")

    move(year, coordinator, last_day=date(2022, 12, 24), roll=Roll.EARLIER)

    year.refresh_from_db()
    assert year.reminder_roll == Roll.EARLIER
    assert {o.roll for o in obligations(datetime(2022, 12, 20, tzinfo=VIETNAM)) if "NAM" in o.key} == {Roll.EARLIER}
    assert not Notice.objects.exists(), "the day itself did not change"


def test_a_conflict_needs_a_paper_and_is_stored_with_the_decision(report, coordinator):
    plan_backwards(
        report.period, by=coordinator, at=NOW, province_before=None, ministry_before=date(2022, 6, 24),
        sending=1, signing=2, consolidation=2, review=3, filling=3,
    )  # fmt: skip

    with pytest.raises(ScheduleRefused, match="mâu thuẫn"):
        move(report.period, coordinator, reference=" ")
    decision = move(report.period, coordinator)

    assert "Đơn vị nộp trước 29/6/2022 nhưng Bộ yêu cầu trước 24/6/2022." in decision.conflicts


@pytest.mark.parametrize("wrong", [{"last_day": date(2022, 6, 19)}, {"last_day": date(2022, 5, 1)}, {"reason": "ngắn"}])
def test_a_deadline_that_makes_no_sense_is_refused(report, coordinator, wrong):
    with pytest.raises(ScheduleRefused):
        move(report.period, coordinator, **wrong)

    assert not DeadlineDecision.objects.exists()


def test_the_end_of_the_data_moves_on_paper_and_the_units_are_told(report, officer, coordinator):
    set_deadline(
        report.period, by=coordinator, at=NOW, last_day=date(2022, 6, 28), data_on=date(2022, 6, 17),
        roll=Roll.NONE, reason=WHY, reference=PAPER,
    )  # fmt: skip

    report.period.refresh_from_db()
    assert report.period.ends_on == DeadlineDecision.objects.get().data_on == date(2022, 6, 17)
    assert "Số liệu tính đến hết ngày 17/6/2022" in Notice.objects.filter(to=officer).get().body


@pytest.mark.parametrize("data_on", [date(2022, 6, 28), date(2021, 1, 1)])
def test_the_data_end_within_the_period_and_before_the_deadline(report, coordinator, data_on):
    with pytest.raises(ScheduleRefused, match="Ngày chốt số liệu phải sau"):
        set_deadline(
            report.period, by=coordinator, at=NOW, last_day=date(2022, 6, 28), data_on=data_on,
            roll=Roll.NONE, reason=WHY, reference=PAPER,
        )  # fmt: skip


def test_once_a_unit_has_sent_the_end_of_the_data_stays(report, coordinator):
    ReportFactory(period=report.period, submitted=True)

    with pytest.raises(ScheduleRefused, match="không đổi được nữa"):
        set_deadline(
            report.period, by=coordinator, at=NOW, last_day=date(2022, 6, 28), data_on=date(2022, 6, 17),
            roll=Roll.NONE, reason=WHY, reference=PAPER,
        )  # fmt: skip


def test_a_deadline_before_the_opening_is_refused(coordinator):
    year = ReportingPeriodFactory(form=small_form(), year=2022, kind="NAM")

    with pytest.raises(ScheduleRefused, match="mở kỳ"):
        move(year, coordinator, last_day=date(2022, 11, 29))


def test_only_the_coordinator_moves_deadlines(report, head, staff):
    for person in (head, staff):
        with pytest.raises(PermissionDenied):
            move(report.period, person)


# --- Page -------------------------------------------------------------------------------------------

ASKS = {
    "province_before": "", "ministry_before": "20/12/2022", "sending": "1", "signing": "2", "consolidation": "2",
    "review": "3", "filling": "3",
}  # fmt: skip


def url(name="schedule", code="2022-NAM"):
    return reverse(f"reports:{name}", args=[code])


def test_the_page_proposes_days_and_names_the_conflict(client, coordinator):
    ReportingPeriodFactory(form=small_form(), year=2022, kind="NAM")
    client.force_login(coordinator)

    assert client.post(url("schedule_plan"), ASKS | {"ministry_before": "x"}).status_code == 422
    assert client.post(url("schedule_plan"), ASKS).status_code == 302

    page = client.get(url())
    text, usual = page.content.decode(), page.context["deadline_form"].initial
    assert (usual["last_day"], usual["data_on"]) == (date(2022, 12, 7), date(2022, 12, 2))
    assert "07/12/2022" in text and "Đơn vị nộp trước 25/12/2022 nhưng Bộ yêu cầu trước 20/12/2022." in text
    assert PeriodSchedule.objects.get().ministry_before == date(2022, 12, 20)


def test_the_deadline_is_set_on_the_page_and_listed(client, coordinator):
    ReportingPeriodFactory(form=small_form(), year=2022, kind="NAM")
    client.force_login(coordinator)
    sent = {"last_day": "07/12/2022", "roll": "none", "reason": WHY, "reference": ""}

    assert client.post(url("schedule_set"), sent | {"last_day": ""}).status_code == 422
    refused = client.post(url("schedule_set"), sent)
    assert refused.status_code == 422 and "bắt buộc" in refused.content.decode()
    assert client.post(url("schedule_set"), sent | {"reference": PAPER}).status_code == 302

    text = client.get(url()).content.decode()
    assert PAPER in text and "hết ngày 07/12/2022" in text
    client.force_login(UserFactory(staff=True))
    assert "Đặt hạn và báo" not in client.get(url()).content.decode()
    assert client.get(url(code="2099-6T")).status_code == 404
