"""Thin: ask the clock, call one service."""

from celery import shared_task

from deadlines.services import telling
from kit import clock


@shared_task(name="deadlines.tell_due")
def tell_due() -> int:
    """Every 5 minutes; each step of a ladder comes at 07:00 and is told once."""
    return telling.tell_due(at=clock.now())
