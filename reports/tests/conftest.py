"""The people of these tests: a district's officer and head, and the department's."""

from decimal import Decimal

import pytest

from accounts.tests.factories import UnitFactory, UserFactory
from reports.models import ReportSection
from reports.tests.factories import ReportFactory, complete, fill, note_on


@pytest.fixture
def district():
    return UnitFactory()


@pytest.fixture
def officer(district):
    return UserFactory(unit=district)


@pytest.fixture
def head(district):
    return UserFactory(unit=district, approver=True)


@pytest.fixture
def staff():
    return UserFactory(staff=True)


@pytest.fixture
def coordinator():
    return UserFactory(coordinator=True)


@pytest.fixture
def report(district):
    """The district's empty draft."""
    return ReportFactory(unit=district)


@pytest.fixture
def ready(report, officer, head):
    """The district's draft with everything filled in, and both people to send it."""
    return complete(report)


@pytest.fixture
def draft(report, officer):
    """A draft with every kind of cell, notes, and words that look like formulas."""
    fill(report, N101=1250, N102="na", N113=12, N114=6, N201=1, N202=0, KP02=Decimal("12.5"), N116="unavailable")
    note_on(report, "N101", "=HYPERLINK(1)\nhai dòng")
    ReportSection.objects.create(report=report, code="V", text="+ Đề nghị cấp kinh phí\n- Tập huấn")
    return report


@pytest.fixture
def browse(client):
    """The browser of one person: browse(officer).get("…")."""

    def browse(user):
        client.force_login(user)
        return client

    return browse
