"""From a file to a plan: read, correct, match names, confirm. Until the last step nothing stands in the portal."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from django.db import transaction

from accounts.models import Unit, User
from accounts.services.upsert import upsert
from audit.services.journal import record
from documents.services.files import keep_file
from kit.document_read import read_blocks
from kit.permissions import require
from kit.uploads import CheckedFile
from kit.workflow import InvalidTransition
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
from plans.queries.drafts import KIND, LISTS, names_in, plan_of, walk
from plans.queries.versions import text_of
from plans.reading.outline import head_row, outline, shortened
from plans.reading.reader import read_plan
from plans.services.refusals import Refusal
from plans.states import DROP_DRAFT, WRITE_DRAFT, ClauseRole, Duty

CHANGED = "Bản đọc này vừa được người khác sửa. Trang dưới đây là bản mới nhất; hãy sửa lại."


@transaction.atomic
def read_draft(file: CheckedFile, *, by: User, at: datetime) -> PlanDraft:
    """Read a plan from its file and keep both for a person to judge.

    Raises PermissionDenied; kit.blocks.UnreadableFile with words; NoRoomForFiles.
    """
    require(by, "plans.import_plan")
    reading = read_plan(read_blocks(file.data))
    made = outline(reading)
    content = {
        "head": head_row(reading),
        "clauses": made.clauses,
        "objectives": made.objectives,
        "groups": made.groups,
        "tasks": made.tasks,
        "duties": made.duties,
        "deadlines": made.deadlines,
        "units": {},
        "left": reading.unplaced,
    }
    stored = keep_file(file, kind="plan-source", by=by, at=at)
    draft = PlanDraft.objects.create(file=stored, content=content, uploaded_by=by, uploaded_at=at)
    record(draft, "plan.read", by=by, at=at, file=stored.name)
    return draft


@transaction.atomic
def change_head(draft: PlanDraft, *, by: User, at: datetime, version: int, **values: Any) -> PlanDraft:
    """Correct number, date, issuer, title, signer. Raises PermissionDenied, Refusal, InvalidTransition."""
    fresh = _open(draft, by=by, version=version)
    head = fresh.content["head"]
    signature = {name: values.pop(f"signature_{name}") for name in ("prefix", "title", "name")}
    head.update(values, issued_on=values["issued_on"].isoformat(), signature=signature)
    return _keep(fresh, by=by, at=at, what="head")


@transaction.atomic
def change_clause(
    draft: PlanDraft, anchor: str, *, by: User, at: datetime, version: int, role: str, **values: Any
) -> PlanDraft:
    """Take a clause for something else, or correct its details; codes follow the order of the text.

    Raises PermissionDenied, InvalidTransition, or Refusal: somebody was faster, an objective without share.
    """
    fresh = _open(draft, by=by, version=version)
    content = fresh.content
    clause = next(row for row, _ in walk(content["clauses"]) if row["anchor"] == anchor)
    for name in LISTS.values():
        content[name] = [row for row in content[name] if row["clause"] != anchor]
    if role in LISTS:
        content[LISTS[ClauseRole(role)]].append(_guess(clause, ClauseRole(role), values))
    _recode(content)
    return _keep(fresh, by=by, at=at, what=anchor)


def _guess(clause: dict[str, Any], role: ClauseRole, values: Mapping[str, Any]) -> dict[str, Any]:
    title = values.get("title") or shortened(clause["text"])
    if role == ClauseRole.OBJECTIVE:
        if values.get("target_percent") is None:
            raise Refusal("Mục tiêu cần một tỷ lệ phần trăm.", "target_percent")
        extra = {name: values.get(name, "") for name in ("target_kind", "denominator_note")}
        return {"clause": clause["anchor"], "title": title, "target_percent": str(values["target_percent"]), **extra}
    if role == ClauseRole.DUTY:
        return {"clause": clause["anchor"], "unit_words": " ".join(values.get("lead", "").split())}
    if role == ClauseRole.GROUP:
        return {"clause": clause["anchor"], "title": title}
    names = {name: _names(values.get(name, "")) for name in ("lead", "coordinating")}
    return {"clause": clause["anchor"], "title": title, "when": "", **names}


def _names(text: str) -> list[str]:
    return [name for part in text.replace("\n", ";").split(";") if (name := " ".join(part.split()))]


def _recode(content: dict[str, Any]) -> None:
    """G1, G2 …; N1, N1.1 … in the order of the text. A task before the first group opens one of its own."""
    order = {row["anchor"]: place for place, (row, _) in enumerate(walk(content["clauses"]))}
    for name in ("objectives", "groups", "tasks", "duties"):
        content[name].sort(key=lambda row: order[row["clause"]])
    if content["tasks"] and not any(
        order[g["clause"]] <= order[content["tasks"][0]["clause"]] for g in content["groups"]
    ):
        first = content["tasks"][0]
        content["groups"].insert(0, {"clause": first["clause"], "title": first["title"]})
    for number, row in enumerate(content["objectives"], start=1):
        row["code"] = f"G{number}"
    for number, row in enumerate(content["groups"], start=1):
        row["code"] = f"N{number}"
    places: dict[str, count] = {row["code"]: count(1) for row in content["groups"]}
    for row in content["tasks"]:
        above = [group for group in content["groups"] if order[group["clause"]] <= order[row["clause"]]]
        row["group"] = above[-1]["code"]
        row["code"] = f"{row['group']}.{next(places[row['group']])}"


@transaction.atomic
def match_names(draft: PlanDraft, *, by: User, at: datetime, version: int, chosen: Mapping[str, str]) -> PlanDraft:
    """Say whom the plan's names mean; "" leaves a name open. Raises as ``change_head``."""
    fresh = _open(draft, by=by, version=version)
    known = set(names_in(fresh.content))
    fresh.content["units"] = {words: code for words, code in chosen.items() if words in known and code}
    return _keep(fresh, by=by, at=at, what="units")


@transaction.atomic
def drop_draft(draft: PlanDraft, *, by: User, at: datetime) -> PlanDraft:
    """Put a draft aside; the file stays. Raises PermissionDenied or InvalidTransition."""
    require(by, "plans.import_plan")
    fresh = PlanDraft.objects.select_for_update().get(pk=draft.pk)
    DROP_DRAFT.apply(fresh, closed_at=at)
    record(fresh, "plan.draft_dropped", by=by, at=at)
    return fresh


def _open(draft: PlanDraft, *, by: User, version: int) -> PlanDraft:
    require(by, "plans.import_plan")
    fresh = PlanDraft.objects.select_for_update().get(pk=draft.pk)
    if not fresh.is_open:
        raise InvalidTransition(f"draft {fresh.pk} is closed")
    if fresh.version != version:
        raise Refusal(CHANGED)
    return fresh


def _keep(draft: PlanDraft, *, by: User, at: datetime, what: str) -> PlanDraft:
    draft.version += 1
    draft.save(update_fields=["content", "version"])
    record(draft, "plan.draft_changed", by=by, at=at, what=what)
    return draft


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
    fresh = _open(draft, by=by, version=version)
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
        values = {"clause": clauses[row["clause"]], "target_percent": Decimal(row["target_percent"])}
        if not plan.objectives.filter(code=row["code"]).exists():
            values |= {name: row[name] for name in ("title", "target_kind", "denominator_note")}
        upsert(Objective._default_manager, {"plan": plan, "code": row["code"]}, values)


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
            values["title"] = row["title"]
        tasks[row["code"]] = upsert(Task._default_manager, {"group": group, "code": row["code"]}, values)[0]
    return tasks


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
