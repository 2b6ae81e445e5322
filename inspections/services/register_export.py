"""The register as XLSX, as much of it as somebody may see; long ones are written by a worker."""

import secrets
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from accounts.models import User
from accounts.rules import is_department, is_inspector, is_reporter
from audit.services.journal import record
from inspections.models import EstablishmentQuerySet, RegisterExport
from inspections.queries.register import Criteria, listed
from inspections.services.register_sheet import NOTES, columns, row_of
from jobs.services.queue import enqueue, report_progress
from kit import clock
from kit.excel_rows import write_rows

FOLDER, KEPT_FOR = "tam-so", timedelta(days=1)
WHILE_WAITING = 2_000  # rows that are written while the person waits; more are a worker's
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


@transaction.atomic
def order_export(wanted: Criteria, *, by: User, at: datetime) -> RegisterExport:
    """Have a worker write it; older ones of the same person are thrown away."""
    for old in RegisterExport.objects.filter(ordered_by=by, ordered_at__lt=at - KEPT_FOR):
        default_storage.delete(old.path)
        old.delete()
    order = RegisterExport.objects.create(criteria=wanted.as_json(), ordered_by=by, ordered_at=at)
    order.job = enqueue("register-export", order.pk, key=f"register-export:{order.pk}")
    order.save(update_fields=["job"])
    return order


def write_export(pk: int, *, job_pk: int) -> None:
    """Job handler; a second run finds the file there. What may be seen is asked anew."""
    order = RegisterExport.objects.select_related("ordered_by").get(pk=pk)
    if order.path:
        return
    report_progress(job_pk, 20, "Đang ghi tệp…")
    wanted = Criteria.from_json(order.criteria)
    rows = listed(order.ordered_by, wanted)
    book = export_register(rows, by=order.ordered_by, at=clock.now(), day=wanted.day)
    order.file = default_storage.save(f"{FOLDER}/{secrets.token_urlsafe(24)}.xlsx", ContentFile(book))
    order.save(update_fields=["file"])


class _Counted:
    """Passes rows on and counts them."""

    def __init__(self, rows: Iterable[list]) -> None:
        self._rows, self.number = rows, 0

    def __iter__(self) -> Iterator[list]:
        for row in self._rows:
            self.number += 1
            yield row
