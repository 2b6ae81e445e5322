"""Who: units with a lifetime, the territory they work in, and people."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q

from accounts.states import ReporterCode, Role, UnitKind
from kit.text import fold


class LivedQuerySet(models.QuerySet):
    """Rows with a lifetime: "existed on day X" is a query, never a flag."""

    def existing_on(self, day: date):
        """Opened on or before ``day`` and not yet closed on it."""
        return self.filter(Q(closed_on=None) | Q(closed_on__gt=day), opened_on__lte=day)


class Territory(models.Model):
    """A province, district or commune under its official name and statistics code.

    Names repeat and units are merged, so rows are told apart by code and lifetime; a row
    is never renamed or deleted. Source: [DMHC-2022] danh mục đơn vị hành chính.
    """

    class Level(models.TextChoices):
        PROVINCE = "province", "Tỉnh"
        DISTRICT = "district", "Huyện, thành phố"
        COMMUNE = "commune", "Xã, phường, thị trấn"

    code = models.CharField("mã", max_length=10)
    name = models.CharField("tên", max_length=120)
    search_name = models.CharField(max_length=120, editable=False, db_index=True)
    kind = models.CharField("loại", max_length=20)
    level = models.CharField("cấp", max_length=10, choices=Level)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="thuộc"
    )
    opened_on = models.DateField("từ ngày")
    closed_on = models.DateField("đến ngày", null=True, blank=True)

    objects = LivedQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["code", "opened_on"], name="territory_once_per_code_and_start"),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gt=F("opened_on")), name="territory_lives_forward"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        self.search_name = fold(self.name)
        super().save(*args, **kwargs)

    def has_ended(self, day: date) -> bool:
        """Merged or renamed by ``day``; ``closed_on`` is the first day without it."""
        return self.closed_on is not None and self.closed_on <= day


class TerritorySuccession(models.Model):
    """Which commune took over from which: an ended one may have gone to several, a new one has several before it."""

    predecessor = models.ForeignKey(Territory, models.PROTECT, related_name="successions", verbose_name="đơn vị cũ")
    successor = models.ForeignKey(Territory, models.PROTECT, related_name="inheritances", verbose_name="đơn vị mới")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="territory_succession_once_per_pair"),
            models.CheckConstraint(condition=~Q(predecessor=F("successor")), name="territory_follows_another"),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


class Unit(models.Model):
    """An office that reports, coordinates or receives. Never deleted, never re-parented."""

    code = models.CharField("mã", max_length=20, unique=True)
    kind = models.CharField("loại", max_length=20, choices=UnitKind)
    reporter_code = models.CharField("nhóm báo cáo", max_length=1, choices=ReporterCode, blank=True)
    name = models.CharField("tên đầy đủ", max_length=200)
    short_name = models.CharField("tên gọn", max_length=80)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, verbose_name="thuộc")
    territory = models.ForeignKey(Territory, models.PROTECT, null=True, blank=True, verbose_name="địa bàn")
    order = models.PositiveSmallIntegerField("thứ tự", default=0)
    letterhead_superior = models.CharField("cơ quan chủ quản", max_length=120, blank=True)
    letterhead_issuer = models.CharField("cơ quan ban hành", max_length=160, blank=True)
    symbol = models.CharField("ký hiệu văn bản", max_length=40, blank=True)
    is_confirmed = models.BooleanField("Sở đã xác nhận tên", default=True)
    source = models.CharField("nguồn", max_length=200, blank=True)
    opened_on = models.DateField("từ ngày")
    closed_on = models.DateField("đến ngày", null=True, blank=True)

    objects = LivedQuerySet.as_manager()

    class Meta:
        ordering = ["order", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gt=F("opened_on")), name="unit_lives_forward"
            )
        ]

    def __str__(self) -> str:
        return self.short_name

    def people(self) -> models.QuerySet[User]:
        """Active accounts of this unit."""
        return User.objects.filter(unit=self, is_active=True)


class UnitSuccession(models.Model):
    """Which unit took over from which: many to many, because units merge and split."""

    class Kind(models.TextChoices):
        RENAME = "rename", "Đổi tên"
        MERGE = "merge", "Hợp nhất"
        SPLIT = "split", "Chia tách"
        TRANSFER = "transfer", "Chuyển chức năng"
        END = "end", "Giải thể"

    predecessor = models.ForeignKey(Unit, models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="inheritances")
    kind = models.CharField("hình thức", max_length=10, choices=Kind)
    effective_on = models.DateField("hiệu lực từ")
    decision = models.CharField("văn bản", max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor", "successor", "effective_on"], name="succession_once_per_pair_and_day"
            ),
            models.CheckConstraint(
                condition=Q(successor=None) | ~Q(predecessor=F("successor")), name="unit_follows_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor or 'giải thể'}"


class User(AbstractUser):
    """A person with one role in one unit. ``is_unit_approver``: head of unit, sends reports."""

    role = models.CharField("vai trò", max_length=2, choices=Role, default=Role.REPORTER)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="users", verbose_name="đơn vị")
    is_unit_approver = models.BooleanField("người duyệt của đơn vị", default=False)
    full_name = models.CharField("họ và tên", max_length=120)
    post_title = models.CharField("chức vụ", max_length=120, blank=True)
    phone = models.CharField("điện thoại", max_length=30, blank=True)
    # Somebody else has seen the password: it opens nothing but the page that sets another, and not for long.
    first_password_until = models.DateTimeField("mật khẩu cấp lần đầu dùng được đến", null=True, blank=True)

    REQUIRED_FIELDS = ["full_name"]

    class Meta(AbstractUser.Meta):
        ordering = ["unit__order", "-is_unit_approver", "username"]
        constraints = [
            models.CheckConstraint(condition=Q(is_superuser=False) & Q(is_staff=False), name="user_has_no_back_door")
        ]

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        return self.full_name


class LoginAttempt(models.Model):
    """One failed login. Only a digest of the name is kept: people type passwords there by mistake."""

    name_digest = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.name_digest[:8]} {self.at}"
