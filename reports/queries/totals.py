"""The figures of all units together, and the board of who has sent what."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from accounts.models import Unit
from plans.models import Indicator, ReportingPeriod
from plans.states import AcrossUnits, Source
from reports.figures import Cell, Total, add_up, ratio_total
from reports.models import Report, ReportValue
from reports.queries.form import system_cells
from reports.states import ReportState


@dataclass(frozen=True)
class TotalLine:
    """One indicator: the total, each owing unit's figure (None: no accepted report), last year's total."""

    indicator: Indicator
    total: Total
    by_unit: dict[str, Cell | None]
    before: Decimal | None = None


@dataclass(frozen=True)
class TotalTable:
    """All indicators of a period, with who is in the totals and who is not."""

    period: ReportingPeriod
    lines: list[TotalLine]
    units: list[Unit]
    accepted: frozenset[str]

    @property
    def missing(self) -> list[Unit]:
        return [unit for unit in self.units if unit.code not in self.accepted]

    @property
    def coverage(self) -> str:
        return f"{len(self.accepted)}/{len(self.units)}"

    def line(self, code: str) -> TotalLine | None:
        return next((line for line in self.lines if line.indicator.code == code), None)


def accepted_cells(period: ReportingPeriod) -> dict[str, dict[str, Cell]]:
    """Indicator code → unit code → accepted figure, system figures included. One query for the values."""
    reports = Report.objects.accepted().filter(period=period).select_related("unit", "period")
    units = {report.pk: report.unit for report in reports}
    cells: dict[str, dict[str, Cell]] = {}
    rows = ReportValue.objects.filter(report__in=units).values_list(
        "report_id", "indicator__code", "status", "value", "note"
    )
    for report_id, code, status, value, note in rows:
        cells.setdefault(code, {})[units[report_id].code] = Cell(status, value, note)
    for unit in units.values():
        for code, cell in system_cells(unit, period).items():
            cells.setdefault(code, {})[unit.code] = cell
    return cells


def board(period: ReportingPeriod, user) -> list[Report]:
    """All obligations of a period that ``user`` may see, in the order of the units."""
    return list(Report.objects.visible_to(user).filter(period=period).for_listing())


def state_counts(reports: Iterable[Report]) -> dict[str, int]:
    """State → number of reports; every state is a key; excluded units are not counted."""
    counts = {state.value: 0 for state in ReportState}
    for report in reports:
        if report.excluded_at is None:
            counts[report.state] += 1
    return counts


def total_table(period: ReportingPeriod, *, compare: bool = True) -> TotalTable:
    """Accepted figures added by each indicator's own rule; a unit without an accepted report is missing, not zero."""
    owing = Report.objects.expected().filter(period=period).select_related("unit__territory").order_by("unit__order")
    units = [report.unit for report in owing]
    cells = accepted_cells(period)
    before = _totals_before(period) if compare else {}
    lines: dict[str, TotalLine] = {}
    for indicator in _indicators(period):
        code = indicator.code
        by_unit = {u.code: cells.get(code, {}).get(u.code) for u in units if u.reporter_code in indicator.reporters}
        total = _total(indicator, by_unit, lines)
        lines[code] = TotalLine(indicator, total, by_unit, before.get(code))
    accepted = frozenset(report.unit.code for report in owing if report.state == ReportState.ACCEPTED)
    return TotalTable(period, list(lines.values()), units, accepted)


def _indicators(period: ReportingPeriod) -> list[Indicator]:
    """In the form's order, but the percentages after all their parts."""
    rows = Indicator.objects.filter(group__form=period.form_id).select_related("group")
    rows = rows.order_by("group__order", "order")
    return [i for i in rows if period.is_annual or not i.annual_only]


def _total(indicator: Indicator, by_unit: dict[str, Cell | None], lines: dict[str, TotalLine]) -> Total:
    if indicator.source == Source.COMPUTED:
        parts = [lines.get(code) for code in (indicator.numerator, indicator.denominator)]
        if parts[0] is None or parts[1] is None:
            return Total(None, 0, 0)
        return ratio_total(parts[0].total, parts[1].total)
    return add_up(by_unit, is_distinct=indicator.across_units == AcrossUnits.DISTINCT)


def _totals_before(period: ReportingPeriod) -> dict[str, Decimal | None]:
    """Last year's totals of the same period, by code: comparison follows the codes."""
    last_year = ReportingPeriod.objects.filter(year=period.year - 1, kind=period.kind).first()
    if last_year is None:
        return {}
    table = total_table(last_year, compare=False)
    return {line.indicator.code: line.total.value for line in table.lines}
