"""What a reviewer reads: a frozen round beside the round before and last year's figures."""

from dataclasses import dataclass

from plans.models import Indicator
from plans.states import Source
from reports.figures import Check, broken, cell_text
from reports.models import Report, SubmissionRound
from reports.queries.form import checks_of, indicators_for, known_values, last_year_of, six_months_of
from reports.queries.returns import round_cells


@dataclass(frozen=True)
class RoundRow:
    """One figure of a round. ``changed_from`` is the round before's figure when it differs, else empty."""

    indicator: Indicator
    text: str
    note: str
    previous: str
    changed_from: str
    findings: list[Check]

    @property
    def is_typed(self) -> bool:
        """The unit itself gave it, so that it can be asked to correct it."""
        return self.indicator.source == Source.TYPED


def round_findings(report: Report, sent: SubmissionRound) -> list[Check]:
    """Rules that a sending breaks."""
    checks = checks_of(report.period.form, annual=report.period.is_annual)
    return broken(checks, known_values(round_cells(sent), last_year_of(report), six_months_of(report)))


def round_rows(
    report: Report, sent: SubmissionRound, earlier: SubmissionRound | None
) -> list[tuple[str, list[RoundRow]]]:
    """(group title, rows) in the form's order; what the unit edits now is not shown, only what it sent."""
    cells, last_year = round_cells(sent), last_year_of(report)
    before = round_cells(earlier) if earlier else {}
    checks = checks_of(report.period.form, annual=report.period.is_annual)
    found = broken(checks, known_values(cells, last_year, six_months_of(report)))
    groups: dict[str, list[RoundRow]] = {}
    for indicator in indicators_for(report.period, report.unit.reporter_code):
        code, kind = indicator.code, indicator.value_kind
        text, old = cell_text(cells.get(code), kind), cell_text(before.get(code), kind)
        row = RoundRow(
            indicator=indicator,
            text=text,
            note=cells[code].note if code in cells else "",
            previous=cell_text(last_year.get(code), kind),
            changed_from=old if earlier and old != text else "",
            findings=[check for check in found if code in check.cells],
        )
        groups.setdefault(str(indicator.group), []).append(row)
    return list(groups.items())
