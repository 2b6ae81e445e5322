"""The plan's objectives and the programme's targets, computed from what happened until a day.

Units' acts answer G1 and G3, accepted reports G2, the register of inspections G4; beside an answer from acts
stands what the units' accepted reports say. ``reports.queries.objectives`` stays the source of the printed report.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from django.urls import reverse

from accounts.models import Unit
from inspections.figures import expected_percent, projected_percent
from inspections.queries import CoverageRow, Window, coverage, year_window
from kit.numbers import show
from plans.figures.work import needed_a_month, straight_on
from plans.models import Objective, ObjectiveEntry, Plan, ReportingPeriod
from plans.queries.acts import UnitAct, communication, communication_days, own_plans
from plans.queries.targets import Target, TargetSet, target_sets
from plans.states import Measure, TargetKind
from reports.figures import ratio_percent
from reports.queries.few_figures import few_figures
from reports.queries.goal_views import Goal, GoalBoard, GoalPart
from reports.queries.objectives import PEOPLE_SHARES, UNIT_ANSWERS, Progress, share_of, units_progress
from reports.queries.totals import TotalTable

TREND = timedelta(days=30)
KINDS_OF_PEOPLE = ("cán bộ, người lao động", "học sinh, sinh viên")
ONE_ENTRY = "số ghi tay, kèm lý do; cần hai lần ghi của hai ngày mới có xu hướng, dự báo"
TWO_ENTRIES = "số ghi tay, kèm lý do; dự báo: đường thẳng qua hai lần ghi gần nhất"
FORMULA = "giữ nhịp đến nay: số đạt ÷ số ngày đã qua × số ngày cả năm ÷ mẫu số"


@dataclass(frozen=True)
class _Sources:
    """What every objective is computed from, read once."""

    plan: Plan
    day: date
    window: Window
    period: ReportingPeriod | None
    table: TotalTable | None
    covered: CoverageRow
    covered_before: CoverageRow
    earlier: TotalTable | None
    units: list[Unit]


def goal_board(plan: Plan, day: date, *, goal_url: str = "") -> GoalBoard:
    """Every objective of ``plan`` on ``day``, and the targets of the programmes in force; constant queries.

    Args:
        goal_url: address of one goal's page with "{code}" in it, where the units behind the number stand.
    """
    window = year_window(day, plan.year)
    sources = _read(plan, window.day, window)
    reported = _reported(sources)
    typed = ObjectiveEntry.objects.filter(objective__plan=plan).select_related("by").order_by("at")
    entries: dict[int, list[ObjectiveEntry]] = {}
    for entry in typed:
        entries.setdefault(entry.objective_id, []).append(entry)
    goals = [
        _with(_goal(o, entries.get(o.pk, []), sources, goal_url), o, reported, entries) for o in plan.objectives.all()
    ]
    sets = target_sets(day)
    programmes = [(found, [_national(target, found, sources) for target in found.targets]) for found in sets]
    return GoalBoard(plan, window.day, window, goals, programmes)


def _with(
    goal: Goal, objective: Objective, reported: dict[str, Progress], entries: dict[int, list[ObjectiveEntry]]
) -> Goal:
    """With what accepted reports say, the newest typed value and the further numbers of the sentence."""
    typed = entries.get(objective.pk)
    others = f"cùng câu còn: {'; '.join(objective.other_targets)}" if objective.other_targets else ""
    note = "; ".join(words for words in (goal.note, others) if words)
    return replace(goal, reported=reported.get(objective.code), typed=typed[-1] if typed else None, note=note)


def _read(plan: Plan, day: date, window: Window) -> _Sources:
    opened = ReportingPeriod.objects.filter(opens_at__date__lte=day, year__lte=plan.year).order_by("-ends_on")
    period = opened.filter(year=plan.year).first()
    units = list(Unit.objects.existing_on(day))
    last_year = ReportingPeriod.objects.filter(year=plan.year - 1, kind=period.kind).first() if period else None
    return _Sources(
        plan,
        day,
        window,
        period,
        few_figures(period, units) if period else None,
        coverage(window.start, day).total,
        coverage(window.start, max(window.start, day - TREND)).total,
        few_figures(last_year, units) if last_year else None,
        units,
    )


def _reported(sources: _Sources) -> dict[str, Progress]:
    """What accepted reports say of the objectives that units answer."""
    if sources.period is None or sources.table is None:
        return {}
    asked = sources.plan.objectives.filter(measure__in=list(UNIT_ANSWERS))
    return {o.code: units_progress(o, sources.table, sources.period, sources.day) for o in asked}


def _goal(objective: Objective, entries: list[ObjectiveEntry], sources: _Sources, goal_url: str) -> Goal:
    makers = {
        Measure.COMMUNICATION: _units,
        Measure.OWN_PLANS: _units,
        Measure.PEOPLE_REACHED: _people,
        Measure.COVERAGE: _establishments,
    }
    maker, url = makers.get(Measure(objective.measure)), goal_url.replace("{code}", objective.code)
    return maker(objective, sources, url) if maker else _typed(objective, entries, url, sources.window)


def _typed(objective: Objective, entries: list[ObjectiveEntry], url: str, window: Window) -> Goal:
    """An objective that nothing in the portal counts: the newest typed value, and where the last two lead.

    No even pace: whether the number adds up over the year ("mở 12 lớp") or stays ("độ che phủ") is not known.
    """
    if objective.target_kind == TargetKind.QUALITY:
        return _of(objective, [], "định tính: theo dõi qua nhiệm vụ và lời văn báo cáo")
    if not entries:
        return _of(objective, [], "cổng không tự đếm được; chưa ai ghi số")
    entry = entries[-1]
    target = Decimal(100) if objective.target_kind == TargetKind.COUNT else objective.target_percent or Decimal(100)
    part = GoalPart(
        objective.target_unit, entry.numerator, entry.denominator, target, entry.as_of, f"ghi tay, {entry.by}", url,
        is_at_most=objective.is_at_most,
    )  # fmt: skip
    earlier = [other for other in entries if other.as_of < entry.as_of]
    if not earlier:
        return _of(objective, [part], ONE_ENTRY)
    part, needed = _line(part, max(earlier, key=lambda other: (other.as_of, other.at)), window)
    return _of(objective, [part], "; ".join(words for words in (TWO_ENTRIES, needed) if words))


def _line(part: GoalPart, earlier: ObjectiveEntry, window: Window) -> tuple[GoalPart, str]:
    """With the trend since ``earlier`` and the forecast; and what is needed a month, in words."""
    before, now = ratio_percent(earlier.numerator, earlier.denominator), part.percent
    if before is None or now is None:
        return part, ""
    forecast = straight_on(before, earlier.as_of, now, part.as_of, window.end)
    needed = None if part.is_at_most else needed_a_month(now, part.as_of, part.target, window.end)
    words = f"cần thêm {show(needed)} điểm % mỗi tháng đến {window.end:%d/%m/%Y}" if needed else ""
    return replace(part, before=before, before_words=f"{earlier.as_of:%d/%m/%Y}", forecast=forecast), words


def _of(objective: Objective, parts: list[GoalPart], note: str, units: list[UnitAct] | None = None) -> Goal:
    words = objective.target_words
    return Goal(
        objective.code, objective.title, words, parts, note, objective.measure,
        objective.target_kind != TargetKind.QUALITY, units=units or [],
    )  # fmt: skip


def _share_target(objective: Objective) -> Decimal:
    return objective.target_percent or Decimal(100)


def _units(objective: Objective, sources: _Sources, url: str) -> Goal:
    """The trend is that of the units of today: a set that changed would look like a success."""
    window, day = sources.window, sources.day
    before_day = max(window.start, day - TREND)
    units = [unit for unit in sources.units if unit.kind in objective.unit_kinds]
    if objective.measure == Measure.OWN_PLANS:
        acts, before = own_plans(units, sources.plan, day), own_plans(units, sources.plan, before_day)
        source, note = "kế hoạch đơn vị tải lên, tiến độ và hoạt động đã ghi", "có kế hoạch riêng và đã thực hiện"
    else:
        held = communication_days(window.start, day)
        acts = communication(units, held, window.start, day, window.end)
        before = communication(units, held, window.start, before_day, window.end)
        source, note = "hoạt động tuyên truyền các đơn vị đã ghi", "có hoạt động trong mọi quý đã qua"
    part = GoalPart(
        "đơn vị", _met(acts), Decimal(len(acts)), _share_target(objective), day, source, url,
        before=ratio_percent(_met(before), Decimal(len(before))),
    )  # fmt: skip
    return _of(objective, [_ahead(part, window)], note, acts)


def _met(acts: list[UnitAct]) -> Decimal:
    return Decimal(sum(act.is_met for act in acts))


def _people(objective: Objective, sources: _Sources, url: str) -> Goal:
    shares = zip(KINDS_OF_PEOPLE, PEOPLE_SHARES, strict=True)
    parts = [_share(label, *codes, _share_target(objective), sources) for label, codes in shares]
    return _of(objective, parts, "hai mẫu số tính riêng")


def _share(label: str, reached: str, everybody: str, target: Decimal, sources: _Sources) -> GoalPart:
    """A share of people from accepted reports, as of the end of their data window."""
    period, table, window = sources.period, sources.table, sources.window
    if period is None or table is None:
        return GoalPart(label, None, None, target, sources.day, "chưa có kỳ báo cáo nào mở", "")
    known = share_of(table, reached, everybody)
    before = ratio_percent(*share_of(sources.earlier, reached, everybody)) if sources.earlier else None
    as_of = min(period.ends_on, sources.day)
    part = GoalPart(
        label, *known, target, as_of, f"{table.coverage} đơn vị có báo cáo được duyệt",
        reverse("reports:figure", args=[period.code, reached]), before=before, before_words="cùng kỳ năm trước",
    )  # fmt: skip
    return _ahead(part, replace(window, day=as_of))


def _establishments(objective: Objective, sources: _Sources, url: str) -> Goal:
    return _of(objective, [_coverage_part(_share_target(objective), sources)], "cơ sở khác nhau, không trùng")


def _coverage_part(target: Decimal, sources: _Sources) -> GoalPart:
    now, before = sources.covered, sources.covered_before
    part = GoalPart(
        "cơ sở", Decimal(now.inspected), Decimal(now.active), target, sources.day, "sổ cơ sở và sổ kiểm tra",
        reverse("inspections:coverage"), before=before.percent,
    )  # fmt: skip
    return _ahead(part, sources.window)


def _national(target: Target, found: TargetSet, sources: _Sources) -> Goal:
    words = f"{show(target.percent)} %"
    if target.coverage == "year":
        return Goal(target.code, target.title, words, [_coverage_part(target.percent, sources)])
    if target.coverage == "programme":
        total = coverage(found.valid_from, sources.day).total
        part = GoalPart(
            "cơ sở", Decimal(total.inspected), Decimal(total.active), target.percent, sources.day,
            f"kiểm tra từ {found.valid_from:%d/%m/%Y}", reverse("inspections:coverage"),
        )  # fmt: skip
        whole = Window(found.valid_to.year, found.valid_from, sources.day, found.valid_to)
        return Goal(target.code, target.title, words, [_ahead(part, whole)])
    if not target.numerator:
        return Goal(target.code, target.title, words, [], "biểu số liệu chưa có chỉ tiêu này")
    share = _share("", target.numerator, target.denominator, target.percent, sources)
    return Goal(target.code, target.title, words, [share])


def _ahead(part: GoalPart, window: Window) -> GoalPart:
    """With the even pace and the forecast of its year."""
    pace = expected_percent(window.start, window.day, window.end, part.target)
    known = part.numerator is not None and part.denominator
    forecast = (
        projected_percent(int(part.numerator or 0), int(part.denominator or 0), window.start, window.day, window.end)
        if known
        else None
    )
    return replace(part, pace=pace, forecast=forecast)
