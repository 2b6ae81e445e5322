"""The scheduler, with a pulse: ``/healthz`` must know whether it lives, the health page what it does next."""

import time
from datetime import timedelta

from celery.beat import PersistentScheduler

PULSE_SECONDS = 10
DEMO_SECONDS = 2  # how soon a demo notices that somebody has moved its clock


class HeartbeatScheduler(PersistentScheduler):
    """Celery's own scheduler that also writes its heartbeat and its plan to the database."""

    last_pulse = 0.0
    clock_set_at: int | None = None

    def tick(self, *args, **kwargs) -> float:
        from jobs.services.heartbeat import beat_quietly
        from jobs.services.schedule import note_schedule_quietly
        from kit import clock

        if time.monotonic() - self.last_pulse > PULSE_SECONDS:
            self.last_pulse = time.monotonic()
            beat_quietly("scheduler")
            note_schedule_quietly(self.planned())
            clock.remember()
        self.follow_the_demo()
        return min(super().tick(*args, **kwargs), DEMO_SECONDS if self.clock_set_at else PULSE_SECONDS)

    def follow_the_demo(self) -> None:
        """In a demo whose clock has been moved, let the day's work be done at once."""
        from demo.tasks import catch_up
        from kit import clock

        before, self.clock_set_at = self.clock_set_at, clock.demo_set_at()
        if before and before != self.clock_set_at:
            catch_up.apply_async(expires=60)

    def planned(self) -> list:
        """Every entry with its last and next run."""
        from jobs.services.schedule import Planned
        from kit import clock

        now, found = clock.wall(), []
        for name, entry in self.schedule.items():
            next_run = now + timedelta(seconds=max(0, entry.is_due()[1]))
            found.append(Planned(name, entry.task, entry.last_run_at, next_run))
        return found
