"""What the unit types: figures and words, saved cell by cell or all at once.

Each cell is saved by compare-and-swap: the page sends the fingerprint of what it had shown
(``seen``); when the stored cell has changed since, nothing is overwritten and both are shown.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import F

from accounts.models import User
from audit.services.journal import record
from kit.numbers import UnreadableNumber, parse, show
from kit.permissions import require
from kit.text import clean, personal_data_in
from kit.workflow import InvalidTransition
from plans.models import Indicator
from plans.states import Source, ValueKind
from reports.figures import Cell
from reports.models import Report, ReportSection, ReportValue
from reports.queries.form import editable_codes, outline_for
from reports.queries.values import indicators_for, stored_cells
from reports.states import EDITABLE, CellStatus

MAX_NOTE, MAX_SECTION, MAX_DECIMALS = 1000, 20_000, 3
# Offered wherever a figure is explained; each is whole as it stands, and any other sentence may be typed instead.
USUAL_NOTES = (
    "Cấp xã chưa ghi vào cổng; số này theo sổ theo dõi của đơn vị.",
    "Đơn vị chưa ghi hết vào cổng; số này theo hồ sơ lưu tại đơn vị.",
    "Trên cổng có hoạt động thuộc kỳ khác; số này chỉ tính trong kỳ báo cáo.",
    "Trên cổng có hoạt động ghi trùng; số này đã bỏ phần trùng.",
    "Chưa nhận được số liệu của cấp xã; sẽ bổ sung ngay khi có.",
    "Trên địa bàn không có đối tượng này.",
)
LOCKED = "Ô này không thuộc phần được mở để chỉnh lý nên không sửa được."
YES_NO = {"1": Decimal(1), "0": Decimal(0), "có": Decimal(1), "không": Decimal(0)}


@dataclass(frozen=True)
class TypedCell:
    """One row of the form as it was posted."""

    code: str
    text: str
    status: str = CellStatus.VALUE
    note: str = ""
    seen: str = ""
    known: Decimal | None = None  # what the portal offered beside the field


@dataclass(frozen=True)
class TypedSection:
    """One narrative section as it was posted."""

    code: str
    text: str
    seen: str = ""


@dataclass
class Saved:
    """What became of a save: codes written, messages beside the fields that were not.

    ``held``: those of the errors that the writer may still store, after having been warned.
    """

    written: list[str] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)
    conflicts: dict[str, str] = field(default_factory=dict)
    held: frozenset[str] = frozenset()

    @property
    def is_clean(self) -> bool:
        return not self.errors and not self.conflicts

    @property
    def refused_count(self) -> int:
        return len(self.errors) + len(self.conflicts)


def fingerprint(content: Cell | str | None) -> str:
    """Short mark of what a field holds; the empty field has its own."""
    if isinstance(content, Cell):
        value = "" if content.value is None else format(content.value.normalize(), "f")
        content = f"{content.status}|{value}|{content.note}"
    return hashlib.sha256((content or "").encode()).hexdigest()[:16]


def read_cell(indicator: Indicator, typed: TypedCell) -> Cell | None:
    """The figure that was typed; None for an empty row. Raises UnreadableNumber with words for the officer."""
    note = clean(typed.note)
    if len(note) > MAX_NOTE:
        raise UnreadableNumber(f"Ghi chú dài quá {show(MAX_NOTE)} ký tự, hãy rút gọn.")
    if typed.status in (CellStatus.NOT_APPLICABLE, CellStatus.NOT_AVAILABLE):
        if typed.text.strip():
            raise UnreadableNumber("Ô đã có số: hãy chọn “Có số liệu”, hoặc xóa số rồi chọn lại.")
        return Cell(typed.status, None, note)
    if typed.status != CellStatus.VALUE:
        raise UnreadableNumber("Tình trạng số liệu không hợp lệ, hãy chọn lại trong danh sách.")
    value = _read_value(indicator, typed.text)
    if value is None and note:
        raise UnreadableNumber("Đã có ghi chú nhưng chưa có số liệu.")
    return None if value is None else Cell(CellStatus.VALUE, value, note)


def _read_value(indicator: Indicator, text: str) -> Decimal | None:
    if indicator.value_kind != ValueKind.YES_NO:
        value = parse(text, whole=indicator.is_whole)
        if value is not None and value != round(value, MAX_DECIMALS):
            raise UnreadableNumber(f"Chỉ ghi tối đa {MAX_DECIMALS} chữ số sau dấu phẩy.")
        return value
    answer = text.strip().lower()
    if answer and answer not in YES_NO:
        raise UnreadableNumber("Chọn “Có” hoặc “Không”.")
    return YES_NO.get(answer)


@transaction.atomic
def save_entries(
    report: Report,
    *,
    by: User,
    at: datetime,
    cells: Iterable[TypedCell] = (),
    sections: Iterable[TypedSection] = (),
) -> Saved:
    """Save what can be saved; tell beside each other field why not. Figures that break a rule are
    saved too (the draft may be wrong, the sending may not).

    Raises PermissionDenied, or InvalidTransition when the report is no longer with the unit.
    """
    report = Report.objects.select_for_update().select_related("unit", "period__form").get(pk=report.pk)
    require(by, "reports.edit_report", report)
    if not report.is_editable:
        raise InvalidTransition(f"edit: {report} is not in {sorted(EDITABLE)}")
    saved = Saved()
    _save_cells(report, cells, saved)
    _save_sections(report, sections, saved)
    if saved.written:
        Report.objects.filter(pk=report.pk).update(revision=F("revision") + 1, edited_at=at, edited_by=by)
        record(report, "report.edited", by=by, at=at, fields=saved.written)
    return saved


def _save_cells(report: Report, typed_cells: Iterable[TypedCell], saved: Saved) -> None:
    allowed = {i.code: i for i in indicators_for(report.period, report.unit) if i.source == Source.TYPED}
    stored, opened = stored_cells(report), editable_codes(report, allowed.values())
    for typed in typed_cells:
        if typed.code not in allowed:
            continue
        try:
            cell = read_cell(allowed[typed.code], typed)
        except UnreadableNumber as error:
            saved.errors[typed.code] = str(error)
            continue
        before = stored.get(typed.code)
        if fingerprint(cell) == fingerprint(before):
            continue
        if typed.code not in opened:
            saved.errors[typed.code] = LOCKED
        elif typed.seen and typed.seen != fingerprint(before):
            saved.conflicts[typed.code] = describe(before)
        else:
            _write_cell(report, allowed[typed.code], cell, typed.known)
            saved.written.append(typed.code)


def personal_data_typed(
    report: Report, cells: Iterable[TypedCell], sections: Iterable[TypedSection]
) -> dict[str, list[str]]:
    """Code → what looks like somebody's personal data in a note or passage that is not stored yet."""
    typed = {c.code: clean(c.note) for c in cells} | {s.code: clean(s.text) for s in sections}
    found = {code: words for code, text in typed.items() if (words := personal_data_in(text))}
    if not found:
        return {}
    stored = {code: cell.note for code, cell in stored_cells(report).items()}
    stored |= dict(report.sections.values_list("code", "text"))
    return {code: words for code, words in found.items() if typed[code] != stored.get(code, "")}


