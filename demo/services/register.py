"""Demo register of establishments, teams and inspections; every name is invented."""

import json
import random
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from accounts.models import Territory, Unit, User
from demo.services.draws import draw_year
from demo.services.reports import FIGURES, moment
from inspections.models import Establishment, Team
from inspections.queries.catalogue import checklist_on
from inspections.services.minutes import lock_minutes
from inspections.services.planning import plan_inspection
from inspections.services.recording import could_not_inspect, record_inspection
from inspections.services.register import change_status, save_establishment
from inspections.services.teams import establish_team
from inspections.states import (
    Duty,
    EstablishmentType,
    Ground,
    InspectionMode,
    Level,
    Obstacle,
    OperatingStatus,
    Outcome,
    Representative,
    Signing,
    ViolationGroup,
)

COUNTS = {
    "178": 130, "183": 60, "186": 55, "188": 40, "187": 35, "182": 30,
    "185": 20, "180": 18, "181": 12, "189": 12, "184": 10,
}  # fmt: skip
TYPES = (("LT", 274), ("KR", 72), ("XB", 21), ("CT", 25), ("CF", 14), ("NH", 12), ("VT", 1), ("BR", 3))
WORDS = {
    "LT": "Nhà nghỉ",
    "KR": "Karaoke",
    "XB": "Massage",
    "CT": "Cắt tóc gội đầu",
    "CF": "Cà phê",
    "NH": "Nhà hàng",
    "VT": "Vũ trường",
    "BR": "Bar",
}
NAMES = (
    "Hoa Đào", "Mẫu Sơn", "Kỳ Cùng", "Bình Minh", "Phố Núi", "Hương Hồi", "Sao Mai", "Thanh Bình", "Suối Ngàn",
    "Đồi Thông", "Hoàng Gia", "Lan Anh", "Xứ Lạng", "Quê Hương", "Thảo Nguyên",
)  # fmt: skip
CONDITIONAL = {"LT", "KR", "XB", "VT"}
FINDINGS = (
    (
        ViolationGroup.LABOUR,
        "Chưa giao kết hợp đồng lao động bằng văn bản với một số nhân viên",
        Outcome.REMINDER,
        None,
    ),
    (ViolationGroup.SECURITY, "Khai báo lưu trú chưa đầy đủ", Outcome.FINE, Decimal("3")),
    (ViolationGroup.FIRE, "Phương tiện chữa cháy quá hạn kiểm định", Outcome.REMINDER, None),
    (ViolationGroup.HEALTH_CHECK, "Chưa tổ chức khám sức khỏe định kỳ cho nhân viên", Outcome.REMINDER, None),
    (ViolationGroup.CULTURE, "Hoạt động quá giờ quy định", Outcome.FINE, Decimal("7.5")),
)
AGENCIES = ("Công an", "Văn hóa và Thể thao", "Y tế", "Quản lý thị trường")


def seed_register() -> None:
    """422 establishments, 12 teams and the inspections of the first half; same every time."""
    dice = random.Random(81)  # noqa: S311 - a story, not a secret
    for code, number in COUNTS.items():
        _district_register(code, number, dice)
    province = _team(Unit.objects.get(code="PCTNXH"), Level.PROVINCE, User.objects.get(username="kiemtra"))
    for code in COUNTS:
        inspector = User.objects.get(username=f"kiemtra.h{code}")
        team = _team(Unit.objects.get(code=f"H{code}"), Level.DISTRICT, inspector)
        _district_inspections(code, team, province, dice)
    _planned(province, dice)
    _shut(province)


