"""Which days are worked: the library of public holidays, and what the department has entered."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import holidays

from deadlines.figures import Calendar
from deadlines.models import CalendarDay

FIRST_YEAR, LAST_YEAR = 2020, 2045


@dataclass(frozen=True)
class DayOff:
    """One line of the calendar page."""

    day: date
    name: str
    is_worked: bool = False
    entry: CalendarDay | None = None


@lru_cache(maxsize=1)
def _public() -> tuple[dict[date, str], frozenset[date]]:
    """Public holidays of Việt Nam with their names, Tết included, and the weekend days worked instead."""
    known = holidays.country_holidays("VN", years=range(FIRST_YEAR, LAST_YEAR + 1), language="vi")
    return dict(known.items()), frozenset(known.weekend_workdays)


def working_calendar() -> Calendar:
    """Days off and days worked of 2020 to 2045; what the department entered wins over the library."""
    public, worked = _public()
    entered = dict(CalendarDay.objects.values_list("day", "is_worked"))
    days_off = {day for day in public if not entered.get(day)} | {
        d for d, is_worked in entered.items() if not is_worked
    }
    days_worked = {day for day in worked if entered.get(day, True)} | {
        d for d, is_worked in entered.items() if is_worked
    }
    return Calendar(frozenset(days_off - days_worked), frozenset(days_worked))


def is_working_day(day: date) -> bool:
    """Whether the department works on ``day``."""
    return working_calendar().is_working(day)


def days_of(year: int) -> list[DayOff]:
    """Everything unusual in one year, by date: holidays, swapped days, entries of the department."""
    public, worked = _public()
    found = {day: DayOff(day, name) for day, name in public.items() if day.year == year}
    found |= {day: DayOff(day, "Đi làm bù (hoán đổi)", True) for day in worked if day.year == year}
    for entry in CalendarDay.objects.filter(day__year=year).select_related("entered_by"):
        found[entry.day] = DayOff(entry.day, entry.note, entry.is_worked, entry)
    return sorted(found.values(), key=lambda row: row.day)
