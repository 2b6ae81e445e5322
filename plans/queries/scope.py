"""Which units an objective counts."""

from datetime import date

from accounts.models import Unit
from plans.models import Objective, Plan
from plans.states import Measure


def units_in_scope(objective: Objective, day: date) -> list[Unit]:
    """Units of the kinds the objective names, existing on ``day``."""
    return list(Unit.objects.existing_on(day).filter(kind__in=objective.unit_kinds))


def units_asked_for_a_plan(plan: Plan, day: date) -> list[Unit]:
    """Who has to have an own plan: the scope of the objective that counts own plans."""
    objective = plan.objectives.filter(measure=Measure.OWN_PLANS).first()
    return units_in_scope(objective, day) if objective else []
