"""Each role at each place: the rule, its SQL twin, and what the table of rules.py says."""

from datetime import date

import pytest

from accounts.tests.factories import TerritoryFactory, UnitFactory, UserFactory
from inspections.models import Establishment, Inspection, Team, Violation
from inspections.states import InspectionState
from inspections.tests.factories import (
    CommuneFactory,
    EstablishmentFactory,
    InspectionFactory,
    TeamFactory,
    ViolationFactory,
    join,
)

pytestmark = pytest.mark.django_db

PEOPLE = (
    "reporter", "staff", "coordinator", "leader", "inspector", "district_inspector", "auditor", "administrator",
)  # fmt: skip
ALL = set(PEOPLE)
READERS = {"staff", "coordinator", "leader", "auditor"}


@pytest.fixture
def people(request):
    return {name: request.getfixturevalue(name) for name in PEOPLE}


def allowed(people, perm, obj) -> set[str]:
    return {name for name, user in people.items() if user.has_perm(f"inspections.{perm}", obj)}


def seen(people, model, obj) -> set[str]:
    return {name for name, user in people.items() if model.objects.visible_to(user).filter(pk=obj.pk).exists()}


def test_who_sees_and_edits_an_establishment_of_the_district(people, place):
    local = {"reporter", "inspector", "district_inspector"}

    assert allowed(people, "view_establishment", place) == READERS | local
    assert allowed(people, "edit_establishment", place) == {"staff", "coordinator"} | local
    assert allowed(people, "view_owner", place) == {"staff", "coordinator"} | local
    assert seen(people, Establishment, place) == READERS | local


def test_who_sees_and_edits_an_establishment_of_another_district(people, elsewhere):
    assert allowed(people, "view_establishment", elsewhere) == READERS | {"inspector"}
    assert allowed(people, "edit_establishment", elsewhere) == {"staff", "coordinator", "inspector"}
    assert allowed(people, "view_owner", elsewhere) == {"staff", "coordinator", "inspector"}
    assert seen(people, Establishment, elsewhere) == READERS | {"inspector"}


def test_a_surprise_still_to_come_is_known_to_its_team_alone(people, place, team):
    inspection = InspectionFactory(establishment=place, team=team, mode="unannounced", ground="complaint")

    assert allowed(people, "view_inspection", inspection) == seen(people, Inspection, inspection) == {"inspector"}
    join(team, people["coordinator"])  # the head of the team may be the department's
    assert allowed(people, "view_inspection", inspection) == {"inspector", "coordinator"}
    assert seen(people, Inspection, inspection) == {"inspector", "coordinator"}


def test_who_knows_of_a_planned_inspection(people, place, team):
    inspection = InspectionFactory(establishment=place, team=team)
    knowing = {"coordinator", "leader", "inspector"}

    assert allowed(people, "view_inspection", inspection) == knowing
    assert seen(people, Inspection, inspection) == knowing
    assert allowed(people, "plan_inspection", inspection) == {"coordinator", "inspector"}
    assert allowed(people, "record_inspection", inspection) == {"inspector"}
    assert allowed(people, "follow_up_inspection", inspection) == {"inspector"}


@pytest.mark.parametrize("state", [InspectionState.CLEAN, InspectionState.VIOLATION, InspectionState.CLOSED])
def test_who_sees_an_inspection_carried_out_in_the_district(people, place, team, state):
    inspection = InspectionFactory(establishment=place, team=team, done=True, state=state)

    assert allowed(people, "view_inspection", inspection) == READERS | {"inspector", "reporter"}
    assert seen(people, Inspection, inspection) == READERS | {"inspector", "reporter"}


def test_who_sees_an_inspection_of_the_districts_own_team_elsewhere(people, elsewhere, district_team):
    inspection = InspectionFactory(establishment=elsewhere, team=district_team, done=True)

    assert allowed(people, "view_inspection", inspection) == READERS | {"district_inspector"}
    assert seen(people, Inspection, inspection) == READERS | {"district_inspector"}


