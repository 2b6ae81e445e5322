"""What was promised: the plan as a document, its objectives and tasks, the indicators, the periods."""

from plans.models.actions import ActionItem
from plans.models.indicators import Indicator, IndicatorForm, IndicatorGroup, IndicatorRule
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

__all__ = [
    "ActionItem",
    "Assignment",
    "Clause",
    "ClauseDuty",
    "Deadline",
    "Indicator",
    "IndicatorForm",
    "IndicatorGroup",
    "IndicatorRule",
    "Objective",
    "Plan",
    "ReportingPeriod",
    "Task",
    "TaskGroup",
]
