"""Thin: ask the clock, call one service."""

from celery import shared_task

from kit import clock
from reports.services import letters, opening


@shared_task(name="reports.open_due_obligations")
def open_due_obligations() -> int:
    """Every 10 minutes: obligations of periods that have begun."""
    return opening.open_due_obligations(at=clock.now())


@shared_task(name="reports.draft_due_letters")
def draft_due_letters() -> int:
    """Every 10 minutes: once reminders have risen to the room, the letter is drafted for it."""
    return letters.draft_due_letters(at=clock.now())
