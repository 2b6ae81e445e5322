"""Groups and tasks below a heading about tasks, however deep the office numbers them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from plans.reading.result import ReadGroup, ReadTask
from plans.reading.times import when_of
from plans.reading.tree import Node
from plans.reading.who import (
    Who,
    doer_in,
    is_attribute,
    is_responsibility,
    is_unit_name,
    split_units,
    starts_with_unit,
    who_in,
)

if TYPE_CHECKING:
    from plans.reading.reader import _Sorter

LONG_HEADING = 40
NOBODY = ("Các cấp", "Cán bộ", "Giáo viên", "Học sinh", "Nhà nước", "Tất cả", "Doanh nghiệp")  # no unit that could lead
POINTER = re.compile(
    r"^\(?(?:Chi tiết|Nội dung chi tiết|[Kk]èm theo|[Cc]ó (?:phụ lục|biểu)|[Tt]heo (?:phụ lục|biểu)|Ban hành kèm)"
)


def read_tasks(section: Node, sorter: _Sorter) -> list[ReadGroup]:
    """The groups below ``section``; tasks that stand in no group come in one without a title."""
    groups: list[ReadGroup] = []
    loose = ReadGroup("", "", node=section)
    _fill(loose, section.children, groups, sorter)
    if not loose.tasks:
        sorter.reading.unplaced += loose.text.split("\n") if loose.text else []
    return ([loose] if loose.tasks else []) + groups


def _fill(group: ReadGroup, nodes: list[Node], groups: list[ReadGroup], sorter: _Sorter, path: str = "") -> None:
    last: Node | None = None
    singly = _attributes_per_task(nodes)
    for node in nodes:
        if node.table:
            groups += [found for found in sorter.table(node, group) if found is not group]
        elif POINTER.match(node.text) and not node.children:
            sorter.leaf(node)
        elif is_attribute(node.text) and not node.children:
            if last is not None and singly and group.tasks and group.tasks[-1].nodes[0] is last:
                _merge(group, Who(leaders=_extend(group.tasks[-1], node)))
            else:
                _of_group(group, node)
        elif _is_group(node, nodes):
            groups.append(_group(node, groups, sorter, path))
        else:
            group.tasks.append(_task(node))
            _merge(group, Who(leaders=who_in(node.whole).leaders))
            _tables_below(node, sorter)
            last = node


def _attributes_per_task(nodes: list[Node]) -> bool:
    """Whether lines such as "Đơn vị chủ trì: …" follow each task, or once stand at the end for all."""
    tasks = [node for node in nodes if not node.table and not is_attribute(node.text)]
    runs = sum(
        1
        for before, node in zip(nodes, nodes[1:], strict=False)
        if is_responsibility(node.text) and not is_attribute(before.text)
    )
    return len(tasks) <= 1 or runs > 1


def _is_group(node: Node, siblings: list[Node]) -> bool:
    """A numbered heading with tasks below it; a sentence with lines about it is a task."""
    if node.is_bullet or not node.label.style:
        return False
    real = [child for child in node.children if child.table or not is_attribute(child.text)]
    if not real:
        return False
    text = node.text.rstrip()
    if text.endswith((".", ";")) and any(not s.children and s.label.style == node.label.style for s in siblings):
        return False
    is_sentence = text.endswith((".", ";")) and len(text.split()) > LONG_HEADING // 2
    return not is_sentence or len(text.split()) <= LONG_HEADING // 2


def _group(node: Node, groups: list[ReadGroup], sorter: _Sorter, path: str) -> ReadGroup:
    number = node.number if not path or node.number.startswith(f"{path}.") else f"{path}.{node.number}"
    group = ReadGroup(number, node.text.rstrip(" :"), node=node)
    _merge(group, who_in(node.text))
    name = re.sub(r"^(?:Đối với|Trách nhiệm của|Nhiệm vụ của)\s+", "", group.title)
    name = name if name == group.title else name[:1].upper() + name[1:]
    if is_unit_name(name) or (name != group.title and starts_with_unit(name)):
        group.lead = group.lead or split_units(re.sub(r"^(?:Đối với|Trách nhiệm của|Nhiệm vụ của)\s+", "", group.title))
    inner: list[ReadGroup] = []
    _fill(group, node.children, inner, sorter, number)
    groups.append(group)
    groups += inner
    return groups.pop(groups.index(group)) if not inner else _keep_order(groups, group, inner)


def _keep_order(groups: list[ReadGroup], group: ReadGroup, inner: list[ReadGroup]) -> ReadGroup:
    """The group stands before its subgroups."""
    del groups[-len(inner) - 1 :]
    groups.append(group)
    groups += inner[:-1]
    return inner[-1]


def _task(node: Node) -> ReadTask:
    task = ReadTask(node.number, node.whole, [], [], "", list(node.walk()))
    return _judge(task)


def _judge(task: ReadTask) -> ReadTask:
    who = who_in(task.text)
    task.lead, task.coordinating, task.when = who.lead, who.coordinating, when_of(task.text)
    if not task.lead and not task.text.startswith(NOBODY) and not is_attribute(task.text):
        doer = doer_in(task.text)
        task.lead, task.coordinating = doer.lead, task.coordinating or doer.coordinating
    return task


def _extend(task: ReadTask, node: Node) -> list[str]:
    task.text += f"\n{node.text}"
    task.nodes.append(node)
    _judge(task)
    return who_in(node.text).leaders


def _of_group(group: ReadGroup, node: Node) -> None:
    group.text = f"{group.text}\n{node.text}".strip()
    _merge(group, who_in(node.text))


def _merge(group: ReadGroup, who: Who) -> None:
    for name in ("leaders", "lead", "coordinating"):
        names = getattr(group, name)
        names += [found for found in getattr(who, name) if found not in names]


def _tables_below(node: Node, sorter: _Sorter) -> None:
    for inner in node.walk():
        if inner.table:
            sorter.table(inner, None)
