"""What the first pages show; reads over all floors below."""

from datetime import datetime

from django.utils.timezone import localtime

from plans.models import ReportingPeriod
from reports.models import Report
from reports.queries.objectives import latest_period
from reports.queries.totals import board, state_counts
from reports.states import ReportState


def current_period(at: datetime) -> ReportingPeriod | None:
    """The period being collected: of this year if one has begun, else the latest there is."""
    day = localtime(at).date()
    found = latest_period(day.year, day)
    return found or ReportingPeriod.objects.open_by(at).order_by("-ends_on").first()


def unit_work(user, at: datetime) -> dict:
    """What a reporting unit owes, what waits for whom inside it, what it has sent."""
    reports = list(Report.objects.visible_to(user).for_listing())
    return {
        "owed": [r for r in reports if not r.is_sent and not r.excluded_at],
        "sent": [r for r in reports if r.is_sent][:6],
        "now": at,
    }


def department_work(user, at: datetime) -> dict:
    """The desk of the coordinating room: to review, late, returned."""
    period = current_period(at)
    reports = board(period, user) if period else []
    return {
        "period": period,
        "to_review": [(r, r.is_late(at)) for r in reports if r.state == ReportState.SUBMITTED],
        "late": [r for r in reports if r.first_submitted_at is None and r.is_late(at)],
        "returned": [r for r in reports if r.state == ReportState.RETURNED],
        "not_sent": [r for r in reports if r.first_submitted_at is None and not r.excluded_at],
        "counts": state_counts(reports),
        "total": sum(r.excluded_at is None for r in reports),
        "sent": sum(r.first_submitted_at is not None and r.excluded_at is None for r in reports),
        "now": at,
    }
