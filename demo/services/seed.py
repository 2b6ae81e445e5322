"""Make a data folder a demo: people, last year, half of this year, a register; labelled as such."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F

from demo.services.amendment import read_an_amendment
from demo.services.people import seed_people
from demo.services.register import seed_register
from demo.services.reports import moment, tell_last_year, tell_this_half
from demo.services.visits import later_visits, seed_complaints
from demo.services.work import asked_work, tell_work
from kit import clock
from notices.models import Notice
from notices.services.digests import make_digests
from notices.states import NoticeState
from plans.models import ReportingPeriod
from reports.models import Report

BEGINNING = moment(2021, 5, 20, 8)  # when the plan's data entered the portal, in the story
DEFAULT_DAY = moment(2022, 6, 20, 8)
LAST_MORNING = moment(2022, 6, 17, 7, 30)  # the last digest before the demo's day, a Monday


class NotADemo(RuntimeError):
    """Demo data belong into a data folder of their own, never into production or beside real reports."""


def begin_demo() -> bool:
    """Make the data folder a demo and start its clock; True when its story is still to be told.

    Raises NotADemo in production, or when the data folder already holds reports of its own.
    """
    if settings.PRODUCTION:
        raise NotADemo("Chế độ vận hành thật không nhận dữ liệu minh họa.")
    if not settings.DEMO and Report.objects.exists():
        raise NotADemo("Thư mục dữ liệu đã có báo cáo thật: chọn thư mục khác cho bản minh họa.")
    is_told = Report.objects.exclude(first_submitted_at=None).exists()
    clock.set_demo_clock(_last_moment() if is_told else BEGINNING)
    return not is_told


def seed_demo() -> None:
    """Tell the whole story in one transaction, then let the clock show the demo's day."""
    _tell_story()
    clock.set_demo_clock(DEFAULT_DAY)


@transaction.atomic
def _tell_story() -> None:
    seed_people(settings.DATA_DIR / "demo-accounts.csv")
    for kind in ("6T", "NAM"):
        tell_last_year(ReportingPeriod.objects.get(year=2021, kind=kind))
    seed_register()
    seed_complaints()
    tell_work()
    more = [*later_visits(), *asked_work()]
    tell_this_half(ReportingPeriod.objects.get(year=2022, kind="6T"), DEFAULT_DAY, more)
    read_an_amendment()
    _settle_old_notices()


def _settle_old_notices() -> None:
    """Mail of the past was sent in the past; only the last days are still unread."""
    make_digests(at=LAST_MORNING)
    queued = Notice.objects.filter(created_at__lte=DEFAULT_DAY, state=NoticeState.QUEUED)
    queued.update(state=NoticeState.SENT, claimed_at=F("created_at"), sent_at=F("created_at"))
    Notice.objects.filter(created_at__lt=moment(2022, 6, 16)).update(read_at=F("created_at"))


def _last_moment() -> datetime:
    """The last moment the demo showed: its time goes on from there and never runs backwards by itself."""
    return clock.last_seen() or DEFAULT_DAY
