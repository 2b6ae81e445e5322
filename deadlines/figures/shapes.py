"""What the engine reads and what it says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from deadlines.states import ActKind, Channel, Level, ObligationKind, Roll


@dataclass(frozen=True)
class Person:
    """Somebody who can be told. ``has_mail``: he has an address; without one he reads it in the portal only."""

    pk: int
    username: str
    name: str
    has_mail: bool = True


@dataclass(frozen=True)
class Obligation:
    """One thing that somebody owes by an instant, as it stands at one moment.

    Args:
        key: names the thing for ever, the same before and after its row exists: "report:2022-6T:H181".
            One thing may be owed in several kinds at once (to be sent, to be signed).
        kind: decides the ladder.
        about: what is owed, in words for a subject: "báo cáo 6 tháng đầu năm 2022". Never a figure, never
            the name of a person or an establishment.
        unit_code, unit_name, unit_id: who owes it.
        since: when it began, or came to those who must act now; nothing is told whose moment lies before this instant.
        due_at: exclusive instant; None where nobody set a date: the ladder's grace after ``since``.
        not_before: a due date that follows from the grace never lies before this instant.
        people: level → who is told at that level. ``DOER`` holds only those who can act now. Levels that are
            left out (usually ROOM and LEADER) are filled by the portal.
        path: where the thing is, in the portal.
        list_path: where those who see many of its kind find them all; empty: nowhere.
        thing: "report:12", the row's own name for the outbox; empty while there is none.
        state: its state in words, for the letter.
        begins: whether ``since`` is its beginning, to be told as such, or only the last move.
        roll: what to do when the last day is not worked.
        is_foreseen: there is no row yet; shown in the rehearsal, never told.
    """

    key: str
    kind: ObligationKind
    about: str
    since: datetime
    path: str
    list_path: str = ""
    due_at: datetime | None = None
    not_before: datetime | None = None
    people: Mapping[Level, tuple[Person, ...]] = field(default_factory=dict)
    unit_id: int | None = None
    unit_code: str = ""
    unit_name: str = ""
    thing: str = ""
    state: str = ""
    begins: bool = True
    roll: Roll = Roll.NONE
    is_foreseen: bool = False


@dataclass(frozen=True)
class Ladder:
    """When one kind of obligation is spoken of, in working days from its last day.

    Args:
        before: days before the last day, e.g. (10, 5, 2, 1).
        on_last_day: whether the last day itself has a step (0).
        after: days after it, e.g. (1, 3); then every ``every`` days up to ``cap`` (0: none).
        opens: whether its beginning is told as well.
        reach: level → first step that reaches it; a level that is left out is never reached.
        grace: working days given where nobody set a date (a return, a review).
    """

    before: tuple[int, ...] = (10, 5, 2, 1)
    on_last_day: bool = True
    after: tuple[int, ...] = (1, 3)
    every: int = 5
    cap: int = 18
    opens: bool = False
    reach: Mapping[Level, int] = field(default_factory=dict)
    grace: int = 3

    @property
    def steps(self) -> tuple[int, ...]:
        """All steps, earliest first: (-10, -5, -2, -1, 0, 1, 3, 8, 13, 18)."""
        late = [day for day in self.after if day <= self.cap]
        while self.every and late and late[-1] + self.every <= self.cap:
            late.append(late[-1] + self.every)
        return (*sorted(-day for day in self.before), *([0] if self.on_last_day else []), *late)

    @property
    def mark(self) -> str:
        """The same text for the same ladder: by it a page knows whether the ladder has changed since."""
        reach = ",".join(f"{level:d}:{step}" for level, step in sorted(self.reach.items()))
        return f"{self.steps} {self.opens} {self.every} {self.cap} {self.grace} {reach}"

    def reaches(self, level: Level) -> str:
        """The first step that reaches ``level``, for a table: "-2", "+3", "không"."""
        step = self.reach.get(level)
        return "không" if step is None else f"{step:+d}" if step else "0"

    @property
    def head_from(self) -> str:
        return self.reaches(Level.HEAD)

    @property
    def room_from(self) -> str:
        return self.reaches(Level.ROOM)

    @property
    def leader_from(self) -> str:
        return self.reaches(Level.LEADER)


@dataclass(frozen=True)
class Intent:
    """One thing to be told to one person at one moment. ``key`` is told once, whatever happens."""

    key: str
    at: datetime
    kind: ActKind
    step: int | None  # None: the opening
    level: Level
    obligation: Obligation
    due_at: datetime
    person: Person
    channel: Channel

    @property
    def step_key(self) -> str:
        """Names the step for everybody at its level: what a person may stop."""
        return self.key.rpartition(":")[0]
