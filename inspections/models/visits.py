"""Inspections from plan to end."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from accounts.rules import READING_ROLES
from accounts.states import Role
from inspections.models.register import Establishment, located_in
from inspections.models.teams import Team, TeamMember
from inspections.rules import reporting_territory
from inspections.states import (
    AWAITED,
    EXECUTED,
    FOLLOWED,
    STANDING_STILL,
    Ground,
    InspectionMode,
    InspectionState,
    Obstacle,
)

# A surprise still to come is known to its team alone, whoever else may plan or read. Source: [TT-178].
SECRET = Q(mode=InspectionMode.UNANNOUNCED, state__in=AWAITED)


class InspectionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The SQL twin of ``inspections.view_inspection``; a test holds the two together."""
        if not user.is_active:
            return self.none()
        if user.role in (Role.COORDINATOR, Role.LEADER):
            own = Q(team__in=Team.objects.filter(members__user=user))
            return self.filter(~SECRET | own)
        if user.role in READING_ROLES:
            return self.exclude(state__in=AWAITED)
        if user.role == Role.INSPECTOR:
            return self.filter(team__in=Team.objects.filter(members__user=user))
        if user.role == Role.REPORTER and (territory := reporting_territory(user)):
            return self.reached().filter(located_in([territory.pk], "establishment__"))
        return self.none()

    def executed(self):
        """Really carried out: what statistics count. Neither plans nor closed doors."""
        return self.filter(state__in=EXECUTED)

    def standing_still(self):
        """The team came and the establishment had ceased or was suspended."""
        return self.filter(state=InspectionState.COULD_NOT, obstacle__in=STANDING_STILL)

    def reached(self):
        """Carried out, or come to an establishment that stood still: what N405 counts."""
        return self.executed() | self.standing_still()

    def inspected_between(self, start: date, day: date):
        """Carried out from ``start`` to ``day``, both included."""
        return self.executed().filter(inspected_on__range=(start, day))

    def around(self, start: date, end: date):
        """Whose day (of the visit, or planned) lies in the stretch, with what a calendar shows."""
        found = self.annotate(any_day=Coalesce("inspected_on", "came_on", "planned_on")).filter(
            any_day__range=(start, end)
        )
        return found.select_related("establishment", "team").order_by("any_day", "pk")

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
    decided_on = models.DateField("ngày quyết định", null=True, blank=True)
    planned_on = models.DateField("ngày dự kiến")
    inspected_on = models.DateField("ngày kiểm tra", null=True, blank=True)
    state = models.CharField("trạng thái", max_length=10, choices=InspectionState, default=InspectionState.PLANNED)
    summary = models.TextField("tóm tắt biên bản", blank=True)
    obstacle = models.CharField("vì sao không kiểm tra được", max_length=10, choices=Obstacle, blank=True)
    came_on = models.DateField("ngày Đội đến mà không kiểm tra được", null=True, blank=True)
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
                condition=Q(state__in=["planned", "decided", "could_not"], inspected_on=None)
                | Q(state__in=["clean", "violation", "remedy", "settled", "closed"], inspected_on__isnull=False),
                name="inspection_executed_has_day",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["planned", "decided"]) | Q(recorded_at__isnull=False, recorded_by__isnull=False),
                name="inspection_result_has_author",
            ),
            models.CheckConstraint(
                condition=~Q(state="could_not") | ~Q(could_not_reason=""), name="inspection_failed_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(state="could_not") | Q(obstacle="", came_on=None), name="inspection_obstacle_only_if_failed"
            ),
            models.CheckConstraint(
                condition=Q(obstacle__in=["", *Obstacle.values]), name="inspection_obstacle_in_list"
            ),
        ]

    def __str__(self) -> str:
        return f"Cuộc kiểm tra {self.pk:d}" if self.pk else "Cuộc kiểm tra"

    @property
    def is_secret(self) -> bool:
        """A surprise still to come: the twin of SECRET."""
        return self.mode == InspectionMode.UNANNOUNCED and self.state in AWAITED

    @property
    def is_planned(self) -> bool:
        """Still to come, decided or not."""
        return self.state in AWAITED

    @property
    def is_open(self) -> bool:
        """Carried out, but not yet closed."""
        return self.state in EXECUTED and self.state != InspectionState.CLOSED

    @property
    def is_followed(self) -> bool:
        """Its violations are still being dealt with or remedied."""
        return self.state in FOLLOWED

    @property
    def day(self) -> date:
        """The day it took place or failed, or is to take place."""
        return self.inspected_on or self.came_on or self.planned_on

    @property
    def stood_still(self) -> bool:
        """The team found the establishment ceased or suspended."""
        return self.obstacle in STANDING_STILL
