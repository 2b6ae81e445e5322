"""A plan as read from its file: keep, correct, match names, put aside. Nothing of it stands in the portal yet."""

import json
from collections.abc import Mapping
from datetime import datetime
from itertools import count
from typing import Any

from django.db import transaction

from accounts.models import User
from audit.services.journal import record
from documents.services.files import MissingFile, keep_file
from documents.services.files import content_of as bytes_of
from jobs.services.queue import enqueue, report_progress
from kit import clock
from kit.apart import Failed, Refused, run_apart
from kit.document_read import read_blocks
from kit.pdf_read import page_count
from kit.permissions import require
from kit.uploads import CheckedFile
from kit.workflow import InvalidTransition
from plans.models import PlanDraft
from plans.queries.drafts import LISTS, names_in, walk
from plans.reading.content import content_of
from plans.reading.outline import shortened
from plans.services.refusals import Refusal
from plans.states import (
    DROP_DRAFT,
    FAIL_DRAFT,
    READ_DRAFT,
    SHARES,
    ClauseRole,
    Comparator,
    DraftState,
    Measure,
    Recurrence,
    TargetKind,
)

AT_ONCE = 12  # pages of a PDF: some two seconds; Word and text of any length allowed take less
LONGEST, MOST_MEMORY = 70, 1500  # seconds of computing (a job may take 90), megabytes
JOB, READ = "plan-read", "plans.services.reading_apart:read_order"
TOO_HARD = "Tệp quá dài hoặc quá phức tạp, cổng không đọc xong. Hãy tách riêng phần kế hoạch, hoặc dùng tệp Word gốc."
CHANGED = "Bản đọc này vừa được người khác sửa. Trang dưới đây là bản mới nhất; hãy sửa lại."


@transaction.atomic
def read_draft(file: CheckedFile, *, by: User, at: datetime) -> PlanDraft:
    """Read a plan from its file and keep both for a person to judge; a long PDF is read by a job.

    Raises PermissionDenied; kit.blocks.UnreadableFile with words; NoRoomForFiles.
    """
    require(by, "plans.import_plan")
    is_long = page_count(file.data) > AT_ONCE
    content = {} if is_long else content_of(read_blocks(file.data))
    stored = keep_file(file, kind="plan-source", by=by, at=at)
    state = DraftState.READING if is_long else DraftState.OPEN
    draft = PlanDraft.objects.create(file=stored, content=content, state=state, uploaded_by=by, uploaded_at=at)
    record(draft, "plan.read", by=by, at=at, file=stored.name)
    if is_long:
        enqueue(JOB, draft.pk, key=f"{JOB}:{draft.pk}")
    return draft


