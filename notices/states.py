"""States of a notice on its way out, and how urgent it is."""

from django.db import models

from kit.workflow import Transition


class Urgency(models.TextChoices):
    INSTANT = "instant", "Gửi thư ngay"
    DIGEST = "digest", "Trong thư tổng hợp 07:30"
    PORTAL = "portal", "Chỉ báo trong cổng"


class NoticeState(models.TextChoices):
    WAITING = "waiting", "Chờ thư tổng hợp 07:30"
    QUEUED = "queued", "Chờ gửi"
    SENDING = "sending", "Đang gửi"
    SENT = "sent", "Đã gửi"
    IN_DIGEST = "in_digest", "Trong thư tổng hợp"
    UNCLEAR = "unclear", "Không rõ đã tới hay chưa"
    REFUSED = "refused", "Bị từ chối"
    BOUNCED = "bounced", "Bị trả lại"
    DEAD = "dead", "Không gửi được"
    DROPPED = "dropped", "Việc đã xong, không gửi"
    IN_PORTAL = "in_portal", "Chỉ báo trong cổng"


FAILED = frozenset({NoticeState.UNCLEAR, NoticeState.REFUSED, NoticeState.BOUNCED, NoticeState.DEAD})
UNSENT = frozenset({NoticeState.QUEUED, NoticeState.SENDING})

# A server that answers late proves a row sent which was given up as unclear meanwhile.
SENT = Transition("sent", frozenset({NoticeState.SENDING, NoticeState.UNCLEAR}), NoticeState.SENT)
REFUSE = Transition("refuse", frozenset({NoticeState.SENDING}), NoticeState.REFUSED)
# The server took it, and another one gave it back hours later.
BOUNCE = Transition("bounce", frozenset({NoticeState.SENT, NoticeState.UNCLEAR}), NoticeState.BOUNCED)
REQUEUE = Transition("requeue", frozenset({NoticeState.SENDING}), NoticeState.QUEUED)
GIVE_UP = Transition("give up", frozenset({NoticeState.SENDING}), NoticeState.DEAD)
DROP = Transition("drop", frozenset({NoticeState.SENDING}), NoticeState.DROPPED)
LOSE_SIGHT = Transition("lose sight of", frozenset({NoticeState.SENDING}), NoticeState.UNCLEAR)
RESEND = Transition("resend", FAILED, NoticeState.QUEUED)
