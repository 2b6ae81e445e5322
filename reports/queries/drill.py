"""What stands behind one total: the rule, the sum written out, each unit's figure and the sending it came in.

Read from a snapshot (reports.services.snapshot), so that a version explains itself with its own figures for ever.
"""

from dataclasses import dataclass
from decimal import Decimal

from kit.numbers import show
from plans.models import Objective, Plan, ReportingPeriod
from plans.states import AcrossTime, AcrossUnits, Source
from reports.models import Report, SubmissionRound
from reports.states import Outcome

ACROSS_UNITS = {
    AcrossUnits.SUM: "Cộng số của các đơn vị có báo cáo đã duyệt. Đơn vị chưa có số thì chưa cộng, không phải 0.",
    AcrossUnits.RATIO: "Cộng riêng tử số, cộng riêng mẫu số của những đơn vị có cả hai, rồi mới chia.",
    AcrossUnits.DISTINCT: (
        "Đếm không trùng: khi mọi số khớp sổ kiểm tra thì đếm từ sổ; nếu không, số cộng là cận trên cho tới khi Sở"
        " loại trùng."
    ),
    AcrossUnits.COUNT_YES: "Đếm số đơn vị ghi “Có”.",
}
ACROSS_TIME = {
    AcrossTime.FLOW: "Số năm là lũy kế từ đầu năm; 6 tháng cuối năm = cả năm − 6 tháng đầu năm.",
    AcrossTime.LAST: "Số có tại ngày chốt; không cộng các kỳ với nhau.",
    AcrossTime.MAX: "Lũy kế không trùng từ đầu năm; không cộng các kỳ với nhau.",
    AcrossTime.RATIO: "Tính lại từ tử số, mẫu số của kỳ; không trừ, không lấy trung bình.",
}


@dataclass(frozen=True)
class Share:
    """What one unit gave. ``report`` and ``round`` are known where an accepted report stands behind it."""

    code: str
    name: str
    text: str
    report: int | None
    round: int | None
    sent_at: str


@dataclass(frozen=True)
class Drill:
    """One total taken apart.

    ``line``: its part of the snapshot; ``working``: the sum written out; ``joined``: units new since last year.
    """

    line: dict
    rule: str
    time_rule: str
    working: str
    shares: list[Share]
    missing: list[str]
    joined: list[str]


def sources_of(reports: list[Report]) -> dict[str, dict]:
    """Unit code → the accepted report and the sending that was accepted, as a snapshot keeps them."""
    found = {report.pk: {"report": report.pk, "round": None, "sent_at": ""} for report in reports}
    rounds = SubmissionRound.objects.filter(report__in=reports, outcome=Outcome.ACCEPTED).order_by("number")
    for report_id, number, sent_at in rounds.values_list("report_id", "number", "submitted_at"):
        found[report_id] |= {"round": number, "sent_at": sent_at.isoformat()}
    return {report.unit.code: found[report.pk] for report in reports}


def drill(figures: dict, code: str) -> Drill | None:
    """None for a code that the snapshot does not have."""
    lines = {line["code"]: line for line in figures["lines"]}
    line = lines.get(code)
    if line is None:
        return None
    names = {unit["code"]: unit["name"] for unit in figures["units"]}
    return Drill(
        line,
        ACROSS_UNITS[AcrossUnits(line["across_units"])],
        ACROSS_TIME[AcrossTime(line["across_time"])] if line.get("across_time") else "",
        working(line, lines, figures),
        [_share(unit, line, names, figures.get("sources", {})) for unit in line["by_unit"]],
        missing_units(line, figures),
        [unit["short"] for unit in figures["units"] if unit["code"] in line.get("joined", ())],
    )


def goal_of(figures: dict, code: str) -> dict | None:
    """An objective of a snapshot with the names of the figures each of its parts is made of; None for no such code."""
    names = {line["code"]: line["name"] for line in figures["lines"]}
    found = next((item for item in figures["objectives"] if item["code"] == code), None)
    if found is None:
        return None
    parts = [
        part | {"figures": [(c, names[c]) for c in part.get("codes", []) if c in names]} for part in found["parts"]
    ]
    return found | {"parts": parts}


def is_goal(period: ReportingPeriod, code: str) -> bool:
    """Whether the plan of the period's year has an objective of this code."""
    return Objective.objects.filter(plan__in=Plan.objects.issued().filter(year=period.year), code=code).exists()


def _share(unit: str, line: dict, names: dict[str, str], sources: dict[str, dict]) -> Share:
    source = sources.get(unit, {})
    text = line["by_unit"][unit]
    return Share(unit, names[unit], text, source.get("report"), source.get("round"), source.get("sent_at", ""))


def missing_units(line: dict, figures: dict) -> list[str]:
    """Short names of the units that owe this figure and have none that is accepted."""
    return [
        unit["short"]
        for unit in figures["units"]
        if unit["code"] in line["by_unit"]
        and line["values"].get(unit["code"]) is None
        and line["by_unit"][unit["code"]] != "x"
    ]


def working(line: dict, lines: dict[str, dict], figures: dict) -> str:
    """The sum written out: "12 + 30 + 0 = 42", "100 × (18 + 30) : (20 + 100) = 40,0 %"; empty when nobody gave one."""
    if line["value"] is None:
        return ""
    if line["source"] == Source.COMPUTED:
        sides = [lines.get(line["numerator"]), lines.get(line["denominator"])]
        both = [u for u in line["by_unit"] if all(side and side["values"].get(u) is not None for side in sides)]
        upper, lower = (_sum([Decimal(side["values"][u]) for u in both]) + _change(side) for side in sides if side)
        return f"100 × ({upper}) : ({lower}) = {line['total']}"
    if line["across_units"] == AcrossUnits.COUNT_YES:
        short = {unit["code"]: unit["short"] for unit in figures["units"]}
        yes = [short[u] for u, value in line["values"].items() if value is not None and Decimal(value)]
        return f"{', '.join(yes) or 'không đơn vị nào'}{_change(line)} = {line['total']}"
    values = [Decimal(value) for value in line["values"].values() if value is not None]
    return f"{_sum(values)}{_change(line)} = {line['total']}"


def _sum(values: list[Decimal]) -> str:
    return " + ".join(show(value) for value in values) or "0"


def _change(line: dict) -> str:
    """What the department adjusted, behind the units' figures: " − 2"."""
    return "".join(f" {a['text'][0]} {a['text'][1:]}" for a in line["adjustments"])
