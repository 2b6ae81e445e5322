"""From blocks to a Reading. Each node of the tree is taken once; what nobody took is unplaced."""

from collections.abc import Iterable

from kit.blocks import Block, Line, Table
from kit.text import fold
from plans.reading.closing import is_annex, is_office, read_closing, starts_closing
from plans.reading.decision import issuing_decision, lines_of
from plans.reading.head import LEGAL, is_kind, read_head
from plans.reading.lines import Paragraph, Piece, paragraphs
from plans.reading.organisation import read_organisation
from plans.reading.result import ReadGroup, Reading, ReadObjective, ReadSection, ReadTable, Signer
from plans.reading.sections import is_container, kind_of
from plans.reading.tables import read_table, read_targets
from plans.reading.targets import targets_in
from plans.reading.tasks import read_tasks
from plans.reading.times import deadlines_in
from plans.reading.tree import Node, build, is_known_heading

LAYOUT_WORDS = ("cong hoa xa hoi chu nghia", "noi nhan", "doc lap - tu do")


def read_plan(blocks: Iterable[Block]) -> Reading:
    """Read an official plan.

    Args:
        blocks: lines and tables of the file in their order (kit.document_read).

    Returns:
        Every paragraph stands in exactly one place, or in ``unplaced``. Names of units are words of the
        plan: nobody is looked up, nothing is guessed from outside the text.
    """
    pieces = paragraphs(_without_layout(blocks))
    reading = Reading()
    issued_by, pieces = issuing_decision(pieces)
    head, body, closing, annex = _cut(pieces)
    if issued_by and not closing:
        closing = issued_by.closing
    elif issued_by:
        reading.unplaced += lines_of(issued_by.closing)
    parts = read_head([*issued_by.head, *head, *issued_by.bases] if issued_by else head)
    reading.head, reading.legal_bases, reading.preamble = parts.head, parts.legal_bases, parts.preamble
    reading.unplaced += parts.unplaced + (lines_of(issued_by.articles) if issued_by else [])
    reading.body = build([*body, *annex])
    _Sorter(reading).sort(reading.body)
    end = read_closing(closing)
    reading.recipients = end.recipients
    reading.signer = end.signers[0] if end.signers else Signer()
    reading.other_signers = end.signers[1:]
    reading.unplaced += end.unplaced
    _deadlines(reading)
    return reading


def _without_layout(blocks: Iterable[Block]) -> list[Block]:
    """Tables that only arrange the letterhead or the signature are read column by column."""
    found: list[Block] = []
    for block in blocks:
        if isinstance(block, Table) and _is_layout(block):
            columns = max(len(row) for row in block.rows)
            cells = [row[i] for i in range(columns) for row in block.rows if i < len(row)]
            found += [
                Line(line, "", True, is_short=True) for cell in cells for line in cell.split("\n") if line.strip()
            ]
        else:
            found.append(block)
    return found


def _is_layout(table: Table) -> bool:
    words = fold(" ".join(cell for row in table.rows for cell in row))
    return any(word in words for word in LAYOUT_WORDS) and len(table.rows) <= 8


def _cut(pieces: list[Piece]) -> tuple[list[Paragraph], list[Piece], list[Paragraph], list[Piece]]:
    """Head, body, closing, and what comes after the signature."""
    start = _body_start(pieces)
    end = _closing_start(pieces, start)
    after = next((i for i in range(end, len(pieces)) if _is_after(pieces[i])), len(pieces))
    head = [piece for piece in pieces[:start] if isinstance(piece, Paragraph)]
    closing = [piece for piece in pieces[end:after] if isinstance(piece, Paragraph)]
    return head, pieces[start:end], closing, pieces[after:]


def _is_after(piece: Piece) -> bool:
    return isinstance(piece, Table) or is_annex(piece)


def _body_start(pieces: list[Piece]) -> int:
    """The first numbered heading or table; a letterhead's own lines carry no numbers."""
    seen_kind = seen_text = False
    for index, piece in enumerate(pieces):
        if isinstance(piece, Table):
            return index
        style = build([piece]).children[0].label.style if not is_office(piece.text) else ""
        if piece.label and (not piece.label.is_bullet or (seen_text and not LEGAL.match(piece.text))):
            return index
        if seen_kind and (style == "plain" or (style == "caps" and (seen_text or is_known_heading(piece.text)))):
            return index
        seen_text = seen_text or (seen_kind and not piece.is_caps)
        seen_kind = seen_kind or is_kind(piece.text)
    return len(pieces)


def _closing_start(pieces: list[Piece], start: int) -> int:
    candidates = [i for i in range(start, len(pieces)) if isinstance(p := pieces[i], Paragraph) and starts_closing(p)]
    for index in candidates:
        later = pieces[index + 1 :]
        if not any(
            isinstance(p, Paragraph) and p.label and p.label.style in ("roman", "arabic", "partphần")
            for p in later[:12]
        ):
            return index
    return len(pieces)


