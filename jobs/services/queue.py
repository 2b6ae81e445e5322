"""Order, run and sweep background jobs.

A job is a row. ``enqueue`` writes it in the caller's transaction; a wake-up over the broker
makes it start at once, and the sweep each quarter of a minute starts whatever was missed:
lost messages, a dead broker, a worker killed in the middle. Handlers must be safe to repeat.
"""

import logging
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from jobs.models import Job
from jobs.states import FINISH, GIVE_UP, RETRY, STOP, JobState
from kit import clock

LEASE = timedelta(seconds=120)  # handlers that take longer report progress, which renews it
MAX_ATTEMPTS = 5
logger = logging.getLogger(__name__)


class JobStopped(Exception):
    """A person has stopped the job that reports its progress; the handler lets it pass."""


def enqueue(kind: str, subject_id: int, *, key: str) -> Job:
    """The job ``key``, new or as it already is. Call inside the transaction that makes the subject."""
    at = clock.wall()
    defaults = {"kind": kind, "subject_id": subject_id, "not_before": at, "created_at": at}
    return Job.objects.get_or_create(key=key, defaults=defaults)[0]


def restart(job: Job) -> Job:
    """Give a failed or stopped job another round of attempts, at a person's wish."""
    at = clock.wall()
    Job.objects.filter(pk=job.pk, state__in=[JobState.FAILED, JobState.STOPPED]).update(
        state=JobState.WAITING, attempts=0, not_before=at, message="", progress=0
    )
    job.refresh_from_db()
    return job


def stop(job: Job) -> Job:
    """End an open job at a person's wish; what is running ends at its next word of progress.

    Raises InvalidTransition when it has ended by itself.
    """
    STOP.apply(job, message="", progress=0, lease_until=None)
    return job


def report_progress(job_pk: int, percent: int, message: str) -> None:
    """Say how far the job is; shown on the page that polls. Also renews the lease. Raises JobStopped."""
    lease_until = clock.wall() + LEASE
    running = Job.objects.filter(pk=job_pk, state=JobState.RUNNING)
    told = running.update(progress=percent, message=message[:200], lease_until=lease_until)
    if not told and Job.objects.filter(pk=job_pk, state=JobState.STOPPED).exists():
        raise JobStopped(str(job_pk))


def run(job_pk: int) -> bool:
    """Claim and run one job; False when somebody else has it or it is finished."""
    at = clock.wall()
    if not Job.objects.claim(job_pk, at=at, lease_until=at + LEASE):
        return False
    job = Job.objects.get(pk=job_pk)
    handler = import_string(settings.JOB_HANDLERS[job.kind])
    try:
        handler(job.subject_id, job_pk=job.pk)
        FINISH.apply(job, progress=100, message="", lease_until=None)
    except JobStopped:
        logger.info("job %s was stopped", job.key)
    except Exception:
        if Job.objects.filter(pk=job.pk, state=JobState.STOPPED).exists():  # in its very last moment
            return True
        logger.exception("job %s failed, attempt %s", job.key, job.attempts)
        _put_back(job)
    return True


def sweep() -> int:
    """Run every job that is due; returns how many this call ran."""
    due = list(Job.objects.due(clock.wall()).values_list("pk", flat=True))
    return sum(run(pk) for pk in due)


@transaction.atomic
def _put_back(job: Job) -> None:
    if job.attempts >= MAX_ATTEMPTS:
        GIVE_UP.apply(job, message="Không thành công sau nhiều lần thử.", lease_until=None)
        return
    wait = timedelta(seconds=5 * 2**job.attempts)
    words = f"Bị ngắt giữa chừng; tự thử lại sau {wait.seconds} giây…"
    RETRY.apply(job, not_before=clock.wall() + wait, message=words, lease_until=None)
