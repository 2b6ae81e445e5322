"""The weekly sheet for each leader: one page, printed once, told by one mail.

It is sent on the first working day of the week at 07:30; when nothing ran on that day, on the next working day on
which something does. The sheet is frozen as a file: what a leader read in the meeting is what he finds again later.
"""

from dataclasses import replace
from datetime import datetime, time

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localtime

from accounts.models import Unit, User
from accounts.states import Role, UnitKind
from dashboards.queries.board import leadership_board
from deadlines.queries.calendar import is_working_day
from documents.models import StoredFile
from documents.services.files import keep_file
from jobs.services.queue import enqueue, report_progress
from kit import clock
from kit.pdf import render_pdf_soon
from kit.uploads import check_file
from notices.services.outbox import post

HOUR = time(7, 30)
KIND = "briefing"
TEMPLATE = "dashboards/pdf/briefing.html"


def week_of(at: datetime) -> str:
    """ "2022-W25": the week a sheet belongs to."""
    year, week, _ = localtime(at).isocalendar()
    return f"{year}-W{week:02}"


def is_time(at: datetime) -> bool:
    """Whether ``at`` is past 07:30 of a working day: the week's first run orders the sheet, later ones find it."""
    local = localtime(at)
    return local.time() >= HOUR and is_working_day(local.date())


@transaction.atomic
def order_briefings(*, at: datetime) -> int:
    """Order this week's sheet for every leader; safe to run every minute of the week. Returns how many leaders."""
    if not is_time(at):
        return 0
    leaders = list(User.objects.filter(role=Role.LEADER, is_active=True))
    for leader in leaders:
        enqueue(KIND, leader.pk, key=f"{KIND}:{week_of(at)}:{leader.pk}")
    return len(leaders)


def print_briefing(leader_pk: int, *, job_pk: int) -> None:
    """Job handler. Safe to repeat: a week's sheet is printed and told once."""
    at, leader = clock.now(), User.objects.get(pk=leader_pk)
    name = f"ban-tin-{week_of(at)}.pdf"
    if StoredFile.objects.filter(kind=KIND, uploaded_by=leader, name=name).exists():
        return
    report_progress(job_pk, 20, "Đang tổng hợp bản tin tuần…")
    pdf = briefing_pdf(leader, at)
    with transaction.atomic():
        stored = keep_file(replace(check_file(pdf, name), is_scanned=True), kind=KIND, by=leader, at=at)
        post(
            f"{KIND}:{week_of(at)}:{leader.pk}",
            to=leader,
            kind=KIND,
            subject=f"Bản tin tuần đến ngày {localtime(at):%d/%m/%Y}",
            body="Ai chậm, mục tiêu nào lệch, việc gì chờ đồng chí, tuần qua đổi gì: một trang, gửi kèm thư này.",
            at=at,
            path=reverse("dashboards:briefing", args=[stored.pk]),
            attachment=f"file:{stored.pk}",
        )


def briefing_pdf(leader: User, at: datetime) -> bytes:
    """The sheet as PDF: the leader's board of this moment on one page."""
    board = leadership_board(leader, at)
    context = board | {
        "at": localtime(at),
        "department": Unit.objects.filter(kind=UnitKind.DEPARTMENT).first(),
        "demo": settings.DEMO,
    }
    return render_pdf_soon(TEMPLATE, context, title=f"Bản tin tuần đến ngày {localtime(at):%d/%m/%Y}")
