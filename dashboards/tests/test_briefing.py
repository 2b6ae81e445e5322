"""The weekly sheet: from the first working day of the week at 07:30, one page, once, for the leader alone."""

from datetime import datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from pypdf import PdfReader

from accounts.tests.factories import UnitFactory, UserFactory
from dashboards.services.briefing import briefing_pdf, is_time, order_briefings, print_briefing, week_of
from documents.models import StoredFile
from jobs.models import Job
from kit import clock
from notices.models import Notice
from notices.services.delivery import deliver_queued
from plans.tests.factories import ClauseFactory
from reports.tests.factories import ReportFactory

pytestmark = pytest.mark.django_db


def moment(day, hour=7, minute=30, month=6):
    return datetime(2022, month, day, hour, minute, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


@pytest.mark.parametrize(
    ("at", "answer"),
    [
        (moment(20), True),  # a Monday
        (moment(20, 7, 29), False),
        (moment(20, 23, 59), True),
        (moment(21), True),  # nothing ran on Monday
        (moment(21, 7, 29), False),
        (moment(19), False),
        (moment(11, month=4), False),  # giỗ Tổ falls on Sunday 10/4/2022: Monday is off
        (moment(12, month=4), True),
    ],
)
def test_the_sheet_comes_on_a_working_morning_of_the_week(at, answer):
    assert is_time(at) is answer


def test_it_is_ordered_once_a_week_for_each_leader_in_office():
    UserFactory(leader=True), UserFactory(leader=True), UserFactory(leader=True, is_active=False)

    assert [order_briefings(at=at) for at in (moment(20), moment(20, 9), moment(22))] == [2, 2, 2]
    assert Job.objects.filter(kind="briefing").count() == 2
    assert week_of(moment(20)) == "2022-W25"


def test_a_scheduler_that_was_dead_all_monday_orders_it_on_tuesday_once():
    UserFactory(leader=True)

    for at in (moment(21, 7, 29), moment(21), moment(24)):
        order_briefings(at=at)
    this_week = Job.objects.count()
    order_briefings(at=moment(27))

    assert (this_week, Job.objects.count()) == (1, 2)


def test_it_is_printed_and_told_once_and_read_by_its_leader_alone(client, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: moment(20))
    leader = UserFactory(leader=True)
    UnitFactory(department=True)
    ReportFactory()

    print_briefing(leader.pk, job_pk=0)
    print_briefing(leader.pk, job_pk=0)

    sheet, notice = StoredFile.objects.get(), Notice.objects.get()
    assert (notice.to, notice.path) == (leader, reverse("dashboards:briefing", args=[sheet.pk]))
    client.force_login(leader)
    assert client.get(notice.path).headers["Content-Type"] == "application/pdf"
    assert sheet.name in client.get(reverse("dashboards:briefings")).content.decode()
    assert reverse("dashboards:briefings") in client.get(reverse("dashboards:leadership")).content.decode()
    client.force_login(UserFactory(leader=True))
    assert client.get(notice.path).status_code == 404


def test_the_mail_carries_the_sheet_itself(monkeypatch, mailoutbox):
    monkeypatch.setattr(clock, "now", lambda: moment(20))
    leader = UserFactory(leader=True)
    UnitFactory(department=True)

    print_briefing(leader.pk, job_pk=0)
    deliver_queued(at=moment(20, 7, 31))

    (name, content, kind), sheet = mailoutbox[0].attachments[0], StoredFile.objects.get()
    assert (name, kind, mailoutbox[0].to) == ("ban-tin-2022-W25.pdf", "application/pdf", [leader.email])
    assert len(PdfReader(BytesIO(content)).pages) == 1 and len(content) == sheet.size


def test_a_sheet_that_is_gone_does_not_hold_up_the_mail(monkeypatch, mailoutbox):
    monkeypatch.setattr(clock, "now", lambda: moment(20))
    leader = UserFactory(leader=True)
    UnitFactory(department=True)
    print_briefing(leader.pk, job_pk=0)
    StoredFile.objects.all().delete()

    deliver_queued(at=moment(20, 7, 31))

    assert mailoutbox[0].attachments == [] and "/thong-bao/" in mailoutbox[0].body


def test_it_fits_on_one_page_however_many_are_late():
    leader = UserFactory(leader=True)
    UnitFactory(department=True)
    clause = ClauseFactory()
    for code, measure in (("G1", "communication"), ("G2", "people_reached"), ("G3", "own_plans")):
        clause.plan.objectives.create(
            clause=clause, code=code, title="Mục tiêu rất dài " * 9, target_kind="people" if code == "G2" else "units",
            target_percent=100, unit_kinds=["district_office"], measure=measure,
        )  # fmt: skip
    for _ in range(25):
        ReportFactory()

    reader = PdfReader(BytesIO(briefing_pdf(leader, moment(27))))

    text = reader.pages[0].extract_text()
    assert len(reader.pages) == 1
    assert "BẢN TIN TUẦN" in text and "25 báo cáo quá hạn chưa nộp" in " ".join(text.split())
