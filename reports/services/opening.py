"""Obligations open by themselves, and may be lifted by a person."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from audit.services.journal import record
from kit.permissions import require
from kit.text import clean
from kit.workflow import InvalidTransition
from plans.models import ReportingPeriod
from reports.models import Report
from reports.queries.obligations import obliged_units


class MissingReason(ValueError):
    """A decision about a unit needs words that it can understand."""


@transaction.atomic
def open_obligations(period: ReportingPeriod, *, at: datetime) -> int:
    """One empty report per obliged unit; returns how many are new. Safe to run again and in parallel."""
    opened = 0
    for unit in obliged_units(period):
        report, is_new = Report.objects.get_or_create(unit=unit, period=period, defaults={"opened_at": at})
        if is_new:
            record(report, "report.opened", by=None, at=at)
            opened += 1
    return opened


def open_due_obligations(*, at: datetime) -> int:
    """Open the obligations of every period that has begun; returns how many are new."""
    return sum(open_obligations(period, at=at) for period in ReportingPeriod.objects.open_by(at))


@transaction.atomic
def include_unit(report: Report, *, by: User, at: datetime, reason: str) -> Report:
    """Take an exclusion back: the unit owes the period again.

    Raises PermissionDenied, MissingReason, or InvalidTransition when it is not excluded.
    """
    report = Report.objects.select_for_update().get(pk=report.pk)
    require(by, "reports.exclude_unit", report)
    reason = clean(reason)
    if not 10 <= len(reason) <= 300:
        raise MissingReason("Cần nêu lý do, từ 10 đến 300 ký tự.")
    if report.excluded_at is None:
        raise InvalidTransition(f"include: {report} is not excluded")
    report.excluded_at, report.exclusion_reason = None, ""
    report.save(update_fields=["excluded_at", "exclusion_reason"])
    record(report, "report.included", by=by, at=at, reason=reason)
    return report


@transaction.atomic
def exclude_unit(report: Report, *, by: User, at: datetime, reason: str) -> Report:
    """Lift a unit's obligation in one period: it leaves the denominators, visibly.

    Raises PermissionDenied, MissingReason, or InvalidTransition for a report that has been sent.
    """
    report = Report.objects.select_for_update().get(pk=report.pk)
    require(by, "reports.exclude_unit", report)
    reason = clean(reason)
    if not 10 <= len(reason) <= 300:
        raise MissingReason("Cần nêu lý do loại trừ, từ 10 đến 300 ký tự.")
    if report.is_sent:
        raise InvalidTransition(f"exclude: {report} is {report.state}")
    if report.excluded_at is None:
        report.excluded_at, report.exclusion_reason = at, reason
        report.save(update_fields=["excluded_at", "exclusion_reason"])
        record(report, "report.excluded", by=by, at=at, reason=reason)
    return report
