"""The text of a plan as it stood: an amendment makes a new version, none is ever changed."""

from django.conf import settings
from django.db import models

from plans.models.plan import Plan


class PlanVersion(models.Model):
    """``clauses``: [anchor, label, text] in the order of the text. Number 1 is the text first known."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="versions", verbose_name="kế hoạch")
    number = models.PositiveSmallIntegerField("bản")
    clauses = models.JSONField("lời văn")
    recorded_at = models.DateTimeField("ghi lúc")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người nhập"
    )

    class Meta:
        ordering = ["plan", "number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="plan_version_once_per_number")]

    def __str__(self) -> str:
        return f"{self.plan}, bản {self.number}"
