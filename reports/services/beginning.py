"""Ways to fill in many fields in one deliberate act: nothing happened, the portal's own counts, last period's words."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import F

from accounts.models import User
from audit.services.journal import record
from kit.permissions import require
from kit.workflow import InvalidTransition
from reports.models import Report, ReportSection, ReportValue
from reports.queries.form import editable_codes, happenings
from reports.queries.narrative import last_texts
from reports.queries.prefill import known_of, takable
from reports.queries.values import indicators_for, stored_cells
from reports.states import EDITABLE, CellStatus


class SomethingHappened(Exception):
    """Figures above 0 contradict that nothing happened."""

    def __init__(self, codes: list[str]) -> None:
        super().__init__(", ".join(codes))
        self.codes = codes


@transaction.atomic
def confirm_nothing(report: Report, *, by: User, at: datetime) -> list[str]:
    """Say that nothing happened in the period: writes 0 into every such row that is blank; returns their codes.

    Raises SomethingHappened when one of these rows holds a figure above 0, PermissionDenied, or InvalidTransition
    when the report is no longer with the unit. Safe to repeat.
    """
    report = _opened(report, by)
    rows = happenings(indicators_for(report.period, report.unit))
    stored, opened = stored_cells(report), editable_codes(report, rows)
    if against := [i.code for i in rows if (cell := stored.get(i.code)) and cell.value]:
        raise SomethingHappened(against)
    blank = [i for i in rows if i.code not in stored and i.code in opened]
    zero = {"status": CellStatus.VALUE, "value": Decimal()}
    ReportValue.objects.bulk_create(ReportValue(report=report, indicator=i, **zero) for i in blank)
    codes = [i.code for i in blank]
    if report.nothing_confirmed_at is None or codes:
        changes = {"nothing_confirmed_at": at, "edited_at": at, "edited_by": by}
        Report.objects.filter(pk=report.pk).update(revision=F("revision") + 1, **changes)
        record(report, "report.nothing_confirmed", by=by, at=at, fields=codes)
    return codes


@transaction.atomic
def take_counts(report: Report, *, by: User, at: datetime) -> list[str]:
    """Put what the portal counts into the rows that are still blank; returns their codes. Safe to repeat.

    Raises PermissionDenied, or InvalidTransition when the report is no longer with the unit.
    """
    report = _opened(report, by)
    rows, known = indicators_for(report.period, report.unit), known_of(report)
    opened = editable_codes(report, rows)
    blank = [i for i in takable(rows, known, stored_cells(report)) if i.code in opened]
    values = {i.code: known[i.code].value for i in blank}
    ReportValue.objects.bulk_create(
        ReportValue(report=report, indicator=i, status=CellStatus.VALUE, value=values[i.code], known=values[i.code])
        for i in blank
    )
    if values:
        Report.objects.filter(pk=report.pk).update(revision=F("revision") + 1, edited_at=at, edited_by=by)
        record(report, "report.counts_taken", by=by, at=at, fields=list(values))
    return list(values)


@transaction.atomic
def carry_over(report: Report, code: str, *, by: User, at: datetime) -> bool:
    """Put what the unit wrote last into an empty section, to be rewritten; False when there is nothing to do.

    Raises PermissionDenied, or InvalidTransition when the report is no longer with the unit.
    """
    report = _opened(report, by)
    words = last_texts(report).get(code, "")
    is_empty = not report.sections.filter(code=code).exclude(text="").exists()
    if not words or not is_empty or code not in editable_codes(report, []):
        return False
    ReportSection.objects.update_or_create(report=report, code=code, defaults={"text": words})
    Report.objects.filter(pk=report.pk).update(revision=F("revision") + 1, edited_at=at, edited_by=by)
    record(report, "report.carried_over", by=by, at=at, fields=[code])
    return True


def _opened(report: Report, by: User) -> Report:
    report = Report.objects.select_for_update().select_related("unit", "period__form").get(pk=report.pk)
    require(by, "reports.edit_report", report)
    if not report.is_editable:
        raise InvalidTransition(f"edit: {report} is not in {sorted(EDITABLE)}")
    return report
