"""Keep the calendar, set the ladders, stop and resume reminders: each an act of a person with a reason."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from accounts.models import User
from audit.services.journal import record
from deadlines.figures import Ladder, Obligation
from deadlines.models import CalendarDay, LadderSetting, Stop
from deadlines.queries.ladders import ladders
from deadlines.states import Level, ObligationKind
from kit.permissions import require
from kit.text import clean
from kit.workflow import InvalidTransition

MIN_REASON = 10
OVERTAKEN = (
    "Một người khác vừa sửa bậc nhắc này; chưa lưu gì. Bậc đang dùng ghi ở đầu trang; bấm “Lưu bậc nhắc” lần nữa nếu"
    " vẫn muốn thay."
)


class SteeringRefused(ValueError):
    """Why the act is not possible, in words for the person; ``field`` of the form it belongs to."""

    def __init__(self, words: str, field: str = "") -> None:
        super().__init__(words)
        self.field = field


class OvertakenAct(SteeringRefused):
    """Somebody else was faster since the page was made; nothing was changed."""


@transaction.atomic
def enter_day(day: date, *, by: User, at: datetime, is_worked: bool, note: str) -> CalendarDay:
    """Say that ``day`` is off, or worked instead of another; entering it again replaces the entry."""
    require(by, "deadlines.keep_calendar")
    values = {"is_worked": is_worked, "note": clean(note), "entered_by": by, "entered_at": at}
    entry, _ = CalendarDay.objects.update_or_create(day=day, defaults=values)
    record(entry, "calendar.entered", by=by, at=at, day=day, is_worked=is_worked)
    return entry


@transaction.atomic
def remove_day(entry: CalendarDay, *, by: User, at: datetime) -> None:
    """Take an entry back: the library of holidays decides again. Removing it twice does nothing."""
    require(by, "deadlines.keep_calendar")
    found = CalendarDay.objects.select_for_update().filter(pk=entry.pk).first()
    if found is not None:
        record(found, "calendar.removed", by=by, at=at, day=found.day)
        found.delete()


@transaction.atomic
def set_ladder(kind: ObligationKind, ladder: Ladder, *, by: User, at: datetime, seen: str) -> LadderSetting:
    """Replace the ladder of one kind; what was told stays told, steps to come follow the new one.

    Args:
        seen: ``Ladder.mark`` of the ladder on the page.

    Raises PermissionDenied, or OvertakenAct when another ladder is in force by now.
    """
    require(by, "deadlines.set_ladder")
    list(LadderSetting.objects.select_for_update().filter(kind=kind))
    if ladders()[kind].mark not in (seen, ladder.mark):
        raise OvertakenAct(OVERTAKEN)
    values = {
        "before": sorted(set(ladder.before), reverse=True),
        "on_last_day": ladder.on_last_day,
        "after": sorted(set(ladder.after)),
        "every": ladder.every,
        "cap": ladder.cap,
        "opens": ladder.opens,
        "grace": ladder.grace,
        "reach_head": ladder.reach.get(Level.HEAD),
        "reach_room": ladder.reach.get(Level.ROOM),
        "reach_leader": ladder.reach.get(Level.LEADER),
    }
    row, _ = LadderSetting.objects.update_or_create(kind=kind, defaults=values)
    record(row, "ladder.set", by=by, at=at, steps=list(ladder.steps))
    return row


@transaction.atomic
def stop_reminders(key: str, obligation: Obligation, *, by: User, at: datetime, reason: str) -> Stop:
    """No more reminders of ``key`` (the whole thing, or one step of it) until somebody resumes them.

    Raises PermissionDenied or SteeringRefused (no reason; stopped already).
    """
    require(by, "deadlines.stop_reminders")
    reason = clean(reason)
    if not MIN_REASON <= len(reason) <= 300:
        raise SteeringRefused("Cần nêu lý do dừng nhắc, từ 10 đến 300 ký tự.", "reason")
    values = {"key": key, "about": obligation.about, "unit_id": obligation.unit_id, "reason": reason}
    try:
        with transaction.atomic():
            stop = Stop.objects.create(**values, stopped_at=at, stopped_by=by)
    except IntegrityError:
        raise OvertakenAct("Lời nhắc này đã được dừng trước đó; không có gì thay đổi.") from None
    record(stop, "reminders.stopped", by=by, at=at, reason=reason)
    return stop


@transaction.atomic
def resume_reminders(stop: Stop, *, by: User, at: datetime) -> Stop:
    """Let the next step be told again; steps that passed meanwhile collapse into the latest."""
    stop = Stop.objects.select_for_update().get(pk=stop.pk)
    require(by, "deadlines.stop_reminders")
    if stop.lifted_at is not None:
        raise InvalidTransition(f"resume: {stop} was resumed before")
    stop.lifted_at, stop.lifted_by = at, by
    stop.save(update_fields=["lifted_at", "lifted_by"])
    record(stop, "reminders.resumed", by=by, at=at)
    return stop
