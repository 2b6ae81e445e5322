"""What stands in a calendar feed: the deadlines that a person or a unit owes, no figures."""

from datetime import datetime, timedelta

from django.conf import settings

from deadlines.figures import Calendar, Ladder, Obligation, deadline_words, last_day_on_time
from deadlines.figures.engine import due_of
from deadlines.models import CalendarFeed
from deadlines.queries.calendar import working_calendar
from deadlines.queries.ladders import ladders
from deadlines.queries.owed import obligations
from deadlines.states import Level
from kit.ical import Entry

AHEAD = timedelta(days=200)  # the next half-year's report is announced as well
ACTING = (Level.DOER, Level.HEAD)


def feed_entries(feed: CalendarFeed, at: datetime) -> list[Entry]:
    """One entry per thing that is owed now or will be within half a year, by day."""
    calendar, rules = working_calendar(), ladders()
    owed = {f"{one.key}:{one.kind}": one for one in [*obligations(at + AHEAD), *obligations(at)]}
    mine = {key: one for key, one in owed.items() if _concerns(one, feed)}
    entries = [_entry(key, one, rules.get(one.kind), calendar, at) for key, one in mine.items()]
    return sorted((entry for entry in entries if entry), key=lambda entry: (entry.day, entry.key))


def _concerns(one: Obligation, feed: CalendarFeed) -> bool:
    if feed.unit_id:
        return one.unit_id == feed.unit_id
    return any(person.pk == feed.owner_id for level in ACTING for person in one.people.get(level, ()))


def _entry(key: str, one: Obligation, ladder: Ladder | None, calendar: Calendar, at: datetime) -> Entry | None:
    """None where nobody set a date and no ladder gives one."""
    if one.due_at is None and ladder is None:
        return None
    due_at = one.due_at or due_of(one, ladder or Ladder(), calendar)
    words = f"{deadline_words(due_at, at.astimezone(due_at.tzinfo).date(), calendar)}\nTình trạng: {one.state}"
    return Entry(
        key=key.replace(":", "-"),
        day=last_day_on_time(due_at),
        title=f"Hạn cuối: {one.about}",
        words=f"{one.unit_name}: {words}" if one.unit_name else words,
        link=settings.PORTAL_URL + one.path,
    )
