"""Follow violations to their outcome and their remedy, and end inspections."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.services.journal import record
from inspections.models import FollowUp, Inspection, TeamMember, Violation
from inspections.services.recording import move_on, require_outcome, require_team
from inspections.services.refusals import (
    AlreadyPlanned,
    ImpossibleDay,
    IncompleteFollowUp,
    UnsettledViolations,
    refused_when_taken,
)
from inspections.states import (
    CLOSE,
    FIND_MORE,
    REOPEN,
    FollowUpResult,
    InspectionState,
    Outcome,
)
from kit.permissions import require
from kit.text import clean
from kit.workflow import InvalidTransition

FOLLOW_UP = "inspections.follow_up_inspection"
Standing = tuple[date | None, date | None]  # when the remedy is due, when it was seen


@transaction.atomic
def settle_violation(violation: Violation, *, by: User, at: datetime, **values: object) -> Violation:
    """Write what became of one violation: outcome, decision, amount, payment, recommendation, remedy.

    The inspection moves on by itself: all violations dealt with → waiting for remedies → settled.
    Raises PermissionDenied, IncompleteOutcome, or InvalidTransition once the inspection has ended.
    """
    inspection = Inspection.objects.select_for_update().get(pk=violation.inspection_id)
    violation = inspection.violations.select_for_update().get(pk=violation.pk)
    require(by, FOLLOW_UP, inspection)
    if not inspection.is_followed:
        raise InvalidTransition(f"settle: {inspection} has ended")
    before, standing = violation.outcome, (violation.due_on, violation.remedied_on)
    was_advised = bool(violation.recommendation)
    for name, value in values.items():
        setattr(violation, name, value)
    require_outcome(violation, inspection.day)
    _require_past(violation, at)
    violation.save()
    move_on(inspection)
    facts = _moves({violation.pk: standing}, [violation]) if was_advised else {"violation": violation.pk}
    record(inspection, "violation.settled", by=by, at=at, outcome=(before, violation.outcome), **facts)
    return violation


@transaction.atomic
def add_violation(inspection: Inspection, *, by: User, at: datetime, **values: object) -> Violation:
    """One more violation, found or written down later. Raises as ``settle_violation``."""
    inspection = Inspection.objects.select_for_update().get(pk=inspection.pk)
    require(by, FOLLOW_UP, inspection)
    violation = Violation(inspection=inspection, **values)
    require_outcome(violation, inspection.day)
    _require_past(violation, at)
    FIND_MORE.apply(inspection)
    violation.save()
    move_on(inspection)
    record(inspection, "violation.added", by=by, at=at, state=inspection.state, violation=violation.pk)
    return violation


@transaction.atomic
def follow_up_inspection(
    inspection: Inspection,
    *,
    by: User,
    at: datetime,
    visited_on: date,
    attendees: Iterable[TeamMember],
    result: str,
    note: str = "",
    new_due_on: date | None = None,
    group: str = "",
    description: str = "",
) -> FollowUp:
    """Write down a second visit (phúc tra).

    Remedied: what was recommended is done; the inspection ends when nothing is pending any more. Not
    remedied: a new due day. Repeated: a new violation, marked as such, opens the inspection again.

    Raises: PermissionDenied, ImpossibleDay, InsufficientTeam, IncompleteFollowUp, AlreadyPlanned (the day is
        written already), or InvalidTransition when nothing is being followed.
    """
    inspection = Inspection.objects.select_for_update().get(pk=inspection.pk)
    require(by, FOLLOW_UP, inspection)
    if not inspection.is_followed and not _may_reopen(inspection, result):
        raise InvalidTransition(f"follow up: {inspection} is not being followed")
    present = list({member.pk: member for member in attendees}.values())
    require_team(inspection, present)
    _require_visit(inspection, visited_on, at)
    _require_result(result, visited_on, new_due_on, clean(description), group)
    visit = FollowUp(
        inspection=inspection, visited_on=visited_on, result=result, note=note, recorded_by=by, recorded_at=at,
        new_due_on=new_due_on if result == FollowUpResult.NOT_REMEDIED else None,
    )  # fmt: skip
    with refused_when_taken(
        inspection.follow_ups.filter(visited_on=visited_on),
        AlreadyPlanned("Đã ghi phúc tra của ngày này.", field="visited_on"),
    ):
        visit.save()
    visit.attendees.set(present)
    before, standing = inspection.state, {v.pk: (v.due_on, v.remedied_on) for v in inspection.violations.all()}
    _draw_conclusion(inspection, visit, group, clean(description))
    moved = _moves(standing, inspection.violations.filter(pk__in=standing))
    record(inspection, "inspection.followed_up", by=by, at=at, state=(before, inspection.state), result=result, **moved)
    return visit


@transaction.atomic
def close_inspection(inspection: Inspection, *, by: User, at: datetime) -> Inspection:
    """End it: minutes locked, every violation has its outcome, every recommendation has been carried out.

    Raises PermissionDenied, UnsettledViolations or InvalidTransition.
    """
    inspection = Inspection.objects.select_for_update().get(pk=inspection.pk)
    require(by, FOLLOW_UP, inspection)
    if inspection.violations.filter(outcome=Outcome.PENDING).exists():
        raise UnsettledViolations("Còn vi phạm đang xử lý: ghi kết quả xử lý trước khi kết thúc.")
    if inspection.violations.unremedied().exists():
        raise UnsettledViolations(
            "Còn kiến nghị chưa khắc phục: phúc tra hoặc ghi ngày đã khắc phục trước khi kết thúc."
        )
    minutes = getattr(inspection, "minutes", None)
    if minutes and not minutes.is_locked:
        raise UnsettledViolations("Biên bản chưa khóa: Đội trưởng khóa biên bản đã ký trước khi kết thúc.")
    before = inspection.state
    CLOSE.apply(inspection)
    record(inspection, "inspection.closed", by=by, at=at, state=(before, inspection.state))
    return inspection


def _may_reopen(inspection: Inspection, result: str) -> bool:
    """A repeat found after everything had ended opens the inspection again."""
    return inspection.state == InspectionState.CLOSED and result == FollowUpResult.REPEATED


def _require_visit(inspection: Inspection, day: date, at: datetime) -> None:
    if day < inspection.day:
        raise ImpossibleDay(
            f"Ngày phúc tra ({day:%d/%m/%Y}) không được trước ngày kiểm tra ({inspection.day:%d/%m/%Y}).",
            field="visited_on",
        )
    if day > timezone.localtime(at).date():
        raise ImpossibleDay("Ngày phúc tra không được ở tương lai.", field="visited_on")


def _require_result(result: str, day: date, new_due_on: date | None, description: str, group: str) -> None:
    if result == FollowUpResult.NOT_REMEDIED and (new_due_on is None or new_due_on <= day):
        raise IncompleteFollowUp("Chưa khắc phục thì ghi hạn mới, sau ngày phúc tra.", field="new_due_on")
    if result == FollowUpResult.REPEATED and not (description and group):
        raise IncompleteFollowUp("Tái phạm thì ghi nhóm vi phạm và hành vi.", field="description")


def _require_past(violation: Violation, at: datetime) -> None:
    today = timezone.localtime(at).date()
    for name in ("decided_on", "paid_on", "answered_on", "remedied_on"):
        day = getattr(violation, name)
        if day and day > today:
            raise ImpossibleDay("Ngày này không được ở tương lai.", field=name)


def _moves(before: Mapping[int, Standing], violations: Iterable[Violation]) -> dict[str, Any]:
    """For the journal: how recommendations stood whose day or remedy has changed; nothing when none has."""
    moved = {v.pk: before[v.pk] for v in violations if before[v.pk] != (v.due_on, v.remedied_on)}
    return {"moved": moved} if moved else {}


def _draw_conclusion(inspection: Inspection, visit: FollowUp, group: str, description: str) -> None:
    """What the visit means for recommendations and for the inspection."""
    open_ones = inspection.violations.unremedied()
    if visit.result == FollowUpResult.REMEDIED:
        open_ones.update(remedied_on=visit.visited_on)
        move_on(inspection)
        minutes = getattr(inspection, "minutes", None)
        if inspection.state == InspectionState.SETTLED and (minutes is None or minutes.is_locked):
            CLOSE.apply(inspection)
    elif visit.result == FollowUpResult.NOT_REMEDIED:
        open_ones.update(due_on=visit.new_due_on)
    else:
        repeat = Violation(inspection=inspection, group=group, description=description, is_repeat=True)
        repeat.save()
        REOPEN.apply(inspection)
