"""What a returned report is open for, and what changed between two sendings."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from plans.models import Indicator
from plans.states import Source, ValueKind
from reports.figures import Cell, cell_text
from reports.models import Report, ReturnItem, SubmissionRound
from reports.queries.form import outline_for
from reports.queries.narrative import told_texts
from reports.queries.values import complete_cells, indicators_for
from reports.states import Outcome

TELLING = re.compile(r"\d[\d.,]*\d")  # two digits at least


@dataclass(frozen=True)
class Change:
    """One figure or section that differs between two sendings. ``item``: the request it answers, if any."""

    code: str
    name: str
    before: str
    after: str
    note: str
    is_figure: bool
    is_derived: bool
    item: ReturnItem | None = None

    @property
    def is_different(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True)
class OldNumber:
    """A section whose words still tell ``number``, which ``figure`` was before it was changed."""

    code: str
    title: str
    number: str
    figure: str


def returned_items(report: Report) -> list[ReturnItem]:
    """What the department asked for when it returned the latest round; empty when that was not returned."""
    latest = report.rounds.exclude(outcome=Outcome.RECALLED).order_by("-number").first()
    if latest is None or latest.outcome != Outcome.RETURNED:
        return []
    return list(latest.items.select_related("answered_by"))


def told_items(report: Report, names: Mapping[str, str]) -> list[ReturnItem]:
    """The same, each with the name of its place, for those who do not know the codes by heart."""
    items = returned_items(report) if report.first_submitted_at else []
    for item in items:
        item.place_name = names.get(item.code, "")
    return items


def names_of(report: Report) -> dict[str, str]:
    """Code → name of every figure and section of the report."""
    names = {i.code: i.name for i in indicators_for(report.period, report.unit)}
    return names | {s["code"]: s["title"] for s in outline_for(report.period, report.unit.reporter_code)}


def round_cells(sent: SubmissionRound) -> dict[str, Cell]:
    """Code → figure as it was sent."""
    return {
        code: Cell(v["status"], None if v["value"] is None else Decimal(v["value"]), v["note"])
        for code, v in sent.snapshot["values"].items()
    }


def round_counts(sent: SubmissionRound) -> dict[str, Decimal]:
    """Code → what the portal itself had counted when it was sent."""
    return {code: Decimal(count) for code, count in sent.snapshot.get("known", {}).items()}


def changes_between(report: Report, earlier: SubmissionRound, later: SubmissionRound) -> list[Change]:
    """Everything that differs, and everything that was asked for though nothing changed; in the form's order.

    Computed figures are in it, so that a corrected part shows in its percentage as well.
    """
    return _changes(report, earlier, round_cells(later), later.snapshot["sections"])


def changes_since(report: Report, earlier: SubmissionRound) -> list[Change]:
    """What the unit has changed since ``earlier`` and not sent again yet; otherwise as ``changes_between``."""
    return _changes(report, earlier, complete_cells(report), told_texts(report))


def _changes(
    report: Report, earlier: SubmissionRound, after: Mapping[str, Cell], texts: Mapping[str, str]
) -> list[Change]:
    asked = {item.code: item for item in earlier.items.select_related("answered_by")}
    indicators = indicators_for(report.period, report.unit)
    before = round_cells(earlier)
    changes = [_figure(i, before.get(i.code), after.get(i.code), asked.get(i.code)) for i in indicators]
    for section in outline_for(report.period, report.unit.reporter_code):
        code = section["code"]
        old, new = earlier.snapshot["sections"].get(code, ""), texts.get(code, "")
        changes.append(Change(code, section["title"], old, new, "", False, False, asked.get(code)))
    return [c for c in changes if c.is_different or c.item]


def old_numbers(changes: Iterable[Change], texts: Mapping[str, str], names: Mapping[str, str]) -> list[OldNumber]:
    """Sections that still tell a changed figure as it was: "1.600 tờ rơi" when N104 has become 1.450.

    Numbers of one digit are everywhere and say nothing; a figure written as a token follows by itself.
    """
    found = []
    for change in changes:
        number = change.before.partition(" (")[0]
        if not (change.is_figure and change.is_different and TELLING.fullmatch(number)):
            continue
        told = re.compile(rf"(?<![\d.,]){re.escape(number)}(?![\d]|[.,]\d)")
        sections = [code for code, text in texts.items() if told.search(text)]
        found += [OldNumber(code, names.get(code, ""), number, change.code) for code in sections]
    return found


def _figure(indicator: Indicator, before: Cell | None, after: Cell | None, item: ReturnItem | None) -> Change:
    return Change(
        code=indicator.code,
        name=indicator.name,
        before=_text(before, indicator.value_kind),
        after=_text(after, indicator.value_kind),
        note=after.note if after else "",
        is_figure=True,
        is_derived=indicator.source != Source.TYPED,
        item=item,
    )


def _text(cell: Cell | None, kind: str) -> str:
    """A figure with its explanation: a changed explanation is a change."""
    text = cell_text(cell, ValueKind(kind), is_told=True)
    return f"{text} ({cell.note})" if cell and cell.note else text