def _district_register(code: str, number: int, dice: random.Random) -> None:
    clerk = User.objects.get(username="chuyenvien")
    communes = list(Territory.objects.filter(parent__code=code).order_by("code"))
    centre = [c for c in communes if c.kind != "xã"] or communes
    types = [kind for kind, count in TYPES for _ in range(count)]
    for order in range(number + (2 if number > 30 else 0)):
        kind = dice.choice(types)
        commune = dice.choice(centre if dice.random() < 0.75 else communes)
        establishment = save_establishment(
            Establishment(),
            by=clerk,
            at=moment(2021, 12, 15),
            name=f"{WORDS[kind]} {dice.choice(NAMES)} {order + 1}",
            primary_type=EstablishmentType(kind),
            is_conditional=kind in CONDITIONAL,
            commune=commune,
            address=f"Tổ {dice.randint(1, 12)}, {commune.name}",
            rooms=dice.randint(5, 24) if kind in ("LT", "KR") else None,
            workers=dice.randint(1, 6),
            opened_on=date(2015 + dice.randint(0, 6), dice.randint(1, 12), dice.randint(1, 28)),
        )
        if order >= number:
            change_status(
                establishment,
                by=clerk,
                at=moment(2022, 4, 1),
                status=OperatingStatus.SUSPENDED,
                from_on=date(2022, 3, 15),
            )


def _team(unit: Unit, level: str, inspector: User) -> Team:
    where = "tỉnh"
    if level == Level.DISTRICT and unit.territory:
        where = f"{unit.territory.name[:1].lower()}{unit.territory.name[1:]}"
    members: list[dict] = [
        {"full_name": f"Đội trưởng minh họa {unit.code}", "position": "Trưởng phòng",
         "agency": unit.short_name, "duty": Duty.HEAD},
        {"full_name": inspector.full_name, "position": "Chuyên viên",
         "agency": unit.short_name, "duty": Duty.DEPUTY, "user": inspector},
    ]  # fmt: skip
    members += [
        {
            "full_name": f"Thành viên minh họa {unit.code}.{n}",
            "position": "Cán bộ",
            "agency": agency,
            "duty": Duty.MEMBER,
        }
        for n, agency in enumerate(AGENCIES, start=1)
    ]
    return establish_team(
        by=User.objects.get(username="truongphong"),
        at=moment(2022, 1, 10),
        unit=unit,
        level=level,
        name=f"Đội kiểm tra liên ngành 178 {where}",
        decision_number=f"{unit.code}/QĐ-UBND (minh họa)",
        decided_on=date(2021, 12, 10),
        valid_from=date(2021, 12, 15),
        members=members,
    )


def _district_inspections(code: str, team: Team, province: Team, dice: random.Random) -> None:
    """As many distinct establishments, and violating ones, as the district's demo report says."""
    figures = json.loads(FIGURES.read_text(encoding="utf-8"))["units"][f"H{code}"]["2022-6T"]
    inspected, violating = int(figures["N406"]), int(figures["N409"])
    found = list(Establishment.objects.active_on(date(2022, 6, 14)).filter(commune__parent__code=code).order_by("code"))
    drawn = [place for place in draw_year(code, team) if place in found][:inspected]
    others = [place for place in found if place not in drawn]
    chosen = [*drawn, *dice.sample(others, min(inspected - len(drawn), len(others)))]
    for order, establishment in enumerate(chosen):
        _inspect(establishment, team, order < violating, dice)
    if code in ("178", "183", "186") and chosen:
        _inspect(chosen[0], province, False, dice)  # the same place by both levels counts once


def _inspect(establishment: Establishment, team: Team, is_violating: bool, dice: random.Random) -> None:
    planner = User.objects.get(username="truongphong")
    day = date(2022, 2, 15) + timedelta(days=dice.randint(0, 115))
    inspection = plan_inspection(
        establishment, team, by=planner, at=moment(2022, 1, 20), mode=InspectionMode.PLANNED, planned_on=day,
        decision_number="KH kiểm tra năm 2022 (minh họa)",
    )  # fmt: skip
    inspector = User.objects.get(team_memberships__team=team)
    present = list(team.members.all()[: dice.randint(3, 5)])
    found = [_violation(day, dice)] if is_violating else []
    failed = {str(violation["group"]) for violation in found}
    at = datetime.combine(day, moment(2022, 1, 1, 16).timetz())
    record_inspection(
        inspection,
        by=inspector,
        at=at,
        attendees=present,
        inspected_on=day,
        summary="Kiểm tra việc chấp hành quy định về phòng, chống mại dâm và điều kiện kinh doanh.",
        violations=found,
        minutes=_minutes(establishment, dice),
        answers={item.code: ("fail" if item.group in failed else "pass", "") for item in checklist_on(day).items},
    )
    lock_minutes(inspection, by=inspector, at=at)


