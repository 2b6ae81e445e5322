"""The one rule engine: what has to be said now. Pure; the portal executes it, the rehearsal only shows it."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime

from deadlines.figures.calendar import VIETNAM, Calendar, end_of, last_day_on_time, morning_of
from deadlines.figures.shapes import Intent, Ladder, Obligation, Person
from deadlines.states import ActKind, Channel, Level, ObligationKind, Roll

OPENING = "open"
OF_KIND = {
    ObligationKind.RETURNED: ActKind.RETURNED,
    ObligationKind.SIGNATURE: ActKind.WAITING_SIGNATURE,
    ObligationKind.REVIEW: ActKind.WAITING_REVIEW,
}
# Of two kinds of one thing that come in the same moment, the first is told.
FIRST = (
    ObligationKind.REPORT,
    ObligationKind.RETURNED,
    ObligationKind.SIGNATURE,
    ObligationKind.REVIEW,
)


def plan(
    now: datetime,
    obligations: Iterable[Obligation],
    ladders: Mapping[ObligationKind, Ladder],
    calendar: Calendar,
    *,
    above: Mapping[Level, tuple[Person, ...]] | None = None,
    stopped: Collection[str] = (),
) -> list[Intent]:
    """What has come to be told by ``now``, the latest step of each obligation only.

    The same answer at any later moment until the next step comes: whoever executes it keeps the keys
    that were told. Steps that were missed are replaced by the latest one; a new due date starts afresh,
    because it is part of the key. Nobody hears of one thing twice in one moment.

    Args:
        above: who stands above the units (ROOM, LEADER), where an obligation does not say.
        stopped: what a person has stopped: "key:kind" all of it, with ":due:step" one step, with ":level"
            one level of it.
    """
    found: dict[tuple[str, int], Intent] = {}
    stopped, table = frozenset(stopped), Timetable(ladders, calendar)
    for obligation in obligations:
        if obligation.kind not in ladders or f"{obligation.key}:{obligation.kind}" in stopped:
            continue
        for intent in _of(obligation, table, now, above or {}):
            if not {intent.step_key, intent.step_key.rpartition(":")[0]} & stopped:
                _keep(found, intent)
    return sorted(found.values(), key=lambda intent: (intent.at, intent.key))


def _keep(found: dict[tuple[str, int], Intent], intent: Intent) -> None:
    """Of several intents about one thing to one person, the latest; of equals, the more telling kind."""
    place = (intent.obligation.key, intent.person.pk)
    if place not in found or _weight(intent) > _weight(found[place]):
        found[place] = intent


def _weight(intent: Intent) -> tuple[datetime, int, int]:
    kind = intent.obligation.kind
    return intent.at, -(FIRST.index(kind) if kind in FIRST else 0), -intent.level


def _of(
    obligation: Obligation, table: "Timetable", now: datetime, above: Mapping[Level, tuple[Person, ...]]
) -> Iterable[Intent]:
    """One intent per person whom the latest step reaches."""
    latest = table.latest(obligation, now)
    if latest is None:
        return
    at, step = latest
    due = table.due(obligation)
    people = {**above, **obligation.people}
    told: set[int] = set()
    for level in _levels(table.ladders[obligation.kind], step, people):
        kind = kind_of(obligation.kind, step, level)
        for person in people.get(level, ()):
            if person.pk not in told:
                told.add(person.pk)
                key = f"{step_key(obligation, due, step)}:{level:d}:{person.pk}"
                yield Intent(key, at, kind, step, level, obligation, due, person, channel_for(step, person))


class Timetable:
    """When the steps of obligations come. Reckons each due date once, however many owe by it."""

    def __init__(self, ladders: Mapping[ObligationKind, Ladder], calendar: Calendar) -> None:
        self.ladders, self.calendar = ladders, calendar
        self._known: dict[tuple[ObligationKind, datetime, Roll], list[tuple[datetime, int]]] = {}

    def due(self, obligation: Obligation) -> datetime:
        """The obligation's exclusive instant."""
        return due_of(obligation, self.ladders[obligation.kind], self.calendar)

    def steps(self, obligation: Obligation) -> list[tuple[datetime, int | None]]:
        """All moments at which something is told, earliest first; None is the beginning."""
        due, ladder = self.due(obligation), self.ladders[obligation.kind]
        place = (obligation.kind, due, obligation.roll)
        if place not in self._known:
            last = last_day_on_time(due)
            days = [(step_day(last, step, self.calendar, obligation.roll), step) for step in ladder.steps]
            self._known[place] = [(morning_of(day), step) for day, step in days]
        found: list[tuple[datetime, int | None]] = [row for row in self._known[place] if row[0] >= obligation.since]
        opening = opening_at(obligation.since, self.calendar) if ladder.opens and obligation.begins else due
        if opening < due and (not found or opening < found[0][0]):
            found.insert(0, (opening, None))
        return found

    def latest(self, obligation: Obligation, now: datetime) -> tuple[datetime, int | None] | None:
        """Moment and name of the last step that has come; None while it is too early for any."""
        return next((row for row in reversed(self.steps(obligation)) if row[0] <= now), None)


