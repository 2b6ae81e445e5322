"""Reminders come once each, in the morning, to those who still have to act."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connections

from accounts.tests.factories import UserFactory
from notices.models import Notice
from notices.services.delivery import deliver_queued
from notices.services.digests import make_digests
from plans.figures import VIETNAM
from reports import tasks
from reports.services.reminders import remind_unsubmitted
from reports.tests.factories import NOW, TOO_LATE, ReportFactory

pytestmark = pytest.mark.django_db


def morning(day, month=6, hour=7, minute=5):
    return datetime(2022, month, day, hour, minute, tzinfo=VIETNAM)


def test_each_step_of_the_ladder_is_told_once(report, officer):
    at = morning(1)
    while at < morning(30, month=7):
        remind_unsubmitted(at=at)
        at += timedelta(hours=6)

    days = [notice.created_at.astimezone(VIETNAM).day for notice in Notice.objects.order_by("created_at")]
    assert days == [10, 17, 22, 23, 24, 25, 29, 6, 13, 20]
    assert Notice.objects.filter(subject__startswith="Đã quá hạn").count() == 5


def test_running_the_chaser_again_reminds_nobody_twice(report, officer, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    first, again = remind_unsubmitted(at=morning(22)), remind_unsubmitted(at=morning(22, hour=23))
    make_digests(at=morning(22, hour=8))
    deliver_queued(at=morning(22))
    deliver_queued(at=morning(22))

    assert (first, again) == (1, 0)
    assert [message.to for message in mail.outbox] == [[officer.email]]


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connections['default'].vendor != 'postgresql'", reason="SQLite has one writer anyway")
def test_several_chasers_at_once_remind_nobody_twice(report, officer, head):
    with ThreadPoolExecutor(4) as chasers:
        posted = list(chasers.map(lambda _: chase(), range(4)))

    assert (sum(posted), Notice.objects.count()) == (2, 2)


def chase():
    try:
        return remind_unsubmitted(at=morning(22))
    finally:
        connections.close_all()


def test_after_nights_without_a_run_there_is_one_mail_about_the_latest_step(report, officer):
    assert remind_unsubmitted(at=morning(23)) == 1

    assert Notice.objects.get().subject == "Sắp đến hạn nộp báo cáo 6 tháng đầu năm 2022 (hết ngày 24/06)"


def test_nobody_is_reminded_before_the_first_step(report, officer):
    assert remind_unsubmitted(at=morning(9)) == 0
    assert remind_unsubmitted(at=morning(10)) == 1


def test_a_step_comes_at_seven_in_the_morning_not_at_midnight(report, officer):
    assert remind_unsubmitted(at=morning(10, hour=0, minute=0)) == 0
    assert remind_unsubmitted(at=morning(10, hour=6, minute=59)) == 0
    assert remind_unsubmitted(at=morning(10, hour=7, minute=0)) == 1


@pytest.mark.parametrize(
    ("day", "words"), [(23, "Sắp đến hạn nộp"), (24, "Hôm nay là hạn cuối nộp"), (25, "Đã quá hạn nộp")]
)
def test_the_reminder_says_where_we_stand(report, officer, day, words):
    remind_unsubmitted(at=morning(day))

    notice = Notice.objects.get()
    assert notice.subject.startswith(words)
    assert "Hạn cuối: hết ngày 24/06/2022." in notice.body and "Tình trạng hiện nay: chưa nộp." in notice.body
    assert notice.path == f"/bao-cao/{report.pk}/"


@pytest.mark.parametrize("state", [{"submitted": True}, {"accepted": True}, {"excluded_at": NOW}])
def test_units_that_have_sent_or_owe_nothing_are_left_alone(officer, state):
    ReportFactory(unit=officer.unit, **state)

    assert remind_unsubmitted(at=morning(24)) == remind_unsubmitted(at=morning(27)) == 0


def test_a_report_that_waits_for_the_head_is_chased_too(officer, head):
    ReportFactory(unit=officer.unit, awaiting_head=True)

    assert remind_unsubmitted(at=morning(24)) == 2


def test_a_report_returned_before_the_deadline_is_reminded_of_it(officer):
    ReportFactory(unit=officer.unit, returned=True)

    assert remind_unsubmitted(at=morning(24)) == 1


@pytest.mark.parametrize("state", ["returned", "awaiting_head"])
def test_a_report_sent_on_time_and_returned_is_not_told_that_it_is_late(officer, state):
    ReportFactory(unit=officer.unit, **{state: True}, first_submitted_at=NOW)

    assert remind_unsubmitted(at=morning(27)) == 0


def test_a_report_sent_late_and_returned_is_chased_on(officer):
    ReportFactory(unit=officer.unit, returned=True, first_submitted_at=TOO_LATE)

    assert remind_unsubmitted(at=morning(27)) == 1


def test_only_active_people_of_the_reporting_unit_are_reminded(report, officer, head, staff):
    UserFactory(unit=officer.unit, is_active=False)
    UserFactory(unit=officer.unit, inspector=True)
    UserFactory()

    remind_unsubmitted(at=morning(22))

    assert {notice.to for notice in Notice.objects.all()} == {officer, head}


def test_a_moved_deadline_starts_a_fresh_ladder(report, officer):
    remind_unsubmitted(at=morning(23))
    report.period.due_at += timedelta(days=1)
    report.period.save()

    assert remind_unsubmitted(at=morning(24)) == 1


def test_a_report_that_opens_later_is_not_chased_yet(officer):
    ReportFactory(unit=officer.unit, opened_at=morning(25))

    assert remind_unsubmitted(at=morning(24)) == 0


def test_the_scheduler_and_the_command_do_the_same_once(report, officer, capsys):
    assert tasks.remind_unsubmitted() == 1

    call_command("remind_unsubmitted")

    assert "0 lời nhắc mới" in capsys.readouterr().out
