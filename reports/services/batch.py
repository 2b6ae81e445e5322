"""Accept several reports at once: all of them, or none."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts.models import User
from reports.models import Report
from reports.queries.matrix import matrix_rows
from reports.services.review import accept_report

MOST = 200


class RefusedBatch(Exception):
    """Some of the reports cannot be accepted together; the message says how many, never which."""


@transaction.atomic
def accept_reports(pks: Iterable[int], *, by: User, at: datetime) -> list[Report]:
    """Accept every report of ``pks``; each must have been sent, be free of flags and of open threads.

    Raises RefusedBatch, or PermissionDenied when one of them was sent by ``by`` himself; then none is accepted.
    """
    wanted = set(pks)
    if not wanted:
        raise RefusedBatch("Chưa chọn báo cáo nào.")
    if len(wanted) > MOST:
        raise RefusedBatch(f"Mỗi lần duyệt tối đa {MOST} báo cáo.")
    locked = Report.objects.visible_to(by).select_for_update(of=("self",)).select_related("unit").order_by("pk")
    reports = list(locked.filter(pk__in=wanted))
    if missing := len(wanted) - len(reports):
        raise RefusedBatch(f"Không duyệt báo cáo nào: {missing} báo cáo đã chọn không tồn tại hoặc ngoài phạm vi.")
    if flagged := sum(not row.is_clean for row in matrix_rows(reports, [], at)):
        raise RefusedBatch(f"Không duyệt báo cáo nào: {flagged} báo cáo đã chọn còn cờ, còn trao đổi hoặc đã xét.")
    return [accept_report(report, by=by, at=at) for report in reports]
