"""The living report on paper: ordered, watched, told of, and printed once for the same words and figures."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.tests.factories import UnitFactory
from audit.models import AuditEntry
from documents.models import OfficialDocument
from documents.services import rendering
from jobs.models import Job
from jobs.services import queue
from jobs.states import JobState
from kit.apart import Failed
from notices.models import Notice
from reports.models import LivingPrint, ReportValue
from reports.queries.profiles import profile_of
from reports.services.living import KEPT_FOR, order_print
from reports.services.outputs import live_output
from reports.tests.factories import NOW, accepted_report

pytestmark = pytest.mark.django_db


@pytest.fixture
def period():
    UnitFactory(department=True)
    return accepted_report(N101=12).period


@pytest.fixture
def printer(monkeypatch):
    printed = []

    def render(template, context, *, on_page, **named):
        on_page(4)
        printed.append(context)
        return b"%PDF-draft"

    monkeypatch.setattr(rendering, "render_pdf_apart", render)
    monkeypatch.setattr(rendering, "PAUSE", 0.01)
    return printed


def order(client, period):
    return client.post(reverse("reports:living_order", args=[period.code]), follow=True)


def test_the_paper_is_ordered_watched_told_of_and_fetched(client, staff, period, printer):
    client.force_login(staff)
    page = reverse("reports:living", args=[period.code])
    assert "In PDF có chữ DỰ THẢO" in client.get(page).content.decode()

    waiting = order(client, period)
    made = LivingPrint.objects.get()
    here = reverse("reports:living_print", args=[made.pk])
    assert "Đang chờ tới lượt" in waiting.content.decode() and 'hx-trigger="every 1s"' in waiting.content.decode()
    assert client.get(reverse("reports:living_pdf", args=[made.pk])).status_code == 404

    queue.run(made.job.pk)

    card = client.get(here, headers={"HX-Request": "true"}).content.decode()
    assert "Đã in xong" in card and "<html" not in card and "every 1s" not in card
    assert client.get(reverse("reports:living_pdf", args=[made.pk])).content == b"%PDF-draft"
    assert reverse("reports:living_pdf", args=[made.pk]) in client.get(page).content.decode()
    notice = Notice.objects.get(kind="version-ready")
    assert (notice.to, notice.path) == (staff, here)
    assert AuditEntry.objects.filter(action="living.ordered").count() == 1


def test_the_same_words_and_figures_are_printed_once_and_others_anew(client, staff, period, printer):
    client.force_login(staff)
    order(client, period)
    queue.sweep()
    again = order(client, period)
    assert "Đã in xong" in again.content.decode() and LivingPrint.objects.count() == 1

    ReportValue.objects.filter(indicator__code="N101").update(value=13)
    order(client, period)
    queue.sweep()

    assert (LivingPrint.objects.count(), len(printed := printer)) == (2, 2)
    assert printed[0] != printed[1]


def test_a_print_that_failed_says_so_and_is_tried_again(client, staff, period, printer, monkeypatch):
    def broken(*args, **named):
        raise Failed("exit -9")

    client.force_login(staff)
    works = rendering.render_pdf_apart
    monkeypatch.setattr(rendering, "render_pdf_apart", broken)
    order(client, period)
    for _ in range(queue.TRIES_AT_THE_LIMIT):
        Job.objects.update(not_before=NOW)
        queue.sweep()
    page = client.get(reverse("reports:living_print", args=[LivingPrint.objects.get().pk])).content.decode()
    assert "Không in được lần này" in page and "quá giới hạn thời gian hoặc bộ nhớ" in page

    monkeypatch.setattr(rendering, "render_pdf_apart", works)
    order(client, period)
    queue.sweep()

    assert Job.objects.get().state == JobState.DONE and LivingPrint.objects.get().document.pdf_digest


def test_a_lost_file_is_not_handed_out(client, staff, period, printer, settings):
    client.force_login(staff)
    order(client, period)
    queue.sweep()
    made = LivingPrint.objects.get()
    made.document.pdf.storage.delete(made.document.pdf.name)

    assert client.get(reverse("reports:living_pdf", args=[made.pk])).status_code == 404


def test_prints_of_last_month_are_thrown_away(client, staff, period, printer, django_capture_on_commit_callbacks):
    client.force_login(staff)
    order(client, period)
    queue.sweep()
    old = LivingPrint.objects.select_related("document").get()
    LivingPrint.objects.update(requested_at=NOW - KEPT_FOR - timedelta(days=1))
    ReportValue.objects.filter(indicator__code="N101").update(value=13)

    with django_capture_on_commit_callbacks(execute=True):
        output = live_output(period, profile_of("ubnd"), at=NOW, names_holes=True)
        made = order_print(period, output, by=staff, at=NOW)

    assert [p.pk for p in LivingPrint.objects.all()] == [made.pk]
    assert not old.document.pdf.storage.exists(old.document.pdf.name)
    assert not OfficialDocument.objects.filter(pk=old.document_id).exists()


def test_a_unit_orders_nothing(officer, period):
    output = live_output(period, profile_of("ubnd"), at=NOW)

    with pytest.raises(PermissionDenied):
        order_print(period, output, by=officer, at=NOW)
