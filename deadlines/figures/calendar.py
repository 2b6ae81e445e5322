"""Working days and exclusive instants."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
MORNING = time(7)  # a step comes at seven in the morning of its day, not at midnight
DAY = timedelta(days=1)
SATURDAY = 5


def last_day_on_time(due_at: datetime) -> date:
    """The last day on which sending is on time.

    "Trước ngày 25/6" excludes the 25th, so the deadline is the instant 25/6 00:00 in Vietnam
    and the last day is the 24th.

    Args:
        due_at: aware instant, exclusive.

    Source: [KH-81] mục III; reading in docs/legal.md.
    """
    return (due_at.astimezone(VIETNAM) - timedelta(microseconds=1)).date()


def last_day_before(day: date) -> date:
    """The last day on time where the plan says "trước ngày" ``day``: the day before. [KH-81] mục III."""
    return day - DAY


def end_of(day: date) -> datetime:
    """The exclusive instant at which ``day`` is over in Vietnam: what ``due_at`` holds when ``day`` is the last."""
    return datetime.combine(day + DAY, time(), VIETNAM)


def morning_of(day: date) -> datetime:
    """When a step of ``day`` comes."""
    return datetime.combine(day, MORNING, VIETNAM)


@dataclass(frozen=True)
class Calendar:
    """Which days are worked: Monday to Friday, less the days off, plus the Saturdays worked instead.

    Args:
        days_off: public holidays and days off by decision, whatever weekday ([LD-2019] Điều 112).
        days_worked: weekend days worked instead of a day off (hoán đổi); they win over ``days_off``.
    """

    days_off: frozenset[date] = field(default_factory=frozenset)
    days_worked: frozenset[date] = field(default_factory=frozenset)

    def is_working(self, day: date) -> bool:
        if day in self.days_worked:
            return True
        return day.weekday() < SATURDAY and day not in self.days_off

    def shift(self, day: date, steps: int) -> date:
        """The ``steps``-th working day after ``day`` (before it when negative); ``day`` itself for 0.

        One working day after Friday 24/6/2022 is Monday 27/6.
        """
        way = DAY if steps > 0 else -DAY
        for _ in range(abs(steps)):
            day += way
            while not self.is_working(day):
                day += way
        return day

    def back(self, day: date) -> date:
        """``day`` when it is worked, else the working day before it."""
        return day if self.is_working(day) else self.shift(day, -1)

    def on(self, day: date) -> date:
        """``day`` when it is worked, else the next working day."""
        return day if self.is_working(day) else self.shift(day, 1)

    def between(self, start: date, end: date) -> int:
        """Working days after ``start`` up to and including ``end``; negative when ``end`` lies before.

        From Monday 20/6/2022 to Friday 24/6 there are 4. The inverse of ``shift`` on working days.
        """
        earlier, later = sorted((start, end))
        days = (earlier + timedelta(n) for n in range(1, (later - earlier).days + 1))
        number = sum(self.is_working(day) for day in days)
        return number if start <= end else -number
