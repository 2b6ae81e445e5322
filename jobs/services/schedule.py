"""What the scheduler will do next, written down by itself."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError, transaction

from jobs.models import ScheduledRun
from kit import clock

logger = logging.getLogger(__name__)
FIELDS = ["task", "last_run_at", "next_run_at", "seen_at"]


@dataclass(frozen=True)
class Planned:
    """One entry of the schedule: when it ran last and when it is due next."""

    name: str
    task: str
    last_run_at: datetime | None
    next_run_at: datetime


@transaction.atomic
def note_schedule(entries: Iterable[Planned]) -> None:
    """Keep what the scheduler says now; entries that it no longer has are forgotten."""
    at = clock.wall()
    rows = [ScheduledRun(seen_at=at, **vars(entry)) for entry in entries]
    ScheduledRun.objects.bulk_create(rows, update_conflicts=True, unique_fields=["name"], update_fields=FIELDS)
    ScheduledRun.objects.exclude(name__in=[row.name for row in rows]).delete()


def note_schedule_quietly(entries: Iterable[Planned]) -> None:
    """As ``note_schedule``; a database that is away for a moment must not stop the scheduler."""
    try:
        note_schedule(entries)
    except DatabaseError:
        logger.warning("schedule not written")
