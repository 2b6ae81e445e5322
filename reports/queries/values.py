"""The figures of one report as they stand: typed, known to the portal, computed. Plain values out."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache

from django.db.models import Count

from accounts.models import Territory, Unit
from plans.models import Indicator, ReportingPeriod
from plans.queries.asking import asking_in
from plans.states import Source
from reports.figures import Cell, rate_cell
from reports.models import Report, ReportValue, SubmissionRound
from reports.states import CellStatus, Outcome

DISCIPLINE = "HT"  # the group of figures about the reporting itself: not a part of what a unit sends
KINDS_OF_COMMUNE = {"xã": "TH08.XA", "phường": "TH08.PH", "thị trấn": "TH08.TT"}


def indicators_for(period: ReportingPeriod, unit: Unit, *, discipline: bool = False) -> list[Indicator]:
    """The rows that a unit has on its form in a period, in the form's order."""
    asking = asking_in(period)
    rows = Indicator.objects.filter(group__form=period.form_id).select_related("group")
    return [
        i
        for i in rows.order_by("group__order", "order")
        if asking.of(i, unit) and (period.is_annual or not i.annual_only) and (discipline or i.group.code != DISCIPLINE)
    ]


def stored_cells(report: Report) -> dict[str, Cell]:
    """Code → figure as it is stored now."""
    return cells_of([report.pk]).get(report.pk, {})


def cells_of(reports: Iterable[int]) -> dict[int, dict[str, Cell]]:
    """Report → code → stored figure, in one query."""
    found: dict[int, dict[str, Cell]] = {}
    rows = ReportValue.objects.filter(report__in=list(reports))
    columns = ("report_id", "indicator__code", "status", "value", "note", "known")
    for report, code, status, value, note, known in rows.values_list(*columns):
        found.setdefault(report, {})[code] = Cell(status, value, note, known)
    return found


def system_cells(units: Iterable[Unit], period: ReportingPeriod) -> dict[str, dict[str, Cell]]:
    """Unit code → figures the portal knows itself: TH08, communes of the unit's territory at the period's end."""
    placed = {unit.code: unit.territory_id for unit in units if unit.territory_id}
    communes = Territory.objects.existing_on(period.ends_on).filter(parent__in=set(placed.values()))
    counts: dict[int, dict[str, int]] = {}
    for place, kind, number in communes.values_list("parent", "kind").annotate(Count("pk")).order_by():
        counts.setdefault(place, {})[KINDS_OF_COMMUNE.get(kind.lower(), "")] = number
    found = {place: _communes(counts.get(place, {})) for place in set(placed.values())}
    return {code: found[place] for code, place in placed.items()}


def _communes(counts: Mapping[str, int]) -> dict[str, Cell]:
    numbers = {"TH08": sum(counts.values())} | {code: counts.get(code, 0) for code in KINDS_OF_COMMUNE.values()}
    return {code: Cell(CellStatus.VALUE, Decimal(number)) for code, number in numbers.items()}


def discipline_cells(reports: Iterable[Report]) -> dict[str, dict[str, Cell]]:
    """Unit code → HT01 (sent on time: 1, late: 0, not yet sent: no figure) and HT02 (how often it was returned)."""
    reports = list(reports)
    returned = SubmissionRound.objects.filter(report__in=[r.pk for r in reports], outcome=Outcome.RETURNED)
    times = dict(returned.values_list("report").annotate(Count("pk")).order_by())
    found = {}
    for report in reports:
        cells = {"HT02": _count(times.get(report.pk, 0))}
        if (on_time := report.was_on_time) is not None:
            cells["HT01"] = _count(on_time)
        found[report.unit.code] = cells
    return found


@cache
def _count(number: int) -> Cell:
    return Cell(CellStatus.VALUE, Decimal(number))


def complete_cells(report: Report, indicators: Iterable[Indicator] | None = None) -> dict[str, Cell]:
    """Stored, system and computed figures of one report, without what was typed into a row it is spared now."""
    if indicators is None:
        indicators = indicators_for(report.period, report.unit)
    indicators = list(indicators)
    on_form = {i.code for i in indicators}
    stored = {code: cell for code, cell in stored_cells(report).items() if code in on_form}
    return with_known(report, stored, indicators)


def with_known(report: Report, cells: Mapping[str, Cell], indicators: Iterable[Indicator]) -> dict[str, Cell]:
    """Typed figures and what follows from them and from the portal's own registers."""
    known = dict(cells) | system_cells([report.unit], report.period).get(report.unit.code, {})
    return known | computed_cells(indicators, known)


def computed_cells(indicators: Iterable[Indicator], cells: Mapping[str, Cell]) -> dict[str, Cell]:
    """The percentages, from the other figures; a percentage without its parts has no cell."""
    computed = {}
    for indicator in indicators:
        if indicator.source != Source.COMPUTED:
            continue
        rate = rate_cell(cells.get(indicator.numerator), cells.get(indicator.denominator))
        if rate:
            computed[indicator.code] = rate
    return computed
