"""Establishments that are still filed under communes which have ended, and where those communes went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from accounts.models import Territory, TerritorySuccession
from inspections.models import Establishment


@dataclass(frozen=True)
class EndedPlace:
    """One ended commune, the communes that took over from it, and the establishments still filed under it."""

    commune: Territory
    successors: list[Territory]
    establishments: list[Establishment]

    @property
    def heir(self) -> Territory | None:
        """The only commune that took over; None where it was split or nobody knows."""
        return self.successors[0] if len(self.successors) == 1 else None


def left_behind(day: date):
    """Establishments whose commune has ended by ``day``, in the order of the list."""
    return Establishment.objects.filter(commune__closed_on__lte=day)


def ended_places(day: date) -> list[EndedPlace]:
    """In the order of districts and communes."""
    rows = left_behind(day).select_related("commune__parent").order_by("commune__parent__code", "commune__code", "code")
    found: dict[int, tuple[Territory, list[Establishment]]] = {}
    for row in rows:
        found.setdefault(row.commune_id, (row.commune, []))[1].append(row)
    heirs = _heirs(found, day)
    return [EndedPlace(commune, heirs.get(pk, []), places) for pk, (commune, places) in found.items()]


def living_communes(day: date) -> list[Territory]:
    """Every commune on ``day``, by name."""
    found = Territory.objects.existing_on(day).filter(level=Territory.Level.COMMUNE)
    return list(found.select_related("parent").order_by("search_name", "code"))


def _heirs(communes, day: date) -> dict[int, list[Territory]]:
    """Ended commune → communes of ``day`` that took over from it; those that ended in turn are left out."""
    rows = TerritorySuccession.objects.filter(predecessor__in=list(communes)).select_related("successor")
    found: dict[int, list[Territory]] = {}
    for row in rows.order_by("successor__code"):
        if not row.successor.has_ended(day):
            found.setdefault(row.predecessor_id, []).append(row.successor)
    return found
