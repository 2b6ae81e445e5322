"""Record what was held or published, and take back what was recorded by mistake."""

from datetime import date, datetime

from django.db import transaction

from accounts.models import User
from audit.services.journal import record
from documents.services.files import keep_file
from kit.permissions import require
from kit.uploads import CheckedFile
from kit.workflow import InvalidTransition
from plans.figures import VIETNAM
from plans.figures.work import ATTENDEE_CODES
from plans.models import Event, Task
from plans.services.refusals import Refusal
from plans.states import EventKind


@transaction.atomic
def record_event(
    *,
    by: User,
    at: datetime,
    kind: str,
    title: str,
    held_on: date,
    quantity: int = 1,
    attendees: int | None = None,
    form: str = "",
    audience: str = "",
    place: str = "",
    is_integrated: bool = False,
    task: Task | None = None,
    file: CheckedFile | None = None,
) -> Event:
    """Something the user's unit held, published or handed out.

    Raises PermissionDenied, or Refusal: a day to come, sessions or trainings without attendances.
    """
    event = Event(
        unit=by.unit, task=task, kind=kind, title=title, held_on=held_on, quantity=quantity, attendees=attendees,
        audience=audience, place=place, recorded_by=by, recorded_at=at,
        form=form if kind == EventKind.SESSION else "",
        is_integrated=is_integrated and kind == EventKind.SESSION,
    )  # fmt: skip
    require(by, "plans.record_work", event)
    if held_on > at.astimezone(VIETNAM).date():
        raise Refusal("Chỉ ghi hoạt động đã diễn ra: ngày này còn ở tương lai.", "held_on")
    if kind in ATTENDEE_CODES and not attendees:
        raise Refusal("Buổi tuyên truyền, lớp tập huấn phải có số lượt người dự.", "attendees")
    event.file = keep_file(file, kind="event-evidence", by=by, at=at) if file else None
    event.save(force_insert=True)
    record(event, "event.recorded", by=by, at=at, kind=kind, held_on=held_on)
    return event


@transaction.atomic
def cancel_event(event: Event, *, by: User, at: datetime, reason: str) -> Event:
    """Take it back: it stays in the list, crossed out, and counts for nothing.

    Raises PermissionDenied, or InvalidTransition when it was taken back before.
    """
    event = Event.objects.select_for_update(of=("self",)).get(pk=event.pk)
    require(by, "plans.record_work", event)
    if event.cancelled_at:
        raise InvalidTransition(f"cancel: {event.pk} was taken back before")
    event.cancelled_at, event.cancel_reason = at, reason
    event.save(update_fields=["cancelled_at", "cancel_reason"])
    record(event, "event.cancelled", by=by, at=at, reason=reason)
    return event
