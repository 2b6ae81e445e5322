"""Sent at most once, oldest first, and what went wrong stays visible."""

import smtplib
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection

from accounts.tests.factories import UserFactory
from kit.workflow import InvalidTransition
from notices.figures import RETRY_MINUTES
from notices.models import Notice
from notices.services import delivery
from notices.services.delivery import TooSoon, deliver_queued, resend
from notices.states import NoticeState
from notices.tasks import deliver_queued as deliver_task
from notices.tests.factories import NoticeFactory
from plan_portal.celery import app as celery

AT = datetime(2022, 6, 21, 2, tzinfo=UTC)


@pytest.fixture
def server_says(monkeypatch):
    """Let the mail server answer every message with an error."""

    def says(error):
        def send(backend, messages):
            raise error

        monkeypatch.setattr(EmailBackend, "send_messages", send)

    return says


@pytest.fixture
def server_is_away(monkeypatch):
    def away(backend):
        raise ConnectionRefusedError("refused")

    monkeypatch.setattr(EmailBackend, "open", away)


def refused(code, words=b"no"):
    return smtplib.SMTPRecipientsRefused({"a@b": (code, words)})


@pytest.mark.django_db
def test_a_mail_greets_says_links_and_explains_itself_in_text_and_in_html(settings):
    settings.PORTAL_URL = "https://cong.invalid"
    notice = NoticeFactory(kind="report-return", to__full_name="Hoàng Thị Mẫu <b>", body="Lý do: <i>R4</i>")

    deliver_queued(at=AT)

    message, link = mail.outbox[0], f"https://cong.invalid/thong-bao/{notice.pk}/"
    html, kind = message.alternatives[0]
    assert message.body.startswith("Kính gửi đồng chí Hoàng Thị Mẫu <b>,") and kind == "text/html"
    assert "Lý do: <i>R4</i>" in message.body and "Lý do: &lt;i&gt;R4&lt;/i&gt;" in html
    for text in (message.body, html):
        assert text.count(link) == 1 and "Xem lý do và chỉnh lý" in text and "Thư tự động" in text
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"


@pytest.mark.django_db
def test_a_notice_without_a_page_has_no_button():
    NoticeFactory(path="")

    deliver_queued(at=AT)

    assert "/thong-bao/" not in mail.outbox[0].body + mail.outbox[0].alternatives[0][0]


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


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer anyway")
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

    assert delivery._deliver(notice.pk, EmailBackend(), at=AT) is False
    assert mail.outbox == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "error",
    [
        refused(550, b"no such user"),
        smtplib.SMTPDataError(554, b"no such user"),
        smtplib.SMTPNotSupportedError("no such user"),
        ValueError("no such user"),
    ],
)
def test_a_final_refusal_is_shown_with_its_reason(server_says, error):
    notice = NoticeFactory()
    server_says(error)

    deliver_queued(at=AT)

    notice.refresh_from_db()
    assert notice.state == NoticeState.REFUSED
    assert "no such user" in notice.failure


@pytest.mark.django_db
def test_a_passing_refusal_is_tried_again_later_and_given_up_in_the_end(server_says):
    notice, at = NoticeFactory(), AT
    server_says(refused(451, b"greylisted, try again"))

    for minutes in RETRY_MINUTES:
        deliver_queued(at=at)
        notice.refresh_from_db()
        assert (notice.state, notice.not_before) == (NoticeState.QUEUED, at + timedelta(minutes=minutes))
        assert deliver_queued(at=at + timedelta(seconds=59)) == 0
        at = notice.not_before
    deliver_queued(at=at)

    notice.refresh_from_db()
    assert (notice.state, notice.attempts) == (NoticeState.DEAD, len(RETRY_MINUTES) + 1)
    assert "greylisted" in notice.failure


@pytest.mark.django_db
def test_a_server_that_is_away_for_hours_loses_nothing_and_keeps_the_order(server_is_away, monkeypatch):
    first, second = NoticeFactory(subject="một"), NoticeFactory(subject="hai")

    for _ in range(240):  # two hours of half minutes
        assert deliver_queued(at=AT) == 0
    monkeypatch.undo()
    deliver_queued(at=AT + timedelta(hours=2))

    first.refresh_from_db()
    second.refresh_from_db()
    assert [message.subject for message in mail.outbox] == ["một", "hai"]
    assert (first.attempts, second.attempts, first.failure) == (1, 1, "")


@pytest.mark.django_db
def test_while_the_server_is_away_the_screen_says_so(server_is_away):
    notice = NoticeFactory()

    deliver_queued(at=AT)

    notice.refresh_from_db()
    assert (notice.state, notice.attempts) == (NoticeState.QUEUED, 0)
    assert notice.failure.startswith("Máy chủ thư chưa nhận")


@pytest.mark.django_db
def test_a_server_that_refuses_the_sender_is_the_servers_affair_not_the_mails(server_says):
    notice = NoticeFactory()
    server_says(smtplib.SMTPSenderRefused(421, b"closing", "portal@example.invalid"))

    deliver_queued(at=AT)

    notice.refresh_from_db()
    assert (notice.state, notice.attempts) == (NoticeState.QUEUED, 0)


@pytest.mark.django_db
@pytest.mark.parametrize("error", [smtplib.SMTPServerDisconnected("lost"), TimeoutError("slow")])
def test_where_it_is_unclear_whether_it_was_sent_it_says_so_and_is_not_sent_again(server_says, error):
    notice, next_one = NoticeFactory(), NoticeFactory()
    server_says(error)

    assert deliver_queued(at=AT) == 0

    notice.refresh_from_db()
    next_one.refresh_from_db()
    assert (notice.state, notice.attempts) == (NoticeState.UNCLEAR, 1)
    assert "không rõ" in notice.failure
    assert next_one.state == NoticeState.QUEUED, "a server that stops answering ends the round"


