"""When those above want a period's report, and what was decided about the units' deadline."""

from datetime import date

from django.conf import settings
from django.db import models

from deadlines.figures import last_day_on_time
from deadlines.figures.planner import Ask, Leads
from deadlines.states import Roll
from plans.models import ReportingPeriod

PROVINCE, MINISTRY = "UBND tỉnh", "Bộ"


class PeriodSchedule(models.Model):
    """What the backward planner reckons with, per period. Dates are "trước ngày", leads are working days."""

    period = models.OneToOneField(
        ReportingPeriod, models.PROTECT, primary_key=True, related_name="schedule", verbose_name="kỳ"
    )
    province_before = models.DateField("UBND tỉnh yêu cầu trước ngày", null=True, blank=True)
    ministry_before = models.DateField("Bộ yêu cầu trước ngày", null=True, blank=True)
    sending = models.PositiveSmallIntegerField("gửi đi", default=1)
    signing = models.PositiveSmallIntegerField("ký", default=2)
    consolidation = models.PositiveSmallIntegerField("tổng hợp", default=2)
    review = models.PositiveSmallIntegerField("xét", default=3)
    filling = models.PositiveSmallIntegerField("đơn vị nhập sau chốt số liệu", default=3)

    def __str__(self) -> str:
        return f"Lịch ngược {self.period}"

    @property
    def asks(self) -> list[Ask]:
        """From the nearer to the farther."""
        both = ((PROVINCE, self.province_before), (MINISTRY, self.ministry_before))
        return [Ask(name, before) for name, before in both if before]

    @property
    def leads(self) -> Leads:
        return Leads(self.sending, self.signing, self.consolidation, self.review, self.filling)


class DeadlineDecision(models.Model):
    """One decision about a period's deadline, with the conflicts that were known when it was taken."""

    period = models.ForeignKey(ReportingPeriod, models.PROTECT, related_name="deadline_decisions", verbose_name="kỳ")
    due_before = models.DateTimeField("hạn cũ")
    due_at = models.DateTimeField("hạn mới")
    data_on = models.DateField("số liệu đến ngày", null=True, blank=True)
    roll = models.CharField("nhắc khi ngày cuối là ngày nghỉ", max_length=10, choices=Roll)
    conflicts = models.JSONField("mâu thuẫn đã biết", default=list)
    reason = models.CharField("lý do", max_length=500)
    reference = models.CharField("văn bản", max_length=120, blank=True)
    decided_at = models.DateTimeField("quyết định lúc")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người quyết định"
    )

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"Hạn {self.period}: {self.reference}"

    @property
    def last_day(self) -> date:
        """The units' last day on time, in Vietnam."""
        return last_day_on_time(self.due_at)
