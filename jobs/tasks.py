"""Wake-ups: thin, because the rows know everything."""

from celery import shared_task

from jobs.services import heartbeat, queue


@shared_task(name="jobs.tick")
def tick() -> None:
    """Every 10 s, scheduled and worked off: the worker lives."""
    heartbeat.beat("worker")


@shared_task(name="jobs.sweep")
def sweep() -> None:
    """Every 15 s: run what was missed."""
    queue.sweep()


@shared_task(name="jobs.run")
def run(job_pk: int) -> None:
    """At once after an order."""
    queue.run(job_pk)
