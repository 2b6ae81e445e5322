"""Post notices into the outbox and deliver them."""

import logging
import smtplib
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string

from accounts.models import User
from notices.models import Notice
from notices.states import REFUSE, REQUEUE, SENT, NoticeState

MAX_ATTEMPTS = 5
DEFINITE = (ConnectionRefusedError, smtplib.SMTPConnectError, smtplib.SMTPHeloError, smtplib.SMTPDataError)
logger = logging.getLogger(__name__)


def post(key: str, *, to: User, kind: str, subject: str, body: str, at: datetime, path: str = "") -> bool:
    """Put one notice into the outbox; True when it is new, False when ``key`` was said before.

    Call it inside the transaction of the act it tells of. A person without an e-mail
    address gets it in the portal only.
    """
    state = NoticeState.QUEUED if to.email else NoticeState.IN_PORTAL
    values = {
        "to": to,
        "kind": kind,
        "subject": subject,
        "body": body,
        "path": path,
        "state": state,
        "created_at": at,
    }
    return Notice.objects.get_or_create(key=key, defaults=values)[1]


def deliver_queued(*, at: datetime) -> int:
    """Send what is queued, oldest first; returns how many were sent by this call."""
    waiting = Notice.objects.queued().order_by("pk").values_list("pk", flat=True)
    return sum(_deliver(pk, at=at) for pk in list(waiting))


def mark_read(notice: Notice, *, by: User, at: datetime) -> None:
    """Note the first time ``by`` has seen his notice."""
    Notice.objects.visible_to(by).unread().filter(pk=notice.pk).update(read_at=at)


def mark_all_read(*, by: User, at: datetime) -> int:
    """Note that ``by`` has seen all his notices; returns how many were new to him."""
    return Notice.objects.visible_to(by).unread().update(read_at=at)


def _deliver(pk: int, *, at: datetime) -> bool:
    """Claim (its own commit), send, mark. A crash in between leaves ``sending``: never twice."""
    with transaction.atomic():
        if not Notice.objects.claim(pk, at=at):
            return False
    notice = Notice.objects.select_related("to").get(pk=pk)
    try:
        _mail(notice).send()
    except smtplib.SMTPRecipientsRefused as error:
        REFUSE.apply(notice, failure=str(error)[:300])
    except DEFINITE as error:
        _try_later(notice, error)
    except (OSError, smtplib.SMTPException) as error:
        logger.error("notice %s: unclear whether it was sent: %s", notice.key, error)
    else:
        SENT.apply(notice, sent_at=at, failure="")
        return True
    return False


def _try_later(notice: Notice, error: Exception) -> None:
    """The server certainly did not take it: back into the queue, a few times."""
    step = REQUEUE if notice.attempts < MAX_ATTEMPTS else REFUSE
    step.apply(notice, failure=f"Máy chủ thư không nhận: {error}"[:300])


def _mail(notice: Notice) -> EmailMessage:
    context = {"notice": notice, "link": settings.PORTAL_URL + notice.path if notice.path else ""}
    body = render_to_string("notices/email/notice.txt", context)
    headers = {
        "Message-ID": f"<notice-{notice.pk}@ke-hoach-pcmd.invalid>",
        "Auto-Submitted": "auto-generated",
    }
    return EmailMessage(notice.subject, body, to=[notice.to.email], headers=headers)
