"""Thin: ask the clock, call one service."""

from celery import shared_task

from kit import clock
from reports.services import opening, reminders


@shared_task(name="reports.open_due_obligations")
def open_due_obligations() -> int:
    """Every 10 minutes: obligations of periods that have begun."""
    return opening.open_due_obligations(at=clock.now())


@shared_task(name="reports.remind_unsubmitted")
def remind_unsubmitted() -> int:
    """Every 15 minutes; each step of the ladder comes at 07:00 and is told once."""
    return reminders.remind_unsubmitted(at=clock.now())
