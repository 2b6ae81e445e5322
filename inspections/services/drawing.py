"""The annual draw, step by step: freeze, commit, hold, replace, approve, make public.

Each step works on a fresh, locked row and can be taken once. What decides the list is in figures.draw.
"""

import secrets
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.services.journal import record
from inspections.figures.draw import digest
from inspections.figures.draw_record import commitment, compose, register_rows
from inspections.models import Draw, DrawItem, Establishment, Inspection, RiskScale, Team
from inspections.queries.draws import frame_rows, overlapping
from inspections.services.refusals import (
    ImpossibleDay,
    ImpossibleDraw,
    KnownDraw,
    MissingReason,
    NotOnTheList,
    UnexplainedOverlap,
    refused_when_taken,
)
from inspections.states import APPROVE, CANCEL, COMMIT, HOLD, PUBLISH, DrawState
from kit.permissions import require
from kit.text import clean
from kit.workflow import InvalidTransition

HOLD_DRAW = "inspections.hold_draw"
SHORTEST_WITNESS = 3
Rng = Callable[[int], str]


@transaction.atomic
def freeze_register(
    team: Team, *, by: User, at: datetime, year: int, frozen_on: date, quota_percent: Decimal, certain_from: int,
    raised_from: int, conditional_only: bool = False,
) -> Draw:  # fmt: skip
    """Freeze the register where the team works; the rules of the draw stand from now on.

    Raises PermissionDenied, ImpossibleDay, ImpossibleDraw or KnownDraw.
    """
    require(by, HOLD_DRAW)
    if frozen_on > timezone.localtime(at).date():
        raise ImpossibleDay("Ngày chốt sổ không được ở tương lai.", field="frozen_on")
    if not raised_from <= certain_from:
        raise ImpossibleDraw("Ngưỡng chọn chắc chắn không được thấp hơn ngưỡng rủi ro cao.", field="certain_from")
    rows = frame_rows(team, frozen_on, conditional_only=conditional_only)
    if not rows:
        raise ImpossibleDraw("Ngày này không có cơ sở nào đang hoạt động trên địa bàn của Đội.", field="frozen_on")
    rules = {
        "quota_percent": format(quota_percent.normalize(), "f"),
        "certain_from": certain_from,
        "raised_from": raised_from,
        "scale": RiskScale.current(),
    }
    draw = Draw(
        team=team, year=year, frozen_on=frozen_on, conditional_only=conditional_only, rules=rules,
        frame=register_rows(rows, rules), frozen_by=by, frozen_at=at,
    )  # fmt: skip
    twins = Draw.objects.filter(team=team, year=year).exclude(state=DrawState.CANCELLED)
    with refused_when_taken(twins, KnownDraw("Đội này đã có lần chọn mẫu của năm đã chọn.")):
        draw.save()
    record(draw, "draw.frozen", by=by, at=at, rows=len(rows), frozen_on=frozen_on)
    return draw


@transaction.atomic
def exclude_row(draw: Draw, *, by: User, at: datetime, code: str, reason: str) -> Draw:
    """Leave one establishment of the frozen register out of the draw; it still counts for the quota.

    Only before the commitment. Raises PermissionDenied, NotOnTheList, MissingReason, InvalidTransition.
    """
    draw = _locked(draw, by)
    if draw.state != DrawState.FROZEN:
        raise InvalidTransition("exclude: the register is committed to")
    row = next((row for row in draw.frame if row["code"] == code.strip().upper()), None)
    if row is None:
        raise NotOnTheList("Mã này không có trong sổ đã chốt.")
    row["excluded"] = _reason(reason)
    draw.save(update_fields=["frame"])
    record(draw, "draw.excluded", by=by, at=at, row=digest(row)[:12])
    return draw


@transaction.atomic
def commit_draw(draw: Draw, *, by: User, at: datetime, new_seed: Rng = secrets.token_hex) -> Draw:
    """Make the seed and publish what binds it; from now on nothing of rules and register can change."""
    draw = _locked(draw, by)
    header, seed = header_of(draw, at), new_seed(32)
    binding = commitment(header, draw.rules, digest(draw.frame), seed)
    COMMIT.apply(draw, header=header, seed=seed, commitment=binding, committed_at=at)
    record(draw, "draw.committed", by=by, at=at, commitment=binding)
    return draw


@transaction.atomic
def hold_draw(draw: Draw, *, by: User, at: datetime, witness: str) -> Draw:
    """Draw, with the number a witness calls. Raises PermissionDenied, ImpossibleDraw, InvalidTransition."""
    draw = _locked(draw, by)
    witness = clean(witness)
    if len(witness) < SHORTEST_WITNESS:
        raise ImpossibleDraw("Ghi số hoặc chữ do người chứng kiến đọc, ít nhất 3 ký tự.", field="witness")
    found = _composed(draw, witness, at, [])
    HOLD.apply(draw, witness=witness, drawn_at=at, record=found)
    _add_items(draw, found["drawn"], is_replacement=False)
    record(draw, "draw.held", by=by, at=at, digest=found["digest"], drawn=len(found["drawn"]))
    return draw


