"""A Reading as the rows of a plan: clauses with anchors, and what hangs on them. Names of units stay words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from kit.numbers import show
from plans.reading.result import Reading
from plans.reading.schedule import schedule_of
from plans.reading.targets import Target
from plans.reading.times import deadlines_in
from plans.reading.tree import Node

PERIODS = {"6 tháng": "6T", "6 tháng đầu năm": "6T", "năm": "NAM", "quý I": "Q1", "quý III": "Q3"}
MAX_TITLE = 160
MOST_PERCENT = 1000
MOST_PREFIX = 60
# What the portal counts itself, by the words of an objective; a suggestion that the import page shows.
MEASURES = (
    ("units", r"có kế hoạch|xây dựng (?:và [^,.]{0,40})?kế hoạch", "own_plans"),
    ("units", r"tuyên truyền|truyền thông", "communication"),
    ("people", r"(?:tuyên truyền|truyền thông)[^.;]*mại dâm", "people_reached"),
    ("establishments", r"kiểm tra[^.;]*mại dâm|mại dâm[^.;]*kiểm tra", "coverage"),
)


@dataclass
class Outline:
    """Rows as in ``plans/data/plan-81.json``; ``anchors`` finds a node's clause again."""

    clauses: list[dict[str, Any]] = field(default_factory=list)
    objectives: list[dict[str, Any]] = field(default_factory=list)
    groups: list[dict[str, Any]] = field(default_factory=list)
    tasks: list[dict[str, Any]] = field(default_factory=list)
    duties: list[dict[str, Any]] = field(default_factory=list)
    deadlines: list[dict[str, Any]] = field(default_factory=list)
    anchors: dict[Node, str] = field(default_factory=dict)

    def walk(self) -> Iterator[dict[str, Any]]:
        """Every clause in the order of the text."""
        stack = list(reversed(self.clauses))
        while stack:
            row = stack.pop()
            yield row
            stack += reversed(row["children"])


def outline(reading: Reading) -> Outline:
    """The rows that an import would write."""
    made = Outline()
    for order, text in enumerate(reading.preamble, start=1):
        made.clauses.append({"anchor": f"0.{order}", "kind": "preamble", "label": "", "text": text, "children": []})
    made.clauses += _clauses(reading.body, "", made)
    _objectives(reading, made)
    _tasks(reading, made)
    _duties(reading, made)
    _deadlines(reading, made)
    return made


def _clauses(node: Node, path: str, made: Outline) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    taken: Counter[str] = Counter()
    place = 0
    numbered = any(child.number for child in node.children)
    for child in node.children:
        place += not child.number
        name = child.number or (f"đ{place}" if numbered else str(place))
        anchor = _free(f"{path}.{name}" if path and not name.startswith(f"{path}.") else name, taken)
        made.anchors[child] = anchor
        if child.table:
            rows += _table(child, anchor)
        else:
            rows.append(_row(child, anchor) | {"children": _clauses(child, anchor, made)})
    return rows


def _free(anchor: str, taken: Counter[str]) -> str:
    taken[anchor] += 1
    return anchor if taken[anchor] == 1 else f"{anchor}~{taken[anchor]}"


def _row(node: Node, anchor: str) -> dict[str, Any]:
    return {"anchor": anchor, "kind": _kind(node), "label": node.raw, "text": node.text, "children": []}


def _kind(node: Node) -> str:
    if node.is_bullet:
        return "bullet"
    if not node.label.style:
        return "paragraph"
    is_top = node.parent is not None and node.parent.parent is None
    return "part" if is_top and node.children else "heading"


def _table(node: Node, anchor: str) -> list[dict[str, Any]]:
    """A table's rows, each one clause: its cells between " | "."""
    rows = node.table.rows if node.table else ()
    return [
        {
            "anchor": f"{anchor}.{order}",
            "kind": "bullet",
            "label": "",
            "text": " | ".join(" ".join(cell.split()) for cell in row if cell),
            "children": [],
        }
        for order, row in enumerate(rows, start=1)
        if any(row)
    ]


