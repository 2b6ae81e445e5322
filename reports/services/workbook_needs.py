"""What a report would still need once an uploaded form is applied, so that it can be typed beside the preview."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from kit.text import personal_data_in
from plans.models import Indicator
from plans.states import Source, ValueKind
from reports.figures import Cell, Finding, cell_text
from reports.models import Report
from reports.queries.form import editable_codes, findings_of, outline_for
from reports.queries.narrative import token_faults
from reports.queries.prefill import counts, known_of
from reports.queries.values import indicators_for, stored_cells, with_known
from reports.services.entry import read_cell
from reports.services.workbook_layout import NOTE, STATUS, TEXT, VALUE
from reports.services.workbook_rows import Reading
from reports.states import CellStatus

MANY_PARTS = 3
BLANK = "chưa có số. Nếu không phát sinh, ghi 0."
NO_WORDS = "chưa có nội dung."


@dataclass
class Need:
    """One figure or section with what it still needs; ``columns``: heading → what stands there now."""

    code: str
    label: str
    unit: str = ""
    is_yes_no: bool = False
    errors: list[str] = field(default_factory=list)
    owed: list[str] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)


@dataclass
class Needs:
    """All of them in the order of the form, and how many of each kind."""

    items: dict[str, Need] = field(default_factory=dict)
    wrong: int = 0
    owed: int = 0
    blank: int = 0
    unwritten: int = 0
    brought: int = 0  # sentences that the file brings along

    @property
    def is_complete(self) -> bool:
        return not (self.wrong or self.owed or self.blank or self.unwritten)


class _Gathering:
    """The state after the file, and the needs found in it so far."""

    def __init__(self, reading: Reading, report: Report) -> None:
        self.reading, self.report = reading, report
        rows = indicators_for(report.period, report.unit)
        self.indicators = {i.code: i for i in rows}
        self.typed = [i for i in rows if i.source == Source.TYPED]
        self.opened = editable_codes(report, rows)
        self.cells = cells_after(reading, report, rows)
        self.texts = dict(report.sections.values_list("code", "text")) | {s.code: s.text for s in reading.sections}
        self.needs = Needs()
        self.found: dict[str, Need] = {}

    def need(self, code: str, *columns: str) -> Need:
        """The need of a figure or section, with these columns to be typed into."""
        if code not in self.found:
            indicator = self.indicators.get(code)
            is_yes_no = indicator is not None and indicator.value_kind == ValueKind.YES_NO
            label = indicator.name if indicator else self.titles.get(code, "")
            unit = indicator.unit_of_measure if indicator else ""
            self.found[code] = Need(code, label, unit, is_yes_no)
        for column in columns:
            self.found[code].columns.setdefault(column, self.reading.said.get((code, column), ""))
        return self.found[code]

    @property
    def titles(self) -> dict[str, str]:
        return {s["code"]: s["title"] for s in outline_for(self.report.period, self.report.unit.reporter_code)}

    def ordered(self) -> dict[str, Need]:
        order = [*self.indicators, *self.titles]
        return {code: self.found[code] for code in order if code in self.found}


def cells_after(reading: Reading, report: Report, rows: Iterable[Indicator]) -> dict[str, Cell]:
    """The report's figures as they would be, computed ones included."""
    indicators, cells = {i.code: i for i in rows}, dict(stored_cells(report))
    for typed in reading.cells:
        cell = read_cell(indicators[typed.code], typed)
        cells.pop(typed.code, None)
        if cell:
            cells[typed.code] = cell
    return with_known(report, cells, indicators.values())


def needs_of(reading: Reading, report: Report) -> Needs:
    """What is unreadable, breaks a rule, waits for its sentence or is missing; only what the unit may change."""
    state = _Gathering(reading, report)
    _from_faults(state)
    _from_rules(state)
    _from_figures(state)
    _from_words(state)
    state.needs.items = state.ordered()
    state.needs.brought = sum(change.column == NOTE and change.code in _noted(reading) for change in reading.changes)
    return state.needs


def _noted(reading: Reading) -> set[str]:
    return {typed.code for typed in reading.cells if typed.note}


def _from_faults(state: _Gathering) -> None:
    for fault in state.reading.errors:
        state.needs.wrong += 1
        if fault.column:
            state.need(fault.code, fault.column).errors.append(fault.message)


def _from_rules(state: _Gathering) -> None:
    known = {code: count for code, count in counts(known_of(state.report)).items() if code in state.opened}
    noted = {code for code, cell in state.cells.items() if cell.note}
    for finding in findings_of(state.report, state.cells, known=known):
        typed = [c for c in finding.cells if c in state.indicators and state.indicators[c].source == Source.TYPED]
        mine = [code for code in typed if code in state.opened]
        if not mine:
            continue
        if finding.is_error and mine == typed:
            _break(state, finding, mine)
        elif not finding.is_answered(noted):
            state.needs.owed += 1
            state.need(mine[0], VALUE, NOTE).owed.append(finding.message)


def _break(state: _Gathering, finding: Finding, codes: list[str]) -> None:
    """Every figure of the rule can be corrected; of a long breakdown the whole and what is blank."""
    state.needs.wrong += 1
    if len(codes) > MANY_PARTS:
        codes = [codes[0], *(code for code in codes[1:] if code not in state.cells)]
    for code in codes:
        columns = (VALUE, NOTE) if "ô ghi chú" in finding.message else (VALUE,)
        state.need(code, *columns).errors.append(finding.message)


def _from_figures(state: _Gathering) -> None:
    unreadable = {fault.code for fault in state.reading.errors}
    for indicator in state.typed:
        code, cell = indicator.code, state.cells.get(indicator.code)
        if code not in state.opened or code in unreadable:
            continue
        if cell is None:
            if indicator.is_required:
                state.needs.blank += 1
                state.need(code, VALUE).owed.append(f"{code} {BLANK}")
        elif cell.status != CellStatus.VALUE and not cell.note:
            state.needs.owed += 1
            words = f"{code}: ghi vì sao {CellStatus(cell.status).label.lower()}."
            state.need(code, STATUS, NOTE).owed.append(words)
        for found in personal_data_in(cell.note) if cell else []:
            state.needs.wrong += 1
            state.need(code, NOTE).errors.append(f"{code}: ghi chú có {found}. Hãy bỏ thông tin nhận dạng cá nhân.")


def _from_words(state: _Gathering) -> None:
    values = {code: cell_text(cell, state.indicators[code].value_kind) for code, cell in state.cells.items()
              if code in state.indicators}  # fmt: skip
    unreadable = {fault.code for fault in state.reading.errors}
    for section in outline_for(state.report.period, state.report.unit.reporter_code):
        code = section["code"]
        text = state.texts.get(code, "")
        if code not in state.opened or code in unreadable:
            continue
        if section["required"] and not text:
            state.needs.unwritten += 1
            state.need(code, TEXT).owed.append(f"Mục {code} {NO_WORDS}")
        faults = [f"có {found}, hãy bỏ thông tin nhận dạng cá nhân" for found in personal_data_in(text)]
        for fault in faults + token_faults(text, values):
            state.needs.wrong += 1
            state.need(code, TEXT).errors.append(f"Mục {code}: {fault}.")
