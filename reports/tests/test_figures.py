"""How figures are compared and added up, with the worked examples of docs/indicators.md."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.expressions import parse
from plans.states import ValueKind
from reports.figures import (
    Cell,
    Check,
    Total,
    add_up,
    adjusted,
    broken,
    cell_text,
    change,
    cites_document,
    counted_once,
    doubts,
    half_told_breakdowns,
    ratio_percent,
    ratio_total,
    second_half,
    value_text,
    with_both,
)
from reports.states import CellStatus

NA, UNKNOWN = Cell(CellStatus.NOT_APPLICABLE), Cell(CellStatus.NOT_AVAILABLE)


def figure(value):
    return Cell(CellStatus.VALUE, Decimal(value))


cells = st.one_of(st.none(), st.just(NA), st.just(UNKNOWN), st.integers(0, 10**9).map(figure))
units = st.dictionaries(st.text("ABCDEFGH", min_size=1, max_size=3), cells, max_size=12)


def test_the_rate_of_all_units_is_recomputed_from_the_sums_not_averaged():
    small, large = ratio_percent(Decimal(18), Decimal(20)), ratio_percent(Decimal(30), Decimal(100))

    assert (small, large) == (Decimal("90.0"), Decimal("30.0"))
    assert ratio_percent(Decimal(48), Decimal(120)) == Decimal("40.0")


@pytest.mark.parametrize(("parts", "percent"), [((9, 38), "23.7"), ((49, 400), "12.3"), ((1, 2000), "0.1")])
def test_a_rate_is_rounded_half_up_to_one_decimal(parts, percent):
    assert ratio_percent(*map(Decimal, parts)) == Decimal(percent)


@pytest.mark.parametrize("parts", [(None, 5), (5, None), (5, 0), (0, 0)])
def test_a_rate_without_a_whole_is_unknown_never_zero_percent(parts):
    assert ratio_percent(*[None if part is None else Decimal(part) for part in parts]) is None


def test_the_second_half_is_the_year_less_the_six_months():
    assert second_half(Decimal(30), Decimal(12)) == 18
    assert second_half(None, Decimal(12)) is second_half(Decimal(30), None) is None


def test_a_change_is_told_in_figures_and_percent():
    assert change(Decimal(141), Decimal(129)) == (Decimal(12), Decimal("9.3"))
    assert change(Decimal(9), Decimal(12)) == (Decimal(-3), Decimal("-25.0"))


def test_a_change_from_zero_has_no_percent_and_from_nothing_is_unknown():
    assert change(Decimal(4), Decimal(0)) == (Decimal(4), None)
    assert change(None, Decimal(4)) is change(Decimal(4), None) is None


def test_a_unit_without_a_figure_is_missing_and_not_zero():
    total = add_up({"A": figure(12), "B": figure(0), "C": UNKNOWN, "D": None})

    assert (total.value, total.contributors, total.expected) == (12, 2, 4)
    assert (total.zeros, total.missing) == (1, ("C", "D"))


def test_a_figure_that_does_not_apply_leaves_the_denominator():
    total = add_up({"A": figure(12), "E": NA})

    assert (total.value, total.contributors, total.expected) == (12, 1, 1)
    assert (total.not_applicable, total.missing) == (("E",), ())


@pytest.mark.parametrize("nothing", [{}, {"A": None}, {"A": NA}, {"A": UNKNOWN}])
def test_when_nobody_gave_a_figure_the_total_is_unknown_not_zero(nothing):
    assert add_up(nothing).value is None


def test_yes_counts_the_units_that_said_yes():
    total = add_up({"A": figure(1), "B": figure(1), "C": figure(0), "D": None})

    assert (total.value, total.contributors, total.expected) == (2, 3, 4)


def test_distinct_figures_of_several_units_are_an_upper_bound():
    assert add_up({"A": figure(5), "B": figure(9)}, is_distinct=True).is_upper_bound
    assert not add_up({"A": figure(5), "B": None}, is_distinct=True).is_upper_bound
    assert not add_up({"A": figure(5), "B": figure(9)}).is_upper_bound


def test_a_rate_has_the_coverage_of_its_weaker_part():
    reached, everybody = Total(Decimal(48), 2, 3, missing=("C",)), Total(Decimal(120), 3, 3, is_upper_bound=True)

    rate = ratio_total(reached, everybody)

    assert (rate.value, rate.contributors, rate.expected) == (Decimal("40.0"), 2, 3)
    assert (rate.missing, rate.is_upper_bound) == (("C",), True)


def test_a_unit_enters_a_division_only_with_both_parts():
    reached = {"A": figure(18), "B": figure(30), "C": figure(80), "D": None, "E": figure(0)}
    everybody = {"A": figure(20), "B": figure(100), "C": UNKNOWN, "D": figure(50), "E": NA}

    rate = ratio_total(*[add_up(side) for side in with_both(reached, everybody)])

    assert (rate.value, rate.contributors, rate.expected) == (Decimal("40.0"), 2, 4)
    assert rate.missing == ("C", "D")


@given(units, units)
def test_both_sides_of_a_division_speak_of_the_same_units(numerators, denominators):
    one, other = (add_up(side) for side in with_both(numerators, denominators))

    assert (one.contributors, one.expected, one.missing) == (other.contributors, other.expected, other.missing)


@given(units, st.randoms())
def test_the_order_of_the_units_does_not_matter(given_cells, dice):
    shuffled = list(given_cells.items())
    dice.shuffle(shuffled)

    one, other = add_up(given_cells), add_up(dict(shuffled))

    assert (one.value, one.contributors, one.expected, one.zeros) == (
        other.value,
        other.contributors,
        other.expected,
        other.zeros,
    )
    assert sorted(one.missing) == sorted(other.missing) and one.not_applicable == other.not_applicable


@given(units)
def test_a_unit_that_is_missing_changes_nothing_but_who_is_expected(given_cells):
    before, after = add_up(given_cells), add_up(given_cells | {"Muộn": None})

    assert (after.value, after.contributors, after.zeros) == (before.value, before.contributors, before.zeros)
    assert (after.expected, after.missing) == (before.expected + 1, (*before.missing, "Muộn"))


@given(units)
def test_every_owing_unit_is_either_counted_or_named(given_cells):
    total = add_up(given_cells)

    assert total.contributors + len(total.missing) == total.expected
    assert total.expected + len(total.not_applicable) == len(given_cells)


def test_a_rule_is_broken_only_when_all_its_figures_are_there():
    check = Check("R1", True, ("N102", "N101"), "N102 lớn hơn N101.", parse("N102 <= N101"))

    assert broken([check], {"N101": Decimal(4), "N102": Decimal(5)}) == [check]
    assert broken([check], {"N101": Decimal(5), "N102": Decimal(5)}) == []
    assert broken([check], {"N101": None, "N102": Decimal(5)}) == []


@pytest.mark.parametrize(
    ("cell", "text"),
    [(None, "–"), (NA, "x"), (UNKNOWN, "…"), (figure(0), "0"), (figure(1250), "1.250"), (figure("12.5"), "12,5")],
)
def test_the_four_kinds_of_nothing_look_different(cell, text):
    assert cell_text(cell, ValueKind.DECIMAL) == text


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (None, ValueKind.YES_NO, "–"),
        (1, ValueKind.YES_NO, "Có"),
        (0, ValueKind.YES_NO, "Không"),
        ("66.66", ValueKind.PERCENT, "66,7 %"),
        (0, ValueKind.PERCENT, "0,0 %"),
        (1250, ValueKind.INTEGER, "1.250"),
    ],
)
def test_a_figure_is_printed_in_its_kind(value, kind, text):
    assert value_text(None if value is None else Decimal(value), kind) == text


SUM = Check("PT-A01", True, ("A01", "A01.X", "A01.Y"), "", parse("A01 == A01.X + A01.Y"))


@pytest.mark.parametrize(("given", "told"), [({}, 0), ({"A01.X": 1}, 1), ({"A01.X": 1, "A01.Y": 2}, 0)])
def test_a_breakdown_that_was_begun_is_filled_in_to_the_end(given, told):
    cells = {code: Cell(CellStatus.VALUE, Decimal(value)) for code, value in given.items()}

    found = half_told_breakdowns([SUM], cells)

    assert len(found) == told
    assert all(f.is_error and f.cells == ("A01",) and "còn trống A01.Y" in f.message for f in found)


@pytest.mark.parametrize(
    ("note", "cited"),
    [
        ("Kế hoạch số 15/KH-PLĐTBXH ngày 10/02/2022", True),
        ("Kế hoạch số 15/KH-PLĐTBXH, ngày 10 tháng 2 năm 2022.", True),
        ("Kế hoạch số 15/KH-PLĐTBXH ngày 10/02/2021", False),
        ("Kế hoạch số 15/KH-PLĐTBXH ngày 31/02/2022", False),
        ("Kế hoạch ngày 10/02/2022", False),
        ("số 15/KH-PLĐTBXH", False),
        ("", False),
    ],
)
def test_a_document_is_cited_by_number_and_a_real_day_of_the_year(note, cited):
    assert cites_document(note, 2022) is cited


@pytest.mark.parametrize(
    ("now", "before", "peers", "told"),
    [
        (1276, 326, [], ["tăng nhiều so với cùng kỳ năm trước (326)"]),
        (100, 326, [], ["giảm nhiều so với cùng kỳ năm trước (326)"]),
        (978, 326, [], []),
        (12, 3, [], []),
        (12, 0, [], []),
        (500, None, [10, 12, 14, 16, 18], ["cao hơn hẳn mức thường gặp của các đơn vị cùng loại"]),
        (500, None, [10, 12, 14, 16], []),
        (None, 326, [10, 12, 14, 16, 18], []),
    ],
)
def test_an_unusual_figure_is_told_without_anybody_elses_number(now, before, peers, told):
    value = None if now is None else Decimal(now)
    previous = None if before is None else Cell(CellStatus.VALUE, Decimal(before))

    assert doubts(value, previous, [Decimal(p) for p in peers]) == told


def test_what_the_register_bears_out_is_counted_once():
    """N406 of docs/indicators.md: 5 + 9 with two in common is 12."""
    cells = {"A": figure(5), "B": figure(9)}
    register = {"A": {1, 2, 3, 4, 5}, "B": set(range(4, 13))}

    total = counted_once(add_up(cells, is_distinct=True), cells, register)

    assert (total.value, total.reported, total.doubles, total.is_upper_bound) == (12, 14, 2, False)
    assert adjusted(total, [Decimal(1)]).reported == 14


def test_without_the_register_the_sum_stays_an_upper_bound():
    cells = {"A": figure(5), "B": figure(9)}
    total = add_up(cells, is_distinct=True)

    assert counted_once(total, cells, {"A": set(range(5)), "B": {1}}) == total
    plain = add_up(cells)
    assert counted_once(plain, cells, {"A": set(range(5)), "B": set(range(9))}) == plain
    apart = counted_once(total, cells, {"A": set(range(5)), "B": set(range(10, 19))})
    assert (apart.value, apart.adjustment, apart.is_upper_bound) == (14, None, False)
