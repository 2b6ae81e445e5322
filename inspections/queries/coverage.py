"""The coverage behind the 20 % goal, and what is behind each of its numbers.

Both sides of the share are taken from the same establishments: those in operation on the last day.
An establishment that was inspected and then closed stands on neither side (``left_out`` says how many
did), so a share never passes 100 %. An establishment seen by two teams counts once; its visits twice.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db.models import Count, Max, Q, QuerySet

from accounts.models import Territory, User
from accounts.rules import is_reporter
from inspections.figures import (
    coverage_percent,
    expected_percent,
    needed_per_month,
    projected_percent,
    still_needed,
    with_added_visits,
)
from inspections.models import Establishment, Inspection, Violation, anybody_moved, filed_in, place_on
from inspections.queries.choices import districts
from inspections.rules import reporting_territory
from plans.models import ReportingPeriod
from plans.states import PeriodKind


@dataclass(frozen=True)
class Window:
    """The part of one year that has passed by ``day``."""

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

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1

    @property
    def days_passed(self) -> int:
        """The day itself included."""
        return max(0, (self.day - self.start).days + 1)


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
    """Where a line stands against an even pace, and where it is heading."""

    expected: Decimal
    projected: Decimal | None  # percent on the last day if it goes on as it went
    per_month: int | None
    is_behind: bool


def year_window(today: date, year: int | None = None) -> Window:
    """The calendar year of the goal: "each year 20 %" is asked from 1 January to 31 December.

    Reports count by their own data window (``data_window``): 15 December to 14 December.
    Source: [KH-81] mục I ("mỗi năm"); docs/indicators.md.
    """
    year = year or today.year
    end = date(year, 12, 31)
    return Window(year, date(year, 1, 1), min(today, end), end)


def data_window(today: date, year: int) -> Window:
    """The annual report's data window of ``year`` ([NĐ-09] Điều 12); without a period the calendar year."""
    period = ReportingPeriod.objects.filter(kind=PeriodKind.YEAR, year=year).first()
    if period is None:
        return year_window(today, year)
    return Window(period.year, period.starts_on, min(today, period.ends_on), period.ends_on)


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
    projected = projected_percent(row.inspected, row.active, window.start, window.day, window.end)
    return Pace(expected, projected, needed_per_month(row.needed, window.day, window.end), behind)


def with_added(row: CoverageRow, added: int) -> CoverageRow:
    """What if: the line after visits to ``added`` establishments that nobody has inspected yet this year."""
    return replace(row, inspected=with_added_visits(row.inspected, row.active, added), visits=row.visits + added)


def coverage_record(on: date) -> dict:
    """The coverage of the calendar year up to ``on`` as plain JSON; for other programs.

    Each line: active, inspected and violating count distinct establishments, visits counts visits (lượt);
    percent is a number rounded half up to one decimal, None when nothing is in operation.
    """
    window = year_window(on)
    found = coverage(window.start, window.day)
    return {
        "on": on.isoformat(),
        "from": window.start.isoformat(),
        "districts": [_as_record(row) for row in found.rows],
        "province": _as_record(found.total),
    }


def _as_record(row: CoverageRow) -> dict:
    place = row.territory
    return {
        "code": place.code if place else "",
        "name": place.name if place else "Toàn tỉnh",
        "active": row.active,
        "inspected": row.inspected,
        "visits": row.visits,
        "violating": row.violating,
        "percent": None if row.percent is None else float(row.percent),
    }


def inspected_establishments(
    district: Territory, start: date, day: date, *, conditional_only: bool = False
) -> QuerySet[Establishment]:
    """The rows behind ``CoverageRow.inspected``, with ``visits`` and ``last_visit_on``."""
    during = Q(inspections__in=Inspection.objects.inspected_between(start, day))
    return (
        filed_in(_counted(conditional_only).active_on(day), district, day)
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
    then = _Then(day, anybody_moved(day))
    numbers = {
        "active": then.by_district(active, Count("pk")),
        "inspected": then.by_district(active.filter(pk__in=visits.values("establishment")), Count("pk")),
        "seen": then.by_district(visits, Count("establishment", distinct=True), "establishment__"),
        "visits": then.by_district(visits, Count("pk"), "establishment__"),
        "violating": then.by_district(
            found, Count("inspection__establishment", distinct=True), "inspection__establishment__"
        ),
        "violations": then.by_district(found, Count("pk"), "inspection__establishment__"),
    }
    rows = [_row(district, {k: v.get(district.pk, 0) for k, v in numbers.items()}) for district in districts(day)]
    return [row for row in rows if _has_a_line(row)]


def _has_a_line(row: CoverageRow) -> bool:
    """A district always; the province, above communes without a district, only where something is counted for it."""
    is_district = row.territory is not None and row.territory.level == Territory.Level.DISTRICT
    return bool(is_district or row.active or row.visits)


def _row(district: Territory, counts: dict[str, int]) -> CoverageRow:
    left_out = counts.pop("seen") - counts["inspected"]
    return CoverageRow(district, left_out=left_out, **counts)


@dataclass(frozen=True)
class _Then:
    """Counts by where the establishments were filed on one day."""

    day: date
    moved: bool

    def by_district(self, rows: QuerySet, count: Count, path: str = "") -> dict[int, int]:
        place = place_on(self.day, path, "commune__parent", moved=self.moved)
        return dict(rows.order_by().annotate(district_then=place).values_list("district_then").annotate(number=count))


def _sum(rows: list[CoverageRow], territory: Territory | None) -> CoverageRow:
    """Establishments of different districts are different ones, so that distinct counts add up."""
    names = ("active", "inspected", "left_out", "visits", "violating", "violations")
    return CoverageRow(territory, **{name: sum(getattr(row, name) for row in rows) for name in names})
