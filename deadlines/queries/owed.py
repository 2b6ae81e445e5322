"""Everything the engine reads, gathered: what is owed, by which ladder, in which calendar, who stands above."""

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.module_loading import import_string

from accounts.models import User
from accounts.states import Role
from deadlines.figures import Calendar, Intent, Ladder, Obligation, Person, plan
from deadlines.models import Stop
from deadlines.queries.calendar import working_calendar
from deadlines.queries.ladders import ladders
from deadlines.states import Level, ObligationKind

logger = logging.getLogger(__name__)
DUE_DAY = re.compile(r":\d{4}-\d{2}-\d{2}:[^:]*$")  # the end of a step's key
ABOVE = {Role.COORDINATOR: Level.ROOM, Role.LEADER: Level.LEADER}


@dataclass(frozen=True)
class House:
    """The rules in force, read once."""

    ladders: Mapping[ObligationKind, Ladder]
    calendar: Calendar
    above: Mapping[Level, tuple[Person, ...]]
    stopped: frozenset[str]

    def plan(self, now: datetime, owed: list[Obligation]) -> list[Intent]:
        """What has come by ``now``; a thing the engine stumbles over is logged and left out, the others go on."""
        try:
            return self._plan(now, owed)
        except Exception:
            logger.exception("planning everything at once failed: one thing after the other")
        return [intent for thing in _by_key(owed) for intent in self._of_one(now, thing)]

    def _of_one(self, now: datetime, thing: list[Obligation]) -> list[Intent]:
        try:
            return self._plan(now, thing)
        except Exception:
            logger.exception("no plan for %s", thing[0].key)
            return []

    def _plan(self, now: datetime, owed: list[Obligation]) -> list[Intent]:
        return plan(now, owed, self.ladders, self.calendar, above=self.above, stopped=self.stopped)


def _by_key(owed: list[Obligation]) -> list[list[Obligation]]:
    things: dict[str, list[Obligation]] = {}
    for obligation in owed:
        things.setdefault(obligation.key, []).append(obligation)
    return list(things.values())


def house() -> House:
    """The rules as they are now."""
    return House(
        ladders(),
        working_calendar(),
        people_above(),
        frozenset(Stop.objects.in_force().values_list("key", flat=True)),
    )


def people_above() -> dict[Level, tuple[Person, ...]]:
    """The coordinating room's heads and the leaders who hear of what the units did not do."""
    found: dict[Level, tuple[Person, ...]] = {level: () for level in ABOVE.values()}
    for user in User.objects.filter(is_active=True, role__in=ABOVE).order_by("pk"):
        level = ABOVE[Role(user.role)]
        found[level] += (Person(user.pk, user.username, user.full_name, bool(user.email)),)
    return found


def thing_of(key: str, at: datetime) -> Obligation | None:
    """The obligation, present or foreseen within a year, that a step key speaks of."""
    ahead = obligations(at + timedelta(days=366)) if key else []
    owed = {f"{one.key}:{one.kind}": one for one in [*ahead, *obligations(at)]}
    return owed.get(DUE_DAY.sub("", key))


def obligations(at: datetime) -> list[Obligation]:
    """What all sources know; a source that fails is logged and the others are heard."""
    found: list[Obligation] = []
    for path in settings.OBLIGATION_SOURCES:
        try:
            found += import_string(path)(at)
        except Exception:
            logger.exception("source of obligations failed: %s", path)
    return found