class _Sorter:
    """Walks the headings and gives each part to the reader of its kind."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading

    def sort(self, node: Node, path: str = "") -> None:
        for child in node.children:
            if child.table:
                self.table(child, None)
            elif child.is_heading or child.label.style in ("roman", "annex", "plain") and not child.is_bullet:
                self.section(child, path)
            else:
                self.leaf(child)

    def section(self, node: Node, path: str) -> None:
        kind = kind_of(node)
        number = f"{path}.{node.number}" if path and node.number else node.number or path
        if is_container(node):
            self.reading.sections.append(ReadSection(number, node.text, kind if kind == "annex" else "part"))
            self.sort(node, number)
            return
        self.reading.sections.append(ReadSection(number, node.text, kind))
        if kind in ("objectives", "general", "specific"):
            self.objectives(node, kind, number)
        elif kind in ("tasks", "annex"):
            self.reading.groups += read_tasks(node, self)
        elif kind == "organisation":
            self.reading.assignments += read_organisation(node, self)
        else:
            self.others(node, number, kind)

    def objectives(self, node: Node, kind: str, path: str) -> None:
        for child in node.children:
            if child.table:
                self.targets(child)
                continue
            own = kind_of(child)
            inner = own if own in ("general", "specific") else kind
            if child.is_heading and own == "purpose":
                self.section(child, path)
            elif child.is_heading and not targets_in(child.text):
                number = f"{path}.{child.number}" if child.number else path
                self.reading.sections.append(ReadSection(number, child.text, inner))
                self.objectives(child, inner, number)
            else:
                self.objective(child, kind)

    def objective(self, node: Node, kind: str) -> None:
        text = node.whole
        targets = targets_in(text)
        if text.endswith(":") and not targets and not node.children:
            return self.leaf(node)  # "Phấn đấu đến hết năm 2022:" leads to what follows
        decided = kind if kind != "objectives" else "specific" if targets or _is_one_of(node) else "general"
        self.reading.objectives.append(ReadObjective(decided, text, targets, list(node.walk())))
        for inner in node.walk():
            if inner.table:
                self.table(inner, None)
        return None

    def targets(self, node: Node) -> None:
        """A table of targets below a heading about objectives: each row is one; other tables are kept whole."""
        assert node.table  # noqa: S101
        rows = read_targets(node.table)
        if rows is None:
            self.table(node, None)
            return
        header = [" ".join(cell.split()) for cell in node.table.rows[0]]
        self.reading.tables.append(ReadTable("objectives", header, [row for row, target in rows if target is None]))
        self.reading.objectives += [
            ReadObjective("specific", " | ".join(row), [target], [node]) for row, target in rows if target is not None
        ]

    def others(self, node: Node, path: str, kind: str) -> None:
        """Budget, purpose, situation …: headings become sections, sentences have no field of their own."""
        for child in node.children:
            if child.table:
                self.table(child, None)
            elif child.is_heading:
                number = f"{path}.{child.number}" if child.number else path
                self.reading.sections.append(ReadSection(number, child.text, kind))
                self.others(child, number, kind)
            elif kind == "purpose" and any(t.unit == "%" or t.comparator != "=" for t in targets_in(child.whole)):
                self.objective(child, "specific")
            else:
                self.leaf(child)

    def leaf(self, node: Node) -> None:
        for inner in node.walk():
            if inner.table:
                self.table(inner, None)
            elif inner.text or inner.raw:
                self.reading.unplaced.append(inner.text or inner.raw)

    def table(self, node: Node, group: ReadGroup | None) -> list[ReadGroup]:
        """Tasks of a table go to ``group`` or to groups of its own; other tables are kept whole."""
        assert node.table  # noqa: S101
        groups, table = read_table(node.table, group, node)
        self.reading.tables.append(table)
        if group is None:
            self.reading.groups += groups
            return []
        return groups


def _is_one_of(node: Node) -> bool:
    """A point without a number among points with numbers: "Không để xảy ra …"."""
    siblings = node.parent.children if node.parent else []
    return bool(node.label.style) and any(targets_in(other.text) for other in siblings if other.label.style)


def _deadlines(reading: Reading) -> None:
    year = int(reading.head.issued_on[:4]) if reading.head.issued_on else None
    seen = set()
    for node in reading.body.walk():
        for text in [node.text, *(cell for row in (node.table.rows if node.table else ()) for cell in row)]:
            for deadline in deadlines_in(text, year=year):
                if deadline not in seen:
                    seen.add(deadline)
                    reading.deadlines.append(deadline)
