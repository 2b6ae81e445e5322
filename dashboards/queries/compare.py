"""One indicator of two periods, unit by unit."""

from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse

from accounts.models import Unit
from dashboards.charts import BarChart, bar
from kit.numbers import show
from plans.models import Indicator, ReportingPeriod
from plans.queries.asking import asking_in
from reports.figures import Cell, add_up, change, with_both
from reports.models import Report
from reports.queries.totals import accepted_cells
from reports.states import ReportState

MOST_BARS = 40  # more are no picture any more; the table has them all


@dataclass(frozen=True)
class Row:
    """One unit's two figures; None where no report is accepted or nothing was given."""

    unit: Unit
    now: Decimal | None
    before: Decimal | None
    url: str
    before_url: str = ""

    @property
    def change(self) -> tuple[Decimal, Decimal | None] | None:
        """(absolute, percent or None where the base is 0)."""
        return change(self.now, self.before)


@dataclass(frozen=True)
class Comparison:
    """All units, and their sums over the same set: units with both figures."""

    indicator: Indicator
    period: ReportingPeriod
    other: ReportingPeriod | None
    rows: list[Row]
    both: int
    total_now: Decimal | None
    total_before: Decimal | None
    most_bars = MOST_BARS

    @property
    def change(self) -> tuple[Decimal, Decimal | None] | None:
        return change(self.total_now, self.total_before)

    @property
    def largest(self) -> Decimal:
        return max([value for row in self.rows for value in (row.now, row.before) if value], default=Decimal(1))

    @property
    def chart(self) -> BarChart:
        """A bar for ``period``, a line across it for ``other``; nothing is low or high here."""
        known = [row for row in self.rows if row.now is not None or row.before is not None]
        if len(known) > MOST_BARS:
            known = sorted(known, key=lambda row: max(row.now or 0, row.before or 0), reverse=True)[:MOST_BARS]
        bars = []
        for order, row in enumerate(known):
            text = show(row.now) + (f" ({show(row.before)})" if self.other else "")
            floor = Decimal(0)
            bars.append(bar(order, str(row.unit), row.now, text, row.before, self.largest, row.url, floor))
        return BarChart(f"{self.indicator}: {self.period}" + (f", vạch là {self.other}" if self.other else ""), bars)


def comparison(indicator: Indicator, period: ReportingPeriod, other: ReportingPeriod | None) -> Comparison:
    """Figures of accepted reports; the sums compare the same units only, those that gave both figures."""
    now = accepted_cells(period, indicator.code).get(indicator.code, {})
    before = accepted_cells(other, indicator.code).get(indicator.code, {}) if other else {}
    reports = Report.objects.filter(period=period, excluded_at=None).select_related("unit").order_by("unit__order")
    asking = asking_in(period)
    asked = [report for report in reports if asking.of(indicator, report.unit)]
    earlier = _accepted(other)
    rows = [
        Row(
            report.unit,
            _value(now.get(report.unit.code)),
            _value(before.get(report.unit.code)),
            reverse("reports:detail", args=[report.pk]) if report.state == ReportState.ACCEPTED else "",
            _url(earlier.get(report.unit_id)),
        )
        for report in asked
    ]
    codes = [row.unit.code for row in rows]
    one, two = with_both({code: now.get(code) for code in codes}, {code: before.get(code) for code in codes})
    sums = (add_up(one).value, add_up(two).value) if indicator.across_units != "ratio" else (None, None)
    both = sum(row.now is not None and row.before is not None for row in rows)
    return Comparison(indicator, period, other, rows, both, *sums)


def _accepted(period: ReportingPeriod | None) -> dict[int, int]:
    """Unit → its accepted report of ``period``."""
    found = Report.objects.filter(period=period, excluded_at=None, state=ReportState.ACCEPTED)
    return dict(found.values_list("unit_id", "pk")) if period else {}


def _url(report: int | None) -> str:
    return reverse("reports:detail", args=[report]) if report else ""


def _value(cell: Cell | None) -> Decimal | None:
    return cell.value if cell else None
