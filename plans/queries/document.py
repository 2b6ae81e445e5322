"""The plan as people read it: clauses in order, who answers for what, the catalogue of indicators."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, QuerySet

from accounts.models import Unit
from accounts.states import UnitKind
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
    Task,
    TaskGroup,
)
from plans.states import ClauseKind

# How the offices of a kind are spoken of together.
TOGETHER: dict[str, str] = {
    UnitKind.ROOM: "Các phòng chuyên môn",
    UnitKind.ATTACHED: "Các đơn vị trực thuộc",
    UnitKind.COLLEGE: "Trường cao đẳng nghề",
    UnitKind.DISTRICT_OFFICE: "Phòng LĐTBXH các huyện, thành phố",
}


@dataclass(frozen=True)
class Responsible:
    """One answer to "who": the duty, who in words, and the clause that says so."""

    duty: str
    words: str
    basis: Clause
    note: str


@dataclass
class ClauseView:
    """One clause and all that stands beside it on the page."""

    clause: Clause
    task: Task | None = None
    responsible: list[Responsible] = field(default_factory=list)
    objectives: list[Objective] = field(default_factory=list)
    deadlines: list[Deadline] = field(default_factory=list)
    addressed: str = ""


@dataclass
class PartView:
    """A part of the plan (I, II, III), or its preamble (``clause`` is None)."""

    clause: Clause | None
    rows: list[ClauseView] = field(default_factory=list)

    @property
    def headings(self) -> list[Clause]:
        return [row.clause for row in self.rows if row.clause.kind == ClauseKind.HEADING]


@dataclass(frozen=True)
class TaskView:
    task: Task
    responsible: list[Responsible]


@dataclass(frozen=True)
class TaskGroupView:
    group: TaskGroup
    tasks: list[TaskView]


@dataclass(frozen=True)
class IndicatorView:
    """An indicator with its rules; ``narrowed``: which units of a kind it is asked of, where not all."""

    indicator: Indicator
    rules: list[IndicatorRule]
    narrowed: tuple[str, ...] = ()


@dataclass(frozen=True)
class IndicatorGroupView:
    group: IndicatorGroup
    rows: list[IndicatorView]


def plans_with_counts() -> QuerySet[Plan]:
    """Plans, newest first, with ``task_count`` and ``objective_count``."""
    return Plan.objects.annotate(
        task_count=Count("task_groups__tasks", distinct=True),
        objective_count=Count("objectives", distinct=True),
    )


def deadlines(plan: Plan) -> QuerySet[Deadline]:
    """What the plan wants reported by when."""
    return plan.deadlines.select_related("plan", "clause")


def issuing_unit(plan: Plan) -> Unit | None:
    """The office whose letterhead the plan bears: the department of the plan's day."""
    return Unit.objects.existing_on(plan.issued_on).filter(kind=UnitKind.DEPARTMENT).first()


def unit_counts(day: date) -> dict[str, int]:
    """How many units of each kind exist on ``day``."""
    kinds = Unit.objects.existing_on(day).order_by("kind").values("kind").annotate(number=Count("pk"))
    return {row["kind"]: row["number"] for row in kinds}


def in_words(unit: Unit | None, kinds: list[str], counts: dict[str, int]) -> str:
    """One unit by its name, or kinds of units with how many there are: "… (11 đơn vị)"."""
    if unit:
        return unit.short_name
    return "; ".join(f"{TOGETHER.get(kind, UnitKind(kind).label)}{_how_many(counts.get(kind, 0))}" for kind in kinds)


def _how_many(number: int) -> str:
    return "" if number == 1 else f" ({number} đơn vị)"


def responsible_for(plan: Plan) -> dict[int, list[Responsible]]:
    """Task → who answers for it and by which clause; kinds are resolved to the units of the plan's date."""
    counts = unit_counts(plan.issued_on)
    found: dict[int, list[Responsible]] = defaultdict(list)
    for row in Assignment.objects.filter(task__group__plan=plan).select_related("unit", "basis").order_by("order"):
        words = in_words(row.unit, row.unit_kinds, counts)
        found[row.task_id].append(Responsible(row.get_duty_display(), words, row.basis, row.note))
    return dict(found)


def document(plan: Plan) -> list[PartView]:
    """The whole text in its order, part by part; what hangs on a clause stands beside it."""
    views = {clause.pk: ClauseView(clause) for clause in plan.clauses.all()}
    _hang_on(plan, views)
    parts: list[PartView] = [PartView(None)]
    for view in views.values():
        if view.clause.parent_id is None and view.clause.kind == ClauseKind.PART:
            parts.append(PartView(view.clause))
        else:
            parts[-1].rows.append(view)
    return [part for part in parts if part.clause or part.rows]


def _hang_on(plan: Plan, views: dict[int, ClauseView]) -> None:
    responsible, counts = responsible_for(plan), unit_counts(plan.issued_on)
    for task in Task.objects.filter(group__plan=plan):
        views[task.clause_id].task = task
        views[task.clause_id].responsible = responsible.get(task.pk, [])
    for objective in plan.objectives.all():
        views[objective.clause_id].objectives.append(objective)
    for deadline in deadlines(plan):
        views[deadline.clause_id].deadlines.append(deadline)
    for duty in ClauseDuty.objects.filter(clause__plan=plan).select_related("unit"):
        views[duty.clause_id].addressed = in_words(duty.unit, duty.unit_kinds, counts)


def tasks_by_group(plan: Plan) -> list[TaskGroupView]:
    """Groups of tasks, each task with who answers for it."""
    responsible = responsible_for(plan)
    return [
        TaskGroupView(
            group,
            [TaskView(task, responsible.get(task.pk, [])) for task in group.tasks.select_related("clause")],
        )
        for group in plan.task_groups.all()
    ]


def catalogue(form: IndicatorForm) -> list[IndicatorGroupView]:
    """Groups of indicators, each indicator with the rules that concern its cell."""
    rules: dict[str, list[IndicatorRule]] = defaultdict(list)
    for rule in form.rules.all():
        for code in rule.cells:
            rules[code].append(rule)
    groups = list(form.groups.prefetch_related("indicators"))
    rows = [row for group in groups for row in group.indicators.all()]
    codes = {code for row in rows for units in row.only.values() for code in units}
    names = dict(Unit.objects.filter(code__in=codes).values_list("code", "short_name")) if codes else {}
    return [
        IndicatorGroupView(
            group,
            [IndicatorView(row, rules.get(row.code, []), _narrowed(row, names)) for row in group.indicators.all()],
        )
        for group in groups
    ]


def _narrowed(row: Indicator, names: dict[str, str]) -> tuple[str, ...]:
    return tuple(f"{kind}: chỉ {', '.join(names.get(u, u) for u in units)}" for kind, units in row.only.items())


def current_plan(day: date) -> Plan | None:
    """The plan in force on ``day``: of that year, else the latest before it. Without a number it binds nobody."""
    return Plan.objects.issued().filter(year__lte=day.year).first()
