"""Said once, sent at most once, and what went wrong stays visible."""

import smtplib
import threading
from datetime import UTC, datetime

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.db import connection

from accounts.tests.factories import UserFactory
from notices.models import Notice
from notices.services import outbox
from notices.services.outbox import deliver_queued, mark_all_read, mark_read, post
from notices.states import NoticeState
from notices.tasks import deliver_queued as deliver_task
from notices.tests.factories import NoticeFactory

AT = datetime(2022, 6, 21, 2, tzinfo=UTC)


@pytest.fixture
def server_says(monkeypatch):
    """Let the mail server answer every message with an error."""

    def says(error):
        def send(message, fail_silently=False):
            raise error

        monkeypatch.setattr(EmailMessage, "send", send)

    return says


def say(to, key="report:12:7"):
    return post(key, to=to, kind="reminder", subject="Nhắc", body="Hạn cuối 24/6.", at=AT, path="/don-vi/")


@pytest.mark.django_db
def test_the_same_occasion_is_told_once_however_often_the_job_runs():
    officer = UserFactory()

    assert (say(officer), say(officer)) == (True, False)
    assert Notice.objects.count() == 1


@pytest.mark.django_db
def test_somebody_without_an_address_gets_it_in_the_portal_only():
    say(UserFactory(email=""))

    assert deliver_queued(at=AT) == 0
    assert Notice.objects.get().state == NoticeState.IN_PORTAL
    assert mail.outbox == []


@pytest.mark.django_db
def test_a_mail_greets_says_links_and_explains_itself(settings):
    settings.PORTAL_URL = "https://cong.invalid"
    say(UserFactory(full_name="Hoàng Thị Mẫu <b>"))

    deliver_queued(at=AT)

    message = mail.outbox[0]
    assert message.body.startswith("Kính gửi đồng chí Hoàng Thị Mẫu <b>,")
    assert "Hạn cuối 24/6." in message.body and "https://cong.invalid/don-vi/" in message.body
    assert "Thư tự động" in message.body
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"


@pytest.mark.django_db
def test_a_notice_without_a_page_has_no_link_line():
    NoticeFactory(path="")

    deliver_queued(at=AT)

    assert "Xem trên cổng" not in mail.outbox[0].body


@pytest.mark.django_db
def test_delivering_twice_sends_once():
    NoticeFactory()

    assert (deliver_queued(at=AT), deliver_queued(at=AT)) == (1, 0)
    assert len(mail.outbox) == 1
    assert Notice.objects.get().sent_at == AT


@pytest.mark.django_db
def test_the_scheduler_delivers_too():
    NoticeFactory()

    assert deliver_task() == 1


@pytest.mark.django_db
def test_of_two_claims_one_wins():
    notice = NoticeFactory()

    assert Notice.objects.claim(notice.pk, at=AT) is True
    assert Notice.objects.claim(notice.pk, at=AT) is False


@pytest.mark.django_db(transaction=True)
def test_workers_that_claim_at_the_same_moment_get_one_notice_between_them():
    notice = NoticeFactory()
    start, won = threading.Barrier(4), []

    def claim():
        start.wait()
        try:
            won.append(Notice.objects.claim(notice.pk, at=AT))
        finally:
            connection.close()

    workers = [threading.Thread(target=claim) for _ in range(4)]
    [worker.start() for worker in workers]
    [worker.join() for worker in workers]

    assert sorted(won) == [False, False, False, True]


@pytest.mark.django_db
def test_a_notice_that_another_worker_took_is_left_to_him():
    notice = NoticeFactory(state=NoticeState.SENDING)

    assert outbox._deliver(notice.pk, at=AT) is False
    assert mail.outbox == []


@pytest.mark.django_db
def test_a_refused_recipient_is_final(server_says):
    notice = NoticeFactory()
    server_says(smtplib.SMTPRecipientsRefused({"a@b": (550, b"no such user")}))

    deliver_queued(at=AT)

    notice.refresh_from_db()
    assert notice.state == NoticeState.REFUSED
    assert "no such user" in notice.failure


@pytest.mark.django_db
def test_a_server_that_is_away_gets_it_again_a_few_times_and_then_not(server_says):
    notice = NoticeFactory()
    server_says(ConnectionRefusedError("refused"))

    states = []
    for _ in range(outbox.MAX_ATTEMPTS):
        deliver_queued(at=AT)
        notice.refresh_from_db()
        states.append(notice.state)

    assert states == [NoticeState.QUEUED] * 4 + [NoticeState.REFUSED]
    assert "Máy chủ thư không nhận" in notice.failure


@pytest.mark.django_db
@pytest.mark.parametrize("error", [smtplib.SMTPServerDisconnected("lost"), TimeoutError("slow")])
def test_where_it_is_unclear_whether_it_was_sent_it_stays_visible_and_is_not_sent_again(server_says, error):
    notice = NoticeFactory()
    server_says(error)

    assert deliver_queued(at=AT) == deliver_queued(at=AT) == 0

    notice.refresh_from_db()
    assert (notice.state, notice.attempts) == (NoticeState.SENDING, 1)


@pytest.mark.django_db
def test_one_bad_address_does_not_stop_the_others(server_says, monkeypatch):
    NoticeFactory(to__email="bad@thu.invalid")
    NoticeFactory(to__email="good@thu.invalid")
    send = EmailMessage.send

    def picky(message, fail_silently=False):
        if message.to == ["bad@thu.invalid"]:
            raise smtplib.SMTPRecipientsRefused({})
        return send(message)

    monkeypatch.setattr(EmailMessage, "send", picky)

    assert deliver_queued(at=AT) == 1


@pytest.mark.django_db
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


@pytest.mark.django_db
def test_marking_all_read_leaves_the_neighbours_notices_alone():
    mine, other = NoticeFactory(), NoticeFactory()

    assert mark_all_read(by=mine.to, at=AT) == 1
    assert Notice.objects.visible_to(other.to).unread().count() == 1
