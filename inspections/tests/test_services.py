from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError

from accounts.tests.factories import UnitFactory, UserFactory
from audit.models import AuditEntry
from inspections.models import Establishment, Inspection, Team, Violation
from inspections.services.following import close_inspection, settle_violation
from inspections.services.minutes import lock_minutes
from inspections.services.planning import plan_inspection
from inspections.services.recording import could_not_inspect, record_inspection
from inspections.services.refusals import (
    AlreadyPlanned,
    ForeignAttendee,
    ImpossibleDay,
    IncompleteOutcome,
    IncompleteTeam,
    InsufficientTeam,
    InvalidStatusDay,
    KnownDecision,
    KnownEstablishment,
    MissingGround,
    MissingReason,
    OutsideTerritory,
    SurpriseOfTheTeam,
    UnsettledViolations,
)
from inspections.services.register import change_status, reveal_owner, save_establishment
from inspections.services.teams import establish_team
from inspections.states import Duty, Ground, InspectionMode, InspectionState, Level, OperatingStatus, Outcome
from inspections.tests.factories import (
    NOW,
    TODAY,
    CommuneFactory,
    EstablishmentFactory,
    TeamFactory,
    ViolationFactory,
    join,
)
from kit.workflow import InvalidTransition
from notices.models import Notice

pytestmark = pytest.mark.django_db

FIRE = {"group": "V7", "description": "Bình chữa cháy hết hạn"}
FINE = FIRE | {
    "outcome": Outcome.FINE, "amount": Decimal("7.5"), "authority": "Công an huyện", "decision_number": "12/QĐ-XPHC",
}  # fmt: skip


def acts() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))


def new_place(commune, by, **values):
    values = {"name": "Karaoke Mới", "primary_type": "KR", "opened_on": date(2022, 2, 1)} | values
    return save_establishment(Establishment(), by=by, at=NOW, commune=commune, **values)


def write_result(inspection, by, members=3, **values):
    values = {"inspected_on": date(2022, 6, 19), "summary": "Đã kiểm tra."} | values
    attendees = values.pop("attendees", list(inspection.team.members.all()[:members]))
    return record_inspection(inspection, by=by, at=NOW, attendees=attendees, **values)


# --- The register ---------------------------------------------------------------------------------


def test_a_new_establishment_gets_a_code_and_is_active_from_its_opening(place, staff):
    first, second = new_place(place.commune, staff), new_place(place.commune, staff, name="Karaoke Hai")

    district = place.commune.parent.code
    assert [first.code, second.code] == [f"CS-{district}-0001", f"CS-{district}-0002"]
    assert set(Establishment.objects.active_on(date(2022, 2, 1))) == {first, second, place}
    assert set(Establishment.objects.active_on(date(2022, 1, 31))) == {place}
    assert first.statuses.get().from_on == date(2022, 2, 1)
    assert acts() == ["establishment.created"] * 2


def test_the_sequence_of_codes_ignores_codes_typed_by_hand(place, staff):
    district = place.commune.parent.code
    EstablishmentFactory(code=f"CS-{district}-0041")
    EstablishmentFactory(code=f"CS-{district}-CŨ")

    assert new_place(place.commune, staff).code == f"CS-{district}-0042"


def test_what_a_unit_enters_waits_for_verification_and_what_the_department_saves_is_verified(place, reporter, staff):
    entered = new_place(place.commune, reporter)
    saved = save_establishment(entered, by=staff, at=NOW, rooms=12)
    again = save_establishment(saved, by=reporter, at=NOW, rooms=13)

    assert (entered.is_verified, saved.is_verified, again.is_verified) == (False, True, False)
    assert AuditEntry.objects.get(action="establishment.changed", actor=staff).data == {"fields": ["rooms"]}


def test_a_unit_may_not_enter_or_move_an_establishment_outside_its_district(place, elsewhere, reporter):
    with pytest.raises(PermissionDenied):
        new_place(elsewhere.commune, reporter)
    with pytest.raises(PermissionDenied):
        save_establishment(place, by=reporter, at=NOW, commune=elsewhere.commune)
    with pytest.raises(PermissionDenied):
        save_establishment(elsewhere, by=reporter, at=NOW, commune=place.commune)

    elsewhere.refresh_from_db()
    assert elsewhere.commune != place.commune
    assert acts() == []


