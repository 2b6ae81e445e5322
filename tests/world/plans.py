"""Twin rows and addresses of plans: what is published is the same for everybody."""

from datetime import date

from plans.models import (
    ActionItem,
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
from plans.states import ActionKind, ActionState
from tests.world.base import NOW

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
OF_AN_ACTION = ("action", "action_finish", "action_verify", "action_reopen")
ARGUMENTS |= {f"plans:{name}": lambda side: {"pk": side.action.pk} for name in OF_AN_ACTION}
POST_ONLY = {"plans:action_finish", "plans:action_verify", "plans:action_reopen"}
READ_AND_WRITE = {"plans:action_open"}
POSTED_ELSEWHERE = {"plans:action_open"}  # the department's alone: it may ask every unit
STEERING = {"origin_path"}


def fill(side, people) -> None:
    side.plan = Plan.objects.get()
    side.action = ActionItem.objects.create(
        kind=ActionKind.INSTRUCTION, title="việc", detail="yêu cầu", origin="giao ban",
        unit=side.unit,
        person=side.inspector, due_on=date(2022, 6, 25), opened_by=people["LD"], opened_at=NOW,
        result="kết quả", reopen_reason="lý do",
        state=ActionState.DONE, done_by=side.officer, done_at=NOW,
    )  # fmt: skip


def rows(a, b):
    return {ActionItem: {side.letter: [side.action] for side in (a, b)}}
