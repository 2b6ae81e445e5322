"""The only door to the time of day.

Business code takes ``at`` or ``today`` as an argument; only views, tasks and commands ask
here. In a demo the clock plays another day: ``demo.json`` in the data folder says which.
Production has no such file and refuses to start with one (settings).
"""

import json
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from django.conf import settings
from django.utils import timezone


def wall() -> datetime:
    """The machine's own time; for liveness checks, never for business."""
    return datetime.now(UTC)


@lru_cache(maxsize=1)
def _offset(_modified_ns: int) -> timedelta:
    saved = json.loads(settings.DEMO_FILE.read_text())
    return datetime.fromisoformat(saved["demo_at"]) - datetime.fromisoformat(saved["real_at"])


def now() -> datetime:
    """The portal's time: real, or the demo's. Aware, UTC."""
    if not settings.DEMO:
        return wall()
    return wall() + _offset(settings.DEMO_FILE.stat().st_mtime_ns)


def today() -> date:
    """The portal's day in Vietnam."""
    return timezone.localdate(now())


def set_demo_clock(at: datetime) -> None:
    """From now on the demo plays ``at`` and goes on from there."""
    saved = {"demo_at": at.astimezone(UTC).isoformat(), "real_at": wall().isoformat()}
    settings.DEMO_FILE.write_text(json.dumps(saved))
    settings.DEMO = True
