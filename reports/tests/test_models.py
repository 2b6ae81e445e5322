"""What the database itself refuses, and what a report knows about itself."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.tests.factories import UserFactory
from plans.models import Indicator
from reports.models import Consolidation, Report, ReportSection, ReportValue
from reports.states import CellStatus, ReportState
from reports.tests.factories import LAST_SECOND, NOW, TOO_LATE, ReportFactory, SubmissionRoundFactory, fill

pytestmark = pytest.mark.django_db


def refused():
    return pytest.raises(IntegrityError)


def put(report, status, value):
    indicator = Indicator.objects.get(code="N101")
    with transaction.atomic():
        return ReportValue.objects.create(report=report, indicator=indicator, status=status, value=value)


def test_a_unit_has_one_report_in_a_period(report):
    with refused(), transaction.atomic():
        ReportFactory(unit=report.unit, period=report.period)

    assert ReportFactory(unit=report.unit, period__annual=True).pk


@pytest.mark.parametrize("state", [ReportState.SUBMITTED, ReportState.RETURNED, ReportState.ACCEPTED])
def test_a_sent_report_keeps_its_first_time(report, state):
    with refused(), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(state=state, return_reason="N101 chưa khớp.")


def test_a_returned_report_has_a_reason():
    report = ReportFactory(submitted=True)

    with refused(), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(state=ReportState.RETURNED)


@pytest.mark.parametrize(
    ("status", "value"), [(CellStatus.VALUE, None), (CellStatus.NOT_APPLICABLE, 0), (CellStatus.NOT_AVAILABLE, 5)]
)
def test_a_number_stands_only_where_there_is_one(report, status, value):
    with refused():
        put(report, status, value)


def test_a_figure_is_never_negative(report):
    with refused():
        put(report, CellStatus.VALUE, -1)

    assert put(report, CellStatus.VALUE, 0).value == 0


def test_an_indicator_has_one_figure_and_a_section_one_text(report):
    fill(report, N101=3)

    with refused():
        put(report, CellStatus.VALUE, 4)
    with refused(), transaction.atomic():
        ReportSection.objects.create(report=report, code="II.2", text="Lần nữa")


def test_rounds_and_consolidations_are_numbered_once():
    sent = SubmissionRoundFactory()
    order = {"period": sent.report.period, "requested_at": NOW, "requested_by": UserFactory(staff=True)}
    Consolidation.objects.create(**order, revision=1)

    with refused(), transaction.atomic():
        SubmissionRoundFactory(report=sent.report)
    for revision in (0, 1):
        with refused(), transaction.atomic():
            Consolidation.objects.create(**order, revision=revision)


def test_everything_has_a_readable_name(report):
    fill(report, N101=3)
    sent = SubmissionRoundFactory(report=report, submitted_by=UserFactory())
    built = Consolidation(period=report.period, revision=2)

    assert str(report) == f"Báo cáo 6 tháng đầu năm 2022 – {report.unit.short_name}"
    assert str(report.values.get()) == f"{report} N101"
    assert str(report.sections.get()) == f"{report} II.2"
    assert str(sent) == f"{report}, lần 1"
    assert str(built) == "Báo cáo tổng hợp 6 tháng đầu năm 2022, bản 2"
    assert report.dom_id == f"bao-cao-{report.pk}"


@pytest.mark.parametrize(("sent_at", "on_time"), [(LAST_SECOND, True), (TOO_LATE, False)])
def test_the_first_sending_alone_decides_whether_a_report_is_late(sent_at, on_time):
    report = ReportFactory(submitted=True, first_submitted_at=sent_at, submitted_at=TOO_LATE + timedelta(days=5))

    assert report.was_on_time is on_time
    assert report.is_late(TOO_LATE + timedelta(days=9)) is not on_time


def test_a_report_never_sent_is_late_as_soon_as_the_deadline_has_passed(report):
    assert report.was_on_time is None
    assert (report.is_late(LAST_SECOND), report.is_late(TOO_LATE)) == (False, True)
    assert list(Report.objects.overdue(LAST_SECOND)) == []
    assert list(Report.objects.overdue(TOO_LATE)) == [report]


def test_an_excluded_unit_is_never_late_and_owes_nothing():
    report = ReportFactory(excluded_at=NOW)

    assert not report.is_late(TOO_LATE) and not report.is_editable
    assert not Report.objects.expected().exists() and not Report.objects.overdue(TOO_LATE).exists()


def test_a_report_returned_and_not_sent_again_is_with_its_unit_but_not_overdue():
    report = ReportFactory(returned=True)

    assert list(Report.objects.awaiting_submission()) == [report]
    assert not Report.objects.overdue(TOO_LATE).exists()
