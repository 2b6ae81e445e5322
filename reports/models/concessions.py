"""More time for one unit, or none of the duty at all: asked for, decided, on paper."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.rules import READING_ROLES
from accounts.states import Role
from deadlines.figures import last_day_on_time
from reports.models.report import Report
from reports.states import ConcessionKind, ConcessionState


class ConcessionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Like the report it is about."""
        if user.is_active and user.role in READING_ROLES:
            return self
        if user.is_active and user.role == Role.REPORTER and user.unit_id:
            return self.filter(report__unit_id=user.unit_id)
        return self.none()

    def open(self):
        return self.filter(state=ConcessionState.ASKED)


class Concession(models.Model):
    """One request or one decision about a unit's duty in one period.

    ``due_at`` is the new exclusive instant of an extension; ``due_before`` what it replaced. A concession
    that the coordinating room grants by itself has no ``asked_by``.
    """

    report = models.ForeignKey(Report, models.PROTECT, related_name="concessions", verbose_name="báo cáo")
    kind = models.CharField("loại", max_length=10, choices=ConcessionKind)
    state = models.CharField("tình trạng", max_length=10, choices=ConcessionState, default=ConcessionState.ASKED)
    wished_on = models.DateField("đề nghị đến hết ngày", null=True, blank=True)
    reason = models.CharField("lý do", max_length=500)
    asked_at = models.DateTimeField("đề nghị lúc", null=True, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người đề nghị"
    )
    due_before = models.DateTimeField("hạn cũ", null=True, blank=True)
    due_at = models.DateTimeField("hạn mới", null=True, blank=True)
    answer = models.CharField("ý kiến", max_length=500, blank=True)
    reference = models.CharField("văn bản", max_length=120, blank=True)
    decided_at = models.DateTimeField("quyết định lúc", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người quyết định"
    )

    objects = ConcessionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report"], condition=Q(state="asked"), name="concession_one_open_request_per_report"
            ),
            models.CheckConstraint(
                condition=~Q(state="granted") | (~Q(reference="") & Q(decided_by__isnull=False)),
                name="concession_granted_on_paper",
            ),
            models.CheckConstraint(
                condition=~Q(state="granted", kind="extension") | Q(due_at__gt=models.F("due_before")),
                name="concession_extension_lengthens",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.report}"

    @property
    def last_day(self) -> date | None:
        """The last day on time that was granted, in Vietnam."""
        return last_day_on_time(self.due_at) if self.due_at else None
