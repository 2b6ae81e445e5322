"""Figures of a report that the portal can count from its own records, each with the list it counts."""

from collections.abc import Mapping

from inspections.queries.known import known_figures as from_inspections
from kit.known import KnownFigure
from plans.queries.known import known_figures as from_work
from reports.figures import Cell, Finding
from reports.models import Report

OVERRIDDEN = "khác số cổng đếm được"


def known_of(report: Report) -> dict[str, KnownFigure]:
    """Code → what inspections, events, trainings and the unit's own plan add up to in the period's window."""
    window = (report.period.starts_on, report.period.ends_on)
    return from_work(report.unit, *window) | from_inspections(report.unit, *window)


def overridden(cells: Mapping[str, Cell]) -> list[Finding]:
    """A count of the portal that was taken over and then typed over asks for a reason."""
    return [
        Finding(
            f"NGUON-{code}",
            False,
            (code,),
            f"{code} {OVERRIDDEN}: sửa theo danh sách, bổ sung sổ trong cổng, hoặc ghi lý do vào ô ghi chú.",
        )
        for code, cell in cells.items()
        if cell.known is not None and cell.value is not None and cell.value != cell.known
    ]
