"""What runs in the background, as rows: the broker may lose every message, the work is not lost."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from jobs.states import JobState


class JobQuerySet(models.QuerySet):
    def due(self, at: datetime):
        """Waiting, or running under a lease that has run out (its worker died)."""
        waiting = Q(state=JobState.WAITING, not_before__lte=at)
        abandoned = Q(state=JobState.RUNNING, lease_until__lt=at)
        return self.filter(waiting | abandoned)

    def claim(self, pk: int, *, at: datetime, lease_until: datetime) -> bool:
        """Take job ``pk``. Of any number of workers, one gets True."""
        taken = self.due(at).filter(pk=pk)
        return taken.update(state=JobState.RUNNING, lease_until=lease_until, attempts=F("attempts") + 1) == 1


class Job(models.Model):
    """One piece of long work. ``key`` makes a repeated order the same job. Times are the machine's own."""

    key = models.CharField("khóa", max_length=120, unique=True)
    kind = models.CharField("loại việc", max_length=40)
    subject_id = models.BigIntegerField("mã đối tượng")
    state = models.CharField("trạng thái", max_length=10, choices=JobState, default=JobState.WAITING)
    progress = models.PositiveSmallIntegerField("tiến độ (%)", default=0)
    message = models.CharField("đang làm", max_length=200, blank=True)
    attempts = models.PositiveSmallIntegerField("số lần thử", default=0)
    not_before = models.DateTimeField("không trước")
    lease_until = models.DateTimeField("giữ đến", null=True, blank=True)
    created_at = models.DateTimeField("tạo lúc")

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["state", "not_before"], name="job_due")]
        constraints = [models.CheckConstraint(condition=Q(progress__lte=100), name="job_progress_in_percent")]

    def __str__(self) -> str:
        return self.key

    @property
    def is_open(self) -> bool:
        return self.state in (JobState.WAITING, JobState.RUNNING)


class Heartbeat(models.Model):
    """The last sign of life of the worker and of the scheduler (machine's own time)."""

    name = models.CharField(max_length=20, primary_key=True)
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name}: {self.seen_at}"


class ScheduledRun(models.Model):
    """What the scheduler means to do next, as it said itself ten seconds ago at most (machine's own time)."""

    name = models.CharField(max_length=60, primary_key=True)
    task = models.CharField(max_length=100)
    last_run_at = models.DateTimeField(null=True)
    next_run_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name}: {self.next_run_at}"
