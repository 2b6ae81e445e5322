"""Each sending of a report, frozen."""

from django.conf import settings
from django.db import models

from reports.models.report import Report
from reports.states import Outcome


class SubmissionRound(models.Model):
    """One sending, frozen: what stood in the report, with its SHA-256, and what became of it."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="rounds", verbose_name="báo cáo")
    number = models.PositiveSmallIntegerField("lần")
    submitted_at = models.DateTimeField("nộp lúc")
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người gửi"
    )
    submitted_by_name = models.CharField("tên người gửi", max_length=160)
    is_on_behalf = models.BooleanField("Sở nhập thay", default=False)
    is_supplement = models.BooleanField("bổ sung sau khi đã chốt tổng hợp", default=False)
    snapshot = models.JSONField("nội dung")
    flags = models.JSONField("cờ", null=True, blank=True)  # queries.flags; not part of what was sent
    digest = models.CharField("SHA-256", max_length=64)
    submission_key = models.CharField("mã trang gửi", max_length=200, null=True, blank=True, unique=True)
    outcome = models.CharField("kết quả", max_length=10, choices=Outcome, default=Outcome.PENDING)
    decided_at = models.DateTimeField("xét lúc", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người xét"
    )
    reason = models.TextField("lý do", blank=True)

    class Meta:
        ordering = ["report", "number"]
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="round_once_per_number")]

    def __str__(self) -> str:
        return f"{self.report}, lần {self.number}"
