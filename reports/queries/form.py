"""What the entry form of one report shows; plain values out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from django.db.models import Count

from accounts.models import Territory, Unit
from kit.expressions import Expression, parse
from plans.models import Indicator, IndicatorForm, IndicatorGroup, ReportingPeriod
from plans.states import PeriodKind, Severity, Source
from reports.figures import Cell, Check, broken, ratio_percent
from reports.models import Report, ReportValue, ReturnItem
from reports.states import WITH_UNIT, CellStatus, Outcome


@dataclass
class Line:
    """One row of the figures form."""

    indicator: Indicator
    cell: Cell | None
    previous: Cell | None = None
    half: Cell | None = None
    findings: list[Check] = field(default_factory=list)
    is_open: bool = True  # the unit may change it now

    @property
    def code(self) -> str:
        return self.indicator.code

    @property
    def is_typed(self) -> bool:
        return self.indicator.source == Source.TYPED


@dataclass
class Block:
    """One group of rows with its progress."""

    group: IndicatorGroup
    lines: list[Line]

    @property
    def typed(self) -> list[Line]:
        return [line for line in self.lines if line.is_typed]

    @property
    def filled(self) -> int:
        return sum(line.cell is not None for line in self.typed)


@lru_cache(maxsize=512)
def _parsed(expression: str) -> Expression:
    return parse(expression)


def checks_of(form: IndicatorForm, *, annual: bool) -> list[Check]:
    """The form's rules; those that look back at the six months only in the annual period."""
    checks = [
        Check(r.code, r.severity == Severity.ERROR, _parsed(r.expression), tuple(r.cells), r.message)
        for r in form.rules.all()
    ]
    return [c for c in checks if annual or not any(name.startswith("half:") for name in c.expression.names)]


def indicators_for(period: ReportingPeriod, reporter_code: str) -> list[Indicator]:
    """The rows that a kind of reporter sees in a period, in the form's order."""
    rows = Indicator.objects.filter(group__form=period.form_id).select_related("group")
    return [
        i
        for i in rows.order_by("group__order", "order")
        if reporter_code in i.reporters and (period.is_annual or not i.annual_only)
    ]


def outline_for(period: ReportingPeriod, reporter_code: str) -> list[dict]:
    """The narrative sections that a kind of reporter writes; ``required`` told for this reporter."""
    return [
        section | {"required": section["required"] or reporter_code in section.get("required_of", [])}
        for section in period.form.outline
        if reporter_code in section["reporters"]
    ]


def editable_codes(report: Report, indicators: Iterable[Indicator] | None = None) -> frozenset[str]:
    """Codes of the figures and sections that the unit may change now.

    The one answer for the form, the Excel file and the service; whoever closes single cells narrows it here.
    """
    if indicators is None:
        indicators = indicators_for(report.period, report.unit.reporter_code)
    sections = outline_for(report.period, report.unit.reporter_code)
    codes = frozenset(i.code for i in indicators if i.source == Source.TYPED) | {s["code"] for s in sections}
    asked = asked_codes(report)
    return codes & asked if asked else codes


def asked_codes(report: Report) -> frozenset[str]:
    """Figures and sections that the latest return reopened; empty when it reopened everything.

    A sending that the unit took back does not end what was asked before it.
    """
    if report.first_submitted_at is None:
        return frozenset()
    decided = report.rounds.exclude(outcome=Outcome.RECALLED).order_by("-number")
    latest = decided.filter(outcome=Outcome.RETURNED).values("pk")[:1] if report.state in WITH_UNIT else None
    if latest is None:
        return frozenset()
    return frozenset(ReturnItem.objects.filter(round__in=latest).exclude(code="").values_list("code", flat=True))


def stored_cells(report: Report) -> dict[str, Cell]:
    """Code → figure as it is stored now."""
    rows = ReportValue.objects.filter(report=report).select_related("indicator")
    return {row.indicator.code: Cell(row.status, row.value, row.note) for row in rows}


def sibling(report: Report, year: int, kind: str) -> Report | None:
    """The same unit's accepted report of another period."""
    same_unit = Report.objects.accepted().filter(unit=report.unit_id)
    return same_unit.filter(period__year=year, period__kind=kind).first()


def last_year_of(report: Report) -> dict[str, Cell]:
    """The unit's accepted figures of the same period last year; empty when there are none."""
    before = sibling(report, report.period.year - 1, report.period.kind)
    return complete_cells(before) if before else {}


def six_months_of(report: Report) -> dict[str, Cell]:
    """In the annual period: the unit's accepted six-month figures of the same year."""
    if not report.period.is_annual:
        return {}
    half = sibling(report, report.period.year, PeriodKind.FIRST_HALF)
    return complete_cells(half) if half else {}


def system_cells(units: Iterable[Unit], period: ReportingPeriod) -> dict[str, dict[str, Cell]]:
    """Unit code → figures the portal knows itself: TH08, communes of the unit's territory at the period's end."""
    placed = {unit.code: unit.territory_id for unit in units if unit.territory_id}
    communes = Territory.objects.existing_on(period.ends_on).filter(parent__in=set(placed.values()))
    counts = dict(communes.values_list("parent").annotate(Count("pk")).order_by())
    return {code: {"TH08": Cell(CellStatus.VALUE, Decimal(counts.get(place, 0)))} for code, place in placed.items()}


def complete_cells(report: Report, indicators: Iterable[Indicator] | None = None) -> dict[str, Cell]:
    """Stored, system and computed figures of one report."""
    cells = stored_cells(report) | system_cells([report.unit], report.period).get(report.unit.code, {})
    if indicators is None:
        indicators = indicators_for(report.period, report.unit.reporter_code)
    return cells | computed_cells(indicators, cells)


def computed_cells(indicators: Iterable[Indicator], cells: Mapping[str, Cell]) -> dict[str, Cell]:
    """The percentages, from the other figures; a percentage without its parts has no cell."""
    computed = {}
    for indicator in indicators:
        if indicator.source != Source.COMPUTED:
            continue
        parts = [cells.get(code) for code in (indicator.numerator, indicator.denominator)]
        rate = ratio_percent(*[part.value if part else None for part in parts])
        if rate is not None:
            computed[indicator.code] = Cell(CellStatus.VALUE, rate)
    return computed


def known_values(
    cells: Mapping[str, Cell], previous: Mapping[str, Cell], half: Mapping[str, Cell]
) -> dict[str, Decimal | None]:
    """What the rules look up: CODE, prev:CODE, half:CODE."""
    known = {code: cell.value for code, cell in cells.items()}
    known |= {f"prev:{code}": cell.value for code, cell in previous.items()}
    return known | {f"half:{code}": cell.value for code, cell in half.items()}


def form_blocks(report: Report) -> list[Block]:
    """The whole figures form: rows with their figure, last year's, six months' and broken rules."""
    indicators = indicators_for(report.period, report.unit.reporter_code)
    cells, previous, half = complete_cells(report, indicators), last_year_of(report), six_months_of(report)
    found = broken(checks_of(report.period.form, annual=report.period.is_annual), known_values(cells, previous, half))
    blocks: dict[int, Block] = {}
    opened = editable_codes(report, indicators)
    for indicator in indicators:
        code = indicator.code
        findings = [check for check in found if code in check.cells]
        line = Line(indicator, cells.get(code), previous.get(code), half.get(code), findings, code in opened)
        blocks.setdefault(indicator.group_id, Block(indicator.group, [])).lines.append(line)
    return list(blocks.values())
