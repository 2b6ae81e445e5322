"""Wake-ups: thin, because the rows know everything."""

from celery import shared_task

from jobs.services import heartbeat, queue

# A job may take longer than other tasks: its parts have limits of their own, and a lease tells whether it lives.
HOUR = {"time_limit": 3600, "soft_time_limit": 3590}


@shared_task(name="jobs.tick")
def tick() -> None:
    """Every 10 s, scheduled and worked off: the worker lives."""
    heartbeat.beat("worker")


@shared_task(name="jobs.sweep", **HOUR)
def sweep() -> None:
    """Every 15 s: run what was missed."""
    queue.sweep()


@shared_task(name="jobs.run", **HOUR)
def run(job_pk: int) -> None:
    """At once after an order."""
    queue.run(job_pk)
