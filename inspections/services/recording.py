"""Record what an inspection found, and correct it until the minutes are locked."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.states import Role
from audit.services.journal import record
from inspections.figures.visits import is_forward, too_many
from inspections.models import ChecklistAnswer, Inspection, Minutes, TeamMember, Violation
from inspections.queries.catalogue import Checklist, checklist_named, checklist_on, outdated
from inspections.services.planning import require_ground, require_in_term
from inspections.services.refusals import (
    ForeignAttendee,
    ImpossibleCount,
    ImpossibleDay,
    IncompleteOutcome,
    InsufficientTeam,
    MissingReason,
    MissingWitness,
    StaleMinutes,
)
from inspections.states import (
    AWAIT_REMEDY,
    FIND_MORE,
    GIVE_UP,
    RECORD_CLEAN,
    RECORD_VIOLATION,
    SETTLE,
    Obstacle,
    Outcome,
    Signing,
)
from kit.permissions import require
from kit.text import clean
from kit.workflow import InvalidTransition
from notices.services.outbox import post

MINIMUM_PRESENT = 3  # [TT-178]: fewer may not inspect
RECORD = "inspections.record_inspection"


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
    minutes: Mapping[str, object] | None = None,
    answers: Mapping[str, tuple[str, str]] | None = None,
) -> Inspection:
    """Write down the result; with violations it stays open until they are settled and remedied.

    Works on a fresh, locked copy and returns it.

    Args:
        violations: one mapping of Violation's fields per violation: group, description, outcome, …
        minutes: fields of Minutes: times, counts, statement, how it was signed, the device's time.
        answers: item of the checklist → (answer, note).

    Raises: PermissionDenied, InsufficientTeam, ForeignAttendee, MissingGround, ImpossibleDay,
        ImpossibleCount, MissingWitness, IncompleteOutcome or InvalidTransition.
    """
    inspection = Inspection.objects.select_for_update().get(pk=inspection.pk)
    require(by, RECORD, inspection)
    present = list({member.pk: member for member in attendees}.values())
    require_team(inspection, present)
    require_ground(inspection)
    _require_day(inspection, inspected_on, at)
    found = [_violation(inspection, values, inspected_on) for values in violations]
    step = RECORD_VIOLATION if found else RECORD_CLEAN
    step.apply(inspection, inspected_on=inspected_on, summary=summary, recorded_by=by, recorded_at=at)
    inspection.attendees.set(present)
    Violation.objects.bulk_create(found)
    if found:
        move_on(inspection)
    written = Minutes(inspection=inspection, checklist=checklist_on(inspected_on).version)
    _write(written, minutes or {}, answers or {}, by=by, at=at)
    record(inspection, "inspection.recorded", by=by, at=at, state=inspection.state, violations=len(found))
    if found:
        _tell_coordinators(inspection, at=at)
    return inspection


@transaction.atomic
def edit_minutes(
    inspection: Inspection,
    *,
    by: User,
    at: datetime,
    version: int,
    attendees: Iterable[TeamMember],
    inspected_on: date,
    summary: str,
    minutes: Mapping[str, object],
    answers: Mapping[str, tuple[str, str]],
) -> Inspection:
    """Correct what was written, until it is locked.

    Args:
        version: of the minutes that the writer had before his eyes; another one in the meantime is StaleMinutes.

    Raises: as ``record_inspection``; InvalidTransition when the minutes are locked.
    """
    inspection = Inspection.objects.select_for_update().get(pk=inspection.pk)
    require(by, RECORD, inspection)
    written = inspection.minutes
    if written.is_locked or not inspection.is_open:
        raise InvalidTransition(f"edit: {written} is locked")
    if written.version != version:
        raise StaleMinutes("Trong lúc đồng chí nhập, người khác trong Đội đã ghi lại biên bản này.")
    present = list({member.pk: member for member in attendees}.values())
    require_team(inspection, present)
    _require_day(inspection, inspected_on, at)
    inspection.inspected_on, inspection.summary = inspected_on, summary
    inspection.save(update_fields=["inspected_on", "summary"])
    inspection.attendees.set(present)
    written.version += 1
    _write(written, minutes, answers, by=by, at=at)
    record(inspection, "minutes.changed", by=by, at=at, version=written.version)
    return inspection


@transaction.atomic
def could_not_inspect(
    inspection: Inspection, *, by: User, at: datetime, obstacle: str, came_on: date, reason: str
) -> Inspection:
    """The team came and could not inspect: the plan ends without a result.

    Args:
        obstacle: an Obstacle; ceased and suspended are what N408 counts.

    Raises PermissionDenied, MissingReason, ImpossibleDay or InvalidTransition.
    """
    inspection = Inspection.objects.select_for_update().get(pk=inspection.pk)
    require(by, RECORD, inspection)
    if not (reason := clean(reason)):
        raise MissingReason("Ghi rõ vì sao không kiểm tra được.")
    _require_day(inspection, came_on, at, field="came_on")
    found = {"obstacle": Obstacle(obstacle), "came_on": came_on, "could_not_reason": reason}
    GIVE_UP.apply(inspection, **found, recorded_by=by, recorded_at=at)
    record(inspection, "inspection.could_not", by=by, at=at, state=inspection.state, obstacle=obstacle)
    return inspection


def require_outcome(violation: Violation, not_before: date) -> None:
    """A sanction has its authority and decision, a fine its amount; nothing precedes the inspection."""
    if violation.is_sanctioned and not (violation.authority and violation.decision_number):
        raise IncompleteOutcome("Hình thức xử phạt cần cơ quan xử lý và số quyết định.")
    if violation.outcome == Outcome.TRANSFER and not violation.authority:
        raise IncompleteOutcome("Chuyển cơ quan khác thì ghi rõ cơ quan nhận.", field="authority")
    if (violation.outcome == Outcome.FINE) != bool(violation.amount):
        raise IncompleteOutcome("Số tiền ghi khi phạt tiền, và chỉ khi phạt tiền.")
    if violation.supplement and violation.outcome not in (Outcome.FINE, Outcome.WARNING):
        raise IncompleteOutcome("Hình thức bổ sung chỉ đi kèm phạt cảnh cáo hoặc phạt tiền.", field="supplement")
    _require_money(violation)
    _require_order(violation, not_before)
    if not_before > date.min and (old := outdated(violation.decree, not_before)):
        raise IncompleteOutcome(
            f"{old.decree} không có hiệu lực vào ngày xảy ra hành vi ({not_before:%d/%m/%Y}).", field="decree"
        )


def move_on(inspection: Inspection) -> None:
    """Pending outcomes hold an inspection; then unremedied recommendations; then it is settled."""
    if inspection.violations.filter(outcome=Outcome.PENDING).exists():
        FIND_MORE.apply(inspection)
    elif inspection.violations.unremedied().exists():
        AWAIT_REMEDY.apply(inspection)
    else:
        SETTLE.apply(inspection)


def require_quorum(present: int) -> None:
    """Enough members are there to inspect at all."""
    if present < MINIMUM_PRESENT:
        raise InsufficientTeam("Đội chỉ được kiểm tra khi có mặt ít nhất 3 thành viên.")


def require_team(inspection: Inspection, present: list[TeamMember]) -> None:
    """Those present belong to the team, and are enough."""
    if any(member.team_id != inspection.team_id for member in present):
        raise ForeignAttendee("Thành phần chỉ gồm thành viên của Đội tiến hành kiểm tra.")
    require_quorum(len(present))


def require_counts(counts: Mapping[str, int], checklist: Checklist) -> None:
    """No part is larger than its whole."""
    labels = {count.code: count.label for count in checklist.counts}
    for part, whole in too_many(counts, [(count.code, count.within) for count in checklist.counts]):
        raise ImpossibleCount(
            f"“{labels[part]}” ({counts[part]}) không thể lớn hơn “{labels[whole]}” ({counts[whole]}).",
            field=f"count-{part}",
        )


def require_times(starts_at: time | None, ends_at: time | None) -> None:
    """The visit ended after it began."""
    if not is_forward(starts_at, ends_at):
        raise ImpossibleDay(
            f"Giờ kết thúc ({ends_at:%H:%M}) không được trước giờ bắt đầu ({starts_at:%H:%M}).", field="ends_at"
        )


def require_witness(signing: object, witness: object) -> None:
    """Whoever refuses to sign does so before a witness."""
    if signing == Signing.REFUSED and not witness:
        raise MissingWitness("Cơ sở từ chối ký thì ghi chức danh, cơ quan của người chứng kiến.")


def _require_money(violation: Violation) -> None:
    if (violation.paid_amount or 0) > (violation.amount or 0):
        raise IncompleteOutcome("Số tiền đã nộp không lớn hơn số tiền phạt.", field="paid_amount")
    if bool(violation.paid_on) != (violation.paid_amount is not None):
        raise IncompleteOutcome("Ghi cả số tiền đã nộp và ngày nộp.", field="paid_on")


def _require_order(violation: Violation, not_before: date) -> None:
    for name, words in (
        ("decided_on", "Ngày quyết định"), ("paid_on", "Ngày nộp phạt"), ("answered_on", "Ngày có kết quả"),
        ("remedied_on", "Ngày đã khắc phục"),
    ):  # fmt: skip
        day = getattr(violation, name)
        if day and day < not_before:
            raise IncompleteOutcome(
                f"{words} ({day:%d/%m/%Y}) không được trước ngày kiểm tra ({not_before:%d/%m/%Y}).", field=name
            )
    if violation.due_on and (violation.due_on < not_before or not violation.recommendation):
        raise IncompleteOutcome("Hạn khắc phục phải có kiến nghị và không trước ngày kiểm tra.", field="due_on")
    if violation.remedied_on and not violation.recommendation:
        raise IncompleteOutcome("Ngày đã khắc phục chỉ ghi khi có kiến nghị.", field="remedied_on")


def _require_day(inspection: Inspection, day: date, at: datetime, *, field: str = "inspected_on") -> None:
    if day > timezone.localtime(at).date():
        raise ImpossibleDay("Ngày này không được ở tương lai.", field=field)
    require_in_term(inspection.team, day, field=field)


def _write(
    minutes: Minutes,
    values: Mapping[str, object],
    answers: Mapping[str, tuple[str, str]],
    *,
    by: User,
    at: datetime,
) -> None:
    for name, value in values.items():
        setattr(minutes, name, value)
    require_times(minutes.starts_at, minutes.ends_at)
    require_witness(minutes.signing, minutes.witness)
    require_counts(minutes.counts, checklist_named(minutes.checklist))
    minutes.saved_by, minutes.saved_at = by, at
    minutes.save()
    minutes.answers.all().delete()
    ChecklistAnswer.objects.bulk_create(
        ChecklistAnswer(minutes=minutes, item=item, answer=answer, note=note)
        for item, (answer, note) in answers.items()
    )


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
