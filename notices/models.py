"""What was said: outbox and ledger of every notice, one row per person and occasion."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F

from notices.states import NoticeState


class NoticeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Everybody reads his own notices only."""
        return self.filter(to=user)

    def unread(self):
        return self.filter(read_at=None)

    def queued(self):
        return self.filter(state=NoticeState.QUEUED)

    def claim(self, pk: int, *, at: datetime) -> bool:
        """Take notice ``pk`` for delivery. Of any number of workers, one gets True."""
        mine = self.queued().filter(pk=pk)
        return mine.update(state=NoticeState.SENDING, claimed_at=at, attempts=F("attempts") + 1) == 1


class Notice(models.Model):
    """One thing told to one person, in the portal and by e-mail.

    ``key`` is unique: the same occasion is never told twice, however often a job runs.
    Delivery is at most once (docs/adr/0005): a row left in ``sending`` by a crash is shown
    to staff and never sent again by itself. Never a figure or a person's name in ``subject``.
    """

    key = models.CharField("khóa", max_length=160, unique=True)
    kind = models.CharField("loại", max_length=30)
    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="notices", verbose_name="người nhận")
    subject = models.CharField("tiêu đề", max_length=200)
    body = models.TextField("nội dung")
    path = models.CharField("đường dẫn", max_length=200, blank=True)
    state = models.CharField("trạng thái", max_length=10, choices=NoticeState, default=NoticeState.QUEUED)
    attempts = models.PositiveSmallIntegerField("số lần gửi", default=0)
    created_at = models.DateTimeField("tạo lúc")
    claimed_at = models.DateTimeField("bắt đầu gửi lúc", null=True, blank=True)
    sent_at = models.DateTimeField("gửi lúc", null=True, blank=True)
    read_at = models.DateTimeField("đọc lúc", null=True, blank=True)
    failure = models.CharField("lý do không gửi được", max_length=300, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["state"], name="notice_by_state")]

    def __str__(self) -> str:
        return self.subject
