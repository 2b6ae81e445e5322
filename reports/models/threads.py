"""Talk about one figure or section: with the unit, or among the department."""

from django.conf import settings
from django.db import models

from accounts.rules import READING_ROLES
from accounts.states import Role
from reports.models.report import Report


class ThreadQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The unit sees its own that are no internal notes; the department and its readers see all."""
        if not user.is_active:
            return self.none()
        if user.role in READING_ROLES:
            return self
        if user.role == Role.REPORTER and user.unit_id:
            return self.filter(report__unit_id=user.unit_id, is_internal=False)
        return self.none()

    def open(self):
        """Not closed: a report with one of these is not accepted."""
        return self.filter(closed_at=None)


class Thread(models.Model):
    """One question about one place of a report, until somebody of the department closes it."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="threads", verbose_name="báo cáo")
    code = models.CharField("chỉ tiêu hoặc mục", max_length=20)
    is_internal = models.BooleanField("ghi chú nội bộ", default=False)
    opened_at = models.DateTimeField("mở lúc")
    closed_at = models.DateTimeField("khép lúc", null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người khép"
    )

    objects = ThreadQuerySet.as_manager()

    class Meta:
        ordering = ["report", "opened_at"]
        indexes = [models.Index(fields=["report", "code"], name="thread_by_place")]

    def __str__(self) -> str:
        return f"{self.report}: trao đổi về {self.code}"

    @property
    def unit_id(self) -> int:
        """For the rule "own unit"."""
        return self.report.unit_id


class Comment(models.Model):
    """One utterance. Never changed, never removed."""

    thread = models.ForeignKey(Thread, models.PROTECT, related_name="comments", verbose_name="trao đổi")
    text = models.CharField("nội dung", max_length=2000)
    at = models.DateTimeField("lúc")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người viết")
    by_name = models.CharField("tên người viết", max_length=160)

    class Meta:
        ordering = ["thread", "pk"]

    def __str__(self) -> str:
        return f"{self.thread}, {self.by_name}"
