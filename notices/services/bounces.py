"""Mails that came back: the ledger says so, and the health page names whom no mail reaches."""

import logging
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction

from notices.models import Notice
from notices.reading import Bounce, read_bounce
from notices.services.mailbox import new_mail
from notices.states import BOUNCE

logger = logging.getLogger(__name__)


def read_bounces(*, at: datetime) -> int:
    """Read what came back since the last time; returns how many of our mails were marked. Nothing without a mailbox.

    Raises MailboxUnavailable.
    """
    return mark_bounces(new_mail(settings.BOUNCE_MAILBOX), at=at) if settings.BOUNCE_MAILBOX else 0


def mark_bounces(mails: Iterable[bytes], *, at: datetime) -> int:
    """Mark the mails that these reports speak of. Safe to repeat; a mail that is no report is passed over."""
    marked = 0
    for content in mails:
        bounce = read_bounce(content)
        if bounce is None:
            logger.info("a mail in the bounce mailbox is not about one of ours")
        else:
            marked += _mark(bounce, at=at)
    return marked


@transaction.atomic
def _mark(bounce: Bounce, *, at: datetime) -> bool:
    """Only when the report names the very address that the mail went to: anybody can write to the mailbox."""
    notice = Notice.objects.select_for_update().filter(pk=bounce.notice_pk).first()
    if notice is None or notice.state not in BOUNCE.sources or notice.sent_to.lower() != bounce.recipient:
        logger.warning("report about notice %s does not fit, left alone", bounce.notice_pk)
        return False
    words = " ".join(part for part in (bounce.status, bounce.reason) if part)
    BOUNCE.apply(
        notice, bounced_at=at, failure=f"Thư bị trả lại từ {notice.sent_to}: {words or 'không rõ lý do'}"[:300]
    )
    return True
