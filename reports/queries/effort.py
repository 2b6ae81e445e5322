"""How long people really sat over the form: from the times of its saves, by kind of unit."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from accounts.states import UnitKind
from audit.models import AuditEntry
from plans.figures.rollover import median, minutes_between
from reports.models import Report

Saves = dict[int, list[datetime]]


@dataclass(frozen=True)
class Effort:
    """One kind of unit: reports sent in the year, how many of them tell their time, and the median of those."""

    kind: str
    sent: int
    measured: int
    minutes: int | None


def effort(year: int) -> list[Effort]:
    """Each kind of unit that sent reports in ``year``; two queries."""
    rows = Report.objects.filter(period__year=year).exclude(first_submitted_at=None)
    sent = dict(rows.values_list("pk", "unit__kind"))
    saves = _saves(sent)
    times: dict[str, list[int | None]] = defaultdict(list)
    for pk, kind in sent.items():
        times[kind].append(minutes_between(saves.get(pk, [])))
    found = []
    for kind in UnitKind:
        known = [minutes for minutes in times[kind] if minutes is not None]
        if times[kind]:
            found.append(Effort(kind.label, len(times[kind]), len(known), median(known)))
    return found


def _saves(reports: dict[int, str]) -> Saves:
    """Report → instants at which somebody saved something in it, the autosaves included."""
    found: Saves = defaultdict(list)
    entries = AuditEntry.objects.filter(object_type="reports.report", action="report.edited")
    for pk, at in entries.values_list("object_id", "at"):
        if int(pk) in reports:
            found[int(pk)].append(at)
    return found
