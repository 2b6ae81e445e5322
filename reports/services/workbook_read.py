"""A form that came back from Excel: what it changes, what is wrong with it, cell by cell.

Rows are known by their code and columns by their heading, never by position. A cell counts as
changed when it differs from what the file showed when it was downloaded; if the portal has
moved on since, nothing is overwritten (the same compare-and-swap as on the page).
"""

from collections.abc import Mapping

from accounts.models import Unit
from kit.excel import BROKEN, Found, Kind, Sheet, UnreadableWorkbook, open_workbook
from kit.numbers import UnreadableNumber, show
from kit.text import clean, fold
from plans.models import Indicator
from plans.states import Source, ValueKind
from reports.figures import Cell, value_text
from reports.models import Report
from reports.queries.form import editable_codes, outline_for
from reports.queries.values import indicators_for, stored_cells
from reports.services.entry import LOCKED, MAX_NOTE, MAX_SECTION, TypedCell, TypedSection, fingerprint, read_cell
from reports.services.workbook_layout import EXTRA, FIGURES, META, NOTE, STATUS, TEXT, VALUE, VERSION, WORDS
from reports.services.workbook_rows import AGAIN, Change, Place, Reading, Row, plain, quote, rows_by_code
from reports.services.workbook_write import Carried, identity
from reports.states import CellStatus

NOTHING = "(để trống)"
STATUS_BY_WORDS = {fold(status.label): status for status in CellStatus} | {"": CellStatus.VALUE}
NEEDS_WHOLE = "Cần số nguyên từ 0 trở lên, ví dụ 1.250."


def read_form(data: bytes, report: Report, mended: Mapping[tuple[str, str], str] | None = None) -> Reading:
    """All changes and all errors of an uploaded form. Raises UnreadableWorkbook when it is no form at all.

    Args:
        mended: (code, heading of the column) → what the officer typed on the page instead of the file's cell.
    """
    sheets, reading = open_workbook(data), Reading(mended=mended or {})
    facts, fields = _meta(sheets)
    _check_identity(facts, report, reading)
    if not reading.errors:
        pages = [sheets[name] for name in (FIGURES, EXTRA) if name in sheets]  # an older form has one page
        _read_figures(pages, fields, report, reading)
        _read_words(sheets[WORDS], fields, report, reading)
    return reading


def report_named_in(data: bytes) -> Report | None:
    """The report a form was written for; None when there is none. Raises UnreadableWorkbook."""
    facts, _ = _meta(open_workbook(data))
    year, _, kind = facts.get("period", "").partition("-")
    found = Report.objects.filter(unit__code=facts.get("unit", ""), period__kind=kind)
    return found.filter(period__year=int(year) if year.isdecimal() and len(year) == 4 else 0).first()


def _meta(sheets: dict[str, Sheet]) -> tuple[dict[str, str], dict[str, Carried]]:
    """Whose form it is, and what each field showed."""
    if not {FIGURES, WORDS, META} <= set(sheets):
        raise UnreadableWorkbook(BROKEN)
    facts, fields = {}, {}
    for row in sheets[META].rows:
        name, *values = [cell.text for cell in row[:4]]
        if name == "field" and len(values) == 3:
            fields[values[0]] = Carried(*values)
        else:
            facts[name] = "".join(values[:1])
    return facts, fields


def _check_identity(facts: dict[str, str], report: Report, reading: Reading) -> None:
    """Name every difference between this file's report and the one it is read into."""
    wanted, period = identity(report), facts.get("period", "")
    if facts.get("version") != VERSION:
        reading.fault(f"Biểu thuộc phiên bản khác của cổng ({facts.get('version') or 'không rõ'}). {AGAIN}")
    if facts.get("unit") != wanted["unit"]:
        other = Unit.objects.filter(code=facts.get("unit", "")).first()
        name = other.name if other else "đơn vị khác"
        reading.fault(f"Biểu này của {name}; báo cáo đang mở là của {report.unit.name}. {AGAIN}")
    if period != wanted["period"]:
        reading.fault(f"Biểu này của kỳ {period or 'không rõ'}; báo cáo đang mở là kỳ {wanted['period']}. {AGAIN}")
    elif facts.get("form") != wanted["form"]:
        reading.fault(f"Biểu theo mẫu năm {facts.get('form') or 'không rõ'}, không phải {wanted['form']}. {AGAIN}")


# --- Figures --------------------------------------------------------------------------------------


def _read_figures(pages: list[Sheet], fields: dict[str, Carried], report: Report, reading: Reading) -> None:
    rows = indicators_for(report.period, report.unit, discipline=True)
    indicators = {i.code: i for i in rows}
    typed = [code for code, i in indicators.items() if i.source == Source.TYPED]
    stored, opened = stored_cells(report), editable_codes(report, indicators.values())
    for code, row in rows_by_code(pages, [VALUE, STATUS, NOTE], indicators, typed, reading).items():
        place = Place(row, reading)
        old = stored.get(code)
        typed_cell, cell = _read_line(place, indicators[code], fields.get(code))
        if place.is_bad or not _is_news(place, VALUE, fields.get(code), fingerprint(cell), fingerprint(old)):
            continue
        changes = _figure_changes(row, indicators[code], old, cell)
        if _is_closed(place, code in opened, changes) or _differs_from_portal(
            place, fields[code], fingerprint(old), changes
        ):
            continue
        reading.cells.append(typed_cell)
        reading.changes += changes


