"""The people and places of these tests: one district, its neighbour, and a team for each level."""

import pytest

from accounts.tests.factories import UnitFactory, UserFactory
from inspections.states import Level
from inspections.tests.factories import (
    TODAY,
    CommuneFactory,
    EstablishmentFactory,
    InspectionFactory,
    TeamFactory,
    join,
)
from kit import clock


@pytest.fixture(autouse=True)
def _day(monkeypatch):
    """Pages play 20/06/2022, 9:00."""
    from inspections.tests.factories import NOW

    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(clock, "today", lambda: TODAY)


@pytest.fixture
def office():
    """The reporting office of the district."""
    return UnitFactory()


@pytest.fixture
def reporter(office):
    return UserFactory(unit=office)


@pytest.fixture
def place(office):
    """An establishment of the district."""
    return EstablishmentFactory(name="Nhà nghỉ Thăm Đồng", commune=CommuneFactory(parent=office.territory))


@pytest.fixture
def elsewhere():
    """An establishment of another district."""
    return EstablishmentFactory(name="Karaoke Láng Giềng")


@pytest.fixture
def team():
    """The province's team."""
    return TeamFactory()


@pytest.fixture
def district_team(office):
    return TeamFactory(level=Level.DISTRICT, unit=office)


@pytest.fixture
def inspector(team):
    """A member of the province's team."""
    user = UserFactory(inspector=True)
    join(team, user)
    return user


@pytest.fixture
def district_inspector(district_team):
    user = UserFactory(inspector=True)
    join(district_team, user)
    return user


@pytest.fixture
def coordinator():
    return UserFactory(coordinator=True)


@pytest.fixture
def staff():
    return UserFactory(staff=True)


@pytest.fixture
def leader():
    return UserFactory(leader=True)


@pytest.fixture
def auditor():
    return UserFactory(auditor=True)


@pytest.fixture
def administrator():
    return UserFactory(administrator=True)


@pytest.fixture
def planned(place, team, inspector):
    """An inspection of the province's team, still to come."""
    return InspectionFactory(establishment=place, team=team)


@pytest.fixture
def head(team):
    """The head of the province's team, with an account of his own."""
    user = UserFactory(inspector=True)
    member = team.members.get(duty="head")
    member.user = user
    member.save()
    return user