def not_stored(report: Report, cells: Iterable[TypedCell], sections: Iterable[TypedSection]) -> list[tuple[str, str]]:
    """(code, text) of what was typed and is not what the report holds: a second click has typed nothing new."""
    indicators = {i.code: i for i in indicators_for(report.period, report.unit)}
    stored, texts = stored_cells(report), dict(report.sections.values_list("code", "text"))
    lost = [(c.code, c.text) for c in cells if not _holds(indicators.get(c.code), c, stored.get(c.code))]
    return lost + [(s.code, s.text) for s in sections if clean(s.text) != texts.get(s.code, "")]


def _holds(indicator: Indicator | None, typed: TypedCell, stored: Cell | None) -> bool:
    if indicator is None or indicator.source != Source.TYPED:
        return True
    try:
        return fingerprint(read_cell(indicator, typed)) == fingerprint(stored)
    except UnreadableNumber:
        return False


def describe(cell: Cell | None) -> str:
    """A stored figure in words, for "somebody else has just typed …"."""
    if cell is None:
        return "để trống"
    return show(cell.value) if cell.status == CellStatus.VALUE else CellStatus(cell.status).label


def _write_cell(report: Report, indicator: Indicator, cell: Cell | None, known: Decimal | None) -> None:
    if cell is None:
        ReportValue.objects.filter(report=report, indicator=indicator).delete()
        return
    values: dict[str, object] = {"status": cell.status, "value": cell.value, "note": cell.note}
    if known is not None and cell.value == known:
        values["known"] = known  # taken over; from now on another figure asks for a reason
    ReportValue.objects.update_or_create(report=report, indicator=indicator, defaults=values)


def _save_sections(report: Report, typed_sections: Iterable[TypedSection], saved: Saved) -> None:
    allowed = {section["code"] for section in outline_for(report.period, report.unit.reporter_code)}
    stored = dict(ReportSection.objects.filter(report=report).values_list("code", "text"))
    opened = editable_codes(report, [])
    for typed in typed_sections:
        if typed.code not in allowed:
            continue
        text, before = clean(typed.text), stored.get(typed.code, "")
        if text == before:
            continue
        if typed.code not in opened:
            saved.errors[typed.code] = LOCKED
        elif len(text) > MAX_SECTION:
            saved.errors[typed.code] = f"Nội dung dài quá {show(MAX_SECTION)} ký tự, hãy rút gọn."
        elif typed.seen and typed.seen != fingerprint(before):
            saved.conflicts[typed.code] = "Nội dung vừa được người khác sửa"
        else:
            ReportSection.objects.update_or_create(report=report, code=typed.code, defaults={"text": text})
            saved.written.append(typed.code)
