"""Write a draft as a plan, all or nothing; what the plan already has is kept."""

from datetime import date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from django.db import transaction

from accounts.models import Unit, User
from accounts.services.upsert import upsert
from audit.services.journal import record
from plans.models import (
    Assignment,
    Clause,
    ClauseDuty,
    Deadline,
    Objective,
    Plan,
    PlanDraft,
    PlanVersion,
    Task,
    TaskGroup,
)
from plans.queries.document import TOGETHER
from plans.queries.drafts import KIND, names_in, plan_of, walk
from plans.queries.versions import text_of
from plans.services.drafting import open_draft
from plans.services.refusals import Refusal
from plans.states import WRITE_DRAFT, Comparator, Duty, Measure


@transaction.atomic
def import_plan(draft: PlanDraft, *, by: User, at: datetime, version: int, accepts_open: bool) -> Plan:
    """Write the draft as a plan, all or nothing.

    A plan that is there keeps its handy names, its assignments and every clause others refer to: texts are
    brought up to date, what is new is added, what is missing in the file stays and is told beforehand.

    Args:
        accepts_open: the person has seen that names are not matched yet; their tasks get no unit.

    Raises PermissionDenied, InvalidTransition, or Refusal: somebody was faster, the head is incomplete,
    names are open and that was not accepted.
    """
    fresh = open_draft(draft, by=by, version=version)
    content = fresh.content
    _check(content, accepts_open)
    head = content["head"]
    there = plan_of(head)
    if there:
        _remember(there, by=by, at=at)
        there.number = head["number"]  # a plan rolled over from last year waits for it
        there.save(update_fields=["number"])
    plan = _plan(head)
    clauses = _clauses(plan, content["clauses"])
    _objectives(plan, clauses, content["objectives"])
    tasks = _tasks(plan, clauses, content)
    _assignments(tasks, clauses, content)
    for row in content["deadlines"]:
        values = {"clause": clauses[row["clause"]], "words": row["words"], "month": row["month"], "day": row["day"]}
        upsert(Deadline._default_manager, {"plan": plan, "period_kind": row["period_kind"]}, values)
    _remember(plan, by=by, at=at)
    WRITE_DRAFT.apply(fresh, plan=plan, closed_at=at)
    record(plan, "plan.imported", by=by, at=at, draft=fresh.pk, clauses=len(clauses), tasks=len(tasks))
    return plan


def _remember(plan: Plan, *, by: User, at: datetime) -> None:
    """Keep the text as it stands, unless the newest version already says the same."""
    newest, text = plan.versions.last(), text_of(plan)
    if newest is None or newest.clauses != text:
        number = newest.number + 1 if newest else 1
        PlanVersion.objects.create(plan=plan, number=number, clauses=text, recorded_by=by, recorded_at=at)


def _check(content: dict[str, Any], accepts_open: bool) -> None:
    head = content["head"]
    needed = {"number": "số", "symbol": "ký hiệu", "issued_on": "ngày ban hành", "issuer": "cơ quan ban hành",
              "title": "trích yếu", "year": "năm", "place": "nơi ban hành"}  # fmt: skip
    missing = [words for name, words in needed.items() if not head[name]]
    if missing:
        raise Refusal(f"Kế hoạch còn thiếu: {', '.join(missing)}. Hãy điền ở phần đầu văn bản.")
    names = [name for name in names_in(content) if name not in content["units"]]
    if names and not accepts_open:
        raise Refusal(f"Còn {len(names)} tên đơn vị chưa ghép. Hãy ghép, hoặc đánh dấu đồng ý nhập khi chưa ghép đủ.")


def _plan(head: dict[str, Any]) -> Plan:
    key = {"year": head["year"], "number": head["number"], "symbol": head["symbol"]}
    plain = ("place", "issuer", "type_name", "title", "legal_bases", "recipients", "archive")
    signature = head["signature"]
    values = {name: head[name] for name in plain} | {
        "issued_on": date.fromisoformat(head["issued_on"]),
        "signature_prefix": signature["prefix"],
        "signature_title": signature["title"],
        "signer_name": signature["name"],
    }
    return upsert(Plan._default_manager, key, values)[0]


def _clauses(plan: Plan, rows: list[dict[str, Any]]) -> dict[str, Clause]:
    """By anchor. Clauses that are no longer in the text come after the others; nobody's reference breaks."""
    found: dict[str, Clause] = {}
    order = count(1)
    parents: dict[int, Clause | None] = {0: None}
    for row, depth in walk(rows):
        values = {name: row[name] for name in ("kind", "label", "text")}
        values |= {"parent": parents[depth], "order": next(order)}
        clause = upsert(Clause._default_manager, {"plan": plan, "anchor": row["anchor"]}, values)[0]
        found[row["anchor"]] = parents[depth + 1] = clause
    for clause in plan.clauses.exclude(anchor__in=found):
        upsert(Clause._default_manager, {"plan": plan, "anchor": clause.anchor}, {"order": next(order)})
    return found


