"""What an inspection found wrong, what became of it, and the second visits."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from inspections.models.teams import TeamMember
from inspections.models.visits import Inspection
from inspections.states import FOLLOWED, SUPPLEMENTS, FollowUpResult, Outcome, ViolationGroup


class ViolationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Whoever sees the inspection sees what it found."""
        return self.filter(inspection__in=Inspection.objects.visible_to(user))

    def unremedied(self):
        """With a recommendation that nobody has carried out yet."""
        return self.exclude(recommendation="").filter(remedied_on=None, inspection__state__in=FOLLOWED)

    def overdue(self, today: date):
        """Recommendations past their day that nobody has carried out yet."""
        return self.unremedied().filter(due_on__lt=today)

    def for_listing(self):
        """All that one row of a list shows, in a constant number of queries."""
        return self.select_related("inspection__establishment__commune__parent", "inspection__team").order_by(
            "-inspection__inspected_on", "-pk"
        )


class Violation(models.Model):
    """One violation found in one inspection, and what became of it.

    A team does not fine: ``authority`` and ``decision_number`` are those of whoever does. ``decree`` and
    ``article`` are written down as they stood on the day of the act. A recommendation (kiến nghị) may be
    addressed to the establishment or to another agency; it is over when ``remedied_on`` is known.
    """

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="violations", verbose_name="cuộc kiểm tra")
    group = models.CharField("nhóm vi phạm", max_length=3, choices=ViolationGroup)
    description = models.CharField("hành vi", max_length=500)
    is_repeat = models.BooleanField("tái phạm", default=False)
    decree = models.CharField("nghị định áp dụng", max_length=120, blank=True)
    article = models.CharField("điều, khoản", max_length=80, blank=True)
    has_record = models.BooleanField("đã lập biên bản vi phạm hành chính", default=False)
    outcome = models.CharField("xử lý", max_length=12, choices=Outcome, default=Outcome.PENDING)
    supplement = models.CharField(
        "hình thức bổ sung", max_length=12, choices=[(o.value, o.label) for o in SUPPLEMENTS], blank=True
    )
    authority = models.CharField("cơ quan, người xử lý", max_length=160, blank=True)
    decision_number = models.CharField("quyết định số", max_length=60, blank=True)
    decided_on = models.DateField("ngày quyết định", null=True, blank=True)
    amount = models.DecimalField("số tiền phạt (triệu đồng)", max_digits=12, decimal_places=3, null=True, blank=True)
    paid_amount = models.DecimalField(
        "số tiền đã nộp (triệu đồng)", max_digits=12, decimal_places=3, null=True, blank=True
    )
    paid_on = models.DateField("ngày nộp", null=True, blank=True)
    answer = models.CharField("kết quả của cơ quan nhận", max_length=300, blank=True)
    answered_on = models.DateField("ngày có kết quả", null=True, blank=True)
    recommendation = models.CharField("kiến nghị khắc phục", max_length=500, blank=True)
    responsible = models.CharField("cơ quan, cơ sở phải thực hiện", max_length=160, blank=True)
    due_on = models.DateField("hạn khắc phục", null=True, blank=True)
    remedied_on = models.DateField("ngày đã khắc phục", null=True, blank=True)

    objects = ViolationQuerySet.as_manager()

    class Meta:
        ordering = ["inspection", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="fine", amount__isnull=False, amount__gt=0) | (~Q(outcome="fine") & Q(amount=None)),
                name="violation_amount_only_with_fine",
            ),
            models.CheckConstraint(
                condition=Q(due_on=None) | ~Q(recommendation=""), name="violation_due_day_has_recommendation"
            ),
            models.CheckConstraint(
                condition=Q(paid_amount=None) | Q(paid_amount__lte=F("amount")), name="violation_paid_at_most_fined"
            ),
            models.CheckConstraint(
                condition=Q(remedied_on=None) | ~Q(recommendation=""), name="violation_remedy_has_recommendation"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_group_display()} ({self.inspection})"

    @property
    def is_sanctioned(self) -> bool:
        return Outcome(self.outcome).is_sanction


class FollowUp(models.Model):
    """A second visit (phúc tra): remedied, given more time, or found again (tái phạm)."""

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="follow_ups", verbose_name="cuộc kiểm tra")
    visited_on = models.DateField("ngày phúc tra")
    result = models.CharField("kết quả", max_length=12, choices=FollowUpResult)
    note = models.CharField("ghi chú", max_length=500, blank=True)
    new_due_on = models.DateField("hạn khắc phục mới", null=True, blank=True)
    attendees = models.ManyToManyField(TeamMember, related_name="follow_ups", verbose_name="thành phần")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi"
    )
    recorded_at = models.DateTimeField("ghi lúc")

    class Meta:
        ordering = ["-visited_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(result__in=FollowUpResult.values), name="follow_up_result_in_list"),
            models.CheckConstraint(
                condition=Q(result="not_remedied", new_due_on__isnull=False)
                | (~Q(result="not_remedied") & Q(new_due_on=None)),
                name="follow_up_new_day_only_with_more_time",
            ),
            models.UniqueConstraint(fields=["inspection", "visited_on"], name="follow_up_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"Phúc tra {self.visited_on:%d/%m/%Y} ({self.inspection})"
