"""The consolidated report of a period."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.rules import READING_ROLES
from documents.models import OfficialDocument
from jobs.models import Job
from plans.models import ReportingPeriod


class ConsolidationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The department, the leadership and the auditor; never a reporting unit."""
        return self if user.is_active and user.role in READING_ROLES else self.none()


class Consolidation(models.Model):
    """One build of the consolidated report of a period. ``figures`` is frozen before printing."""

    period = models.ForeignKey(ReportingPeriod, models.PROTECT, related_name="consolidations", verbose_name="kỳ")
    revision = models.PositiveSmallIntegerField("bản")
    requested_at = models.DateTimeField("yêu cầu lúc")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người tổng hợp"
    )
    figures = models.JSONField("số liệu", null=True, blank=True)
    document = models.ForeignKey(
        OfficialDocument, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="văn bản"
    )
    job = models.ForeignKey(Job, models.PROTECT, null=True, related_name="+", verbose_name="việc chạy nền")

    objects = ConsolidationQuerySet.as_manager()

    class Meta:
        ordering = ["-period__ends_on", "-revision"]
        constraints = [
            models.UniqueConstraint(fields=["period", "revision"], name="consolidation_once_per_revision"),
            models.CheckConstraint(condition=Q(revision__gte=1), name="consolidation_counts_from_one"),
        ]

    def __str__(self) -> str:
        return f"Báo cáo tổng hợp {self.period}, bản {self.revision}"
