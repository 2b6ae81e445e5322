"""What steers the engine, and what it has said."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Unit
from accounts.rules import READING_ROLES
from deadlines.states import ActKind, Channel, Level, ObligationKind


class CalendarDay(models.Model):
    """A day that the library of holidays does not know: off by decision, or worked instead of another.

    Source: the yearly notice on days off and swapped days ([LD-2019] Điều 112).
    """

    day = models.DateField("ngày", unique=True)
    is_worked = models.BooleanField("đi làm", default=False)
    note = models.CharField("nội dung", max_length=200)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người nhập"
    )
    entered_at = models.DateTimeField("nhập lúc")

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y}: {'đi làm bù' if self.is_worked else 'nghỉ'}"


class LadderSetting(models.Model):
    """The ladder of one kind as a person has set it; without a row the usual one holds (deadlines.queries.settings).

    Steps in working days; ``reach_…`` is the first step that reaches a level, empty: never.
    """

    kind = models.CharField("loại việc", max_length=20, choices=ObligationKind, unique=True)
    before = models.JSONField("nhắc trước hạn", default=list)
    on_last_day = models.BooleanField("nhắc đúng ngày cuối", default=True)
    after = models.JSONField("nhắc sau hạn", default=list)
    every = models.PositiveSmallIntegerField("sau đó cứ mỗi", default=5)
    cap = models.PositiveSmallIntegerField("đến hết ngày thứ", default=18)
    opens = models.BooleanField("báo khi mở", default=False)
    reach_head = models.SmallIntegerField("đến trưởng đơn vị từ bậc", null=True, blank=True)
    reach_room = models.SmallIntegerField("đến phòng chủ trì từ bậc", null=True, blank=True)
    reach_leader = models.SmallIntegerField("đến lãnh đạo Sở từ bậc", null=True, blank=True)
    grace = models.PositiveSmallIntegerField("số ngày làm việc được làm", default=3)

    class Meta:
        ordering = ["kind"]
        constraints = [models.CheckConstraint(condition=Q(cap__lte=60), name="ladder_ends")]

    def __str__(self) -> str:
        return self.get_kind_display()


class StopQuerySet(models.QuerySet):
    def in_force(self):
        return self.filter(lifted_at=None)


class Stop(models.Model):
    """A person has stopped reminders of one thing, or one step of it, and said why.

    ``key`` as in deadlines.figures.plan: "thing:kind", with ":due:step" one step.
    """

    key = models.CharField("khóa", max_length=140)
    about = models.CharField("việc", max_length=200)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name="đơn vị")
    reason = models.CharField("lý do", max_length=300)
    stopped_at = models.DateTimeField("dừng lúc")
    stopped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người dừng"
    )
    lifted_at = models.DateTimeField("nhắc lại từ", null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người cho nhắc lại"
    )

    objects = StopQuerySet.as_manager()

    class Meta:
        ordering = ["-stopped_at"]
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=Q(lifted_at=None), name="stop_once_in_force"),
            models.CheckConstraint(condition=~Q(reason=""), name="stop_has_reason"),
        ]

    def __str__(self) -> str:
        return f"Dừng nhắc: {self.about}"


class ReminderQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The department, the leadership and the auditor see all; everybody else what he was told himself."""
        if user.is_active and user.role in READING_ROLES:
            return self
        return self.filter(person=user)


class Reminder(models.Model):
    """The ledger of the engine: one row per step and person, whatever happens. ``key`` is the notice's as well."""

    key = models.CharField("khóa", max_length=160, unique=True)
    planned_at = models.DateTimeField("theo lịch lúc")
    at = models.DateTimeField("nhắc lúc")
    kind = models.CharField("nội dung", max_length=24, choices=ActKind)
    obligation_kind = models.CharField("loại việc", max_length=20, choices=ObligationKind)
    level = models.PositiveSmallIntegerField("cấp", choices=Level)
    step = models.SmallIntegerField("bậc", null=True, blank=True)
    due_at = models.DateTimeField("hạn")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name="đơn vị")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="reminders", verbose_name="người được nhắc"
    )
    about = models.CharField("việc", max_length=200)
    channel = models.CharField("hình thức", max_length=10, choices=Channel)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["at"], name="reminder_by_moment")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.about}"


class CalendarFeedQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Everybody sees the addresses he made himself."""
        return self.filter(owner=user)

    def in_force(self):
        return self.filter(revoked_at=None)


class CalendarFeed(models.Model):
    """A secret address under which a calendar program reads deadlines. Only the token's digest is kept.

    ``unit`` is empty for a person's own duties; otherwise the feed holds all the unit owes. It ends when
    it is revoked, when its maker's account is closed, or when he leaves the unit.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người tạo")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="đơn vị")
    token_digest = models.CharField("SHA-256 của mã", max_length=64, unique=True)
    created_at = models.DateTimeField("tạo lúc")
    revoked_at = models.DateTimeField("thu hồi lúc", null=True, blank=True)

    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"Lịch thời hạn của {self.unit or self.owner}"
