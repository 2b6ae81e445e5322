"""What is owed because of reports: now, then, and in time to come."""

from datetime import timedelta

import pytest

from accounts.tests.factories import UnitFactory
from deadlines.states import Level, ObligationKind
from plans.figures import VIETNAM
from plans.tests.factories import ReportingPeriodFactory
from reports.queries.obligations import obligations
from reports.services.opening import exclude_unit, open_obligations
from reports.services.review import accept_report, return_report
from reports.services.submission import forward_report, hand_back_report, submit_report
from reports.tests.factories import NOW, ReportFactory, small_form

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def kinds(at):
    return [owed.kind for owed in obligations(at) if not owed.is_foreseen]


def test_a_draft_is_owed_by_its_officers_and_known_to_its_head(report, officer, head):
    [owed] = obligations(NOW)

    assert (owed.key, owed.kind) == (f"report:2022-6T:{report.unit.code}", ObligationKind.REPORT)
    assert owed.due_at == report.period.due_at and owed.since == report.opened_at
    assert [p.username for p in owed.people[Level.DOER]] == [officer.username]
    assert [p.username for p in owed.people[Level.HEAD]] == [head.username]
    assert (owed.thing, owed.path, owed.is_foreseen) == (f"report:{report.pk}", f"/bao-cao/{report.pk}/", False)


def test_a_report_is_followed_from_desk_to_desk_and_back_in_time(ready, officer, head, staff):
    forward_report(ready, by=officer, at=NOW)
    hand_back_report(ready, by=head, at=NOW + HOUR)
    forward_report(ready, by=officer, at=NOW + 2 * HOUR)
    submit_report(ready, by=head, at=NOW + 3 * HOUR)
    return_report(ready, by=staff, at=NOW + 4 * HOUR, reason="N101 chưa khớp mục II.2.")
    forward_report(ready, by=officer, at=NOW + 5 * HOUR)
    submit_report(ready, by=head, at=NOW + 6 * HOUR)
    accept_report(ready, by=staff, at=NOW + 7 * HOUR)

    report, signature = ObligationKind.REPORT, ObligationKind.SIGNATURE
    assert [kinds(NOW + hour * HOUR - HOUR / 2) for hour in range(9)] == [
        [report],
        [report, signature],
        [report],
        [report, signature],
        [ObligationKind.REVIEW],
        [ObligationKind.RETURNED],
        [signature],  # it was sent once: only the signature is owed
        [ObligationKind.REVIEW],
        [],
    ]


def test_what_lies_before_the_head_is_his_alone(ready, officer, head):
    forward_report(ready, by=officer, at=NOW)

    owed_now = [owed for owed in obligations(NOW) if not owed.is_foreseen]
    assert {p.username for owed in owed_now for people in owed.people.values() for p in people} == {head.username}
    assert (owed_now[1].since, owed_now[1].due_at) == (NOW, None)


def test_a_correction_and_a_review_are_due_some_days_after_they_began_but_not_before_the_deadline(officer, staff):
    ReportFactory(unit=officer.unit, returned=True, decided_at=NOW + DAY)
    ReportFactory(submitted=True)

    by_kind = {owed.kind: owed for owed in obligations(NOW + 2 * DAY) if not owed.is_foreseen}

    assert by_kind[ObligationKind.RETURNED].since == NOW + DAY
    assert by_kind[ObligationKind.REVIEW].since == NOW
    assert {owed.not_before for owed in by_kind.values()} == {ReportFactory.build().period.due_at}
    assert [p.username for p in by_kind[ObligationKind.REVIEW].people[Level.DOER]] == [staff.username]


def test_an_excluded_unit_owes_nothing_from_that_moment(report, coordinator):
    exclude_unit(report, by=coordinator, at=NOW, reason="Đơn vị đã sáp nhập.")

    assert kinds(NOW - HOUR) == [ObligationKind.REPORT]
    assert kinds(NOW + HOUR) == []


def test_reports_of_a_period_that_will_open_are_foreseen_for_the_units_that_will_exist():
    period = ReportingPeriodFactory(form=small_form(), year=2022, kind="NAM")
    gone = UnitFactory(closed_on=period.ends_on - DAY)
    there = UnitFactory()
    UnitFactory(reporter_code="")

    assert obligations(period.opens_at - HOUR) == []
    [owed] = obligations(period.opens_at)
    assert (owed.unit_code, owed.is_foreseen, owed.thing) == (there.code, True, "")
    assert owed.unit_code != gone.code

    open_obligations(period, at=period.opens_at)
    [opened] = obligations(period.opens_at)
    assert (opened.key, opened.is_foreseen) == (owed.key, False)
    assert opened.due_at.astimezone(VIETNAM).day == 25
