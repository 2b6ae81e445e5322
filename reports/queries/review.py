"""What a reviewer reads: a frozen round beside the round before and last year's figures."""

from dataclasses import dataclass

from kit.known import KnownFigure
from plans.models import Indicator
from plans.states import Source
from reports.figures import Finding, cell_text, value_text
from reports.models import Report, SubmissionRound
from reports.queries.form import findings_of
from reports.queries.history import history_of
from reports.queries.prefill import known_of
from reports.queries.returns import round_cells, round_counts
from reports.queries.values import indicators_for


@dataclass(frozen=True)
class RoundRow:
    """One figure of a round. ``changed_from`` is the round before's figure when it differs, else empty."""

    indicator: Indicator
    text: str
    note: str
    previous: str
    changed_from: str
    findings: list[Finding]
    counted: str = ""  # by the portal itself, when it was sent
    known: KnownFigure | None = None  # the same now, with its list
    known_now: str = ""

    @property
    def is_typed(self) -> bool:
        """The unit itself gave it, so that it can be asked to correct it."""
        return self.indicator.source == Source.TYPED


def round_findings(report: Report, sent: SubmissionRound) -> list[Finding]:
    """Rules that a sending breaks."""
    return findings_of(report, round_cells(sent), known=round_counts(sent))


def round_rows(
    report: Report, sent: SubmissionRound, earlier: SubmissionRound | None
) -> list[tuple[str, list[RoundRow]]]:
    """(group title, rows) in the form's order; what the unit edits now is not shown, only what it sent."""
    cells, history = round_cells(sent), history_of(report)
    before = round_cells(earlier) if earlier else {}
    counted, now = round_counts(sent), known_of(report)
    found = findings_of(report, cells, history, counted)
    groups: dict[str, list[RoundRow]] = {}
    for indicator in indicators_for(report.period, report.unit):
        code, kind = indicator.code, indicator.value_kind
        if not indicator.is_required and code not in cells and code not in before:
            continue
        text, old = (cell_text(told.get(code), kind, is_told=True) for told in (cells, before))
        row = RoundRow(
            indicator=indicator,
            text=text,
            note=cells[code].note if code in cells else "",
            previous=cell_text(history.previous.get(code), kind),
            changed_from=old if earlier and old != text else "",
            findings=[check for check in found if code in check.cells],
            counted=value_text(counted.get(code), kind) if code in counted else "",
            known=now.get(code),
            known_now=value_text(now[code].value, kind) if code in now else "",
        )
        groups.setdefault(str(indicator.group), []).append(row)
    return list(groups.items())
