"""A unit's report of one period: its state, its figures, its words."""

from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.db.models import Count, Q

from accounts.models import Unit
from accounts.rules import READING_ROLES
from accounts.states import Role
from plans.figures import is_on_time, last_day_on_time
from plans.models import Indicator, ReportingPeriod
from reports.states import EDITABLE, SENT, WITH_UNIT, CellStatus, ReportState


class ReportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The SQL twin of ``reports.view_report``; a test holds the two together."""
        if not user.is_active:
            return self.none()
        if user.role in READING_ROLES:
            return self
        if user.role == Role.REPORTER and user.unit_id:
            return self.filter(unit_id=user.unit_id)
        return self.none()

    def expected(self):
        """Reports that are really owed: not those of excluded units."""
        return self.filter(excluded_at=None)

    def awaiting_submission(self):
        """Still with the unit: never sent, or returned and not yet sent again."""
        return self.expected().filter(state__in=WITH_UNIT)

    def accepted(self):
        return self.expected().filter(state=ReportState.ACCEPTED)

    def overdue(self, at: datetime):
        """Never sent although the deadline has passed."""
        is_over = Q(extended_due_at=None) | Q(extended_due_at__lte=at)
        return self.awaiting_submission().filter(is_over, first_submitted_at=None, period__due_at__lte=at)

    def for_listing(self):
        """All that one row of the board shows, in a constant number of queries."""
        signed = Count("attachments", filter=Q(attachments__kind="signed", attachments__removed_at=None))
        rows = self.select_related("unit", "period", "submitted_by", "reviewer").annotate(signed_count=signed)
        return rows.order_by("-period__ends_on", "unit__order")


class Report(models.Model):
    """A unit's obligation in one period and, once filled in, its report.

    Whether it is late is never stored: it follows from ``first_submitted_at`` and the period.
    ``revision`` grows with every change of content, so that two editors notice each other.
    """

    period = models.ForeignKey(ReportingPeriod, models.PROTECT, related_name="reports", verbose_name="kỳ")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="reports", verbose_name="đơn vị")
    unit_name = models.CharField("tên đơn vị khi nộp", max_length=200, blank=True)
    state = models.CharField("trạng thái", max_length=14, choices=ReportState, default=ReportState.DRAFT)
    revision = models.PositiveIntegerField("lần sửa", default=0)
    opened_at = models.DateTimeField("mở lúc")
    moved_at = models.DateTimeField("chuyển trạng thái lúc", null=True, blank=True)
    edited_at = models.DateTimeField("sửa lúc", null=True, blank=True)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người nhập"
    )
    first_submitted_at = models.DateTimeField("nộp lần đầu lúc", null=True, blank=True)
    submitted_at = models.DateTimeField("nộp lúc", null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người gửi"
    )
    read_at = models.DateTimeField("Sở mở lần đầu lúc", null=True, blank=True)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người nhận xét"
    )
    decided_at = models.DateTimeField("xét lúc", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người xét"
    )
    on_behalf_at = models.DateTimeField("Sở nhập thay từ", null=True, blank=True)
    on_behalf_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người nhập thay"
    )
    on_behalf_reason = models.CharField("lý do nhập thay", max_length=300, blank=True)
    supplement_at = models.DateTimeField("yêu cầu bổ sung lúc", null=True, blank=True)
    return_reason = models.TextField("lý do yêu cầu chỉnh lý", blank=True)
    extended_due_at = models.DateTimeField("hết hạn lúc, đã gia hạn", null=True, blank=True)
    nothing_confirmed_at = models.DateTimeField("xác nhận không phát sinh lúc", null=True, blank=True)
    excluded_at = models.DateTimeField("loại trừ lúc", null=True, blank=True)
    exclusion_reason = models.CharField("lý do loại trừ", max_length=300, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-period__ends_on", "unit__order"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "period"], name="report_once_per_unit_and_period"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "awaiting_head"]) | Q(first_submitted_at__isnull=False),
                name="report_sent_has_first_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(return_reason=""), name="report_returned_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"Báo cáo {self.period} – {self.unit}"

    @property
    def dom_id(self) -> str:
        return f"bao-cao-{self.pk:d}"

    @property
    def is_editable(self) -> bool:
        return self.state in EDITABLE and self.excluded_at is None

    @property
    def is_sent(self) -> bool:
        return self.state in SENT

    @property
    def is_unread(self) -> bool:
        """Sent, and nobody of the department has opened or taken it: the unit may still take it back."""
        return self.state == ReportState.SUBMITTED and self.read_at is None

    @property
    def due_at(self) -> datetime:
        """The exclusive instant that holds for this unit: the later of the period's and its extension's."""
        return max(self.extended_due_at or self.period.due_at, self.period.due_at)

    @property
    def last_day(self) -> date:
        """The last day on time for this unit, in Vietnam."""
        return last_day_on_time(self.due_at)

    @property
    def was_on_time(self) -> bool | None:
        """None while it was never sent."""
        if self.first_submitted_at is None:
            return None
        return is_on_time(self.first_submitted_at, self.due_at)

    def is_late(self, at: datetime) -> bool:
        """Sent after the deadline, or not sent though it has passed."""
        if self.excluded_at:
            return False
        return not is_on_time(self.first_submitted_at or at, self.due_at)


class ReportValue(models.Model):
    """One figure of one report, in the indicator's unit of measure. No row: not filled in."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="values", verbose_name="báo cáo")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+", verbose_name="chỉ tiêu")
    status = models.CharField("tình trạng", max_length=12, choices=CellStatus)
    value = models.DecimalField("số liệu", max_digits=15, decimal_places=3, null=True, blank=True)
    note = models.CharField("giải trình, ghi chú", max_length=1000, blank=True)
    known = models.DecimalField("số lấy từ cổng", max_digits=15, decimal_places=3, null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "indicator"], name="value_once_per_indicator"),
            models.CheckConstraint(
                condition=Q(status="value", value__isnull=False) | (~Q(status="value") & Q(value__isnull=True)),
                name="value_present_only_with_its_status",
            ),
            models.CheckConstraint(condition=Q(value=None) | Q(value__gte=0), name="value_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.report} {self.indicator.code}"


class ReportSection(models.Model):
    """The words of one section of the outline."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="sections", verbose_name="báo cáo")
    code = models.CharField("mục", max_length=10)
    text = models.TextField("nội dung", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "code"], name="section_once_per_code")]

    def __str__(self) -> str:
        return f"{self.report} {self.code}"
