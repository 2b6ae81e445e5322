"""The risk score of an establishment: points that anybody can add up again. Pure.

A scale is plain data (JSON), edited by the coordinator and frozen into each draw::

    {"violation": {"each": 15, "most": 45}, "complaint": {"each": 10, "most": 30},
     "idle": {"each": 5, "months": 6, "most": 20}, "never": 25, "types": {"KR": 20, ...}}
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

VIOLATION_MONTHS = 24  # how far back violations are looked for
COMPLAINT_MONTHS = 12
MOST_POINTS = 1000
DEFAULT_SCALE: dict[str, Any] = {
    "violation": {"each": 15, "most": 45},
    "complaint": {"each": 10, "most": 30},
    "idle": {"each": 5, "months": 6, "most": 20},
    "never": 25,
    "types": {"LT": 10, "KR": 20, "XB": 20, "VT": 25, "BR": 20, "CT": 5, "CF": 5, "NH": 5, "KH": 0},
}


class UnreadableScale(ValueError):
    """The scale is not of the shape above."""


@dataclass(frozen=True)
class Facts:
    """What is known of one establishment on the day.

    ``violations``: inspections that found violations in the last 24 months; ``complaints``: in the last
    12 months; ``idle_months``: full months since the last inspection, None when there was none.
    """

    primary_type: str
    violations: int = 0
    complaints: int = 0
    idle_months: int | None = None


@dataclass(frozen=True)
class Reason:
    """One line of the explanation."""

    label: str
    points: int


def check_scale(scale: Any) -> None:
    """Raise UnreadableScale unless every number is there, whole and within 0–1000."""
    try:
        numbers = [
            *(scale[name][part] for name in ("violation", "complaint", "idle") for part in ("each", "most")),
            scale["never"],
            *scale["types"].values(),
        ]
        months = scale["idle"]["months"]
    except (KeyError, TypeError, AttributeError) as error:
        raise UnreadableScale(f"thang điểm thiếu {error}") from error
    if not all(_is_whole(number) and 0 <= number <= MOST_POINTS for number in numbers):
        raise UnreadableScale(f"điểm phải là số nguyên từ 0 đến {MOST_POINTS}")
    if not _is_whole(months) or months < 1:
        raise UnreadableScale("số tháng phải từ 1")


def reasons(facts: Facts, scale: Mapping[str, Any], *, kind: str = "") -> list[Reason]:
    """Every line that brings points, in a fixed order; their sum is the score.

    Args:
        kind: what the type is called; its code without one.
    """
    violation, complaint = scale["violation"], scale["complaint"]
    lines = [
        Reason(f"Loại hình: {kind or facts.primary_type}", scale["types"].get(facts.primary_type, 0)),
        Reason(
            f"{facts.violations} lần kiểm tra có vi phạm trong {VIOLATION_MONTHS} tháng",
            min(violation["most"], violation["each"] * facts.violations),
        ),
        Reason(
            f"{facts.complaints} tin báo, phản ánh trong {COMPLAINT_MONTHS} tháng",
            min(complaint["most"], complaint["each"] * facts.complaints),
        ),
        _idle(facts, scale),
    ]
    return [line for line in lines if line.points]


def score(facts: Facts, scale: Mapping[str, Any]) -> int:
    """Points; whole, never negative.

    With the default scale a karaoke (20) with two violating inspections (2 × 15) and one complaint (10),
    last visited 13 months ago (2 full half-years × 5), has 70.
    """
    return sum(line.points for line in reasons(facts, scale))


def months_between(earlier: date, later: date) -> int:
    """Full months: 15 January to 14 March is 1, to 15 March 2. Never negative."""
    months = (later.year - earlier.year) * 12 + later.month - earlier.month - (later.day < earlier.day)
    return max(0, months)


def _idle(facts: Facts, scale: Mapping[str, Any]) -> Reason:
    if facts.idle_months is None:
        return Reason("Chưa từng được kiểm tra", scale["never"])
    idle = scale["idle"]
    points = min(idle["most"], idle["each"] * (facts.idle_months // idle["months"]))
    return Reason(f"{facts.idle_months} tháng từ lần kiểm tra gần nhất", points)


def _is_whole(number: Any) -> bool:
    return isinstance(number, int) and not isinstance(number, bool)
