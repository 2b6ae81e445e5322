"""Bars of an official paper as plain whole numbers for SVG attributes, from the frozen content tree. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

LABEL, TRACK, TEXT, ROW = 200, 290, 90, 20  # widths of the name, the bar and the figure; height of a row
LONGEST = 32  # signs of a name that fits beside its bar; longer ones stand above
TALL_ROW = 36
DASH = 5  # of a target's mark


@dataclass(frozen=True)
class DrawnBar:
    """``baseline``: of the name; ``top``: of the bar, 12 high; ``target``: where its own mark stands, None for none."""

    label: str
    text: str
    baseline: int
    top: int
    length: int
    target: int | None

    @property
    def foot(self) -> int:
        return self.top + 12

    @property
    def text_line(self) -> int:
        return self.top + 10


@dataclass(frozen=True)
class DrawnChart:
    """What a picture needs. ``left``: where the bars begin; ``target`` is None where there is none for all."""

    title: str
    bars: list[DrawnBar]
    target: int | None
    left: int
    height: int

    width = LABEL + TRACK + TEXT

    @property
    def track(self) -> int:
        return self.width - TEXT - self.left

    @property
    def words(self) -> str:
        """What the picture says, for whoever cannot see it."""
        return f"{self.title}: {'; '.join(f'{bar.label} {bar.text}' for bar in self.bars)}"


def drawn(chart: Mapping[str, Any]) -> DrawnChart:
    """``chart`` as documents.layout.Chart. An unknown figure is no bar at all; a bar never leaves its track.

    With full 100, target 20: "10" is 29 units long and the mark stands at 200 + 58.
    """
    full = Decimal(chart["full"])
    is_tall = any(len(bar["label"]) > LONGEST for bar in chart["bars"])
    left, row = (0, TALL_ROW) if is_tall else (LABEL, ROW)
    track = LABEL + TRACK - left

    def place(value: str) -> int | None:
        return left + _length(value, full, track) if value else None

    bars = [
        DrawnBar(
            bar["label"],
            bar["text"],
            row * order + 14,
            row * order + (19 if is_tall else 4),
            _length(bar["value"], full, track),
            place(bar.get("target", "")),
        )
        for order, bar in enumerate(chart["bars"])
    ]
    return DrawnChart(chart["title"], bars, place(chart["target"]), left, row * len(bars) + 4)


def _length(value: str, full: Decimal, track: int) -> int:
    return int(min(Decimal(value), full) * track / full) if value and full else 0
