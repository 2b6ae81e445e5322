"""Twin rows and addresses of plans: what is published is the same for everybody."""

from datetime import date

from plans.models import (
    ActionItem,
    Assignment,
    Clause,
    ClauseDuty,
    Deadline,
    Event,
    Indicator,
    IndicatorForm,
    IndicatorGroup,
    IndicatorRule,
    Objective,
    ObjectiveEntry,
    Plan,
    PlanDraft,
    PlanVersion,
    ProgressNote,
    ReportingPeriod,
    RowChoice,
    Task,
    TaskGroup,
    UnitPlan,
)
from plans.states import ActionKind, ActionState, EventKind, ProgressState
from tests.world.base import NOW, NUMBER_OF_B

GLOBAL = {
    Plan: "published plan (plan.view)",
    Clause: "text of the published plan",
    PlanVersion: "earlier text of the published plan",
    PlanDraft: "read by the coordinating room alone (plan.import); no row of a unit's own",
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
    RowChoice: "which rows a unit fills in: set and seen by the department alone (rows.view)",
}
ARGUMENTS = {
    "plans:detail": lambda side: {"pk": side.plan.pk},
    "plans:tasks": lambda side: {"pk": side.plan.pk},
    "plans:versions": lambda side: {"pk": side.plan.pk},
    "plans:ledger": lambda side: {"pk": side.plan.pk},
    "plans:ledger_pdf": lambda side: {"pk": side.plan.pk},
}
SAME_FOR_ALL = set(ARGUMENTS)
OF_AN_ACTION = ("action", "action_finish", "action_verify", "action_reopen")
ARGUMENTS |= {f"plans:{name}": lambda side: {"pk": side.action.pk} for name in OF_AN_ACTION}
OF_AN_EVENT = ("event", "event_file", "event_cancel")
OF_A_TASK = ("task", "task_note", "task_terms")
ARGUMENTS |= {f"plans:{name}": lambda side: {"pk": side.event.pk} for name in OF_AN_EVENT}
ARGUMENTS |= {f"plans:{name}": lambda side: {"pk": side.task.pk} for name in OF_A_TASK}
ARGUMENTS |= {f"plans:{name}": lambda side: {"pk": side.unit_plan.pk} for name in ("unit_plan", "unit_plan_file")}
ARGUMENTS |= {"plans:note_file": lambda side: {"pk": side.note.pk}}
SAME_FOR_ALL |= {f"plans:{name}" for name in OF_A_TASK}
POST_ONLY = {
    "plans:action_finish", "plans:action_verify", "plans:action_reopen", "plans:task_note", "plans:event_cancel",
}  # fmt: skip
READ_AND_WRITE = {"plans:action_open", "plans:task_terms", "plans:unit_plan_add", "plans:event_record"}
POSTED_ELSEWHERE = {
    "plans:action_open",  # the department's alone: it may ask every unit
    "plans:task_terms",  # the coordinating room's alone
    "plans:unit_plan_add",  # of one's own unit by construction: the form names no unit
    "plans:event_record",  # the same
}
OF_A_DRAFT = ("import", "import_file", "import_head", "import_names", "import_confirm", "import_drop")
ARGUMENTS |= {f"plans:{name}": lambda side: {"pk": side.draft.pk} for name in OF_A_DRAFT}
ARGUMENTS |= {"plans:import_clause": lambda side: {"pk": side.draft.pk, "anchor": "I"}}
SAME_FOR_ALL |= {"plans:import_clause", *(f"plans:{name}" for name in OF_A_DRAFT)}
POST_ONLY |= {f"plans:{name}" for name in OF_A_DRAFT[2:]}
READ_AND_WRITE |= {"plans:imports", "plans:import_clause"}
POSTED_ELSEWHERE |= {"plans:imports", "plans:import_clause"}  # the coordinating room's alone
STEERING = {"origin_path"}


def fill(side, people) -> None:
    side.plan = Plan.objects.get()
    side.draft = PlanDraft.objects.create(
        file=side.stored_file, uploaded_by=people["DP"], uploaded_at=NOW,
        content={
            "head": {
                "number": "82", "symbol": "KH", "issued_on": "2022-06-01", "year": 2022, "place": "nơi",
                "issuer": "cơ quan",
                "type_name": "KẾ HOẠCH", "title": "trích yếu", "legal_bases": [], "recipients": [], "archive": "VT",
                "signature": {"prefix": "", "title": "", "name": ""},
            },
            "clauses": [{"anchor": "I", "kind": "part", "label": "I.", "text": "lời văn", "children": []}],
            "objectives": [], "groups": [], "tasks": [], "duties": [], "deadlines": [], "units": {}, "left": [],
        },
    )  # fmt: skip
    side.action = ActionItem.objects.create(
        kind=ActionKind.INSTRUCTION, title="việc", detail="yêu cầu", origin="giao ban",
        unit=side.unit,
        person=side.inspector, due_on=date(2022, 6, 25), opened_by=people["LD"], opened_at=NOW,
        result="kết quả", reopen_reason="lý do",
        state=ActionState.DONE, done_by=side.officer, done_at=NOW,
    )  # fmt: skip
    goal = side.plan.objectives.get(code="G1")
    side.entry_of_g1 = ObjectiveEntry.objects.filter(objective=goal).first() or ObjectiveEntry.objects.create(
        objective=goal, numerator=1, denominator=2, as_of=date(2022, 6, 1), reason="lý do", by=people["DP"], at=NOW,
    )  # fmt: skip
    side.task = Task.objects.order_by("pk").first()
    side.note = ProgressNote.objects.create(
        task=side.task, unit=side.unit, state=ProgressState.DONE, product="sản phẩm", narrative="diễn giải",
        file=side.stored_file, noted_by=side.officer, noted_at=NOW,
    )  # fmt: skip
    side.unit_plan = UnitPlan.objects.create(
        plan=side.plan, unit=side.unit, number="số", issued_on=date(2022, 6, 1), title="trích yếu",
        file=side.stored_file, filed_by=side.head, filed_at=NOW,
    )  # fmt: skip
    side.unit_plan.tasks.set([side.task])
    side.event = Event.objects.create(
        unit=side.unit, task=side.task, kind=EventKind.SESSION, title="buổi", place="nhà văn hóa",
        held_on=date(2022, 6, 10 if side.letter == "A" else 11), quantity=1, file=side.stored_file,
        attendees=31 if side.letter == "A" else NUMBER_OF_B, recorded_by=side.officer, recorded_at=NOW,
        cancel_reason="lý do",
    )  # fmt: skip


def rows(a, b):
    both = (a, b)
    return {
        ActionItem: {side.letter: [side.action] for side in both},
        ProgressNote: {side.letter: [side.note] for side in both},
        UnitPlan: {side.letter: [side.unit_plan] for side in both},
        Event: {side.letter: [side.event] for side in both},
        ObjectiveEntry: {"D": [a.entry_of_g1]},
    }
