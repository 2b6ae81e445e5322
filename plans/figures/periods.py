"""Deadlines of reports as numbers. Pure; working days and words are in deadlines.figures."""

from datetime import date, datetime

from deadlines.figures import VIETNAM, last_day_before, last_day_on_time

__all__ = ["VIETNAM", "days_left", "is_on_time", "last_day_before", "last_day_on_time", "usual_period"]


def is_on_time(first_sent_at: datetime, due_at: datetime) -> bool:
    """Whether the first complete sending came before the deadline; resending never makes it late."""
    return first_sent_at < due_at


def days_left(due_at: datetime, today: date) -> int:
    """Calendar days from ``today`` to the last day on time: 0 on that day, negative when late."""
    return (last_day_on_time(due_at) - today).days


def usual_period(year: int, *, is_annual: bool) -> dict[str, date | datetime]:
    """The days of a period as the plan and the decree set them.

    The data window is cumulative and ends ten days before the deadline: 15/12 of the year before to
    14/6, or to 14/12. Units report before 25/6 and 25/12; the form opens on the first of that month.

    Returns:
        starts_on and ends_on (included), opens_at (included) and due_at (excluded).

    Source: [NĐ-09] Điều 12 (window), [KH-81] mục III (deadline).
    """
    month = 12 if is_annual else 6
    return {
        "starts_on": date(year - 1, 12, 15),
        "ends_on": date(year, month, 14),
        "opens_at": datetime(year, month, 1, tzinfo=VIETNAM),
        "due_at": datetime(year, month, 25, tzinfo=VIETNAM),
    }