def _objectives(plan: Plan, clauses: dict[str, Clause], rows: list[dict[str, Any]]) -> None:
    for row in rows:
        values = {"clause": clauses[row["clause"]], **_numbers(row)}
        if not plan.objectives.filter(code=row["code"]).exists():
            values |= {name: row[name] for name in ("title", "denominator_note")}
            values |= {"measure": row.get("measure") or Measure.TYPED, "unit_kinds": list(TOGETHER)}
        upsert(Objective._default_manager, {"plan": plan, "code": row["code"]}, values)
        for number, more in enumerate(followed_apart(row), start=2):
            _objective_of(plan, clauses[row["clause"]], f"{row['code']}-{number}", row, more)


def followed_apart(row: dict[str, Any]) -> list[dict[str, Any]]:
    """The further numbers of an objective's sentence that become objectives of their own: "G3-2", "G3-3" …

    Only where somebody writes the number down: what the portal counts itself answers for its whole sentence.
    """
    return row.get("more", []) if (row.get("measure") or Measure.TYPED) == Measure.TYPED else []


def _objective_of(plan: Plan, clause: Clause, code: str, row: dict[str, Any], more: dict[str, Any]) -> None:
    values: dict[str, Any] = {"clause": clause, **_numbers(more)}
    if not plan.objectives.filter(code=code).exists():
        title = f"{more['words'][:1].upper()}{more['words'][1:]} – {row['title']}"
        values |= {"title": title[:160], "denominator_note": more.get("denominator_note", "")}
        values |= {"measure": Measure.TYPED, "unit_kinds": list(TOGETHER)}
    upsert(Objective._default_manager, {"plan": plan, "code": code}, values)


def _numbers(row: dict[str, Any]) -> dict[str, Any]:
    """Drafts read by an earlier version name a share alone."""
    percent, value = row.get("target_percent"), row.get("target_value")
    return {
        "target_kind": row["target_kind"],
        "target_percent": Decimal(percent) if percent else None,
        "target_value": Decimal(value) if value else None,
        "target_unit": row.get("target_unit", ""),
        "comparator": row.get("comparator") or Comparator.AT_LEAST,
        "other_targets": [] if followed_apart(row) else row.get("others", []),
    }


def _tasks(plan: Plan, clauses: dict[str, Clause], content: dict[str, Any]) -> dict[str, Task]:
    groups: dict[str, TaskGroup] = {}
    for row in content["groups"]:
        values: dict[str, Any] = {"clause": clauses[row["clause"]]}
        if not plan.task_groups.filter(code=row["code"]).exists():
            values["title"] = row["title"]
        groups[row["code"]] = upsert(TaskGroup._default_manager, {"plan": plan, "code": row["code"]}, values)[0]
    tasks: dict[str, Task] = {}
    for order, row in enumerate(content["tasks"], start=1):
        group = groups[row["group"]]
        values = {"clause": clauses[row["clause"]], "order": order}
        if not group.tasks.filter(code=row["code"]).exists():
            values |= {"title": row["title"], **_schedule(row)}
        tasks[row["code"]] = upsert(Task._default_manager, {"group": group, "code": row["code"]}, values)[0]
    return tasks


def _schedule(row: dict[str, Any]) -> dict[str, Any]:
    """When the plan wants it; a rhythm set in the portal since is never overwritten."""
    if not row.get("recurrence"):
        return {}
    due_on = row.get("due_on")
    return {"recurrence": row["recurrence"], "due_on": date.fromisoformat(due_on) if due_on else None}


def _assignments(tasks: dict[str, Task], clauses: dict[str, Clause], content: dict[str, Any]) -> None:
    """Only where nobody has been named yet."""
    chosen = content["units"]
    for row in content["tasks"]:
        task, order = tasks[row["code"]], count(1)
        if task.assignments.exists():
            continue
        for duty, names in ((Duty.LEAD, row["lead"]), (Duty.COORDINATE, row["coordinating"])):
            for words in names:
                if words in chosen:
                    Assignment.objects.create(
                        task=task, duty=duty, basis=task.clause, order=next(order), **_whom(chosen[words])
                    )
    for row in content["duties"]:
        clause, words = clauses[row["clause"]], row["unit_words"]
        if words in chosen and not ClauseDuty.objects.filter(clause=clause).exists():
            ClauseDuty.objects.create(clause=clause, **_whom(chosen[words]))


def _whom(code: str) -> dict[str, Any]:
    if code.startswith(KIND):
        return {"unit": None, "unit_kinds": [code.removeprefix(KIND)]}
    return {"unit": Unit.objects.get(code=code), "unit_kinds": []}
