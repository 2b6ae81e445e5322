"""Order, run and sweep background jobs.

A job is a row. ``enqueue`` writes it in the caller's transaction; a wake-up over the broker
makes it start at once, and the sweep each quarter of a minute starts whatever was missed:
lost messages, a dead broker, a worker killed in the middle. Handlers must be safe to repeat.
"""

import errno
import logging
from datetime import timedelta

from django.conf import settings
from django.utils.module_loading import import_string

from jobs.models import Job
from jobs.services.lease import LEASE, held
from jobs.states import FINISH, GIVE_UP, RETRY, STOP, JobState
from kit import clock
from kit.apart import Failed, Refused
from kit.workflow import Transition

MAX_ATTEMPTS = 5
TRIES_AT_THE_LIMIT = 3  # each of them takes all the time and memory that one printing may take
NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
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
    if job.attempts > MAX_ATTEMPTS:  # the worker itself died each time, so that nobody could count
        _end(job, GIVE_UP, message="Tiến trình chạy nền bị ngắt mỗi lần làm việc này; báo quản trị xem nhật ký.")
        return True
    try:
        with held(job):
            import_string(settings.JOB_HANDLERS[job.kind])(job.subject_id, job_pk=job.pk)
    except JobStopped:
        logger.info("job %s was stopped", job.key)
    except Exception as error:
        logger.exception("job %s failed, attempt %s", job.key, job.attempts)
        _put_back(job, error)
    else:
        _end(job, FINISH, progress=100, message="")
    return True


def sweep() -> int:
    """Run every job that is due; returns how many this call ran."""
    due = list(Job.objects.due(clock.wall()).values_list("pk", flat=True))
    return sum(run(pk) for pk in due)


def _end(job: Job, step: Transition, **changes: object) -> None:
    """Write how this attempt ended; not when the job was stopped, or taken over, which counts one more attempt."""
    ours = Job.objects.filter(pk=job.pk, state__in=step.sources, attempts=job.attempts)
    if not ours.update(state=step.target, lease_until=None, **changes):
        logger.warning("job %s, attempt %s: nobody waits for its end any more", job.key, job.attempts)


def _put_back(job: Job, error: Exception) -> None:
    """For another attempt in a while, each time a little later, unless there were enough of them."""
    tries, reason, last_words = _judge(error)
    if job.attempts >= tries:
        _end(job, GIVE_UP, message=last_words)
        return
    wait = timedelta(seconds=5 * 2**job.attempts)
    words = f"{reason}; tự thử lại sau {wait.seconds} giây…"
    _end(job, RETRY, not_before=clock.wall() + wait, message=words)


def _judge(error: Exception) -> tuple[int, str, str]:
    """(attempts it is worth, what a person reads between them, and after the last one)."""
    cut = "Bị ngắt giữa chừng"
    if isinstance(error, Refused):
        return 1, cut, "Nội dung này không in được, thử lại cũng vậy; báo quản trị xem nhật ký."
    if isinstance(error, Failed):
        words = "Không thành công sau nhiều lần thử: lần nào cũng quá giới hạn thời gian hoặc bộ nhớ cho một lần in."
        return TRIES_AT_THE_LIMIT, cut, words
    if any(isinstance(e, OSError) and e.errno in NO_ROOM for e in (error, error.__cause__)):
        full = "Máy chủ tạm hết chỗ lưu tệp, không có tệp nào ghi dở"
        return MAX_ATTEMPTS, full, f"{full}. Báo quản trị dọn chỗ rồi chạy lại."
    return MAX_ATTEMPTS, cut, "Không thành công sau nhiều lần thử."
