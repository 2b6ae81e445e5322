"""The annual draw: a frozen register, the list drawn from it, and the scale of risk points."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.rules import READING_ROLES
from accounts.states import Role
from documents.models import OfficialDocument
from inspections.figures.risk import DEFAULT_SCALE
from inspections.models.register import Establishment
from inspections.models.teams import Team
from inspections.states import LISTED, DrawState


class RiskScale(models.Model):
    """Points of the risk score from an instant on; a change is a new row, with its reason."""

    points = models.JSONField("thang điểm")
    reason = models.CharField("lý do sửa", max_length=300)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người sửa")
    set_at = models.DateTimeField("sửa lúc")

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"Thang điểm {self.set_at:%d/%m/%Y}"

    @classmethod
    def current(cls) -> dict:
        """The points in force; the portal's own proposal until somebody sets others."""
        latest = cls.objects.first()
        return latest.points if latest else DEFAULT_SCALE


class DrawQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The SQL twin of ``inspections.view_draw``; a test holds the two together."""
        if not user.is_active:
            return self.none()
        if user.role in READING_ROLES:
            return self
        if user.role == Role.INSPECTOR:
            return self.filter(team__in=Team.objects.filter(members__user=user))
        return self.none()

    def listed(self):
        """Drawn, whether or not its plan is approved."""
        return self.filter(state__in=LISTED)

    def approved(self):
        """The chair approved the plan made of it."""
        return self.filter(state__in=LISTED - {DrawState.DRAWN})

    def with_list_known_to(self, user):
        """The SQL twin of ``inspections.view_drawn_list``; a test holds the two together."""
        if not user.is_active:
            return self.none()
        if user.role in (Role.COORDINATOR, Role.LEADER):
            return self
        if user.role == Role.INSPECTOR:
            return self.filter(team__in=Team.objects.filter(members__user=user))
        public = self.filter(state=DrawState.PUBLISHED)
        if user.role == Role.REPORTER:
            return public.filter(team__unit=user.unit_id)
        return public if user.role in READING_ROLES else self.none()

    def for_listing(self):
        return self.select_related("team__unit").order_by("-year", "team__unit__order", "-pk")


class Draw(models.Model):
    """How one team's list of one year came about, from the frozen register to the approved plan.

    ``frame`` is the register as it was on ``frozen_on`` (codes and counts only); ``record`` the whole of
    the draw as figures.draw_record composes it. ``seed`` is a secret until the draw is held; ``commitment``
    binds it beforehand. The plan is the chair's: its number and day are recorded, never invented.
    """

    team = models.ForeignKey(Team, models.PROTECT, related_name="draws", verbose_name="Đội kiểm tra")
    year = models.PositiveSmallIntegerField("năm")
    state = models.CharField("trạng thái", max_length=10, choices=DrawState, default=DrawState.FROZEN)
    frozen_on = models.DateField("chốt sổ ngày")
    conditional_only = models.BooleanField("chỉ cơ sở có điều kiện", default=False)
    rules = models.JSONField("quy tắc")
    frame = models.JSONField("sổ đã chốt")
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người chốt")
    frozen_at = models.DateTimeField("chốt lúc")
    seed = models.CharField("hạt giống", max_length=64, blank=True)
    commitment = models.CharField("mã cam kết", max_length=64, blank=True)
    header = models.JSONField("phần đầu đã cam kết", default=dict)
    committed_at = models.DateTimeField("công bố mã lúc", null=True, blank=True)
    witness = models.CharField("số của người chứng kiến", max_length=60, blank=True)
    drawn_at = models.DateTimeField("chọn mẫu lúc", null=True, blank=True)
    record = models.JSONField("biên bản máy đọc", null=True, blank=True)
    minutes = models.ForeignKey(
        OfficialDocument, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="biên bản in"
    )
    plan_number = models.CharField("kế hoạch số", max_length=60, blank=True)
    plan_approved_on = models.DateField("ngày phê duyệt", null=True, blank=True)
    plan_approved_by = models.CharField("người phê duyệt", max_length=160, blank=True)
    overlap_note = models.CharField("giải trình trùng kế hoạch cấp khác", max_length=500, blank=True)
    cancelled_reason = models.CharField("lý do hủy", max_length=300, blank=True)

    objects = DrawQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["team", "year"], condition=~Q(state="cancelled"), name="draw_once_per_team_and_year"
            ),
            models.CheckConstraint(condition=Q(state__in=DrawState.values), name="draw_state_in_list"),
            models.CheckConstraint(
                condition=Q(state__in=["frozen", "cancelled"]) | ~Q(commitment=""), name="draw_committed_before_drawn"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["drawn", "approved", "published"]) | Q(record__isnull=False),
                name="draw_listed_has_record",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "published"])
                | (~Q(plan_number="") & Q(plan_approved_on__isnull=False)),
                name="draw_approved_has_number",
            ),
        ]

    def __str__(self) -> str:
        return f"Chọn mẫu năm {self.year} – {self.team}"

    @property
    def is_listed(self) -> bool:
        return self.state in LISTED

    @property
    def is_approved(self) -> bool:
        return self.state in LISTED - {DrawState.DRAWN}

    @property
    def excluded(self) -> list[dict]:
        """Rows of the frozen register that cannot be drawn, each with its reason."""
        return [row for row in self.frame if row["excluded"]]


class DrawItem(models.Model):
    """An establishment that was drawn, or took another's place; ``left_reason``: why it left the list."""

    draw = models.ForeignKey(Draw, models.CASCADE, related_name="items", verbose_name="lần chọn mẫu")
    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="draw_items", verbose_name="cơ sở")
    risk = models.CharField("mức rủi ro", max_length=10)
    points = models.PositiveSmallIntegerField("điểm rủi ro")
    is_replacement = models.BooleanField("vào thay", default=False)
    left_reason = models.CharField("lý do thay", max_length=300, blank=True)
    left_on = models.DateField("thay ngày", null=True, blank=True)

    status: str | None = None  # of the establishment; set by queries.draws.with_status
    visit: models.Model | None = None  # the year's latest inspection there; set by queries.draws.items_of

    class Meta:
        ordering = ["establishment__code"]
        constraints = [
            models.UniqueConstraint(fields=["draw", "establishment"], name="draw_item_once"),
            models.CheckConstraint(
                condition=Q(left_on=None, left_reason="") | (Q(left_on__isnull=False) & ~Q(left_reason="")),
                name="draw_item_left_with_reason",
            ),
        ]

    def __str__(self) -> str:
        """Never names the establishment: the journal is read by people who may not know the list."""
        return f"Mục {self.pk:d} của lần chọn mẫu" if self.pk else "Mục của lần chọn mẫu"
