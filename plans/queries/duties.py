"""Which unit has which part in which task: clauses that speak of kinds of units are resolved to units."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from accounts.models import Unit
from plans.models import Assignment, Plan, Task
from plans.states import Duty

STRONGEST = (Duty.LEAD, Duty.CARRY_OUT, Duty.COORDINATE)  # a unit that is named twice has the first of these

Duties = dict[int, dict[int, str]]  # task → unit → duty


def duties(plan: Plan, day: date) -> Duties:
    """Every task of the plan with the units existing on ``day`` that have a part in it; two queries."""
    return _resolved(Assignment.objects.filter(task__group__plan=plan), Unit.objects.existing_on(day))


def duties_of(task: Task, day: date) -> dict[int, str]:
    """Unit → its duty in one task."""
    return _resolved(task.assignments.all(), Unit.objects.existing_on(day)).get(task.pk, {})


def _resolved(assignments: Iterable[Assignment], units: Iterable[Unit]) -> Duties:
    by_kind: dict[str, list[int]] = defaultdict(list)
    known = set()
    for unit in units:
        by_kind[unit.kind].append(unit.pk)
        known.add(unit.pk)
    found: Duties = defaultdict(dict)
    for row in assignments:
        named = [row.unit_id] if row.unit_id in known else []
        for unit_id in [*named, *(pk for kind in row.unit_kinds for pk in by_kind[kind])]:
            there = found[row.task_id].get(unit_id)
            found[row.task_id][unit_id] = row.duty if there is None else _stronger(there, row.duty)
    return dict(found)


def _stronger(one: str, other: str) -> str:
    return min(one, other, key=lambda duty: STRONGEST.index(Duty(duty)))
