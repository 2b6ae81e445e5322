"""What followed the demo's inspections: payments, second visits, a repeat; and a few reports from people."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from accounts.models import Unit, User
from demo.services.reports import Entry, moment
from inspections.models import Establishment, Inspection, Violation
from inspections.services.complaints import handle_complaint, receive_complaint
from inspections.services.following import follow_up_inspection, settle_violation
from inspections.services.minutes import decide_inspection
from inspections.states import Channel, FollowUpResult, InspectionState, Outcome

REPORTS = (
    (Channel.PHONE, date(2022, 3, 8), "Cơ sở mở nhạc quá giờ quy định vào cuối tuần.", date(2022, 3, 15)),
    (
        Channel.LETTER,
        date(2022, 4, 20),
        "Cơ sở treo biển kinh doanh không đúng loại hình đã đăng ký.",
        date(2022, 5, 6),
    ),
    (Channel.AGENCY, date(2022, 5, 18), "Nhân viên chưa được khám sức khỏe định kỳ.", None),
    (Channel.ONLINE, date(2022, 6, 13), "Có dấu hiệu hoạt động trá hình sau 23 giờ.", None),
)


def later_visits() -> Iterator[Entry]:
    """After the register, in the weeks of the report: nothing here is random."""
    yield moment(2022, 6, 17, 8), _pay_fines
    yield moment(2022, 6, 17), _visit_again
    yield moment(2022, 6, 17), _decide


def _inspector(inspection: Inspection) -> User:
    return User.objects.get(team_memberships__team=inspection.team)


def _pay_fines() -> None:
    """Every other fine was paid in full."""
    for violation in Violation.objects.filter(outcome=Outcome.FINE).order_by("pk")[::2]:
        day = violation.inspection.day + timedelta(days=12)
        if day <= date(2022, 6, 17):
            settle_violation(
                violation, by=_inspector(violation.inspection), at=moment(2022, 6, 17, 8),
                paid_amount=violation.amount or Decimal(0), paid_on=day, has_record=True,
            )  # fmt: skip


def _visit_again() -> None:
    """The oldest three: remedied and closed, given more time, found again."""
    waiting = Inspection.objects.filter(state=InspectionState.REMEDY).order_by("inspected_on", "pk")
    more: tuple[dict[str, Any], ...] = (
        {"result": FollowUpResult.REMEDIED, "note": "Cơ sở đã khắc phục đủ."},
        {"result": FollowUpResult.NOT_REMEDIED, "new_due_on": date(2022, 7, 15)},
        {"result": FollowUpResult.REPEATED, "group": "V5", "description": "Lại không khai báo lưu trú đầy đủ"},
    )
    for inspection, found in zip(list(waiting[:3]), more, strict=False):
        follow_up_inspection(
            inspection, by=_inspector(inspection), at=moment(2022, 6, 17), visited_on=date(2022, 6, 16),
            attendees=list(inspection.team.members.all()[:3]), **found,
        )  # fmt: skip


def seed_complaints() -> None:
    """In the book of the department."""
    coordinator = User.objects.get(username="truongphong")
    unit = Unit.objects.get(code="PCTNXH")
    places = list(Establishment.objects.active_on(date(2022, 6, 14)).filter(commune__parent__code="178")[:4])
    for order, (channel, day, content, handled_on) in enumerate(REPORTS):
        complaint = receive_complaint(
            by=coordinator, at=moment(day.year, day.month, day.day), unit=unit, channel=channel,
            received_on=day, content=content, establishment=places[order] if order < len(places) else None,
        )  # fmt: skip
        if handled_on:
            handle_complaint(
                complaint, by=coordinator, at=moment(handled_on.year, handled_on.month, handled_on.day),
                result="Đã kiểm tra, nhắc nhở; cơ sở cam kết chấp hành.", handled_on=handled_on,
            )  # fmt: skip


def _decide() -> None:
    """The next planned visit has its decision."""
    upcoming = Inspection.objects.filter(state=InspectionState.PLANNED).order_by("planned_on").first()
    if upcoming:
        decide_inspection(
            upcoming, by=User.objects.get(username="truongphong"), at=moment(2022, 6, 17),
            decision_number="15/QĐ-ĐKT (minh họa)", decided_on=date(2022, 6, 16),
        )  # fmt: skip
