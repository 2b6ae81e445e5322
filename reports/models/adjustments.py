"""What the department adds to or takes from a total without touching any unit's figure."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Unit
from accounts.rules import READING_ROLES
from accounts.states import Role
from plans.models import Indicator, ReportingPeriod
from reports.states import AdjustmentKind


class AdjustmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Whoever reads totals reads them all; a unit those that concern it."""
        if not user.is_active:
            return self.none()
        if user.role in READING_ROLES:
            return self
        if user.role == Role.REPORTER and user.unit_id:
            return self.filter(units=user.unit_id)
        return self.none()

    def in_force(self):
        return self.filter(withdrawn_at=None)


class Adjustment(models.Model):
    """One line of the ledger: ``delta`` in the indicator's unit of measure, never 0. Withdrawn, never deleted."""

    period = models.ForeignKey(ReportingPeriod, models.PROTECT, related_name="adjustments", verbose_name="kỳ")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+", verbose_name="chỉ tiêu")
    kind = models.CharField("loại", max_length=10, choices=AdjustmentKind)
    delta = models.DecimalField("điều chỉnh", max_digits=15, decimal_places=3)
    units = models.ManyToManyField(Unit, related_name="+", verbose_name="đơn vị liên quan")
    reason = models.CharField("lý do", max_length=500)
    made_at = models.DateTimeField("ghi lúc")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi")
    withdrawn_at = models.DateTimeField("bỏ lúc", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người bỏ"
    )

    objects = AdjustmentQuerySet.as_manager()

    class Meta:
        ordering = ["indicator", "made_at"]
        constraints = [models.CheckConstraint(condition=~Q(delta=0), name="adjustment_changes_something")]

    def __str__(self) -> str:
        return f"{self.indicator.code} {self.delta:+}"
