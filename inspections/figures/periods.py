"""Windows of the tables, and how two of them compare. Knows neither the database nor the time of day."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kit.numbers import percent_of

MONTHS = {"thang": 1, "quy": 3, "6-thang": 6, "nam": 12}
LAST = {"thang": 12, "quy": 4, "6-thang": 2, "nam": 1}
ROMAN = ("I", "II", "III", "IV")


@dataclass(frozen=True)
class Stretch:
    """One month, quarter, half or year as the tables count it, both days included."""

    kind: str
    year: int
    number: int
    start: date
    end: date

    @property
    def title(self) -> str:
        """ "quý II năm 2022"."""
        if self.kind == "thang":
            return f"tháng {self.number} năm {self.year}"
        if self.kind == "quy":
            return f"quý {ROMAN[self.number - 1]} năm {self.year}"
        if self.kind == "6-thang":
            return f"6 tháng {'đầu' if self.number == 1 else 'cuối'} năm {self.year}"
        return f"năm {self.year}"

    @property
    def before(self) -> "Stretch":
        """The same stretch of the year before."""
        return stretch(self.kind, self.year - 1, self.number)


def stretch(kind: str, year: int, number: int = 1) -> Stretch:
    """From the 15th to the 14th: the second quarter of 2022 is 15/03/2022–14/06/2022, the year 15/12/2021–14/12/2022.

    Raises ValueError for a thirteenth month or a fifth quarter.

    Source: [NĐ-09] Điều 12; the month by the same pattern.
    """
    if not 1 <= number <= LAST[kind]:
        raise ValueError(f"{kind} has no number {number}")
    last = MONTHS[kind] * number
    first = last - MONTHS[kind]
    start = date(year, first, 15) if first else date(year - 1, 12, 15)
    return Stretch(kind, year, number, start, date(year, last, 14))


@dataclass(frozen=True)
class Change:
    """``difference`` in the unit of the figures; ``percent`` None where the base is 0: never ∞, never 100 %."""

    difference: Decimal
    percent: Decimal | None


def change(now: Decimal, before: Decimal) -> Change:
    """How ``now`` differs from ``before``: 12 after 8 is +4 and 50.0 %; 3 after 0 is +3 and no percent."""
    return Change(now - before, percent_of(now - before, before))