def _objectives(reading: Reading, made: Outline) -> None:
    """The specific objectives, with a share, a count or words alone: "G1", "G2" … in the order of the text."""
    for row in reading.objectives:
        if row.kind == "specific" and row.nodes[0] in made.anchors:
            made.objectives.append(
                {
                    "code": f"G{len(made.objectives) + 1}",
                    "clause": _anchor(row.nodes[0], row.text, made),
                    "title": shortened(row.text),
                    **_target(row.targets[0] if row.targets else None, row.text),
                    **_further(row.targets[1:]),
                }
            )


def _prefix(authority: str) -> str:
    """The lines of the authority in one, as many of the last as the plan's field holds."""
    lines = authority.split("\n")
    while len(" / ".join(lines)) > MOST_PREFIX and len(lines) > 1:
        lines = lines[1:]
    return " / ".join(lines)[:MOST_PREFIX]


def _further(targets: Sequence[Target]) -> dict[str, Any]:
    """The other numbers of the sentence: in words, and those that can be followed as objectives of their own."""
    if not targets:
        return {}
    followed = [{"words": _words(target), **_target(target, "")} for target in targets]
    return {
        "others": [_words(target) for target in targets],
        "more": [row for row in followed if row["target_kind"] != "quality"],
    }


def _target(target: Target | None, text: str) -> dict[str, Any]:
    """What has to be reached. The first number of the sentence decides; people correct it before anything is kept."""
    nothing = {
        "target_percent": None, "target_value": None, "target_unit": "", "comparator": "≥", "measure": "typed",
        "denominator_note": "",
    }  # fmt: skip
    if target is None or (target.unit != "%" and target.value <= 0):
        return nothing | {"target_kind": "quality"}
    found = nothing | {"denominator_note": target.of[:300], "comparator": "≤" if target.comparator == "≤" else "≥"}
    if target.unit != "%" or target.value > MOST_PERCENT:
        unit = target.unit or target.of
        return found | {"target_kind": "count", "target_value": str(target.value), "target_unit": unit[:60]}
    kind = _counts(target)
    measure = next((m for k, words, m in MEASURES if k == kind and re.search(words, text.lower())), "typed")
    return found | {"target_kind": kind, "target_percent": str(target.value), "measure": measure}


def _words(target: Target) -> str:
    """A further number of the sentence, as people read it: "ít nhất 90 % hộ gia đình"."""
    comparator = {"≥": "ít nhất ", "≤": "không quá "}.get(target.comparator, "")
    unit = "" if not target.unit else target.unit if target.unit.startswith("/") else f" {target.unit}"
    words = f"{comparator}{show(target.value)}{unit}"
    return f"{words} {target.of}"[:300].strip()


def _counts(target: Target) -> str:
    words = re.sub(r"^(?:tổng )?số ", "", target.of.lower())
    if "cơ sở kinh doanh" in words or words.startswith("cơ sở"):
        return "establishments"
    units = (
        "các phòng", "phòng", "đơn vị", "cơ quan", "trường", "xã", "phường", "thị trấn", "huyện", "sở", "các đơn vị",
        "ubnd", "thôn", "ấp", "bản", "khu dân cư", "doanh nghiệp", "hợp tác xã",
    )  # fmt: skip
    return "units" if words.startswith(units) else "people"


