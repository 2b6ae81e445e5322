"""The unit takes back what the department has not opened yet."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from audit.services.journal import record
from kit.permissions import require
from kit.workflow import InvalidTransition, Transition
from reports.models import Report, SubmissionRound
from reports.services.submission import department, locked_report, tell
from reports.states import Outcome, ReportState


@transaction.atomic
def recall_report(report: Report, *, by: User, at: datetime) -> Report:
    """Back to the unit's desk. A first sending that was taken back does not count for timeliness.

    Raises PermissionDenied, or InvalidTransition when somebody of the department has it.
    """
    report = locked_report(report)
    require(by, "reports.recall_report", report)
    if not report.is_unread or report.excluded_at:
        raise InvalidTransition(f"recall: {report} is {report.state}, read at {report.read_at}")
    standing = report.rounds.exclude(outcome=Outcome.RECALLED).order_by("-number")
    is_first = standing.count() < 2
    target = ReportState.DRAFT if is_first else ReportState.RETURNED
    changes = {"moved_at": at} | ({"first_submitted_at": None} if is_first else {})
    Transition("recall", frozenset({ReportState.SUBMITTED}), target).apply(report, **changes)
    taken_back = SubmissionRound.objects.filter(pk__in=standing.values("pk")[:1])
    taken_back.update(outcome=Outcome.RECALLED, decided_at=at, decided_by=by)
    record(report, "report.recalled", by=by, at=at, state=(ReportState.SUBMITTED, report.state))
    subject = f"Đơn vị rút lại: {report}"
    tell(report, department(), by=by, at=at, kind="recalled", thing="review", subject=subject)
    return report
