"""States of a notice on its way out."""

from django.db import models

from kit.workflow import Transition


class NoticeState(models.TextChoices):
    QUEUED = "queued", "Chờ gửi"
    SENDING = "sending", "Đang gửi"
    SENT = "sent", "Đã gửi"
    REFUSED = "refused", "Bị từ chối"
    IN_PORTAL = "in_portal", "Chỉ báo trong cổng"


SENT = Transition("sent", frozenset({NoticeState.SENDING}), NoticeState.SENT)
REFUSE = Transition("refuse", frozenset({NoticeState.SENDING}), NoticeState.REFUSED)
REQUEUE = Transition("requeue", frozenset({NoticeState.SENDING}), NoticeState.QUEUED)