def read_long(draft_pk: int, *, job_pk: int) -> None:
    """Job handler: read a long PDF in a process of its own. Safe to repeat: a draft is read once."""
    draft = PlanDraft.objects.select_related("file").get(pk=draft_pk)
    if draft.state != DraftState.READING:
        return

    def tell(words: str) -> None:
        page, pages = map(int, words.split())
        report_progress(job_pk, 95 * page // pages, f"Đang đọc trang {page}/{pages}…")

    try:
        made = run_apart(READ, bytes_of(draft.file), seconds=LONGEST, megabytes=MOST_MEMORY, on_note=tell)
    except Refused as refused:
        _unreadable(draft, str(refused), at=clock.now())
    except (Failed, MissingFile):
        _unreadable(draft, TOO_HARD, at=clock.now())
    else:
        _read(draft, json.loads(made), at=clock.now())


@transaction.atomic
def _read(draft: PlanDraft, content: dict[str, Any], *, at: datetime) -> None:
    fresh = PlanDraft.objects.select_for_update().get(pk=draft.pk)
    READ_DRAFT.apply(fresh, content=content)
    record(fresh, "plan.read_whole", by=None, at=at, file=draft.file.name)


@transaction.atomic
def _unreadable(draft: PlanDraft, words: str, *, at: datetime) -> None:
    fresh = PlanDraft.objects.select_for_update().get(pk=draft.pk)
    FAIL_DRAFT.apply(fresh, failure=words[:500])
    record(fresh, "plan.unreadable", by=None, at=at, file=draft.file.name)


@transaction.atomic
def change_head(draft: PlanDraft, *, by: User, at: datetime, version: int, **values: Any) -> PlanDraft:
    """Correct number, date, issuer, title, signer. Raises PermissionDenied, Refusal, InvalidTransition."""
    fresh = open_draft(draft, by=by, version=version)
    head = fresh.content["head"]
    signature = {name: values.pop(f"signature_{name}") for name in ("prefix", "title", "name")}
    head.update(values, issued_on=values["issued_on"].isoformat(), signature=signature)
    return _keep(fresh, by=by, at=at, what="head")


@transaction.atomic
def change_clause(
    draft: PlanDraft, anchor: str, *, by: User, at: datetime, version: int, role: str, **values: Any
) -> PlanDraft:
    """Take a clause for something else, or correct its details; codes follow the order of the text.

    Raises PermissionDenied, InvalidTransition, or Refusal: somebody was faster, an objective without its number.
    """
    fresh = open_draft(draft, by=by, version=version)
    content = fresh.content
    rows = [*content["objectives"], *content["tasks"]]
    before: Mapping[str, Any] = next((row for row in rows if row["clause"] == anchor), {})
    clause = next(row for row, _ in walk(content["clauses"]) if row["anchor"] == anchor)
    for name in LISTS.values():
        content[name] = [row for row in content[name] if row["clause"] != anchor]
    if role in LISTS:
        content[LISTS[ClauseRole(role)]].append(_guess(clause, ClauseRole(role), values, before))
    _recode(content)
    return _keep(fresh, by=by, at=at, what=anchor)


def _guess(
    clause: dict[str, Any], role: ClauseRole, values: Mapping[str, Any], before: Mapping[str, Any]
) -> dict[str, Any]:
    """The row that ``plans.reading.outline`` would have made. ``before``: the task or objective it was."""
    title = values.get("title") or shortened(clause["text"])
    if role == ClauseRole.OBJECTIVE:
        return {"clause": clause["anchor"], "title": title, **_target(values), **_further(values, before)}
    if role == ClauseRole.DUTY:
        return {"clause": clause["anchor"], "unit_words": " ".join(values.get("lead", "").split())}
    if role == ClauseRole.GROUP:
        return {"clause": clause["anchor"], "title": title}
    names = {name: _names(values.get(name, "")) for name in ("lead", "coordinating")}
    due_on = values.get("due_on")
    schedule = {
        "when": before.get("when", ""),
        "recurrence": values.get("recurrence") or (Recurrence.ONCE if due_on else ""),
        "due_on": due_on.isoformat() if due_on else None,
    }
    return {"clause": clause["anchor"], "title": title, **schedule, **names}


def _further(values: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """The other numbers of the sentence, and whether each becomes an objective of its own."""
    more = before.get("more", []) if values.get("is_split", True) else []
    return {"others": before.get("others", []), "more": more}


def _target(values: Mapping[str, Any]) -> dict[str, Any]:
    """What an objective wants. Raises Refusal beside the field that its kind needs."""
    kind = values.get("target_kind") or TargetKind.QUALITY
    percent, value = values.get("target_percent"), values.get("target_value")
    if kind in SHARES and percent is None:
        raise Refusal("Mục tiêu loại này cần một tỷ lệ phần trăm. Mục tiêu khác: chọn “Số lượng” hoặc “Định tính”.",
                      "target_percent")  # fmt: skip
    if kind == TargetKind.COUNT and not value:
        raise Refusal("Mục tiêu số lượng cần một số lớn hơn 0.", "target_value")
    return {
        "target_kind": kind,
        "target_percent": str(percent) if kind in SHARES else None,
        "target_value": str(value) if kind == TargetKind.COUNT else None,
        "target_unit": values.get("target_unit", "") if kind == TargetKind.COUNT else "",
        "comparator": values.get("comparator") or Comparator.AT_LEAST,
        "measure": values.get("measure") or Measure.TYPED if kind in SHARES else Measure.TYPED,
        "denominator_note": values.get("denominator_note", ""),
    }


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
    fresh = open_draft(draft, by=by, version=version)
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


def open_draft(draft: PlanDraft, *, by: User, version: int) -> PlanDraft:
    """A fresh locked row. Raises PermissionDenied, InvalidTransition, Refusal: somebody was faster."""
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
