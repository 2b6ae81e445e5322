"""What a person sees and does while the consolidated report is being printed."""

from functools import partial

import pytest
from django.core.exceptions import PermissionDenied

from accounts.tests.factories import UnitFactory
from audit.models import AuditEntry
from documents.models import OfficialDocument
from documents.services import rendering
from documents.services.printing import printed_file
from jobs.models import Job
from jobs.services import queue
from jobs.states import JobState
from kit.workflow import InvalidTransition
from notices.models import Notice
from reports.services.consolidation import request_consolidation, stop_build
from reports.tests.factories import NOW, accepted_report

pytestmark = pytest.mark.django_db


@pytest.fixture
def built(staff):
    UnitFactory(department=True)
    return request_consolidation(accepted_report(N101=12).period, by=staff, at=NOW)


@pytest.fixture
def printer(monkeypatch):
    """Prints at once; ``during`` is done in the middle of it, when four pages are laid out."""

    def use(during=lambda: None):
        def render(template, context, *, on_page, **named):
            on_page(4)
            during()
            return b"%PDF"

        monkeypatch.setattr(rendering, "render_pdf_apart", render)
        monkeypatch.setattr(rendering, "PAUSE", 0.01)

    return use


def test_the_page_counts_the_pages_and_offers_to_stop(built, client, staff, printer, monkeypatch):
    printer()
    seen = []
    report = queue.report_progress
    monkeypatch.setattr(
        "reports.services.consolidation.report_progress", lambda *said: seen.append(said[2]) or report(*said)
    )
    client.force_login(staff)
    assert "Dừng</button>" in client.get(f"/bao-cao/tong-hop/ban/{built.pk}/").content.decode()

    queue.run(built.job.pk)

    assert "Đang dàn trang và in PDF: 4 trang…" in seen
    notice = Notice.objects.get(kind="version-ready")
    assert notice.to == staff and notice.path.endswith(f"/ban/{built.pk}/") and "bản dự thảo" in notice.subject


def test_a_stopped_build_says_so_and_is_taken_up_again(built, client, staff, printer):
    printer()
    client.force_login(staff)

    page = client.post(f"/bao-cao/tong-hop/ban/{built.pk}/dung/", follow=True).content.decode()
    assert "Đã dừng theo yêu cầu" in page and "Thử lại" in page and "Chốt bản" not in page
    assert not queue.run(built.job.pk)

    client.post(f"/bao-cao/tong-hop/ban/{built.pk}/thu-lai/")
    queue.run(built.job.pk)
    built.refresh_from_db()
    assert built.is_printed and AuditEntry.objects.filter(action="consolidation.stopped").count() == 1


def test_stopped_in_the_middle_nothing_is_printed(built, staff, printer, monkeypatch):
    """As another person's click would, between two words of progress."""
    printer()
    report = queue.report_progress

    def told(job_pk, percent, message):
        if "trang" in message:
            stop_build(built, by=staff, at=NOW)
        report(job_pk, percent, message)

    monkeypatch.setattr("reports.services.consolidation.report_progress", told)

    queue.run(built.job.pk)

    built.refresh_from_db()
    assert (built.job.state, built.is_printed) == (JobState.STOPPED, False)
    assert built.figures is not None


def test_a_paper_that_eats_memory_is_given_up_and_printed_at_a_persons_wish(built, client, staff, monkeypatch):
    """Real processes: each dies of its limit, and the worker lives on."""
    whole = rendering.render_pdf_apart
    monkeypatch.setattr(rendering, "render_pdf_apart", partial(whole, megabytes=60))
    client.force_login(staff)
    page = f"/bao-cao/tong-hop/ban/{built.pk}/"

    for _ in range(queue.MAX_ATTEMPTS):
        Job.objects.update(not_before=NOW)
        queue.run(built.job.pk)
    told = client.get(page).content.decode()
    assert "Không lập được PDF lần này" in told and "Không thành công sau nhiều lần thử" in told
    assert not OfficialDocument.objects.get().pdf_digest

    monkeypatch.setattr(rendering, "render_pdf_apart", whole)
    client.post(f"{page}thu-lai/")
    queue.run(built.job.pk)
    assert printed_file(OfficialDocument.objects.get()).startswith(b"%PDF-1.7")


def test_what_is_ready_cannot_be_stopped_any_more(built, client, staff, printer):
    printer()
    queue.run(built.job.pk)
    client.force_login(staff)

    page = client.post(f"/bao-cao/tong-hop/ban/{built.pk}/dung/", follow=True).content.decode()

    assert "đã kết thúc trước khi dừng" in page
    with pytest.raises(InvalidTransition):
        stop_build(built, by=staff, at=NOW)


def test_a_unit_stops_nothing(built, officer):
    with pytest.raises(PermissionDenied):
        stop_build(built, by=officer, at=NOW)


def test_a_version_that_was_never_ordered_cannot_be_stopped(built, staff):
    built.job = None
    built.save()

    with pytest.raises(InvalidTransition):
        stop_build(built, by=staff, at=NOW)
