"""The register as XLSX, as much of it as somebody may see."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from django.db import transaction

from accounts.models import User
from accounts.rules import is_department, is_inspector, is_reporter
from audit.services.journal import record
from inspections.models import EstablishmentQuerySet
from inspections.services.register_sheet import NOTES, columns, row_of
from kit.excel_rows import write_rows

AT_ONCE = 2_000  # rows fetched together


@transaction.atomic
def export_register(rows: EstablishmentQuerySet, *, by: User, at: datetime, day: date) -> bytes:
    """``rows`` (visible to ``by`` already) with their status on ``day``; each export is in the journal.

    Owners are in it only for those who may see the owner of every establishment they see at all.
    """
    with_owner = bool(is_department(by) or is_reporter(by) or is_inspector(by))
    found = rows.with_status(day).select_related("commune").order_by("district_code", "search_name", "pk")
    wanted = columns(with_owner=with_owner)
    counted = _Counted(row_of(place, with_owner=with_owner) for place in found.iterator(chunk_size=AT_ONCE))
    book = write_rows("Cơ sở", [(label, width) for _, label, width in wanted], counted, notes=NOTES)
    record(by, "establishment.exported", by=by, at=at, rows=counted.number, with_owner=with_owner)
    return book


class _Counted:
    """Passes rows on and counts them."""

    def __init__(self, rows: Iterable[list]) -> None:
        self._rows, self.number = rows, 0

    def __iter__(self) -> Iterator[list]:
        for row in self._rows:
            self.number += 1
            yield row
