"""States of a background job."""

from django.db import models

from kit.workflow import Transition


class JobState(models.TextChoices):
    WAITING = "waiting", "Đang chờ"
    RUNNING = "running", "Đang chạy"
    DONE = "done", "Đã xong"
    FAILED = "failed", "Không thành công"
    STOPPED = "stopped", "Đã dừng theo yêu cầu"


FINISH = Transition("finish", frozenset({JobState.RUNNING}), JobState.DONE)
RETRY = Transition("retry", frozenset({JobState.RUNNING}), JobState.WAITING)
GIVE_UP = Transition("give up", frozenset({JobState.RUNNING}), JobState.FAILED)
STOP = Transition("stop", frozenset({JobState.WAITING, JobState.RUNNING}), JobState.STOPPED)
