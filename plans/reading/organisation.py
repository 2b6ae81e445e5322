""" "Tổ chức thực hiện": each unit and its duties."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from plans.reading.result import ReadAssignment, ReadSection
from plans.reading.tree import CLOSING_WORDS, Node
from plans.reading.verbs import ACTS
from plans.reading.who import NAMELESS, starts_with_unit, subject_of, who_in

if TYPE_CHECKING:
    from plans.reading.reader import _Sorter


# "Trách nhiệm của các đơn vị": a heading above the units, no unit.
EVERYBODY = re.compile(
    r"(?i)^các (?:đơn vị|cơ quan|sở|phòng|ban|ngành)(?:, (?:đơn vị|ban|ngành|địa phương))*(?: liên quan)?$"
)


def read_organisation(section: Node, sorter: _Sorter) -> list[ReadAssignment]:
    """One row per unit that is spoken to, in the order of the text; the rest stays unplaced."""
    found: list[ReadAssignment] = []
    for node in section.children:
        _read(node, found, sorter)
    return found


def _read(node: Node, found: list[ReadAssignment], sorter: _Sorter) -> None:
    if node.table:
        sorter.table(node, None)
        return
    name, rest = _inline(node.text, numbered=node.label.is_numbered)
    if node.children and _is_unit_heading(node.text):
        _unit(node, found, sorter)
    elif name and not CLOSING_WORDS.match(node.text):
        row = _row(found, name, node)
        row.duties += [part for part in (rest, *_below(node, sorter)) if part]
        row.nodes += list(node.walk())
    elif node.children and node.is_heading:
        sorter.reading.sections.append(ReadSection(node.number, node.text, "organisation"))
        for child in node.children:
            _read(child, found, sorter)
    else:
        sorter.leaf(node)


def _is_unit_heading(text: str) -> bool:
    words = re.sub(r"^(?:Đối với|Trách nhiệm của|Nhiệm vụ của|Giao(?: cho)?|Đề nghị)\s+", "", text)
    words = words[:1].upper() + words[1:]
    if words.isupper() and not starts_with_unit(words):
        words = words.capitalize()  # "HẠT KIỂM LÂM HUYỆN"; "UBND" stays what it is
    if words.lower() in NAMELESS or EVERYBODY.match(words):
        return False
    is_sentence = re.search(r"[.:]\s+\S", words) or (words.endswith((".", ";")) and ACTS.search(words))
    return starts_with_unit(words) and len(words.split()) <= 45 and not is_sentence


def _unit(node: Node, found: list[ReadAssignment], sorter: _Sorter) -> None:
    """A unit under its own heading; units under it ("1.1. Bộ phận …") come after it."""
    name, tail = _without_duty(node.text.rstrip(" .:;"))
    if tail:  # "Trung tâm … có trách nhiệm:" stays whole as a heading
        sorter.reading.sections.append(ReadSection(node.number, node.text, "organisation"))
    row = ReadAssignment(name, node=node)
    found.append(row)
    for child in node.children:
        if child.table:
            sorter.table(child, None)
        elif not child.label.style and CLOSING_WORDS.match(child.text):
            sorter.leaf(child)
        elif child.children and child.label.is_numbered and _is_unit_heading(child.text):
            _unit(child, found, sorter)
        else:
            row.duties.append(child.whole)
            row.nodes += list(child.walk())


def _without_duty(text: str) -> tuple[str, str]:
    found = re.match(r"^(.{4,}?),?\s+((?:có|chịu) trách nhiệm|có nhiệm vụ|thực hiện các nhiệm vụ(?: sau)?)$", text)
    return (found[1], found[2]) if found else (text, "")


def _row(found: list[ReadAssignment], name: str, node: Node) -> ReadAssignment:
    row = ReadAssignment(name, node=node)
    found.append(row)
    return row


def _below(node: Node, sorter: _Sorter) -> list[str]:
    for inner in node.walk():
        if inner.table:
            sorter.table(inner, None)
    return [child.whole for child in node.children if not child.table]


def _inline(text: str, *, numbered: bool = False) -> tuple[str, str]:
    """ "Phòng Y tế: chủ trì …" → unit and duty; "Giao Phòng Y tế chủ trì …" → unit and the whole sentence."""
    head, colon, rest = text.partition(":")
    bare = re.sub(r"^(?:Đối với|Trách nhiệm của|Nhiệm vụ của|Giao(?: cho)?|Đề nghị)\s+", "", head)
    bare = bare[:1].upper() + bare[1:]
    is_unit = starts_with_unit(bare) or (numbered and len(bare.split()) <= 12 and bare[:1].isupper())
    is_name = len(bare.split()) <= 8 and not re.search(r"chủ trì|phối hợp|trách nhiệm", bare)
    if colon and len(bare.split()) <= 30 and is_unit and (is_name or not ACTS.search(f" {bare} ")):
        return head.strip(), rest.strip()
    subject = subject_of(text)
    if subject:
        return subject, text
    given = who_in(text).lead
    return (given[0], text) if given and text.startswith(("Giao", "Phân công")) else ("", text)
