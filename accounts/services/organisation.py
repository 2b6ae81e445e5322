"""Load the territory and the offices from the shipped lists."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import Territory, Unit
from accounts.services.upsert import upsert
from accounts.states import ReporterCode, UnitKind

Row = Mapping[str, Any]


class InvalidOrganisation(ValueError):
    """The list names something that does not exist, or a word that is not in use."""


@dataclass(frozen=True)
class Loaded:
    """How many rows there are in the lists, and how many of them were written."""

    territories: int
    units: int
    written: int


@transaction.atomic
def load_organisation(territory_rows: Iterable[Row], unit_rows: Iterable[Row], *, at: datetime) -> Loaded:
    """Write territories and units by code; a second run writes nothing.

    A row that left the lists stays: units end by ``closed_on``, they are never deleted.

    Args:
        territory_rows: code, name, kind, level, parent_code, opened_on, closed_on; parents before children.
        unit_rows: as in ``accounts/data/units-2022.json``; parents before children.
        at: the day on which a territory code is looked up.

    Raises:
        InvalidOrganisation: an unknown parent, territory, kind or reporter code; a unit that belongs to itself, in a
            circle, or to one that ends before it.
    """
    territory_rows, unit_rows = list(territory_rows), list(unit_rows)
    written = sum(_territory(row) for row in territory_rows)
    written += sum(_unit(row, timezone.localtime(at).date()) for row in unit_rows)
    _check_tree()
    return Loaded(len(territory_rows), len(unit_rows), written)


def _territory(row: Row) -> bool:
    opened_on = date.fromisoformat(row["opened_on"])
    key = {"code": row["code"], "opened_on": opened_on}
    values = {
        "name": row["name"],
        "kind": row["kind"],
        "level": Territory.Level(row["level"]),
        "parent": _territory_called(row["parent_code"], opened_on),
    }
    if ends := _day(row["closed_on"]):  # a list that knows of no end does not take back one that came later
        values["closed_on"] = ends
    return upsert(Territory.objects, key, values)[1]


def _unit(row: Row, day: date) -> bool:
    values = {
        "kind": _known(UnitKind, row["kind"]),
        "reporter_code": _known(ReporterCode, row["reporter_code"]) if row["reporter_code"] else "",
        "parent": _unit_called(row["parent"]),
        "territory": _territory_called(row["territory_code"], day),
        "is_confirmed": row["confirmed"],
        "opened_on": date.fromisoformat(row["opened_on"]),
        "closed_on": _day(row["closed_on"]),
    }
    plain = ("name", "short_name", "order", "source", "letterhead_superior", "letterhead_issuer", "symbol")
    return upsert(Unit.objects, {"code": row["code"]}, values | {name: row[name] for name in plain})[1]


def _check_tree() -> None:
    """Every unit has a way up to the top, and nobody stays behind when the one above ends."""
    units = {unit.pk: unit for unit in Unit.objects.all()}
    for unit in units.values():
        parent, seen = units.get(unit.parent_id or 0), {unit.pk}
        if parent and parent.closed_on and (unit.closed_on is None or unit.closed_on > parent.closed_on):
            raise InvalidOrganisation(f"{unit.code} belongs to {parent.code}, which ends before it")
        while parent:
            if parent.pk in seen:
                raise InvalidOrganisation(f"{unit.code} belongs to itself")
            seen.add(parent.pk)
            parent = units.get(parent.parent_id or 0)


def _known(choices: Any, word: str) -> str:
    if word not in choices.values:
        raise InvalidOrganisation(f"unknown {choices.__name__}: {word!r}")
    return word


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _territory_called(code: str | None, day: date) -> Territory | None:
    if not code:
        return None
    known = Territory.objects.filter(code=code, opened_on__lte=day).order_by("-opened_on")
    found = known.existing_on(day).first() or known.first()
    if found is None:
        raise InvalidOrganisation(f"unknown territory on {day}: {code!r}")
    return found


def _unit_called(code: str | None) -> Unit | None:
    if not code:
        return None
    found = Unit.objects.filter(code=code).first()
    if found is None:
        raise InvalidOrganisation(f"unknown unit: {code!r}")
    return found
