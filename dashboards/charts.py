"""Bars as plain numbers for SVG attributes: whole units, so that no locale changes them."""

from dataclasses import dataclass
from decimal import Decimal

TRACK, ROW = 440, 46  # width of the whole track, height of a row with its words above the bar


@dataclass(frozen=True)
class Bar:
    """One horizontal bar: where it stands, how long it is, what it says and where it leads."""

    label: str
    text: str
    y: int
    length: int
    target: int | None
    is_low: bool
    url: str = ""

    @property
    def baseline(self) -> int:
        """Where the words above the bar stand."""
        return self.y + 14

    @property
    def top(self) -> int:
        return self.y + 20


@dataclass(frozen=True)
class BarChart:
    """A chart of bars against targets; ``full`` is the value at the end of the track."""

    title: str
    bars: list[Bar]

    @property
    def height(self) -> int:
        return ROW * len(self.bars)

    track = TRACK


def bar(
    order: int,
    label: str,
    value: Decimal | None,
    text: str,
    target: Decimal | None,
    full: Decimal,
    url: str = "",
    floor: Decimal | None = None,
) -> Bar:
    """A bar of ``value`` on a track that ends at ``full``; unknown is no bar at all.

    It is low below ``floor`` (where it should stand by now), or below the target where none is given; without a
    target there is no line.
    """
    length = 0 if value is None else int(min(value, full) * TRACK / full)
    wanted = [limit for limit in (target, floor) if limit is not None]
    is_low = value is not None and bool(wanted) and value < min(wanted)
    line = None if target is None else int(min(target, full) * TRACK / full)
    return Bar(label, text, ROW * order, length, line, is_low, url)
