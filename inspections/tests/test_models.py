from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from inspections.models import Establishment, EstablishmentStatus, Inspection, TeamMember, Violation
from inspections.states import (
    Duty,
    EstablishmentType,
    InspectionMode,
    InspectionState,
    NationalGroup,
    OperatingStatus,
    Outcome,
)
from inspections.tests.factories import (
    NOW,
    TODAY,
    EstablishmentFactory,
    InspectionFactory,
    TeamFactory,
    ViolationFactory,
    join,
)

pytestmark = pytest.mark.django_db


def refused(make, **values) -> bool:
    """Whether the database itself refuses the row."""
    try:
        with transaction.atomic():
            make(**values)
    except IntegrityError:
        return True
    return False


def test_active_on_a_day_follows_the_history_of_the_establishment():
    bar = EstablishmentFactory(opened_on=date(2022, 2, 1))
    EstablishmentStatus.objects.create(establishment=bar, status=OperatingStatus.SUSPENDED, from_on=date(2022, 3, 1))
    EstablishmentStatus.objects.create(establishment=bar, status=OperatingStatus.ACTIVE, from_on=date(2022, 5, 1))

    days = [date(2022, 1, 31), date(2022, 2, 1), date(2022, 2, 28), date(2022, 3, 1), date(2022, 5, 1)]

    active = [Establishment.objects.active_on(day).filter(pk=bar.pk).exists() for day in days]
    assert active == [False, True, True, False, True]
    assert Establishment.objects.with_status(days[3]).get(pk=bar.pk).status_on_day == OperatingStatus.SUSPENDED
    assert Establishment.objects.with_status(days[0]).get(pk=bar.pk).status_on_day is None


def test_search_finds_names_without_their_marks():
    EstablishmentFactory(name="Quán Đồng Đăng")

    assert Establishment.objects.matching("dong dang").count() == 1
    assert Establishment.objects.matching("ĐỒNG").count() == 1
    assert not Establishment.objects.matching("100%").exists()


def test_a_name_that_grows_when_folded_still_fits_its_search_column():
    place = EstablishmentFactory(name="각" * 200)

    assert len(place.search_name) == 200
    assert Establishment.objects.matching("각" * 200).get() == place


def test_search_finds_codes():
    EstablishmentFactory(code="CS-178-0042")

    assert Establishment.objects.matching("cs-178").count() == 1


def test_the_main_type_alone_decides_the_national_group():
    hotel = EstablishmentFactory.build(primary_type=EstablishmentType.LODGING, other_types=["KR", "LT"])

    assert hotel.national_group == NationalGroup.LODGING
    assert hotel.all_types == [EstablishmentType.LODGING.label, EstablishmentType.KARAOKE.label]


@pytest.mark.parametrize(
    ("code", "group"), [("KR", "karaoke"), ("XB", "karaoke"), ("VT", "dance"), ("BR", "dance"), ("CF", "other")]
)
def test_every_type_has_its_national_group(code, group):
    assert EstablishmentType(code).national_group == group


def test_an_inspection_is_text_without_the_name_of_the_place():
    inspection = InspectionFactory()

    assert inspection.establishment.name not in str(inspection)
    assert str(Inspection()) == "Cuộc kiểm tra"


def test_a_reminder_is_no_sanction():
    assert not Violation(outcome=Outcome.REMINDER).is_sanctioned
    assert Violation(outcome=Outcome.FINE).is_sanctioned


def test_recommendations_are_overdue_only_while_the_inspection_is_open():
    late = ViolationFactory(recommendation="Thay bình", due_on=date(2022, 6, 19))
    ViolationFactory(recommendation="Thay bình", due_on=TODAY)
    closed = ViolationFactory(recommendation="Thay bình", due_on=date(2022, 6, 1))
    Inspection.objects.filter(pk=closed.inspection_id).update(state=InspectionState.CLOSED)

    assert list(Violation.objects.overdue(TODAY)) == [late]


def test_the_head_of_a_team_stands_first(inspector, team):
    assert team.members.first().duty == Duty.HEAD
    assert str(team.members.first()) == "Thành viên 0"


def test_a_team_is_in_force_to_the_end_of_its_last_day():
    team = TeamFactory(valid_to=date(2022, 6, 30))

    days = [date(2021, 12, 31), date(2022, 1, 1), date(2022, 6, 30), date(2022, 7, 1)]
    assert [team.is_valid_on(day) for day in days] == [False, True, True, False]
    assert [type(team).objects.valid_on(day).exists() for day in days] == [False, True, True, False]


@pytest.mark.parametrize(
    "values",
    [
        {"mode": InspectionMode.UNANNOUNCED, "ground": ""},
        {"state": InspectionState.CLEAN},
        {"inspected_on": TODAY},
        {"state": InspectionState.COULD_NOT},
        {"state": "invented"},
    ],
)
def test_the_database_refuses_an_inspection_that_cannot_be(values):
    assert refused(InspectionFactory, **values)


def test_the_database_refuses_a_failed_visit_without_a_reason(inspector):
    values = {"state": InspectionState.COULD_NOT, "recorded_by": inspector, "recorded_at": NOW}

    assert refused(InspectionFactory, **values)
    assert not refused(InspectionFactory, **values, could_not_reason="Chủ cơ sở vắng mặt")


@pytest.mark.parametrize(
    "values",
    [
        {"outcome": Outcome.FINE},
        {"outcome": Outcome.WARNING, "amount": Decimal(3)},
        {"outcome": Outcome.FINE, "amount": Decimal(0)},
        {"due_on": TODAY},
    ],
)
def test_the_database_refuses_a_violation_that_cannot_be(values):
    assert refused(ViolationFactory, **values)


def test_the_database_refuses_two_of_what_there_is_one_of(inspector, team):
    inspection = InspectionFactory(team=team)
    place = inspection.establishment

    assert refused(InspectionFactory, team=team, establishment=place)
    assert refused(EstablishmentFactory, code=place.code)
    assert refused(join, team=team, user=inspector)
    assert refused(TeamMember.objects.create, team=team, full_name="Hai trưởng", duty=Duty.HEAD)
    assert refused(EstablishmentStatus.objects.create, establishment=place, status="closed", from_on=place.opened_on)


def test_rows_say_what_they_are():
    violation = ViolationFactory()

    assert "Phòng cháy" in str(violation)
    assert "từ 01/01/2020" in str(violation.inspection.establishment.statuses.get())


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite walks its narrow index instead")
def test_names_are_searched_by_trigrams_where_the_database_can():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
        if not cursor.fetchone():
            pytest.skip("the extension is not installed here")
        cursor.execute("SELECT indexname FROM pg_indexes WHERE tablename = 'inspections_establishment'")
        names = {name for (name,) in cursor.fetchall()}

    assert {"establishment_search_name_words", "establishment_code_words"} <= names


def test_the_list_walks_its_index_and_sorts_nothing():
    plan = Establishment.objects.for_listing().values_list("pk").explain()

    assert connection.vendor == "postgresql" or "establishment_in_order" in plan
    assert connection.vendor == "postgresql" or "TEMP B-TREE" not in plan
