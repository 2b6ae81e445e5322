"""Figures of a report that the portal can count from its own records, each with the list it counts."""

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal

from inspections.queries.known import known_figures as from_inspections
from kit.known import KnownFigure
from kit.numbers import show
from plans.models import Indicator
from plans.queries.known import known_figures as from_work
from plans.states import Source
from reports.figures import Cell, Finding
from reports.models import Report

OVERRIDDEN = "khác số cổng đếm được"


INSPECTIONS = "N4"  # the group that the inspections' registers know; the others are known from the work


def known_of(report: Report, codes: Collection[str] | None = None) -> dict[str, KnownFigure]:
    """Code → what inspections, events, trainings and the unit's own plan add up to in the period's window.

    Args:
        codes: the figures it is about; registers that know none of them are not asked.
    """
    window = (report.period.starts_on, report.period.ends_on)
    inspected = codes is None or any(code.startswith(INSPECTIONS) for code in codes)
    worked = codes is None or any(not code.startswith(INSPECTIONS) for code in codes)
    known = from_work(report.unit, *window) if worked else {}
    return known | (from_inspections(report.unit, *window) if inspected else {})


def counts(known: Mapping[str, KnownFigure]) -> dict[str, Decimal]:
    """The bare numbers."""
    return {code: figure.value for code, figure in known.items()}


def overridden(cells: Mapping[str, Cell], known: Mapping[str, Decimal]) -> list[Finding]:
    """A figure that is not what the portal counts asks for a sentence, typed by hand or taken over and typed over.

    Breakdown rows do not: the sentence stands beside their whole.

    Args:
        known: what the portal counts (or counted when the report was sent), of the figures that may be changed.
    """
    found = []
    for code, cell in cells.items():
        count = known.get(code, cell.known)
        if count is None or cell.value is None or cell.value == count or "." in code:
            continue
        advice = "giải trình một câu; hoặc sửa số, ghi bổ sung theo danh sách cổng đếm."
        found.append(Finding(f"NGUON-{code}", False, (code,), f"{code} {OVERRIDDEN} ({show(count)}): {advice}"))
    return found


def takable(rows: Iterable[Indicator], known: Mapping[str, KnownFigure], cells: Mapping[str, Cell]) -> list[Indicator]:
    """The blank rows into which the portal can put its own count.

    A breakdown only as a whole: with some parts known and others not, its sum would not be the figure above it.
    """
    blank = [i for i in rows if i.source == Source.TYPED and i.code not in cells]
    parts: dict[tuple[str, str], list[Indicator]] = {}
    for i in rows:
        if i.breakdown:
            parts.setdefault((i.parent_code, i.breakdown), []).append(i)
    whole = {
        key
        for key, group in parts.items()
        if all(i.code in known and i.code not in cells for i in group) and _adds_up(key[0], group, known, cells)
    }
    return [i for i in blank if i.code in known and (not i.breakdown or (i.parent_code, i.breakdown) in whole)]


def _adds_up(
    whole: str, parts: Iterable[Indicator], known: Mapping[str, KnownFigure], cells: Mapping[str, Cell]
) -> bool:
    """The parts' counts are the figure above them, typed or about to be put there."""
    above = cells[whole].value if whole in cells else known[whole].value if whole in known else None
    return above is not None and above == sum((known[i.code].value for i in parts), Decimal())
