"""The scheduler, with a pulse: ``/healthz`` must know whether it lives."""

import time

from celery.beat import PersistentScheduler

PULSE_SECONDS = 10


class HeartbeatScheduler(PersistentScheduler):
    """Celery's own scheduler that also writes its heartbeat to the database."""

    last_pulse = 0.0

    def tick(self, *args, **kwargs) -> float:
        from jobs.services.heartbeat import beat_quietly
        from kit import clock

        if time.monotonic() - self.last_pulse > PULSE_SECONDS:
            self.last_pulse = time.monotonic()
            beat_quietly("scheduler")
            clock.remember()
        return min(super().tick(*args, **kwargs), PULSE_SECONDS)
