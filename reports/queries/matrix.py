"""The review matrix: units × indicators of a period, on pages, in a number of queries that does not grow."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Q, QuerySet
from django.utils.timezone import localtime

from plans.models import Indicator, IndicatorGroup, ReportingPeriod
from plans.queries.asking import Asking, asking_in
from plans.states import Source
from reports.figures import LEFT_BLANK, Cell, cell_text, value_text
from reports.models import Report, SubmissionRound
from reports.queries.flags import is_clean
from reports.queries.returns import round_cells, round_counts
from reports.states import FLAG_ORDER, Outcome, ReportState


@dataclass(frozen=True)
class Desk:
    """With whom a report is, and for how many days."""

    who: str
    days: int


@dataclass(frozen=True)
class MatrixCell:
    """One figure: as sent, its gravest flag and all words about it; ``is_owed`` False: not this unit's business."""

    code: str
    is_owed: bool
    text: str = ""
    flag: str = ""
    words: str = ""
    counted: str = ""  # by the portal when it was sent, where that differs


@dataclass(frozen=True)
class MatrixRow:
    report: Report
    round: SubmissionRound | None
    desk: Desk | None
    cells: list[MatrixCell]
    open_threads: int
    counts: dict[str, int]

    @property
    def is_clean(self) -> bool:
        """It may be accepted with others: sent, nothing flagged, nothing asked."""
        ready = self.report.state == ReportState.SUBMITTED and not self.report.excluded_at
        return bool(ready and self.round and is_clean(self.round) and not self.open_threads)


def desk_of(report: Report, now: datetime) -> Desk | None:
    """Who has to act next; None once a report is accepted or the unit excluded."""
    if report.excluded_at or report.state == ReportState.ACCEPTED:
        return None
    since = report.moved_at or report.submitted_at or report.opened_at
    days = max((localtime(now).date() - localtime(since).date()).days, 0)
    return Desk(_holder(report), days)


def _holder(report: Report) -> str:
    if report.state == ReportState.SUBMITTED:
        return str(report.reviewer) if report.reviewer else "Phòng chủ trì, chưa ai nhận"
    if report.state == ReportState.AWAITING_HEAD:
        return "Trưởng đơn vị"
    return "Đơn vị chỉnh lý" if report.state == ReportState.RETURNED else "Người nhập của đơn vị"


def matrix_reports(period: ReportingPeriod, user, state: str = "") -> QuerySet[Report]:
    """The rows, in the order of the units; ``state`` narrows them, an unknown one does not."""
    rows = Report.objects.visible_to(user).filter(period=period).select_related("unit", "reviewer", "period")
    if state in ReportState.values:
        rows = rows.filter(state=state, excluded_at=None)
    return rows.order_by("unit__order", "pk")


def groups_of(period: ReportingPeriod) -> list[IndicatorGroup]:
    return list(IndicatorGroup.objects.filter(form=period.form_id).order_by("order"))


def columns_of(period: ReportingPeriod, group: IndicatorGroup) -> list[Indicator]:
    """The indicators of one group that the period asks for."""
    rows = Indicator.objects.filter(group=group).order_by("order")
    return [i for i in rows if period.is_annual or not i.annual_only]


def matrix_rows(reports: Sequence[Report], columns: Sequence[Indicator], now: datetime) -> list[MatrixRow]:
    """One row per report of a page, all of one period. Drafts show no figures: what is not sent only the unit sees."""
    latest = _latest_rounds(reports)
    asking = asking_in(reports[0].period) if reports and columns else Asking()
    open_threads = Count("threads", filter=Q(threads__closed_at=None))
    asked = dict(Report.objects.filter(pk__in=[r.pk for r in reports]).annotate(n=open_threads).values_list("pk", "n"))
    rows = []
    for report in reports:
        owed = [asking.of(column, report.unit) for column in columns]
        rows.append(_row(report, latest.get(report.pk), zip(columns, owed, strict=True), asked.get(report.pk, 0), now))
    return rows


def told_columns(columns: Sequence[Indicator], rows: Sequence[MatrixRow]) -> tuple[list[Indicator], list[MatrixRow]]:
    """Without the columns that nobody must fill in and nobody on this page did, so that the others are in sight."""
    given = {cell.code for row in rows for cell in row.cells if cell.flag or cell.text not in ("", LEFT_BLANK)}
    kept = [column for column in columns if column.code in given or column.is_required]
    codes = {column.code for column in kept}
    return kept, [replace(row, cells=[cell for cell in row.cells if cell.code in codes]) for row in rows]


def _latest_rounds(reports: Sequence[Report]) -> dict[int, SubmissionRound]:
    rounds = SubmissionRound.objects.filter(report__in=[report.pk for report in reports])
    return {sent.report_id: sent for sent in rounds.exclude(outcome=Outcome.RECALLED).order_by("number")}


def _row(
    report: Report, sent: SubmissionRound | None, columns: Iterable[tuple[Indicator, bool]], asked: int, now: datetime
) -> MatrixRow:
    flags = (sent.flags if sent else None) or {}
    counts = {flag: sum(any(f == flag for f, _ in told) for told in flags.values()) for flag in FLAG_ORDER}
    figures, counted = (round_cells(sent), round_counts(sent)) if sent else ({}, {})
    cells = []
    for indicator, is_owed in columns:
        code = indicator.code
        cell = _cell(indicator, figures.get(code), flags.get(code, []), counted.get(code))
        cells.append(cell if sent and is_owed else MatrixCell(code, is_owed))
    return MatrixRow(report, sent, desk_of(report, now), cells, asked, counts)


def _cell(indicator: Indicator, figure: Cell | None, told: list[list[str]], counted: Decimal | None) -> MatrixCell:
    kinds = [flag for flag, _ in told]
    differs = figure is not None and counted is not None and figure.value != counted
    return MatrixCell(
        code=indicator.code,
        is_owed=True,
        text=cell_text(figure, indicator.value_kind, is_told=True),
        flag=next((flag for flag in FLAG_ORDER if flag in kinds), ""),
        words=" ".join(words for _, words in told),
        counted=value_text(counted, indicator.value_kind) if differs else "",
    )


def group_to_open(groups: Sequence[IndicatorGroup], reports: Sequence[Report]) -> IndicatorGroup | None:
    """The group in which most of these reports have given figures, the first of equals."""
    typed = Indicator.objects.filter(group__in=groups, source=Source.TYPED)
    homes = dict(typed.values_list("code", "group_id"))
    told: Counter[int] = Counter()
    for sent in _latest_rounds(reports).values():
        told.update({homes[code] for code in sent.snapshot["values"] if code in homes})
    return max(groups, key=lambda group: told[group.pk], default=None)  # max keeps the first of equals
