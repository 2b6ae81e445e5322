"""When the morning mail is due, how long a delivery waits for its next try, how often a person may be prodded."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
MORNING = time(7, 30)
SATURDAY = 5
# A server that greylists answers within minutes; a full mailbox is emptied within a day.
RETRY_MINUTES = (1, 5, 15, 30, 60, 120, 240, 480)
PRODDING_REST = timedelta(hours=4)


def is_weekday(day: date) -> bool:
    """Monday to Friday, for a portal without a calendar of public holidays."""
    return day.weekday() < SATURDAY


def morning_of(day: date) -> datetime:
    """The instant at which the digest of ``day`` is made: 07:30 in Vietnam."""
    return datetime.combine(day, MORNING, VIETNAM)


def digest_day(at: datetime) -> date | None:
    """The day whose digest may be made at ``at``; None before 07:30. Made late after an outage, never early."""
    day = at.astimezone(VIETNAM).date()
    return day if at >= morning_of(day) else None


def retry_delay(attempts: int) -> timedelta | None:
    """How long to wait after ``attempts`` passing refusals of one address; None when it is time to give up.

    >>> retry_delay(1), retry_delay(9)
    (datetime.timedelta(seconds=60), None)
    """
    if attempts > len(RETRY_MINUTES):
        return None
    return timedelta(minutes=RETRY_MINUTES[attempts - 1])


def next_prodding(last: datetime | None, at: datetime) -> datetime | None:
    """When somebody may be prodded by hand again, or None when it is allowed at ``at``: once in four hours."""
    if last is None or at - last >= PRODDING_REST:
        return None
    return last + PRODDING_REST
