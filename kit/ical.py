"""Calendar feeds (RFC 5545). The only importer of icalendar."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Alarm, Calendar, Event

PRODUCT = "-//So LD-TBXH Lang Son//Cong Ke hoach 81//VI"
HOST = "ke-hoach-pcmd.invalid"  # makes our identifiers unlike anybody else's; nothing is looked up there
ASK_AGAIN = timedelta(hours=6)
WARN_BEFORE = timedelta(days=1)


@dataclass(frozen=True)
class Entry:
    """One day in a calendar. ``key`` names the thing for ever, so that a moved day moves the entry."""

    key: str
    day: date
    title: str
    words: str
    link: str


def write_calendar(name: str, entries: Iterable[Entry], *, at: datetime) -> bytes:
    """A calendar of whole days that take up no time, each announced the day before.

    Text is escaped by the library; line ends and folding are those of the standard.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", ASK_AGAIN, parameters={"value": "DURATION"})
    for entry in entries:
        calendar.add_component(_event(entry, at))
    return calendar.to_ical()


def _event(entry: Entry, at: datetime) -> Event:
    event = Event()
    event.add("uid", f"{entry.key}@{HOST}")
    event.add("dtstamp", at)
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + timedelta(days=1))
    event.add("summary", entry.title)
    event.add("description", f"{entry.words}\n{entry.link}")
    event.add("url", entry.link)
    event.add("transp", "TRANSPARENT")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", entry.title)
    alarm.add("trigger", -WARN_BEFORE)
    event.add_component(alarm)
    return event
