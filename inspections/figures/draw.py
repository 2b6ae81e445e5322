"""The provable draw: same register, same seed, same list, on any machine. Pure.

Everything is decided by text: an establishment's place in the draw is SHA-256 of
``seed|witness|code``, so neither the order of a database nor a library's random numbers matter.
See docs/adr: a draw that anybody can repeat.

Words: *frame row* = one establishment of the frozen register; *stratum* = district × type × risk;
*certain* = at or above ``certain_from`` points, taken without drawing.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Any

CERTAIN, RAISED, ORDINARY = "certain", "raised", "ordinary"


@dataclass(frozen=True)
class Rules:
    """What was decided before the draw. ``quota_percent``: of all establishments of a district."""

    quota_percent: Decimal
    certain_from: int
    raised_from: int


@dataclass(frozen=True)
class FrameRow:
    """One establishment of the frozen register; ``excluded``: why it cannot be drawn, empty if it can."""

    code: str
    district: str
    primary_type: str
    points: int
    excluded: str = ""


@dataclass(frozen=True)
class Stratum:
    """One cell of district × type × risk and what came of it; ``drawn`` in the order of the draw."""

    district: str
    primary_type: str
    risk: str
    size: int  # without the excluded
    quota: int
    drawn: tuple[str, ...]


@dataclass(frozen=True)
class Replacement:
    """``out`` gives its place to ``into``; ``into`` is empty when the district has nobody left."""

    out: str
    into: str
    reason: str


class ImpossibleReplacement(ValueError):
    """The one to be replaced is not on the list, or nobody gave a reason."""


def canonical(value: Any) -> str:
    """The one way to write ``value`` as JSON: sorted keys, no spaces."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def digest(value: Any) -> str:
    """SHA-256 of the canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def place(seed: str, witness: str, code: str) -> str:
    """Where ``code`` stands in the queue: the smaller, the earlier."""
    return hashlib.sha256(f"{seed}|{witness}|{code}".encode()).hexdigest()


def risk_class(points: int, rules: Rules) -> str:
    if points >= rules.certain_from:
        return CERTAIN
    return RAISED if points >= rules.raised_from else ORDINARY


def district_quota(size: int, percent: Decimal) -> int:
    """Establishments owed by a district of ``size``: rounded up, so that 20 % of 12 are 3, not 2."""
    return int((size * percent / 100).to_integral_value(ROUND_CEILING))


def allocate(seats: int, sizes: Mapping[str, int]) -> dict[str, int]:
    """Share ``seats`` among strata in proportion to their sizes, by largest remainder.

    Each stratum gets the whole part of seats × size ÷ all; what is left goes one by one to the largest
    remainders, and among equal ones to the first name. 5 seats on sizes 7, 3 and 2 are 2,92, 1,25 and
    0,83: whole parts 2, 1, 0, the two seats left to the first and the third, so 3, 1, 1.
    """
    total = sum(sizes.values())
    seats = min(seats, total)
    if not seats:
        return dict.fromkeys(sizes, 0)
    given = {name: seats * size // total for name, size in sizes.items()}
    left = seats - sum(given.values())
    queue = sorted(sizes, key=lambda name: (-(seats * sizes[name] % total), name))
    for name in queue[:left]:
        given[name] += 1
    return given


def draw(rows: Iterable[FrameRow], rules: Rules, *, seed: str, witness: str) -> list[Stratum]:
    """Draw every district; strata sorted by district, type and risk, empty ones left out.

    A district owes ``quota_percent`` of all its establishments, the excluded included, rounded up. Those
    that are certain count towards it; the rest of it is shared among the other strata by ``allocate``.
    """
    districts: dict[str, list[FrameRow]] = defaultdict(list)
    for row in rows:
        districts[row.district].append(row)
    queue = _Queue(seed, witness)
    return [stratum for name in sorted(districts) for stratum in _draw_district(districts[name], rules, queue)]


def chosen(strata: Iterable[Stratum]) -> list[str]:
    """Codes that were drawn, before any replacement; stratum by stratum, in the order of the draw."""
    return [code for stratum in strata for code in stratum.drawn]


def replace(
    rows: Sequence[FrameRow], strata: Sequence[Stratum], wishes: Iterable[tuple[str, str]], rules: Rules,
    *, seed: str, witness: str,
) -> list[Replacement]:  # fmt: skip
    """Answer each (out, reason) in turn: the next of the queue takes the place, nobody chooses.

    First the next of the same stratum, then the next of the same district.

    Raises ImpossibleReplacement.
    """
    by_code = {row.code: row for row in rows}
    on_list, used, done = set(chosen(strata)), set(chosen(strata)), []
    queue = _Queue(seed, witness)
    for out, reason in wishes:
        if out not in on_list or not reason.strip():
            raise ImpossibleReplacement(out)
        into = _next(by_code[out], rows, used, rules, queue)
        on_list.discard(out)
        if into:
            on_list.add(into)
            used.add(into)
        done.append(Replacement(out, into, reason))
    return done


def final_list(strata: Iterable[Stratum], replacements: Iterable[Replacement]) -> list[str]:
    """Codes to be inspected, sorted."""
    codes = set(chosen(strata))
    for each in replacements:
        codes.discard(each.out)
        codes |= {each.into} if each.into else set()
    return sorted(codes)


class _Queue:
    """Orders codes by their place."""

    def __init__(self, seed: str, witness: str) -> None:
        self._seed, self._witness = seed, witness

    def __call__(self, rows: Iterable[FrameRow]) -> list[str]:
        codes = [row.code for row in rows]
        return sorted(codes, key=lambda code: (place(self._seed, self._witness, code), code))


def _draw_district(rows: list[FrameRow], rules: Rules, queue: _Queue) -> list[Stratum]:
    cells: dict[tuple[str, str], list[FrameRow]] = defaultdict(list)
    for row in rows:
        if not row.excluded:
            cells[row.primary_type, risk_class(row.points, rules)].append(row)
    certain = sum(len(found) for (_, risk), found in cells.items() if risk == CERTAIN)
    seats = max(0, district_quota(len(rows), rules.quota_percent) - certain)
    sizes = {f"{kind}|{risk}": len(found) for (kind, risk), found in cells.items() if risk != CERTAIN}
    given = allocate(seats, sizes)
    strata = []
    for (kind, risk), found in sorted(cells.items()):
        quota = len(found) if risk == CERTAIN else given[f"{kind}|{risk}"]
        strata.append(Stratum(rows[0].district, kind, risk, len(found), quota, tuple(queue(found)[:quota])))
    return strata


def _next(gone: FrameRow, rows: Sequence[FrameRow], used: set[str], rules: Rules, queue: _Queue) -> str:
    free = [row for row in rows if row.district == gone.district and not row.excluded and row.code not in used]
    risk = risk_class(gone.points, rules)
    alike = [row for row in free if (row.primary_type, risk_class(row.points, rules)) == (gone.primary_type, risk)]
    return next(iter(queue(alike) or queue(free)), "")
