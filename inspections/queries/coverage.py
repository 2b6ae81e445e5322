"""The coverage behind the 20 % goal, and what is behind each of its numbers.

Both sides of the share are taken from the same establishments: those in operation on the last day.
An establishment that was inspected and then closed stands on neither side (``left_out`` says how many
did), so a share never passes 100 %. An establishment seen by two teams counts once; its visits twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Max, Q, QuerySet

from accounts.models import Territory, User
from accounts.rules import is_reporter
from inspections.figures import coverage_percent, expected_percent, needed_per_month, still_needed
from inspections.models import Establishment, Inspection, Violation
from inspections.queries.choices import districts
from inspections.rules import reporting_territory
from plans.models import ReportingPeriod
from plans.states import PeriodKind


@dataclass(frozen=True)
class Window:
    """The part of one year's data window that has passed by ``day``."""

    year: int
    start: date
    day: date
    end: date

    @property
    def is_over(self) -> bool:
        return self.day >= self.end

    @property
    def days_left(self) -> int:
        return (self.end - self.day).days


@dataclass(frozen=True)
class CoverageRow:
    """One district, or all of them. Counts of establishments are of distinct ones."""

    territory: Territory | None
    active: int
    inspected: int
    left_out: int  # inspected, but not in operation on the last day
    visits: int
    violating: int  # establishments
    violations: int

    @property
    def percent(self) -> Decimal | None:
        return coverage_percent(self.inspected, self.active)

    @property
    def needed(self) -> int:
        """Establishments still to be inspected to come up to 20 %."""
        return still_needed(self.inspected, self.active)


@dataclass(frozen=True)
class Coverage:
    """Districts in the order of their codes, and their sum."""

    start: date
    day: date
    rows: list[CoverageRow]
    total: CoverageRow


@dataclass(frozen=True)
class Pace:
    """Where an even pace would be by now, and how many a month bring the year to its goal."""

    expected: Decimal
    per_month: int | None
    is_behind: bool


def year_window(today: date, year: int | None = None) -> Window:
    """The annual data window of ``year`` (by default the one that ``today`` lies in).

    The annual reporting period says it ([NĐ-09] Điều 12); without one it is the calendar year.
    """
    annual = ReportingPeriod.objects.filter(kind=PeriodKind.YEAR)
    chosen = annual.filter(year=year) if year else annual.filter(starts_on__lte=today, ends_on__gte=today)
    if period := chosen.first():
        return Window(period.year, period.starts_on, min(today, period.ends_on), period.ends_on)
    year = year or today.year
    end = date(year, 12, 31)
    return Window(year, date(year, 1, 1), min(today, end), end)


def coverage(start: date, day: date, *, conditional_only: bool = False) -> Coverage:
    """How far inspections from ``start`` to ``day`` have come, per district and in all.

    Args:
        conditional_only: count only establishments marked "kinh doanh dịch vụ có điều kiện".

    Source: [KH-81] mục I; [QD-1629].
    """
    rows = _rows(start, day, conditional_only)
    province = Territory.objects.existing_on(day).filter(level=Territory.Level.PROVINCE).first()
    return Coverage(start, day, rows, _sum(rows, province))


def coverage_for(user: User, start: date, day: date, *, conditional_only: bool = False) -> Coverage:
    """``coverage`` as ``user`` may see it: a reporting unit reads its own district's line."""
    everything = coverage(start, day, conditional_only=conditional_only)
    if not is_reporter(user):
        return everything
    mine = reporting_territory(user)
    rows = [row for row in everything.rows if mine and row.territory == mine]
    return Coverage(start, day, rows, _sum(rows, mine))


def pace(row: CoverageRow, window: Window) -> Pace:
    """Compares a line with an even pace over the year."""
    expected = expected_percent(window.start, window.day, window.end)
    behind = row.percent is not None and row.percent < expected
    return Pace(expected, needed_per_month(row.needed, window.day, window.end), behind)


def inspected_establishments(
    district: Territory, start: date, day: date, *, conditional_only: bool = False
) -> QuerySet[Establishment]:
    """The rows behind ``CoverageRow.inspected``, with ``visits`` and ``last_visit_on``."""
    during = Q(inspections__in=Inspection.objects.inspected_between(start, day))
    return (
        _counted(conditional_only)
        .active_on(day)
        .filter(commune__parent=district)
        .annotate(
            visits=Count("inspections", filter=during, distinct=True),
            last_visit_on=Max("inspections__inspected_on", filter=during),
        )
        .filter(visits__gt=0)
        .for_listing()
    )


def _counted(conditional_only: bool):
    everything = Establishment.objects.all()
    return everything.filter(is_conditional=True) if conditional_only else everything


def _rows(start: date, day: date, conditional_only: bool) -> list[CoverageRow]:
    counted = _counted(conditional_only)
    active = counted.active_on(day)
    visits = Inspection.objects.inspected_between(start, day).filter(establishment__in=counted)
    found = Violation.objects.filter(inspection__in=visits)
    numbers = {
        "active": _by_district(active, "commune__parent", Count("pk")),
        "inspected": _by_district(active.filter(pk__in=visits.values("establishment")), "commune__parent", Count("pk")),
        "seen": _by_district(visits, "establishment__commune__parent", Count("establishment", distinct=True)),
        "visits": _by_district(visits, "establishment__commune__parent", Count("pk")),
        "violating": _by_district(
            found,
            "inspection__establishment__commune__parent",
            Count("inspection__establishment", distinct=True),
        ),
        "violations": _by_district(found, "inspection__establishment__commune__parent", Count("pk")),
    }
    return [_row(district, {k: v.get(district.pk, 0) for k, v in numbers.items()}) for district in districts(day)]


def _row(district: Territory, counts: dict[str, int]) -> CoverageRow:
    left_out = counts.pop("seen") - counts["inspected"]
    return CoverageRow(district, left_out=left_out, **counts)


def _by_district(rows: QuerySet, path: str, count: Count) -> dict[int, int]:
    return dict(rows.order_by().values_list(path).annotate(count))


def _sum(rows: list[CoverageRow], territory: Territory | None) -> CoverageRow:
    """Establishments of different districts are different ones, so that distinct counts add up."""
    names = ("active", "inspected", "left_out", "visits", "violating", "violations")
    return CoverageRow(territory, **{name: sum(getattr(row, name) for row in rows) for name in names})