def test_the_same_place_is_not_entered_twice(place, staff):
    new_place(place.commune, staff, address="12 Trần Phú")

    with pytest.raises(KnownEstablishment):
        new_place(place.commune, staff, name="KARAOKE MOI", address="12 Trần Phú")
    assert new_place(place.commune, staff, address="40 Lê Lợi").pk


def test_a_suspension_takes_the_establishment_out_of_the_denominator(place, reporter):
    change_status(place, by=reporter, at=NOW, status=OperatingStatus.SUSPENDED, from_on=date(2022, 6, 1))

    assert not Establishment.objects.active_on(TODAY).exists()
    assert Establishment.objects.active_on(date(2022, 5, 31)).exists()
    assert AuditEntry.objects.get().data["status"] == ["active", "suspended"]


def test_a_status_of_the_same_day_is_corrected(place, staff):
    change_status(place, by=staff, at=NOW, status=OperatingStatus.SUSPENDED, from_on=TODAY)
    change_status(place, by=staff, at=NOW, status=OperatingStatus.CLOSED, from_on=TODAY)

    assert place.statuses.first().status == OperatingStatus.CLOSED
    assert place.statuses.count() == 2


@pytest.mark.parametrize(
    ("status", "day"),
    [("closed", date(2022, 6, 21)), ("closed", date(2019, 12, 31)), ("active", date(2022, 1, 1))],
)
def test_a_status_needs_a_possible_day_and_a_change(place, staff, status, day):
    with pytest.raises(InvalidStatusDay):
        change_status(place, by=staff, at=NOW, status=status, from_on=day)
    assert acts() == []


def test_what_is_kept_beside_an_establishment_says_the_same_as_its_lines_on_every_day(staff):
    place = save_establishment(
        Establishment(), by=staff, at=NOW, name="Bar Hai Đời", primary_type="BR", commune=CommuneFactory(),
        opened_on=date(2022, 1, 3),
    )  # fmt: skip
    changes = [
        (date(2022, 5, 1), "closed"),
        (date(2022, 3, 1), "suspended"),
        (date(2022, 4, 1), "active"),
        (TODAY, "active"),
    ]
    for day, status in changes:  # an earlier day may be written later
        change_status(place, by=staff, at=NOW, status=status, from_on=day)

    place.refresh_from_db()
    assert (place.latest_status, place.latest_from) == ("active", TODAY)
    for n in range(0, 200, 7):
        day = date(2022, 1, 1) + timedelta(days=n)
        line = place.statuses.filter(from_on__lte=day).first()
        found = Establishment.objects.with_status(day).get(pk=place.pk).status_on_day
        assert found == (line.status if line else None), day


def test_a_neighbour_may_not_change_the_status(elsewhere, reporter):
    with pytest.raises(PermissionDenied):
        change_status(elsewhere, by=reporter, at=NOW, status="closed", from_on=TODAY)


def test_each_look_at_the_owner_is_in_the_journal(place, staff, leader):
    reveal_owner(place, by=staff, at=NOW)
    with pytest.raises(PermissionDenied):
        reveal_owner(place, by=leader, at=NOW)

    assert acts() == ["establishment.owner_viewed"]
    assert "Hoàng" not in str(AuditEntry.objects.values().get())


# --- Teams ----------------------------------------------------------------------------------------


def members(*duties, **first):
    found = [{"full_name": f"Người {n}", "duty": duty} for n, duty in enumerate(duties)]
    found[0] |= first
    return found


def new_team(by, crew, unit=None):
    return establish_team(
        by=by, at=NOW, unit=unit or UnitFactory(), level=Level.DISTRICT, name="Đội 178 huyện Thử",
        decision_number="1/QĐ", decided_on=TODAY, valid_from=TODAY, members=crew,
    )  # fmt: skip


