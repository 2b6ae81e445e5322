"""Prints of the living report: what it would have said at one moment."""

from django.conf import settings
from django.db import models

from accounts.rules import READING_ROLES
from documents.models import OfficialDocument
from jobs.models import Job
from plans.models import ReportingPeriod


class LivingPrintQuerySet(models.QuerySet):
    def visible_to(self, user):
        """As the consolidated report itself: the department, the leadership and the auditor."""
        return self if user.is_active and user.role in READING_ROLES else self.none()


class LivingPrint(models.Model):
    """The draft of one moment on paper, printed by a worker; the same words and figures (``digest``) once only."""

    period = models.ForeignKey(ReportingPeriod, models.PROTECT, related_name="+", verbose_name="kỳ")
    profile = models.CharField("đầu ra", max_length=10)
    digest = models.CharField("SHA-256 nội dung", max_length=64)
    document = models.ForeignKey(OfficialDocument, models.PROTECT, related_name="+", verbose_name="văn bản")
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+", verbose_name="việc chạy nền")
    requested_at = models.DateTimeField("yêu cầu lúc")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người yêu cầu"
    )

    objects = LivingPrintQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "profile", "digest"], name="living_print_once_per_period_profile_and_content"
            )
        ]

    def __str__(self) -> str:
        return f"Báo cáo {self.period} nếu ký hôm nay"
