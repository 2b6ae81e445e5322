"""Twin rows and addresses of inspections."""

from datetime import date
from types import SimpleNamespace

from accounts.models import Territory, User
from inspections.models import Establishment, EstablishmentStatus, Inspection, Team, TeamMember, Violation
from inspections.states import Duty, InspectionState, Level, OperatingStatus, ViolationGroup
from tests.world.base import NOW

GLOBAL: dict = {}
STEERING = {"search_name"}
OF_AN_ESTABLISHMENT = ("establishment", "establishment_edit", "establishment_status", "establishment_owner")
OF_AN_INSPECTION = ("detail", "record", "could_not", "close")
ARGUMENTS = {
    "inspections:team": lambda side: {"pk": side.team.pk},
    "inspections:coverage_district": lambda side: {"code": side.unit.territory.code},
    "inspections:violation": lambda side: {"pk": side.violation.pk},
}
ARGUMENTS |= {f"inspections:{name}": lambda side: {"pk": side.establishment.pk} for name in OF_AN_ESTABLISHMENT}
ARGUMENTS |= {f"inspections:{name}": lambda side: {"pk": side.inspection.pk} for name in OF_AN_INSPECTION}
POST_ONLY = {
    "inspections:establishment_owner",
    "inspections:establishment_status",
    "inspections:close",
}
READ_AND_WRITE = {
    "inspections:establishment_add",
    "inspections:establishment_edit",
    "inspections:team_add",
    "inspections:plan",
    "inspections:record",
    "inspections:could_not",
    "inspections:violation",
}
POSTED_ELSEWHERE = {
    "inspections:team_add",  # the coordinator's alone: no unit's rows
    "inspections:violation",  # of an inspection that is the team's own; settled in inspections/tests
}
REFUSED_BY_RULE = {
    ("LD", "inspections:establishment_owner"),  # "m": masked
    ("GS", "inspections:establishment_owner"),
    ("KT", "inspections:team_add"),  # only the coordinator sets up teams
}
READING_LEAVES_A_TRACE = {
    "inspections:establishment_edit": "the form shows the owner: the look goes into the journal",
}


def fill(side: SimpleNamespace, people: dict[str, User]) -> None:
    commune = Territory.objects.filter(parent=side.unit.territory).order_by("code").first()
    side.commune = commune
    side.establishment = Establishment.objects.create(
        code=f"CS-{side.letter}", name="tên", primary_type="LT", commune=commune, opened_on=date(2020, 1, 1),
        address="địa chỉ", owner_name="chủ", owner_phone="điện thoại", license_note="giấy phép",
    )  # fmt: skip
    EstablishmentStatus.objects.create(
        establishment=side.establishment, status=OperatingStatus.ACTIVE, from_on=date(2020, 1, 1)
    )
    side.team = Team.objects.create(
        decision_number="QĐ", decided_on=date(2021, 12, 1), level=Level.DISTRICT, unit=side.unit, name="Đội",
        valid_from=date(2022, 1, 1),
    )  # fmt: skip
    for order in range(3):
        duty = Duty.HEAD if order == 0 else Duty.MEMBER
        user = side.inspector if order == 1 else None
        TeamMember.objects.create(
            team=side.team, full_name="thành viên", position="chức vụ", agency="cơ quan", duty=duty, user=user
        )
    visit = {"establishment": side.establishment, "team": side.team, "mode": "planned", "decision_number": "KH"}
    day = date(2022, 11, 29 if side.letter == "A" else 28)  # stands nowhere else
    side.planned = Inspection.objects.create(planned_on=day, ground_note="căn cứ", **visit)
    side.inspection = Inspection.objects.create(
        planned_on=date(2022, 3, 10), inspected_on=date(2022, 3, 10), state=InspectionState.VIOLATION,
        summary="tóm tắt", recorded_by=side.inspector, recorded_at=NOW, **visit,
    )  # fmt: skip
    side.inspection.attendees.set(side.team.members.all())
    side.violation = Violation.objects.create(
        inspection=side.inspection, group=ViolationGroup.FIRE, description="hành vi", recommendation="kiến nghị",
        due_on=date(2022, 4, 1), authority="cơ quan",
    )  # fmt: skip


def rows(a, b):
    def of(model, **where):
        return list(model.objects.filter(**where))

    both = (a, b)
    return {
        Establishment: {side.letter: [side.establishment] for side in both},
        EstablishmentStatus: {s.letter: of(EstablishmentStatus, establishment=s.establishment) for s in both},
        Team: {side.letter: [side.team] for side in both},
        TeamMember: {side.letter: of(TeamMember, team=side.team) for side in both},
        Inspection: {"A": [a.inspection], "B": [b.inspection, b.planned], "P": [a.planned]},
        Violation: {side.letter: [side.violation] for side in both},
    }
