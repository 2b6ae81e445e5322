"""How figures are checked, compared and added up. Pure: no database, no clock.

docs/indicators.md explains each rule with the same worked examples as the tests.
"""

import re
from calendar import monthrange
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from kit.expressions import Expression
from kit.numbers import percent_of, show
from plans.states import ValueKind
from reports.states import CellStatus

LEFT_BLANK = "trống"
UNUSUAL_TIMES, UNUSUAL_BY, ENOUGH_PEERS = 3, 10, 5
DAY = re.compile(r"\b(?P<day>\d{1,2})(?:/|-| tháng )(?P<month>\d{1,2})(?:/|-| năm )(?P<year>\d{4})\b")
DOCUMENT_NUMBER = re.compile(r"\b\d+[a-zđ]?/[A-ZĐ]", re.IGNORECASE)


@dataclass(frozen=True)
class Cell:
    """One figure as a unit gave it; ``value`` in the indicator's unit of measure, None unless status is VALUE.

    ``known``: the portal's own count that the unit once took over; None when it never did.
    """

    status: str
    value: Decimal | None = None
    note: str = ""
    known: Decimal | None = None


@dataclass(frozen=True)
class Finding:
    """Something the figures break: an error blocks the sending, a warning asks for a note at one of the cells."""

    code: str
    is_error: bool
    cells: tuple[str, ...]
    message: str

    def is_answered(self, notes: Collection[str]) -> bool:
        """A warning is answered by a note at any of its cells; ``notes``: codes of the cells that have one."""
        return any(code in notes for code in self.cells)


@dataclass(frozen=True)
class Check(Finding):
    """A rule of the form, ready to be evaluated; told as it is when it is broken."""

    expression: Expression


@dataclass(frozen=True)
class Total:
    """A figure of several units together.

    ``value`` is None when nobody gave a figure. ``expected`` counts the units that owe this
    indicator; ``missing`` names those without an accepted figure. ``is_upper_bound``: the same
    person or establishment may stand in two units' figures. ``doubles``: how many the register found
    to be the same and left out; ``adjustment`` counts them too.
    """

    value: Decimal | None
    contributors: int
    expected: int
    zeros: int = 0
    not_applicable: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    is_upper_bound: bool = False
    adjustment: Decimal | None = None
    doubles: int = 0

    @property
    def reported(self) -> Decimal | None:
        """What the units' figures alone add up to."""
        return self.value if self.value is None or self.adjustment is None else self.value - self.adjustment


def counted_once(total: Total, cells: Mapping[str, Cell | None], register: Mapping[str, Collection[int]]) -> Total:
    """A distinct count whose every figure the register bears out: each thing once, and no upper bound any more.

    Where one unit's figure is not what the register knows of it, the sum stays the upper bound that it is.

    Args:
        register: unit → keys of the things behind its figure.

    A team's 5 establishments and another's 9, of which 2 are the same: 12, while 14 were reported.
    """
    if not total.is_upper_bound:
        return total
    given = {unit: cell.value for unit, cell in cells.items() if cell and cell.value is not None}
    if any(value != len(register.get(unit, ())) for unit, value in given.items()):
        return total
    once = len({thing for unit in given for thing in register.get(unit, ())})
    doubles = sum(len(register.get(unit, ())) for unit in given) - once
    change = Decimal(-doubles) if doubles else None
    return replace(total, value=Decimal(once), adjustment=change, is_upper_bound=False, doubles=doubles)


def adjusted(total: Total, deltas: Iterable[Decimal], *, settles_overlap: bool = False) -> Total:
    """A total after the department's adjustments; no unit's figure changes.

    Args:
        deltas: in the indicator's unit of measure, of either sign.
        settles_overlap: the doubles between units have been taken out, so it is no upper bound any more.

    A total that nobody gave stays unknown: there is nothing to adjust.
    42 with −2 (a joint event reported twice) is 40, of which 42 were reported.
    """
    deltas = list(deltas)
    if total.value is None or not deltas:
        return total
    change = sum(deltas, Decimal())
    bound = total.is_upper_bound and not settles_overlap
    adjustment = change + (total.adjustment or 0)
    return replace(total, value=total.value + change, adjustment=adjustment, is_upper_bound=bound)


