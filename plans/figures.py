"""Deadlines as numbers. Pure."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


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
    return day - timedelta(days=1)


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
