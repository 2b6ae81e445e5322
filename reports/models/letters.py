"""The official letter that urges late units (công văn đôn đốc): drafted here, numbered by the clerk."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Unit
from accounts.rules import READING_ROLES
from documents.models import OfficialDocument
from jobs.models import Job
from plans.models import ReportingPeriod
from reports.models.report import Report
from reports.states import LetterState, SignedAs


class LetterQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The department, the leadership and the auditor; units get the letter itself, on paper or by e-office."""
        return self if user.is_active and user.role in READING_ROLES else self.none()

    def in_force(self):
        """Not replaced by a later letter."""
        return self.exclude(state=LetterState.SUPERSEDED)


class Letter(models.Model):
    """One letter to the units that were late at ``as_of``; never sent by the portal itself.

    Its words are frozen in ``document``; the number and the day that the clerk gave are recorded there
    ([NĐ-30] Điều 15). A later letter of the same period replaces it and says so.
    """

    period = models.ForeignKey(ReportingPeriod, models.PROTECT, related_name="letters", verbose_name="kỳ")
    revision = models.PositiveSmallIntegerField("lần")
    state = models.CharField("tình trạng", max_length=10, choices=LetterState, default=LetterState.DRAFTED)
    as_of = models.DateTimeField("tính đến")
    new_due_on = models.DateField("hạn mới", help_text="Nộp trong ngày này là đúng yêu cầu của công văn.")
    signed_as = models.CharField("thẩm quyền ký", max_length=2, choices=SignedAs)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người soạn"
    )  # nobody: the portal, when reminders had risen to the room
    document = models.OneToOneField(OfficialDocument, models.PROTECT, related_name="+", verbose_name="văn bản")
    job = models.ForeignKey(Job, models.PROTECT, null=True, related_name="+", verbose_name="việc chạy nền")
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name="thay thế"
    )
    recorded_at = models.DateTimeField("ghi số lúc", null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người ghi số"
    )

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["-as_of", "-revision"]
        constraints = [
            models.UniqueConstraint(fields=["period", "revision"], name="letter_once_per_revision"),
            models.CheckConstraint(condition=Q(revision__gte=1), name="letter_counts_from_one"),
        ]

    def __str__(self) -> str:
        return f"Công văn đôn đốc báo cáo {self.period}, lần {self.revision}"


class LetterAddressee(models.Model):
    """A unit that the letter names, with its name on that day and the report it owed."""

    letter = models.ForeignKey(Letter, models.CASCADE, related_name="addressees", verbose_name="công văn")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị")
    report = models.ForeignKey(Report, models.PROTECT, related_name="letters", verbose_name="báo cáo")
    unit_name = models.CharField("tên đơn vị", max_length=200)

    class Meta:
        ordering = ["unit__order", "unit__code"]
        constraints = [models.UniqueConstraint(fields=["letter", "unit"], name="letter_names_a_unit_once")]

    def __str__(self) -> str:
        return self.unit_name
