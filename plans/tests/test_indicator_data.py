"""The shipped indicators of 2022 fit together: codes, rules, outline, illustrative figures, documentation."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from kit.expressions import parse
from plans.services.indicator_form import expanded

pytestmark = pytest.mark.pure
Row = dict[str, Any]

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "plans" / "data"
FORM = expanded(json.loads((DATA / "indicators-2022.json").read_text(encoding="utf-8")))
DEMO = json.loads((DATA.parents[1] / "demo/data/figures-2022.json").read_text(encoding="utf-8"))
INDICATORS: dict[str, Row] = {row["code"]: row for row in FORM["indicators"]}
RULES: list[Row] = FORM["rules"]
OUTLINE: list[Row] = FORM["outline"]
REPORTERS = {"H", "D", "C", "P", "S"}
WAYS = {
    "value_kind": {"integer", "decimal", "yes_no", "percent"},
    "source": {"typed", "computed", "system"},
    "across_units": {"sum", "ratio", "distinct", "count_yes"},
    "across_time": {"flow", "last", "max", "ratio"},
}
COMMUNES = {
    "H178": 8, "H180": 22, "H181": 19, "H182": 17, "H183": 22, "H184": 17,
    "H185": 18, "H186": 24, "H187": 20, "H188": 21, "H189": 12,
}  # fmt: skip
ESTABLISHMENTS_2022 = {
    "H178": "130", "H180": "18", "H181": "12", "H182": "30", "H183": "60", "H184": "10",
    "H185": "20", "H186": "55", "H187": "35", "H188": "40", "H189": "12",
}  # fmt: skip
REPORTER_OF = (
    dict.fromkeys(COMMUNES, "H")
    | dict.fromkeys(["VP", "TTRA", "KHTC", "NCC", "LDVLGDNN", "BTXHTE"], "P")
    | dict.fromkeys(["DVVL", "CSCN", "BTXHTH", "QBTTE"], "D")
    | {"PCTNXH": "S", "CDN": "C"}
)
EARLIER: dict[str, dict[str, str]] = {
    "2021-6T": {},
    "2021-NAM": {"half": "2021-6T", "last": "2021-6T"},
    "2022-6T": {"prev": "2021-6T", "last": "2021-NAM", "carry": "2021-NAM"},
}
PERIODS = ["2021-6T", "2021-NAM", "2022-6T"]
ACCEPTED = [(unit, period) for unit in sorted(REPORTER_OF) for period in PERIODS]

PARTS_RULES = [rule for rule in RULES if rule["code"].startswith("PT-")]


def for_each(cases: dict[str, tuple[Any, ...]]) -> Callable[[Callable[..., None]], Callable[[], None]]:
    """One test for thousands of rows: it goes on after a failure and says of every row what is wrong with it."""

    def of(test: Callable[..., None]) -> Callable[[], None]:
        def of_all() -> None:
            wrong = {}
            for name, values in cases.items():
                try:
                    test(*values)
                except Exception as error:
                    wrong[name] = repr(error)
            assert cases and wrong == {}

        of_all.__name__, of_all.__doc__ = test.__name__, test.__doc__
        return of_all

    return of


by_indicator = for_each({code: (row,) for code, row in INDICATORS.items()})
by_rule = for_each({rule["code"]: (rule,) for rule in RULES})
by_rule_of_parts = for_each({rule["code"]: (rule,) for rule in PARTS_RULES})
by_accepted = for_each({f"{unit} {period}": (unit, period) for unit, period in ACCEPTED})


@cache
def required_for(reporter: str) -> frozenset[str]:
    return frozenset(code for code, row in INDICATORS.items() if row["required"] and reporter in row["reporters"])


def required_of(unit: str) -> frozenset[str]:
    """Of a kind sometimes only some units: ``only``."""
    kind = REPORTER_OF[unit]
    return frozenset(c for c in required_for(kind) if unit in INDICATORS[c]["only"].get(kind, [unit]))


def broken(unit: str, period: str) -> list[str]:
    """Codes of the rules that an illustrative report breaks."""
    figures = DEMO["units"][unit]
    known: dict[str, Decimal | None] = {code: Decimal(value) for code, value in figures[period].items()}
    for name, earlier in EARLIER[period].items():
        known |= {f"{name}:{code}": Decimal(value) for code, value in figures[earlier].items()}
    known |= {"dated:N201": Decimal(1), "noted:N420": Decimal(1)}  # demo/services/reports.py writes these notes
    if unit in COMMUNES:
        known["TH08"] = Decimal(COMMUNES[unit])
    return [rule["code"] for rule in RULES if parse(rule["expression"]).holds(known) is False]


@pytest.mark.parametrize("part", ["groups", "indicators", "rules", "outline"])
def test_every_code_is_used_once(part: str) -> None:
    counted = Counter(row["code"] for row in FORM[part])

    assert [code for code, times in counted.items() if times > 1] == []


@by_indicator
def test_an_indicator_uses_only_known_words(row: Row) -> None:
    assert all(row[key] in words for key, words in WAYS.items())
    assert row["group"] in {group["code"] for group in FORM["groups"]}
    assert set(row["reporters"]) <= REPORTERS and row["reporters"]


@by_indicator
def test_a_code_is_narrowed_to_units_of_that_code(row: Row) -> None:
    assert set(row["only"]) <= set(row["reporters"])
    assert all(REPORTER_OF[unit] == kind for kind, units in row["only"].items() for unit in units)


def test_students_are_asked_of_the_room_for_vocational_education_and_jobs_of_the_job_centre() -> None:
    asked = {code: {unit for unit in REPORTER_OF if code in required_of(unit)} for code in ("N116", "N117", "N206")}

    assert asked["N116"] == asked["N117"] == {*COMMUNES, "CDN", "LDVLGDNN"}
    assert asked["N206"] == {*COMMUNES, "DVVL"}


@by_indicator
def test_an_indicator_explains_itself_to_the_officer(row: Row) -> None:
    assert row["name"][0].isalpha() and row["name"][0].isupper()
    assert row["hint"].endswith(".") and len(row["hint"]) > 40
    assert row["unit_of_measure"]


@by_indicator
def test_only_typed_lines_are_required(row: Row) -> None:
    assert row["source"] == "typed" or not row["required"]


@by_indicator
def test_exactly_the_computed_indicators_have_a_numerator_and_a_denominator(row: Row) -> None:
    parts = [row["numerator"], row["denominator"]]

    if row["source"] == "computed":
        assert set(parts) <= set(INDICATORS) and row["across_units"] == row["across_time"] == "ratio"
        assert row["value_kind"] == "percent"
    else:
        assert parts == [None, None]


@by_indicator
def test_the_parts_of_a_ratio_are_seen_by_every_unit_that_sees_the_ratio(row: Row) -> None:
    for part in filter(None, [row["numerator"], row["denominator"]]):
        assert set(row["reporters"]) <= set(INDICATORS[part]["reporters"])


@by_indicator
def test_a_part_stands_beside_its_whole(row: Row) -> None:
    if row["parent"] is not None:
        assert INDICATORS[row["parent"]]["group"] == row["group"]
        same_measure = INDICATORS[row["parent"]]["unit_of_measure"] == row["unit_of_measure"]
        assert same_measure or row["code"] in {"N110.TC", "N509.TV"}


def test_figures_about_single_persons_at_risk_are_sensitive() -> None:
    assert {"N302", "N306", "N421"} <= {code for code, row in INDICATORS.items() if row["sensitive"]}


@by_rule
def test_a_rule_can_be_read_and_names_only_known_codes(rule: Row) -> None:
    names = {name.rpartition(":")[2] for name in parse(rule["expression"]).names}

    assert names <= set(INDICATORS)
    assert rule["cells"] and set(rule["cells"]) <= names
    assert rule["severity"] in {"error", "warning"}


@by_rule
def test_a_rule_tells_the_officer_which_cells_and_what_to_do(rule: Row) -> None:
    named = rule["cells"][:1] if rule["code"].startswith("PT-") else rule["cells"]
    assert all(f"{code} (" in rule["message"] for code in named)
    assert rule["message"].endswith(".") and ":" in rule["message"]


@by_rule
def test_a_rule_reaches_at_least_one_kind_of_unit(rule: Row) -> None:
    seen = [set(INDICATORS[name.rpartition(":")[2]]["reporters"]) for name in parse(rule["expression"]).names]

    assert set.intersection(*seen)


def test_every_cumulative_figure_may_not_fall_below_its_six_months() -> None:
    cumulative = {c for c, r in INDICATORS.items() if r["source"] == "typed" and r["across_time"] in {"flow", "max"}}
    moving = {c for c in cumulative if INDICATORS[c]["breakdown"] and INDICATORS[c]["across_time"] == "max"}
    guarded = {rule["code"]: rule["severity"] for rule in RULES}

    for code in cumulative - {c for c in cumulative if INDICATORS[c]["annual_only"]}:
        assert guarded[f"R5-{code}"] == ("warning" if code in moving else "error")


@pytest.mark.parametrize(
    ("part", "whole"),
    [
        ("N114", "N113"),
        ("N117", "N116"),
        ("N119", "TH02"),
        ("N504", "N503"),
        ("N111", "TH08"),
        ("TH09", "TH08"),
    ],
)
def test_a_unit_that_lost_people_or_communes_can_still_report_its_year(part: str, whole: str) -> None:
    shrunk = {part: Decimal(18), whole: Decimal(18), f"half:{part}": Decimal(20)}
    rules = {rule["code"]: parse(rule["expression"]) for rule in RULES}

    assert rules[f"R-{part}"].holds(shrunk) is True
    assert rules[f"R5-{part}"].holds(shrunk) is True
    assert rules[f"R5-{part}"].holds(shrunk | {part: Decimal(17)}) is False


def test_the_catalogue_has_its_hundred_codes_with_five_ratios_and_three_that_the_portal_knows() -> None:
    codes = {code: row for code, row in INDICATORS.items() if "." not in code}
    sources = Counter(row["source"] for row in codes.values())

    assert len(codes) == 100
    assert (sources["computed"], sources["system"]) == (5, 3)
    assert Counter(code[:2] for code in codes) == {
        "TH": 9, "N1": 19, "N2": 13, "N3": 13, "N4": 33, "N5": 9, "KP": 2, "HT": 2,
    }  # fmt: skip


@by_indicator
def test_a_part_of_a_breakdown_inherits_its_parent_and_is_never_asked_for(row: Row) -> None:
    if "." not in row["code"]:
        return
    parent = INDICATORS[row["code"].partition(".")[0]]

    assert (row["parent"], row["required"]) == (parent["code"], False)
    for same in ("reporters", "group", "sensitive", "across_units", "across_time", "annual_only", "source"):
        assert row[same] == parent[same]


@by_rule_of_parts
def test_the_parts_of_a_breakdown_are_the_whole(rule: Row) -> None:
    whole, *parts = rule["cells"]
    known: dict[str, Decimal | None] = {part: Decimal(order) for order, part in enumerate(parts)}
    total = sum(range(len(parts)), Decimal())

    assert parse(rule["expression"]).holds(known | {whole: total}) is True
    assert parse(rule["expression"]).holds(known | {whole: total + 1}) is False


def test_the_form_is_short_enough_to_be_filled_in() -> None:
    assert 35 <= len(required_for("H")) <= 55
    assert all(0 < len(required_for(reporter)) <= 30 for reporter in REPORTERS - {"H"})


def test_a_section_is_required_only_of_those_who_see_it() -> None:
    for section in OUTLINE:
        assert set(section["required_of"]) <= set(section["reporters"]) <= REPORTERS
        assert section["required"] is (section["required_of"] == section["reporters"])


def test_every_unit_must_write_about_communication_and_about_what_comes_next() -> None:
    for reporter in REPORTERS:
        required = {section["code"] for section in OUTLINE if reporter in section["required_of"]}
        assert {"II.2", "IV"} <= required


def test_the_illustrative_figures_say_what_they_are_and_cover_every_reporting_unit() -> None:
    assert DEMO["label"] == "dữ liệu minh họa"
    assert set(DEMO["units"]) == set(REPORTER_OF)


@by_accepted
def test_an_illustrative_report_fills_in_exactly_the_lines_of_its_unit(unit: str, period: str) -> None:
    assert set(DEMO["units"][unit][period]) == required_of(unit)


@by_accepted
def test_an_illustrative_figure_is_of_its_indicators_kind(unit: str, period: str) -> None:
    for code, value in DEMO["units"][unit][period].items():
        kind = INDICATORS[code]["value_kind"]
        assert Decimal(value) >= 0
        assert kind == "decimal" or value.isdigit()
        assert kind != "yes_no" or value in {"0", "1"}


@by_accepted
def test_an_illustrative_report_breaks_no_rule(unit: str, period: str) -> None:
    assert broken(unit, period) == []


def test_the_illustrative_register_has_422_establishments() -> None:
    counted = {unit: DEMO["units"][unit]["2022-6T"]["TH01"] for unit in COMMUNES}

    assert counted == ESTABLISHMENTS_2022
    assert sum(map(int, counted.values())) == 422


def test_one_illustrative_unit_did_nothing_at_all() -> None:
    figures = DEMO["units"]["H189"]["2022-6T"]
    active = {code for code, value in figures.items() if INDICATORS[code]["across_time"] != "last" and value != "0"}

    assert active == set()


def test_the_documentation_lists_every_indicator() -> None:
    text = (ROOT / "docs" / "indicators.md").read_text(encoding="utf-8")

    for code, row in INDICATORS.items():
        if row["breakdown"]:
            assert f"{code.partition('.')[2]} {row['name']}" in text
            continue
        assert f"| {code} | {row['name']} | {row['unit_of_measure']} | {', '.join(row['reporters'])}" in text
