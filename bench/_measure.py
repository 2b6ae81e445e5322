"""What every benchmark shares: a portal of its own in a temporary folder, a stopwatch, a table of ratios.

Times of one machine mean little on another; so everything is printed as a ratio to something bare that
was measured in the same run.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def own_portal() -> Iterator[None]:
    """Django set up on an empty, migrated SQLite file that is thrown away afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PORTAL_DATA"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "plan_portal.settings")
        sys.path.insert(0, str(ROOT))
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        yield


def median_of(work: Callable[[], object], *, times: int = 7) -> float:
    """Seconds of the middle run; the first one is to warm up and not counted."""
    work()
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def once(work: Callable[[], object]) -> float:
    """Seconds of one run, for what takes long."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def say(label: str, seconds: float, bare: float, to: str) -> None:
    print(f"{label:<58}{seconds * 1000:>10.1f} ms   ×{seconds / bare:>6.1f} {to}", flush=True)
