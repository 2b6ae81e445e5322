"""Attach files to a report and take them off again."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Sum
from django.utils.timezone import localtime

from accounts.models import User
from audit.services.journal import record
from documents.services.files import keep_file
from kit.permissions import require
from kit.text import clean
from kit.uploads import CheckedFile
from kit.workflow import InvalidTransition
from reports.models import Report, ReportAttachment
from reports.states import AttachmentKind

MEGABYTE = 1024 * 1024
MAX_FILES, MAX_OF_REPORT, MAX_OF_YEAR = 20, 50 * MEGABYTE, 500 * MEGABYTE


class RefusedAttachment(Exception):
    """The file is sound and still cannot be attached; the message says why."""


@transaction.atomic
def attach_file(
    report: Report,
    checked: CheckedFile,
    *,
    kind: str,
    by: User,
    at: datetime,
    number: str = "",
    signed_on: date | None = None,
) -> ReportAttachment:
    """Add one file. Also after sending: the signed paper often follows the figures by a day or two.

    Args:
        number, signed_on: of the signed document, obligatory for one; other kinds may do without.

    Raises PermissionDenied, RefusedAttachment, NoRoomForFiles, or InvalidTransition for an excluded unit.
    """
    report = Report.objects.select_for_update().select_related("unit", "period").get(pk=report.pk)
    require(by, "reports.attach_file", report)
    if report.excluded_at:
        raise InvalidTransition(f"attach: {report} is excluded")
    number = clean(number)
    if kind == AttachmentKind.SIGNED and not (number and signed_on):
        raise RefusedAttachment("Văn bản đã ký cần có số, ký hiệu và ngày văn bản.")
    if signed_on and signed_on > localtime(at).date():
        raise RefusedAttachment("Ngày văn bản không thể sau hôm nay.")
    _require_room(report, checked, at)
    file = keep_file(checked, kind="report-attachment", by=by, at=at)
    _require_new(report, file.digest)
    attachment = ReportAttachment.objects.create(
        report=report, file=file, kind=kind, document_number=number, document_on=signed_on
    )
    record(report, "report.attached", by=by, at=at, file=file.name, sha256=file.digest)
    return attachment


def _require_room(report: Report, checked: CheckedFile, at: datetime) -> None:
    standing = report.attachments.standing()
    size = len(checked.data)
    of_report = standing.aggregate(sum=Sum("file__size"))["sum"] or 0
    of_year = ReportAttachment.objects.filter(
        report__unit=report.unit_id, file__uploaded_at__year=localtime(at).year
    ).aggregate(sum=Sum("file__size"))["sum"]
    if standing.count() >= MAX_FILES:
        raise RefusedAttachment(f"Báo cáo đã có {MAX_FILES} tệp. Hãy gỡ bớt hoặc gộp tệp.")
    if of_report + size > MAX_OF_REPORT:
        raise RefusedAttachment("Các tệp của báo cáo vượt 50 MB. Hãy quét ở 200 dpi hoặc gỡ bớt tệp.")
    if (of_year or 0) + size > MAX_OF_YEAR:
        raise RefusedAttachment("Đơn vị đã dùng hết 500 MB của năm. Hãy liên hệ Phòng PCTNXH-BĐG.")


def _require_new(report: Report, digest: str) -> None:
    """The same content twice helps nobody; raising rolls the second one back."""
    if report.attachments.standing().filter(file__digest=digest).exists():
        raise RefusedAttachment("Tệp này đã được đính kèm báo cáo.")


@transaction.atomic
def remove_file(attachment: ReportAttachment, *, by: User, at: datetime) -> ReportAttachment:
    """Take a file off the report while the report is with the unit; a second call changes nothing.

    Raises PermissionDenied, or InvalidTransition for a report that was sent.
    """
    report = Report.objects.select_for_update().get(pk=attachment.report_id)
    require(by, "reports.attach_file", report)
    if not report.is_editable:
        raise InvalidTransition(f"remove: {report} is {report.state}")
    attachment = ReportAttachment.objects.select_related("file").get(pk=attachment.pk)
    if attachment.removed_at is None:
        attachment.removed_at, attachment.removed_by = at, by
        attachment.save(update_fields=["removed_at", "removed_by"])
        record(report, "report.detached", by=by, at=at, file=attachment.file.name)
    return attachment
