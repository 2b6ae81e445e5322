"""What a unit reported before, and what units of its kind report: for comparison, rules and doubts."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from plans.models import Indicator
from plans.states import PeriodKind
from reports.figures import Cell
from reports.models import Report, ReportValue
from reports.queries.values import cells_of, indicators_for, with_known


@dataclass(frozen=True)
class History:
    """A unit's accepted figures of other periods; each empty when there is no such report.

    ``previous``: same period last year; ``last``: the period just before; ``half``: six months of the same year
    (annual period only); ``carry``: all of last year. Comparison follows the indicators' codes.
    """

    previous: dict[str, Cell] = field(default_factory=dict)
    last: dict[str, Cell] = field(default_factory=dict)
    half: dict[str, Cell] = field(default_factory=dict)
    carry: dict[str, Cell] = field(default_factory=dict)


def history_of(report: Report, indicators: Iterable[Indicator] | None = None) -> History:
    """Everything that stands beside this report's figures, in a constant number of queries."""
    period = report.period
    earlier = Report.objects.accepted().filter(
        unit=report.unit_id, period__year__in=(period.year - 1, period.year), period__ends_on__lt=period.ends_on
    )
    found = list(earlier.select_related("unit", "period").order_by("period__ends_on"))
    if indicators is None:
        indicators = indicators_for(period, report.unit)
    stored = cells_of(each.pk for each in found)
    cells = {
        (each.period.year, each.period.kind): with_known(each, stored.get(each.pk, {}), indicators) for each in found
    }
    return History(
        previous=cells.get((period.year - 1, period.kind), {}),
        last=next(reversed(cells.values()), {}),
        half=cells.get((period.year, PeriodKind.FIRST_HALF), {}) if period.is_annual else {},
        carry=cells.get((period.year - 1, PeriodKind.YEAR), {}),
    )


def last_year_of(report: Report) -> dict[str, Cell]:
    """The unit's accepted figures of the same period last year; empty when there are none."""
    return history_of(report).previous


def peer_values(report: Report, codes: Iterable[str]) -> dict[str, list[Decimal]]:
    """Of these codes: code → accepted figures of other units of the same kind, this period and the same one last year.

    Only for judging how usual a figure is: no number of another unit is ever shown to this one.
    """
    period = report.period
    rows = ReportValue.objects.filter(
        report__in=Report.objects.accepted()
        .filter(period__year__in=(period.year - 1, period.year), period__kind=period.kind)
        .filter(unit__kind=report.unit.kind)
        .exclude(unit=report.unit_id),
        value__isnull=False,
        indicator__is_sensitive=False,
        indicator__code__in=list(codes),
    )
    found: dict[str, list[Decimal]] = {}
    for code, value in rows.values_list("indicator__code", "value"):
        if value is not None:
            found.setdefault(code, []).append(value)
    return found