@pytest.mark.django_db
def test_a_row_whose_worker_died_becomes_unclear_and_a_late_answer_still_proves_it_sent():
    dead = NoticeFactory(state=NoticeState.SENDING, claimed_at=AT - timedelta(minutes=6))
    busy = NoticeFactory(state=NoticeState.SENDING, claimed_at=AT - timedelta(minutes=1))

    deliver_queued(at=AT)

    dead.refresh_from_db()
    busy.refresh_from_db()
    assert (dead.state, busy.state) == (NoticeState.UNCLEAR, NoticeState.SENDING)
    delivery.SENT.apply(dead, sent_at=AT)
    assert dead.state == NoticeState.SENT


@pytest.mark.django_db
def test_one_bad_address_does_not_stop_the_others(monkeypatch):
    NoticeFactory(to__email="bad@thu.invalid")
    NoticeFactory(to__email="good@thu.invalid")
    send = EmailBackend.send_messages

    def picky(backend, messages):
        if messages[0].to == ["bad@thu.invalid"]:
            raise smtplib.SMTPRecipientsRefused({})
        return send(backend, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", picky)

    assert deliver_queued(at=AT) == 1


@pytest.mark.django_db
def test_a_round_that_takes_long_leaves_the_rest_to_the_next(monkeypatch):
    NoticeFactory.create_batch(2)
    monkeypatch.setattr(delivery, "ROUND", timedelta(seconds=-1))

    assert deliver_queued(at=AT) == 0
    assert Notice.objects.queued().count() == 2


# --- A second time, at a person's wish --------------------------------------------------------------


@pytest.mark.django_db
def test_a_failed_mail_goes_out_again_when_a_person_says_so_and_his_name_stays_on_it():
    staff, notice = UserFactory(staff=True), NoticeFactory(state=NoticeState.UNCLEAR, failure="mất kết nối", attempts=1)

    resend(notice, by=staff, at=AT)
    deliver_queued(at=AT)

    notice.refresh_from_db()
    assert (notice.state, notice.resent_by, notice.resent_at) == (NoticeState.SENT, staff, AT)


@pytest.mark.django_db
def test_a_mail_that_has_not_failed_is_not_sent_again():
    with pytest.raises(InvalidTransition):
        resend(NoticeFactory(state=NoticeState.SENT), by=UserFactory(staff=True), at=AT)


@pytest.mark.django_db
def test_nobody_is_prodded_twice_within_four_hours():
    notice = NoticeFactory(state=NoticeState.REFUSED, resent_at=AT)

    with pytest.raises(TooSoon) as error:
        resend(notice, by=UserFactory(staff=True), at=AT + timedelta(hours=3, minutes=59))
    resend(notice, by=UserFactory(staff=True), at=AT + timedelta(hours=4))

    assert error.value.until == AT + timedelta(hours=4)


@pytest.mark.django_db
@pytest.mark.parametrize("who", [{}, {"leader": True}, {"auditor": True}, {"inspector": True}])
def test_others_may_not_send_again(who):
    with pytest.raises(PermissionDenied):
        resend(NoticeFactory(state=NoticeState.REFUSED), by=UserFactory(**who), at=AT)


# --- One connection for many mails ------------------------------------------------------------------


class Line:
    """Stands for smtplib.SMTP: greets, and answers NOOP as told."""

    def __init__(self, noop):
        self.answer = noop

    def noop(self):
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer, b""

    def ehlo_or_helo_if_needed(self):
        pass


class Backend(EmailBackend):
    """A mail backend that keeps its connection, as Django's SMTP backend does."""

    opened = 0
    connection = None

    def open(self):
        if self.connection is None:
            Backend.opened += 1
            self.connection = Line(Backend.noop)

    def close(self):
        self.connection = None
        if Backend.close_error:
            raise Backend.close_error


@pytest.fixture
def backend(settings):
    settings.EMAIL_BACKEND = f"{__name__}.Backend"
    Backend.opened, Backend.noop, Backend.close_error = 0, 250, None
    return Backend


@pytest.mark.django_db
def test_many_mails_go_over_one_connection(backend):
    NoticeFactory.create_batch(3)

    assert (deliver_queued(at=AT), backend.opened) == (3, 1)


@pytest.mark.django_db
@pytest.mark.parametrize("noop", [421, smtplib.SMTPServerDisconnected("idle too long")])
def test_a_connection_that_died_between_two_mails_is_replaced(backend, noop):
    backend.noop = noop
    NoticeFactory.create_batch(2)

    assert (deliver_queued(at=AT), backend.opened) == (2, 2)


@pytest.mark.django_db
def test_a_connection_that_cannot_be_closed_properly_costs_nothing(backend):
    backend.close_error = smtplib.SMTPServerDisconnected("gone")
    NoticeFactory()

    assert deliver_queued(at=AT) == 1


@pytest.mark.pure
def test_mail_and_other_work_are_not_in_each_others_queue():
    queues = {queue.name: (queue.exchange.name, queue.routing_key) for queue in celery.conf.task_queues}
    route = celery.amqp.router.route({}, "notices.deliver_queued")["queue"]

    assert queues == {"celery": ("celery", "celery"), "mail": ("mail", "mail")} and route.name == "mail"
    assert celery.amqp.router.route({}, "jobs.run").get("queue", celery.conf.task_default_queue) != route
