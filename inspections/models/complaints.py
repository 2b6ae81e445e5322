"""Reports from people and agencies (tin báo, tố giác): what came in and what became of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Unit
from accounts.rules import READING_ROLES
from accounts.states import Role
from inspections.models.register import Establishment
from inspections.models.teams import Team
from inspections.states import Channel, ComplaintState


class ComplaintQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The SQL twin of ``inspections.view_complaint``; a test holds the two together."""
        if not user.is_active:
            return self.none()
        if user.role in READING_ROLES:
            return self
        if user.role == Role.REPORTER:
            return self.filter(unit=user.unit)
        if user.role == Role.INSPECTOR:
            return self.filter(unit__in=Team.objects.filter(members__user=user).values("unit"))
        return self.none()

    def for_listing(self):
        """All that one row of the list shows, in a constant number of queries."""
        return self.select_related("unit", "establishment", "handler").order_by("-received_on", "-pk")


class Complaint(models.Model):
    """One report that came in. Who made it is not stored anywhere: what is not there cannot be shown.

    Source: [PL-10] Điều 21 khoản 2 (the identity of informants is protected).
    """

    number = models.CharField("số trong sổ", max_length=12)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị tiếp nhận")
    channel = models.CharField("kênh tiếp nhận", max_length=8, choices=Channel)
    received_on = models.DateField("ngày nhận")
    establishment = models.ForeignKey(
        Establishment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="complaints",
        verbose_name="cơ sở bị phản ánh",
    )
    content = models.CharField("nội dung phản ánh", max_length=1000)
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người xử lý"
    )
    state = models.CharField("trạng thái", max_length=8, choices=ComplaintState, default=ComplaintState.RECEIVED)
    result = models.CharField("kết quả xử lý", max_length=1000, blank=True)
    handled_on = models.DateField("ngày xử lý xong", null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi"
    )
    recorded_at = models.DateTimeField("ghi lúc")

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        ordering = ["-received_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "number"], name="complaint_once_per_number"),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="complaint_channel_in_list"),
            models.CheckConstraint(
                condition=Q(state="received", handled_on=None, result="")
                | (Q(state="handled", handled_on__isnull=False) & ~Q(result="")),
                name="complaint_handled_has_result",
            ),
            models.CheckConstraint(
                condition=Q(handled_on=None) | Q(handled_on__gte=models.F("received_on")),
                name="complaint_handled_after_received",
            ),
        ]

    def __str__(self) -> str:
        return f"Tin báo {self.number}"