def test_a_team_stands_with_one_head_and_three_members(coordinator, inspector):
    team = new_team(coordinator, members(Duty.HEAD, Duty.DEPUTY, Duty.MEMBER, user=inspector))

    assert [member.duty for member in team.members.all()] == ["head", "deputy", "member"]
    assert Team.objects.visible_to(inspector).filter(pk=team.pk).exists()
    assert acts() == ["team.established"]


@pytest.mark.parametrize("duties", [(Duty.HEAD, Duty.MEMBER), (Duty.MEMBER,) * 3, (Duty.HEAD, Duty.HEAD, Duty.MEMBER)])
def test_a_team_too_small_or_without_one_head_is_refused(coordinator, duties):
    with pytest.raises(IncompleteTeam):
        new_team(coordinator, members(*duties))
    assert not Team.objects.exists()


def test_one_account_is_one_member(coordinator, inspector):
    crew = members(Duty.HEAD, Duty.MEMBER, Duty.MEMBER)

    with pytest.raises(IncompleteTeam):
        new_team(coordinator, [member | {"user": inspector} for member in crew])


def test_a_decision_sent_twice_in_one_moment_sets_up_one_team(coordinator):
    crew, unit = members(Duty.HEAD, Duty.MEMBER, Duty.MEMBER), UnitFactory()
    new_team(coordinator, crew, unit=unit)

    with pytest.raises(KnownDecision) as error:
        new_team(coordinator, crew, unit=unit)

    assert error.value.field == "decision_number"
    assert Team.objects.count() == 1
    assert acts() == ["team.established"]


def test_only_the_coordinator_sets_up_a_team(inspector, staff):
    for user in (inspector, staff):
        with pytest.raises(PermissionDenied):
            new_team(user, members(Duty.HEAD, Duty.MEMBER, Duty.MEMBER))


# --- Plans ----------------------------------------------------------------------------------------


def plan(place, team, by, **values):
    values = {"mode": InspectionMode.PLANNED, "planned_on": date(2022, 7, 1)} | values
    return plan_inspection(place, team, by=by, at=NOW, **values)


def test_a_plan_is_told_to_the_other_members_without_place_or_day(place, team, inspector, coordinator):
    silent = UserFactory(inspector=True)
    join(team, silent)
    silent.is_active = False
    silent.save()

    inspection = plan(place, team, coordinator)

    notice = Notice.objects.get()
    assert notice.to == inspector
    assert place.name not in notice.subject + notice.body
    assert inspection.state == InspectionState.PLANNED
    assert place.name not in str(AuditEntry.objects.values().get())


def test_who_plans_is_not_told_himself(place, team, inspector):
    plan(place, team, inspector)

    assert not Notice.objects.exists()


def test_nobody_but_the_team_plans_a_surprise(place, team, coordinator):
    with pytest.raises(SurpriseOfTheTeam):
        plan(place, team, coordinator, mode=InspectionMode.UNANNOUNCED, ground=Ground.COMPLAINT)
    assert not Inspection.objects.exists()


def test_an_unannounced_inspection_needs_a_ground(place, team, inspector):
    with pytest.raises(MissingGround):
        plan(place, team, inspector, mode=InspectionMode.UNANNOUNCED)

    found = plan(place, team, inspector, mode=InspectionMode.UNANNOUNCED, ground=Ground.COMPLAINT)
    assert found.ground == Ground.COMPLAINT


def test_a_planned_inspection_carries_no_ground(place, team, coordinator):
    assert plan(place, team, coordinator, ground=Ground.SIGNS).ground == ""


def test_a_plan_lies_in_the_term_of_the_team(place, coordinator):
    team = TeamFactory(valid_to=date(2022, 6, 30))

    for day in (date(2021, 12, 31), date(2022, 7, 1)):
        with pytest.raises(ImpossibleDay) as error:
            plan(place, team, coordinator, planned_on=day)
        assert error.value.field == "planned_on"


def test_a_districts_team_inspects_in_its_district(place, elsewhere, district_team, coordinator):
    assert plan(place, district_team, coordinator).pk
    with pytest.raises(OutsideTerritory):
        plan(elsewhere, district_team, coordinator)


