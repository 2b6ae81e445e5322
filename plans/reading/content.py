"""A plan's blocks as what a draft keeps: plain values, nothing of them a row yet."""

from collections.abc import Iterable
from typing import Any

from kit.blocks import Block
from plans.reading.outline import head_row, outline
from plans.reading.reader import read_plan


def content_of(blocks: Iterable[Block]) -> dict[str, Any]:
    """Head, clauses, and what each clause is taken for; ``left``: what found no place."""
    reading = read_plan(blocks)
    made = outline(reading)
    return {
        "head": head_row(reading),
        "clauses": made.clauses,
        "objectives": made.objectives,
        "groups": made.groups,
        "tasks": made.tasks,
        "duties": made.duties,
        "deadlines": made.deadlines,
        "units": {},
        "left": reading.unplaced,
    }
