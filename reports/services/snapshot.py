"""Frozen figures of a consolidation: strings only, null stays null."""

from decimal import Decimal

from accounts.models import Unit
from accounts.states import UnitKind
from plans.states import ValueKind
from reports.figures import Total, cell_text, change, total_text, value_text
from reports.models import Adjustment
from reports.queries.drill import sources_of
from reports.queries.objectives import Progress
from reports.queries.passages import accepted_words, chosen_words, own_words
from reports.queries.totals import TotalLine, TotalTable


def figures_snapshot(table: TotalTable, progress: list[Progress], profile: str = "") -> dict:
    """All that the document is written from. Source of every number in it.

    Args:
        profile: the output whose own words are told beside the shared ones, under "own".
    """
    own = own_words(table, profile)
    return ({"own": own} if own else {}) | {
        "coverage": table.coverage,
        "accepted": sorted(table.accepted),
        "units": [{"code": u.code, "name": u.name, "short": short_label(u), "kind": u.kind} for u in table.units],
        "missing": [unit.short_name for unit in table.missing],
        "gone": [unit.short_name for unit in table.gone],
        "sources": sources_of(table.reports),
        "lines": [line_snapshot(line, table.accepted) for line in table.lines],
        "objectives": [objective_snapshot(item) for item in progress],
        "sections": _accepted_sections(table),
        "passages": chosen_words(table, table.period),
    }


def plain(value: Decimal | None) -> str | None:
    """ "40" for 40.000, "12.5"; None stays None."""
    return None if value is None else format(value.normalize(), "f")


def short_label(unit: Unit) -> str:
    """The unit's name for a narrow column: "Tràng Định", "TP Lạng Sơn", else its short name."""
    if unit.kind != UnitKind.DISTRICT_OFFICE or unit.territory is None:
        return unit.short_name
    return unit.territory.name.replace("Huyện ", "").replace("Thành phố ", "TP ")


def line_snapshot(line: TotalLine, accepted: frozenset[str]) -> dict:
    """One indicator's total, coverage, comparison and each unit's figure as printed."""
    indicator, total = line.indicator, line.total
    kind = indicator.value_kind
    return {
        "code": indicator.code,
        "name": indicator.name,
        "unit_of_measure": total_unit(line),
        "group": indicator.group.code,
        "group_title": indicator.group.title,
        "value": plain(total.value),
        "total": total_text(total, kind),
        "before": total_text(Total(line.before, 0, 0), kind),
        "change": change_text(total.value, line.before, kind),
        "coverage": f"{total.contributors}/{total.expected}",
        "is_upper_bound": total.is_upper_bound,
        "value_kind": kind,
        "source": indicator.source,
        "across_units": indicator.across_units,
        "across_time": indicator.across_time,
        "numerator": indicator.numerator,
        "denominator": indicator.denominator,
        "parent": indicator.parent_code,
        "reported": value_text(total.reported, ValueKind.INTEGER if kind == ValueKind.YES_NO else kind),
        "adjustments": [*map(adjustment_snapshot, line.adjustments), *_doubles(total)],
        "joined": list(line.joined),
        "values": {
            unit: None if cell is None or cell.value is None else str(cell.value) for unit, cell in line.by_unit.items()
        },
        "by_unit": {unit: cell_text(cell, kind, is_told=unit in accepted) for unit, cell in line.by_unit.items()},
    }


def _doubles(total: Total) -> list[dict]:
    """What the books took out by themselves, as one more line of the ledger."""
    if not total.doubles:
        return []
    reason = f"theo sổ kiểm tra, {total.doubles} cơ sở được nhiều Đội kiểm tra, mỗi cơ sở chỉ tính một lần."
    words = {"text": f"−{total.doubles}", "kind": "Loại trùng theo sổ", "units": [], "reason": reason}
    return [{"delta": str(-total.doubles), **words}]


def adjustment_snapshot(adjustment: Adjustment) -> dict:
    """ "−2" with its reason, as the footnote prints it."""
    sign = "+" if adjustment.delta > 0 else "−"
    return {
        "delta": plain(adjustment.delta),
        "text": sign + value_text(abs(adjustment.delta), ValueKind.DECIMAL),
        "kind": adjustment.get_kind_display(),
        "units": [unit.short_name for unit in adjustment.units.all()],
        "reason": adjustment.reason,
    }


def total_unit(line: TotalLine) -> str:
    """Unit of measure of a total: of a yes/no indicator it is the number of units that said "Có"."""
    return "đơn vị" if line.indicator.value_kind == ValueKind.YES_NO else line.indicator.unit_of_measure


def change_text(now: Decimal | None, before: Decimal | None, kind: str) -> str:
    """ "tăng 12 (8,5 %)", "giảm 3 (–)" with base 0, "không đổi", "–" when unknown; percentages in points."""
    moved = change(now, before)
    if moved is None:
        return "–"
    absolute, share = moved
    if not absolute:
        return "không đổi"
    word = "tăng" if absolute > 0 else "giảm"
    if kind == ValueKind.PERCENT:
        return f"{word} {value_text(abs(absolute), ValueKind.DECIMAL)} điểm %"
    percent = "–" if share is None else value_text(abs(share), ValueKind.PERCENT)
    return f"{word} {value_text(abs(absolute), ValueKind.DECIMAL)} ({percent})"


def objective_snapshot(item: Progress) -> dict:
    return {
        "code": item.objective.code,
        "title": item.objective.title,
        "target": item.objective.target_words,
        "source": item.source,
        "is_reached": item.is_reached,
        "parts": [
            {
                "label": part.label,
                "numerator": value_text(part.numerator, ValueKind.INTEGER),
                "denominator": value_text(part.denominator, ValueKind.INTEGER),
                "percent": value_text(part.percent, ValueKind.PERCENT),
            }
            | ({"codes": list(part.codes)} if part.codes else {})
            for part in item.parts
        ],
    }


def _accepted_sections(table: TotalTable) -> list[dict]:
    """Every accepted passage with its unit, in the order of units and outline, the unit's own figures filled in."""
    return [
        {
            "section": section,
            "unit": offer.report.unit.code,
            "name": offer.report.unit.short_name,
            "text": offer.text,
            "typed": offer.typed,
        }
        for (section, _), offer in accepted_words(table).items()
    ]