def test_the_same_visit_is_not_planned_twice(place, team, coordinator):
    plan(place, team, coordinator)

    with pytest.raises(AlreadyPlanned):
        plan(place, team, coordinator)
    assert Inspection.objects.count() == 1


def test_a_row_the_database_refuses_for_another_reason_is_no_twin(place, team, inspector):
    with pytest.raises(IntegrityError):
        plan(place, team, inspector, mode=InspectionMode.UNANNOUNCED, ground=Ground.SIGNS, decision_number=None)


def test_a_plan_lies_no_more_than_a_year_ahead(place, team, coordinator):
    assert plan(place, team, coordinator, planned_on=TODAY + timedelta(days=366)).pk

    with pytest.raises(ImpossibleDay) as error:
        plan(place, team, coordinator, planned_on=TODAY + timedelta(days=367))
    assert error.value.field == "planned_on"


def test_members_of_other_teams_and_staff_plan_nothing(place, team, district_inspector, staff, leader):
    for user in (district_inspector, staff, leader):
        with pytest.raises(PermissionDenied):
            plan(place, team, user)


# --- Results --------------------------------------------------------------------------------------


def test_a_clean_result_is_recorded_with_its_attendees(planned, inspector):
    done = write_result(planned, inspector)

    assert (done.state, done.inspected_on, done.recorded_by) == (InspectionState.CLEAN, date(2022, 6, 19), inspector)
    assert done.attendees.count() == 3
    assert planned.state == InspectionState.PLANNED  # the caller's object is never half-changed
    assert acts() == ["inspection.recorded"]


def test_violations_keep_the_inspection_open_and_are_told_to_the_coordinator(planned, inspector, coordinator):
    done = write_result(planned, inspector, violations=[FIRE, FINE])

    assert done.state == InspectionState.VIOLATION
    assert [v.outcome for v in done.violations.all()] == [Outcome.PENDING, Outcome.FINE]
    assert Notice.objects.get().to == coordinator


@pytest.mark.parametrize("number", [0, 1, 2])
def test_fewer_than_three_may_not_inspect(planned, inspector, number):
    with pytest.raises(InsufficientTeam):
        write_result(planned, inspector, members=number, violations=[FIRE])

    planned.refresh_from_db()
    assert planned.state == InspectionState.PLANNED
    assert not Violation.objects.exists()
    assert acts() == []


def test_one_person_named_three_times_is_one_person(planned, inspector):
    with pytest.raises(InsufficientTeam):
        write_result(planned, inspector, attendees=[planned.team.members.first()] * 3)


def test_people_of_another_team_do_not_count(planned, inspector):
    strangers = list(TeamFactory().members.all()[:3])

    with pytest.raises(ForeignAttendee):
        write_result(planned, inspector, attendees=strangers)


def test_the_day_is_not_in_the_future_and_in_the_term_of_the_team(planned, inspector):
    for day in (date(2022, 6, 21), date(2021, 12, 31)):
        with pytest.raises(ImpossibleDay) as error:
            write_result(planned, inspector, inspected_on=day)
        assert error.value.field == "inspected_on"

    assert write_result(planned, inspector, inspected_on=TODAY).inspected_on == TODAY


@pytest.mark.parametrize(
    "change",
    [
        {"authority": ""},
        {"decision_number": ""},
        {"amount": None},
        {"outcome": Outcome.WARNING},
        {"decided_on": date(2022, 6, 18)},
        {"due_on": date(2022, 7, 1)},
        {"due_on": date(2022, 6, 1), "recommendation": "Thay bình"},
    ],
)
def test_an_outcome_that_cannot_be_is_refused(planned, inspector, change):
    with pytest.raises(IncompleteOutcome):
        write_result(planned, inspector, violations=[FINE | change])
    assert not Violation.objects.exists()


def test_a_result_is_written_once(planned, inspector):
    write_result(planned, inspector)

    with pytest.raises(InvalidTransition):
        write_result(planned, inspector, violations=[FIRE])
    assert not Violation.objects.exists()
    assert acts() == ["inspection.recorded"]


