"""Target sets beside the plan's own, each with its validity."""

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

DATA = Path(__file__).parents[1] / "data" / "national-targets.json"


@dataclass(frozen=True)
class Target:
    """One target in percent; what it is measured by: two indicators, or the coverage of inspections."""

    code: str
    title: str
    percent: Decimal
    numerator: str = ""
    denominator: str = ""
    coverage: str = ""  # "year", or "programme": since the set came into force


@dataclass(frozen=True)
class TargetSet:
    """Targets of one programme; both days of its validity included. ``key`` as in docs/legal.md."""

    key: str
    title: str
    valid_from: date
    valid_to: date
    targets: tuple[Target, ...]


def target_sets(day: date) -> list[TargetSet]:
    """The sets in force on ``day``."""
    return [found for found in _all() if found.valid_from <= day <= found.valid_to]


@cache
def _all() -> tuple[TargetSet, ...]:
    return tuple(_read(row) for row in json.loads(DATA.read_text(encoding="utf-8")))


def _read(row: dict) -> TargetSet:
    targets = tuple(Target(**target | {"percent": Decimal(target["percent"])}) for target in row["targets"])
    return TargetSet(
        row["key"],
        row["title"],
        date.fromisoformat(row["valid_from"]),
        date.fromisoformat(row["valid_to"]),
        targets,
    )
