"""Real processes for the tests: workers and schedulers over the test's own database and corner of Redis."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.db import connection

from plan_portal.celery import app as celery

PATIENCE = 180  # seconds, for a machine that has much else to do
# The schedule as it is, but every second: what is due by the clock decides what happens, and nobody catches up when
# the clock is moved. What a busy machine did not get to is thrown away soon, or it would do nothing else.
FAST_BEAT = """
import sys, django
django.setup()
from plan_portal.beat import HeartbeatScheduler
from plan_portal.celery import app
HeartbeatScheduler.follow_the_demo = lambda self: None
wanted, often = sys.argv[2].split(","), {"schedule": 1.0, "options": {"expires": 5}}
app.conf.beat_schedule = {name: entry | often for name, entry in app.conf.beat_schedule.items() if name in wanted}
app.Beat(schedule=sys.argv[1], loglevel="WARNING", pidfile=None).run()
"""


def with_path(address: str, path: str) -> str:
    return urlunsplit(urlsplit(address)._replace(path=path))


def keep_port() -> socket.socket:
    """A port of our own on which nobody listens yet: it stays bound, so that nobody else can get it meanwhile."""
    kept = socket.socket()
    kept.bind(("127.0.0.1", 0))
    return kept


@pytest.fixture
def environment(tmp_path, monkeypatch):
    """The test's own database and its own corner of Redis, for this process and the others."""
    if connection.vendor != "postgresql":
        pytest.skip("a second process needs PostgreSQL")
    runner = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    broker = with_path(os.environ["REDIS_URL"], f"/{8 + int(runner) % 8}")
    database = with_path(os.environ["DATABASE_URL"], f"/{connection.settings_dict['NAME']}")
    monkeypatch.setenv("CELERY_BROKER_URL", broker)
    celery._after_fork()  # forget connections to the other corner
    with celery.connection_for_write() as line:
        for queue in ("celery", "mail"):
            line.default_channel.queue_purge(queue)
        # What a killed worker of an earlier test had in hand would be handed out again after five minutes.
        line.default_channel.client.delete("unacked", "unacked_index", "unacked_mutex")
    yield os.environ | {"REDIS_URL": broker, "DATABASE_URL": database, "PORTAL_DATA": str(tmp_path)}
    celery._after_fork()


@pytest.fixture
def start(environment, tmp_path):
    """Start a Python process with these arguments; whatever still runs at the end is killed."""
    running = []

    def start(*arguments: str) -> subprocess.Popen:
        command = [sys.executable, "-W", "ignore", *arguments]
        values = environment | {"DJANGO_SETTINGS_MODULE": "plan_portal.settings"}
        with (tmp_path / "worker.log").open("a") as log:
            process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=values, stdout=log, stderr=log)
        running.append(process)
        return process

    yield start
    for process in running:
        process.kill()
        process.wait()


@pytest.fixture
def start_worker(start):
    """A worker that takes one task at a time, of all queues or of those named."""

    def start_worker(*queues: str) -> subprocess.Popen:
        chosen = ("-Q", ",".join(queues)) if queues else ()
        return start("-m", "celery", "-A", "plan_portal", "worker", "-P", "solo", *chosen, "-l", "WARNING")

    return start_worker


@pytest.fixture
def start_beat(start, tmp_path):
    """A scheduler that asks every second for the entries named; several may run."""
    numbers = count()

    def start_beat(*names: str) -> subprocess.Popen:
        return start("-c", FAST_BEAT, str(tmp_path / f"beat-{next(numbers)}"), ",".join(names))

    return start_beat


def play(at: datetime, folder: Path) -> None:
    """Let the processes of ``folder`` believe that it is ``at``."""
    saved = {"demo_at": at.astimezone(UTC).isoformat(), "real_at": datetime.now(UTC).isoformat()}
    beside = folder / "demo.json.new"
    beside.write_text(json.dumps(saved))
    beside.replace(folder / "demo.json")  # they read it at any moment: the old or the new, never half of it


def wait_until(condition: Callable, tmp_path: Path, patience: float = PATIENCE):
    """The first true answer; the processes' log when there is none in time."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if answer := condition():
            return answer
        time.sleep(0.05)
    pytest.fail((tmp_path / "worker.log").read_text()[-3000:])