def _read_line(place: Place, indicator: Indicator, carried: Carried | None) -> tuple[TypedCell, Cell | None]:
    """One row as if it had been typed on the page, and what it means."""
    place.check_hidden(VALUE)
    text = place.text(VALUE, lambda found: _figure_text(found, indicator))
    words = place.text(STATUS, plain)
    note = place.text(NOTE, plain)
    status = STATUS_BY_WORDS.get(fold(words), "")
    if not status:
        place.fault(STATUS, f"tình trạng không có trong danh sách. Chọn: {', '.join(s.label for s in CellStatus)}.")
    typed = TypedCell(indicator.code, text, status, note, carried.seen if carried else "")
    if place.is_bad:
        return typed, None
    try:
        return typed, read_cell(indicator, typed)
    except UnreadableNumber as error:
        place.fault(NOTE if len(clean(note)) > MAX_NOTE else VALUE, str(error))
        return typed, None


def _figure_text(found: Found, indicator: Indicator) -> str:
    """A number cell is that number whatever its format; text is read the Vietnamese way."""
    if found.kind == Kind.DATE:
        raise UnreadableNumber("Excel đã đổi số thành ngày tháng. Hãy chọn định dạng “Số” rồi nhập lại.")
    if found.kind == Kind.BOOLEAN:
        raise UnreadableNumber("Chọn “Có” hoặc “Không”." if indicator.value_kind == ValueKind.YES_NO else NEEDS_WHOLE)
    if found.number is not None and indicator.is_whole and found.number % 1:
        raise UnreadableNumber(NEEDS_WHOLE)
    return plain(found)


def _is_news(place: Place, column: str, carried: Carried | None, new: str, stored: str) -> bool:
    """Whether the officer changed the field and the portal does not hold the same already."""
    if carried is None:
        place.fault(column, f"biểu thiếu thông tin ẩn của dòng này. {AGAIN}")
        return False
    return new not in (carried.shown, stored)


def _differs_from_portal(place: Place, carried: Carried, stored: str, changes: list[Change]) -> bool:
    """Somebody changed the field in the portal after the download: say what stands there, overwrite nothing."""
    if carried.seen == stored:
        return False
    for change in changes:
        words = f"trong cổng ô này đã được sửa thành “{quote(change.old)}” sau khi tải biểu. Ghi đúng như cổng, hoặc "
        place.fault(change.column, f"{words}tải lại biểu rồi sửa.")
    return True


def _is_closed(place: Place, is_open: bool, changes: list[Change]) -> bool:
    """The field is not one of those that were opened for correction."""
    for change in changes:
        if not is_open:
            place.fault(change.column, LOCKED)
    return not is_open


def _figure_changes(row: Row, indicator: Indicator, old: Cell | None, new: Cell | None) -> list[Change]:
    before, after = _said(indicator, old), _said(indicator, new)
    return [
        Change(
            row.code, indicator.name, row.sheet.name, row.cells[column].address, column, before[column], after[column]
        )
        for column in (VALUE, STATUS, NOTE)
        if before[column] != after[column]
    ]


def _said(indicator: Indicator, cell: Cell | None) -> dict[str, str]:
    """The three cells of a row in words. No figure and no status is one thing: empty."""
    if cell is None:
        return {VALUE: NOTHING, STATUS: CellStatus.VALUE.label, NOTE: NOTHING}
    value = NOTHING if cell.value is None else value_text(cell.value, indicator.value_kind)
    return {VALUE: value, STATUS: CellStatus(cell.status).label, NOTE: cell.note or NOTHING}


# --- Words ----------------------------------------------------------------------------------------


def _read_words(sheet: Sheet, fields: dict[str, Carried], report: Report, reading: Reading) -> None:
    titles = {s["code"]: s["title"] for s in outline_for(report.period, report.unit.reporter_code)}
    stored, opened = dict(report.sections.values_list("code", "text")), editable_codes(report, [])
    for code, row in rows_by_code([sheet], [TEXT], titles, titles, reading).items():
        place, old = Place(row, reading), stored.get(code, "")
        place.check_hidden(TEXT)
        text = clean(place.text(TEXT, plain))
        if len(text) > MAX_SECTION:
            place.fault(TEXT, f"Nội dung dài quá {show(MAX_SECTION)} ký tự, hãy rút gọn.")
        if place.is_bad or not _is_news(place, TEXT, fields.get(code), fingerprint(text), fingerprint(old)):
            continue
        change = Change(code, titles[code], sheet.name, row.cells[TEXT].address, TEXT, old or NOTHING, text or NOTHING)
        if _is_closed(place, code in opened, [change]) or _differs_from_portal(
            place, fields[code], fingerprint(old), [change]
        ):
            continue
        reading.sections.append(TypedSection(code, text, fields[code].seen))
        reading.changes.append(change)
