"""The year's tasks as bars along the months: whole units for SVG attributes, so that no locale changes them."""

from dataclasses import dataclass
from datetime import date

LEFT, WIDTH, ROW, TOP = 70, 720, 26, 28  # room for the code, the twelve months, one row, the months' names
MONTHS = 12


@dataclass(frozen=True)
class Mark:
    """A word at a place along the year; ``is_on_bar``: it stands on colour."""

    x: int
    text: str
    is_on_bar: bool = False


@dataclass(frozen=True)
class TimelineBar:
    """One task: from when to when, how it stands, which quarters were reported as done."""

    code: str
    title: str
    url: str
    y: int
    x: int
    length: int
    tone: str  # good, warn, bad, mute
    words: str
    quarters: list[Mark]

    @property
    def baseline(self) -> int:
        return self.y + 17

    @property
    def top(self) -> int:
        return self.y + 5


@dataclass(frozen=True)
class Timeline:
    """All tasks of one year; ``today`` is where the day of the page stands, None outside the year."""

    year: int
    bars: list[TimelineBar]
    months: list[Mark]
    today: int | None

    width = LEFT + WIDTH

    @property
    def height(self) -> int:
        return TOP + ROW * len(self.bars) + 4


def place(day: date, year: int) -> int:
    """Where ``day`` stands: 1 January is the left edge, 31 December the right one; other years at the edges."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    day = min(max(day, first), last)
    return LEFT + WIDTH * (day - first).days // (last - first).days


def bar(order: int, year: int, start: date, end: date, quarters: set[int], **words: str) -> TimelineBar:
    """A bar from ``start`` to ``end``, with a mark in the middle of each quarter that was done."""
    x = place(start, year)
    length = max(6, place(end, year) - x)
    middles = [(place(date(year, 3 * q - 1, 15), year), f"Q{q}") for q in sorted(quarters)]
    marks = [Mark(at, text, x <= at <= x + length) for at, text in middles]
    return TimelineBar(y=TOP + ROW * order, x=x, length=length, quarters=marks, **words)


def timeline(year: int, bars: list[TimelineBar], today: date) -> Timeline:
    """The chart of one year with its months and the day of the page."""
    months = [Mark(place(date(year, month, 1), year) + 6, f"T{month}") for month in range(1, MONTHS + 1)]
    return Timeline(year, bars, months, place(today, year) if today.year == year else None)
