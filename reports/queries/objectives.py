"""The plan's objectives against what happened; nobody types a result."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.urls import reverse

from inspections.queries import coverage, data_window
from plans.models import Objective, Plan, ReportingPeriod
from plans.states import Measure, TargetKind
from reports.figures import add_up, ratio_percent, with_both
from reports.queries.totals import TotalTable, total_table

# Measure → the yes/no indicator that answers it.
UNIT_ANSWERS = {Measure.COMMUNICATION: "N202", Measure.OWN_PLANS: "N201"}
PEOPLE_SHARES = (("N114", "N113"), ("N117", "N116"))  # (reached, of all) for each kind of people


@dataclass(frozen=True)
class Part:
    """One fraction of an objective, with words for both numbers and the page of its rows."""

    label: str
    numerator: Decimal | None
    denominator: Decimal | None
    url: str
    codes: tuple[str, ...] = ()  # of the figures it is made of

    @property
    def percent(self) -> Decimal | None:
        """Percent, one decimal; None when nothing is known yet."""
        return ratio_percent(self.numerator, self.denominator)

    def reaches(self, target: Decimal) -> bool | None:
        """Compared before rounding: 99,96 % is printed as 100,0 % and does not reach 100 %."""
        if self.numerator is None or not self.denominator:
            return None
        return 100 * self.numerator >= target * self.denominator


@dataclass(frozen=True)
class Progress:
    """One objective: its parts, the target and the coverage of the source."""

    objective: Objective
    parts: list[Part]
    source: str

    @property
    def is_reached(self) -> bool | None:
        """Whether every part has come up to the target; None while one is unknown."""
        target = self.objective.target_percent or Decimal(100)  # of a count: all of it
        answers = [part.reaches(target) for part in self.parts]
        return None if not answers or None in answers else all(answers)


def latest_period(year: int, day: date) -> ReportingPeriod | None:
    """The period of ``year`` whose reports are being collected or were collected last on ``day``."""
    opened = ReportingPeriod.objects.filter(year=year, opens_at__date__lte=day)
    return opened.order_by("-ends_on").first()


def objective_progress(
    plan: Plan, period: ReportingPeriod, day: date, table: TotalTable | None = None
) -> list[Progress]:
    """Each objective of the plan on ``day``; unit and people figures from the period's accepted reports."""
    table = table or total_table(period, compare=False)
    makers = {
        Measure.COMMUNICATION: units_progress,
        Measure.OWN_PLANS: units_progress,
        Measure.PEOPLE_REACHED: _people,
        Measure.COVERAGE: _establishments,
    }
    return [makers.get(Measure(o.measure), _typed)(o, table, period, day) for o in plan.objectives.all()]


def _typed(objective: Objective, table: TotalTable, period: ReportingPeriod, day: date) -> Progress:
    """What somebody typed until ``day``; no part when nobody has, or when the objective has no number."""
    if objective.target_kind == TargetKind.QUALITY:
        return Progress(objective, [], "xem lời văn")
    entry = objective.entries.filter(as_of__lte=day).first()
    if entry is None:
        return Progress(objective, [], "chưa có số liệu")
    label = objective.target_unit or "đã đạt/tổng số"
    return Progress(objective, [Part(label, entry.numerator, entry.denominator, "")], f"ghi tay: {entry.reason}")


def units_progress(objective: Objective, table: TotalTable, period: ReportingPeriod, day: date) -> Progress:
    """Units that answered "Có" of all units in the objective's scope that owe a report."""
    code = UNIT_ANSWERS[Measure(objective.measure)]
    line = table.line(code)
    scope = {unit.code for unit in table.units if unit.kind in objective.unit_kinds}
    answers = [cell for unit, cell in line.by_unit.items() if unit in scope] if line else []
    yes = sum((cell.value for cell in answers if cell and cell.value), Decimal())
    known = sum(cell is not None and cell.value is not None for cell in answers)
    url = reverse("reports:figure", args=[period.code, code])
    part = Part("đơn vị", yes if known else None, Decimal(len(scope)) if scope else None, url, (code,))
    return Progress(objective, [part], f"{known}/{len(scope)} đơn vị có báo cáo được duyệt")


def _people(objective: Objective, table: TotalTable, period: ReportingPeriod, day: date) -> Progress:
    labels = ("công chức, viên chức, người lao động", "học sinh, sinh viên")
    parts = []
    for label, (reached, everybody) in zip(labels, PEOPLE_SHARES, strict=True):
        url = reverse("reports:figure", args=[period.code, reached])
        parts.append(Part(label, *share_of(table, reached, everybody), url, (reached, everybody)))
    return Progress(objective, parts, f"{table.coverage} đơn vị có báo cáo được duyệt")


def share_of(table: TotalTable, numerator: str, denominator: str) -> tuple[Decimal | None, Decimal | None]:
    """Both sides of a share, over the units that gave both figures."""
    lines = [table.line(code) for code in (numerator, denominator)]
    one, other = with_both(*[line.by_unit if line else {} for line in lines])
    return add_up(one).value, add_up(other).value


def _establishments(objective: Objective, table: TotalTable, period: ReportingPeriod, day: date) -> Progress:
    total = coverage(data_window(day, period.year).start, day).total
    url = reverse("inspections:coverage")
    part = Part("cơ sở", Decimal(total.inspected), Decimal(total.active), url)
    return Progress(objective, [part], f"sổ cơ sở và các cuộc kiểm tra đến {day:%d/%m/%Y}")
