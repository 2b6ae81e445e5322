"""What the first pages show; reads over all floors below."""

from datetime import datetime
from decimal import Decimal

from django.urls import reverse
from django.utils.timezone import localtime

from dashboards.charts import Bar, BarChart, bar
from inspections.models import Violation
from inspections.queries import coverage, year_window
from kit.numbers import show
from plans.models import Plan, ReportingPeriod
from reports.models import Report
from reports.queries.objectives import Progress, latest_period, objective_progress
from reports.queries.totals import board, state_counts
from reports.states import ReportState

TARGET_20 = Decimal(20)


def current_period(at: datetime) -> ReportingPeriod | None:
    """The period being collected: of this year if one has begun, else the latest there is."""
    day = localtime(at).date()
    found = latest_period(day.year, day)
    return found or ReportingPeriod.objects.open_by(at).order_by("-ends_on").first()


def unit_work(user, at: datetime) -> dict:
    """What a reporting unit owes, what waits for whom inside it, what it has sent."""
    reports = list(Report.objects.visible_to(user).for_listing())
    return {
        "owed": [r for r in reports if not r.is_sent and not r.excluded_at],
        "sent": [r for r in reports if r.is_sent][:6],
        "now": at,
    }


def department_work(user, at: datetime) -> dict:
    """The desk of the coordinating room: to review, late, returned."""
    period = current_period(at)
    reports = board(period, user) if period else []
    return {
        "period": period,
        "to_review": [(r, r.is_late(at)) for r in reports if r.state == ReportState.SUBMITTED],
        "late": [r for r in reports if r.first_submitted_at is None and r.is_late(at)],
        "returned": [r for r in reports if r.state == ReportState.RETURNED],
        "not_sent": [r for r in reports if r.first_submitted_at is None and not r.excluded_at],
        "counts": state_counts(reports),
        "total": sum(r.excluded_at is None for r in reports),
        "sent": sum(r.first_submitted_at is not None and r.excluded_at is None for r in reports),
        "now": at,
    }


def leadership_board(user, at: datetime) -> dict:
    """Two minutes of a leader: who has not reported, the objectives, the coverage of inspections."""
    work, day = department_work(user, at), localtime(at).date()
    period = work["period"]
    plan = Plan.objects.filter(year=period.year).first() if period else None
    progress = objective_progress(plan, period, day) if plan and period else []
    cover = coverage(year_window(day).start, day)
    return work | {
        "plan": plan,
        "progress": progress,
        "objective_chart": objective_chart(progress),
        "coverage": cover,
        "coverage_chart": coverage_chart(cover),
        "states": state_shares(work["counts"], work["total"], work["period"]),
        "overdue_fixes": Violation.objects.visible_to(user)
        .overdue(day)
        .select_related("inspection__establishment")
        .order_by("due_on"),
        "day": day,
    }


def objective_chart(progress: list[Progress]) -> BarChart:
    """Each part of each objective against its target, on a track of 100 %."""
    bars: list[Bar] = []
    for item in progress:
        for part in item.parts:
            label = item.objective.code + (f" {part.label.split(',')[0]}" if len(item.parts) > 1 else "")
            text = "chưa có số liệu" if part.percent is None else f"{show(part.percent, 1)} %"
            target = item.objective.target_percent
            bars.append(bar(len(bars), label, part.percent, text, target, Decimal(100), part.url))
    return BarChart("Kết quả so với mục tiêu", bars)


def coverage_chart(cover) -> BarChart:
    """Share of inspected establishments per district against 20 %, on a track of 40 %."""
    bars: list[Bar] = []
    for row in cover.rows:
        text = "–" if row.percent is None else f"{show(row.percent, 1)} % ({row.inspected}/{row.active})"
        name = row.territory.name.replace("Huyện ", "").replace("Thành phố ", "TP ")
        url = reverse("inspections:coverage_district", args=[row.territory.code])
        bars.append(bar(len(bars), name, row.percent, text, TARGET_20, Decimal(40), url))
    return BarChart("Cơ sở đã được kiểm tra theo địa bàn", bars)


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
