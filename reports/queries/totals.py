"""The figures of all units together."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Q

from accounts.models import Unit
from inspections.queries.counted import Frame, places_by_unit
from kit.collector import collector_paused
from plans.models import Indicator, ReportingPeriod
from plans.queries.asking import Asking, asking_in
from plans.states import AcrossUnits, Source
from reports.figures import Cell, Total, add_up, adjusted, counted_once, rate_cell, ratio_total, with_both
from reports.models import Adjustment, Consolidation, Report, ReportValue
from reports.queries.values import discipline_cells, system_cells
from reports.states import CLOSING, AdjustmentKind, ReportState

Cells = dict[str, dict[str, Cell]]
Adjustments = dict[str, list[Adjustment]]
Given = dict[str, dict[str, Cell | None]]  # indicator → unit that owes it, in their order → its accepted figure
IN_THE_BOOKS = {"N406": False, "N409": True}  # establishments inspected; of these the violating ones


@dataclass(frozen=True)
class Ground:
    """What totals stand on: which codes count distinct things, the ledger, and the portal's own books."""

    distinct: frozenset[str]
    adjustments: Adjustments
    registers: dict[str, dict[str, set[int]]]


@dataclass(frozen=True)
class TotalLine:
    """One indicator: the total, each owing unit's figure (None: no accepted report), last year's total."""

    indicator: Indicator
    total: Total
    by_unit: dict[str, Cell | None]
    before: Decimal | None = None
    adjustments: tuple[Adjustment, ...] = ()
    joined: tuple[str, ...] = ()  # units that are in the total and gave no figure last year


@dataclass(frozen=True)
class TotalTable:
    """All indicators of a period, with who is in the totals and who is not."""

    period: ReportingPeriod
    lines: list[TotalLine]
    units: list[Unit]
    accepted: frozenset[str]
    reports: list[Report] = field(default_factory=list)  # the accepted ones
    gone: list[Unit] = field(default_factory=list)  # accepted last year, owe nothing in this period

    @property
    def missing(self) -> list[Unit]:
        return [unit for unit in self.units if unit.code not in self.accepted]

    @property
    def coverage(self) -> str:
        return f"{len(self.accepted)}/{len(self.units)}"

    def line(self, code: str) -> TotalLine | None:
        return next((line for line in self.lines if line.indicator.code == code), None)


def moved_since(version: Consolidation) -> list[Unit]:
    """Units whose figures changed, or are being supplemented, after a version was made final: it does not know them."""
    if version.frozen_at is None or version.state not in CLOSING:
        return []
    later = Q(supplement_at__gt=version.frozen_at) | Q(state=ReportState.ACCEPTED, decided_at__gt=version.frozen_at)
    reports = Report.objects.expected().filter(later, period=version.period_id).select_related("unit")
    return [report.unit for report in reports.order_by("unit__order")]


def accepted_cells(period: ReportingPeriod, code: str = "") -> Cells:
    """Indicator code → unit code → accepted figure, system figures included. One query for the values.

    Args:
        code: this indicator alone; system figures come along all the same.
    """
    return _accepted_cells(period, _owing(period), code)


def _owing(period: ReportingPeriod) -> list[Report]:
    """The period's reports with their units, in the units' order; thousands of them share period and territories."""
    rows = Report.objects.expected().filter(period=period).order_by("unit__order")
    needed = ("state", "unit", "period", "first_submitted_at", "extended_due_at")  # of a row of thirty columns
    reports = list(rows.only(*needed).select_related("unit").prefetch_related("unit__territory"))
    for report in reports:
        report.period = period
    return reports


def _accepted_cells(period: ReportingPeriod, owing: list[Report], code: str = "") -> Cells:
    units = {report.pk: report.unit for report in owing if report.state == ReportState.ACCEPTED}
    names = {pk: unit.code for pk, unit in units.items()}
    values = ReportValue.objects.filter(report__period=period, report__state=ReportState.ACCEPTED)
    values = values.filter(indicator__code=code) if code else values
    codes = dict(Indicator.objects.values_list("pk", "code"))
    cells: Cells = {code: {} for code in codes.values()}
    made: dict[tuple, Cell] = {}  # most of a thousand units' figures are the same few small numbers
    rows = values.values_list("report_id", "indicator_id", "status", "value", "note")
    for report, indicator, status, value, note in rows:
        if report in names:
            figure = (status, value, note)
            cells[codes[indicator]][names[report]] = made.get(figure) or made.setdefault(figure, Cell(*figure))
    found = {code: given for code, given in cells.items() if given}
    for known in (system_cells(units.values(), period), discipline_cells(owing)):
        for unit, own in known.items():
            for name, cell in own.items():
                found.setdefault(name, {})[unit] = cell
    return found


