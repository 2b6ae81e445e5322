"""Ask, answer and settle questions about one figure or section."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.states import Role
from audit.services.journal import record
from kit.permissions import require
from kit.text import clean, personal_data_in
from kit.workflow import InvalidTransition
from reports.models import Comment, Report, Thread
from reports.queries.returns import names_of
from reports.services.submission import department, locked_report, tell

MAX_TEXT, MIN_TEXT = 2000, 2


class RefusedComment(ValueError):
    """The words cannot be kept as they are; the message says why."""


class UnknownPlace(ValueError):
    """No figure or section of that code on this unit's form."""


@transaction.atomic
def open_thread(report: Report, code: str, text: str, *, by: User, at: datetime, is_internal: bool = False) -> Thread:
    """Begin a thread about one place of a report that has been sent.

    Raises PermissionDenied, UnknownPlace, RefusedComment, or InvalidTransition while nothing was sent.
    """
    report = locked_report(report)
    require(by, "reports.note_report" if is_internal else "reports.comment_report", report)
    if code not in names_of(report):
        raise UnknownPlace(code)
    if report.first_submitted_at is None:
        raise InvalidTransition(f"comment: {report} was never sent")
    text = _sound(text)
    thread = Thread.objects.create(report=report, code=code, is_internal=is_internal, opened_at=at)
    _say(thread, text, by=by, at=at)
    return thread


@transaction.atomic
def reply(thread: Thread, text: str, *, by: User, at: datetime) -> Comment:
    """Go on with an open thread. Raises PermissionDenied, RefusedComment, or InvalidTransition when it is closed."""
    thread = Thread.objects.select_for_update().get(pk=thread.pk)
    report = locked_report(thread.report)
    require(by, "reports.note_report" if thread.is_internal else "reports.comment_report", report)
    if thread.closed_at:
        raise InvalidTransition(f"reply: {thread} is closed")
    return _say(thread, _sound(text), by=by, at=at)


@transaction.atomic
def close_thread(thread: Thread, *, by: User, at: datetime) -> Thread:
    """The department settles a question; a second call changes nothing. Raises PermissionDenied."""
    thread = Thread.objects.select_for_update().get(pk=thread.pk)
    require(by, "reports.settle_thread", thread.report)
    if thread.closed_at is None:
        thread.closed_at, thread.closed_by = at, by
        thread.save(update_fields=["closed_at", "closed_by"])
        record(thread.report, "report.settled_question", by=by, at=at, code=thread.code)
    return thread


def _sound(text: str) -> str:
    text = clean(text)
    if len(text) < MIN_TEXT:
        raise RefusedComment("Hãy ghi nội dung trao đổi.")
    if len(text) > MAX_TEXT:
        raise RefusedComment("Nội dung dài quá 2.000 ký tự, hãy rút gọn.")
    if found := personal_data_in(text):
        raise RefusedComment(f"Có {', '.join(found)}. Hãy bỏ thông tin nhận dạng cá nhân.")
    return text


def _say(thread: Thread, text: str, *, by: User, at: datetime) -> Comment:
    comment = Comment.objects.create(thread=thread, text=text, at=at, by=by, by_name=str(by))
    report = thread.report
    record(report, "report.commented", by=by, at=at, code=thread.code)
    people = department()
    if not thread.is_internal:
        people = [*people, *report.unit.people().filter(role=Role.REPORTER)]
    kind = "noted" if thread.is_internal else "commented"
    tell(
        report,
        people,
        by=by,
        at=at,
        kind=kind,
        thing=f"thread-{thread.pk}",
        subject=f"Trao đổi về {thread.code}: {report}",
        words=text,
    )
    return comment
