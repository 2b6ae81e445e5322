"""What units did towards the objectives that count units: communication kept up (G1), own plans carried out (G3)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from accounts.models import Unit
from plans.figures.work import COMMUNICATION, kept_up
from plans.models import Event, Plan, ProgressNote, UnitPlan


@dataclass(frozen=True)
class UnitAct:
    """Whether one unit has done what the objective asks, and what it has done, in words."""

    unit: Unit
    is_met: bool
    words: str


def communication(units: list[Unit], held: dict[int, list[date]], start: date, day: date, end: date) -> list[UnitAct]:
    """G1: each unit of the scope, and whether until ``day`` it kept communication up in every quarter that is over.

    Args:
        held: as ``communication_days`` gives them; what came after ``day`` does not count.
    """
    return [_communication(unit, [on for on in held.get(unit.pk, []) if on <= day], start, day, end) for unit in units]


def _communication(unit: Unit, days: list[date], start: date, day: date, end: date) -> UnitAct:
    return UnitAct(unit, kept_up(days, start, day, end), f"{len(days)} hoạt động tuyên truyền đã ghi")


def communication_days(start: date, day: date) -> dict[int, list[date]]:
    """Unit → days of its communication activities, from one query."""
    found: dict[int, list[date]] = defaultdict(list)
    rows = Event.objects.counted().filter(kind__in=COMMUNICATION).held_between(start, day)
    for unit_pk, held_on in rows.order_by().values_list("unit_id", "held_on"):
        found[unit_pk].append(held_on)
    return found


def own_plans(units: list[Unit], plan: Plan, day: date) -> list[UnitAct]:
    """G3: each unit of the scope, and whether it has an own plan with tasks and has done something since."""
    plans = UnitPlan.objects.filter(plan=plan, issued_on__lte=day, tasks__isnull=False)
    filed = dict(plans.order_by("filed_at").values_list("unit_id", "number"))
    notes = ProgressNote.objects.filter(task__group__plan=plan, noted_at__date__lte=day)
    active = set(notes.values_list("unit_id", flat=True))
    active |= set(Event.objects.counted().held_between(date(plan.year, 1, 1), day).values_list("unit_id", flat=True))
    return [_own_plan(unit, filed.get(unit.pk), unit.pk in active) for unit in units]


def _own_plan(unit: Unit, number: str | None, is_active: bool) -> UnitAct:
    if number is None:
        return UnitAct(unit, False, "chưa tải lên kế hoạch riêng")
    words = f"kế hoạch số {number}" + ("" if is_active else ", chưa ghi hoạt động nào")
    return UnitAct(unit, is_active, words)