@collector_paused()
def total_table(period: ReportingPeriod, *, compare: bool = True, reporters: str = "") -> TotalTable:
    """Accepted figures added by each indicator's own rule; a unit without an accepted report is missing, not zero.

    A row that nobody had to fill in and nobody did is left out.

    The comparison with last year counts the same units only: those that are in this period's total; which of
    them gave no figure last year, and who has gone since, is told with it.

    Args:
        reporters: reporter codes ("H" the district offices, "DC" attached units and the college …): totals of this
            kind of unit by the very same rules; empty: the whole province.
    """
    everybody = _owing(period)
    owing = [report for report in everybody if not reporters or report.unit.reporter_code in reporters]
    units = [report.unit for report in owing]
    indicators = _indicators(period)
    cells = _with_percentages(indicators, _accepted_cells(period, everybody))
    adjustments = adjustments_of(period, [unit.code for unit in units] if reporters else None)
    given = _given(indicators, units, cells, asking_in(period))
    totals = _totals(period, indicators, given, cells, adjustments)
    last_year = ReportingPeriod.objects.filter(year=period.year - 1, kind=period.kind).first() if compare else None
    old = accepted_cells(last_year) if last_year else {}
    before = _totals_before(last_year, old, indicators, units, cells) if last_year else {}
    lines = [
        TotalLine(
            i,
            totals[i.code],
            given[i.code],
            before[i.code].value if i.code in before else None,
            tuple(adjustments.get(i.code, ())),
            _joined(given[i.code], old.get(i.code, {})) if last_year and i.source == Source.TYPED else (),
        )
        for i in indicators
        if i.is_required or i.source == Source.COMPUTED or totals[i.code].value is not None
        if not reporters or given[i.code] or set(i.reporters) & set(reporters)
    ]
    reports = [report for report in owing if report.state == ReportState.ACCEPTED]
    accepted = frozenset(report.unit.code for report in reports)
    return TotalTable(period, lines, units, accepted, reports, _gone(last_year, units, reporters))


def _joined(now: dict[str, Cell | None], before: dict[str, Cell]) -> tuple[str, ...]:
    """Units with a figure now and none last year: the set of units has changed."""
    if not any(now.values()):
        return ()
    known = {unit for unit, cell in before.items() if cell.value is not None}
    return tuple(unit for unit, cell in now.items() if cell and cell.value is not None and unit not in known)


def _gone(last_year: ReportingPeriod | None, units: list[Unit], reporters: str) -> list[Unit]:
    """Units whose report was accepted last year and that owe none now: dissolved, merged, excluded."""
    if last_year is None:
        return []
    old = Report.objects.accepted().filter(period=last_year).exclude(unit__in=units).select_related("unit")
    rows = old.filter(unit__reporter_code__in=reporters) if reporters else old
    return [report.unit for report in rows.order_by("unit__order")]


def _indicators(period: ReportingPeriod) -> list[Indicator]:
    """In the form's order."""
    rows = Indicator.objects.filter(group__form=period.form_id).select_related("group")
    rows = rows.order_by("group__order", "order")
    return [i for i in rows if period.is_annual or not i.annual_only]


def _given(indicators: list[Indicator], units: list[Unit], cells: Cells, asking: Asking) -> Given:
    """The sets of kinds that owe are few, units may be thousands, and most indicators stay without a figure."""
    kinds: dict[tuple[str, ...], dict[str, Cell | None]] = {}
    blank: Given = {}
    for i in indicators:
        kind = tuple(i.reporters)
        if not asking.goes_by_kind(i):
            blank[i.code] = dict.fromkeys(unit.code for unit in units if asking.of(i, unit))
            continue
        if kind not in kinds:
            kinds[kind] = dict.fromkeys(unit.code for unit in units if unit.reporter_code in kind)
        blank[i.code] = kinds[kind]
    return {code: _by_unit(blank[code], cells[code]) if code in cells else blank[code] for code in blank}


