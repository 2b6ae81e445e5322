"""Days of one year moved into the next, and what an indicator is worth its trouble. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta

from deadlines.figures import Calendar

DAY = timedelta(days=1)


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
