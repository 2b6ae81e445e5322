"""Shape of what is typed into a report; what it means is the services' business."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kit.known import KnownFigure
from kit.numbers import show
from kit.text import old_font_in, personal_data_in
from plans.states import AcrossTime, ValueKind
from reports.figures import Finding, cell_text, second_half, value_text
from reports.queries.form import Block, Line
from reports.services.entry import Saved, TypedCell, TypedSection, fingerprint
from reports.services.problems import section_anchor
from reports.states import CellStatus


@dataclass
class Row:
    """One row of the figures form as it is shown: stored, or as typed when it could not be stored."""

    line: Line
    text: str
    status: str
    note: str
    seen: str
    error: str = ""
    conflict: str = ""
    is_held: bool = False  # may be stored all the same, after this warning
    parts: dict[str, list["Row"]] = field(default_factory=dict)

    @property
    def code(self) -> str:
        return self.line.code

    @property
    def errors(self) -> list[Finding]:
        return [check for check in self.line.findings if check.is_error]

    @property
    def warnings(self) -> list[Finding]:
        return [check for check in self.line.findings if not check.is_error]

    @property
    def asks_note(self) -> bool:
        """One of its errors is mended in the note, and says so in its words."""
        return any("ô ghi chú" in check.message for check in self.errors)

    @property
    def is_invalid(self) -> bool:
        return bool(self.error or self.conflict or self.errors)

    @property
    def has_messages(self) -> bool:
        return bool(self.error or self.conflict or self.line.findings or self.line.doubts)

    @property
    def shown(self) -> str:
        """The figure of a row nobody types."""
        return "–" if self.line.cell is None else cell_text(self.line.cell, self.line.indicator.value_kind)

    @property
    def is_spare(self) -> bool:
        """Nobody must fill it in and nobody has: out of sight until it is asked for."""
        blank = self.line.is_typed and not self.line.indicator.is_required and self.line.cell is None
        return blank and not self.is_invalid and not self.begun

    @property
    def begun(self) -> int:
        """How many parts of its breakdowns are filled in or refused."""
        rows = [row for part in self.parts.values() for row in part]
        return sum(row.line.cell is not None or row.is_invalid for row in rows)

    @property
    def known_text(self) -> str:
        """What the portal counts now; empty when it knows nothing."""
        return value_text(self.line.known.value, self.line.indicator.value_kind) if self.line.known else ""

    @property
    def known_input(self) -> str:
        """The same as it would be typed."""
        if self.line.known is None:
            return ""
        return show(self.line.known.value) if self.line.indicator.is_counted else str(int(self.line.known.value))

    @property
    def known_before(self) -> str:
        """What the portal had counted when the figure was typed, if that has changed since."""
        cell, known = self.line.cell, self.line.known
        if cell is None or known is None or cell.known is None or cell.known == known.value:
            return ""
        return value_text(cell.known, self.line.indicator.value_kind)

    @property
    def part_count(self) -> int:
        return sum(map(len, self.parts.values()))

    @property
    def last_text(self) -> str:
        return cell_text(self.line.last, self.line.indicator.value_kind) if self.line.last else ""

    @property
    def previous_text(self) -> str:
        return cell_text(self.line.previous, self.line.indicator.value_kind) if self.line.previous else ""

    @property
    def second_half_text(self) -> str:
        """H2 = year − 6 months, shown, never typed: of what flows, and as "new ones" of what is counted once a year."""
        counted = self.line.indicator.across_time
        if self.line.half is None or self.line.cell is None or counted not in (AcrossTime.FLOW, AcrossTime.MAX):
            return ""
        rest = second_half(self.line.cell.value, self.line.half.value)
        if rest is None or rest < 0:
            return ""
        return show(rest) if counted == AcrossTime.FLOW else f"{show(rest)} mới"


@dataclass
class RowGroup:
    """One group as it is shown; ``heads`` are its rows with their breakdowns under them, ``rows`` all of them."""

    block: Block
    rows: list[Row]

    @property
    def heads(self) -> list[Row]:
        return [row for row in self.rows if not row.line.indicator.breakdown]

    @property
    def spare_count(self) -> int:
        return sum(row.is_spare for row in self.heads)


@dataclass
class SectionField:
    """One narrative section as it is shown."""

    code: str
    title: str
    hint: str
    required: bool
    text: str
    seen: str
    is_open: bool = True
    error: str = ""
    conflict: str = ""
    is_held: bool = False
    personal_data: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)  # figures named that are not there
    old_font: str = ""  # the encoding before Unicode in which it seems to be written
    told: str = ""  # with its figures, where it names some
    echoes: list[str] = field(default_factory=list)
    may_carry: bool = False

    @property
    def anchor(self) -> str:
        return section_anchor(self.code)

    @property
    def length(self) -> int:
        return len(self.text)


def typed_cells(
    post: Mapping[str, str], codes: list[str], known: Mapping[str, KnownFigure] | None = None
) -> list[TypedCell]:
    """The rows present in a posted form, with what the portal counts of them."""
    return [
        TypedCell(
            code=code,
            text=post.get(f"v-{code}", ""),
            status=post.get(f"s-{code}", CellStatus.VALUE),
            note=post.get(f"n-{code}", ""),
            seen=post.get(f"w-{code}", ""),
            known=known[code].value if known and code in known else None,
        )
        for code in codes
        if f"v-{code}" in post or f"s-{code}" in post
    ]


def typed_sections(post: Mapping[str, str], codes: list[str]) -> list[TypedSection]:
    """The narrative sections present in a posted form."""
    return [
        TypedSection(code=code, text=post[f"t-{code}"], seen=post.get(f"w-{code}", ""))
        for code in codes
        if f"t-{code}" in post
    ]


def row_groups(blocks: list[Block], saved: Saved | None = None, typed: list[TypedCell] | None = None) -> list[RowGroup]:
    """The figures form, with what was typed kept wherever it could not be stored."""
    posted = {cell.code: cell for cell in typed or []}
    groups = [RowGroup(b, [_row(line, saved or Saved(), posted.get(line.code)) for line in b.lines]) for b in blocks]
    for group in groups:
        heads = {row.code: row for row in group.heads}
        for row in group.rows:
            if label := row.line.indicator.breakdown:
                heads[row.line.indicator.parent_code].parts.setdefault(label, []).append(row)
    return groups


def _row(line: Line, saved: Saved, posted: TypedCell | None) -> Row:
    cell = line.cell if line.is_typed else None
    row = Row(
        line,
        _value_text(line),
        cell.status if cell else CellStatus.VALUE,
        cell.note if cell else "",
        fingerprint(cell),
    )
    row.error, row.conflict = saved.errors.get(line.code, ""), saved.conflicts.get(line.code, "")
    row.is_held = line.code in saved.held
    if posted and (row.error or row.conflict):
        row.text, row.status, row.note = posted.text, posted.status, posted.note
    return row


def _value_text(line: Line) -> str:
    if line.cell is None or line.cell.value is None:
        return ""
    if line.indicator.value_kind == ValueKind.YES_NO:
        return "1" if line.cell.value else "0"
    return show(line.cell.value)


def section_fields(
    outline: list[dict],
    texts: dict[str, str],
    saved: Saved | None = None,
    typed: list[TypedSection] | None = None,
    opened: frozenset[str] | None = None,
) -> list[SectionField]:
    """The narrative part of the form, with what was typed kept wherever it could not be stored."""
    posted, saved = {section.code: section for section in typed or []}, saved or Saved()
    fields = []
    for s in outline:
        code, stored = s["code"], texts.get(s["code"], "")
        section = SectionField(code, s["title"], s["hint"], s["required"], stored, fingerprint(stored))
        section.is_open = opened is None or code in opened
        section.error, section.conflict = saved.errors.get(code, ""), saved.conflicts.get(code, "")
        section.is_held = code in saved.held
        if code in posted and (section.error or section.conflict):
            section.text = posted[code].text
        section.personal_data, section.old_font = personal_data_in(section.text), old_font_in(section.text)
        fields.append(section)
    return fields
