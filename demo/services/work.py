"""Demo tasks, own plans, events and asked-for work, told through the real services with the clock of their day."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from accounts.models import Unit, User
from accounts.states import Role, UnitKind
from demo.services.reports import Entry, moment
from kit.uploads import check_file
from plans.models import ActionItem, Plan, Task
from plans.services.actions import finish_action, open_action, verify_action
from plans.services.events import record_event
from plans.services.work import file_unit_plan, note_progress, set_terms
from plans.states import Audience, EventKind, ProgressState, Recurrence, SessionForm

# Plain one-page PDF: an own plan of an invented unit has no words worth reading.
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
)
WITHOUT_PLAN = ("H184", "H189", "QBTTE")
SILENT_IN_SPRING = ("H184", "H185", "BTXHTE")  # no communication from January to March
TERMS = {
    "N4.1": ("Quyết định kiện toàn Đội, kế hoạch kiểm tra năm", Recurrence.ONCE, date(2022, 6, 15)),
    "N5.1": ("Một lớp tập huấn cho cán bộ cấp xã", Recurrence.ONCE, date(2022, 9, 30)),
    "N5.3": ("Báo cáo kết quả kiểm tra, giám sát", Recurrence.QUARTERLY, None),
    "N1.3": ("Tờ rơi, pa nô theo từng nhóm đối tượng", Recurrence.ONCE, date(2022, 10, 31)),
}


def tell_work() -> None:
    """The tasks' terms, the units' own plans, and what was held until the demo's day."""
    plan = Plan.objects.get(year=2022)
    tasks = {task.code: task for task in Task.objects.filter(group__plan=plan).select_related("group__plan")}
    coordinator = User.objects.get(role=Role.COORDINATOR)
    for code, (product, recurrence, due_on) in TERMS.items():
        at = moment(2022, 5, 30)
        set_terms(tasks[code], by=coordinator, at=at, expected_product=product, recurrence=recurrence, due_on=due_on)
    units = Unit.objects.exclude(reporter_code="").order_by("order")
    for order, unit in enumerate(units):
        officer = User.objects.get(username=f"nhap.{unit.code.lower()}")
        _tell_events(unit, officer, tasks, order)
        if unit.kind in (UnitKind.DISTRICT_OFFICE, UnitKind.ATTACHED) and unit.code not in WITHOUT_PLAN:
            _tell_own_plan(plan, unit, officer, tasks, order)


def asked_work() -> Iterator[Entry]:
    """What the leadership asked for, and what was said of the plan's tasks, each at its moment."""
    plan = Plan.objects.get(year=2022)
    tasks = {task.code: task for task in Task.objects.filter(group__plan=plan)}
    coordinator = User.objects.get(role=Role.COORDINATOR)
    yield from _progress(tasks, coordinator)
    yield from _actions(coordinator)


def _tell_events(unit: Unit, officer: User, tasks: dict[str, Task], order: int) -> None:
    days = [date(2022, 2, 9), date(2022, 4, 13), date(2022, 5, 18), date(2022, 6, 15)]
    for number, day in enumerate(days[1:] if unit.code in SILENT_IN_SPRING else days):
        held = day + timedelta(days=order % 5)
        is_school = unit.kind == UnitKind.COLLEGE
        record_event(
            by=officer, at=_evening(held), kind=EventKind.SESSION, task=tasks["N1.1"], held_on=held,
            title="Nói chuyện chuyên đề phòng, chống mại dâm", quantity=1 + (order + number) % 3,
            attendees=40 + 7 * ((order + number) % 6), is_integrated=number % 2 == 0,
            form=SessionForm.EXTRACURRICULAR if is_school else SessionForm.TOPICAL,
            audience=Audience.STUDENTS if is_school else Audience.STAFF, place="Hội trường (minh họa)",
        )  # fmt: skip
    if unit.kind == UnitKind.DISTRICT_OFFICE:
        held = date(2022, 5, 5) + timedelta(days=order % 9)
        leaflets = 300 + 50 * (order % 5)
        record_event(
            by=officer, at=_evening(held), kind=EventKind.LEAFLET, task=tasks["N1.3"], held_on=held,
            title="Cấp phát tờ rơi tại khu dân cư", quantity=leaflets,
        )  # fmt: skip