def ratio_percent(numerator: Decimal | None, denominator: Decimal | None) -> Decimal | None:
    """Share of ``denominator``, recomputed from the sums, never the mean of the units' rates.

    Args:
        numerator, denominator: in the same unit of measure.

    Returns:
        Percent, rounded half up to one decimal: 48 of 120 is ``Decimal("40.0")``. None when
        either is missing or the denominator is 0, printed as "–", never as 0 %.

    Source: [QD-1629] and [KH-81] mục I.2 give targets as shares of a whole.
    """
    return percent_of(numerator, denominator)


def rate_cell(numerator: Cell | None, denominator: Cell | None) -> Cell | None:
    """A unit's own percentage from two of its figures; None where one of them is missing or the base is 0."""
    rate = ratio_percent(numerator.value if numerator else None, denominator.value if denominator else None)
    return None if rate is None else Cell(CellStatus.VALUE, rate)


def second_half(year: Decimal | None, half: Decimal | None) -> Decimal | None:
    """Figure of the second half: the year, which is cumulative, less the first six months."""
    if year is None or half is None:
        return None
    return year - half


def change(now: Decimal | None, before: Decimal | None) -> tuple[Decimal, Decimal | None] | None:
    """Increase over the same period last year.

    Returns:
        (absolute, percent to one decimal); percent None when the base is 0, printed as "–".
        None when either figure is missing.
    """
    if now is None or before is None:
        return None
    return now - before, ratio_percent(now - before, before)


def add_up(cells: Mapping[str, Cell | None], *, is_distinct: bool = False) -> Total:
    """Add one indicator over units. A unit that gave no figure is missing, not zero.

    "Có/Không" figures are 1 and 0, so their sum counts the units that said "Có".

    Args:
        cells: unit → its accepted figure; None for a unit that owes the figure but has none accepted.
        is_distinct: the figure counts distinct people or establishments; their sum is only an upper bound.
    """
    if not any(cells.values()):  # of a hundred indicators and thousands of units, most are such
        return Total(None, 0, len(cells), missing=tuple(cells))
    values: list[Decimal] = []
    missing: list[str] = []
    not_applicable: list[str] = []
    for unit, cell in cells.items():
        if cell is None:
            missing.append(unit)
        elif cell.value is not None:
            values.append(cell.value)
        else:
            (not_applicable if cell.status == CellStatus.NOT_APPLICABLE else missing).append(unit)
    return Total(
        value=sum(values, Decimal()) if values else None,
        contributors=len(values),
        expected=len(cells) - len(not_applicable),
        zeros=values.count(Decimal()),
        not_applicable=tuple(sorted(not_applicable)),
        missing=tuple(missing),
        is_upper_bound=is_distinct and len(values) > 1,
    )


def with_both(
    numerators: Mapping[str, Cell | None], denominators: Mapping[str, Cell | None]
) -> tuple[dict[str, Cell | None], dict[str, Cell | None]]:
    """The two sides of a division: a unit that did not give both figures is missing on both sides.

    A figure that does not apply on one side takes the unit out of the other side as well.
    """
    sides: tuple[dict[str, Cell | None], dict[str, Cell | None]] = ({}, {})
    for unit in numerators:
        pair = [numerators[unit], denominators.get(unit)]
        if any(cell and cell.status == CellStatus.NOT_APPLICABLE for cell in pair):
            pair = [Cell(CellStatus.NOT_APPLICABLE)] * 2
        elif any(cell is None or cell.value is None for cell in pair):
            pair = [None, None]
        sides[0][unit], sides[1][unit] = pair
    return sides


def ratio_total(numerator: Total, denominator: Total) -> Total:
    """A percentage of several units together, with the coverage of its weaker part."""
    weaker = min(numerator, denominator, key=lambda total: total.contributors)
    return Total(
        value=ratio_percent(numerator.value, denominator.value),
        contributors=weaker.contributors,
        expected=weaker.expected,
        missing=weaker.missing,
        is_upper_bound=numerator.is_upper_bound or denominator.is_upper_bound,
    )


def broken(checks: Iterable[Check], values: Mapping[str, Decimal | None]) -> list[Check]:
    """The rules these figures break; a rule with a missing figure does not apply."""
    return [check for check in checks if check.expression.holds(values) is False]


