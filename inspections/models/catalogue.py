"""What the department adds to the provisions on fines, or corrects, from the decrees it has at hand."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from inspections.states import ViolationGroup


class ProvisionEntry(models.Model):
    """One provision as the department entered it; a later entry under the same code is the one that counts.

    A shipped provision keeps its code when it is corrected. Amounts are in triệu đồng, for individuals, and
    stay empty until somebody has held them against the decree. Never deleted: ``valid_to`` ends a provision.
    """

    code = models.CharField("mã", max_length=20)
    group = models.CharField("nhóm vi phạm", max_length=3, choices=ViolationGroup)
    decree = models.CharField("nghị định", max_length=120)
    article = models.CharField("điều, khoản", max_length=80, blank=True)
    act = models.CharField("hành vi", max_length=300)
    valid_from = models.DateField("có hiệu lực từ ngày")
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)
    least = models.DecimalField("phạt từ (triệu đồng)", max_digits=9, decimal_places=3, null=True, blank=True)
    most = models.DecimalField("phạt đến (triệu đồng)", max_digits=9, decimal_places=3, null=True, blank=True)
    source = models.CharField("đối chiếu theo", max_length=300)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi")
    entered_at = models.DateTimeField("ghi lúc")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(group__in=ViolationGroup.values), name="provision_group_in_list"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="provision_lives_forward"
            ),
            models.CheckConstraint(
                condition=Q(least=None, most=None) | Q(least__gte=0, most__gte=F("least")),
                name="provision_amounts_both_and_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act} ({self.decree})"
