"""The leader's board: who is late, what is off target, what waits for me, what changed, where."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localtime

from accounts.models import User
from accounts.rules import DEPARTMENT_ROLES
from accounts.states import Role
from dashboards.charts import Bar, BarChart, bar
from dashboards.queries.home import department_work
from inspections.models import Inspection, Violation
from inspections.queries import Coverage, coverage, year_window
from kit.numbers import show
from kit.tiles import Place, TileMap, short_name, tile_map
from plans.models import ActionItem, Event, ReportingPeriod
from plans.queries.document import current_plan
from plans.queries.progress import TaskStanding, task_standings
from plans.states import ActionState
from reports.models import Consolidation, Report
from reports.queries.goal_views import Goal
from reports.queries.goals import goal_board
from reports.states import ReportState, VersionState

TARGET_20 = Decimal(20)
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Line:
    """One thing worth a line, and the page where it is."""

    text: str
    url: str
    note: str = ""


SHOWN = 40  # rows behind a number of the week; a province of communes has a thousand


@dataclass(frozen=True)
class Change:
    """Something that happened within the week: how often, and the rows."""

    label: str
    number: int
    url: str = ""
    rows: list[Line] = field(default_factory=list)  # the first SHOWN of them
    more_url: str = ""  # where the others stand

    @property
    def more(self) -> int:
        return self.number - len(self.rows)


def leadership_board(user: User, at: datetime) -> dict:
    """Everything on the leader's first page on the day of ``at``; a constant number of queries."""
    work, day = department_work(user, at), localtime(at).date()
    plan = current_plan(day)
    goals = goal_board(plan, day, goal_url=goal_url()) if plan else None
    window = year_window(day)
    cover = coverage(window.start, day)
    period = work["period"]
    late = late_things(user, work, plan_standings(user, day), day)
    changes = week_changes(user, at)
    return work | {
        "plan": plan,
        "goals": goals,
        "objective_chart": objective_chart(goals.goals if goals else []),
        "coverage": cover,
        "coverage_chart": coverage_chart(cover),
        "map": district_map(cover, work["late"]),
        "states": state_shares(work["counts"], work["total"], period),
        "late_things": late,
        "late_number": sum(number for number, *_ in late),
        "off_target": goals.off_target if goals else [],
        "not_reached": [goal for goal in goals.goals if goal.has_number and not goal.is_reached] if goals else [],
        "lowest": lowest_districts(cover),
        "waiting": waiting_for(user),
        "changes": changes,
        "has_changes": any(change.number for change in changes),
        "week_ago": day - WEEK,
        "day": day,
    }


def goal_url() -> str:
    """Address of one objective's units, with "{code}" for its code."""
    return reverse("dashboards:goal", args=["CODE"]).replace("CODE", "{code}")


def plan_standings(user: User, day: date) -> list[TaskStanding]:
    """Tasks of the plan in force that can be late; empty without a plan."""
    plan = current_plan(day)
    return task_standings(plan, user, day, may_be_late=True) if plan else []


def late_things(
    user: User, work: dict, standings: list[TaskStanding], day: date
) -> list[tuple[int, str, str, list[Line]]]:
    """(how many, what, tone, lines) of everything that is past its day, the most serious first."""
    reports = [Line(str(report.unit), reverse("reports:detail", args=[report.pk])) for report in work["late"]]
    fixes = Violation.objects.visible_to(user).overdue(day).select_related("inspection__establishment")
    recommendations = [
        Line(
            f"{row.inspection.establishment}: {row.recommendation}",
            reverse("inspections:detail", args=[row.inspection_id]),
            f"hạn {row.due_on:%d/%m/%Y}",
        )
        for row in fixes.order_by("due_on")
    ]
    items = ActionItem.objects.visible_to(user).overdue(day).for_listing()
    actions = [
        Line(f"{item.owner}: {item.title}", reverse("plans:action", args=[item.pk]), f"hạn {item.due_on:%d/%m/%Y}")
        for item in items
    ]
    tasks = [
        Line(str(row.task), reverse("plans:task", args=[row.task.pk]), f"{len(row.late_parts)} đơn vị")
        for row in standings
        if row.is_late
    ]
    found = [
        ("báo cáo quá hạn chưa nộp", reports),
        ("việc được giao quá hạn", actions),
        ("kiến nghị quá hạn khắc phục", recommendations),
        ("nhiệm vụ quá hạn", tasks),
    ]
    return [(len(lines), words, "bad" if lines else "good", lines) for words, lines in found]


