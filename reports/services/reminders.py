"""Reminders before the deadline and after it, exactly once each."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.urls import reverse

from accounts.states import Role
from notices.services.outbox import post
from plans.figures import VIETNAM, last_day_on_time
from reports.figures import reminder_step, working_days_until
from reports.models import Report

MORNING = timedelta(hours=7)  # a step has come at seven in the morning of its day, not at midnight


def remind_unsubmitted(*, at: datetime) -> int:
    """Post the reminder step that has come for each report still with its unit; returns how many are new.

    Safe to run again, twice at once, or after nights without a run: the key makes a repeat a
    no-op, and steps that were missed are replaced by the latest one. The due day is part of the
    key, so that a moved deadline starts a fresh ladder.
    """
    today = (at.astimezone(VIETNAM) - MORNING).date()
    posted = 0
    for report in Report.objects.awaiting_submission().filter(opened_at__lte=at).for_listing():
        due = last_day_on_time(report.period.due_at)
        step = reminder_step(working_days_until(due, today))
        if step is None or _is_excused(report, step):
            continue
        posted += _remind(report, due, step, at=at)
    return posted


def _is_excused(report: Report, step: int) -> bool:
    """A report that was sent on time once and returned is not told that it is late."""
    return step > 0 and bool(report.was_on_time)


@transaction.atomic
def _remind(report: Report, due: date, step: int, *, at: datetime) -> int:
    subject = _subject(report, due, step)
    body = f"Hạn cuối: hết ngày {due:%d/%m/%Y}.\nTình trạng hiện nay: {report.get_state_display().lower()}."
    path = reverse("reports:detail", args=[report.pk])
    about, kind = f"report:{report.pk}", "reminder-last-day" if step == 0 else "reminder"
    posted = 0
    for person in report.unit.people().filter(role=Role.REPORTER):
        key = f"report:{report.pk}:{due.isoformat()}{step:+d}:{person.pk}"
        posted += post(key, to=person, kind=kind, subject=subject, body=body, at=at, path=path, about=about)
    return posted


def _subject(report: Report, due: date, step: int) -> str:
    what = f"báo cáo {report.period}"
    if step > 0:
        return f"Đã quá hạn nộp {what}"
    if step == 0:
        return f"Hôm nay là hạn cuối nộp {what}"
    return f"Sắp đến hạn nộp {what} (hết ngày {due:%d/%m})"
