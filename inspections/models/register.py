"""Establishments that inspections watch, and their lives."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from accounts.models import Territory
from accounts.rules import READING_ROLES
from accounts.states import Role
from inspections.models.teams import Team
from inspections.rules import reporting_territory
from inspections.states import EstablishmentType, Level, LicenceKind, NationalGroup, OperatingStatus
from kit.text import fold

SEARCH_LENGTH = 200


def searchable(name: str) -> str:
    """``name`` as the search column holds it: folding can make a text longer than its column."""
    return fold(name)[:SEARCH_LENGTH]


def located_in(territory_ids, path: str = "") -> Q:
    """The commune is one of the territories, or a commune of one. ``path`` leads to the establishment."""
    return Q(**{f"{path}commune__in": territory_ids}) | Q(**{f"{path}commune__parent__in": territory_ids})


def district_code_of(commune: Territory) -> str:
    """The district a commune lies in; the code of a commune without one. Territories are never re-parented."""
    parent = commune.parent
    return parent.code if parent and parent.level == Territory.Level.DISTRICT else commune.code


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
        return self.annotate(status_on_day=_known_status(day))

    def active_on(self, day: date):
        """In operation on ``day``: the denominator of the 20 % goal."""
        return self.alias(status_then=_known_status(day)).filter(status_then=OperatingStatus.ACTIVE)

    def keep_latest(self):
        """Copy the latest line of each establishment's statuses beside it; whoever writes a line calls this."""
        lines = EstablishmentStatus.objects.filter(establishment=OuterRef("pk")).order_by("-from_on")
        status = Coalesce(Subquery(lines.values("status")[:1]), Value(""))
        return self.update(latest_status=status, latest_from=Subquery(lines.values("from_on")[:1]))

    def matching(self, text: str):
        """Name or code contains ``text``, marks and case ignored."""
        return self.filter(Q(search_name__contains=searchable(text)) | Q(code__contains=text.upper()))

    def for_listing(self):
        """All that one row of the register shows, in a constant number of queries."""
        return self.select_related("commune__parent").order_by("district_code", "search_name", "pk")


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
    district_code = models.CharField(max_length=10, editable=False, default="")
    address = models.CharField("địa chỉ", max_length=250, blank=True)
    owner_name = models.CharField("chủ cơ sở", max_length=120, blank=True)
    owner_phone = models.CharField("điện thoại chủ cơ sở", max_length=30, blank=True)
    license_note = models.CharField("giấy phép, giấy chứng nhận", max_length=300, blank=True)
    rooms = models.PositiveIntegerField("số phòng, bàn", null=True, blank=True)
    workers = models.PositiveIntegerField("số lao động", null=True, blank=True)
    pledged_on = models.DateField("ký cam kết ngày", null=True, blank=True)
    opened_on = models.DateField("hoạt động từ ngày")
    is_verified = models.BooleanField("đã xác minh", default=False)
    # The latest line of ``statuses``, kept beside it for lists of many thousands; without it they look there.
    latest_status = models.CharField(max_length=10, choices=OperatingStatus, editable=False, blank=True)
    latest_from = models.DateField(null=True, editable=False)

    objects = EstablishmentQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        # The list walks this index: it sorts nothing, and skipping pages reads no rows.
        indexes = [
            models.Index(fields=["district_code", "search_name", "id", "code"], name="establishment_in_order"),
            models.Index(fields=["latest_status", "latest_from"], name="establishment_latest_status"),
        ]
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
        self.district_code = district_code_of(self.commune)
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
        indexes = [models.Index(fields=["establishment", "-from_on", "status"], name="status_of_a_day")]
        constraints = [
            models.UniqueConstraint(fields=["establishment", "from_on"], name="status_once_per_day"),
            models.CheckConstraint(condition=Q(status__in=OperatingStatus.values), name="status_in_list"),
        ]

    def __str__(self) -> str:
        return f"{self.establishment}: {self.get_status_display()} từ {self.from_on:%d/%m/%Y}"


class Licence(models.Model):
    """One paper of an establishment. Entered again under the same kind and number it is the same one, corrected."""

    establishment = models.ForeignKey(Establishment, models.CASCADE, related_name="licences", verbose_name="cơ sở")
    kind = models.CharField("loại giấy tờ", max_length=10, choices=LicenceKind)
    number = models.CharField("số", max_length=60)
    issued_on = models.DateField("ngày cấp", null=True, blank=True)
    valid_to = models.DateField("có giá trị đến hết ngày", null=True, blank=True)
    issuer = models.CharField("cơ quan cấp", max_length=160, blank=True)

    class Meta:
        ordering = ["kind", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["establishment", "kind", "number"], name="licence_once_per_number"),
            models.CheckConstraint(condition=Q(kind__in=LicenceKind.values), name="licence_kind_in_list"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(issued_on=None) | Q(valid_to__gte=F("issued_on")),
                name="licence_lives_forward",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"

    def is_valid_on(self, day: date) -> bool:
        """Not run out; a paper without an end never does."""
        return self.valid_to is None or day <= self.valid_to


def _known_status(day: date) -> Case:
    """The latest line if it holds on ``day``; only for days before it the lines are read."""
    return Case(When(latest_from__lte=day, then=F("latest_status")), default=_status_on(day))


def _status_on(day: date) -> Subquery:
    known = EstablishmentStatus.objects.filter(establishment=OuterRef("pk"), from_on__lte=day)
    return Subquery(known.order_by("-from_on").values("status")[:1])
