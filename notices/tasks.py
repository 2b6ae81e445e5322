"""Delivery by the scheduler."""

from celery import shared_task

from kit import clock
from notices.services import outbox


@shared_task(name="notices.deliver_queued")
def deliver_queued() -> int:
    """Every 30 s: send what waits."""
    return outbox.deliver_queued(at=clock.now())
