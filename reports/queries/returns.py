"""What a returned report is open for, and what changed between two sendings."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from plans.models import Indicator
from plans.states import Source, ValueKind
from reports.figures import Cell, cell_text
from reports.models import Report, ReturnItem, SubmissionRound
from reports.queries.form import outline_for
from reports.queries.values import indicators_for
from reports.states import Outcome


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
    asked = {item.code: item for item in earlier.items.select_related("answered_by")}
    indicators = indicators_for(report.period, report.unit)
    before, after = round_cells(earlier), round_cells(later)
    changes = [_figure(i, before.get(i.code), after.get(i.code), asked.get(i.code)) for i in indicators]
    for section in outline_for(report.period, report.unit.reporter_code):
        code = section["code"]
        old, new = (sent.snapshot["sections"].get(code, "") for sent in (earlier, later))
        changes.append(Change(code, section["title"], old, new, "", False, False, asked.get(code)))
    return [c for c in changes if c.is_different or c.item]


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
