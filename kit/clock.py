"""The only door to the time of day.

Business code takes ``at`` or ``today`` as an argument; only views, tasks and commands ask
here. In a demo the clock plays another day: ``demo.json`` in the data folder says which.
Production has no such file and refuses to start with one (settings).
"""

import json
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from kit.whole_files import write_durably


def wall() -> datetime:
    """The machine's own time; for liveness checks, never for business."""
    return datetime.now(UTC)


@lru_cache(maxsize=1)
def _offset(_file: tuple[int, int]) -> timedelta:
    saved = json.loads(settings.DEMO_FILE.read_text())
    return datetime.fromisoformat(saved["demo_at"]) - datetime.fromisoformat(saved["real_at"])


def now() -> datetime:
    """The portal's time: real, or the demo's. Aware, UTC."""
    if not settings.DEMO:
        return wall()
    file = settings.DEMO_FILE.stat()
    return wall() + _offset((file.st_ino, file.st_mtime_ns))  # each setting is a file of its own


def today() -> date:
    """The portal's day in Vietnam."""
    return timezone.localdate(now())


def remember() -> None:
    """Note the demo's time now and then, so that a restart goes on from the last moment that was shown."""
    if settings.DEMO:
        write_durably(_seen_file(), now().isoformat().encode())


def last_seen() -> datetime | None:
    """The demo's time when it was noted last."""
    path = _seen_file()
    return datetime.fromisoformat(path.read_text()) if path.exists() else None


def _seen_file() -> Path:
    return settings.DATA_DIR / "demo-seen"


def demo_set_at() -> int | None:
    """Changes whenever somebody sets the demo's clock; None where the clock is the real one."""
    return settings.DEMO_FILE.stat().st_mtime_ns if settings.DEMO else None


def set_demo_clock(at: datetime) -> None:
    """From now on the demo plays ``at`` and goes on from there."""
    write_durably(_seen_file(), at.isoformat().encode())
    saved = {"demo_at": at.astimezone(UTC).isoformat(), "real_at": wall().isoformat()}
    # Read by every process at any moment, and one may be killed while it writes.
    write_durably(settings.DEMO_FILE, json.dumps(saved).encode())
    settings.DEMO = True
