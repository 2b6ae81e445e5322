"""Decide an inspection; lock its minutes; add to them afterwards."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.services.journal import record
from inspections.models import Addendum, Inspection
from inspections.queries.minutes import content_of
from inspections.services.refusals import ImpossibleDay, MissingReason, UnsignedMinutes
from inspections.states import DECIDE
from kit.permissions import require
from kit.text import clean
from kit.workflow import InvalidTransition


@transaction.atomic
def decide_inspection(
    inspection: Inspection, *, by: User, at: datetime, decision_number: str, decided_on: date
) -> Inspection:
    """Note the decision to inspect: its number is the clerk's, the portal never invents one.

    Raises PermissionDenied, MissingReason, ImpossibleDay or InvalidTransition once somebody was there.
    """
    inspection = Inspection.objects.select_for_update().get(pk=inspection.pk)
    require(by, "inspections.plan_inspection", inspection)
    if not (decision_number := clean(decision_number)):
        raise MissingReason("Ghi số quyết định kiểm tra do văn thư cấp.", field="decision_number")
    if decided_on > timezone.localtime(at).date():
        raise ImpossibleDay("Ngày quyết định không được ở tương lai.", field="decided_on")
    before = inspection.state
    DECIDE.apply(inspection, decision_number=decision_number, decided_on=decided_on)
    record(inspection, "inspection.decided", by=by, at=at, state=(before, inspection.state))
    return inspection


@transaction.atomic
def lock_minutes(inspection: Inspection, *, by: User, at: datetime) -> Inspection:
    """Signed (or refused before a witness): from now on nobody changes the minutes; the print is frozen.

    Raises PermissionDenied, UnsignedMinutes, or InvalidTransition when they are locked already.
    """
    inspection = Inspection.objects.select_for_update().get(pk=inspection.pk)
    require(by, "inspections.lock_minutes", inspection)
    minutes = inspection.minutes
    if minutes.is_locked:
        raise InvalidTransition(f"lock: {minutes} is locked already")
    if not minutes.signing:
        raise UnsignedMinutes("Ghi cơ sở đã ký hay từ chối ký (có người chứng kiến) rồi mới khóa biên bản.")
    minutes.snapshot = content_of(inspection)
    minutes.locked_at, minutes.locked_by = at, by
    minutes.save(update_fields=["snapshot", "locked_at", "locked_by"])
    record(inspection, "minutes.locked", by=by, at=at, version=minutes.version)
    return inspection


@transaction.atomic
def add_addendum(inspection: Inspection, *, by: User, at: datetime, text: str) -> Addendum:
    """Add to locked minutes. Raises PermissionDenied, MissingReason, or InvalidTransition while they are open."""
    inspection = Inspection.objects.select_for_update().get(pk=inspection.pk)
    require(by, "inspections.record_inspection", inspection)
    if not inspection.minutes.is_locked:
        raise InvalidTransition("addendum: the minutes are not locked: change them instead")
    if not (text := clean(text)):
        raise MissingReason("Ghi nội dung bổ sung.", field="text")
    added = Addendum.objects.create(minutes=inspection.minutes, text=text, written_by=by, written_at=at)
    record(inspection, "minutes.addendum", by=by, at=at)
    return added
