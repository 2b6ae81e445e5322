"""The pages of totals and of the consolidated report: who reads, who builds, what is not there."""

import pytest

from accounts.tests.factories import UnitFactory, UserFactory
from jobs.models import Job
from jobs.services import queue
from jobs.states import JobState
from reports.models import Consolidation
from reports.tests.factories import ReportFactory, accepted_report
from reports.tests.pages import page_of

pytestmark = pytest.mark.django_db
REASON = {"reason": "N101 chưa khớp lời văn mục II.2."}
POSTS = ["luu-o", "trinh", "tra-lai-nguoi-nhap", "gui", "chinh-ly", "duyet", "mo-lai", "loai-tru"]
READERS = ["staff", "coordinator", "leader", "auditor"]


# --- Totals and the consolidated report ---------------------------------------------------------


def test_the_totals_name_who_is_missing(browse, staff):
    accepted_report(N101=12, N202=1)
    missing = ReportFactory()

    page = page_of(browse(staff).get("/bao-cao/tong-hop/"))

    assert "1/2 đơn vị" in page and missing.unit.short_name in page
    assert "/bao-cao/tong-hop/2022-6T/chi-tieu/N101/" in page


def test_behind_each_total_stand_the_units_figures(browse, staff):
    given, missing = accepted_report(N101=12, N113="na"), ReportFactory()

    page = page_of(browse(staff).get("/bao-cao/tong-hop/2022-6T/chi-tieu/N101/"))

    assert given.unit.short_name in page and missing.unit.short_name in page
    assert "<strong>12</strong>" in page and "<strong>–</strong>" in page


@pytest.mark.parametrize("path", ["2022-6T/chi-tieu/XX99/", "2031-6T/chi-tieu/N101/", "ban/999/", "ban/999/tai/"])
def test_totals_that_do_not_exist_are_not_found(browse, report, staff, path):
    assert browse(staff).get(f"/bao-cao/tong-hop/{path}").status_code == 404


def test_before_anything_is_accepted_a_draft_can_be_made(browse, staff):
    report = ReportFactory(submitted=True)

    response = browse(staff).post(f"/bao-cao/tong-hop/{report.period.code}/lap/")

    assert response.status_code == 302 and Consolidation.objects.get().is_draft


def test_an_output_that_is_not_known_is_not_there(browse, staff):
    report = ReportFactory(submitted=True)

    response = browse(staff).post(f"/bao-cao/tong-hop/{report.period.code}/lap/", {"profile": "khac"})

    assert response.status_code == 404 and not Consolidation.objects.exists()


@pytest.fixture
def built(browse, staff):
    """A build ordered on the page."""
    UnitFactory(department=True)
    accepted_report(N101=12)
    browse(staff).post("/bao-cao/tong-hop/2022-6T/lap/")
    return Consolidation.objects.get()


def test_an_order_leads_to_a_page_that_shows_the_progress(browse, staff, built):
    page = page_of(browse(staff).get(f"/bao-cao/tong-hop/ban/{built.pk}/"))
    card = page_of(browse(staff).get(f"/bao-cao/tong-hop/ban/{built.pk}/tien-do/"))

    assert "Đang lập báo cáo" in page and 'hx-trigger="every 1s"' in card and "<html" not in card


def test_when_it_is_done_the_open_page_shows_the_next_step_by_itself(browse, staff, built):
    built.job.__class__.objects.update(state="failed")

    assert browse(staff).get(f"/bao-cao/tong-hop/ban/{built.pk}/tien-do/").headers["HX-Refresh"] == "true"


def test_an_unfinished_document_cannot_be_downloaded(browse, staff, built):
    assert browse(staff).get(f"/bao-cao/tong-hop/ban/{built.pk}/tai/").status_code == 404


@pytest.mark.parametrize("who", READERS)
def test_the_finished_document_can_be_read_and_downloaded(browse, who, built, quick_paper):
    queue.run(built.job.pk)
    client, address = browse(UserFactory(**{who: True})), f"/bao-cao/tong-hop/ban/{built.pk}/"

    read, saved = client.get(f"{address}tai/"), client.get(f"{address}tai/?tai")

    assert b"".join(read) == b"".join(saved) and read["Content-Type"] == "application/pdf"
    assert read["Content-Disposition"].startswith("inline") and saved["Content-Disposition"].startswith("attachment")
    assert "bao-cao-tong-hop-2022-6T-ubnd-ban-1.pdf" in saved["Content-Disposition"]
    assert "Đã lập xong" in page_of(client.get(address))


@pytest.mark.parametrize("path", ["", "tien-do/", "tai/"])
def test_a_unit_reads_no_consolidated_report(browse, officer, built, path):
    assert browse(officer).get(f"/bao-cao/tong-hop/ban/{built.pk}/{path}").status_code == 403


def test_a_failed_build_can_be_tried_again_by_the_department_only(browse, staff, built):
    Job.objects.update(state=JobState.FAILED)
    address = f"/bao-cao/tong-hop/ban/{built.pk}/"
    assert "Thử lại" not in page_of(browse(UserFactory(leader=True)).get(address))
    assert "Thử lại" in page_of(browse(staff).get(address))

    assert browse(UserFactory(leader=True)).post(f"{address}thu-lai/").status_code == 403
    assert browse(staff).post(f"{address}thu-lai/").url == address
    assert Job.objects.get().state == JobState.WAITING


def test_a_build_without_a_job_needs_no_wake_up(browse, staff, built):
    Consolidation.objects.update(job=None)

    assert browse(staff).post(f"/bao-cao/tong-hop/ban/{built.pk}/thu-lai/").status_code == 302
