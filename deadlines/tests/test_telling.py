"""Reminders come once each, in the morning, to those who still have to act; rehearsed and sent are the same."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connections

from accounts.tests.factories import UserFactory
from deadlines import tasks
from deadlines.models import Reminder
from deadlines.services.telling import tell_due
from notices.models import Notice
from notices.services.delivery import deliver_queued
from notices.services.digests import make_digests
from notices.tests.factories import NoticeFactory
from plans.figures import VIETNAM
from reports.tests.factories import NOW, ReportFactory

pytestmark = pytest.mark.django_db


def morning(day, month=6, hour=7, minute=5):
    return datetime(2022, month, day, hour, minute, tzinfo=VIETNAM)


@pytest.fixture
def officer():
    return UserFactory()


@pytest.fixture
def head(officer):
    return UserFactory(unit=officer.unit, approver=True)


@pytest.fixture
def report(officer):
    return ReportFactory(unit=officer.unit)


def test_each_step_of_the_ladder_is_told_once(report, officer):
    at = morning(1)
    while at < morning(30, month=7):
        tell_due(at=at)
        at += timedelta(hours=6)

    days = [notice.created_at.astimezone(VIETNAM).day for notice in Notice.objects.order_by("created_at")]
    assert days == [1, 10, 17, 22, 23, 24, 27, 29, 6, 13, 20]
    assert Notice.objects.filter(subject__startswith="Đã quá hạn").count() == 5


def test_running_again_reminds_nobody_twice(report, officer, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    first, again = tell_due(at=morning(24)), tell_due(at=morning(24, hour=23))
    deliver_queued(at=morning(24))
    deliver_queued(at=morning(24))

    assert (first, again) == (1, 0)
    assert [message.to for message in mail.outbox] == [[officer.email]]


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connections['default'].vendor != 'postgresql'", reason="SQLite has one writer anyway")
def test_several_runs_at_once_remind_nobody_twice(report, officer, head):
    with ThreadPoolExecutor(4) as chasers:
        told = list(chasers.map(lambda _: chase(), range(4)))

    assert sum(told) >= 2
    assert (Notice.objects.count(), Reminder.objects.count()) == (2, 2)


def chase():
    try:
        return tell_due(at=morning(22))
    finally:
        connections.close_all()


def test_after_nights_without_a_run_there_is_one_notice_about_the_latest_step(report, officer):
    assert tell_due(at=morning(23)) == 1

    assert Notice.objects.get().subject == "Sắp đến hạn nộp báo cáo 6 tháng đầu năm 2022 (hết ngày 24/6/2022)"


def test_a_step_comes_at_seven_in_the_morning_not_at_midnight(report, officer):
    tell_due(at=morning(9))

    assert tell_due(at=morning(10, hour=6, minute=59)) == 0
    assert tell_due(at=morning(10, hour=7, minute=0)) == 1


@pytest.mark.parametrize(
    ("day", "words", "kind", "left"),
    [
        (1, "Đã giao: báo cáo 6 tháng đầu năm 2022", "opening", "còn 17 ngày làm việc"),
        (22, "Sắp đến hạn nộp", "reminder", "còn 2 ngày làm việc"),
        (24, "Hôm nay là hạn cuối nộp", "reminder-last-day", "hôm nay là ngày cuối"),
        (27, "Đã quá hạn nộp", "reminder", "quá hạn 1 ngày làm việc"),
    ],
)
def test_the_reminder_says_where_we_stand(report, officer, day, words, kind, left):
    tell_due(at=morning(day))

    notice = Notice.objects.get()
    assert (notice.subject.startswith(words), notice.kind) == (True, kind)
    assert f"Hạn cuối: hết ngày 24/6/2022, {left}." in notice.body and "Tình trạng hiện nay: chưa nộp." in notice.body
    assert notice.path == f"/bao-cao/{report.pk}/"


@pytest.mark.parametrize("state", [{"accepted": True}, {"excluded_at": NOW}])
def test_units_that_owe_nothing_are_left_alone(officer, state):
    ReportFactory(unit=officer.unit, **state)

    assert tell_due(at=morning(24)) == tell_due(at=morning(27)) == 0


def test_a_report_that_waits_for_the_head_chases_the_head_alone(officer, head):
    ReportFactory(unit=officer.unit, awaiting_head=True)

    tell_due(at=morning(24))

    assert [notice.to for notice in Notice.objects.all()] == [head]


def test_a_returned_report_is_chased_in_words_of_its_own(officer):
    ReportFactory(unit=officer.unit, returned=True, decided_at=NOW)

    tell_due(at=morning(27))

    assert Notice.objects.get().subject.startswith("Chưa chỉnh lý báo cáo 6 tháng đầu năm 2022")


def test_who_reviews_is_reminded_of_what_waits_for_him():
    staff = UserFactory(staff=True)
    ReportFactory(submitted=True)

    tell_due(at=morning(27))

    assert [notice.to for notice in Notice.objects.all()] == [staff]
    assert Notice.objects.get().subject.startswith("Chờ xét báo cáo")


def test_a_late_report_rises_step_by_step(report, officer, head):
    room, leader = UserFactory(coordinator=True), UserFactory(leader=True)

    tell_due(at=morning(29))
    tell_due(at=morning(6, month=7))

    told = {(r.person.username, r.kind) for r in Reminder.objects.filter(kind="escalation")}
    assert told == {(room.username, "escalation"), (leader.username, "escalation")}
    assert Notice.objects.filter(to=leader).get().subject.startswith(report.unit.short_name)


def test_only_active_people_of_the_unit_are_reminded(report, officer, head):
    UserFactory(unit=officer.unit, is_active=False)
    UserFactory(unit=officer.unit, inspector=True)
    UserFactory()

    tell_due(at=morning(22))

    assert {notice.to for notice in Notice.objects.all()} == {officer, head}


def test_a_moved_deadline_starts_a_fresh_ladder(report, officer):
    tell_due(at=morning(23))
    report.period.due_at += timedelta(days=3)
    report.period.save()

    assert tell_due(at=morning(23, hour=9)) == 1


def test_what_does_not_exist_yet_is_shown_but_never_told(officer):
    report = ReportFactory(unit=officer.unit)
    report.delete()

    assert tell_due(at=morning(24)) == 0


def test_one_bad_row_never_stops_the_rest(report, officer, monkeypatch):
    other = UserFactory()
    ReportFactory(unit=other.unit, period=report.period)
    good = telling_of(other)
    monkeypatch.setattr("deadlines.services.telling.subject", good)

    assert tell_due(at=morning(24)) == 1
    assert [notice.to for notice in Notice.objects.all()] == [other]


def telling_of(person):
    """A subject that can be written for one person only."""

    def subject(intent):
        if intent.person.pk != person.pk:
            raise ValueError("broken row")
        return "Hôm nay là hạn cuối"

    return subject


def test_a_source_that_fails_does_not_silence_the_others(report, officer, settings):
    settings.OBLIGATION_SOURCES = ["deadlines.tests.test_telling.broken_source", *settings.OBLIGATION_SOURCES]

    assert tell_due(at=morning(24)) == 1


def broken_source(at):
    raise ValueError("no answer")


def test_a_thing_the_engine_stumbles_over_does_not_silence_the_others(report, officer, settings):
    settings.OBLIGATION_SOURCES = ["deadlines.tests.test_telling.absurd_source", *settings.OBLIGATION_SOURCES]

    assert tell_due(at=morning(24)) == 1


def absurd_source(at):
    from dataclasses import replace

    from reports.queries.obligations import obligations

    return [replace(one, key="x", due_at=datetime(2022, 6, 25)) for one in obligations(at)]  # noqa: DTZ001


def test_the_scheduler_and_the_command_do_the_same_once(report, officer, capsys, monkeypatch):
    monkeypatch.setattr("kit.clock.now", lambda: morning(24))
    assert tasks.tell_due() == 1

    call_command("tell_due")

    assert "0 lời nhắc mới" in capsys.readouterr().out


def test_a_morning_mail_made_before_the_engine_ran_holds_what_had_come_by_then(report, officer):
    """After hours without a scheduler nobody knows which task runs first."""
    NoticeFactory(to=officer, kind="report-commented", state="waiting", created_at=morning(22))

    make_digests(at=morning(22, hour=7, minute=31))

    digest = Notice.objects.get(kind="digest")
    assert {item.kind for item in digest.items.all()} == {"reminder", "report-commented"}
