"""The stretches of time that units report on."""

from datetime import date, datetime

from django.db import models
from django.db.models import F, Q

from deadlines.states import Roll
from plans.figures import last_day_on_time
from plans.models.indicators import IndicatorForm
from plans.states import PeriodKind


class ReportingPeriodQuerySet(models.QuerySet):
    def open_by(self, at: datetime):
        """Periods whose obligations are due to exist."""
        return self.filter(opens_at__lte=at)


class ReportingPeriod(models.Model):
    """A stretch of time that units report on, and the instant by which they must have sent.

    ``due_at`` is exclusive: "trước ngày 25/6" is stored as 25/6 00:00 in Vietnam, so the
    last moment on time is 24/6 23:59:59. The data window ends before the due date and need
    not be a calendar half: [NĐ-09] Điều 12 gives 15/12–14/6 and 15/12–14/12; the annual
    window is cumulative. Source of the due dates: [KH-81] mục III.
    """

    year = models.PositiveSmallIntegerField("năm")
    kind = models.CharField("kỳ", max_length=4, choices=PeriodKind)
    starts_on = models.DateField("số liệu từ ngày")
    ends_on = models.DateField("số liệu đến ngày")
    opens_at = models.DateTimeField("mở từ")
    due_at = models.DateTimeField("hết hạn lúc", help_text="Nộp trước thời điểm này là đúng hạn.")
    reminder_roll = models.CharField("nhắc khi ngày cuối là ngày nghỉ", max_length=10, choices=Roll, default=Roll.NONE)
    form = models.ForeignKey(IndicatorForm, models.PROTECT, related_name="periods", verbose_name="biểu")
    reporters = models.JSONField("nhóm đơn vị phải báo cáo", default=list)

    objects = ReportingPeriodQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-ends_on"]
        constraints = [
            models.UniqueConstraint(fields=["year", "kind"], name="period_once_a_year"),
            models.CheckConstraint(condition=Q(starts_on__lt=F("ends_on")), name="period_forward"),
        ]

    def __str__(self) -> str:
        words = self.get_kind_display()
        return f"{words} {self.year}" if words.endswith("năm") else f"{words} năm {self.year}"

    @property
    def code(self) -> str:
        """As in commands and addresses: "2022-6T"."""
        return f"{self.year}-{self.kind}"

    @property
    def is_annual(self) -> bool:
        return self.kind == PeriodKind.YEAR

    @property
    def last_day(self) -> date:
        """The last day on time, in Vietnam."""
        return last_day_on_time(self.due_at)
