"""The few accepted figures that objectives and targets ask for."""

from collections.abc import Iterable
from datetime import date

from accounts.models import Unit
from plans.models import Indicator, ReportingPeriod
from plans.queries.asking import asking_in
from plans.queries.targets import target_sets
from reports.figures import Cell, add_up
from reports.models import Report, ReportValue
from reports.queries.objectives import PEOPLE_SHARES, UNIT_ANSWERS
from reports.queries.totals import TotalLine, TotalTable
from reports.queries.values import system_cells
from reports.states import ReportState


def few_figures(period: ReportingPeriod, at_hand: Iterable[Unit] = ()) -> TotalTable:
    """The accepted figures that objectives and targets ask for, without the other ninety; eight queries at most.

    Args:
        at_hand: units that need not be read again.
    """
    codes = _codes_asked_for(period.ends_on)
    owing = _owing(period, {unit.pk: unit for unit in at_hand})
    accepted = {pk: unit for pk, state, unit in owing if state == ReportState.ACCEPTED}
    cells: dict[str, dict[str, Cell]] = {code: {} for code in codes}
    rows = ReportValue.objects.filter(report__period=period, report__state=ReportState.ACCEPTED)
    figures = rows.filter(indicator__code__in=codes)
    for pk, code, status, value, note in figures.values_list("report_id", "indicator__code", "status", "value", "note"):
        if pk in accepted:
            cells[code][accepted[pk].code] = Cell(status, value, note)
    for unit_code, known in system_cells(accepted.values(), period).items():
        for code in codes & known.keys():
            cells[code][unit_code] = known[code]
    lines, asking = [], asking_in(period)
    for indicator in Indicator.objects.filter(group__form=period.form_id, code__in=codes):
        asked = [unit for _, _, unit in owing if asking.of(indicator, unit)]
        by_unit = {unit.code: cells[indicator.code].get(unit.code) for unit in asked}
        lines.append(TotalLine(indicator, add_up(by_unit), by_unit))
    codes_of_accepted = frozenset(unit.code for unit in accepted.values())
    return TotalTable(period, lines, [unit for _, _, unit in owing], codes_of_accepted)


def _owing(period: ReportingPeriod, units: dict[int, Unit]) -> list[tuple[int, str, Unit]]:
    """(report, its state, its unit) in the order of the units; plain values, for a province has a thousand."""
    rows = Report.objects.expected().filter(period=period).order_by("unit__order")
    found = list(rows.values_list("pk", "state", "unit_id"))
    missing = {unit for _, _, unit in found} - units.keys()  # closed since
    units = units | (Unit.objects.in_bulk(missing) if missing else {})
    return [(pk, state, units[unit]) for pk, state, unit in found]


def _codes_asked_for(day: date) -> set[str]:
    people = {code for share in PEOPLE_SHARES for code in share}
    targets = [target for found in target_sets(day) for target in found.targets]
    national = {code for target in targets for code in (target.numerator, target.denominator) if code}
    return {*UNIT_ANSWERS.values(), *people, *national}
