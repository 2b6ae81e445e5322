"""Values of objectives that somebody typed, each with its reason."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from plans.models.plan import Objective


class ObjectiveEntry(models.Model):
    """A value that stands beside the computed one, never in its place. Added, never changed; the newest shows."""

    objective = models.ForeignKey(Objective, models.PROTECT, related_name="entries", verbose_name="mục tiêu")
    numerator = models.DecimalField("số đạt", max_digits=16, decimal_places=2)
    denominator = models.DecimalField(
        "tổng số", max_digits=16, decimal_places=2, help_text="Với mục tiêu số lượng: số phải đạt."
    )
    as_of = models.DateField("tính đến ngày")
    reason = models.TextField("lý do nhập tay")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người nhập")
    at = models.DateTimeField("nhập lúc")

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="objective_entry_has_a_reason"),
            models.CheckConstraint(
                condition=Q(denominator__gt=0) & Q(numerator__gte=0), name="objective_entry_is_of_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.objective}: {self.numerator}/{self.denominator}"
