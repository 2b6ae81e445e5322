"""Receive reports from people and agencies, and say what became of them."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import Unit, User
from audit.services.journal import record
from inspections.models import Complaint, Establishment
from inspections.services.refusals import ImpossibleDay, MissingReason
from inspections.states import HANDLE
from kit.permissions import require
from kit.text import clean

EDIT = "inspections.edit_complaint"


@transaction.atomic
def receive_complaint(
    *,
    by: User,
    at: datetime,
    unit: Unit,
    channel: str,
    received_on: date,
    content: str,
    establishment: Establishment | None = None,
) -> Complaint:
    """Enter one report into the unit's book; it gets the next number of the year.

    Raises PermissionDenied or ImpossibleDay.
    """
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    complaint = Complaint(
        unit=unit, channel=channel, received_on=received_on, content=content, establishment=establishment,
        recorded_by=by, recorded_at=at,
    )  # fmt: skip
    require(by, EDIT, complaint)
    _require_past(received_on, at, "received_on")
    complaint.number = _next_number(unit, received_on.year)
    complaint.save()
    record(complaint, "complaint.created", by=by, at=at)
    return complaint


@transaction.atomic
def handle_complaint(complaint: Complaint, *, by: User, at: datetime, result: str, handled_on: date) -> Complaint:
    """Say what became of it; whoever says it is the one who handled it.

    Raises PermissionDenied, MissingReason, ImpossibleDay, or InvalidTransition when it was handled already.
    """
    complaint = Complaint.objects.select_for_update().get(pk=complaint.pk)
    require(by, EDIT, complaint)
    if not (result := clean(result)):
        raise MissingReason("Ghi kết quả xử lý.", field="result")
    _require_past(handled_on, at, "handled_on")
    if handled_on < complaint.received_on:
        raise ImpossibleDay(
            f"Ngày xử lý xong ({handled_on:%d/%m/%Y}) không được trước ngày nhận ({complaint.received_on:%d/%m/%Y}).",
            field="handled_on",
        )
    HANDLE.apply(complaint, result=result, handled_on=handled_on, handler=by)
    record(complaint, "complaint.handled", by=by, at=at)
    return complaint


def _require_past(day: date, at: datetime, field: str) -> None:
    if day > timezone.localtime(at).date():
        raise ImpossibleDay("Ngày này không được ở tương lai.", field=field)


def _next_number(unit: Unit, year: int) -> str:
    """ "2022-007"; the unit's row is locked, so that two at once get two numbers."""
    last = Complaint.objects.filter(unit=unit, number__startswith=f"{year}-").order_by("-number").first()
    return f"{year}-{int(last.number.split('-')[1]) + 1 if last else 1:03d}"
