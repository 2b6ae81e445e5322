"""The department enters a report for a unit that cannot: with a reason, marked for ever, judged by somebody else."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.states import Role
from audit.services.journal import record
from kit.permissions import require
from kit.text import clean
from kit.workflow import InvalidTransition
from reports.models import Report
from reports.services.opening import MissingReason
from reports.services.submission import locked_report, tell


@transaction.atomic
def enter_on_behalf(report: Report, *, by: User, at: datetime, reason: str) -> Report:
    """From now on ``by`` (and every coordinator) may edit and send this report; the unit is told and may still do so.

    Raises PermissionDenied, MissingReason, or InvalidTransition when the report is not with the unit.
    """
    report = locked_report(report)
    require(by, "reports.enter_on_behalf", report)
    reason = clean(reason)
    if not 10 <= len(reason) <= 300:
        raise MissingReason("Cần nêu lý do nhập thay, từ 10 đến 300 ký tự.")
    if not report.is_editable or report.on_behalf_at:
        raise InvalidTransition(f"on behalf: {report} is {report.state}")
    report.on_behalf_at, report.on_behalf_by, report.on_behalf_reason = at, by, reason
    report.save(update_fields=["on_behalf_at", "on_behalf_by", "on_behalf_reason"])
    record(report, "report.entered_on_behalf", by=by, at=at, reason=reason)
    people = list(report.unit.people().filter(role=Role.REPORTER))
    subject = f"Sở nhập thay: {report}"
    tell(report, people, by=by, at=at, kind="on-behalf", thing="report", subject=subject, words=reason)
    return report
