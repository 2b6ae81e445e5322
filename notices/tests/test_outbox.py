"""Said once, and read by the reader."""

from datetime import UTC, datetime

import pytest
from django.core import mail

from accounts.tests.factories import UserFactory
from notices.models import Notice
from notices.services.delivery import deliver_queued
from notices.services.outbox import mark_all_read, mark_read, post
from notices.states import NoticeState, Urgency
from notices.tests.factories import NoticeFactory

pytestmark = pytest.mark.django_db
AT = datetime(2022, 6, 21, 2, tzinfo=UTC)


def say(to, key="report:12:7", **values):
    told = {"kind": "report-return", "subject": "Nhắc", "body": "Hạn cuối 24/6.", "path": "/don-vi/"} | values
    return post(key, to=to, at=AT, **told)


def test_the_same_occasion_is_told_once_however_often_the_job_runs():
    officer = UserFactory()

    assert (say(officer), say(officer)) == (True, False)
    assert Notice.objects.count() == 1


@pytest.mark.parametrize("address", ["", "a@b\nBcc: c@d.invalid", '"x"@y', "không-phải-thư"])
def test_somebody_without_a_real_address_gets_it_in_the_portal_only(address):
    say(UserFactory(email=address))

    assert deliver_queued(at=AT) == 0
    assert Notice.objects.get().state == NoticeState.IN_PORTAL
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        ("report-return", NoticeState.QUEUED),
        ("reminder-last-day", NoticeState.QUEUED),
        ("reminder", NoticeState.WAITING),
        ("report-accepted", NoticeState.IN_PORTAL),
        ("something-new", NoticeState.WAITING),
    ],
)
def test_only_returns_and_the_last_day_go_out_at_once(kind, state):
    say(UserFactory(), kind=kind)

    assert Notice.objects.get().state == state


def test_a_caller_may_know_better_than_the_table_how_urgent_it_is():
    say(UserFactory(), kind="reminder", urgency=Urgency.INSTANT)

    assert Notice.objects.get().state == NoticeState.QUEUED


def test_no_subject_begins_a_second_header():
    say(UserFactory(), subject="Nhắc\r\nBcc: tat-ca@example.invalid\n\u202e" + "x" * 300)

    deliver_queued(at=AT)

    subject = mail.outbox[0].subject
    assert "\n" not in subject and "\r" not in subject and "\u202e" not in subject and len(subject) == 200
    assert mail.outbox[0].recipients() == [Notice.objects.get().to.email]


def test_reading_is_noted_the_first_time_and_only_by_the_reader():
    notice = NoticeFactory()
    later = datetime(2022, 6, 22, tzinfo=UTC)

    mark_read(notice, by=UserFactory(), at=AT)
    notice.refresh_from_db()
    assert notice.read_at is None

    mark_read(notice, by=notice.to, at=AT)
    mark_read(notice, by=notice.to, at=later)
    notice.refresh_from_db()
    assert notice.read_at == AT


def test_marking_all_read_leaves_the_neighbours_notices_alone():
    mine, other = NoticeFactory(), NoticeFactory()

    assert mark_all_read(by=mine.to, at=AT) == 1
    assert Notice.objects.visible_to(other.to).unread().count() == 1


def test_the_morning_mail_and_what_is_done_are_not_unread_news():
    officer = UserFactory()
    NoticeFactory(to=officer, kind="digest")
    NoticeFactory(to=officer, state=NoticeState.DROPPED)

    assert not Notice.objects.visible_to(officer).unread().exists()
