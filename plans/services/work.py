"""Units tell how far they are: notes on tasks, their own plans; the coordinating room sets the terms."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from accounts.models import User
from audit.services.journal import record
from documents.services.files import keep_file
from kit.permissions import require
from kit.uploads import CheckedFile
from plans.figures import VIETNAM
from plans.models import Plan, ProgressNote, Task, UnitPlan
from plans.queries.duties import duties_of
from plans.services.refusals import Refusal
from plans.states import ProgressState, Recurrence


@transaction.atomic
def note_progress(
    task: Task,
    *,
    by: User,
    at: datetime,
    state: str,
    product: str = "",
    narrative: str = "",
    quarter: int | None = None,
    file: CheckedFile | None = None,
) -> ProgressNote:
    """The user's unit says how far its part of the task is. Notes are added; the newest counts.

    Raises PermissionDenied, or Refusal: the unit has no part in the task, nothing is shown for a step
    forward, an obstacle is not described, a quarterly task without its quarter.
    """
    note = ProgressNote(task=task, unit=by.unit, state=state, product=product, narrative=narrative, quarter=quarter)
    require(by, "plans.record_work", note)
    _check(note, file, _day(at))
    note.file = keep_file(file, kind="task-evidence", by=by, at=at) if file else None
    note.noted_by, note.noted_at = by, at
    note.save(force_insert=True)
    record(note, "task.noted", by=by, at=at, code=task.code, state=state)
    return note


def _check(note: ProgressNote, file: CheckedFile | None, day: date) -> None:
    if note.unit_id not in duties_of(note.task, day):
        raise Refusal("Kế hoạch không giao nhiệm vụ này cho đơn vị của đồng chí.")
    if note.state == ProgressState.BLOCKED:
        if not note.narrative:
            raise Refusal("Nêu rõ vướng mắc để Sở biết mà tháo gỡ.", "narrative")
    elif not note.product and not file:
        raise Refusal("Ghi sản phẩm (số, ngày văn bản; việc đã làm) hoặc đính kèm tệp minh chứng.", "product")
    if note.task.recurrence == Recurrence.QUARTERLY and note.state == ProgressState.DONE and not note.quarter:
        raise Refusal("Nhiệm vụ làm hằng quý: chọn quý đã hoàn thành.", "quarter")


@transaction.atomic
def file_unit_plan(
    plan: Plan,
    *,
    by: User,
    at: datetime,
    number: str,
    issued_on: date,
    title: str,
    file: CheckedFile,
    tasks: Iterable[Task],
) -> UnitPlan:
    """The user's unit files its own plan and says which tasks it takes up; a newer one replaces it.

    Raises PermissionDenied, or Refusal: a day that has not come or lies in another year, no task, a task
    of another plan.
    """
    filed = UnitPlan(plan=plan, unit=by.unit, number=number, issued_on=issued_on, title=title)
    require(by, "plans.record_work", filed)
    tasks = list(tasks)
    if issued_on > _day(at):
        raise Refusal("Ngày ban hành không được ở tương lai.", "issued_on")
    if issued_on.year != plan.year:
        raise Refusal(f"Kế hoạch của đơn vị phải ban hành trong năm {plan.year}.", "issued_on")
    if not tasks or any(task.group.plan_id != plan.pk for task in tasks):
        raise Refusal("Chọn ít nhất một nhiệm vụ mà kế hoạch của đơn vị cụ thể hóa.", "tasks")
    filed.file = keep_file(file, kind="unit-plan", by=by, at=at)
    filed.filed_by, filed.filed_at = by, at
    filed.save(force_insert=True)
    filed.tasks.set(tasks)
    record(filed, "unit_plan.filed", by=by, at=at, tasks=[task.code for task in tasks])
    return filed


@transaction.atomic
def set_terms(
    task: Task, *, by: User, at: datetime, expected_product: str, recurrence: str, due_on: date | None
) -> Task:
    """The coordinating room says what must come out of a task, how often and by when. Raises PermissionDenied."""
    require(by, "plans.set_terms")
    task = Task.objects.select_for_update().get(pk=task.pk)
    task.expected_product, task.recurrence, task.due_on = expected_product, recurrence, due_on
    task.save(update_fields=["expected_product", "recurrence", "due_on"])
    record(task, "task.terms_set", by=by, at=at, due_on=due_on, rhythm=recurrence)
    return task


def _day(at: datetime) -> date:
    return at.astimezone(VIETNAM).date()
