"""How urgent each kind of notice is and what its button says: held in ``notices/data/kinds.csv``."""

import csv
from functools import cache
from pathlib import Path

from notices.states import Urgency

TABLE = Path(__file__).parent / "data" / "kinds.csv"
DIGEST = "digest"  # the kind of the morning mail itself
REPEATED = ("opening", "reminder", "reminder-last-day", "escalation")  # each says again how the thing stands
ANY_BUTTON = "Mở trên cổng"


@cache
def table() -> dict[str, dict[str, str]]:
    """Kind → row of the table: ``label``, ``urgency``, ``button``."""
    with TABLE.open(encoding="utf-8") as file:
        return {row["kind"]: row for row in csv.DictReader(file)}


def urgency_of(kind: str) -> Urgency:
    """A kind that is not in the table can wait for the morning."""
    return Urgency(table()[kind]["urgency"]) if kind in table() else Urgency.DIGEST


def label_of(kind: str) -> str:
    return table()[kind]["label"] if kind in table() else kind


def button_of(kind: str) -> str:
    """What the one button of the mail says."""
    return table()[kind]["button"] if kind in table() else ANY_BUTTON
