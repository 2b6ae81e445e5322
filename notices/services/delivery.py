"""Deliver what is queued: at most once, oldest first, over one connection, and never waiting for a dead server."""

import logging
import smtplib
from datetime import datetime, timedelta

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from accounts.models import User
from kit import clock
from kit.permissions import require
from notices.figures import next_prodding, retry_delay
from notices.models import Notice
from notices.services.digests import thin_out
from notices.services.letters import letter_of
from notices.states import DROP, GIVE_UP, LOSE_SIGHT, REFUSE, REQUEUE, RESEND, SENT, NoticeState

ROUND = timedelta(seconds=40)  # shorter than the task's soft limit: the rest goes out half a minute later
LOST_AFTER = timedelta(minutes=5)  # a worker that took a mail so long ago is dead
LOST = "Bị ngắt giữa chừng: không rõ máy chủ thư đã nhận hay chưa."
TEMPORARY = range(400, 500)
logger = logging.getLogger(__name__)


class ServerAway(Exception):
    """The mail server cannot be reached or stopped answering: this round is over."""


class TooSoon(Exception):
    """The same was asked for less than four hours ago; ``until`` says when it may be asked again."""

    def __init__(self, until: datetime) -> None:
        super().__init__(str(until))
        self.until = until


def deliver_queued(*, at: datetime) -> int:
    """Send what is queued, oldest first; returns how many were sent by this call.

    A server that is away ends the round after one attempt (ten seconds at most); nothing is
    marked, and the next round begins with the same, oldest mail.
    """
    declare_lost(at=at)
    waiting = list(Notice.objects.deliverable(at).order_by("pk").values_list("pk", flat=True))
    if not waiting:
        return 0
    connection, ends, sent = get_connection(), clock.wall() + ROUND, 0
    try:
        for pk in waiting:
            if clock.wall() > ends:
                break
            sent += _deliver(pk, connection, at=at)
    except ServerAway as error:
        logger.warning("mail server away, %s waiting: %s", len(waiting) - sent, error)
    finally:
        _close(connection)
    return sent


def declare_lost(*, at: datetime) -> int:
    """Rows whose worker died while sending: nobody knows whether they went out. Returns how many."""
    lost = Notice.objects.filter(state=NoticeState.SENDING, claimed_at__lt=at - LOST_AFTER)
    return lost.update(state=NoticeState.UNCLEAR, failure=LOST)


@transaction.atomic
def resend(notice: Notice, *, by: User, at: datetime) -> None:
    """Let a failed mail go out again at a person's wish; who and when stays on the row.

    Raises PermissionDenied, InvalidTransition when it has not failed, TooSoon within four hours of the last wish.
    """
    require(by, "notices.resend_notice", notice)
    notice = Notice.objects.select_for_update().get(pk=notice.pk)
    if until := next_prodding(notice.resent_at, at):
        raise TooSoon(until)
    RESEND.apply(notice, attempts=0, not_before=None, failure="", resent_at=at, resent_by=by)


def _deliver(pk: int, connection: BaseEmailBackend, *, at: datetime) -> bool:
    """Claim (its own commit), send, mark. A crash in between leaves ``sending``: never twice.

    What was done while the mail waited is not told any more.
    """
    with transaction.atomic():
        if not Notice.objects.claim(pk, at=at):
            return False
    notice = Notice.objects.select_related("to").get(pk=pk)
    if not thin_out(notice):
        DROP.apply(notice)
        return False
    _connect(connection, notice)
    try:
        connection.send_messages([letter_of(notice)])
    except (smtplib.SMTPException, OSError, ValueError) as error:
        _judge(notice, error, at=at)
        return False
    SENT.apply(notice, sent_at=at, sent_to=notice.to.email, failure="")
    return True


def _connect(connection: BaseEmailBackend, notice: Notice) -> None:
    """Before a word of the mail is said: a server that fails up to its greeting has certainly received nothing."""
    try:
        line = getattr(connection, "connection", None)
        if line is not None and not _answers(line):
            _close(connection)
        connection.open()
        if line := getattr(connection, "connection", None):
            line.ehlo_or_helo_if_needed()
    except (smtplib.SMTPException, OSError) as error:
        _close(connection)
        _put_back(notice, error)


def _answers(line: smtplib.SMTP) -> bool:
    """Whether the connection of the mail before still lives."""
    try:
        return line.noop()[0] < 400
    except smtplib.SMTPException:
        return False


def _judge(notice: Notice, error: Exception, *, at: datetime) -> None:
    """What a failed sending means: for this address, for the content, for the server, or nobody knows."""
    match error:
        case smtplib.SMTPRecipientsRefused():
            code, words = next(iter(error.recipients.values()), (550, b""))
            _refused(notice, code, words, at=at)
        case smtplib.SMTPDataError():
            _refused(notice, error.smtp_code, error.smtp_error, at=at)
        case smtplib.SMTPSenderRefused():
            _put_back(notice, error)
        case smtplib.SMTPNotSupportedError() | ValueError():
            REFUSE.apply(notice, failure=f"Không gửi được đến địa chỉ này: {error}"[:300])
        case _:
            LOSE_SIGHT.apply(notice, failure=f"{LOST} ({error})"[:300])
            logger.error("notice %s: unclear whether it was sent: %s", notice.key, error)
            raise ServerAway(str(error)) from error


def _refused(notice: Notice, code: int, words: bytes | str, *, at: datetime) -> None:
    """5xx is final; 4xx ("greylisting", a full mailbox) is tried again later, a few times."""
    reason = words.decode(errors="replace") if isinstance(words, bytes) else words
    failure = f"Máy chủ thư từ chối ({code}): {reason}"[:300]
    if code not in TEMPORARY:
        REFUSE.apply(notice, failure=failure)
    elif (delay := retry_delay(notice.attempts)) is None:
        GIVE_UP.apply(notice, failure=failure)
    else:
        REQUEUE.apply(notice, failure=failure, not_before=at + delay)


def _put_back(notice: Notice, error: Exception) -> None:
    """Not this mail's fault: it stays the oldest, the attempt does not count, the round ends."""
    failure = f"Máy chủ thư chưa nhận: {error}"[:300]
    REQUEUE.apply(notice, attempts=notice.attempts - 1, failure=failure)
    raise ServerAway(str(error)) from error


def _close(connection: BaseEmailBackend) -> None:
    try:
        connection.close()
    except (smtplib.SMTPException, OSError):
        logger.warning("connection to the mail server not closed properly")
