"""A draft as people look at it: clause by clause, what it is taken for, whom its names may mean, what would change."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from rapidfuzz import fuzz

from accounts.models import Unit
from accounts.states import UnitKind
from kit.text import fold
from plans.models import Objective, Plan, PlanDraft
from plans.queries.document import TOGETHER
from plans.states import ClauseRole, Comparator, Measure, Recurrence

LISTS = {
    ClauseRole.OBJECTIVE: "objectives",
    ClauseRole.GROUP: "groups",
    ClauseRole.TASK: "tasks",
    ClauseRole.DUTY: "duties",
}
ALIKE = 62  # of 100: below this two names have little more than "Phòng" in common
SHOWN = 4
KIND = "kind:"


@dataclass(frozen=True)
class DraftRow:
    clause: dict[str, Any]
    depth: int
    role: str
    guess: dict[str, Any]
    has_deadline: bool

    @property
    def role_words(self) -> str:
        return ClauseRole(self.role).label

    @property
    def target_words(self) -> str:
        """What an objective wants, and where its value will come from; "" for other clauses."""
        if self.role != ClauseRole.OBJECTIVE:
            return ""
        row = self.guess
        plain = Objective(
            target_kind=row["target_kind"],
            target_percent=Decimal(row["target_percent"]) if row.get("target_percent") else None,
            target_value=Decimal(row["target_value"]) if row.get("target_value") else None,
            target_unit=row.get("target_unit", ""),
            comparator=row.get("comparator") or Comparator.AT_LEAST,
        )
        return f"{plain.target_words}; {Measure(row.get('measure') or Measure.TYPED).label.lower()}"

    @property
    def is_counted(self) -> bool:
        """The portal finds the value itself, for the whole sentence."""
        return (self.guess.get("measure") or Measure.TYPED) != Measure.TYPED

    @property
    def followed_apart(self) -> bool:
        """Each further number of the sentence becomes an objective of its own."""
        return bool(self.guess.get("more")) and not self.is_counted

    @property
    def schedule_words(self) -> str:
        """ "Một lần, đến hết 24/06/2022" as a task would be written."""
        if not self.guess.get("recurrence"):
            return ""
        words = Recurrence(self.guess["recurrence"]).label
        due_on = self.guess.get("due_on")
        return f"{words}, đến hết {date.fromisoformat(due_on):%d/%m/%Y}" if due_on else words


@dataclass(frozen=True)
class NameRow:
    """A name of the plan, what it was matched to (a unit's code or ``kind:…``), and what it may mean."""

    words: str
    chosen: str
    suggestions: list[tuple[str, str]]


@dataclass
class Diff:
    """What an import would change in the plan that is there; None in ``plan`` when it is new."""

    plan: Plan | None
    added: list[dict[str, Any]] = field(default_factory=list)
    changed: list[tuple[str, str, str]] = field(default_factory=list)
    missing: list[tuple[str, str]] = field(default_factory=list)

    @property
    def is_same(self) -> bool:
        return bool(self.plan) and not (self.added or self.changed or self.missing)


def walk(rows: Iterable[dict[str, Any]], depth: int = 0) -> Iterator[tuple[dict[str, Any], int]]:
    """Clauses in the order of the text with their depth."""
    for row in rows:
        yield row, depth
        yield from walk(row["children"], depth + 1)


def rows_of(draft: PlanDraft) -> list[DraftRow]:
    """Every clause with what it is taken for. A clause that opens a group and is a task shows as the task."""
    guesses: dict[str, tuple[str, dict[str, Any]]] = {}
    for role in (ClauseRole.DUTY, ClauseRole.GROUP, ClauseRole.OBJECTIVE, ClauseRole.TASK):
        for guess in draft.content[LISTS[role]]:
            guesses[guess["clause"]] = (role, guess)
    dated = {row["clause"] for row in draft.content["deadlines"]}
    nothing: tuple[str, dict[str, Any]] = (ClauseRole.TEXT, {})
    return [
        DraftRow(clause, depth, *guesses.get(clause["anchor"], nothing), clause["anchor"] in dated)
        for clause, depth in walk(draft.content["clauses"])
    ]


def names_in(content: dict[str, Any]) -> list[str]:
    """Names of units in the order of the text, each once."""
    found: dict[str, None] = {}
    for task in content["tasks"]:
        found.update(dict.fromkeys([*task["lead"], *task["coordinating"]]))
    found.update(dict.fromkeys(duty["unit_words"] for duty in content["duties"]))
    return [words for words in found if words]


def choices(day: date) -> list[tuple[str, str]]:
    """Whom a name may mean: units of that day, or every unit of a kind."""
    kinds = [(f"{KIND}{kind}", f"{words} (tất cả)") for kind, words in TOGETHER.items()]
    return kinds + [(unit.code, unit.name) for unit in Unit.objects.existing_on(day).exclude(kind=UnitKind.AGENCY)]


def name_rows(draft: PlanDraft, options: list[tuple[str, str]]) -> list[NameRow]:
    """Names to match, those still open first; suggestions are never taken by themselves."""
    chosen = draft.content["units"]
    rows = [NameRow(words, chosen.get(words, ""), _suggested(words, options)) for words in names_in(draft.content)]
    return sorted(rows, key=lambda row: bool(row.chosen))


def _suggested(words: str, options: list[tuple[str, str]]) -> list[tuple[str, str]]:
    plain = fold(words.replace("–", "-"))
    scored = [(fuzz.token_sort_ratio(plain, fold(name.replace("–", "-"))), code, name) for code, name in options]
    best = sorted((row for row in scored if row[0] >= ALIKE), key=lambda row: -row[0])[:SHOWN]
    return [(code, name) for _, code, name in best]


def plan_of(head: dict[str, Any]) -> Plan | None:
    """The plan that a file speaks of: of its number, else the year's that still waits for its number."""
    rows = Plan.objects.filter(year=head["year"], symbol=head["symbol"])
    return rows.filter(number=head["number"]).first() or rows.filter(number="").first()


def diff(draft: PlanDraft) -> Diff:
    """Clause by clause against the plan of the same number and year."""
    head = draft.content["head"]
    plan = plan_of(head)
    if plan is None:
        return Diff(None)
    there = {clause.anchor: clause for clause in plan.clauses.all()}
    found = Diff(plan)
    for row, _ in walk(draft.content["clauses"]):
        old = there.pop(row["anchor"], None)
        if old is None:
            found.added.append(row)
        elif (old.label, old.text) != (row["label"], row["text"]):
            found.changed.append(
                (row["anchor"], f"{old.label} {old.text}".strip(), f"{row['label']} {row['text']}".strip())
            )
    found.missing = [(clause.anchor, clause.text) for clause in there.values()]
    return found
