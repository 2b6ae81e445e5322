"""Twin rows and addresses of plans: what is published is the same for everybody."""

from plans.models import (
    Assignment,
    Clause,
    ClauseDuty,
    Deadline,
    Indicator,
    IndicatorForm,
    IndicatorGroup,
    IndicatorRule,
    Objective,
    Plan,
    ReportingPeriod,
    Task,
    TaskGroup,
)

GLOBAL = {
    Plan: "published plan (plan.view)",
    Clause: "text of the published plan",
    ClauseDuty: "text of the published plan",
    Objective: "text of the published plan",
    TaskGroup: "text of the published plan",
    Task: "text of the published plan",
    Assignment: "who answers for a task, named in the published plan",
    Deadline: "text of the published plan",
    IndicatorForm: "the same form for everybody (indicator.view)",
    IndicatorGroup: "the same form for everybody",
    Indicator: "the same form for everybody",
    IndicatorRule: "the same form for everybody",
    ReportingPeriod: "the same periods for everybody",
}
ARGUMENTS = {
    "plans:detail": lambda side: {"pk": side.plan.pk},
    "plans:tasks": lambda side: {"pk": side.plan.pk},
}
SAME_FOR_ALL = set(ARGUMENTS)


def fill(side, people) -> None:
    side.plan = Plan.objects.get()
