"""The directory: which offices exist on a day, and the communes they work in."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Q, QuerySet

from accounts.models import Territory, Unit
from accounts.states import UnitKind


@dataclass
class UnitGroup:
    """The units of one kind."""

    label: str
    units: list[Unit] = field(default_factory=list)


def units_on(day: date) -> QuerySet[Unit]:
    """Units that exist on ``day``, with their territory and ``commune_count`` (communes below it)."""
    communes = Q(territory__children__level=Territory.Level.COMMUNE) & (
        Q(territory__children__closed_on=None) | Q(territory__children__closed_on__gt=day)
    )
    return (
        Unit.objects.existing_on(day)
        .select_related("territory", "parent")
        .annotate(commune_count=Count("territory__children", filter=communes))
    )


def directory(day: date) -> list[UnitGroup]:
    """Units that exist on ``day`` by kind, in the order of UnitKind; empty kinds are left out."""
    groups = {kind.value: UnitGroup(kind.label) for kind in UnitKind}
    for unit in units_on(day):
        groups[unit.kind].units.append(unit)
    return [group for group in groups.values() if group.units]


def below(territory: Territory | None, day: date) -> QuerySet[Territory]:
    """The territories directly below, on ``day``: communes of a district, districts of a province."""
    return Territory.objects.existing_on(day).filter(parent=territory, parent__isnull=False)
