"""Files that come with a report."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.rules import READING_ROLES
from accounts.states import Role
from documents.models import StoredFile
from reports.models.report import Report
from reports.states import AttachmentKind


class ReportAttachmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The unit's own; the department and its readers see them once the report has been sent."""
        if not user.is_active:
            return self.none()
        if user.role in READING_ROLES:
            return self.filter(report__first_submitted_at__isnull=False)
        if user.role == Role.REPORTER and user.unit_id:
            return self.filter(report__unit_id=user.unit_id)
        return self.none()

    def standing(self):
        """Not removed."""
        return self.filter(removed_at=None)


class ReportAttachment(models.Model):
    """One file of a report. A signed document carries the number and day that its clerk gave it.

    Removing keeps the row and the file: what was once sent with a report can be looked up.
    """

    report = models.ForeignKey(Report, models.PROTECT, related_name="attachments", verbose_name="báo cáo")
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+", verbose_name="tệp")
    kind = models.CharField("loại", max_length=8, choices=AttachmentKind)
    document_number = models.CharField("số, ký hiệu văn bản", max_length=60, blank=True)
    document_on = models.DateField("ngày văn bản", null=True, blank=True)
    removed_at = models.DateTimeField("gỡ lúc", null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người gỡ"
    )

    objects = ReportAttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["report", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="signed") | (~Q(document_number="") & Q(document_on__isnull=False)),
                name="attachment_signed_has_number_and_day",
            )
        ]

    def __str__(self) -> str:
        return f"{self.report}: {self.file}"
