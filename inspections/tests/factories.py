"""Establishments, teams and inspections for tests."""

from datetime import UTC, date, datetime

import factory

from accounts.tests.factories import TerritoryFactory, UnitFactory, UserFactory
from inspections.models import Complaint, Establishment, EstablishmentStatus, Inspection, Team, TeamMember, Violation
from inspections.states import (
    Channel,
    Duty,
    EstablishmentType,
    InspectionMode,
    InspectionState,
    Level,
    OperatingStatus,
    ViolationGroup,
)

START, TODAY = date(2022, 1, 1), date(2022, 6, 20)
NOW = datetime(2022, 6, 20, 2, 0, tzinfo=UTC)  # 9:00 in Vietnam


class CommuneFactory(TerritoryFactory):
    commune = True
    parent = factory.SubFactory(TerritoryFactory)


class EstablishmentFactory(factory.django.DjangoModelFactory):
    """A lodging house in operation since 2020, verified."""

    class Meta:
        model = Establishment
        skip_postgeneration_save = True

    code = factory.Sequence(lambda n: f"CS-T-{n:04d}")
    name = factory.Sequence(lambda n: f"Nhà nghỉ Thử {n}")
    primary_type = EstablishmentType.LODGING
    commune = factory.SubFactory(CommuneFactory)
    owner_name = "Hoàng Văn Chủ"
    owner_phone = "0900 000 000"
    opened_on = date(2020, 1, 1)
    is_verified = True

    @factory.post_generation
    def status(self, create, extracted, **kwargs):
        if create:
            status = extracted or OperatingStatus.ACTIVE
            EstablishmentStatus.objects.create(establishment=self, status=status, from_on=self.opened_on)


class TeamFactory(factory.django.DjangoModelFactory):
    """A province's team of a head and three members; trait ``district`` with its own district."""

    class Meta:
        model = Team
        skip_postgeneration_save = True

    class Params:
        district = factory.Trait(level=Level.DISTRICT, unit=factory.SubFactory(UnitFactory))

    decision_number = factory.Sequence(lambda n: f"{n}/QĐ-UBND")
    decided_on = date(2021, 12, 20)
    level = Level.PROVINCE
    unit = factory.SubFactory(UnitFactory, coordinating=True)
    name = factory.Sequence(lambda n: f"Đội 178 Thử {n}")
    valid_from = date(2022, 1, 1)

    @factory.post_generation
    def members(self, create, extracted, **kwargs):
        for order in range(4):
            duty = Duty.HEAD if order == 0 else Duty.MEMBER
            TeamMember.objects.create(team=self, full_name=f"Thành viên {order}", duty=duty, agency="Công an")


class InspectionFactory(factory.django.DjangoModelFactory):
    """A planned inspection; trait ``done``."""

    class Meta:
        model = Inspection

    class Params:
        done = factory.Trait(
            state=InspectionState.CLEAN,
            inspected_on=date(2022, 3, 10),
            summary="Đã kiểm tra.",
            recorded_at=NOW,
            recorded_by=factory.SubFactory(UserFactory, inspector=True),
        )

    establishment = factory.SubFactory(EstablishmentFactory)
    team = factory.SubFactory(TeamFactory)
    mode = InspectionMode.PLANNED
    planned_on = date(2022, 3, 10)


class ViolationFactory(factory.django.DjangoModelFactory):
    """A violation still being dealt with, of an inspection that found it."""

    class Meta:
        model = Violation

    inspection = factory.SubFactory(InspectionFactory, done=True, state=InspectionState.VIOLATION)
    group = ViolationGroup.FIRE
    description = "Bình chữa cháy hết hạn"


class ComplaintFactory(factory.django.DjangoModelFactory):
    """A report that came in about an establishment."""

    class Meta:
        model = Complaint

    number = factory.Sequence(lambda n: f"TB-{n}")
    unit = factory.SubFactory(UnitFactory)
    channel = Channel.PHONE
    received_on = date(2022, 3, 1)
    establishment = factory.SubFactory(EstablishmentFactory)
    content = "Phản ánh ồn ào"
    recorded_by = factory.SubFactory(UserFactory)
    recorded_at = NOW


def join(team: Team, user) -> TeamMember:
    """Make ``user`` a member of ``team``."""
    return TeamMember.objects.create(team=team, full_name=user.full_name, user=user)