def _by_unit(owing: Iterable[str], given: Mapping[str, Cell]) -> dict[str, Cell | None]:
    """Each unit that owes the indicator → its accepted figure or None."""
    by_unit: dict[str, Cell | None] = dict.fromkeys(owing)
    by_unit.update(given if given.keys() <= by_unit.keys() else {u: c for u, c in given.items() if u in by_unit})
    return by_unit


def _with_percentages(indicators: list[Indicator], cells: Cells) -> Cells:
    """Add each unit's own percentages."""
    rates: Cells = {}
    for indicator in indicators:
        if indicator.source != Source.COMPUTED:
            continue
        below = cells.get(indicator.denominator, {})
        above = cells.get(indicator.numerator, {})
        found = {unit: rate_cell(part, below.get(unit)) for unit, part in above.items()}
        rates[indicator.code] = {unit: rate for unit, rate in found.items() if rate}
    return cells | rates


def adjustments_of(period: ReportingPeriod, units: Collection[str] | None = None) -> Adjustments:
    """Indicator code → the adjustments in force; with ``units`` only those that concern no other unit."""
    found: Adjustments = {}
    rows = Adjustment.objects.in_force().filter(period=period).select_related("indicator").prefetch_related("units")
    for row in rows:
        if units is None or all(unit.code in units for unit in row.units.all()):
            found.setdefault(row.indicator.code, []).append(row)
    return found


def _adjusted(total: Total, adjustments: list[Adjustment]) -> Total:
    settles = any(a.kind == AdjustmentKind.OVERLAP for a in adjustments)
    return adjusted(total, [a.delta for a in adjustments], settles_overlap=settles)


def _totals(
    period: ReportingPeriod, indicators: list[Indicator], given: Given, cells: Cells, adjustments: Adjustments
) -> dict[str, Total]:
    distinct = frozenset(i.code for i in indicators if i.across_units == AcrossUnits.DISTINCT)
    ground = Ground(distinct, adjustments, _registers(period, distinct))
    return {
        i.code: _ratio(i, given[i.code], cells, ground)
        if i.source == Source.COMPUTED
        else _total(i.code, given[i.code], ground)
        for i in indicators
    }


def _registers(period: ReportingPeriod, distinct: frozenset[str]) -> dict[str, dict[str, set[int]]]:
    """Code → unit → keys of what the portal's own books hold behind the figure. Queries only what the form asks for."""
    frame = Frame(period.starts_on, period.ends_on)
    return {code: places_by_unit(frame, violating=bad) for code, bad in IN_THE_BOOKS.items() if code in distinct}


def _total(code: str, cells: Mapping[str, Cell | None], ground: Ground) -> Total:
    """One figure over units; the books take out doubles, unless the department has done so itself."""
    found, made = add_up(cells, is_distinct=code in ground.distinct), ground.adjustments.get(code, [])
    if not any(a.kind == AdjustmentKind.OVERLAP for a in made):
        found = counted_once(found, cells, ground.registers.get(code, {}))
    return _adjusted(found, made)


def _ratio(indicator: Indicator, owing: Iterable[str], cells: Cells, ground: Ground) -> Total:
    """A percentage from the sums of its parts, over the units that gave both."""
    codes = (indicator.numerator, indicator.denominator)
    sides = with_both(*[_by_unit(owing, cells.get(code, {})) for code in codes])
    return ratio_total(*[_total(code, side, ground) for side, code in zip(sides, codes, strict=True)])


def _totals_before(
    last_year: ReportingPeriod, before: Cells, indicators: list[Indicator], units: list[Unit], now: Cells
) -> dict[str, Total]:
    """Last year's totals, by code, over the units that have a figure now."""
    same = {
        code: {u: cell for u, cell in given.items() if (c := now.get(code, {}).get(u)) and c.value is not None}
        for code, given in before.items()
    }
    known = {unit for given in same.values() for unit in given}  # the others add nothing to a total of last year
    owing = {unit.code for unit in units}
    counted = {u for given in now.values() for u, cell in given.items() if cell.value is not None and u in owing}
    having = [unit for unit in units if unit.code in known]
    given = _given(indicators, having, same, asking_in(last_year))
    return _totals(last_year, indicators, given, same, adjustments_of(last_year, counted))
