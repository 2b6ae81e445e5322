"""The health page: what waits, what runs next, what failed, whom no mail reaches, and who may act."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils.timezone import localtime

from accounts.tests.factories import UnitFactory, UserFactory
from audit.models import AuditEntry
from dashboards.queries.operations import SCHEDULE_LABELS, age_words, operations
from dashboards.services.operations import retry_job
from jobs.models import Heartbeat, Job, ScheduledRun
from jobs.services.schedule import Planned, note_schedule, note_schedule_quietly
from jobs.states import JobState
from kit import clock
from kit.tests.clamd import clamd, nobody
from kit.workflow import InvalidTransition
from notices.queries import people_without_address, unreachable_units
from notices.states import NoticeState
from notices.tests.factories import NoticeFactory
from plans.tests.factories import ReportingPeriodFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2022, 5, 20, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def at_noon(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(clock, "wall", lambda: NOW)


def test_every_schedule_has_a_name_in_words(settings):
    assert set(settings.CELERY_BEAT_SCHEDULE) <= set(SCHEDULE_LABELS)


def a_job(**values):
    told = {"key": "consolidation:1", "kind": "consolidation", "subject_id": 1, "created_at": NOW, "not_before": NOW}
    return Job.objects.create(**told | values)


def tones(at=NOW):
    return {reading.label: reading.tone for reading in operations(at)["readings"]}


def test_processes_are_red_when_they_fall_silent():
    Heartbeat.objects.create(name="worker", seen_at=NOW - timedelta(seconds=59))

    found = tones()

    assert found["Tiến trình xử lý (worker)"] == "good" and found["Bộ lập lịch (beat)"] == "bad"


@pytest.mark.parametrize(("minutes", "tone"), [(0, "good"), (5, "warn"), (11, "bad")])
def test_the_age_of_the_oldest_waiting_item_decides_its_colour(minutes, tone):
    since = NOW - timedelta(minutes=minutes)
    NoticeFactory(created_at=since)
    a_job(not_before=since)

    found = tones()

    assert found["Thư chờ gửi lâu nhất"] == found["Việc nền chờ lâu nhất"] == tone


def test_a_mail_put_off_after_a_passing_refusal_is_not_a_stuck_one():
    NoticeFactory(created_at=NOW - timedelta(hours=1), not_before=NOW + timedelta(minutes=5))

    assert tones()["Thư chờ gửi lâu nhất"] == "good"


def test_failed_work_is_red_and_failed_mail_a_warning():
    NoticeFactory(state=NoticeState.REFUSED)
    assert tones()["Không thành công"] == "warn"

    a_job(state=JobState.FAILED)
    assert tones()["Không thành công"] == "bad"


def test_units_that_nobody_would_hear_for_are_named_with_the_reason():
    silent, deaf, headless = UnitFactory(code="IM"), UnitFactory(code="DIEC"), UnitFactory(code="KHONGDAU")
    fine = UnitFactory(code="TOT")
    UserFactory(unit=silent, is_active=False)
    UserFactory(unit=deaf, approver=True, email="")
    UserFactory(unit=headless)
    UserFactory(unit=fine, approver=True)

    found = {item.unit.code: item.problems for item in unreachable_units(NOW.date())}

    assert found == {
        "IM": ["không có tài khoản nào đang hoạt động"],
        "DIEC": ["không ai có địa chỉ thư hợp lệ"],
        "KHONGDAU": ["không có người duyệt để gửi báo cáo"],
    }
    assert [person.unit for person in people_without_address()] == [deaf]


def test_a_unit_that_is_closed_or_owes_nothing_is_not_missed():
    UnitFactory(closed_on=NOW.date())
    UnitFactory(leadership=True)

    assert unreachable_units(NOW.date()) == []


@pytest.mark.parametrize(("days", "tone"), [(31, "warn"), (30, "bad"), (1, "bad")])
def test_a_unit_out_of_reach_is_red_from_thirty_days_before_a_deadline(days, tone):
    UnitFactory()
    period = ReportingPeriodFactory(year=2022, kind="6T")

    found = tones(period.due_at - timedelta(days=days))

    assert found["Đơn vị không nhận được thư hoặc không gửi được báo cáo"] == tone


@pytest.mark.parametrize(
    ("age", "words"),
    [
        (timedelta(seconds=-5), "0 giây"),
        (timedelta(seconds=59), "59 giây"),
        (timedelta(minutes=61), "1 giờ"),
        (timedelta(minutes=5), "5 phút"),
        (timedelta(days=2, hours=5), "2 ngày"),
    ],
)
def test_ages_are_said_in_one_unit(age, words):
    assert age_words(age) == words


def test_the_scheduler_says_what_it_does_next_and_forgets_what_it_no_longer_has():
    note_schedule([Planned("old", "x.old", None, NOW), Planned("deliver-notices", "notices.deliver_queued", None, NOW)])
    note_schedule([Planned("deliver-notices", "notices.deliver_queued", NOW, NOW + timedelta(seconds=30))])

    run = ScheduledRun.objects.get()
    assert (run.name, run.last_run_at, run.next_run_at) == ("deliver-notices", NOW, NOW + timedelta(seconds=30))
    assert [r.is_late for r in operations(NOW)["schedule"]] == [False]


def test_an_entry_that_should_have_run_is_late(monkeypatch):
    note_schedule([Planned("deliver-notices", "notices.deliver_queued", None, NOW - timedelta(minutes=2))])

    assert [r.is_late for r in operations(NOW)["schedule"]] == [True]


def test_a_database_that_is_away_does_not_stop_the_scheduler(monkeypatch):
    from django.db import DatabaseError

    def away(*args, **kwargs):
        raise DatabaseError

    monkeypatch.setattr(ScheduledRun.objects, "bulk_create", away)

    note_schedule_quietly([])


def test_the_real_scheduler_plans_every_entry_of_the_settings(settings, tmp_path):
    from plan_portal.beat import HeartbeatScheduler
    from plan_portal.celery import app

    scheduler = HeartbeatScheduler(app, schedule_filename=str(tmp_path / "beat"))
    planned = {entry.name: entry for entry in scheduler.planned()}
    scheduler.close()

    assert set(settings.CELERY_BEAT_SCHEDULE) <= set(planned)
    assert all(entry.next_run_at >= NOW for entry in planned.values())


def test_a_job_that_was_given_up_runs_again_at_the_administrators_wish():
    job, administrator = a_job(state=JobState.FAILED, attempts=5), UserFactory(administrator=True)

    retry_job(job, by=administrator, at=NOW)

    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.WAITING, 0)
    assert AuditEntry.objects.get(action="job.restarted").actor == administrator
    with pytest.raises(InvalidTransition):
        retry_job(job, by=administrator, at=NOW)


@pytest.mark.parametrize("who", [{"coordinator": True}, {"auditor": True}, {"staff": True}, {}])
def test_others_do_not_start_work_again(who):
    with pytest.raises(PermissionDenied):
        retry_job(a_job(state=JobState.FAILED), by=UserFactory(**who), at=NOW)


# --- Pages ------------------------------------------------------------------------------------------


def test_the_administrator_sees_and_starts_again(client):
    job = a_job(state=JobState.FAILED, message="Không thành công sau nhiều lần thử.")
    NoticeFactory(state=NoticeState.UNCLEAR, failure="mất kết nối", subject="Tiêu đề thư", body="Nội dung thư")
    note_schedule([Planned("deliver-notices", "notices.deliver_queued", None, NOW)])
    client.force_login(UserFactory(administrator=True))

    page = client.get("/van-hanh/").content.decode()
    again = client.post(f"/van-hanh/viec/{job.pk}/chay-lai/", follow=True).content.decode()
    nothing = client.post(f"/van-hanh/viec/{job.pk}/chay-lai/", follow=True).content.decode()

    assert "Chạy lại" in page and "mất kết nối" in page and "Gửi thư đang chờ" in page
    assert f"{localtime(NOW):%H:%M:%S}" in page
    assert "Nội dung thư" not in page and "Tiêu đề thư" not in page.replace("Gửi lại", "")
    assert "Đã cho chạy lại" in again and "không chạy lại; không có gì thay đổi" in nothing


def test_the_auditor_reads_without_buttons(client):
    job = a_job(state=JobState.FAILED)
    client.force_login(UserFactory(auditor=True))

    page = client.get("/van-hanh/").content.decode()

    assert job.key in page and "chay-lai" not in page
    assert client.post(f"/van-hanh/viec/{job.pk}/chay-lai/").status_code == 403


def test_when_all_is_well_nothing_is_red(client):
    for name in ("worker", "scheduler"):
        Heartbeat.objects.create(name=name, seen_at=NOW)
    client.force_login(UserFactory(administrator=True))

    page = client.get("/van-hanh/").content.decode()

    assert "Không có dòng đỏ" in page and "Bộ lập lịch chưa báo gì" in page


def test_not_scanning_uploads_is_said_plainly_and_a_silent_scanner_is_red(settings):
    texts = {reading.label: reading.text for reading in operations(NOW)["readings"]}
    assert texts["Quét vi-rút tệp tải lên"] == "không quét vi-rút: chưa đặt CLAMD_URL"

    settings.CLAMD_URL = nobody()
    assert tones()["Quét vi-rút tệp tải lên"] == "bad"
    with clamd() as settings.CLAMD_URL:
        assert tones()["Quét vi-rút tệp tải lên"] == "good"
