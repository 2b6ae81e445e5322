"""When the morning mail is due and its lines, how long a delivery waits for its next try, when to prod again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
MORNING = time(7, 30)
SATURDAY = 5
# A server that greylists answers within minutes; a full mailbox is emptied within a day.
RETRY_MINUTES = (1, 5, 15, 30, 60, 120, 240, 480)
PRODDING_REST = timedelta(hours=4)


@dataclass(frozen=True)
class Item:
    """One notice as the morning mail and the bell see it.

    Args:
        together: what several of its like are called, with ``{count}`` where their number goes; empty: it stands alone.
        path: where all of its like are listed; empty: nowhere.
        thing: what it is about, as "thing:id"; two items about one thing count once. Empty: about nothing else.
    """

    pk: int
    subject: str
    together: str = ""
    path: str = ""
    thing: str = ""


@dataclass(frozen=True)
class Line:
    """One line of the mail: a notice, or several of the same kind under one count."""

    words: str
    items: tuple[Item, ...]

    @property
    def first(self) -> Item:
        return self.items[0]

    @property
    def things(self) -> tuple[Item, ...]:
        """Of several items about one thing the first."""
        return tuple(_once(self.items))

    @property
    def is_many(self) -> bool:
        return len(self.things) > 1

    @property
    def path(self) -> str:
        """Where all that the line counts are listed; empty where a notice stands alone or there is no such page."""
        return self.first.path if self.is_many else ""


def lines(items: Iterable[Item]) -> list[Line]:
    """Items with the same words for "several of its like" become one line, at the place of the first of them.

    >>> units = [Item(n, f"Huyện {n} chưa nộp", "{count} đơn vị chưa nộp") for n in (1, 2)]
    >>> [line.words for line in lines([units[0], Item(3, "Việc được giao"), units[1]])]
    ['2 đơn vị chưa nộp', 'Việc được giao']
    """
    found: dict[object, list[Item]] = {}
    for item in items:
        found.setdefault(item.together or item.pk, []).append(item)
    return [Line(_words(alike), tuple(alike)) for alike in found.values()]


def _words(alike: list[Item]) -> str:
    first, count = alike[0], len(_once(alike))
    return first.together.replace("{count}", str(count)) if count > 1 else first.subject


def _once(items: Iterable[Item]) -> list[Item]:
    found: dict[object, Item] = {}
    for item in items:
        found.setdefault(item.thing or item.pk, item)
    return list(found.values())


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
