"""The next year begun from this one: plan, form and periods copied under the same codes, nothing old touched."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, TypeVar

from django.db import models, transaction

from accounts.models import User
from accounts.states import ReporterCode
from audit.services.journal import record
from kit.permissions import require
from plans.figures import VIETNAM, usual_period
from plans.models import (
    Assignment,
    Clause,
    ClauseDuty,
    Deadline,
    Indicator,
    IndicatorForm,
    IndicatorRule,
    Objective,
    Plan,
    ReportingPeriod,
    Task,
    TaskGroup,
)
from plans.services.refusals import Refusal
from plans.services.row_choices import carry_choices
from plans.states import PeriodKind

CODE = re.compile(r"[A-Z]+\d+(?:\.[A-Z]+)?")
Row = TypeVar("Row", bound=models.Model)
KINDS = (PeriodKind.FIRST_HALF, PeriodKind.YEAR)


@dataclass(frozen=True)
class PeriodDays:
    """``opens_on``: first day of entry. ``before``: "trước ngày", itself too late."""

    opens_on: date
    before: date


@dataclass(frozen=True)
class Choices:
    """What a person decided.

    ``tasks``: keys of those to carry; ``due``: task → its new last day; ``dropped``: codes of indicators
    that end with the old year, their breakdown rows with them; ``periods``: by kind, 6T and NAM.
    """

    title: str
    issued_on: date
    tasks: frozenset[int]
    due: Mapping[int, date | None]
    dropped: frozenset[str]
    periods: Mapping[str, PeriodDays]


def already_there(year: int) -> str:
    """What of ``year`` stands in the portal, in words; "" when it has not begun."""
    found = {
        "kế hoạch": Plan.objects.filter(year=year),
        "biểu số liệu": IndicatorForm.objects.filter(year=year),
        "kỳ báo cáo": ReportingPeriod.objects.filter(year=year),
    }
    words = [name for name, rows in found.items() if rows.exists()]
    return f"Năm {year} đã có {', '.join(words)}; không chuyển lần nữa." if words else ""


@transaction.atomic
def roll_over(plan: Plan, choices: Choices, *, in_use: frozenset[str], by: User, at: datetime) -> Plan:
    """Begin the year after ``plan``'s, all or nothing; returns the new plan, still without a number.

    The official text, once signed, is imported over it and gives it its number.

    Args:
        in_use: codes of indicators whose figures are needed elsewhere; the caller knows the reports.

    Raises PermissionDenied, or Refusal: the year has begun, an indicator is needed, a day does not fit.
    """
    require(by, "plans.roll_over")
    old = Plan.objects.select_for_update().get(pk=plan.pk)
    if there := already_there(old.year + 1):
        raise Refusal(there)
    form = IndicatorForm.objects.filter(year=old.year).first()
    if form is None:
        raise Refusal(f"Chưa có biểu số liệu năm {old.year} để chuyển.")
    _check_indicators(form, choices.dropped, in_use)
    _check_days(old.year + 1, choices)
    new = _plan(old, choices)
    left = [task.code for task in Task.objects.filter(group__plan=old).exclude(pk__in=choices.tasks)]
    record(new, "plan.rolled_over", by=by, at=at, source=old.pk, left_out=left)
    copied, rules = _form(form, choices.dropped)
    record(copied, "form.rolled_over", by=by, at=at, left_out=sorted(choices.dropped), rules_left_out=rules)
    periods = _periods(old.year, copied, choices.periods)
    carry_choices(form, copied, since=periods[0], by=by, at=at)
    for period in periods:
        record(period, "period.rolled_over", by=by, at=at, due_at=period.due_at)
    return new


def _check_indicators(form: IndicatorForm, dropped: frozenset[str], in_use: frozenset[str]) -> None:
    if needed := sorted(dropped & in_use):
        raise Refusal(f"Chỉ tiêu {', '.join(needed)} đang được dùng, không bỏ được.", "dropped")
    for row in Indicator.objects.filter(group__form=form):
        if _is_dropped(row.code, dropped):
            continue
        for code in filter(None, (row.parent_code, row.numerator, row.denominator)):
            if _is_dropped(code, dropped):
                raise Refusal(f"Không bỏ {code} được: {row.code} còn giữ và tính theo {code}.", "dropped")


def _check_days(year: int, choices: Choices) -> None:
    for pk, day in choices.due.items():
        if day and pk in choices.tasks and day.year != year:
            raise Refusal(f"Hạn của nhiệm vụ phải trong năm {year}.", f"due_{pk}")
    for kind, days in choices.periods.items():
        if not days.opens_on < days.before:
            raise Refusal("Ngày mở phải trước hạn nộp.", f"opens_{kind}")
        if days.before <= usual_period(year, is_annual=kind == PeriodKind.YEAR)["ends_on"]:
            raise Refusal("Hạn nộp phải sau ngày chốt số liệu.", f"before_{kind}")


def _is_dropped(code: str, dropped: frozenset[str]) -> bool:
    return code in dropped or code.partition(".")[0] in dropped


def _copy(row: Row, **changes: Any) -> Row:
    fields = [field for field in row._meta.concrete_fields if not field.primary_key]
    values = {field.attname: getattr(row, field.attname) for field in fields}
    return type(row)._default_manager.create(**values | changes)


def _plan(old: Plan, choices: Choices) -> Plan:
    new = _copy(old, year=old.year + 1, number="", title=choices.title, issued_on=choices.issued_on)
    tasks = list(Task.objects.filter(group__plan=old, pk__in=choices.tasks))
    assignments = list(Assignment.objects.filter(task__in=tasks))
    gone = _clauses_left_out(old, tasks, assignments)
    clauses = _clauses(old, new, gone)
    for objective in Objective.objects.filter(plan=old):
        _copy(objective, plan_id=new.pk, clause_id=clauses[objective.clause_id])
    groups = {
        group.pk: _copy(group, plan_id=new.pk, clause_id=clauses[group.clause_id]).pk
        for group in TaskGroup.objects.filter(plan=old)
    }
    carried = {}
    for task in tasks:
        changes = {"group_id": groups[task.group_id], "clause_id": clauses[task.clause_id]}
        carried[task.pk] = _copy(task, **changes, due_on=choices.due.get(task.pk)).pk
    for row in assignments:
        _copy(row, task_id=carried[row.task_id], basis_id=clauses[row.basis_id])
    for duty in ClauseDuty.objects.filter(clause__in=clauses):
        _copy(duty, clause_id=clauses[duty.clause_id])
    for deadline in Deadline.objects.filter(plan=old):
        days = choices.periods.get(deadline.period_kind)
        _copy(deadline, plan_id=new.pk, clause_id=clauses[deadline.clause_id], **_moved(deadline, days))
    return new


def _moved(deadline: Deadline, days: PeriodDays | None) -> dict[str, Any]:
    """The words follow the day, so that they never contradict each other."""
    if days is None or (days.before.month, days.before.day) == (deadline.month, deadline.day):
        return {}
    month, day = days.before.month, days.before.day
    return {"month": month, "day": day, "words": f"trước ngày {day}/{month}"}


def _clauses_left_out(old: Plan, tasks: Iterable[Task], assignments: Iterable[Assignment]) -> set[int]:
    """Clauses that say nothing but a task left out; what anything else stands on stays."""
    kept = {task.clause_id for task in tasks} | {row.basis_id for row in assignments}
    for model in (Objective, TaskGroup, Deadline):
        kept |= set(model._default_manager.filter(plan=old).values_list("clause_id", flat=True))
    kept |= set(ClauseDuty.objects.filter(clause__plan=old).values_list("clause_id", flat=True))
    kept |= set(old.clauses.exclude(parent=None).values_list("parent_id", flat=True))
    return set(Task.objects.filter(group__plan=old).values_list("clause_id", flat=True)) - kept


def _clauses(old: Plan, new: Plan, gone: set[int]) -> dict[int, int]:
    """Old key → new key. A clause comes after the one it belongs to."""
    found: dict[int, int] = {}
    waiting = [clause for clause in Clause.objects.filter(plan=old) if clause.pk not in gone]
    while waiting:
        ready = [clause for clause in waiting if clause.parent_id is None or clause.parent_id in found]
        for clause in ready:
            parent = found[clause.parent_id] if clause.parent_id else None
            found[clause.pk] = _copy(clause, plan_id=new.pk, parent_id=parent).pk
        waiting = [clause for clause in waiting if clause.pk not in found]
    return found


def _form(old: IndicatorForm, dropped: frozenset[str]) -> tuple[IndicatorForm, list[str]]:
    """The form of the next year, and the codes of the rules that went with the indicators left out."""
    title = old.title.replace(str(old.year), str(old.year + 1))
    new = _copy(old, year=old.year + 1, title=title)
    for group in old.groups.all():
        copied = _copy(group, form_id=new.pk)
        for row in group.indicators.all():
            if not _is_dropped(row.code, dropped):
                _copy(row, group_id=copied.pk)
    rules = []
    for rule in IndicatorRule.objects.filter(form=old):
        if any(_is_dropped(code, dropped) for code in {*rule.cells, *CODE.findall(rule.expression)}):
            rules.append(rule.code)
        else:
            _copy(rule, form_id=new.pk)
    return new, rules


def _periods(year: int, form: IndicatorForm, days: Mapping[str, PeriodDays]) -> list[ReportingPeriod]:
    made = []
    for kind in KINDS:
        before = ReportingPeriod.objects.filter(year=year, kind=kind).first()
        values: dict[str, Any] = {
            **usual_period(year + 1, is_annual=kind == PeriodKind.YEAR),
            "reporters": list(ReporterCode.values),
            "opens_at": datetime.combine(days[kind].opens_on, time(), VIETNAM),
            "due_at": datetime.combine(days[kind].before, time(), VIETNAM),
        }
        if before:
            values |= {"reporters": before.reporters, "reminder_roll": before.reminder_roll}
        made.append(ReportingPeriod.objects.create(year=year + 1, kind=kind, form=form, **values))
    return made
