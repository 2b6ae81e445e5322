"""How the units kept their deadlines: by unit, by period, over a year."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from accounts.models import Unit
from deadlines.figures.timeliness import Duty, Timeliness, timeliness
from plans.models import ReportingPeriod
from reports.models import Report, SubmissionRound
from reports.states import Outcome, ReportState


@dataclass(frozen=True)
class Kept:
    """One report and its duty, for a cell of the table."""

    report: Report
    duty: Duty
    is_late: bool

    @property
    def words(self) -> str:
        """How this one was kept, the same on the screen, on paper and in the workbook."""
        if self.duty.is_excluded:
            return "Miễn, loại trừ"
        if self.duty.is_on_time:
            return "Đúng hạn"
        if self.duty.first_sent_at:
            return "Muộn"
        return "Quá hạn, chưa nộp" if self.is_late else "Chưa đến hạn"


@dataclass(frozen=True)
class UnitRow:
    """One unit of the year: its reports period by period (None where it owed none) and together."""

    unit: Unit
    cells: list[Kept | None]
    together: Timeliness


@dataclass(frozen=True)
class YearTable:
    """The year: periods as columns, units as rows; each column and the whole summed up."""

    periods: list[ReportingPeriod]
    rows: list[UnitRow]
    by_period: list[Timeliness]
    whole: Timeliness


def years() -> list[int]:
    """Years that have periods, latest first."""
    return list(ReportingPeriod.objects.order_by("-year").values_list("year", flat=True).distinct())


def of_year(year: int, at: datetime) -> YearTable:
    """Every report of the year's periods that had opened by ``at``."""
    periods = list(ReportingPeriod.objects.open_by(at).filter(year=year).order_by("ends_on"))
    kept = list(_kept(periods, at))
    by_place = {(one.report.unit_id, one.report.period_id): one for one in kept}
    units = {one.report.unit_id: one.report.unit for one in kept}
    rows = []
    for unit in sorted(units.values(), key=lambda unit: (unit.order, unit.code)):
        cells = [by_place.get((unit.pk, period.pk)) for period in periods]
        rows.append(UnitRow(unit, cells, timeliness((cell.duty for cell in cells if cell), at)))
    columns = [timeliness((k.duty for k in kept if k.report.period_id == period.pk), at) for period in periods]
    return YearTable(periods, rows, columns, timeliness((one.duty for one in kept), at))


def _kept(periods: Iterable[ReportingPeriod], at: datetime) -> Iterable[Kept]:
    reports = Report.objects.filter(period__in=list(periods)).select_related("unit", "period")
    sendings = _sendings(reports)
    for report in reports:
        sent = sendings.get(report.pk, [])
        accepted = sent[-1] if sent and report.state == ReportState.ACCEPTED else None
        duty = Duty(
            due_at=report.due_at,
            first_sent_at=report.first_submitted_at,
            accepted_sent_at=accepted,
            rounds=len(sent),
            is_excluded=report.excluded_at is not None,
            is_extended=report.extended_due_at is not None,
        )
        yield Kept(report, duty, report.is_late(at))


def _sendings(reports) -> dict[int, list[datetime]]:
    """Report → instants of its rounds that count, oldest first."""
    found: dict[int, list[datetime]] = {}
    rounds = SubmissionRound.objects.filter(report__in=reports).exclude(outcome=Outcome.RECALLED)
    for pk, moment in rounds.order_by("number").values_list("report_id", "submitted_at"):
        found.setdefault(pk, []).append(moment)
    return found
