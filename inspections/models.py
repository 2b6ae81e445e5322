"""What was found: establishments and their lives, inspection teams, inspections, violations."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery

from accounts.models import Territory, Unit
from accounts.rules import READING_ROLES
from accounts.states import Role
from inspections.rules import reporting_territory
from inspections.states import (
    EXECUTED,
    Duty,
    EstablishmentType,
    Ground,
    InspectionMode,
    InspectionState,
    Level,
    NationalGroup,
    OperatingStatus,
    Outcome,
    ViolationGroup,
)
from kit.text import fold

SEARCH_LENGTH = 200


def searchable(name: str) -> str:
    """``name`` as the search column holds it: folding can make a text longer than its column."""
    return fold(name)[:SEARCH_LENGTH]


def located_in(territory_ids, path: str = "") -> Q:
    """The commune is one of the territories, or a commune of one. ``path`` leads to the establishment."""
    return Q(**{f"{path}commune__in": territory_ids}) | Q(**{f"{path}commune__parent__in": territory_ids})


class EstablishmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The SQL twin of ``inspections.view_establishment``; a test holds the two together."""
        if not user.is_active:
            return self.none()
        if user.role in READING_ROLES:
            return self
        if user.role == Role.REPORTER and (territory := reporting_territory(user)):
            return self.filter(located_in([territory.pk]))
        if user.role == Role.INSPECTOR:
            return self._covered_by(Team.objects.filter(members__user=user))
        return self.none()

    def _covered_by(self, teams):
        if teams.filter(level=Level.PROVINCE).exists():
            return self
        return self.filter(located_in(teams.values("unit__territory")))

    def with_status(self, day: date):
        """Adds ``status_on_day``; None before the first known status."""
        return self.annotate(status_on_day=_status_on(day))

    def active_on(self, day: date):
        """In operation on ``day``: the denominator of the 20 % goal."""
        return self.alias(status_then=_status_on(day)).filter(status_then=OperatingStatus.ACTIVE)

    def matching(self, text: str):
        """Name or code contains ``text``, marks and case ignored."""
        return self.filter(Q(search_name__contains=searchable(text)) | Q(code__icontains=text))

    def for_listing(self):
        """All that one row of the register shows, in a constant number of queries."""
        return self.select_related("commune__parent").order_by("commune__parent__code", "search_name", "pk")


class Establishment(models.Model):
    """A business that inspections watch. Told apart by code: names repeat.

    ``is_conditional`` says whether it counts as "có điều kiện": the plan and the law draw this line
    differently, so it is a mark on the row and never derived from the type. Owner data are personal:
    only those with ``inspections.view_owner`` see them, and each look is in the journal.
    """

    code = models.CharField("mã cơ sở", max_length=20, unique=True)
    name = models.CharField("tên cơ sở", max_length=200)
    search_name = models.CharField(max_length=SEARCH_LENGTH, editable=False, db_index=True)
    primary_type = models.CharField("loại hình chính", max_length=2, choices=EstablishmentType)
    other_types = models.JSONField("loại hình khác cùng kinh doanh", default=list, blank=True)
    is_conditional = models.BooleanField("kinh doanh dịch vụ có điều kiện", default=True)
    commune = models.ForeignKey(
        Territory, models.PROTECT, related_name="establishments", verbose_name="xã, phường, thị trấn"
    )
    address = models.CharField("địa chỉ", max_length=250, blank=True)
    owner_name = models.CharField("chủ cơ sở", max_length=120, blank=True)
    owner_phone = models.CharField("điện thoại chủ cơ sở", max_length=30, blank=True)
    license_note = models.CharField("giấy phép, giấy chứng nhận", max_length=300, blank=True)
    rooms = models.PositiveIntegerField("số phòng, bàn", null=True, blank=True)
    workers = models.PositiveIntegerField("số lao động", null=True, blank=True)
    opened_on = models.DateField("hoạt động từ ngày")
    is_verified = models.BooleanField("đã xác minh", default=False)

    objects = EstablishmentQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=~Q(name="") & ~Q(code=""), name="establishment_has_name_and_code"),
            models.CheckConstraint(
                condition=Q(primary_type__in=EstablishmentType.values), name="establishment_type_in_list"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        self.search_name = searchable(self.name)
        super().save(*args, **kwargs)

    @property
    def national_group(self) -> NationalGroup:
        """The line of the national report that counts it: its main type alone decides."""
        return EstablishmentType(self.primary_type).national_group

    @property
    def all_types(self) -> list[str]:
        """Labels, the main type first."""
        codes = [self.primary_type, *(code for code in self.other_types if code != self.primary_type)]
        return [EstablishmentType(code).label for code in codes]


class EstablishmentStatus(models.Model):
    """From this day on the establishment is in this status, until the next row."""

    establishment = models.ForeignKey(Establishment, models.CASCADE, related_name="statuses", verbose_name="cơ sở")
    status = models.CharField("tình trạng", max_length=10, choices=OperatingStatus)
    from_on = models.DateField("từ ngày")

    class Meta:
        ordering = ["-from_on"]
        constraints = [
            models.UniqueConstraint(fields=["establishment", "from_on"], name="status_once_per_day"),
            models.CheckConstraint(condition=Q(status__in=OperatingStatus.values), name="status_in_list"),
        ]

    def __str__(self) -> str:
        return f"{self.establishment}: {self.get_status_display()} từ {self.from_on:%d/%m/%Y}"


def _status_on(day: date) -> Subquery:
    known = EstablishmentStatus.objects.filter(establishment=OuterRef("pk"), from_on__lte=day)
    return Subquery(known.order_by("-from_on").values("status")[:1])


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


class Team(models.Model):
    """An interdisciplinary inspection team (Đội 178), set up by a decision. Source: [TT-178] Điều 2."""

    decision_number = models.CharField("quyết định số", max_length=60)
    decided_on = models.DateField("ngày quyết định")
    level = models.CharField("cấp", max_length=10, choices=Level)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="teams", verbose_name="cơ quan thường trực")
    name = models.CharField("tên đội", max_length=160)
    valid_from = models.DateField("hiệu lực từ ngày")
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)

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
