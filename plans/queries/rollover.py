"""What a coordinator looks at before the year turns."""

from dataclasses import dataclass
from datetime import date

from deadlines.queries.calendar import working_calendar
from plans.figures.rollover import shift_to_year
from plans.models import Clause, Plan, ProgressNote, Task
from plans.queries.duties import duties
from plans.states import Duty, ProgressState, Recurrence


@dataclass(frozen=True)
class TaskRow:
    """One task, its last day now and next year, and whether it is over: a task done once by all its leads."""

    task: Task
    due_on: date | None
    is_over: bool


def task_rows(plan: Plan, day: date) -> list[TaskRow]:
    """Every task in the plan's order; a constant number of queries."""
    calendar = working_calendar()
    parts = duties(plan, day)
    done = _done(plan)
    rows = []
    for task in Task.objects.filter(group__plan=plan).select_related("group").order_by("group__clause__order", "order"):
        leads = {unit for unit, duty in parts.get(task.pk, {}).items() if duty == Duty.LEAD}
        is_over = task.recurrence == Recurrence.ONCE and bool(leads) and leads <= done.get(task.pk, set())
        due_on = shift_to_year(task.due_on, plan.year + 1, calendar) if task.due_on else None
        rows.append(TaskRow(task, due_on, is_over))
    return rows


def _done(plan: Plan) -> dict[int, set[int]]:
    """Task → units whose newest word is that it is done."""
    newest: dict[tuple[int, int], str] = {}
    notes = ProgressNote.objects.filter(task__group__plan=plan).order_by("noted_at", "pk")
    for task, unit, state in notes.values_list("task", "unit", "state"):
        newest[task, unit] = state
    found: dict[int, set[int]] = {}
    for (task, unit), state in newest.items():
        if state == ProgressState.DONE:
            found.setdefault(task, set()).add(unit)
    return found


def clauses_naming(plan: Plan, year: int) -> list[Clause]:
    """Clauses whose words name the year: they are carried word for word and wait for the official text."""
    return list(plan.clauses.filter(text__contains=str(year)))