def test_a_visit_that_failed_is_no_business_of_the_reporting_unit(people, place, team, inspector):
    values = {"recorded_by": inspector, "recorded_at": inspector.date_joined, "could_not_reason": "Đóng cửa"}
    inspection = InspectionFactory(establishment=place, team=team, state=InspectionState.COULD_NOT, **values)

    assert allowed(people, "view_inspection", inspection) == READERS | {"inspector"}
    assert seen(people, Inspection, inspection) == READERS | {"inspector"}


def test_a_visit_to_a_place_that_stood_still_is_counted_by_the_reporting_unit_and_seen_by_it(
    people, place, team, inspector
):
    values = {"recorded_by": inspector, "recorded_at": inspector.date_joined, "could_not_reason": "Gỡ biển hiệu"}
    still = {"state": InspectionState.COULD_NOT, "obstacle": "ceased", "came_on": date(2022, 3, 3)}
    inspection = InspectionFactory(establishment=place, team=team, **still, **values)

    assert allowed(people, "view_inspection", inspection) == READERS | {"inspector", "reporter"}
    assert seen(people, Inspection, inspection) == READERS | {"inspector", "reporter"}


def test_who_sees_a_team(people, team, district_team):
    assert allowed(people, "view_team", team) == seen(people, Team, team) == READERS | {"inspector"}
    local = {"reporter", "district_inspector"}
    assert allowed(people, "view_team", district_team) == seen(people, Team, district_team) == READERS | local
    assert allowed(people, "establish_team", None) == {"coordinator"}


def test_whoever_sees_the_inspection_sees_its_violations(people, place, team):
    violation = ViolationFactory(inspection__establishment=place, inspection__team=team)

    assert seen(people, Violation, violation) == seen(people, Inspection, violation.inspection)


def test_a_disabled_person_sees_nothing(people, place, team, district_team):
    inspection = InspectionFactory(establishment=place, team=team, done=True)
    for user in people.values():
        user.is_active = False

    for perm in ("view_establishment", "edit_establishment", "view_owner"):
        assert allowed(people, perm, place) == set()
    assert allowed(people, "view_inspection", inspection) == set()
    assert allowed(people, "view_team", district_team) == set()
    assert seen(people, Establishment, place) == seen(people, Inspection, inspection) == set()
    assert seen(people, Team, district_team) == set()


def test_without_an_object_nobody_local_may_anything(people):
    assert allowed(people, "view_establishment", None) == READERS
    assert allowed(people, "view_inspection", None) == {"coordinator", "leader"}
    assert allowed(people, "view_team", None) == READERS


def test_a_unit_of_the_province_answers_for_no_district(place):
    province = TerritoryFactory(province=True)
    room = UserFactory(unit=UnitFactory(room=True, territory=province))
    direct = EstablishmentFactory(commune=CommuneFactory(parent=province))
    nobody = UserFactory(unit=None)

    for user in (room, nobody):
        assert not Establishment.objects.visible_to(user).exists()
        assert not Inspection.objects.visible_to(user).exists()
        assert not Team.objects.visible_to(user).exists()
        assert not user.has_perm("inspections.view_establishment", direct)


def test_a_unit_of_a_commune_sees_its_own_commune():
    commune = CommuneFactory()
    mine, other = EstablishmentFactory(commune=commune), EstablishmentFactory(commune__parent=commune.parent)
    user = UserFactory(unit=UnitFactory(territory=commune))

    assert list(Establishment.objects.visible_to(user)) == [mine]
    assert user.has_perm("inspections.view_establishment", mine)
    assert not user.has_perm("inspections.view_establishment", other)


def test_a_member_of_two_districts_teams_sees_both(district_inspector, place):
    second = TeamFactory(district=True)
    join(second, district_inspector)
    there = EstablishmentFactory(commune=CommuneFactory(parent=second.unit.territory))

    assert set(Establishment.objects.visible_to(district_inspector)) == {place, there}
    assert district_inspector.has_perm("inspections.edit_establishment", there)
