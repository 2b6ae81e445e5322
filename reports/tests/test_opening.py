"""Obligations open by themselves, once, and may be lifted by the coordinator with a reason."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command

from accounts.tests.factories import UnitFactory
from audit.models import AuditEntry
from kit.workflow import InvalidTransition
from plans.tests.factories import ReportingPeriodFactory
from reports import tasks
from reports.models import Report
from reports.queries.totals import total_table
from reports.services.opening import MissingReason, exclude_unit, open_due_obligations, open_obligations
from reports.tests.factories import NOW, OPENED, accepted_report, small_form

pytestmark = pytest.mark.django_db
REASON = "Đơn vị đang sắp xếp lại tổ chức."


@pytest.fixture
def period():
    return ReportingPeriodFactory(form=small_form())


def test_every_reporting_unit_gets_one_empty_report(period, district):
    UnitFactory(department=True)

    assert open_obligations(period, at=OPENED) == 1

    report = Report.objects.get()
    assert (report.unit, report.state, report.opened_at) == (district, "draft", OPENED)
    assert [entry.action for entry in AuditEntry.objects.all()] == ["report.opened"]


def test_opening_again_opens_nothing_new(period, district):
    assert (open_obligations(period, at=OPENED), open_obligations(period, at=NOW)) == (1, 0)

    assert Report.objects.get().opened_at == OPENED
    assert AuditEntry.objects.count() == 1


def test_a_unit_that_appears_later_gets_its_report_with_the_next_run(period, district):
    open_obligations(period, at=OPENED)
    UnitFactory(college=True)

    assert open_obligations(period, at=NOW) == 1


@pytest.mark.parametrize(
    ("lifetime", "owing"),
    [
        ({"closed_on": date(2022, 6, 14)}, 0),
        ({"closed_on": date(2022, 6, 15)}, 1),
        ({"opened_on": date(2022, 6, 14)}, 1),
        ({"opened_on": date(2022, 6, 15)}, 0),
    ],
)
def test_only_units_that_exist_at_the_end_of_the_period_owe_a_report(period, lifetime, owing):
    UnitFactory(**lifetime)

    assert open_obligations(period, at=OPENED) == owing


def test_a_period_that_asks_districts_only_leaves_the_college_alone(period):
    UnitFactory(college=True)
    period.reporters = ["H"]

    assert open_obligations(period, at=OPENED) == 0


def test_a_period_opens_at_its_instant_and_not_before(period, district):
    assert open_due_obligations(at=period.opens_at - timedelta(seconds=1)) == 0
    assert open_due_obligations(at=period.opens_at) == 1


def test_the_scheduler_opens_what_has_begun(period, district):
    assert (tasks.open_due_obligations(), tasks.open_due_obligations()) == (1, 0)


def test_an_excluded_unit_leaves_the_denominator_visibly(report, coordinator):
    kept, excluded = accepted_report(N101=12), report

    exclude_unit(excluded, by=coordinator, at=NOW, reason=f"  {REASON} ")

    table = total_table(kept.period)
    assert (table.coverage, table.line("N101").total.value) == ("1/1", 12)
    excluded.refresh_from_db()
    assert (excluded.excluded_at, excluded.exclusion_reason) == (NOW, REASON)
    assert AuditEntry.objects.get().action == "report.excluded"


def test_a_report_that_was_sent_is_judged_not_excluded(coordinator):
    sent = accepted_report(N101=8)

    with pytest.raises(InvalidTransition):
        exclude_unit(sent, by=coordinator, at=NOW, reason=REASON)

    sent.refresh_from_db()
    assert sent.excluded_at is None


def test_excluding_twice_keeps_the_first_reason(report, coordinator):
    exclude_unit(report, by=coordinator, at=NOW, reason=REASON)
    exclude_unit(report, by=coordinator, at=NOW + timedelta(days=1), reason="Một lý do khác hẳn.")

    report.refresh_from_db()
    assert (report.exclusion_reason, AuditEntry.objects.count()) == (REASON, 1)


@pytest.mark.parametrize("reason", ["", "ok", "   ngắn    ", "d" * 301])
def test_a_unit_is_not_excluded_without_a_reason_that_can_be_kept(report, coordinator, reason):
    with pytest.raises(MissingReason):
        exclude_unit(report, by=coordinator, at=NOW, reason=reason)

    report.refresh_from_db()
    assert report.excluded_at is None


def test_only_the_coordinator_excludes(report, staff):
    with pytest.raises(PermissionDenied):
        exclude_unit(report, by=staff, at=NOW, reason=REASON)


def test_the_command_opens_a_period_and_says_how_many(period, district, capsys):
    call_command("open_period", "2022-6T")

    assert "Đã mở 1 báo cáo cho 6 tháng đầu năm 2022" in capsys.readouterr().out


def test_the_command_can_first_show_whom_it_would_ask(period, district, capsys):
    call_command("open_period", "2022-6T", dry_run=True)

    assert district.name in capsys.readouterr().out
    assert not Report.objects.exists()


@pytest.mark.parametrize("code", ["2022", "2022-13", "abc-6T", "2031-6T"])
def test_the_command_knows_no_such_period(period, code):
    with pytest.raises(CommandError, match="Không có kỳ báo cáo"):
        call_command("open_period", code)
