"""What the first pages show; reads over all floors below."""

from datetime import datetime

from django.utils.timezone import localtime

from accounts.rules import DEPARTMENT_ROLES
from accounts.states import Role
from plans.models import ActionItem, ReportingPeriod
from plans.queries.document import current_plan
from plans.queries.progress import is_late, own_standings
from plans.states import ActionState, Duty, ProgressState
from reports.models import Report
from reports.queries.board import board_counts, board_reports
from reports.queries.objectives import latest_period
from reports.states import ReportState

TASK_ROLES = DEPARTMENT_ROLES | {Role.REPORTER}


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


def own_work(user, at: datetime) -> dict:
    """Work that was asked of this person or of the unit, and the plan's tasks that are late or stuck there."""
    day = localtime(at).date()
    mine = ActionItem.objects.visible_to(user).owned_by(user).filter(state=ActionState.OPEN)
    plan = current_plan(day)
    own = own_standings(plan, user, day) if plan and user.role in TASK_ROLES else []
    return {
        "actions": list(mine.for_listing()),
        "stuck_tasks": [
            (task, part)
            for task, part in own
            if part.state == ProgressState.BLOCKED
            or (part.duty != Duty.COORDINATE and is_late(task, part.state, part.quarters, day))
        ],
        "today": day,
    }


def department_work(user, at: datetime) -> dict:
    """The desk of the coordinating room: to review, late, returned."""
    period = current_period(at)
    reports = list(board_reports(period, user, "", at)) if period else []
    return {
        "period": period,
        "to_review": [(r, r.is_late(at)) for r in reports if r.state == ReportState.SUBMITTED],
        "late": [r for r in reports if r.first_submitted_at is None and r.is_late(at)],
        "returned": [r for r in reports if r.state == ReportState.RETURNED],
        "not_sent": [r for r in reports if r.first_submitted_at is None and not r.excluded_at],
        "counts": board_counts(period, user, at) if period else {},
        "total": sum(r.excluded_at is None for r in reports),
        "sent": sum(r.first_submitted_at is not None and r.excluded_at is None for r in reports),
        "now": at,
    }
