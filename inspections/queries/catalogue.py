"""The checklist and the provisions on fines, as data with the days on which they hold."""

import csv
import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from inspections.models import ProvisionEntry

DATA = Path(__file__).parent.parent / "data"


DUTY = "NV-"

LAWS = {
    "[PL-10]": "Pháp lệnh 10/2003",
    "[NĐ-178]": "Nghị định 178/2004",
    "[TTLT-21]": "Thông tư liên tịch 21/2004",
}


@dataclass(frozen=True)
class Item:
    """One point of the checklist; ``group`` is the kind of violation when it is not met."""

    code: str
    text: str
    source: str
    group: str

    @property
    def ground(self) -> str:
        """The source as an officer names it; empty where none is known."""
        words = self.source
        for key, name in LAWS.items():
            words = words.replace(key, name)
        return words


@dataclass(frozen=True)
class Count:
    """One number of the current state (rooms, people); ``within`` is the number it cannot pass."""

    code: str
    label: str
    within: str


@dataclass(frozen=True)
class Checklist:
    """What an inspection looks at. A version once used is never changed: the next one gets a new name."""

    version: str
    title: str
    valid_from: date
    valid_to: date | None
    items: tuple[Item, ...]
    counts: tuple[Count, ...]

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class Provision:
    """What a decree says of one act while it is in force. Amounts in triệu đồng, None where not verified.

    ``source``: what the department held it against; empty for what the portal ships.
    """

    code: str
    group: str
    decree: str
    article: str
    act: str
    valid_from: date
    valid_to: date | None
    least: Decimal | None
    most: Decimal | None
    source: str = ""

    @property
    def is_duty(self) -> bool:
        """It says what an establishment has to do, not what is done to one that does not: no ground of a sanction."""
        return self.code.startswith(DUTY)

    @property
    def ground(self) -> str:
        """Article and decree as a decision names them."""
        return f"{self.article}, {self.decree}" if self.article else self.decree

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@cache
def checklists() -> tuple[Checklist, ...]:
    """Every version, oldest first."""
    return tuple(_checklist(raw) for raw in json.loads((DATA / "checklists.json").read_text(encoding="utf-8")))


def checklist_on(day: date) -> Checklist:
    """The version an inspection of ``day`` works with; before the first one, the first."""
    return next((found for found in reversed(checklists()) if found.holds_on(day)), checklists()[0])


def checklist_named(version: str) -> Checklist:
    """The version that minutes were written with. Raises KeyError for one that never was."""
    return {found.version: found for found in checklists()}[version]


def provisions() -> tuple[Provision, ...]:
    """All of them: what the portal ships, corrected and added to by the department.

    In the order of the data: the establishment's own article comes first, what was added stands at the end.
    """
    entered = {entry.code: _entered(entry) for entry in ProvisionEntry.objects.all()}
    known = [entered.pop(found.code, found) for found in shipped()]
    return (*known, *entered.values())


@cache
def shipped() -> tuple[Provision, ...]:
    """What the portal comes with; an amount only where the source was found."""
    with (DATA / "provisions.csv").open(encoding="utf-8", newline="") as file:
        return tuple(_provision(raw) for raw in csv.DictReader(file))


def provisions_on(day: date, group: str = "") -> list[Provision]:
    """What may apply to an act of ``day``: the decree in force on the day of the act, not of the decision.

    Source: [NĐ-144] until 14/12/2025, [NĐ-282] from 15/12/2025.
    """
    return [found for found in provisions() if found.holds_on(day) and group in ("", found.group)]


def outdated(decree: str, day: date) -> Provision | None:
    """The known decree that ``decree`` names although it was not in force on ``day``; else None."""
    named = [found for found in provisions() if _number(found.decree) in decree]
    return named[0] if named and not any(found.holds_on(day) for found in named) else None


def _number(decree: str) -> str:
    """ "144/2021" of "Nghị định 144/2021/NĐ-CP": how people write it varies, this part does not."""
    return "/".join(decree.rsplit(" ", 1)[1].split("/")[:2])


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _checklist(raw: dict) -> Checklist:
    return Checklist(
        raw["version"],
        raw["title"],
        date.fromisoformat(raw["valid_from"]),
        _day(raw["valid_to"]),
        tuple(Item(**item) for item in raw["items"]),
        tuple(Count(**count) for count in raw["counts"]),
    )


def _provision(raw: dict[str, str]) -> Provision:
    first, last = _day(raw["valid_from"]), _day(raw["valid_to"])
    if first is None:
        raise ValueError("a provision has a first day")
    least, most = (Decimal(raw[name]) if raw[name] else None for name in ("least", "most"))
    return Provision(raw["code"], raw["group"], raw["decree"], raw["article"], raw["act"], first, last, least, most)


def _entered(entry: ProvisionEntry) -> Provision:
    return Provision(
        entry.code, entry.group, entry.decree, entry.article, entry.act, entry.valid_from, entry.valid_to,
        entry.least, entry.most, entry.source,
    )  # fmt: skip
