"""One figure or section of one report: every sending of it, last year's, the talk about it."""

from dataclasses import dataclass

from plans.models import Indicator
from reports.figures import Finding, cell_text
from reports.models import Report, ReturnItem, SubmissionRound, Thread
from reports.queries.form import outline_for
from reports.queries.history import last_year_of
from reports.queries.returns import round_cells
from reports.queries.review import round_findings
from reports.queries.values import indicators_for


@dataclass(frozen=True)
class Sent:
    """The place as it stood in one sending."""

    round: SubmissionRound
    text: str
    note: str
    item: ReturnItem | None


@dataclass(frozen=True)
class Place:
    """All about one place. ``indicator`` is None for a section."""

    code: str
    name: str
    indicator: Indicator | None
    previous: str
    sendings: list[Sent]
    findings: list[Finding]


def place_of(report: Report, code: str) -> Place | None:
    """None for a code that is not on this unit's form. Only what was sent is in it, newest first."""
    indicator = next((i for i in indicators_for(report.period, report.unit) if i.code == code), None)
    section = next((s for s in outline_for(report.period, report.unit.reporter_code) if s["code"] == code), None)
    if indicator is None and section is None:
        return None
    rounds = list(report.rounds.prefetch_related("items").order_by("-number"))
    sendings = [_sent(sent, code, indicator) for sent in rounds]
    if indicator is None:
        return Place(code, section["title"] if section else "", None, "", sendings, [])
    previous = cell_text(last_year_of(report).get(code), indicator.value_kind)
    found = round_findings(report, rounds[0]) if rounds else []
    return Place(code, indicator.name, indicator, previous, sendings, [c for c in found if code in c.cells])


def _sent(sent: SubmissionRound, code: str, indicator: Indicator | None) -> Sent:
    item = next((item for item in sent.items.all() if item.code == code), None)
    if indicator is None:
        return Sent(sent, sent.snapshot["sections"].get(code, ""), "", item)
    cell = round_cells(sent).get(code)
    return Sent(sent, cell_text(cell, indicator.value_kind, is_told=True), cell.note if cell else "", item)


def threads_about(report: Report, user, code: str | None = None) -> list[Thread]:
    """What this person may read of the talk about a report, or about one place of it."""
    seen = Thread.objects.visible_to(user).filter(report=report).prefetch_related("comments")
    return list(seen.filter(code=code) if code else seen)
