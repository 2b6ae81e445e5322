"""Which rows each unit fills in, as the department sees and sets it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Max

from accounts.models import Unit
from plans.models import Indicator, IndicatorGroup, ReportingPeriod, RowChoice
from plans.queries.asking import Asking, asking_in
from plans.states import Source


@dataclass(frozen=True)
class RowView:
    """One row of the form for one unit. ``is_usual``: what the catalogue says of it."""

    indicator: Indicator
    is_asked: bool
    is_usual: bool

    @property
    def departs(self) -> bool:
        return self.is_asked != self.is_usual


@dataclass(frozen=True)
class UnitRows:
    """How many rows a unit fills in, and where that departs from the catalogue."""

    unit: Unit
    required: int
    optional: int
    added: list[str]
    spared: list[str]


def choosable_rows(period: ReportingPeriod) -> list[Indicator]:
    """The rows that somebody types, without breakdowns: those go with their parent. Of the whole year's form."""
    rows = Indicator.objects.filter(group__form=period.form_id, source=Source.TYPED, breakdown="")
    return list(rows.select_related("group").order_by("group__order", "order"))


def latest_choice(unit: Unit, period: ReportingPeriod) -> int:
    """Key of the unit's newest choice on this form, 0 for none: whether a page is still what it was."""
    made = RowChoice.objects.filter(unit=unit, indicator__group__form=period.form_id)
    return made.aggregate(newest=Max("pk"))["newest"] or 0


def asked_codes_of(unit: Unit, period: ReportingPeriod) -> frozenset[str]:
    """The choosable rows that the unit fills in from ``period`` on."""
    asking = asking_in(period)
    return frozenset(row.code for row in choosable_rows(period) if asking.of(row, unit))


def rows_of_unit(unit: Unit, period: ReportingPeriod) -> list[tuple[IndicatorGroup, list[RowView]]]:
    """The form group by group, each row with what holds for the unit."""
    asking = asking_in(period)
    groups: dict[int, tuple[IndicatorGroup, list[RowView]]] = {}
    for row in choosable_rows(period):
        view = RowView(row, asking.of(row, unit), row.is_meant_for(unit))
        groups.setdefault(row.group_id, (row.group, []))[1].append(view)
    return list(groups.values())


def rows_by_unit(units: Iterable[Unit], period: ReportingPeriod) -> list[UnitRows]:
    """One line per unit, in three queries at most."""
    asking, rows = asking_in(period), choosable_rows(period)
    return [_of_unit(unit, rows, asking) for unit in units]


def _of_unit(unit: Unit, rows: list[Indicator], asking: Asking) -> UnitRows:
    asked = [row for row in rows if asking.of(row, unit)]
    required = sum(row.is_required for row in asked)
    usual = {row.code for row in rows if row.is_meant_for(unit)}
    codes = {row.code for row in asked}
    order = [row.code for row in rows]
    added, spared = [[c for c in order if c in side] for side in (codes - usual, usual - codes)]
    return UnitRows(unit, required, len(asked) - required, added, spared)


def choices_of(unit: Unit, period: ReportingPeriod) -> list[RowChoice]:
    """Everything ever set for the unit on this form, newest first."""
    made = RowChoice.objects.filter(unit=unit, indicator__group__form=period.form_id)
    return list(made.select_related("indicator", "since", "by").order_by("-pk"))
