"""The year before it happens, and what was really said, in the same shape."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from django.db.models import Q
from django.utils.timezone import localtime

from deadlines.figures import MORNING, VIETNAM, Calendar, Intent, Obligation, end_of
from deadlines.figures.engine import Timetable
from deadlines.models import Reminder
from deadlines.queries.owed import House, house, obligations
from deadlines.states import ActKind, Channel
from kit.text import fold
from notices.models import Notice
from notices.states import NoticeState

DIGEST = time(7, 30)
SECOND = timedelta(seconds=1)
LEFT = [NoticeState.SENT, NoticeState.BOUNCED]  # what came back later had left the house
DELIVERED = Q(state__in=[*LEFT, NoticeState.IN_PORTAL]) | Q(state=NoticeState.IN_DIGEST, digest__state__in=LEFT)


@dataclass(frozen=True)
class Act:
    """One thing said, or to be said, to one person."""

    at: datetime
    kind: str
    unit: str
    person: str
    about: str
    channel: str
    key: str = ""
    person_name: str = ""
    unit_name: str = ""

    @property
    def kind_label(self) -> str:
        return ActKind(self.kind).label

    @property
    def channel_label(self) -> str:
        return Channel(self.channel).label

    @property
    def step_key(self) -> str:
        """Names the step for everybody it reaches; what a person may stop."""
        return self.key.rsplit(":", 2)[0]

    def as_json(self) -> dict[str, str]:
        """The shape of the commands ``rehearse`` and ``sent``."""
        return {
            "at": localtime(self.at, VIETNAM).isoformat(timespec="seconds"),
            "kind": self.kind,
            "unit": self.unit,
            "person": self.person,
            "about": self.about,
            "channel": self.channel,
        }


def rehearse(start: date, end: date, *, now: datetime) -> list[Act]:
    """Everything the engine means to say from ``start`` to ``end`` (included), in order of time.

    Days that are over are played with what was owed then; days ahead as though nobody acted any more.
    Nothing is written.
    """
    rules = house()
    told = {intent.key for intent in rules.plan(morning(start) - SECOND, obligations(morning(start) - SECOND))}
    acts = []
    for moment, owed in _moments(start, end, now, rules):
        for intent in rules.plan(moment, owed):
            if intent.key not in told:
                told.add(intent.key)
                acts.append(_act(intent, moment, rules.calendar))
    return sorted(acts, key=lambda act: (act.at, act.key))


@dataclass(frozen=True)
class Day:
    """What is said on one day in Vietnam."""

    day: date
    acts: list[Act]

    @property
    def kinds(self) -> list[tuple[str, int]]:
        """What is said and how often, the commonest first."""
        return Counter(act.kind_label for act in self.acts).most_common()


def by_day(acts: list[Act]) -> list[Day]:
    """The same acts, day by day in Vietnam."""
    days = groupby(acts, key=lambda act: localtime(act.at, VIETNAM).date())
    return [Day(day, list(group)) for day, group in days]


def matching(acts: list[Act], asked: dict) -> list[Act]:
    """Those of one kind (``loai``) and with these words in the unit or the person (``q``), accents or not."""
    words, kind = fold(asked.get("q", "")), asked.get("loai", "")
    return [
        act
        for act in acts
        if (not kind or act.kind == kind)
        and words in fold(f"{act.unit} {act.unit_name} {act.person} {act.person_name}")
    ]


def morning(day: date) -> datetime:
    """When the first step of ``day`` may come."""
    return datetime.combine(day, MORNING, VIETNAM)


def _moments(start: date, end: date, now: datetime, rules: House) -> Iterator[tuple[datetime, list[Obligation]]]:
    """When to look, and what is owed then: each morning that is over, and on days ahead when a step comes."""
    today = localtime(now, VIETNAM).date()
    day = start
    while day <= min(end, today):
        if morning(day) <= now:
            yield morning(day), obligations(morning(day))
        day += timedelta(days=1)
    last = end_of(end) - SECOND
    if last > now:
        owed = obligations(last)
        for moment in steps_ahead(owed, rules):
            if max(now, morning(start)) <= moment <= last:
                yield moment, owed


def steps_ahead(owed: Iterable[Obligation], rules: House) -> list[datetime]:
    """Every moment at which some step comes."""
    table = Timetable(rules.ladders, rules.calendar)
    return sorted({at for one in owed if one.kind in rules.ladders for at, _ in table.steps(one)})


def _act(intent: Intent, moment: datetime, calendar: Calendar) -> Act:
    """A mail of its own goes when the step comes; the digest follows at half past seven on a working day.

    A step that was found later than its moment (the state changed in between) is told when it was found.
    """
    at = max(intent.at, moment) if is_late(intent, moment) else intent.at
    if intent.channel == Channel.DIGEST:
        at = next_digest(at, calendar)
    obligation = intent.obligation
    return Act(
        at, intent.kind, obligation.unit_code, intent.person.username, obligation.about, intent.channel,
        intent.key, intent.person.name, obligation.unit_name,
    )  # fmt: skip


def is_late(intent: Intent, moment: datetime) -> bool:
    """Whether it was not there yet in the morning of its own day."""
    return moment > intent.at


def next_digest(at: datetime, calendar: Calendar) -> datetime:
    """Half past seven of the first working day that has not passed it."""
    day = calendar.on(localtime(at, VIETNAM).date())
    slot = datetime.combine(day, DIGEST, VIETNAM)
    return slot if slot >= at else datetime.combine(calendar.shift(day, 1), DIGEST, VIETNAM)


def sent(start: date, end: date) -> list[Act]:
    """What was really sent from ``start`` to ``end`` (included): mails that left, and what stands in the portal."""
    within = Reminder.objects.filter(at__gte=end_of(start - timedelta(days=1)), at__lt=end_of(end))
    rows = list(within.select_related("unit", "person"))
    notices = _notices([row.key for row in rows])
    acts = [_told(row, notices[row.key]) for row in rows if row.key in notices]
    return sorted(acts, key=lambda act: (act.at, act.key))


def _notices(keys: list[str]) -> dict[str, Notice]:
    """The outbox's rows that were delivered, by key."""
    found: dict[str, Notice] = {}
    for start in range(0, len(keys), 500):
        rows = Notice.objects.filter(DELIVERED, key__in=keys[start : start + 500])
        found |= {row.key: row for row in rows.select_related("digest")}
    return found


def _told(row: Reminder, notice: Notice) -> Act:
    mail = notice.digest or notice
    at = mail.sent_at or row.at
    return Act(
        at, row.kind, row.unit.code if row.unit else "", row.person.username, row.about,
        row.channel, row.key, row.person.full_name, row.unit.short_name if row.unit else "",
    )  # fmt: skip
