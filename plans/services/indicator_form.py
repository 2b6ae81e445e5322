"""The figures form of one year: from the compact data file to indicators, breakdowns and rules. Safe to repeat."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import models, transaction

from plans.models import Indicator, IndicatorForm, IndicatorRule
from plans.services.loading import Data, Loader, named
from plans.states import AcrossTime, AcrossUnits, Severity, Source, ValueKind

Row = dict[str, Any]
DEFAULTS: Row = {
    "value_kind": ValueKind.INTEGER,
    "source": Source.TYPED,
    "across_units": AcrossUnits.SUM,
    "across_time": AcrossTime.FLOW,
    "numerator": None,
    "denominator": None,
    "parent": None,
    "annual_only": False,
    "sensitive": False,
    "required": True,
    "breakdown": "",
    "only": {},
}


def expanded(data: Data) -> Row:
    """The form with every row and rule spelled out.

    Each breakdown becomes sub-rows ``PARENT.PART`` right behind their parent, with a rule that their sum is the
    parent; each cumulative figure that has no rule of its own may not fall below its six months ([NĐ-09] Điều 12:
    the year is cumulative).
    """
    rows: list[Row] = []
    for row in data["indicators"]:
        parent = DEFAULTS | row
        own = [b for b in data.get("breakdowns", []) if b["parent"] == row["code"]]
        rows += [parent, *(part for breakdown in own for part in _parts(parent, breakdown))]
    rules = [*data["rules"], *(_sum_rule(b, rows) for b in data.get("breakdowns", []) if b["is_whole"])]
    written = {rule["code"] for rule in rules}
    rules += [rule for row in rows if (rule := _cumulative_rule(row))["code"] not in written and _is_cumulative(row)]
    return {**data, "indicators": rows, "rules": rules}


def _parts(parent: Row, breakdown: Data) -> Iterator[Row]:
    """Sub-rows inherit what their parent says; nobody must fill them in."""
    whole = f"{parent['code']} ({parent['name'][0].lower()}{parent['name'][1:]})"
    advice = f"Đã khai một dòng thì khai đủ các dòng; tổng phải bằng {parent['code']}." if breakdown["is_whole"] else ""
    for part, name in breakdown["parts"].items():
        yield parent | {
            "code": f"{parent['code']}.{part}",
            "name": name,
            "unit_of_measure": breakdown.get("unit_of_measure", parent["unit_of_measure"]),
            "parent": parent["code"],
            "breakdown": breakdown["label"],
            "required": False,
            "hint": f"{name}: {breakdown['label']} của {whole}. {advice}".strip()[:400],
        }


def _sum_rule(breakdown: Data, rows: list[Row]) -> Row:
    parent, parts = breakdown["parent"], [f"{breakdown['parent']}.{part}" for part in breakdown["parts"]]
    earlier = next(r["breakdown"] for r in rows if r["parent"] == parent and r["breakdown"])
    suffix = "" if earlier == breakdown["label"] else f"-{next(iter(breakdown['parts']))}"
    return {
        "code": f"PT-{parent}{suffix}",
        "severity": Severity.ERROR,
        "expression": f"{parent} == {' + '.join(parts)}",
        "cells": [parent, *parts],
        "message": f"{parent} (tổng) khác tổng các dòng phân tổ {breakdown['label']}: sửa tổng hoặc sửa các dòng.",
    }


def _is_cumulative(row: Row) -> bool:
    is_cumulative = row["across_time"] in (AcrossTime.FLOW, AcrossTime.MAX)
    return row["source"] == Source.TYPED and is_cumulative and not row["annual_only"]


def _cumulative_rule(row: Row) -> Row:
    """A part of a distinct count may move to another part within the year: there only a warning."""
    code, moves = row["code"], bool(row["breakdown"]) and row["across_time"] == AcrossTime.MAX
    name = row["name"][0].lower() + row["name"][1:]
    advice = "nếu đúng thì giải trình vào ô ghi chú" if moves else f"cộng cả 6 tháng đầu năm vào {code}"
    return {
        "code": f"R5-{code}",
        "severity": Severity.WARNING if moves else Severity.ERROR,
        "expression": f"{code} >= half({code})",
        "cells": [code],
        "message": f"{code} ({name}) của cả năm nhỏ hơn số 6 tháng đầu năm: số năm là lũy kế từ đầu năm, không phải"
        f" số 6 tháng cuối năm, {advice}.",
    }


@transaction.atomic
def load_indicators(data: Data, *, at: datetime) -> IndicatorForm:
    """Write the figures form of a year: groups, indicators, rules and the outline of the narrative.

    An indicator is found by its code within the form, so it may move to another group. Rules that left the data
    are removed; indicators stay, for figures refer to them.

    Args:
        data: as in ``plans/data/indicators-2022.json``.
    """
    loader, data = Loader(), expanded(data)
    form = loader.put(IndicatorForm, {"year": data["year"]}, title=data["title"], outline=data["outline"])
    groups = {
        row["code"]: loader.put(form.groups.model, {"form": form, "code": row["code"]}, title=row["title"], order=order)
        for order, row in enumerate(data["groups"], start=1)
    }
    for order, row in enumerate(data["indicators"], start=1):
        _indicator(loader, form, named(groups, row["group"]), order, row)
    for row in data["rules"]:
        values = {name: row[name] for name in ("severity", "expression", "cells", "message")}
        loader.put(IndicatorRule, {"form": form, "code": row["code"]}, **values)
    loader.drop(IndicatorRule.objects.filter(form=form).exclude(code__in=[row["code"] for row in data["rules"]]))
    loader.note(form, "form.loaded", at=at)
    return form


def _indicator(loader: Loader, form: IndicatorForm, group: models.Model, order: int, row: Data) -> None:
    plain = ("name", "unit_of_measure", "value_kind", "source", "reporters", "across_units", "across_time", "breakdown")
    values = {name: row[name] for name in plain} | {
        "group": group,
        "numerator": row["numerator"] or "",
        "denominator": row["denominator"] or "",
        "parent_code": row["parent"] or "",
        "only": row["only"],
        "annual_only": row["annual_only"],
        "is_sensitive": row["sensitive"],
        "is_required": row["required"],
        "hint": row["hint"],
        "order": order,
    }
    loader.put(Indicator, {"group__form": form, "code": row["code"]}, **values)
