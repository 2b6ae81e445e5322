"""Which day which establishment is proposed for. Pure: the days that can be used come from outside."""

from collections.abc import Iterator, Sequence
from datetime import date


def spread(places: Sequence[tuple[int, str]], days: Iterator[date], per_day: int) -> dict[int, date]:
    """Key → day, in the order given: at most ``per_day`` on one day, and never two districts on one day.

    Example: three of "178" and one of "183", two a day from Monday, give Monday, Monday, Tuesday, Wednesday.

    Args:
        places: (key, district), sorted by district.
        days: days that can be used, without end.
    """
    found: dict[int, date] = {}
    today, left, here = None, 0, ""
    for key, district in places:
        if today is None or not left or district != here:
            today, left, here = next(days), per_day, district
        found[key] = today
        left -= 1
    return found
