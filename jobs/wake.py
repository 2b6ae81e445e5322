"""Tell a worker at once; if the broker does not answer, the sweep finds the job."""

import logging

from django.db import transaction

from jobs.tasks import run

logger = logging.getLogger(__name__)


def wake_on_commit(job_pk: int) -> None:
    """After the commit, publish one wake-up. Never fails the request."""
    transaction.on_commit(lambda: _publish(job_pk))


def _publish(job_pk: int) -> None:
    try:
        run.apply_async(args=[job_pk], retry=False)
    except Exception as error:  # any transport error means: the sweep will do it
        logger.warning("no wake-up for job %s: %s", job_pk, error)