def waiting_for(user: User) -> list[Line]:
    """What cannot go on until this person acts; the auditor only reads, so nothing waits for him."""
    if user.role == Role.AUDITOR:
        return []
    done = ActionItem.objects.filter(state=ActionState.DONE, opened_by=user).exclude(unit=user.unit_id)
    mine = ActionItem.objects.filter(state=ActionState.OPEN).owned_by(user)
    found = [Line(str(row), reverse("reports:consolidation", args=[row.pk]), words) for row, words in _versions(user)]
    if user.role in DEPARTMENT_ROLES:
        waiting = Report.objects.visible_to(user).filter(state=ReportState.SUBMITTED).for_listing()
        found += [Line(str(row.unit), reverse("reports:detail", args=[row.pk]), "báo cáo chờ xét") for row in waiting]
    for items, words in ((done, "đã làm, chờ xác nhận"), (mine, "việc của đồng chí")):
        found += [Line(row.title, reverse("plans:action", args=[row.pk]), words) for row in items.for_listing()]
    return found


def _versions(user: User) -> list[tuple[Consolidation, str]]:
    """Consolidated reports that wait for this person's step."""
    steps = {
        Role.LEADER: (VersionState.PROPOSED, "chờ đồng chí duyệt ký"),
        Role.COORDINATOR: (VersionState.SENT_BACK, "lãnh đạo trả lại"),
        Role.STAFF: (VersionState.APPROVED, "chờ cấp số"),
    }
    state, words = steps.get(Role(user.role), ("", ""))
    rows = Consolidation.objects.visible_to(user).filter(state=state).select_related("period")
    return [(row, words) for row in rows]


def week_changes(user: User, at: datetime) -> list[Change]:
    """What happened in the seven days before ``at``, each with its rows or the page that lists them."""
    since, day = at - WEEK, localtime(at).date()
    first = day - WEEK + timedelta(days=1)
    span = f"tu={first:%d/%m/%Y}&den={day:%d/%m/%Y}"
    reports = Report.objects.visible_to(user).select_related("unit", "period")
    decided = reports.filter(decided_at__gt=since, decided_at__lte=at)
    items = ActionItem.objects.visible_to(user)
    inspections = Inspection.objects.visible_to(user).filter(inspected_on__range=(first, day))
    events = Event.objects.visible_to(user).counted().held_between(first, day)
    return [
        _reports("báo cáo nộp lần đầu", reports.filter(first_submitted_at__gt=since, first_submitted_at__lte=at)),
        _reports("báo cáo được duyệt", decided.filter(state=ReportState.ACCEPTED)),
        _reports("báo cáo bị yêu cầu chỉnh lý", decided.filter(state=ReportState.RETURNED)),
        Change("cuộc kiểm tra", inspections.count(), f"{reverse('inspections:list')}?{span}"),
        Change("hoạt động tuyên truyền, tập huấn", events.count(), f"{reverse('plans:events')}?{span}"),
        _actions("việc được giao mới", items.filter(opened_at__gt=since, opened_at__lte=at)),
        _actions("việc đã xác nhận xong", items.filter(verified_at__gt=since, verified_at__lte=at)),
    ]


def _reports(label: str, rows: QuerySet[Report]) -> Change:
    lines = [Line(str(row.unit), reverse("reports:detail", args=[row.pk])) for row in rows[:SHOWN]]
    return Change(label, rows.count(), rows=lines, more_url=reverse("reports:board"))


