"""What was promised: the plan as a document, its objectives and tasks, the indicators, the periods."""

from plans.models.actions import ActionItem
from plans.models.asking import RowChoice
from plans.models.drafts import PlanDraft
from plans.models.events import Event
from plans.models.indicators import Indicator, IndicatorForm, IndicatorGroup, IndicatorRule
from plans.models.objectives import ObjectiveEntry
from plans.models.periods import ReportingPeriod
from plans.models.plan import (
    Assignment,
    Clause,
    ClauseDuty,
    Deadline,
    Objective,
    Plan,
    Task,
    TaskGroup,
)
from plans.models.versions import PlanVersion
from plans.models.work import ProgressNote, UnitPlan

__all__ = [
    "ActionItem",
    "Assignment",
    "Clause",
    "ClauseDuty",
    "Deadline",
    "Event",
    "Indicator",
    "IndicatorForm",
    "IndicatorGroup",
    "IndicatorRule",
    "Objective",
    "ObjectiveEntry",
    "Plan",
    "PlanDraft",
    "PlanVersion",
    "ReportingPeriod",
    "ProgressNote",
    "RowChoice",
    "Task",
    "TaskGroup",
    "UnitPlan",
]
