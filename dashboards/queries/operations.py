"""Whether the portal's own work goes on: processes, waiting items, schedules, failures, people out of reach."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.timezone import localtime

from documents.services.scanning import scanner
from jobs.models import Heartbeat, Job, ScheduledRun
from jobs.services.heartbeat import NAMES, PATIENCE
from jobs.states import JobState
from kit import clock
from notices.models import Notice
from notices.queries import Unreachable, bounced_mails, oldest_queued, people_without_address, unreachable_units
from plans.models import ReportingPeriod

SLOW, STUCK = timedelta(minutes=1), timedelta(minutes=10)
RED_BEFORE_DEADLINE = timedelta(days=30)
SHOWN = 50
PROCESS_LABELS = {"worker": "Tiến trình xử lý (worker)", "scheduler": "Bộ lập lịch (beat)"}
SCHEDULE_LABELS = {
    "beat-and-worker-alive": "Báo còn sống",
    "run-waiting-jobs": "Chạy việc đang chờ",
    "deliver-notices": "Gửi thư đang chờ",
    "read-bounces": "Đọc thư bị trả lại",
    "make-digests": "Lập thư tổng hợp 07:30",
    "weekly-briefing": "Lập bản tin tuần",
    "open-obligations": "Mở nghĩa vụ báo cáo",
    "tell-what-is-due": "Nhắc việc đến hạn",
    "draft-due-letters": "Soạn công văn đôn đốc khi đã quá hạn",
    "scan-waiting-files": "Quét vi-rút các tệp đang chờ",
    "sweep-files": "Dọn tệp không còn dùng, kiểm tệp đã lưu",
    "celery.backend_cleanup": "Dọn kết quả cũ của Celery",
}


@dataclass(frozen=True)
class Reading:
    """One line of the page with its traffic light: "good", "warn" or "bad"."""

    label: str
    text: str
    tone: str


@dataclass(frozen=True)
class Run:
    """An entry of the schedule; late when it should have run a minute ago."""

    label: str
    last_run_at: datetime | None
    next_run_at: datetime
    is_late: bool


def operations(at: datetime) -> dict:
    """Everything the health page shows. ``at``: the portal's time; liveness goes by the machine's own."""
    wall = clock.wall()
    unreachable = unreachable_units(localtime(at).date())
    deadline = ReportingPeriod.objects.filter(due_at__gt=at).order_by("due_at").first()
    is_near = deadline is not None and deadline.due_at - at <= RED_BEFORE_DEADLINE
    failed_jobs = Job.objects.filter(state=JobState.FAILED).order_by("-pk")
    failed_mails = Notice.objects.failed()
    readings = [*_processes(wall), _waiting_jobs(wall), _waiting_mails(at), _failures(failed_jobs, failed_mails)]
    readings += [_reach(unreachable, deadline, is_near=is_near), _scanning()]
    return {
        "readings": readings,
        "schedule": _schedule(wall),
        "failed_jobs": failed_jobs[:SHOWN],
        "failed_mails": failed_mails.select_related("to", "to__unit")[:SHOWN],
        "unreachable": unreachable,
        "without_address": people_without_address(),
        "bounced": bounced_mails(),
        "deadline": deadline,
        "is_near": is_near,
        "is_red": any(reading.tone == "bad" for reading in readings),
    }


def _processes(wall: datetime) -> list[Reading]:
    seen = dict(Heartbeat.objects.values_list("name", "seen_at"))
    found = []
    for name in NAMES:
        since = seen.get(name)
        lives = since is not None and wall - since <= PATIENCE
        words = f"tín hiệu cách đây {age_words(wall - since)}" if since else "chưa từng có tín hiệu"
        found.append(Reading(PROCESS_LABELS[name], words, "good" if lives else "bad"))
    return found


def _waiting_jobs(wall: datetime) -> Reading:
    due = Job.objects.filter(Q(state=JobState.WAITING, not_before__lte=wall) | Q(state=JobState.RUNNING))
    oldest = due.order_by("not_before").values_list("not_before", flat=True).first()
    return _age("Việc nền chờ lâu nhất", oldest, wall)


def _waiting_mails(at: datetime) -> Reading:
    return _age("Thư chờ gửi lâu nhất", oldest_queued(at), at)


def _age(label: str, oldest: datetime | None, at: datetime) -> Reading:
    if oldest is None:
        return Reading(label, "không có gì chờ", "good")
    age = max(at - oldest, timedelta())
    tone = "good" if age <= SLOW else "warn" if age <= STUCK else "bad"
    return Reading(label, f"đã {age_words(age)}", tone)


def _failures(jobs, mails) -> Reading:
    dead, lost = jobs.count(), mails.count()
    return Reading("Không thành công", f"{dead} việc nền, {lost} thư", "bad" if dead else "warn" if lost else "good")


def _reach(unreachable: list[Unreachable], deadline: ReportingPeriod | None, *, is_near: bool) -> Reading:
    """Red from thirty days before the next deadline on: earlier there is time to name somebody."""
    label = "Đơn vị không nhận được thư hoặc không gửi được báo cáo"
    if not unreachable:
        return Reading(label, "không có", "good")
    when = f"; hạn gần nhất: kỳ {deadline}" if deadline else ""
    return Reading(label, f"{len(unreachable)} đơn vị{when}", "bad" if is_near else "warn")


def _scanning() -> Reading:
    """Not scanning is a choice of the house and told; a scanner that is away lets files wait."""
    now = scanner()
    label, waiting = "Quét vi-rút tệp tải lên", f"; {now.waiting} tệp đang chờ quét" if now.waiting else ""
    gone = f"; đã gỡ {now.infected} tệp có mã độc" if now.infected else ""
    if now.is_there is None:
        return Reading(label, f"không quét vi-rút: chưa đặt CLAMD_URL{waiting}{gone}", "warn")
    if now.is_there:
        return Reading(label, f"máy quét trả lời{waiting}{gone}", "good")
    return Reading(label, f"máy quét không trả lời: tệp mới chỉ người gửi tải được{waiting}{gone}", "bad")


def _schedule(wall: datetime) -> list[Run]:
    return [
        Run(SCHEDULE_LABELS.get(run.name, run.name), run.last_run_at, run.next_run_at, wall - run.next_run_at > SLOW)
        for run in ScheduledRun.objects.order_by("next_run_at", "name")
    ]


def age_words(age: timedelta) -> str:
    """ "12 giây", "5 phút", "3 giờ", "2 ngày": one unit, rounded down."""
    seconds = int(age.total_seconds())
    for size, word in ((86_400, "ngày"), (3_600, "giờ"), (60, "phút")):
        if seconds >= size:
            return f"{seconds // size} {word}"
    return f"{max(seconds, 0)} giây"
