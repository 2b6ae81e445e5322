"""Signs of life of the background processes."""

import logging
from datetime import timedelta

from django.db import DatabaseError, close_old_connections

from jobs.models import Heartbeat
from kit import clock

PATIENCE = timedelta(seconds=60)
NAMES = ("worker", "scheduler")
logger = logging.getLogger(__name__)


def beat(name: str) -> None:
    """Note that ``name`` lives now."""
    Heartbeat.objects.update_or_create(name=name, defaults={"seen_at": clock.wall()})


def beat_quietly(name: str) -> None:
    """As ``beat``; a database that is away for a moment must not stop the caller."""
    try:
        close_old_connections()
        beat(name)
    except DatabaseError:
        logger.warning("heartbeat of %s not written", name)


def silent() -> list[str]:
    """Names of the processes not heard of for a minute."""
    heard = Heartbeat.objects.filter(seen_at__gte=clock.wall() - PATIENCE).values_list("name", flat=True)
    return sorted(set(NAMES) - set(heard))
