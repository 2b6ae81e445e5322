"""The command, against a count by hand: one district of five in operation, one of two, one of none."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Territory
from accounts.tests.factories import TerritoryFactory
from inspections.models import EstablishmentStatus
from inspections.states import InspectionState, Level, OperatingStatus
from inspections.tests.factories import (
    CommuneFactory,
    EstablishmentFactory,
    InspectionFactory,
    TeamFactory,
    ViolationFactory,
)

pytestmark = pytest.mark.django_db


def say(*arguments: str) -> str:
    out = StringIO()
    call_command("coverage", *arguments, stdout=out)
    return out.getvalue()


def visit(establishment, day, **values):
    return InspectionFactory(establishment=establishment, done=True, inspected_on=day, planned_on=day, **values)


@pytest.fixture
def counted_by_hand():
    """A: 5 in operation, a closed one that was inspected, 2 inspected (one by both levels): 3 visits + 1.

    B: 7 in operation, 1 inspected of them, violating twice. C: only a closed one.
    """
    province = TerritoryFactory(province=True, code="20")
    places = {}
    for code, number in (("901", 5), ("902", 7), ("903", 0)):
        district = TerritoryFactory(code=code, name=f"Huyện {code}", parent=province)
        commune = CommuneFactory(parent=district)
        places[code] = [EstablishmentFactory(commune=commune) for _ in range(number)]
        shut = EstablishmentFactory(commune=commune)
        EstablishmentStatus.objects.create(establishment=shut, status=OperatingStatus.CLOSED, from_on=date(2022, 7, 1))
        places[code].append(shut)
    first, second, *_, shut = places["901"]
    visit(first, date(2022, 1, 1))
    visit(first, date(2022, 5, 2), team=TeamFactory(level=Level.DISTRICT))
    visit(second, date(2022, 12, 31))
    visit(shut, date(2022, 3, 1))
    visit(places["901"][2], date(2021, 12, 31))
    InspectionFactory(establishment=places["901"][3])  # only planned
    found = visit(places["902"][0], date(2022, 8, 8), state=InspectionState.VIOLATION)
    ViolationFactory(inspection=found)
    ViolationFactory(inspection=found)
    return places


def test_the_command_prints_what_a_hand_counts(counted_by_hand):
    found = json.loads(say("--on", "2022-12-31", "--json"))

    assert found["on"] == "2022-12-31"
    assert [list(row.values()) for row in found["districts"]] == [
        ["901", "Huyện 901", 5, 2, 4, 0, 40.0],
        ["902", "Huyện 902", 7, 1, 1, 1, 14.3],
        ["903", "Huyện 903", 0, 0, 0, 0, None],
    ]
    assert list(found["province"].values()) == ["20", "Tỉnh Lạng Sơn", 12, 3, 5, 1, 25.0]
    assert list(found["province"]) == ["code", "name", "active", "inspected", "visits", "violating", "percent"]


def test_an_earlier_day_sees_neither_later_visits_nor_later_closings(counted_by_hand):
    found = json.loads(say("--on", "2022-06-30", "--json"))

    assert [list(row.values())[2:] for row in found["districts"]] == [
        [6, 2, 3, 0, 33.3],
        [8, 0, 0, 0, 0.0],
        [1, 0, 0, 0, 0.0],
    ]


def test_people_get_a_table(counted_by_hand):
    text = say("--on", "2022-12-31")

    assert "Huyện 902" in text
    assert "14,3" in text
    assert "–" in text


def test_a_day_that_does_not_exist_is_refused():
    with pytest.raises(CommandError, match="2022-12-31"):
        say("--on", "31/12/2022")


def test_without_a_province_the_total_is_named_all_the_same():
    assert not Territory.objects.exists()

    assert json.loads(say("--on", "2022-12-31", "--json"))["province"]["name"] == "Toàn tỉnh"
