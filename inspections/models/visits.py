"""Inspections from plan to end, and the violations they find."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.rules import READING_ROLES
from accounts.states import Role
from inspections.models.register import Establishment, located_in
from inspections.models.teams import Team, TeamMember
from inspections.rules import reporting_territory
from inspections.states import EXECUTED, Ground, InspectionMode, InspectionState, Outcome, ViolationGroup


class InspectionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The SQL twin of ``inspections.view_inspection``; a test holds the two together."""
        if not user.is_active:
            return self.none()
        if user.role in (Role.COORDINATOR, Role.LEADER):
            return self
        if user.role in READING_ROLES:
            return self.exclude(state=InspectionState.PLANNED)
        if user.role == Role.INSPECTOR:
            return self.filter(team__in=Team.objects.filter(members__user=user))
        if user.role == Role.REPORTER and (territory := reporting_territory(user)):
            return self.executed().filter(located_in([territory.pk], "establishment__"))
        return self.none()

    def executed(self):
        """Really carried out: what statistics count. Neither plans nor closed doors."""
        return self.filter(state__in=EXECUTED)

    def inspected_between(self, start: date, day: date):
        """Carried out from ``start`` to ``day``, both included."""
        return self.executed().filter(inspected_on__range=(start, day))

    def for_listing(self):
        """All that one row of the list shows, in a constant number of queries."""
        return (
            self.select_related("establishment__commune__parent", "team")
            .annotate(violation_count=models.Count("violations"))
            .order_by("-planned_on", "-pk")
        )


class Inspection(models.Model):
    """One visit (cuộc) of one team to one establishment, from plan to end.

    Its text form never names the establishment: the journal and notices are read by people who
    may not know of an inspection that is still to come.
    """

    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="inspections", verbose_name="cơ sở")
    team = models.ForeignKey(Team, models.PROTECT, related_name="inspections", verbose_name="đội kiểm tra")
    mode = models.CharField("hình thức", max_length=12, choices=InspectionMode)
    ground = models.CharField("căn cứ kiểm tra đột xuất", max_length=10, choices=Ground, blank=True)
    ground_note = models.CharField("ghi chú căn cứ", max_length=300, blank=True)
    decision_number = models.CharField("quyết định, kế hoạch số", max_length=60, blank=True)
    planned_on = models.DateField("ngày dự kiến")
    inspected_on = models.DateField("ngày kiểm tra", null=True, blank=True)
    state = models.CharField("trạng thái", max_length=10, choices=InspectionState, default=InspectionState.PLANNED)
    summary = models.TextField("tóm tắt biên bản", blank=True)
    could_not_reason = models.CharField("lý do không kiểm tra được", max_length=300, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người ghi"
    )
    recorded_at = models.DateTimeField("ghi lúc", null=True, blank=True)
    attendees = models.ManyToManyField(TeamMember, related_name="inspections", verbose_name="thành phần")

    objects = InspectionQuerySet.as_manager()

    class Meta:
        ordering = ["-planned_on", "-pk"]
        indexes = [models.Index(fields=["inspected_on", "state"], name="inspection_by_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["team", "establishment", "planned_on"], name="inspection_once_per_team_and_day"
            ),
            models.CheckConstraint(condition=Q(state__in=InspectionState.values), name="inspection_state_in_list"),
            models.CheckConstraint(
                condition=~Q(mode="unannounced") | ~Q(ground=""), name="inspection_unannounced_has_ground"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["planned", "could_not"], inspected_on=None)
                | Q(state__in=["clean", "violation", "closed"], inspected_on__isnull=False),
                name="inspection_executed_has_day",
            ),
            models.CheckConstraint(
                condition=Q(state="planned") | Q(recorded_at__isnull=False, recorded_by__isnull=False),
                name="inspection_result_has_author",
            ),
            models.CheckConstraint(
                condition=~Q(state="could_not") | ~Q(could_not_reason=""), name="inspection_failed_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"Cuộc kiểm tra {self.pk:d}" if self.pk else "Cuộc kiểm tra"

    @property
    def is_planned(self) -> bool:
        return self.state == InspectionState.PLANNED

    @property
    def is_open(self) -> bool:
        """Carried out, but not yet closed."""
        return self.state in (InspectionState.CLEAN, InspectionState.VIOLATION)

    @property
    def day(self) -> date:
        """The day it took place, or is to take place."""
        return self.inspected_on or self.planned_on


class ViolationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Whoever sees the inspection sees what it found."""
        return self.filter(inspection__in=Inspection.objects.visible_to(user))

    def overdue(self, today: date):
        """Recommendations past their day whose inspection is still open."""
        return self.filter(due_on__lt=today, inspection__state=InspectionState.VIOLATION)


class Violation(models.Model):
    """One violation found in one inspection, and what became of it.

    A team does not fine: ``authority`` and ``decision_number`` are those of whoever does.
    """

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="violations", verbose_name="cuộc kiểm tra")
    group = models.CharField("nhóm vi phạm", max_length=3, choices=ViolationGroup)
    description = models.CharField("hành vi", max_length=500)
    outcome = models.CharField("xử lý", max_length=12, choices=Outcome, default=Outcome.PENDING)
    authority = models.CharField("cơ quan, người xử lý", max_length=160, blank=True)
    decision_number = models.CharField("quyết định số", max_length=60, blank=True)
    decided_on = models.DateField("ngày quyết định", null=True, blank=True)
    amount = models.DecimalField("số tiền phạt (triệu đồng)", max_digits=12, decimal_places=3, null=True, blank=True)
    recommendation = models.CharField("kiến nghị khắc phục", max_length=500, blank=True)
    due_on = models.DateField("hạn khắc phục", null=True, blank=True)

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
        ]

    def __str__(self) -> str:
        return f"{self.get_group_display()} ({self.inspection})"

    @property
    def is_sanctioned(self) -> bool:
        return Outcome(self.outcome).is_sanction
