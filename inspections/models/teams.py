"""Interdisciplinary inspection teams and their members."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import Unit
from accounts.rules import READING_ROLES
from accounts.states import Role
from inspections.rules import reporting_territory
from inspections.states import Duty, Level


class TeamQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The SQL twin of ``inspections.view_team``; a test holds the two together."""
        if not user.is_active:
            return self.none()
        if user.role in READING_ROLES:
            return self
        if user.role == Role.INSPECTOR:
            return self.filter(pk__in=TeamMember.objects.filter(user=user).values("team"))
        if user.role == Role.REPORTER and (territory := reporting_territory(user)):
            return self.filter(unit__territory=territory)
        return self.none()

    def valid_on(self, day: date):
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)

    def beside(self, team):
        """Other teams of the same level and place that are in force on some of the same days."""
        place = Q(unit__territory=team.unit.territory) if team.unit.territory_id else Q(unit=team.unit)
        ends = {} if team.valid_to is None else {"valid_from__lte": team.valid_to}
        running = Q(valid_to=None) | Q(valid_to__gte=team.valid_from)
        return self.filter(place, running, level=team.level, **ends).exclude(pk=team.pk)


class Team(models.Model):
    """An interdisciplinary inspection team (Đội 178), set up by a decision. Source: [TT-178] Điều 2."""

    decision_number = models.CharField("quyết định số", max_length=60)
    decided_on = models.DateField("ngày quyết định")
    level = models.CharField("cấp", max_length=10, choices=Level)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="teams", verbose_name="cơ quan thường trực")
    name = models.CharField("tên đội", max_length=160)
    valid_from = models.DateField("hiệu lực từ ngày")
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)
    overlap_reason = models.CharField("lý do có thêm Đội cùng thời gian", max_length=300, blank=True)
    previous = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="next", verbose_name="kiện toàn từ"
    )

    objects = TeamQuerySet.as_manager()

    class Meta:
        ordering = ["unit__order", "-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "decision_number"], name="team_once_per_decision"),
            models.CheckConstraint(condition=Q(level__in=Level.values), name="team_level_in_list"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="team_lives_forward"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_valid_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class TeamMember(models.Model):
    """A civil servant named in the decision; ``user`` when he works in the portal himself."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="members", verbose_name="đội")
    full_name = models.CharField("họ và tên", max_length=120)
    position = models.CharField("chức vụ", max_length=120, blank=True)
    agency = models.CharField("cơ quan", max_length=160, blank=True)
    duty = models.CharField("nhiệm vụ trong đội", max_length=10, choices=Duty, default=Duty.MEMBER)
    card_number = models.CharField("Thẻ kiểm tra số", max_length=40, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="team_memberships",
        verbose_name="tài khoản",
    )

    class Meta:
        ordering = [
            models.Case(models.When(duty=Duty.HEAD, then=0), models.When(duty=Duty.DEPUTY, then=1), default=2),
            "pk",
        ]
        constraints = [
            models.UniqueConstraint(fields=["team", "user"], name="member_once_per_team"),
            models.UniqueConstraint(fields=["team"], condition=Q(duty="head"), name="team_has_one_head"),
        ]

    def __str__(self) -> str:
        return self.full_name
