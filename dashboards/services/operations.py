"""Start failed background work again."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from audit.services.journal import record
from jobs.models import Job
from jobs.services.queue import restart
from jobs.states import JobState
from kit.permissions import require
from kit.workflow import InvalidTransition


@transaction.atomic
def retry_job(job: Job, *, by: User, at: datetime) -> Job:
    """Another round of attempts for a job that was given up; logged.

    Raises PermissionDenied, or InvalidTransition when it is not given up (any more).
    """
    require(by, "dashboards.retry_job", job)
    job = Job.objects.select_for_update().get(pk=job.pk)
    if job.state != JobState.FAILED:
        raise InvalidTransition(f"retry: {job} is {job.state}")
    restart(job)
    record(job, "job.restarted", by=by, at=at)
    return job
