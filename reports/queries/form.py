"""What the entry form of one report shows; plain values out."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from kit.expressions import Expression, parse
from kit.known import KnownFigure
from plans.models import Indicator, IndicatorForm, IndicatorGroup, ReportingPeriod
from plans.queries.known import OWN_PLAN, has_own_plan
from plans.states import AcrossTime, Severity, Source
from reports.figures import Cell, Check, Finding, broken, doubts, half_told_breakdowns, known_values
from reports.models import Report, ReturnItem
from reports.queries.history import History, history_of, peer_values
from reports.queries.prefill import counts, known_of, overridden
from reports.queries.values import complete_cells, discipline_cells, indicators_for
from reports.states import WITH_UNIT, Outcome


@dataclass
class Line:
    """One row of the figures form."""

    indicator: Indicator
    cell: Cell | None
    history: History = field(default_factory=History)
    findings: list[Finding] = field(default_factory=list)
    is_open: bool = True  # the unit may change it now
    doubts: list[str] = field(default_factory=list)  # unusual, but no rule: told, never blocks
    known: KnownFigure | None = None  # what the portal counts now, with the list of it

    @property
    def code(self) -> str:
        return self.indicator.code

    @property
    def value(self) -> Decimal | None:
        return self.cell.value if self.cell else None

    @property
    def has_note(self) -> bool:
        return bool(self.cell and self.cell.note)

    @property
    def previous(self) -> Cell | None:
        return self.history.previous.get(self.code)

    @property
    def last(self) -> Cell | None:
        return self.history.last.get(self.code)

    @property
    def half(self) -> Cell | None:
        return self.history.half.get(self.code)

    @property
    def is_typed(self) -> bool:
        return self.indicator.source == Source.TYPED

    @property
    def is_counted(self) -> bool:
        """A number somebody counts, of which one can say that it is unusual."""
        return self.is_typed and self.indicator.is_counted


@dataclass
class Block:
    """One group of rows with its progress."""

    group: IndicatorGroup
    lines: list[Line]

    @property
    def required(self) -> list[Line]:
        return [line for line in self.lines if line.is_typed and line.indicator.is_required]

    @property
    def optional(self) -> list[Line]:
        """Typed rows that nobody must fill in, breakdowns not counted."""
        rows = (line for line in self.lines if line.is_typed and not line.indicator.is_required)
        return [line for line in rows if not line.indicator.breakdown]

    @property
    def filled(self) -> int:
        return sum(line.cell is not None for line in self.required)

    @property
    def optional_filled(self) -> int:
        return sum(line.cell is not None for line in self.optional)


@lru_cache(maxsize=512)
def _parsed(expression: str) -> Expression:
    return parse(expression)


def checks_of(form: IndicatorForm, *, annual: bool) -> list[Check]:
    """The form's rules; those that look back at the six months only in the annual period."""
    checks = [
        Check(r.code, r.severity == Severity.ERROR, tuple(r.cells), r.message, _parsed(r.expression))
        for r in form.rules.all()
    ]
    return [c for c in checks if annual or not any(name.startswith("half:") for name in c.expression.names)]


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
        indicators = indicators_for(report.period, report.unit)
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


def findings_of(
    report: Report,
    cells: Mapping[str, Cell],
    history: History | None = None,
    known: Mapping[str, Decimal] | None = None,
) -> list[Finding]:
    """Every rule these figures break, errors and warnings; the one answer for page, Excel, review and sending.

    Args:
        known: what the portal counts of the figures that the unit may change, or counted when they were sent.
    """
    history = history_of(report) if history is None else history
    checks = checks_of(report.period.form, annual=report.period.is_annual)
    values = known_values(cells, vars(history), report.period.year)
    if values.get(OWN_PLAN) and not values[f"dated:{OWN_PLAN}"] and has_own_plan(report.unit, report.period):
        values[f"dated:{OWN_PLAN}"] = Decimal(1)  # the plan itself is here, with its number and day
    return [*broken(checks, values), *half_told_breakdowns(checks, cells), *overridden(cells, known or {})]


def unconfirmed_nothing(report: Report, indicators: Iterable[Indicator], cells: Mapping[str, Cell]) -> list[Finding]:
    """A report in which nothing happened is sent only after somebody has said so in one deliberate act."""
    counted = happenings(indicators)
    given = [cells[i.code].value for i in counted if i.code in cells]
    if report.nothing_confirmed_at or len(given) < len(counted) or not given or any(given):
        return []
    words = "Mọi số phát sinh trong kỳ đều bằng 0: nếu đúng, bấm “Xác nhận không phát sinh” ở đầu biểu."
    return [Finding("KPS", True, (counted[0].code,), words)]


def happenings(indicators: Iterable[Indicator]) -> list[Indicator]:
    """The required rows that count what happened in the period; what there is at its end is not among them."""
    over_time = (AcrossTime.FLOW, AcrossTime.MAX)
    return [i for i in indicators if i.is_required and i.is_counted and i.across_time in over_time]


def related_codes(report: Report, codes: Iterable[str]) -> frozenset[str]:
    """The figures whose messages may change when these are typed: they share a rule."""
    changed, related = set(codes), set(codes)
    for check in checks_of(report.period.form, annual=report.period.is_annual):
        names = {name.rpartition(":")[2] for name in check.expression.names | check.expression.optional}
        if names & changed:
            related |= set(check.cells)
    return frozenset(related)


def form_blocks(
    report: Report, known: Mapping[str, KnownFigure] | None = None, about: Collection[str] | None = None
) -> list[Block]:
    """The whole figures form: rows with their figure, earlier ones, broken rules and doubts.

    Args:
        known: what the portal counts; by default looked up while the report is with its unit.
        about: the figures that are looked at; only these are compared with other units. None: all.
    """
    indicators = indicators_for(report.period, report.unit, discipline=True)
    cells = complete_cells(report, indicators) | discipline_cells([report])[report.unit.code]
    judged = [code for code, cell in cells.items() if cell.value is not None and (about is None or code in about)]
    history, peers = history_of(report, indicators), peer_values(report, judged)
    if known is None:
        known = known_of(report) if report.state in WITH_UNIT and not report.excluded_at else {}
    opened = editable_codes(report, indicators)
    found = findings_of(report, cells, history, {c: n for c, n in counts(known).items() if c in opened})
    found += unconfirmed_nothing(report, indicators, cells)
    blocks: dict[int, Block] = {}
    for i in indicators:
        line = Line(i, cells.get(i.code), history, [f for f in found if i.code in f.cells], i.code in opened)
        line.known = known.get(i.code) if line.is_typed else None
        line.doubts = doubts(line.value, line.previous, peers.get(i.code, ())) if line.is_counted else []
        blocks.setdefault(i.group_id, Block(i.group, [])).lines.append(line)
    return list(blocks.values())
