"""What was read, in the shape that ``manage.py read_plan --json`` prints; docs/read-plan.md explains each field."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from plans.reading.targets import Target
from plans.reading.times import Deadline
from plans.reading.tree import Node


@dataclass
class Signer:
    """``authority``: a line each, "TM. ỦY BAN NHÂN DÂN" above "KT. CHỦ TỊCH"; of a joint plan its office first."""

    authority: str = ""
    position: str = ""
    name: str = ""


@dataclass
class Head:
    """The letterhead and the title. ``issued_on`` is ISO; "" when the day was left blank."""

    number: str = ""
    issued_on: str = ""
    place: str = ""
    issuer: str = ""
    superior: str = ""
    kind: str = ""
    title: str = ""


@dataclass
class ReadObjective:
    kind: str
    text: str
    targets: list[Target]
    nodes: list[Node] = field(default_factory=list)


@dataclass
class ReadTask:
    number: str
    text: str
    lead: list[str]
    coordinating: list[str]
    when: str
    nodes: list[Node] = field(default_factory=list)


@dataclass
class ReadGroup:
    """``text``: responsibility lines of the whole group, printed only when there are any."""

    number: str
    title: str
    leaders: list[str] = field(default_factory=list)
    lead: list[str] = field(default_factory=list)
    coordinating: list[str] = field(default_factory=list)
    tasks: list[ReadTask] = field(default_factory=list)
    text: str = ""
    node: Node | None = None


@dataclass
class ReadAssignment:
    unit: str
    duties: list[str] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)
    node: Node | None = None


@dataclass
class ReadSection:
    number: str
    title: str
    kind: str


@dataclass
class ReadTable:
    """``rows`` hold what did not become tasks; of a table of tasks: its numbers, notes and products."""

    kind: str
    header: list[str]
    rows: list[list[str]]


@dataclass
class Reading:
    """One plan. Every paragraph of the source stands in exactly one text, or in ``unplaced``."""

    head: Head = field(default_factory=Head)
    legal_bases: list[str] = field(default_factory=list)
    objectives: list[ReadObjective] = field(default_factory=list)
    groups: list[ReadGroup] = field(default_factory=list)
    assignments: list[ReadAssignment] = field(default_factory=list)
    sections: list[ReadSection] = field(default_factory=list)
    deadlines: list[Deadline] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    signer: Signer = field(default_factory=Signer)
    other_signers: list[Signer] = field(default_factory=list)  # of a joint plan
    tables: list[ReadTable] = field(default_factory=list)
    unplaced: list[str] = field(default_factory=list)
    preamble: list[str] = field(default_factory=list)
    body: Node = field(default_factory=lambda: Node(""))

    def as_data(self) -> dict[str, Any]:
        """The object of the command: plain values only; it knows one signer, the others stand in ``unplaced``."""
        return {
            **vars(self.head),
            "legal_bases": self.legal_bases,
            "objectives": [
                {"kind": row.kind, "text": row.text, "targets": [_target(target) for target in row.targets]}
                for row in self.objectives
            ],
            "groups": [_group(group) for group in self.groups],
            "assignments": [{"unit": row.unit, "duties": row.duties} for row in self.assignments],
            "sections": [vars(row) | {"title": row.title.rstrip(" :")} for row in self.sections],
            "deadlines": [vars(row) for row in self.deadlines],
            "recipients": self.recipients,
            "signer": vars(self.signer),
            "tables": [vars(row) for row in self.tables],
            "unplaced": self.unplaced + [text for row in self.other_signers for text in vars(row).values() if text],
        }


def _target(target: Target) -> dict[str, Any]:
    return {**vars(target), "value": _number(target.value)}


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _group(group: ReadGroup) -> dict[str, Any]:
    plain = {name: getattr(group, name) for name in ("number", "title", "leaders", "lead", "coordinating")}
    extra = {"text": group.text} if group.text else {}
    return plain | extra | {"tasks": [_task(task) for task in group.tasks]}


def _task(task: ReadTask) -> dict[str, Any]:
    plain = {name: getattr(task, name) for name in ("number", "text", "lead", "coordinating")}
    return plain | {"when": task.when or None}
