"""Who may do what with a report: the table in reports/rules.py, cell by cell."""

import pytest

from accounts.states import Role
from accounts.tests.factories import UserFactory
from reports.models import Consolidation, Report
from reports.rules import PERMISSIONS
from reports.tests.factories import ReportFactory

pytestmark = pytest.mark.django_db
OWN_OFFICER = {
    "ask_concession",
    "attach_file",
    "comment_report",
    "view_report",
    "edit_report",
    "forward_report",
    "hand_back_report",
}
OWN_HEAD = OWN_OFFICER | {"submit_report", "recall_report"}
STAFF = {
    "draft_letter",
    "nudge_unit",
    "comment_report",
    "note_report",
    "settle_thread",
    "view_report",
    "take_report",
    "adjust_total",
    "return_report",
    "accept_report",
    "consolidate",
    "print_draft",
}
COORDINATOR = STAFF | {
    "reopen_report",
    "exclude_unit",
    "enter_on_behalf",
    "propose",
    "decide_concession",
    "set_deadline",
    "edit_profile",
    "set_rows",
}
LEADER = {"view_report", "approve", "comment_report", "note_report", "print_draft"}
READER = {"view_report", "print_draft"}
TABLE = {  # who: (with a report of the own unit, with another unit's)
    "officer": (OWN_OFFICER, set()),
    "head": (OWN_HEAD, set()),
    "staff": (STAFF, STAFF),
    "coordinator": (COORDINATOR, COORDINATOR),
    "leader": (LEADER, LEADER),
    "auditor": (READER, READER),
    "inspector": (set(), set()),
    "administrator": (set(), set()),
}
WHO = {"officer": {}, "head": {"approver": True}}
CELLS = [
    (who, is_own, permission, permission.split(".")[1] in TABLE[who][0 if is_own else 1])
    for who in TABLE
    for is_own in (True, False)
    for permission in PERMISSIONS
]


def person(who, **values):
    return UserFactory(**WHO.get(who, {who: True}), **values)


@pytest.mark.parametrize(("who", "is_own", "permission", "expected"), CELLS)
def test_the_table_of_permissions_holds(who, is_own, permission, expected):
    user = person(who)
    report = ReportFactory(unit=user.unit) if is_own else ReportFactory()

    assert user.has_perm(permission, report) is expected


@pytest.mark.parametrize("who", TABLE)
@pytest.mark.parametrize("permission", PERMISSIONS)
def test_a_closed_account_may_do_nothing(who, permission):
    user = person(who, is_active=False)

    assert not user.has_perm(permission, ReportFactory(unit=user.unit))


@pytest.mark.parametrize("is_active", [True, False])
@pytest.mark.parametrize("who", TABLE)
def test_the_list_shows_exactly_the_reports_that_may_be_opened(who, is_active):
    user = person(who, is_active=is_active)
    reports = {ReportFactory(unit=user.unit), ReportFactory(), ReportFactory(submitted=True)}

    seen = set(Report.objects.visible_to(user))

    assert seen == {report for report in reports if user.has_perm("reports.view_report", report)}


@pytest.mark.parametrize("role", Role)
def test_a_person_without_a_unit_sees_no_units_report_by_accident(role):
    user, report = UserFactory(role=role, unit=None, approver=True), ReportFactory()

    assert (report in Report.objects.visible_to(user)) is user.has_perm("reports.view_report", report)
    assert not user.has_perm("reports.submit_report", report)


@pytest.mark.parametrize("permission", ["reports.accept_report", "reports.return_report"])
@pytest.mark.parametrize("who", ["staff", "coordinator"])
def test_nobody_judges_what_he_sent_himself(who, permission):
    user = person(who)
    report = ReportFactory(submitted=True, submitted_by=user)

    assert not user.has_perm(permission, report)
    assert person(who).has_perm(permission, report)


def test_without_a_report_nobody_judges():
    assert not UserFactory(staff=True).has_perm("reports.accept_report")


@pytest.mark.parametrize("who", TABLE)
def test_consolidated_reports_are_for_the_department_the_leadership_and_the_auditor(who):
    built = Consolidation.objects.create(
        period=ReportFactory().period, revision=1, requested_at="2022-07-01T02:00Z", requested_by=person("staff")
    )

    seen = built in Consolidation.objects.visible_to(person(who))

    assert seen is (who in {"staff", "coordinator", "leader", "auditor"})
    assert built not in Consolidation.objects.visible_to(person(who, is_active=False))
