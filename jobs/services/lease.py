"""Who holds a job: a worker says every few seconds that it lives; when it falls silent, another takes the job over.

The lease is short, so that a killed worker's job waits 40 s at most (and for the next sweep), and it is renewed
beside the work, so that long work is never taken from a worker that lives.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread

from django.db import DatabaseError, connection

from jobs.models import Job
from jobs.services import heartbeat
from jobs.states import JobState
from kit import clock

LEASE = timedelta(seconds=40)
BEAT = 8.0  # seconds: four may be missed before the job is given to another
logger = logging.getLogger(__name__)


def renew(job_pk: int, attempt: int) -> bool:
    """Hold the job for another lease; False when it is no longer ours (taken over, stopped, ended)."""
    ours = Job.objects.filter(pk=job_pk, state=JobState.RUNNING, attempts=attempt)
    return ours.update(lease_until=clock.wall() + LEASE) == 1


@contextmanager
def held(job: Job) -> Iterator[None]:
    """Renew the lease of a claimed job while the block runs, and say that this worker lives."""
    over = Event()
    thread = Thread(target=_beat, args=(job.pk, job.attempts, over), daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()


def _beat(job_pk: int, attempt: int, over: Event) -> None:
    """A database that is away for a moment is no reason to let go."""
    try:
        while not over.wait(BEAT):
            try:
                if not renew(job_pk, attempt):
                    return
                heartbeat.beat("worker")
            except DatabaseError:
                logger.warning("lease of job %s not renewed", job_pk)
                connection.close()
    finally:
        connection.close()
