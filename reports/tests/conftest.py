"""The people of these tests: a district's officer and head, and the department's."""

import pytest

from accounts.tests.factories import UnitFactory, UserFactory
from reports.tests.factories import ReportFactory, complete


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
