"""Tables of tasks: columns by their heads, rows into tasks, rows with one text into groups."""

import re

from kit.blocks import Table
from kit.text import fold
from plans.reading.result import ReadGroup, ReadTable, ReadTask
from plans.reading.targets import Target, target_of
from plans.reading.tree import Node
from plans.reading.who import split_units

COLUMNS = (
    ("number", r"^(?:stt|tt|so tt|so thu tu|so)$"),
    ("lead", r"chu tri|don vi thuc hien|co quan thuc hien|nguoi thuc hien|bo phan thuc hien|phu trach|trach nhiem"
        r"|phan cong|don vi tham muu"),
    ("coordinating", r"phoi hop"),
    ("when", r"thoi gian|thoi han|tien do|hoan thanh|thoi diem|han "),
    ("leaders", r"chi dao|lanh dao"),
    ("text", r"noi dung|nhiem vu|cong viec|hoat dong|dau viec|chuyen de|hang muc|ten |cong tac|giai phap"),
)  # fmt: skip


def read_table(table: Table, group: ReadGroup | None, node: Node) -> tuple[list[ReadGroup], ReadTable]:
    """Groups of tasks (``group`` first when it was given), and the table with what did not become a task."""
    columns, head = _columns(table)
    if "text" not in columns or not {"lead", "when", "coordinating"} & set(columns):
        rows = [[_one(cell) for cell in row] for row in table.rows]
        return ([group] if group else []), ReadTable("data", rows[0] if rows else [], rows[1:])
    reader = _TaskTable(columns, group, node)
    for row in table.rows[head:]:
        reader.add(row)
    header = [
        " ".join(dict.fromkeys(filter(None, (_one(row[i]) for row in table.rows[:head] if i < len(row)))))
        for i in range(_width(table))
    ]
    return reader.groups, ReadTable("tasks", header, reader.left)


TARGET_COLUMNS = (
    ("number", r"^(?:stt|tt|so tt|so thu tu|so)$"),
    ("unit", r"don vi tinh|^dvt$|^don vi$"),
    ("text", r"chi tieu|muc tieu|noi dung|tieu chi|ten "),
    ("value", r"ke hoach|nam \d{4}|phai dat|chi tieu|muc tieu|so luong|giao"),
)


def read_targets(table: Table) -> list[tuple[list[str], Target | None]] | None:
    """Rows of a table of targets (name, unit of measure, value) with what each wants; None for other tables.

    A row's first text is its number and is left out where the table has a column for it.
    """
    columns: dict[str, int] = {}
    for place, cell in enumerate(table.rows[0]):
        words = fold(cell)
        meaning = next((m for m, p in TARGET_COLUMNS if m not in columns and words and re.search(p, words)), None)
        if meaning:
            columns[meaning] = place
    if not {"text", "unit", "value"} <= columns.keys():
        return None
    found: list[tuple[list[str], Target | None]] = []
    for row in table.rows[1:]:
        cells = [_one(cell) for place, cell in enumerate(row) if cell and place != columns.get("number")]
        name, unit, value = (_one(row[columns[m]]) if columns[m] < len(row) else "" for m in ("text", "unit", "value"))
        if cells:
            found.append((cells, target_of(name, value, unit)))
    return found


def _width(table: Table) -> int:
    return max(len(row) for row in table.rows)


def _one(cell: str) -> str:
    return " ".join(cell.split())


def _columns(table: Table) -> tuple[dict[str, int], int]:
    """Meaning → place, and how many rows the head has (two when a head cell is split)."""
    found: dict[str, int] = {}
    for depth, row in enumerate(table.rows[:2]):
        if depth and (not found or not _is_head(row, found)):
            return found, depth
        for place, cell in enumerate(row):
            words = fold(cell)
            meaning = next((name for name, pattern in COLUMNS if words and re.search(pattern, words)), None)
            if meaning and (meaning not in found or depth) and place not in found.values():
                found[meaning] = place
    return found, min(2, len(table.rows))


def _is_head(row: tuple[str, ...], found: dict[str, int]) -> bool:
    """The second row of a head: no number, only words of columns."""
    cells = [fold(cell) for cell in row if cell]
    known = [any(re.search(pattern, cell) for _, pattern in COLUMNS[1:5]) and len(cell.split()) <= 6 for cell in cells]
    text = found.get("text", 0)
    return bool(cells) and all(known) and not (text < len(row) and row[text])


class _TaskTable:
    def __init__(self, columns: dict[str, int], group: ReadGroup | None, node: Node) -> None:
        self.columns, self.node = columns, node
        self.groups = [group] if group else []
        self.left: list[list[str]] = []

    def cell(self, row: tuple[str, ...], meaning: str) -> str:
        place = self.columns.get(meaning)
        return row[place] if place is not None and place < len(row) else ""

    def add(self, row: tuple[str, ...]) -> None:
        text, number = self.cell(row, "text"), _one(self.cell(row, "number")).strip(".")
        filled = [place for place, cell in enumerate(row) if cell]
        if re.fullmatch(r"[()\d]*", "".join(row)) and len(filled) > 2:
            self.left.append(list(row))  # a row that numbers the columns
        elif self.is_group(row, filled, number, text):
            title = text or next((row[p] for p in filled if p != self.columns.get("number")), "")
            if not title and filled:
                number, title = _numbered(_one(row[filled[0]]))
            self.groups.append(ReadGroup(number, _one(title), node=self.node))
        elif any(row):
            self.task(row, number, text)

    def is_group(self, row: tuple[str, ...], filled: list[int], number: str, text: str) -> bool:
        others = [p for p in filled if p != self.columns.get("number") and row[p] != text]
        return (
            not others
            and bool(filled)
            and (bool(re.fullmatch(r"[IVX]+|[A-D]", number)) or len(filled) == 1 or len(text.split()) < 25)
        )

    def task(self, row: tuple[str, ...], number: str, text: str) -> None:
        if not self.groups:
            self.groups.append(ReadGroup("", "", node=self.node))
        lead, others = split_units(self.cell(row, "lead")), split_units(self.cell(row, "coordinating"))
        when = _one(self.cell(row, "when"))
        self.groups[-1].tasks.append(ReadTask(number, _one(text), lead, others, when, [self.node]))
        self.groups[-1].leaders += [
            name for name in split_units(self.cell(row, "leaders")) if name not in self.groups[-1].leaders
        ]
        used = {self.columns.get(name) for name in ("number", "text", "lead", "coordinating", "when", "leaders")}
        rest = [_one(cell) for place, cell in enumerate(row) if place not in used and cell]
        if rest:
            self.left.append([number, *rest])


def _numbered(text: str) -> tuple[str, str]:
    found = re.match(r"^([IVX]+|\d+|[A-D])[.)]\s*(.+)$", text)
    return (found[1], found[2]) if found else ("", text)