@transaction.atomic
def replace_item(draw: Draw, *, by: User, at: datetime, code: str, reason: str) -> Draw:
    """Take one off the list; the next of the queue takes its place. Nobody chooses who that is.

    Raises PermissionDenied, NotOnTheList, MissingReason, InvalidTransition.
    """
    draw = _locked(draw, by)
    if draw.state not in (DrawState.DRAWN, DrawState.APPROVED) or draw.record is None or draw.drawn_at is None:
        raise InvalidTransition("replace: the list does not stand open")
    item = draw.items.filter(establishment__code=code.strip().upper(), left_on=None).first()
    if item is None:
        raise NotOnTheList("Mã này không có trong danh sách đang còn.")
    visits = Inspection.objects.executed().filter(team=draw.team, establishment=item.establishment)
    if visits.filter(inspected_on__year=draw.year).exists():
        raise NotOnTheList("Cơ sở này đã được kiểm tra trong năm nên không thay nữa.")
    before = draw.record["replacements"]
    wishes = [(each["out"], each["reason"]) for each in before]
    wishes.append((item.establishment.code, _reason(reason)))
    found = _composed(draw, draw.witness, draw.drawn_at, wishes)
    item.left_reason, item.left_on = wishes[-1][1], timezone.localtime(at).date()
    item.save(update_fields=["left_reason", "left_on"])
    into = found["replacements"][-1]["into"]
    _add_items(draw, [into] if into else [], is_replacement=True, record=found)
    draw.record = found
    draw.save(update_fields=["record"])
    record(draw, "draw.replaced", by=by, at=at, digest=found["digest"], item=item.pk)
    return draw


@transaction.atomic
def approve_plan(
    draw: Draw, *, by: User, at: datetime, plan_number: str, plan_approved_on: date, plan_approved_by: str,
    overlap_note: str = "",
) -> Draw:  # fmt: skip
    """The chair approved the plan made from the list: record number and day.

    Raises PermissionDenied, ImpossibleDay, UnexplainedOverlap when another team's plan of the year has the
    same establishments and nobody says why, InvalidTransition.
    """
    draw = _locked(draw, by)
    today = timezone.localtime(at).date()
    if draw.drawn_at and not timezone.localtime(draw.drawn_at).date() <= plan_approved_on <= today:
        raise ImpossibleDay("Ngày phê duyệt từ ngày chọn mẫu đến hôm nay.", field="plan_approved_on")
    same = overlapping(draw).count()
    if same and not overlap_note.strip():
        raise UnexplainedOverlap(
            f"{same} cơ sở đã có trong kế hoạch của Đội khác: thay các cơ sở đó, hoặc giải trình vì sao vẫn kiểm tra."
        )
    values = {"plan_number": plan_number, "plan_approved_on": plan_approved_on, "plan_approved_by": plan_approved_by}
    APPROVE.apply(draw, overlap_note=clean(overlap_note) if same else "", **values)
    record(draw, "draw.approved", by=by, at=at, number=plan_number, approved_on=plan_approved_on, overlap=same)
    return draw


@transaction.atomic
def publish_draw(draw: Draw, *, by: User, at: datetime) -> Draw:
    """Let every reader see seed, list and record."""
    draw = _locked(draw, by)
    PUBLISH.apply(draw)
    record(draw, "draw.published", by=by, at=at)
    return draw


@transaction.atomic
def cancel_draw(draw: Draw, *, by: User, at: datetime, reason: str) -> Draw:
    """Give up before anything is drawn; the row stays with its reason, so that seeds are not tried in silence."""
    draw = _locked(draw, by)
    CANCEL.apply(draw, cancelled_reason=_reason(reason))
    record(draw, "draw.cancelled", by=by, at=at, reason=draw.cancelled_reason)
    return draw


def header_of(draw: Draw, committed_at: datetime) -> dict:
    """The part of the record that says whose draw of what it is."""
    return {
        "title": f"Chọn mẫu cơ sở kiểm tra năm {draw.year}",
        "year": draw.year,
        "team": draw.team.name,
        "level": draw.team.level,
        "frozen_on": draw.frozen_on.isoformat(),
        "conditional_only": draw.conditional_only,
        "committed_at": _instant(committed_at),
    }


def _locked(draw: Draw, by: User) -> Draw:
    draw = Draw.objects.select_for_update(of=("self",)).select_related("team").get(pk=draw.pk)
    require(by, HOLD_DRAW, draw)
    return draw


def _reason(text: str) -> str:
    if not (reason := clean(text)):
        raise MissingReason("Ghi rõ lý do.")
    return reason


def _composed(draw: Draw, witness: str, drawn_at: datetime, wishes: list[tuple[str, str]]) -> dict:
    return compose(
        draw.header, draw.rules, draw.frame,
        seed=draw.seed, witness=witness, drawn_at=_instant(drawn_at), wishes=wishes,
    )  # fmt: skip


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")


def _add_items(draw: Draw, codes: list[str], *, is_replacement: bool, record: dict | None = None) -> None:
    rows = {row["code"]: row for row in (record or draw.record or {})["register"]}
    known = Establishment.objects.in_bulk(codes, field_name="code")
    DrawItem.objects.bulk_create(
        DrawItem(
            draw=draw, establishment=known[code], risk=rows[code]["risk"], points=rows[code]["points"],
            is_replacement=is_replacement,
        )
        for code in codes
    )  # fmt: skip
