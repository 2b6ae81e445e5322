"""How the 20 % goal is computed. Knows neither the database nor the time of day."""

from datetime import date
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from kit.numbers import percent_of

TARGET = Decimal(20)  # percent of establishments a year; [KH-81] mục I
DAYS_IN_MONTH = Decimal("30.4375")  # the mean over four years


def coverage_percent(inspected: int, active: int) -> Decimal | None:
    """Share of the active establishments that were inspected at least once.

    A province's share is computed from the sums of its districts, never averaged over them.

    Args:
        inspected: distinct establishments; two teams at one door count once.
        active: establishments in operation on the last day.

    Returns:
        Percent, rounded half up to one decimal; None when nothing is in operation, never 0 %.

    Source: [KH-81] mục I, [QD-1629].
    """
    return percent_of(inspected, active)


def still_needed(inspected: int, active: int, target_percent: Decimal = TARGET) -> int:
    """How many more establishments must be inspected to come up to the target.

    Returns:
        Establishments, rounded up: 20 % of 12 are 2.4, so 3 are owed. 0 when the target is reached.
    """
    owed = (active * target_percent / 100).to_integral_value(ROUND_CEILING)
    return max(0, int(owed) - inspected)


def expected_percent(start: date, day: date, end: date, target_percent: Decimal = TARGET) -> Decimal:
    """Where an even pace from ``start`` to ``end`` would be on ``day``; percent, one decimal, half up."""
    passed = min((day - start).days + 1, (end - start).days + 1)
    share = target_percent * passed / ((end - start).days + 1)
    return share.quantize(Decimal("0.1"), ROUND_HALF_UP)


def needed_per_month(needed: int, day: date, end: date) -> int | None:
    """Establishments a month from now on, counted by the days that are left and rounded up.

    On 20 June 177 days are left until 14 December, about 5.8 months: 42 owed are 8 a month. When less
    than a month is left, all of them are due in it.

    Returns:
        None when nothing is owed or no day is left.
    """
    days = (end - day).days
    if not needed or days <= 0:
        return None
    months = max(Decimal(1), days / DAYS_IN_MONTH)
    return int((needed / months).to_integral_value(ROUND_CEILING))


def projected_percent(inspected: int, active: int, start: date, day: date, end: date) -> Decimal | None:
    """The share on the last day if inspecting goes on as fast as it went so far.

    inspected ÷ days passed × days of the year ÷ active: 29 of 338 after 181 of 365 days lead to 58,48
    establishments, 17,3 %. Never more than 100 %.

    Returns:
        Percent, one decimal, half up; None when nothing is in operation or the year has not begun.
    """
    if day < start or not active:
        return None
    whole = (end - start).days + 1
    passed = min((day - start).days + 1, whole)
    return min(Decimal(100), percent_of(Decimal(inspected * whole), Decimal(active * passed)) or Decimal(0))


def with_added_visits(inspected: int, active: int, added: int) -> int:
    """Distinct establishments after ``added`` visits, each to one not yet inspected; never more than there are."""
    return max(inspected, min(active, inspected + added))
