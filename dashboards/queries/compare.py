"""One indicator of two periods, unit by unit."""

from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse

from accounts.models import Unit
from plans.models import Indicator, ReportingPeriod
from reports.figures import Cell, add_up, change, with_both
from reports.models import Report
from reports.queries.totals import accepted_cells
from reports.states import ReportState


@dataclass(frozen=True)
class Row:
    """One unit's two figures; None where no report is accepted or nothing was given."""

    unit: Unit
    now: Decimal | None
    before: Decimal | None
    url: str

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

    @property
    def change(self) -> tuple[Decimal, Decimal | None] | None:
        return change(self.total_now, self.total_before)

    @property
    def largest(self) -> Decimal:
        return max([value for row in self.rows for value in (row.now, row.before) if value], default=Decimal(1))


def comparison(indicator: Indicator, period: ReportingPeriod, other: ReportingPeriod | None) -> Comparison:
    """Figures of accepted reports; the sums compare the same units only, those that gave both figures."""
    now = accepted_cells(period, indicator.code).get(indicator.code, {})
    before = accepted_cells(other, indicator.code).get(indicator.code, {}) if other else {}
    reports = Report.objects.filter(period=period, excluded_at=None).select_related("unit").order_by("unit__order")
    asked = [report for report in reports if report.unit.reporter_code in indicator.reporters]
    rows = [
        Row(
            report.unit,
            _value(now.get(report.unit.code)),
            _value(before.get(report.unit.code)),
            reverse("reports:detail", args=[report.pk]) if report.state == ReportState.ACCEPTED else "",
        )
        for report in asked
    ]
    codes = [row.unit.code for row in rows]
    one, two = with_both({code: now.get(code) for code in codes}, {code: before.get(code) for code in codes})
    sums = (add_up(one).value, add_up(two).value) if indicator.across_units != "ratio" else (None, None)
    both = sum(row.now is not None and row.before is not None for row in rows)
    return Comparison(indicator, period, other, rows, both, *sums)


def _value(cell: Cell | None) -> Decimal | None:
    return cell.value if cell else None