def _tell_own_plan(plan: Plan, unit: Unit, officer: User, tasks: dict[str, Task], order: int) -> None:
    day = date(2022, 6, 1) + timedelta(days=order % 12)
    taken = [tasks[code] for code in ("N1.1", "N2.2", "N5.3")[: 2 + order % 2]]
    file_unit_plan(
        plan, by=officer, at=_evening(day), number=f"{12 + order}/KH-{unit.symbol or unit.code}", issued_on=day,
        title="Thực hiện công tác phòng, chống mại dâm năm 2022 (minh họa)", file=check_file(PDF, "ke-hoach.pdf"),
        tasks=taken,
    )  # fmt: skip


def _progress(tasks: dict[str, Task], coordinator: User) -> Iterator[Entry]:
    lead = [
        ("N1.1", ProgressState.STARTED, "Hướng dẫn tuyên truyền gửi các đơn vị ngày 06/6/2022", None),
        ("N1.2", ProgressState.STARTED, "02 tin, bài trên cổng thông tin của Sở", None),
        ("N4.3", ProgressState.STARTED, "Lịch phối hợp kiểm tra quý II", None),
        ("N5.3", ProgressState.DONE, "Báo cáo giám sát quý I", 1),
    ]
    for number, (code, state, product, quarter) in enumerate(lead):
        at = moment(2022, 6, 13 + number, 10)
        yield (
            at,
            partial(note_progress, tasks[code], by=coordinator, at=at, state=state, product=product, quarter=quarter),
        )
    blocked = "Chưa bố trí được kinh phí in ấn phẩm; đề nghị Phòng KHTC hướng dẫn nguồn."
    at = moment(2022, 6, 16, 9)
    yield (
        at,
        partial(note_progress, tasks["N1.3"], by=coordinator, at=at, state=ProgressState.BLOCKED, narrative=blocked),
    )
    for code, product in (("h178", "Kế hoạch 14/KH-LĐTBXH, 03 buổi đã tổ chức"), ("cdn", "Ngoại khóa đầu khóa")):
        officer = User.objects.get(username=f"nhap.{code}")
        at = moment(2022, 6, 14, 15)
        yield at, partial(note_progress, tasks["N1.1"], by=officer, at=at, state=ProgressState.STARTED, product=product)


def _actions(coordinator: User) -> Iterator[Entry]:
    """Four pieces of asked-for work: late, finished, verified, ahead."""
    leader, staff = User.objects.get(role=Role.LEADER), User.objects.get(username="chuyenvien")
    meeting: dict[str, Any] = {"by": leader, "at": moment(2022, 6, 6, 8), "origin": "Giao ban tháng 6"}
    yield meeting["at"], partial(
        _ask, "H184", **meeting, title="Rà soát số cơ sở đang hoạt động, thống nhất với sổ của Sở",
        due_on=date(2022, 6, 15),
    )  # fmt: skip
    quick = "Báo cáo nhanh kết quả kiểm tra dịp lễ"
    yield meeting["at"], partial(_ask, "H178", **meeting, title=quick, due_on=date(2022, 6, 17))
    result = "Đã gửi báo cáo nhanh ngày 16/6, 07 cơ sở, 01 cơ sở bị nhắc nhở."
    yield moment(2022, 6, 16, 15), partial(_finish, quick, "nhap.h178", moment(2022, 6, 16, 15), result)
    names, asked = "Bổ sung danh sách cán bộ đầu mối", moment(2022, 6, 7, 9)
    yield asked, partial(
        _ask, "H187", by=coordinator, at=asked, title=names, due_on=date(2022, 6, 14),
        origin="Hướng dẫn báo cáo 6 tháng",
    )  # fmt: skip
    done, verified = moment(2022, 6, 13, 10), moment(2022, 6, 14, 9)
    yield done, partial(_finish, names, "nhap.h187", done, "Đã gửi qua văn thư.")
    yield verified, lambda: verify_action(ActionItem.objects.get(title=names), by=staff, at=verified)
    concluded = moment(2022, 6, 17, 16)
    yield concluded, partial(
        open_action, by=leader, at=concluded, title="Chuẩn bị số liệu họp giao ban quý II", unit=coordinator.unit,
        due_on=date(2022, 6, 28), origin="Kết luận giao ban", detail="Tổng hợp theo huyện, so cùng kỳ năm trước.",
    )  # fmt: skip


def _ask(code: str, **values: Any) -> None:
    open_action(unit=Unit.objects.get(code=code), **values)


def _finish(title: str, officer: str, at: datetime, result: str) -> None:
    finish_action(ActionItem.objects.get(title=title), by=User.objects.get(username=officer), at=at, result=result)


def _evening(day: date) -> datetime:
    return moment(day.year, day.month, day.day, 17)
