"""Thin: ask the clock, call one service."""

from celery import shared_task

from kit import clock
from reports.services import letters, opening


@shared_task(name="reports.open_due_obligations")
def open_due_obligations() -> int:
    """Every 10 minutes: obligations of periods that have begun."""
    return opening.open_due_obligations(at=clock.now())


@shared_task(name="reports.ask_for_letters")
def ask_for_letters() -> int:
    """Every 10 minutes: a letter becomes the room's task once reminders have risen to it."""
    return letters.ask_for_letters(at=clock.now())