def step_key(obligation: Obligation, due: datetime, step: int | None) -> str:
    """Names one step of one obligation towards one due date, for everybody it reaches."""
    name = OPENING if step is None else f"{step:+d}"
    return f"{obligation.key}:{obligation.kind}:{last_day_on_time(due).isoformat()}:{name}"


def due_of(obligation: Obligation, ladder: Ladder, calendar: Calendar) -> datetime:
    """Its own exclusive instant, or the end of the grace in working days after it began.

    Returned on Tuesday 14/6/2022 with three working days: the end of Friday 17/6, but never before ``not_before``.
    """
    if obligation.due_at is not None:
        return obligation.due_at
    due = end_of(calendar.shift(obligation.since.astimezone(VIETNAM).date(), ladder.grace))
    return max(due, obligation.not_before) if obligation.not_before else due


def step_day(last: date, step: int, calendar: Calendar, roll: Roll = Roll.NONE) -> date:
    """The day of ``step`` working days from the last day on time.

    24/12/2022 is a Saturday: step -1 is Friday 23/12, step +1 Monday 26/12, step 0 the Saturday itself; with
    ``roll`` EARLIER step 0 is Friday 23/12 and step -1 Thursday 22/12. The deadline is not touched.
    """
    if step > 0:
        return calendar.shift(last, step)
    return calendar.shift(calendar.back(last) if roll == Roll.EARLIER else last, step)


def opening_at(since: datetime, calendar: Calendar) -> datetime:
    """When the beginning is told: seven in the morning of the first working day that is not over by then."""
    day = calendar.on(since.astimezone(VIETNAM).date())
    at = morning_of(day)
    return at if at >= since else morning_of(calendar.shift(day, 1))


def _levels(ladder: Ladder, step: int | None, people: Mapping[Level, tuple[Person, ...]]) -> list[Level]:
    """Whom a step reaches: the doers, and those above from their own first step.

    Where nobody stands at the desk, the first level above that has somebody is told instead.
    """
    reached = [Level.DOER]
    if step is not None:
        reached += [level for level in Level if level in ladder.reach and ladder.reach[level] <= step]
    if not any(people.get(level) for level in reached):
        reached += [level for level in Level if people.get(level)][:1]
    return reached


def kind_of(kind: ObligationKind, step: int | None, level: Level) -> ActKind:
    """What a step says: above the unit it is an escalation, on the desk it depends on the kind and the day."""
    if step is None:
        return ActKind.OPENING
    if level >= Level.ROOM and step > 0:
        return ActKind.ESCALATION
    if kind in OF_KIND:
        return OF_KIND[kind]
    if kind == ObligationKind.RECOMMENDATION and step > 0:
        return ActKind.RECOMMENDATION
    if step < 0:
        return ActKind.UPCOMING
    return ActKind.DUE if step == 0 else ActKind.OVERDUE


def channel_for(step: int | None, person: Person) -> Channel:
    """A mail of its own on the last day; everything else waits for the morning's digest."""
    if not person.has_mail:
        return Channel.PORTAL
    return Channel.INSTANT if step == 0 else Channel.DIGEST