def _minutes(establishment: Establishment, dice: random.Random) -> dict[str, object]:
    workers = establishment.workers or 1
    hour = dice.randint(8, 14)
    return {
        "starts_at": time(hour, 15),
        "ends_at": time(hour + 1, 30),
        "place": establishment.address,
        "representative": Representative.MANAGER,
        "papers": "Giấy chứng nhận đăng ký kinh doanh (minh họa)",
        "counts": {"workers": workers, "women": max(0, workers - 1), "minors": 0, "contracts": max(0, workers - 1)},
        "statement": "Cơ sở nhất trí với nội dung biên bản.",
        "signing": Signing.SIGNED,
    }


def _violation(day: date, dice: random.Random) -> dict[str, object]:
    group, description, outcome, amount = dice.choice(FINDINGS)
    violation: dict[str, object] = {"group": group, "description": description, "outcome": outcome}
    if amount:
        violation |= {
            "amount": amount,
            "authority": "Chủ tịch UBND cấp có thẩm quyền",
            "decision_number": f"{dice.randint(10, 99)}/QĐ-XPVPHC (minh họa)",
            "decided_on": day + timedelta(days=5),
        }
    return violation | {
        "recommendation": "Khắc phục và báo cáo kết quả bằng văn bản.",
        "responsible": "Cơ sở",
        "due_on": day + timedelta(days=30),
    }


def _planned(province: Team, dice: random.Random) -> None:
    """What lies ahead on the demo's day: two announced, one unannounced."""
    planner = User.objects.get(username="truongphong")
    inspector = User.objects.get(team_memberships__team=province)
    free = Establishment.objects.active_on(date(2022, 6, 20)).filter(inspections=None, commune__parent__code="178")
    for order, establishment in enumerate(free.order_by("code")[:3]):
        unannounced = order == 2
        plan_inspection(
            establishment, province, by=inspector if unannounced else planner, at=moment(2022, 6, 16),
            planned_on=date(2022, 6, 23 + order),
            mode=InspectionMode.UNANNOUNCED if unannounced else InspectionMode.PLANNED,
            ground=Ground.COMPLAINT if unannounced else "",
            ground_note="Theo đơn phản ánh (minh họa)" if unannounced else "",
            decision_number="KH kiểm tra năm 2022 (minh họa)",
        )  # fmt: skip


def _shut(province: Team) -> None:
    """The team came after the half's last day and the establishment had been suspended for a quarter."""
    planner, inspector = User.objects.get(username="truongphong"), User.objects.get(team_memberships__team=province)
    shut = Establishment.objects.filter(commune__parent__code="183", inspections=None, statuses__status="suspended")
    for establishment in shut.order_by("code")[:1]:
        inspection = plan_inspection(
            establishment, province, by=planner, at=moment(2022, 6, 13), mode=InspectionMode.PLANNED,
            planned_on=date(2022, 6, 16), decision_number="KH kiểm tra năm 2022 (minh họa)",
        )  # fmt: skip
        could_not_inspect(
            inspection, by=inspector, at=moment(2022, 6, 16, 16), obstacle=Obstacle.SUSPENDED,
            came_on=date(2022, 6, 16), reason="Cửa đóng, biển hiệu ghi tạm nghỉ (minh họa).",
        )  # fmt: skip
