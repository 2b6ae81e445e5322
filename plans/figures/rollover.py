"""Days of one year moved into the next, and what an indicator is worth its trouble. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from statistics import median_low

from deadlines.figures import Calendar

DAY = timedelta(days=1)
PAUSE = timedelta(minutes=10)  # whoever saves nothing for longer has gone away


def end_of_month(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - DAY


def shift_to_year(day: date, year: int, calendar: Calendar) -> date:
    """``day`` moved to the same month of ``year``, with as many working days left in the month as before.

    Counted from the month's end because offices set days by it, and within the month because Tết moves:
    counted from 1 January a half-year deadline would slip into July. Never before the month's first
    working day. The last working day stays the last one; the order of two days is never turned.

    Example: Friday 24/6/2022 leaves four working days of June; so does Monday 26/6/2023.
    """
    left = max(calendar.between(day, end_of_month(day.year, day.month)), 0)
    first = calendar.on(date(year, day.month, 1))
    return max(first, calendar.shift(calendar.back(end_of_month(year, day.month)), -left))


@dataclass(frozen=True)
class Burden:
    """What one indicator (its breakdown rows included) cost and gave in a year.

    ``uses``: where its figure is needed, in words; ``rows``: entries a unit sees, itself and its breakdown;
    ``asked``: accepted reports that had to give it (an annual figure is not asked at half-year);
    ``filled``: units that gave a figure or a reason; ``telling``: units with a figure other than 0.
    """

    code: str
    name: str
    uses: tuple[str, ...]
    rows: int
    asked: int
    filled: int
    telling: int

    @property
    def is_free(self) -> bool:
        """Nothing falls apart without it."""
        return not self.uses

    @property
    def is_proposed(self) -> bool:
        """Whether to propose dropping it: needed nowhere, and 0 or blank in every accepted report that asked.

        While none has asked, nothing is known and nothing is proposed.
        """
        return self.asked > 0 and self.is_free and self.telling == 0


def minutes_between(saves: list[datetime]) -> int | None:
    """Minutes from save to save, pauses over ten minutes left out; None where no two saves belong together.

    Saves at 8:00, 8:06, 8:09, then 14:00 and 14:04: 6 + 3 + 4 = 13 minutes. It is a lower bound: what was read
    before the first save, or written in Excel, leaves no trace.
    """
    steps = [later - earlier for earlier, later in pairwise(sorted(saves))]
    at_work = [step for step in steps if step <= PAUSE]
    return round(sum(at_work, timedelta()) / timedelta(minutes=1)) if at_work else None


def median(values: list[int]) -> int | None:
    """The middle value, of an even number the lower of the two middle ones; None of none."""
    return median_low(values) if values else None
