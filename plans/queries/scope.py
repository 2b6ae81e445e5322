"""Which units an objective counts."""

from datetime import date

from accounts.models import Unit
from plans.models import Objective, Plan

OWN_PLAN_OBJECTIVE = "G3"


def units_in_scope(objective: Objective, day: date) -> list[Unit]:
    """Units of the kinds the objective names, existing on ``day``."""
    return list(Unit.objects.existing_on(day).filter(kind__in=objective.unit_kinds))


def units_asked_for_a_plan(plan: Plan, day: date) -> list[Unit]:
    """Who has to have an own plan: the scope of objective G3."""
    objective = plan.objectives.filter(code=OWN_PLAN_OBJECTIVE).first()
    return units_in_scope(objective, day) if objective else []