def known_values(
    cells: Mapping[str, Cell], history: Mapping[str, Mapping[str, Cell]], year: int
) -> dict[str, Decimal | None]:
    """What the rules look up: CODE, prev:CODE, last:CODE, half:CODE, carry:CODE, noted:CODE, dated:CODE.

    Args:
        history: the figures of other periods under "previous", "last", "half" and "carry".
        year: the plan's year, in which a cited document must be dated.
    """
    known: dict[str, Decimal | None] = {code: cell.value for code, cell in cells.items()}
    for name, key in (("previous", "prev"), ("last", "last"), ("half", "half"), ("carry", "carry")):
        known |= {f"{key}:{code}": cell.value for code, cell in history.get(name, {}).items()}
    for code, cell in cells.items():
        known[f"noted:{code}"] = Decimal(bool(cell.note))
        known[f"dated:{code}"] = Decimal(cites_document(cell.note, year))
    return known


def cites_document(note: str, year: int) -> bool:
    """Whether a note gives a document's number and a date in ``year``: "số 15/KH-PLĐTBXH ngày 10/02/2022"."""
    days = [tuple(map(int, match.groups())) for match in DAY.finditer(note)]
    real = any(y == year and 1 <= m <= 12 and 1 <= d <= monthrange(y, m)[1] for d, m, y in days)
    return real and bool(DOCUMENT_NUMBER.search(note))


def half_told_breakdowns(checks: Iterable[Check], cells: Mapping[str, Cell]) -> list[Finding]:
    """A breakdown that was begun is filled in to the end, so that its sum can be compared with the whole."""
    found = []
    for check in checks:
        if not check.code.startswith("PT-"):
            continue
        whole, *parts = check.cells
        given = {code: cells[code].value for code in parts if code in cells}
        blank = [code for code in parts if code not in given]
        if given and blank:
            told = sum((value for value in given.values() if value is not None), Decimal())
            words = f"{whole}: phân tổ mới khai được {show(told)}, còn trống {', '.join(blank)}."
            advice = "Ghi nốt (không có thì ghi 0) hoặc xóa các dòng đã khai."
            found.append(Finding(check.code, True, (whole,), f"{words} {advice}"))
    return found


def doubts(value: Decimal | None, previous: Cell | None, peers: Sequence[Decimal]) -> list[str]:
    """Why a figure looks unusual, in words for the officer who types it; empty when it does not.

    Against the unit's own past: three times as much or as little, and a difference of 10 at least. Against units of
    the same kind (five figures at least): above the upper quartile by more than three times the distance between the
    quartiles, and above twice the upper quartile. No number of another unit is told.
    """
    if value is None:
        return []
    told = []
    before = previous.value if previous else None
    is_far = before and abs(value - before) >= UNUSUAL_BY
    if before and is_far and not before / UNUSUAL_TIMES <= value <= before * UNUSUAL_TIMES:
        times = "tăng" if value > before else "giảm"
        told.append(f"{times} nhiều so với cùng kỳ năm trước ({show(before)})")
    usual = sorted(peers)
    if len(usual) >= ENOUGH_PEERS:
        low, high = usual[len(usual) // 4], usual[(3 * len(usual)) // 4]
        if value > high + 3 * (high - low) and value > 2 * high and value >= UNUSUAL_BY:
            told.append("cao hơn hẳn mức thường gặp của các đơn vị cùng loại")
    return told


def cell_text(cell: Cell | None, value_kind: str, *, is_told: bool = False) -> str:
    """A unit's figure for tables, the same on screen, in PDF and anywhere else.

    Args:
        is_told: the unit's report is there, so that a figure that is not in it was left blank.

    "0" nothing happened; "x" not applicable; "…" the unit has no figure yet; "trống" left blank where nobody must
    fill it in; "–" no report, or a share of nothing.
    """
    if cell is None:
        return LEFT_BLANK if is_told and value_kind != ValueKind.PERCENT else "–"
    if cell.status != CellStatus.VALUE:
        return "x" if cell.status == CellStatus.NOT_APPLICABLE else "…"
    return value_text(cell.value, value_kind)


def value_text(value: Decimal | None, value_kind: str) -> str:
    """A figure in its kind: "Có", "66,7 %", "1.250", "12,5"; None → "–"."""
    if value is None:
        return "–"
    if value_kind == ValueKind.YES_NO:
        return "Có" if value else "Không"
    if value_kind == ValueKind.PERCENT:
        return f"{show(value, 1)} %"
    return show(value)


def total_text(total: Total, kind: str) -> str:
    """A total as printed; a yes/no indicator's total is a count."""
    return value_text(total.value, ValueKind.INTEGER if kind == ValueKind.YES_NO else kind)
