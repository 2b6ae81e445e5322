"""How far the tasks are, from the units' newest notes; a constant number of queries for any number of units."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from accounts.models import Unit, User
from accounts.rules import READING_ROLES
from accounts.states import Role
from plans.models import Plan, ProgressNote, Task, UnitPlan
from plans.queries.duties import Duties, duties
from plans.states import Duty, ProgressState, Recurrence

NOT_STARTED = "none"


@dataclass
class Standing:
    """One unit's part in one task: its duty and its newest word."""

    unit: Unit
    duty: str
    note: ProgressNote | None = None
    quarters: set[int] = field(default_factory=set)  # those reported as done

    @property
    def state(self) -> str:
        return self.note.state if self.note else NOT_STARTED

    @property
    def label(self) -> str:
        return self.note.get_state_display() if self.note else "Chưa bắt đầu"

    @property
    def duty_label(self) -> str:
        return str(Duty(self.duty).label)


@dataclass
class TaskStanding:
    """One task with every unit's part that the reader may see."""

    task: Task
    parts: list[Standing]
    day: date

    @property
    def leads(self) -> list[Standing]:
        return [part for part in self.parts if part.duty == Duty.LEAD]

    @property
    def state(self) -> str:
        """The lead's state; of a reader who sees only his own unit, his own."""
        return (self.leads or self.parts)[0].state if self.parts else NOT_STARTED

    @property
    def label(self) -> str:
        return (self.leads or self.parts)[0].label if self.parts else "Chưa bắt đầu"

    @property
    def counts(self) -> dict[str, int]:
        """State → number of units."""
        found = dict.fromkeys((NOT_STARTED, *ProgressState.values), 0)
        for part in self.parts:
            found[part.state] += 1
        return found

    @property
    def is_late(self) -> bool:
        return is_late(self.task, self.state, (self.leads or self.parts)[0].quarters if self.parts else set(), self.day)

    @property
    def late_parts(self) -> list[Standing]:
        return [part for part in self.parts if is_late(self.task, part.state, part.quarters, self.day)]


def is_late(task: Task, state: str, quarters: set[int], day: date) -> bool:
    """Past its last day and not done; a quarterly one, while a quarter that has ended was not reported as done."""
    if task.due_on and task.due_on < day and state != ProgressState.DONE:
        return True
    return task.recurrence == Recurrence.QUARTERLY and bool(ended_quarters(task.group.plan.year, day) - quarters)


def ended_quarters(year: int, day: date) -> set[int]:
    """Calendar quarters of ``year`` that are over on ``day``."""
    if day.year != year:
        return {1, 2, 3, 4} if day.year > year else set()
    return set(range(1, (day.month - 1) // 3 + 1))


def task_standings(plan: Plan, user: User, day: date, *, may_be_late: bool = False) -> list[TaskStanding]:
    """Every task of the plan as ``user`` sees it: a reporting unit its own part, others every unit's.

    Args:
        may_be_late: only tasks that have a day or a rhythm to be late by.
    """
    rows = Task.objects.filter(group__plan=plan).select_related("group__plan", "clause")
    if may_be_late:
        rows = rows.filter(Q(due_on__lt=day) | Q(recurrence=Recurrence.QUARTERLY))
    tasks = list(rows.order_by("group", "order"))
    wanted = {task.pk for task in tasks}
    who = {pk: units for pk, units in duties(plan, day).items() if pk in wanted}
    parts = _parts(plan, who, user, day)
    return [TaskStanding(task, parts.get(task.pk, []), day) for task in tasks]


def own_standings(plan: Plan, user: User, day: date) -> list[tuple[Task, Standing]]:
    """The tasks in which the user's own unit has a part."""
    found = []
    for standing in task_standings(plan, user, day):
        mine = [part for part in standing.parts if part.unit.pk == user.unit_id]
        found += [(standing.task, part) for part in mine]
    return found


def standing_of(task: Task, user: User, day: date) -> TaskStanding:
    """One task as ``user`` sees it."""
    return next(s for s in task_standings(task.group.plan, user, day) if s.task.pk == task.pk)


def newest_unit_plans(plan: Plan, user: User) -> dict[int, UnitPlan]:
    """Unit → its newest own plan, with ``task_count`` by prefetch."""
    rows = UnitPlan.objects.visible_to(user).filter(plan=plan).select_related("unit", "file")
    found: dict[int, UnitPlan] = {}
    for row in rows.prefetch_related("tasks"):
        found.setdefault(row.unit_id, row)
    return found


def _parts(plan: Plan, who: Duties, user: User, day: date) -> dict[int, list[Standing]]:
    units = Unit.objects.existing_on(day)
    if user.role not in READING_ROLES:
        units = units.filter(pk=user.unit_id if user.role == Role.REPORTER else None)
    by_pk = {unit.pk: unit for unit in units}
    found = {
        (task_pk, unit_pk): Standing(by_pk[unit_pk], duty)
        for task_pk, parts in who.items()
        for unit_pk, duty in parts.items()
        if unit_pk in by_pk
    }
    for note in ProgressNote.objects.visible_to(user).filter(task__group__plan=plan).select_related("file"):
        if part := found.get((note.task_id, note.unit_id)):
            part.note = part.note or note
            if note.quarter and note.state == ProgressState.DONE:
                part.quarters.add(note.quarter)
    order = list(Duty.values)
    rows: dict[int, list[Standing]] = {}
    for (task_pk, _), part in sorted(found.items(), key=lambda item: (order.index(item[1].duty), item[1].unit.order)):
        rows.setdefault(task_pk, []).append(part)
    return rows
