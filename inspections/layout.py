"""Where the bars of the coverage chart lie. Whole numbers only: SVG knows no decimal comma."""

from dataclasses import dataclass
from decimal import Decimal

WIDTH, LABELS, VALUES = 420, 118, 58  # viewBox units: whole, district names, figures at the end
STEP, BAR, TOP = 28, 16, 26
SCALE_TO = Decimal(40)  # percent at the right end unless a district has more


@dataclass(frozen=True)
class Bar:
    """One district's bar."""

    label: str
    percent: Decimal | None
    y: int
    length: int
    is_low: bool

    @property
    def text_y(self) -> int:
        return self.y + BAR - 3


@dataclass(frozen=True)
class Chart:
    """Bars and the line of the target."""

    bars: list[Bar]
    target_x: int
    height: int
    width: int = WIDTH
    left: int = LABELS
    bar: int = BAR
    room: int = WIDTH - LABELS - VALUES


def chart(shares: list[tuple[str, Decimal | None]], target: Decimal) -> Chart:
    """Lay out one bar per (name, percent); a district without establishments has no bar."""
    end = max([SCALE_TO, *(percent for _, percent in shares if percent is not None)])

    def length(percent: Decimal | None) -> int:
        return int((percent or 0) * (WIDTH - LABELS - VALUES) / end)

    bars = [
        Bar(name, percent, TOP + STEP * i, length(percent), percent is not None and percent < target)
        for i, (name, percent) in enumerate(shares)
    ]
    return Chart(bars, LABELS + length(target), TOP + STEP * len(bars) + 4)
