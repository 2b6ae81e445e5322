"""What was said: outbox and ledger of every notice, one row per person and occasion."""

from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from notices.figures import Item
from notices.policy import DIGEST, REPEATED, button_of
from notices.states import FAILED, NoticeState


def has_address(person) -> bool:
    """Whether mail can be sent to this person at all."""
    try:
        validate_email(person.email)
    except ValidationError:
        return False
    return True


class NoticeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Everybody reads his own notices only."""
        return self.filter(to=user)

    def told(self):
        """What is said in the portal; the morning mail only repeats it."""
        return self.exclude(kind=DIGEST)

    def unread(self):
        """Not opened yet and still of interest: of one thing the latest word only, as in the morning mail."""
        fresh = self.told().filter(read_at=None, done_at=None).exclude(state=NoticeState.DROPPED)
        return fresh.with_repeats().filter(is_repeated=False)

    def with_repeats(self):
        """Adds ``is_repeated``: a reminder after which the same person was reminded of the same thing again."""
        later = Notice.objects.filter(pk__gt=OuterRef("pk"), to=OuterRef("to"), about=OuterRef("about"))
        again = later.exclude(about="").filter(kind__in=REPEATED)
        return self.annotate(is_repeated=Exists(again) & Q(kind__in=REPEATED))

    def waiting(self):
        """For the next morning mail."""
        return self.filter(state=NoticeState.WAITING)

    def queued(self):
        return self.filter(state=NoticeState.QUEUED)

    def deliverable(self, at: datetime):
        """Queued, and not put off until later than ``at``."""
        return self.queued().filter(Q(not_before=None) | Q(not_before__lte=at))

    def failed(self):
        """What a person must look at: refused, given up, or nobody knows."""
        return self.filter(state__in=FAILED)

    def bounced(self):
        """Came back from the address that the person still has."""
        return self.filter(state=NoticeState.BOUNCED, sent_to__iexact=F("to__email"))

    def claim(self, pk: int, *, at: datetime) -> bool:
        """Take notice ``pk`` for delivery. Of any number of workers, one gets True."""
        mine = self.queued().filter(pk=pk)
        return mine.update(state=NoticeState.SENDING, claimed_at=at, attempts=F("attempts") + 1) == 1


class Notice(models.Model):
    """One thing told to one person, in the portal and by e-mail; the morning mail itself is a row as well.

    ``key`` is unique: the same occasion is never told twice, however often a job runs.
    Delivery is at most once (docs/adr/0005): where a crash leaves it open whether the mail went
    out, the row is ``unclear``, shown to staff, and sent again only by a person.
    Never a figure or a person's name in ``subject``.
    """

    key = models.CharField("khóa", max_length=160, unique=True)
    kind = models.CharField("loại", max_length=30)
    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="notices", verbose_name="người nhận")
    subject = models.CharField("tiêu đề", max_length=200)
    body = models.TextField("nội dung")
    path = models.CharField("đường dẫn", max_length=200, blank=True)
    about = models.CharField("về việc", max_length=60, blank=True, help_text='What is to be done, e.g. "report:12".')
    together = models.CharField(
        "gọi chung",
        max_length=200,
        blank=True,
        help_text='What several of its like are called in one line: "{count} đơn vị chưa nộp báo cáo …".',
    )
    together_path = models.CharField("đường dẫn chung", max_length=200, blank=True)
    attachment = models.CharField(
        "gửi kèm", max_length=60, blank=True, help_text='A file of settings.ATTACHMENTS, e.g. "file:12".'
    )
    state = models.CharField("trạng thái", max_length=10, choices=NoticeState, default=NoticeState.QUEUED)
    digest = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="items", verbose_name="thư tổng hợp"
    )
    attempts = models.PositiveSmallIntegerField("số lần gửi", default=0)
    created_at = models.DateTimeField("tạo lúc")
    planned_at = models.DateTimeField("dự kiến lúc")
    not_before = models.DateTimeField("không gửi trước", null=True, blank=True)
    claimed_at = models.DateTimeField("bắt đầu gửi lúc", null=True, blank=True)
    sent_at = models.DateTimeField("gửi lúc", null=True, blank=True)
    sent_to = models.EmailField("gửi tới địa chỉ", blank=True)
    bounced_at = models.DateTimeField("bị trả lại lúc", null=True, blank=True)
    read_at = models.DateTimeField("đọc lúc", null=True, blank=True)
    done_at = models.DateTimeField("việc đã xong lúc", null=True, blank=True)
    failure = models.CharField("lý do không gửi được", max_length=300, blank=True)
    resent_at = models.DateTimeField("cho gửi lại lúc", null=True, blank=True)
    resent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người cho gửi lại"
    )

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["state"], name="notice_by_state")]

    def __str__(self) -> str:
        return self.subject

    @property
    def has_failed(self) -> bool:
        return self.state in FAILED

    @property
    def as_item(self) -> Item:
        return Item(self.pk, self.subject, self.together, self.together_path, self.about)

    @property
    def button(self) -> str:
        """What the one button of the mail says."""
        return button_of(self.kind)


class MailPreference(models.Model):
    """A person's wish about the morning mail. Duties, returns and the last day are told in any case."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, primary_key=True, related_name="+", verbose_name="người nhận"
    )
    wants_digest = models.BooleanField("nhận thư tổng hợp buổi sáng", default=True)
    changed_at = models.DateTimeField("đổi lúc")

    def __str__(self) -> str:
        return f"{self.person}: {'nhận' if self.wants_digest else 'không nhận'} thư tổng hợp"
