"""The department judges: accept, return, reopen."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from accounts.models import User
from accounts.states import Role
from audit.services.journal import record
from kit.permissions import require
from kit.text import clean
from kit.workflow import InvalidTransition, Transition
from notices.services.outbox import post
from reports.models import Report, SubmissionRound
from reports.services.opening import MissingReason
from reports.services.submission import report_time
from reports.states import ACCEPT, REOPEN, RETURN, Outcome

MIN_REASON = 10


@transaction.atomic
def accept_report(report: Report, *, by: User, at: datetime) -> Report:
    """Take the report into the totals. Raises PermissionDenied (also for one's own sending) or InvalidTransition."""
    report = Report.objects.select_for_update().get(pk=report.pk)
    require(by, "reports.accept_report", report)
    _require_included(report)
    before = report.state
    ACCEPT.apply(report, decided_at=at, decided_by=by, return_reason="")
    _close_round(report, Outcome.ACCEPTED, by=by, at=at)
    record(report, "report.accepted", by=by, at=at, state=(before, report.state))
    _tell_unit(report, by=by, at=at, kind="accepted", subject=f"Đã duyệt: {report}", reason="")
    return report


@transaction.atomic
def return_report(report: Report, *, by: User, at: datetime, reason: str) -> Report:
    """Ask the unit to correct; ``reason`` stands on top of its form. The figures are not in any total.

    Raises PermissionDenied, MissingReason or InvalidTransition.
    """
    return _give_back(report, RETURN, "reports.return_report", by=by, at=at, reason=reason)


@transaction.atomic
def reopen_report(report: Report, *, by: User, at: datetime, reason: str) -> Report:
    """Take an accepted report out of the totals again and ask the unit to correct it.

    Raises PermissionDenied, MissingReason or InvalidTransition.
    """
    return _give_back(report, REOPEN, "reports.reopen_report", by=by, at=at, reason=reason)


def _give_back(report: Report, step: Transition, perm: str, *, by: User, at: datetime, reason: str) -> Report:
    report = Report.objects.select_for_update().get(pk=report.pk)
    require(by, perm, report)
    reason = clean(reason)
    if len(reason) < MIN_REASON:
        raise MissingReason("Cần nêu lý do để đơn vị biết phải sửa gì, ít nhất 10 ký tự.")
    _require_included(report)
    before = report.state
    step.apply(report, decided_at=at, decided_by=by, return_reason=reason)
    _close_round(report, Outcome.RETURNED, by=by, at=at, reason=reason)
    record(report, f"report.{step.name}ed", by=by, at=at, state=(before, report.state), reason=reason)
    subject = f"Yêu cầu chỉnh lý: {report}"
    _tell_unit(report, by=by, at=at, kind=step.name, subject=subject, reason=f"\nLý do: {reason}")
    return report


def _require_included(report: Report) -> None:
    """A unit that was excluded from the period is not judged in it."""
    if report.excluded_at:
        raise InvalidTransition(f"{report} is excluded")


def _close_round(report: Report, outcome: str, *, by: User, at: datetime, reason: str = "") -> None:
    number = report.rounds.count()
    rounds = SubmissionRound.objects.filter(report=report, number=number)
    rounds.update(outcome=outcome, decided_at=at, decided_by=by, reason=reason)


def _tell_unit(report: Report, *, by: User, at: datetime, kind: str, subject: str, reason: str) -> None:
    body = f"Người xét: {by}, lúc {report_time(at)}.{reason}"
    path, about = reverse("reports:detail", args=[report.pk]), "" if kind == "accepted" else f"report:{report.pk}"
    for person in report.unit.people().filter(role=Role.REPORTER):
        key = f"report:{report.pk}:{kind}:{report.rounds.count()}:{at.isoformat()}:{person.pk}"
        post(key, to=person, kind=f"report-{kind}", subject=subject, body=body, at=at, path=path, about=about)
