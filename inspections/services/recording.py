"""Record what an inspection found."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.states import Role
from audit.services.journal import record
from inspections.models import Inspection, TeamMember, Violation
from inspections.services.planning import require_ground, require_in_term
from inspections.services.refusals import (
    ForeignAttendee,
    ImpossibleDay,
    IncompleteOutcome,
    InsufficientTeam,
    MissingReason,
)
from inspections.states import GIVE_UP, RECORD_CLEAN, RECORD_VIOLATION, Outcome
from kit.permissions import require
from kit.text import clean
from notices.services.outbox import post

MINIMUM_PRESENT = 3  # [TT-178]: fewer may not inspect


@transaction.atomic
def record_inspection(
    inspection: Inspection,
    *,
    by: User,
    at: datetime,
    attendees: Iterable[TeamMember],
    inspected_on: date,
    summary: str,
    violations: Sequence[Mapping[str, object]] = (),
) -> Inspection:
    """Write down the result; with violations it stays open until they are settled.

    Works on a fresh, locked copy and returns it.

    Args:
        violations: one mapping of Violation's fields per violation: group, description, outcome, …

    Raises: PermissionDenied, InsufficientTeam, ForeignAttendee, MissingGround, ImpossibleDay,
        IncompleteOutcome or InvalidTransition.
    """
    inspection = Inspection.objects.select_for_update().get(pk=inspection.pk)
    require(by, "inspections.record_inspection", inspection)
    present = list({member.pk: member for member in attendees}.values())
    _require_team(inspection, present)
    require_ground(inspection)
    _require_day(inspection, inspected_on, at)
    found = [_violation(inspection, values, inspected_on) for values in violations]
    step = RECORD_VIOLATION if found else RECORD_CLEAN
    step.apply(inspection, inspected_on=inspected_on, summary=summary, recorded_by=by, recorded_at=at)
    inspection.attendees.set(present)
    Violation.objects.bulk_create(found)
    record(inspection, "inspection.recorded", by=by, at=at, state=inspection.state, violations=len(found))
    if found:
        _tell_coordinators(inspection, at=at)
    return inspection


@transaction.atomic
def could_not_inspect(inspection: Inspection, *, by: User, at: datetime, reason: str) -> Inspection:
    """The door was closed or the owner away: the plan ends without a result."""
    inspection = Inspection.objects.select_for_update().get(pk=inspection.pk)
    require(by, "inspections.record_inspection", inspection)
    if not (reason := clean(reason)):
        raise MissingReason("Ghi rõ vì sao không kiểm tra được.")
    GIVE_UP.apply(inspection, could_not_reason=reason, recorded_by=by, recorded_at=at)
    record(inspection, "inspection.could_not", by=by, at=at, state=inspection.state)
    return inspection


def require_outcome(violation: Violation, not_before: date) -> None:
    """A sanction has its authority and decision, a fine its amount; nothing precedes the inspection."""
    if violation.is_sanctioned and not (violation.authority and violation.decision_number):
        raise IncompleteOutcome("Hình thức xử phạt cần cơ quan xử lý và số quyết định.")
    if (violation.outcome == Outcome.FINE) != bool(violation.amount):
        raise IncompleteOutcome("Số tiền ghi khi phạt tiền, và chỉ khi phạt tiền.")
    if violation.decided_on and violation.decided_on < not_before:
        raise IncompleteOutcome("Ngày quyết định không được trước ngày kiểm tra.")
    if violation.due_on and (violation.due_on < not_before or not violation.recommendation):
        raise IncompleteOutcome("Hạn khắc phục phải có kiến nghị và không trước ngày kiểm tra.")


def require_quorum(present: int) -> None:
    """Enough members are there to inspect at all."""
    if present < MINIMUM_PRESENT:
        raise InsufficientTeam("Đội chỉ được kiểm tra khi có mặt ít nhất 3 thành viên.")


def _require_team(inspection: Inspection, present: list[TeamMember]) -> None:
    if any(member.team_id != inspection.team_id for member in present):
        raise ForeignAttendee("Thành phần chỉ gồm thành viên của Đội tiến hành kiểm tra.")
    require_quorum(len(present))


def _require_day(inspection: Inspection, day: date, at: datetime) -> None:
    if day > timezone.localtime(at).date():
        raise ImpossibleDay("Ngày kiểm tra không được ở tương lai.", field="inspected_on")
    require_in_term(inspection.team, day, field="inspected_on")


def _violation(inspection: Inspection, values: Mapping[str, object], inspected_on: date) -> Violation:
    violation = Violation(inspection=inspection, **values)
    require_outcome(violation, inspected_on)
    return violation


def _tell_coordinators(inspection: Inspection, *, at: datetime) -> None:
    for user in User.objects.filter(role=Role.COORDINATOR, is_active=True):
        post(
            f"inspection:{inspection.pk}:violation:{user.pk}",
            to=user,
            kind="inspection.violation",
            subject="Có kết quả kiểm tra ghi nhận vi phạm",
            body="Một Đội kiểm tra vừa ghi kết quả có vi phạm. Đề nghị mở cổng để xem và theo dõi khắc phục.",
            path=reverse("inspections:detail", args=[inspection.pk]),
            at=at,
        )
