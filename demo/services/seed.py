"""Make a data folder a demo: people, last year, half of this year, a register; labelled as such."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max

from audit.models import AuditEntry
from demo.services.people import seed_people
from demo.services.register import seed_register
from demo.services.reports import moment, tell_last_year, tell_this_half
from kit import clock
from notices.models import Notice
from notices.states import NoticeState
from plans.models import ReportingPeriod
from reports.models import Report

DEFAULT_DAY = moment(2022, 6, 20, 8)


class NotADemo(RuntimeError):
    """Demo data belong into a data folder of their own, never into production or beside real reports."""


def seed_demo() -> bool:
    """Seed the demo and start its clock; True when it was seeded now, False when it stood already.

    Raises NotADemo in production, or when the data folder already holds reports of its own.
    """
    if settings.PRODUCTION:
        raise NotADemo("Chế độ vận hành thật không nhận dữ liệu minh họa.")
    if settings.DEMO:
        resume_clock()
        return False
    if Report.objects.exists():
        raise NotADemo("Thư mục dữ liệu đã có báo cáo thật: chọn thư mục khác cho bản minh họa.")
    clock.set_demo_clock(DEFAULT_DAY)
    try:
        _tell_story()
    except BaseException:
        settings.DEMO_FILE.unlink(missing_ok=True)
        raise
    clock.set_demo_clock(DEFAULT_DAY)
    return True


@transaction.atomic
def _tell_story() -> None:
    seed_people(settings.DATA_DIR / "demo-accounts.csv")
    for kind in ("6T", "NAM"):
        tell_last_year(ReportingPeriod.objects.get(year=2021, kind=kind))
    tell_this_half(ReportingPeriod.objects.get(year=2022, kind="6T"), DEFAULT_DAY)
    seed_register()
    _settle_old_notices()


def _settle_old_notices() -> None:
    """Mail of the past was sent in the past; only the last days are still unread."""
    queued = Notice.objects.filter(created_at__lte=DEFAULT_DAY, state=NoticeState.QUEUED)
    queued.update(state=NoticeState.SENT, claimed_at=F("created_at"), sent_at=F("created_at"))
    Notice.objects.filter(created_at__lt=moment(2022, 6, 16)).update(read_at=F("created_at"))


def resume_clock() -> datetime:
    """Go on from the last moment the demo knows, so that its time never runs backwards."""
    last = AuditEntry.objects.filter(at__gte=DEFAULT_DAY).aggregate(last=Max("at"))["last"]
    told = Notice.objects.filter(created_at__gte=DEFAULT_DAY).aggregate(last=Max("created_at"))["last"]
    at = max(filter(None, (DEFAULT_DAY, last, told)))
    clock.set_demo_clock(at)
    return at
