"""Bars of an official paper as plain whole numbers for SVG attributes, from the frozen content tree. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

LABEL, TRACK, TEXT, ROW = 200, 290, 90, 20  # widths of the name, the bar and the figure; height of a row


@dataclass(frozen=True)
class DrawnBar:
    label: str
    text: str
    y: int
    length: int

    @property
    def baseline(self) -> int:
        return self.y + 14

    @property
    def top(self) -> int:
        return self.y + 4


@dataclass(frozen=True)
class DrawnChart:
    """What the SVG needs. ``target`` is None where there is none."""

    title: str
    bars: list[DrawnBar]
    target: int | None

    left, track, width = LABEL, TRACK, LABEL + TRACK + TEXT

    @property
    def right(self) -> int:
        return LABEL + TRACK

    @property
    def height(self) -> int:
        return ROW * len(self.bars) + 4


def drawn(chart: Mapping[str, Any]) -> DrawnChart:
    """``chart`` as documents.layout.Chart. An unknown figure is no bar at all; a bar never leaves its track.

    With full 100, target 20: "10" is 29 units long and the mark stands at 200 + 58.
    """
    full = Decimal(chart["full"])
    bars = [
        DrawnBar(bar["label"], bar["text"], ROW * order, _length(bar["value"], full))
        for order, bar in enumerate(chart["bars"])
    ]
    return DrawnChart(chart["title"], bars, LABEL + _length(chart["target"], full) if chart["target"] else None)


def _length(value: str, full: Decimal) -> int:
    return int(min(Decimal(value), full) * TRACK / full) if value and full else 0
