"""The board: counted by the database, shown page by page, the same answers as the reports themselves give."""

from datetime import timedelta

import pytest

from reports.models import Report
from reports.queries.board import LATE, board_counts, board_reports
from reports.tests.factories import LAST_SECOND, NOW, TOO_LATE, ReportFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def reports():
    """Sent in time, sent late, late but extended, never sent, excluded."""
    extended = {"extended_due_at": TOO_LATE + timedelta(days=5)}
    return [
        ReportFactory(submitted=True, first_submitted_at=LAST_SECOND),
        ReportFactory(accepted=True, first_submitted_at=TOO_LATE),
        ReportFactory(returned=True, first_submitted_at=TOO_LATE, **extended),
        ReportFactory(submitted=True, first_submitted_at=TOO_LATE + timedelta(days=5), **extended),
        ReportFactory(),
        ReportFactory(awaiting_head=True, **extended),
        ReportFactory(excluded_at=NOW),
    ]


@pytest.mark.parametrize("at", [NOW, LAST_SECOND, TOO_LATE, TOO_LATE + timedelta(days=5)])
def test_the_database_finds_the_same_late_ones_as_the_report_itself(reports, staff, at):
    late = {report.pk for report in Report.objects.select_related("period") if report.is_late(at)}

    found = board_reports(reports[0].period, staff, LATE, at)

    assert {report.pk for report in found} == late
    assert board_counts(reports[0].period, staff, at)[LATE] == len(late)


def test_the_board_counts_every_state_but_not_the_excluded(reports, staff):
    counts = board_counts(reports[0].period, staff, NOW)

    assert counts == {
        "draft": 1, "awaiting_head": 1, "submitted": 2, "returned": 1, "accepted": 1, "total": 6, LATE: 2,
    }  # fmt: skip
    assert set(board_reports(reports[0].period, staff, "", NOW)) == set(reports)


def test_many_units_come_in_pages_that_keep_what_was_chosen(client, staff, monkeypatch):
    monkeypatch.setattr("reports.views.review.PER_PAGE", 2)
    units = [ReportFactory().unit for _ in range(3)]
    client.force_login(staff)

    first = client.get("/bao-cao/theo-doi/?ky=2022-6T&tinh-trang=draft")
    last = client.get("/bao-cao/theo-doi/?ky=2022-6T&tinh-trang=draft&trang=2")

    assert [len(page.context["rows"]) for page in (first, last)] == [2, 1]
    assert "?ky=2022-6T&amp;tinh-trang=draft&amp;trang=2" in first.content.decode()
    assert first.context["counts"]["draft"] == len(units)


def test_an_unknown_state_narrows_nothing(client, staff, report):
    client.force_login(staff)

    assert len(client.get("/bao-cao/theo-doi/?tinh-trang=unit__pk").context["rows"]) == 1