def _actions(label: str, rows: QuerySet[ActionItem]) -> Change:
    lines = [Line(row.title, reverse("plans:action", args=[row.pk])) for row in rows[:SHOWN]]
    return Change(label, rows.count(), rows=lines, more_url=reverse("plans:actions"))


def objective_chart(goals: list[Goal]) -> BarChart:
    """Each part of each objective against its target, on a track of 100 %."""
    bars: list[Bar] = []
    for goal in goals:
        for part in goal.parts:
            label = goal.code + (f" {part.label.split(',')[0]}" if len(goal.parts) > 1 else "")
            text = "chưa có số liệu" if part.percent is None else f"{show(part.percent, 1)} %"
            bars.append(bar(len(bars), label, part.percent, text, part.target, Decimal(100), part.url, part.pace))
    return BarChart("Kết quả so với mục tiêu", bars)


def coverage_chart(cover: Coverage) -> BarChart:
    """Share of inspected establishments per district against 20 %, on a track of 40 %."""
    bars: list[Bar] = []
    for row in cover.rows:
        text = "–" if row.percent is None else f"{show(row.percent, 1)} % ({row.inspected}/{row.active})"
        code, name = (row.territory.code, short_name(row.territory.name)) if row.territory else ("", "")
        url = reverse("inspections:coverage_district", args=[code])
        bars.append(bar(len(bars), name, row.percent, text, TARGET_20, Decimal(40), url))
    return BarChart("Cơ sở đã được kiểm tra theo địa bàn", bars)


def district_map(cover: Coverage, late: list[Report]) -> TileMap:
    """Districts by their share of inspected establishments; a late report is written on its tile."""
    owing = {report.unit.territory_id for report in late}
    places = []
    for row in cover.rows:
        if row.territory is None:
            continue
        text = "–" if row.percent is None else f"{show(row.percent, 1)} %"
        note = "báo cáo quá hạn" if row.territory.pk in owing else ""
        url = reverse("inspections:coverage_district", args=[row.territory.code])
        places.append(Place(row.territory.code, short_name(row.territory.name), text, _tone(row.percent), url, note))
    return tile_map("Tỷ lệ cơ sở đã được kiểm tra theo huyện, thành phố; số liệu ở bảng bên cạnh", places)


def lowest_districts(cover: Coverage) -> list[Line]:
    """The districts farthest below half of the goal, three at most, the lowest first."""
    low = [row for row in cover.rows if row.percent is not None and row.percent * 2 < TARGET_20 and row.territory]
    return [
        Line(
            f"{short_name(row.territory.name)} {show(row.percent, 1)} %",
            reverse("inspections:coverage_district", args=[row.territory.code]),
        )
        for row in sorted(low, key=lambda row: row.percent or 0)[:3]
        if row.territory
    ]


def _tone(percent: Decimal | None) -> str:
    """At the goal, at least half way, below half way, or nothing to divide by."""
    if percent is None:
        return "mute"
    if percent >= TARGET_20:
        return "good"
    return "warn" if percent * 2 >= TARGET_20 else "bad"


def state_shares(counts: dict[str, int], total: int, period: ReportingPeriod | None) -> list[dict]:
    """One strip of the board: each state's share of all units, for a stacked bar of 600 units' width."""
    shown = (
        ("Đã duyệt", "accepted", "good", counts.get(ReportState.ACCEPTED, 0)),
        ("Đã nộp, chờ xét", "submitted", "info", counts.get(ReportState.SUBMITTED, 0)),
        ("Yêu cầu chỉnh lý", "returned", "warn", counts.get(ReportState.RETURNED, 0)),
        (
            "Chưa nộp",
            "draft",
            "mute",
            counts.get(ReportState.DRAFT, 0) + counts.get(ReportState.AWAITING_HEAD, 0),
        ),
    )
    strips, x = [], 0
    for label, state, tone, count in shown:
        width = round(600 * count / total) if total else 0
        url = f"{reverse('reports:board')}?ky={period.code}&tinh-trang={state}" if period else ""
        strips.append({"label": label, "tone": tone, "count": count, "x": x, "width": width, "url": url})
        x += width
    return strips
