"""Thin: ask the clock, call one service."""

from celery import shared_task

from kit import clock
from reports.services import opening


@shared_task(name="reports.open_due_obligations")
def open_due_obligations() -> int:
    """Every 10 minutes: obligations of periods that have begun."""
    return opening.open_due_obligations(at=clock.now())
