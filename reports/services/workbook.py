"""The Excel round trip of one report: write the form, apply what came back, mark what is wrong."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts.models import User
from kit.excel import Mark, mark
from reports.models import Report
from reports.services.entry import Saved, save_entries
from reports.services.workbook_needs import Need, Needs, needs_of
from reports.services.workbook_read import read_form, report_named_in
from reports.services.workbook_rows import Change, Fault, Reading
from reports.services.workbook_write import write_form

__all__ = [
    "Change", "Fault", "Need", "Needs", "Reading", "RefusedForm", "apply_form", "mark_errors", "needs_of", "read_form",
    "report_named_in", "write_form",
]  # fmt: skip

TODO = "Cần sửa"


class RefusedForm(Exception):
    """Something in the file cannot be stored, so nothing was."""

    def __init__(self, errors: list[Fault]) -> None:
        super().__init__(f"{len(errors)} errors")
        self.errors = errors


@transaction.atomic
def apply_form(reading: Reading, report: Report, *, by: User, at: datetime) -> Saved:
    """Store all changes of a form, or none.

    Raises RefusedForm (errors, also those that appear only now because somebody typed meanwhile),
    PermissionDenied, or InvalidTransition when the report is no longer with the unit.
    """
    if reading.errors:
        raise RefusedForm(reading.errors)
    saved = save_entries(report, by=by, at=at, cells=reading.cells, sections=reading.sections)
    if not saved.is_clean:
        raise RefusedForm(_late_errors(reading, saved))
    return saved


def _late_errors(reading: Reading, saved: Saved) -> list[Fault]:
    """What save_entries refused, at the cell of the change it belongs to."""
    conflicts = {code: f"vừa được người khác sửa trong cổng: {now}." for code, now in saved.conflicts.items()}
    changes = {change.code: change for change in reversed(reading.changes)}
    return [
        Fault(
            code,
            changes[code].sheet,
            changes[code].cell,
            f"Ô {changes[code].cell}, {code}: {message}",
            changes[code].column,
        )
        for code, message in (saved.errors | conflicts).items()
    ]


def mark_errors(data: bytes, errors: Iterable[Fault]) -> bytes:
    """The officer's own workbook with red cells, comments and a list of what to correct. Raises UnreadableWorkbook."""
    errors = list(errors)
    marks = [Mark(e.sheet, e.cell, e.code, e.message) for e in errors]
    return mark(data, marks, sheet=TODO, heading=f"Còn {len(errors)} chỗ cần sửa, sửa xong tải tệp này lên lại")
