"""Twin rows and addresses of inspections."""

from datetime import date
from types import SimpleNamespace

from accounts.models import Territory, User
from documents.models import OfficialDocument
from inspections.figures.draw_record import compose
from inspections.figures.risk import DEFAULT_SCALE
from inspections.models import (
    Addendum,
    ChecklistAnswer,
    Complaint,
    Draw,
    DrawItem,
    Establishment,
    EstablishmentStatus,
    Evidence,
    FollowUp,
    FormerPlace,
    Inspection,
    Licence,
    Minutes,
    ProvisionEntry,
    RegisterExport,
    RegisterImport,
    RiskScale,
    Team,
    TeamMember,
    Violation,
)
from inspections.states import DrawState, Duty, InspectionState, Level, OperatingStatus, ViolationGroup
from tests.world.base import NOW

GLOBAL: dict = {
    RiskScale: "points of the risk score, the same for every district",
    ProvisionEntry: "what the law says, the same for every district",
}
SAME_FOR_ALL = {"inspections:provision_edit"}
STEERING = {
    "search_name", "establishment.district_code",
    "checklistanswer.item", "minutes.checklist", "draw.seed", "draw.commitment", "drawitem.risk",
    "establishment.latest_status",
}  # fmt: skip
OF_AN_ESTABLISHMENT = (
    "establishment", "establishment_edit", "establishment_status", "establishment_owner", "establishment_licence",
)  # fmt: skip
OF_AN_INSPECTION = (
    "detail", "record", "could_not", "close", "minutes_edit", "minutes_lock", "minutes_addendum", "minutes_pdf",
    "minutes_blank", "violation_add", "follow_up", "decide", "evidence_add",
)  # fmt: skip
OF_AN_IMPORT = ("import", "import_apply", "import_marked")
OF_A_DRAW = ("draw", "draw_print", "draw_record", "draw_minutes", "draw_schedule")
ARGUMENTS = {
    "inspections:draw_step": lambda side: {"pk": side.draw.pk, "step": "exclude"},
    "inspections:team": lambda side: {"pk": side.team.pk},
    "inspections:team_renew": lambda side: {"pk": side.team.pk},
    "inspections:coverage_district": lambda side: {"code": side.unit.territory.code},
    "inspections:violation": lambda side: {"pk": side.violation.pk},
    "inspections:evidence_file": lambda side: {"pk": side.evidence.pk},
    "inspections:provision_edit": lambda side: {"code": "144-24"},
    "inspections:complaint": lambda side: {"pk": side.complaint.pk},
}
ARGUMENTS |= {f"inspections:{name}": lambda side: {"pk": side.establishment.pk} for name in OF_AN_ESTABLISHMENT}
ARGUMENTS |= {f"inspections:{name}": lambda side: {"pk": side.inspection.pk} for name in OF_AN_INSPECTION}
ARGUMENTS |= {f"inspections:{name}": lambda side: {"pk": side.draw.pk} for name in OF_A_DRAW}
ARGUMENTS |= {f"inspections:{name}": lambda side: {"pk": side.register_import.pk} for name in OF_AN_IMPORT}
POST_ONLY = {
    "inspections:establishment_owner",
    "inspections:establishment_status",
    "inspections:establishment_licence",
    "inspections:close",
    "inspections:minutes_lock",
    "inspections:draw_step",
    "inspections:draw_print",
    "inspections:import_apply",
}
READ_AND_WRITE = {
    "inspections:establishment_export",
    "inspections:evidence_add",
    "inspections:draw_new",
    "inspections:draw_schedule",
    "inspections:import_new",
    "inspections:relocation",
    "inspections:risk_scale",
    "inspections:provision_add",
    "inspections:provision_edit",
    "inspections:complaint",
    "inspections:complaint_add",
    "inspections:establishment_add",
    "inspections:establishment_edit",
    "inspections:team_add",
    "inspections:team_renew",
    "inspections:plan",
    "inspections:record",
    "inspections:could_not",
    "inspections:violation",
    "inspections:decide",
    "inspections:minutes_edit",
    "inspections:minutes_addendum",
    "inspections:violation_add",
    "inspections:follow_up",
}
POSTED_ELSEWHERE = {
    "inspections:establishment_export",  # changes no row; see inspections/tests/test_register_sheets.py
    "inspections:evidence_add",  # a file, tried in inspections/tests
    "inspections:import_new",  # writes nothing into the register; see inspections/tests/test_register_sheets.py
    "inspections:relocation",  # the department's alone; see inspections/tests/test_relocation.py
    "inspections:draw_new",  # the coordinator's alone: no unit's rows
    "inspections:risk_scale",  # the same for every unit
    "inspections:provision_add",  # the coordinator's alone: no unit's rows
    "inspections:provision_edit",
    "inspections:complaint",  # of the unit's own book; walked in inspections/tests
    "inspections:complaint_add",
    "inspections:team_renew",  # the coordinator's alone; see inspections/tests/test_renewal.py
    "inspections:team_add",  # the coordinator's alone: no unit's rows
    "inspections:violation",  # of an inspection that is the team's own; settled in inspections/tests
    # steps of an inspection that is the team's own; each is walked in inspections/tests
    "inspections:decide",
    "inspections:draw_schedule",  # of the team's own list; see inspections/tests/test_scheduling.py
    "inspections:minutes_edit",
    "inspections:minutes_addendum",
    "inspections:violation_add",
    "inspections:follow_up",
}
REFUSED_BY_RULE = {
    ("LD", "inspections:establishment_owner"),  # "m": masked
    ("GS", "inspections:establishment_owner"),
    ("KT", "inspections:team_renew"),
    ("KT", "inspections:team_add"),  # only the coordinator sets up teams
}
READING_LEAVES_A_TRACE = {
    "inspections:establishment_edit": "the form shows the owner: the look goes into the journal",
    "inspections:minutes_pdf": "the print names the owner for those who may know him",
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
    side.former_place = FormerPlace.objects.create(
        establishment=side.establishment, commune=commune, until_on=date(2021, 1, 1)
    )
    side.licence = Licence.objects.create(
        establishment=side.establishment, kind="fire", number="số", issuer="cơ quan cấp"
    )
    side.team = Team.objects.create(
        decision_number="QĐ", decided_on=date(2021, 12, 1), level=Level.DISTRICT, unit=side.unit, name="Đội",
        valid_from=date(2022, 1, 1),
    )  # fmt: skip
    for order in range(3):
        duty = (Duty.HEAD, Duty.DEPUTY, Duty.MEMBER)[order]
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
    side.complaint = Complaint.objects.create(
        unit=side.unit, number="số", channel="letter", received_on=date(2022, 3, 1), content="nội dung",
        establishment=side.establishment, state="handled", result="kết quả", handled_on=date(2022, 3, 9),
        handler=side.inspector, recorded_by=side.officer, recorded_at=NOW,
    )  # fmt: skip
    side.evidence = Evidence.objects.create(inspection=side.inspection, file=side.stored_file, caption="chú thích")
    side.minutes = Minutes.objects.create(
        inspection=side.inspection, checklist="M1", counts={"workers": 4}, saved_by=side.inspector, saved_at=NOW,
        signing="refused", witness="người chứng kiến", statement="ý kiến",
    )  # fmt: skip
    ChecklistAnswer.objects.create(minutes=side.minutes, item="C01", answer="fail", note="ghi chú")
    Addendum.objects.create(minutes=side.minutes, text="bổ sung", written_by=side.inspector, written_at=NOW)
    FollowUp.objects.create(
        inspection=side.inspection, visited_on=date(2022, 5, 3), result="not_remedied", note="ghi chú",
        new_due_on=date(2022, 6, 1), recorded_by=side.inspector, recorded_at=NOW,
    )  # fmt: skip
    side.register_import = RegisterImport.objects.create(
        file="tam-so/1.xlsx", file_name="tệp", sent_by=side.officer, sent_at=NOW,
        outcome={"refusal": f"KN{side.letter}-0-registerimport-outcome"}, state="faulty",
    )  # fmt: skip
    side.register_export = RegisterExport.objects.create(
        criteria={"day": "2022-06-20", "text": f"KN{side.letter}-0-registerexport-criteria"}, ordered_by=side.officer,
        ordered_at=NOW,
    )  # fmt: skip
    _draw(side, people["DP"])


def _draw(side: SimpleNamespace, by: User) -> None:
    """This year's list is public, next year's is drawn but known to its team, the coordinator and the leadership."""
    plan = {"plan_number": "số", "plan_approved_on": date(2022, 2, 1), "plan_approved_by": "chủ tịch"}
    minutes = OfficialDocument.objects.create(
        kind="draw-minutes", title="tên", content={}, content_digest="0" * 64, created_at=NOW, created_by=by,
        pdf="van-ban/2.pdf", pdf_digest="0" * 64,
    )  # fmt: skip
    side.draw = _a_draw(side, by, 2022, state=DrawState.PUBLISHED, minutes=minutes, **plan)
    side.kept_draw = _a_draw(side, by, 2023, state=DrawState.DRAWN)
    side.draw_item = DrawItem.objects.create(
        draw=side.draw, establishment=side.establishment, risk="ordinary", points=35, left_on=date(2022, 2, 1),
        left_reason="lý do",
    )  # fmt: skip


def _a_draw(side: SimpleNamespace, by: User, year: int, **values) -> Draw:
    rules = {"quota_percent": "20", "certain_from": 60, "raised_from": 30, "scale": DEFAULT_SCALE}
    row = {"code": side.establishment.code, "district": "181", "type": "LT", "violations": 0, "complaints": 0}
    words = f"KN{side.letter}-0-draw-record"
    header = {"title": words, "year": year, "team": words, "level": "district", "frozen_on": "2022-01-05",
              "conditional_only": False, "committed_at": ""}  # fmt: skip
    rows = [row | {"idle_months": None, "excluded": ""}]
    record = compose(header, rules, rows, seed="5", witness="4711", drawn_at="2022-01-06")
    return Draw.objects.create(
        team=side.team, year=year, frozen_on=date(2022, 1, 5), rules=rules, frame=record["register"], frozen_by=by,
        frozen_at=NOW, header=header, seed="5", commitment="c", committed_at=NOW, witness="số", drawn_at=NOW,
        record=record, **values,
    )  # fmt: skip


def rows(a, b):
    def of(model, **where):
        return list(model.objects.filter(**where))

    both = (a, b)
    return {
        Establishment: {side.letter: [side.establishment] for side in both},
        FormerPlace: {side.letter: [side.former_place] for side in both},
        EstablishmentStatus: {s.letter: of(EstablishmentStatus, establishment=s.establishment) for s in both},
        Team: {side.letter: [side.team] for side in both},
        TeamMember: {side.letter: of(TeamMember, team=side.team) for side in both},
        Inspection: {"A": [a.inspection], "B": [b.inspection, b.planned], "P": [a.planned]},
        Violation: {side.letter: [side.violation] for side in both},
        Evidence: {side.letter: [side.evidence] for side in both},
        Complaint: {side.letter: [side.complaint] for side in both},
        Minutes: {side.letter: [side.minutes] for side in both},
        ChecklistAnswer: {side.letter: of(ChecklistAnswer, minutes=side.minutes) for side in both},
        Addendum: {side.letter: of(Addendum, minutes=side.minutes) for side in both},
        FollowUp: {side.letter: of(FollowUp, inspection=side.inspection) for side in both},
        Draw: {side.letter: [side.draw, side.kept_draw] for side in both},
        RegisterImport: {side.letter: [side.register_import] for side in both},
        RegisterExport: {side.letter: [side.register_export] for side in both},
        Licence: {side.letter: [side.licence] for side in both},
        DrawItem: {side.letter: [side.draw_item] for side in both},
    }
