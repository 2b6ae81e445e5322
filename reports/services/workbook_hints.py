"""The rules as live formulas: while the officer types, the form says what is wrong and what asks for a sentence.

Every rule has a row on a hidden sheet (1 while it is broken and unanswered) and every figure a
cell "Cần làm" that tells its first one. What was computed here beforehand is what
the formulas give, for programs that show a file without computing it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from kit.excel import Book
from kit.expressions import CELL
from kit.formulas import condition
from kit.numbers import show
from plans.models import Indicator
from plans.queries.known import OWN_PLAN, has_own_plan
from plans.states import Source, ValueKind
from reports.figures import Check, Finding, known_values
from reports.models import Report
from reports.queries.form import Line, checks_of
from reports.queries.prefill import OVERRIDDEN
from reports.services.workbook_layout import (
    DONE,
    EXPLAIN,
    FILL_IN,
    NOTE,
    RULES,
    STATUS,
    VALUE,
    WRONG,
    YES,
    Layout,
    shortened,
)
from reports.states import CellStatus

HAS_FIGURE = CellStatus.VALUE.label


@dataclass(frozen=True)
class Hint(Finding):
    """One rule: at which figures it is told, and the formula that is 1 while it is broken and unanswered."""

    formula: str


class Hints:
    """All rules that can be told offline, and the words of each figure's "Cần làm"."""

    def __init__(self, report: Report, layout: Layout) -> None:
        self.layout, self.year = layout, report.period.year
        self.lines = {line.code: line for line in layout.lines}
        self.noted = {line.code for line in layout.lines if line.has_note}
        self.constants = _constants(report, layout.lines)
        checks = checks_of(report.period.form, annual=report.period.is_annual)
        found = [self._of_rule(check) for check in checks] + [self._of_count(line) for line in layout.lines]
        self.hints = [hint for hint in found if hint]

    # --- The rules' sheet ---

    def write(self, book: Book) -> None:
        page = book.page(RULES)
        for row, hint in enumerate(self.hints):
            page.text(row, 0, hint.code)
            page.text(row, 1, WRONG if hint.is_error else EXPLAIN)
            page.formula(row, 2, hint.formula, Decimal(self._is_open(hint)))
            page.text(row, 3, hint.message)
        page.hide_for_good()

    def count(self, kind: str) -> str:
        """The formula that counts the rules of a kind that are broken and unanswered."""
        last = max(len(self.hints), 1)
        return f"COUNTIFS('{RULES}'!$B$1:$B${last},\"{kind}\",'{RULES}'!$C$1:$C${last},1)"

    def now(self, kind: str) -> int:
        """What ``count`` gives now."""
        return sum(self._is_open(hint) for hint in self.hints if hint.is_error == (kind == WRONG))

    def _is_open(self, hint: Hint) -> bool:
        told = {finding.code for code in hint.cells if code in self.lines for finding in self.lines[code].findings}
        return hint.code in told and (hint.is_error or not hint.is_answered(self.noted))

    # --- One figure's "Cần làm" ---

    def todo(self, line: Line) -> tuple[str, str]:
        """(formula, the words it gives now) for a figure that is typed."""
        spot, asked = self.layout.spots[line.code], line.indicator.is_required
        value, status, note = (spot.at(column) for column in (VALUE, STATUS, NOTE))
        is_blank = f'AND({value}="",OR({status}="",{status}="{HAS_FIGURE}"))'
        formula = f'"{DONE}"' if asked else f'IF({is_blank},"","{DONE}")'
        for row, hint in reversed([each for each in self._ordered() if line.code in each[1].cells]):
            kind = WRONG if hint.is_error else EXPLAIN
            formula = f"IF('{RULES}'!$C${row}=1,\"{kind}\"&'{RULES}'!$D${row},{formula})"
        why = f'AND({status}<>"",{status}<>"{HAS_FIGURE}",TRIM({note})="")'
        formula = f'IF({why},"{EXPLAIN}vì sao "&LOWER({status}),{formula})'
        if asked and line.is_open:
            formula = f'IF({is_blank},"{FILL_IN}",{formula})'
        return f"={formula}", self._told(line)

    def longest(self, line: Line) -> str:
        """The longest words that "Cần làm" of a figure may come to say: they need the height of their row."""
        told = [(WRONG if hint.is_error else EXPLAIN) + hint.message for hint in self.hints if line.code in hint.cells]
        return max(told, key=len, default="")

    def _ordered(self) -> list[tuple[int, Hint]]:
        """(row from 1, hint), errors first."""
        return sorted(enumerate(self.hints, 1), key=lambda each: not each[1].is_error)

    def _told(self, line: Line) -> str:
        cell = line.cell
        if cell is None and line.indicator.is_required and line.is_open:
            return FILL_IN
        if cell and cell.status != CellStatus.VALUE and not cell.note:
            return f"{EXPLAIN}vì sao {CellStatus(cell.status).label.lower()}"
        for _, hint in self._ordered():
            if line.code in hint.cells and self._is_open(hint):
                return (WRONG if hint.is_error else EXPLAIN) + hint.message
        return DONE if cell else ""

    # --- From a rule to its formula ---

    def _of_rule(self, check: Check) -> Hint | None:
        holds = condition(check.expression.text, self._place)
        if holds is None:
            return None
        typed = [self.lines[code] for code in check.cells if code in self.lines and self.lines[code].is_typed]
        is_error = check.is_error and all(line.is_open for line in typed)
        needed = [self._is_there(name) for name in sorted(check.expression.names)]
        test = f"IF(AND({','.join(filter(None, needed)) or 'TRUE'}),IF(IFERROR({holds},TRUE),0,1),0)"
        text = shortened(check.message)
        if check.code.startswith("PT-"):
            test, text = (
                self._half_told(check, test),
                f"{check.cells[0]} khác tổng phân tổ, hoặc phân tổ còn dòng trống",
            )
        formula = self._unless_explained(test, check.cells, is_error=is_error)
        return Hint(check.code, is_error, check.cells, text, formula)

    def _of_count(self, line: Line) -> Hint | None:
        """A figure that is not what the portal counts."""
        if line.known is None or not line.is_open or "." in line.code:
            return None
        spot, count = self.layout.spots[line.code], line.known.value
        told = _literal(count) if line.indicator.value_kind != ValueKind.YES_NO else f'"{YES if count else "Không"}"'
        test = f'IF(AND({spot.at(VALUE)}<>"",{spot.at(VALUE)}<>{told}),1,0)'
        words = f"{line.code} {OVERRIDDEN} ({show(count)})"
        cells = (line.code,)
        return Hint(f"NGUON-{line.code}", False, cells, words, self._unless_explained(test, cells, is_error=False))

    def _half_told(self, check: Check, test: str) -> str:
        """A breakdown that was begun is filled in to the end."""
        spots = [self.layout.spots[code] for code in check.cells[1:] if code in self.layout.spots]
        given = "+".join(
            f'IF(AND({s.at(VALUE)}="",OR({s.at(STATUS)}="",{s.at(STATUS)}="{HAS_FIGURE}")),0,1)' for s in spots
        )
        return f"IF(({given})=0,0,IF(({given})<{len(spots)},1,{test}))"

    def _unless_explained(self, test: str, cells: Iterable[str], *, is_error: bool) -> str:
        """A sentence at any of its cells answers a warning."""
        notes = [self.layout.spots[code].at(NOTE) for code in cells if code in self.layout.spots]
        if is_error or not notes:
            return f"={test}"
        answered = "&".join(notes)
        return f'=IF(TRIM({answered})<>"",0,{test})'

    def _place(self, key: str) -> str | None:
        """The number of a figure in a formula."""
        if key in self.constants:
            return self.constants[key]
        said = CELL.fullmatch(key.replace(":", "(") + ")" if ":" in key else key)
        word, code = said.groups() if said else (None, "")
        line = self.lines.get(code)
        if line is None or not line.is_typed or word not in (None, "noted", "dated"):
            return None
        spot = self.layout.spots[code]
        if word == "noted":
            return f'IF(TRIM({spot.at(NOTE)})="",0,1)'
        if word == "dated":
            return f'IF(AND(ISNUMBER(FIND("/",{spot.at(NOTE)})),ISNUMBER(FIND("{self.year}",{spot.at(NOTE)}))),1,0)'
        return f'IF({spot.at(VALUE)}="{YES}",1,0)' if _is_yes_no(line.indicator) else spot.at(VALUE)

    def _is_there(self, key: str) -> str:
        """That a figure of the rule has been typed; empty for what is known beforehand."""
        code = key.rpartition(":")[2]
        if key in self.constants or code not in self.layout.spots:
            return ""
        value = self.layout.spots[code].at(VALUE)
        return f'{value}<>""' if _is_yes_no(self.lines[code].indicator) else f"ISNUMBER({value})"


def _is_yes_no(indicator: Indicator) -> bool:
    return indicator.value_kind == ValueKind.YES_NO


def _literal(value: Decimal) -> str:
    return format(value.normalize(), "f")


def _constants(report: Report, lines: list[Line]) -> dict[str, str]:
    """What no typing changes: figures of other periods, and those that the portal itself knows."""
    history = vars(lines[0].history) if lines else {}
    values = known_values({}, history, report.period.year)
    values |= {line.code: line.value for line in lines if line.indicator.source == Source.SYSTEM}
    if has_own_plan(report.unit, report.period):
        values[f"dated:{OWN_PLAN}"] = Decimal(1)  # the plan itself is here, with its number and day
    return {key: _literal(value) for key, value in values.items() if value is not None}