CLOSED_DOOR = {"obstacle": "absent", "came_on": date(2022, 6, 1)}


def test_only_members_of_the_team_record(planned, district_inspector, coordinator, staff):
    for user in (district_inspector, coordinator, staff):
        with pytest.raises(PermissionDenied):
            write_result(planned, user)
        with pytest.raises(PermissionDenied):
            could_not_inspect(planned, by=user, at=NOW, reason="Đóng cửa", **CLOSED_DOOR)


def test_a_closed_door_needs_a_reason_and_ends_the_plan(planned, inspector):
    for nothing in (" ", "\u200b"):
        with pytest.raises(MissingReason):
            could_not_inspect(planned, by=inspector, at=NOW, reason=nothing, **CLOSED_DOOR)

    with pytest.raises(ImpossibleDay):
        tomorrow = CLOSED_DOOR | {"came_on": date(2022, 6, 21)}
        could_not_inspect(planned, by=inspector, at=NOW, reason="Đóng cửa", **tomorrow)

    ended = could_not_inspect(planned, by=inspector, at=NOW, reason="Chủ cơ sở vắng mặt", **CLOSED_DOOR)

    assert (ended.state, ended.could_not_reason) == (InspectionState.COULD_NOT, "Chủ cơ sở vắng mặt")
    with pytest.raises(InvalidTransition):
        write_result(planned, inspector)


# --- What follows ---------------------------------------------------------------------------------


def signed(planned, inspector, head, **values):
    """A result whose minutes are signed and locked."""
    done = write_result(planned, inspector, minutes={"signing": "signed"}, **values)
    return lock_minutes(done, by=head, at=NOW)


def test_an_inspection_ends_when_every_violation_is_settled(planned, inspector, head):
    done = signed(planned, inspector, head, violations=[FIRE])
    with pytest.raises(UnsettledViolations):
        close_inspection(done, by=inspector, at=NOW)

    settle_violation(done.violations.get(), by=inspector, at=NOW, outcome=Outcome.REMINDER)

    assert close_inspection(done, by=inspector, at=NOW).state == InspectionState.CLOSED
    assert acts() == ["inspection.recorded", "minutes.locked", "violation.settled", "inspection.closed"]


def test_a_clean_inspection_can_be_ended_once_its_minutes_are_locked(planned, inspector, head):
    done = write_result(planned, inspector, minutes={"signing": "signed"})
    with pytest.raises(UnsettledViolations, match="chưa khóa"):
        close_inspection(done, by=inspector, at=NOW)

    lock_minutes(done, by=head, at=NOW)
    close_inspection(done, by=inspector, at=NOW)

    with pytest.raises(InvalidTransition):
        close_inspection(done, by=inspector, at=NOW)


def test_a_plan_cannot_be_ended(planned, inspector):
    with pytest.raises(InvalidTransition):
        close_inspection(planned, by=inspector, at=NOW)


def test_a_violation_of_an_ended_inspection_is_not_changed(planned, inspector, head):
    done = signed(planned, inspector, head, violations=[FINE])
    close_inspection(done, by=inspector, at=NOW)

    with pytest.raises(InvalidTransition):
        settle_violation(done.violations.get(), by=inspector, at=NOW, outcome=Outcome.PENDING, amount=None)


def test_settling_keeps_the_same_rules_and_the_same_people(coordinator, inspector, planned):
    violation = ViolationFactory(inspection__team=planned.team)

    with pytest.raises(IncompleteOutcome):
        settle_violation(violation, by=inspector, at=NOW, outcome=Outcome.FINE)
    with pytest.raises(PermissionDenied):
        settle_violation(violation, by=coordinator, at=NOW, outcome=Outcome.REMINDER)
    with pytest.raises(PermissionDenied):
        close_inspection(violation.inspection, by=coordinator, at=NOW)


def test_an_establishment_directly_under_the_province_gets_a_code_too(staff):
    commune = CommuneFactory(parent=None)

    assert new_place(commune, staff).code == f"CS-{commune.code}-0001"
