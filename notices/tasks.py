"""Delivery by the scheduler."""

from celery import shared_task

from kit import clock
from notices.services import bounces, delivery, digests


@shared_task(name="notices.deliver_queued")
def deliver_queued() -> int:
    """Every 30 s: send what waits."""
    return delivery.deliver_queued(at=clock.now())


@shared_task(name="notices.make_digests")
def make_digests() -> int:
    """Twice a minute; each person's digest of a working day is made once, at 07:30. What is done leaves the bell."""
    digests.settle_done(at=clock.now())
    return digests.make_digests(at=clock.now())


@shared_task(name="notices.read_bounces")
def read_bounces() -> int:
    """Every 5 minutes: what came back to the bounce mailbox, where there is one."""
    return bounces.read_bounces(at=clock.now())