def _tasks(reading: Reading, made: Outline) -> None:
    """Groups "N1", "N2" …, tasks "N1.1" …; a row of a table hangs on its own clause."""
    for group in reading.groups:
        if not group.tasks or group.node is None:
            continue
        code = f"N{len(made.groups) + 1}"
        anchor = _anchor(group.node, group.title, made)
        made.groups.append({"code": code, "clause": anchor, "title": (group.title or _title_of(made, anchor))[:300]})
        for order, task in enumerate(group.tasks, start=1):
            made.tasks.append(
                {
                    "code": f"{code}.{order}",
                    "group": code,
                    "clause": _anchor(task.nodes[0], task.text, made),
                    "title": shortened(task.text),
                    "lead": task.lead or group.lead,
                    "coordinating": task.coordinating or group.coordinating,
                    "when": task.when,
                    **_schedule(task.when, reading),
                }
            )


def _schedule(when: str, reading: Reading) -> dict[str, Any]:
    recurrence, due_on = schedule_of(when, _year(reading.head.title, reading.head.issued_on))
    return {"recurrence": recurrence, "due_on": due_on.isoformat() if due_on else None}


def _anchor(node: Node, text: str, made: Outline) -> str:
    """The clause of a node; of a table the row that holds ``text``."""
    anchor = made.anchors.get(node, "")
    if node.table:
        wanted = " ".join(text.split())
        rows = [row for row in made.walk() if row["anchor"].startswith(f"{anchor}.")]
        return next((row["anchor"] for row in rows if wanted and wanted in row["text"]), rows[0]["anchor"])
    return anchor


def _title_of(made: Outline, anchor: str) -> str:
    return next((row["text"] for row in made.walk() if row["anchor"] == anchor), "")


def _duties(reading: Reading, made: Outline) -> None:
    for row in reading.assignments:
        top = [node for node in row.nodes if node.parent not in row.nodes]
        for node in top:
            if node in made.anchors and not node.table:
                made.duties.append({"clause": made.anchors[node], "unit_words": row.unit})


def _deadlines(reading: Reading, made: Outline) -> None:
    """Dates by which a report of a known period is wanted each year."""
    year = int(reading.head.issued_on[:4]) if reading.head.issued_on else None
    seen = set()
    for node, anchor in made.anchors.items():
        for found in deadlines_in(node.text, year=year):
            kind = PERIODS.get(found.period)
            day = re.fullmatch(r"(?:\d{4}-)?(\d{2})-(\d{2})", found.before)
            if kind and day and kind not in seen and "báo cáo" in node.text.lower():
                seen.add(kind)
                made.deadlines.append(
                    {
                        "period_kind": kind,
                        "clause": anchor,
                        "words": found.text[:200],
                        "month": int(day[1]),
                        "day": int(day[2]),
                    }
                )


def shortened(text: str) -> str:
    """A handy name from the words of a clause: its first line, cut at a word."""
    line = text.split("\n", 1)[0].strip().rstrip(".;:")
    if len(line) <= MAX_TITLE:
        return line
    return f"{line[: MAX_TITLE - 1].rsplit(' ', 1)[0].rstrip(',;')}…"


def head_row(reading: Reading) -> dict[str, Any]:
    """Number, date, issuer, signer …: the plan itself."""
    head = reading.head
    number, _, symbol = head.number.partition("/")
    archive = next((row for row in reading.recipients if row.lower().startswith("lưu")), "")
    return {
        "number": number,
        "symbol": symbol,
        "issued_on": head.issued_on,
        "place": head.place,
        "issuer": head.issuer,
        "type_name": head.kind,
        "title": head.title,
        "year": _year(head.title, head.issued_on),
        "legal_bases": [re.sub(r"^(?:Căn cứ|Thực hiện|Theo)\s+", "", text) for text in reading.legal_bases],
        "signature": {
            "prefix": _prefix(reading.signer.authority),
            "title": reading.signer.position,
            "name": reading.signer.name,
        },
        "recipients": [row for row in reading.recipients if row != archive],
        "archive": re.sub(r"(?i)^lưu\s*:?\s*", "", archive),
    }


def _year(title: str, issued_on: str) -> int | None:
    named = re.findall(r"năm (?:học )?(\d{4})", title)
    return int(named[-1]) if named else int(issued_on[:4]) if issued_on else None
