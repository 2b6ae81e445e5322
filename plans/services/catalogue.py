"""Load what was promised: the plan's text and the periods. Safe to repeat.

Rows are found by their natural keys and written only when they differ; the journal gets one row
per load that changed something. Nothing that others may refer to is deleted.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from itertools import count, product
from typing import Any

from django.db import transaction

from accounts.models import Unit
from accounts.states import ReporterCode, UnitKind
from audit.services.journal import record
from plans.figures import usual_period
from plans.models import (
    Assignment,
    Clause,
    ClauseDuty,
    IndicatorForm,
    Plan,
    ReportingPeriod,
    Task,
    TaskGroup,
)
from plans.services.loading import Data, InvalidCatalogue, Loader, named
from plans.states import Measure, PeriodKind

YEARS = (2021, 2022)


@transaction.atomic
def load_plan(data: Data, *, at: datetime) -> Plan:
    """Write a plan with its clauses, objectives, tasks, duties and deadlines.

    Args:
        data: as in ``plans/data/plan-81.json``; clauses are named by anchor, units by code.

    Raises:
        InvalidCatalogue: an anchor, unit, kind of unit or task that nobody defined.
    """
    loader = Loader()
    plan = _plan(loader, data)
    clauses = _clauses(loader, plan, data["clauses"])
    for row in data["objectives"]:
        _objective(loader, plan, clauses, row)
    tasks = _tasks(loader, plan, clauses, data)
    _assignments(loader, plan, clauses, tasks, data["assignments"])
    _duties(loader, plan, clauses, data["duties"])
    for row in data["deadlines"]:
        values = {"clause": named(clauses, row["clause"]), "words": row["words"]}
        key = {"plan": plan, "period_kind": row["period_kind"]}
        loader.put(plan.deadlines.model, key, **values, month=row["month"], day=row["day"])
    loader.note(plan, "plan.loaded", at=at)
    return plan


def _plan(loader: Loader, data: Data) -> Plan:
    plain = ("place", "issuer", "type_name", "title", "legal_bases", "recipients", "archive")
    signature = data["signature"]
    key = {"year": data["year"], "number": data["number"], "symbol": data["symbol"]}
    return loader.put(
        Plan,
        key,
        issued_on=date.fromisoformat(data["issued_on"]),
        signature_prefix=signature["prefix"],
        signature_title=signature["title"],
        signer_name=signature["name"],
        **{name: data[name] for name in plain},
    )


def _clauses(loader: Loader, plan: Plan, rows: Iterable[Data]) -> dict[str, Clause]:
    found: dict[str, Clause] = {}
    order = count(1)

    def walk(rows: Iterable[Data], parent: Clause | None) -> None:
        for row in rows:
            values = {"parent": parent, "kind": row["kind"], "label": row["label"], "text": row["text"]}
            key = {"plan": plan, "anchor": row["anchor"]}
            clause = found[row["anchor"]] = loader.put(Clause, key, **values, order=next(order))
            walk(row["children"], clause)

    walk(rows, None)
    return found


def _objective(loader: Loader, plan: Plan, clauses: dict[str, Clause], row: Data) -> None:
    loader.put(
        plan.objectives.model,
        {"plan": plan, "code": row["code"]},
        clause=named(clauses, row["clause"]),
        title=row["title"],
        target_kind=row["target_kind"],
        target_percent=Decimal(row["target_percent"]),
        measure=Measure(row["measure"]),
        denominator_note=row["denominator_note"],
        unit_kinds=_kinds(row["unit_scope"]),
    )


def _tasks(loader: Loader, plan: Plan, clauses: dict[str, Clause], data: Data) -> dict[str, Task]:
    groups = {}
    for row in data["task_groups"]:
        values = {"clause": named(clauses, row["clause"]), "title": row["title"]}
        groups[row["code"]] = loader.put(TaskGroup, {"plan": plan, "code": row["code"]}, **values)
    tasks = {}
    for order, row in enumerate(data["tasks"], start=1):
        values = {"clause": named(clauses, row["clause"]), "title": row["title"], "order": order}
        tasks[row["code"]] = loader.put(Task, {"group": named(groups, row["group"]), "code": row["code"]}, **values)
    return tasks


def _assignments(
    loader: Loader, plan: Plan, clauses: dict[str, Clause], tasks: dict[str, Task], rows: Iterable[Data]
) -> None:
    places: Counter[str] = Counter()
    kept = []
    for row in rows:
        places[row["task"]] += 1
        key = {"task": named(tasks, row["task"]), "order": places[row["task"]]}
        basis = named(clauses, row["basis"])
        kept.append(loader.put(Assignment, key, duty=row["role"], basis=basis, note=row["note"], **_who(row)).pk)
    loader.drop(Assignment.objects.filter(task__group__plan=plan).exclude(pk__in=kept))


def _duties(loader: Loader, plan: Plan, clauses: dict[str, Clause], rows: Iterable[Data]) -> None:
    kept = [loader.put(ClauseDuty, {"clause": named(clauses, row["clause"])}, **_who(row)).pk for row in rows]
    loader.drop(ClauseDuty.objects.filter(clause__plan=plan).exclude(pk__in=kept))


def _who(row: Data) -> dict[str, Any]:
    code = row.get("unit")
    if code and not Unit.objects.filter(code=code).exists():
        raise InvalidCatalogue(f"unknown unit: {code!r}")
    return {"unit": Unit.objects.filter(code=code).first(), "unit_kinds": _kinds(row.get("unit_kinds", []))}


def _kinds(words: list[str]) -> list[str]:
    if unknown := set(words) - set(UnitKind.values):
        raise InvalidCatalogue(f"unknown kinds of unit: {sorted(unknown)}")
    return list(words)


@transaction.atomic
def load_periods(*, at: datetime) -> list[ReportingPeriod]:
    """Create the periods of 2021 and 2022 that are missing, all on the form of 2022.

    A period that exists is left as it is: its deadline may have been moved since by an official letter.
    """
    form = IndicatorForm.objects.get(year=2022)
    periods = []
    for year, is_annual in product(YEARS, (False, True)):
        values = usual_period(year, is_annual=is_annual) | {
            "form": form,
            "reporters": list(ReporterCode.values),
        }
        kind = PeriodKind.YEAR if is_annual else PeriodKind.FIRST_HALF
        period, is_new = ReportingPeriod.objects.get_or_create(year=year, kind=kind, defaults=values)
        if is_new:
            record(period, "period.loaded", by=None, at=at, due_at=period.due_at)
        periods.append(period)
    return periods
