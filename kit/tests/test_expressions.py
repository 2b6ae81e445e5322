"""What a rule about figures means, and what it refuses to read."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.expressions import MAX_DEPTH, MAX_LENGTH, InvalidExpression, parse

figures = st.decimals(min_value=0, max_value=10**9, places=1)


def holds(text: str, **values: str) -> bool | None:
    """Judge a rule; ``prev__N101`` stands for the key ``prev:N101``."""
    return parse(text).holds({name.replace("__", ":"): Decimal(value) for name, value in values.items()})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("N101 < 3", True),
        ("N101 <= 2", True),
        ("N101 > 2", False),
        ("N101 >= 2", True),
        ("N101 == 2.0", True),
        ("N101 != 2", False),
        ("1 < N101 < 3", True),
        ("1 < N101 < 2", False),
        ("N101 + 1 == 3", True),
        ("N101 - 3 < 0", True),
        ("N101 * 2 == 4", True),
        ("N101 / 4 == 0.5", True),
        ("2 * (N101 + 1) == 6", True),
        ("max(N101, 5) == 5", True),
        ("min(N101, 5, 7) == 2", True),
        ("N101 == 1 or N101 == 2", True),
        ("N101 == 1 and N101 == 2", False),
        ("not N101 == 1", True),
        ("iff(N101 == 0, N101 == 9)", True),
        ("iff(N101 == 2, N101 == 9)", False),
        ("implies(N101 == 9, N101 == 0)", True),
        ("implies(N101 == 2, N101 == 0)", False),
        ("implies(N101 == 2, N101 > 0)", True),
    ],
)
def test_each_word_of_the_language_means_what_a_reader_expects(text: str, expected: bool) -> None:
    assert holds(text, N101="2") is expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "N101",
        "1",
        "N101 + 1",
        "True",
        "N101 <= True",
        "N101 <= '3'",
        "N101 <= None",
        "N101 <= 3j",
        "N101 <= 1e999",
        "N101 ** 9 > 1",
        "N101 % 2 == 0",
        "N101 // 2 == 0",
        "N101 is 2",
        "N101 in (1, 2)",
        "n101 <= 2",
        "total <= 2",
        "N101.real <= 2",
        "N101[0] <= 2",
        "[N101] == 2",
        "(lambda: 1)() <= 2",
        "__import__('os') == 1",
        "sum(N101, 2) == 2",
        "abs(N101) == 2",
        "max(N101) == 2",
        "max(*N101, 2) == 2",
        "max(N101, 2, key=N102) == 2",
        "implies(N101 == 1)",
        "iff(N101, N102)",
        "max(N101 > 1, 2) == 2",
        "prev(N101 + 1) == 2",
        "prev(prev(N101)) == 2",
        "half(101) == 2",
        "prev() == 2",
        "prev == 2",
        "N101 <= N102; N101",
        "N101 = 2",
        "N101 <=",
        "N101 <= 2\x00",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(InvalidExpression):
        parse(text)


def test_a_rule_has_a_greatest_length() -> None:
    text = "N101 <= 1".ljust(MAX_LENGTH)

    parse(text)
    with pytest.raises(InvalidExpression, match="longer"):
        parse(text + " ")


def test_a_rule_has_a_greatest_depth() -> None:
    with pytest.raises(InvalidExpression, match="deeper"):
        parse("not " * MAX_DEPTH + "N101 == 1")


@given(st.text(max_size=MAX_LENGTH))
def test_no_text_does_more_than_be_refused(text: str) -> None:
    with suppress(InvalidExpression):
        parse(text)


def test_a_rule_tells_which_figures_it_looks_up() -> None:
    rule = parse("implies(half(N101) > 0, max(N101, N103) >= prev(N101))")

    assert rule.names == {"N101", "N103", "prev:N101", "half:N101"}


def test_last_year_and_six_months_are_other_figures_than_this_one() -> None:
    assert holds("N101 >= half(N101)", N101="12", half__N101="10") is True
    assert holds("N101 >= half(N101)", N101="9", half__N101="10") is False
    assert holds("N101 == prev(N101)", N101="9", prev__N101="8") is False


def test_money_is_compared_in_decimals() -> None:
    assert holds("N415 == 0.1 + 0.2", N415="0.3") is True


def test_a_division_by_zero_means_that_the_rule_does_not_apply() -> None:
    assert holds("N103 / N101 >= 5", N101="0", N103="40") is None
    assert holds("N103 / N101 >= 5", N101="0", N103="0") is None


def test_a_division_by_zero_is_not_hidden_behind_the_other_half_of_a_rule() -> None:
    assert holds("N101 > 0 and N103 / N101 >= 5", N101="0", N103="40") is None
    assert holds("N103 / N101 >= 5 and N101 > 0", N101="0", N103="40") is None


def test_a_figure_without_a_value_makes_the_rule_silent() -> None:
    rule = parse("N102 <= N101")

    assert rule.holds({"N101": Decimal(3), "N102": None}) is None
    assert rule.holds({"N101": Decimal(3)}) is None
    assert rule.holds({"N101": Decimal(3), "N102": Decimal("NaN")}) is None


@given(st.sampled_from(["N101", "N102", "prev:N101"]), figures, figures, figures)
def test_every_missing_operand_makes_a_rule_silent(gone: str, a: Decimal, b: Decimal, c: Decimal) -> None:
    values = {"N101": a, "N102": b, "prev:N101": c, gone: None}

    assert parse("implies(N102 == 0, N101 > 0) or prev(N101) >= 0").holds(values) is None


@given(figures, figures)
def test_a_part_never_exceeds_the_whole_it_was_added_to(part: Decimal, rest: Decimal) -> None:
    values = {"N102": part, "N101": part + rest}

    assert parse("N102 <= N101").holds(values) is True
    assert parse("N102 > N101").holds(values) is False


@given(figures, figures)
def test_a_rule_and_its_mirror_image_agree(a: Decimal, b: Decimal) -> None:
    values = {"N101": a, "N102": b}

    assert parse("N102 <= N101").holds(values) is parse("N101 >= N102").holds(values)


@given(figures, figures)
def test_the_order_of_operands_does_not_change_the_answer(a: Decimal, b: Decimal) -> None:
    values = {"N101": a, "N102": b}

    assert parse("N101 + N102 == N102 + N101 and N101 * N102 == N102 * N101").holds(values) is True
    assert parse("max(N101, N102) == max(N102, N101) and min(N101, N102) == min(N102, N101)").holds(values) is True


@given(figures, figures)
def test_iff_is_implies_in_both_directions(a: Decimal, b: Decimal) -> None:
    values = {"N101": a, "N102": b}
    both_ways = parse("implies(N101 == 0, N102 == 0) and implies(N102 == 0, N101 == 0)")

    assert parse("iff(N101 == 0, N102 == 0)").holds(values) is both_ways.holds(values)


@given(figures, figures, figures)
def test_the_order_of_conditions_does_not_change_the_answer(a: Decimal, b: Decimal, c: Decimal) -> None:
    values = {"N101": a, "N102": b, "N103": c}

    for word in ("and", "or"):
        one, other = parse(f"N101 > 0 {word} N103 / N102 > 5"), parse(f"N103 / N102 > 5 {word} N101 > 0")
        assert one.holds(values) is other.holds(values)


def test_two_readings_of_one_text_are_equal() -> None:
    assert parse("N102 <= N101") == parse("N102 <= N101")
    assert parse("N102 <= N101") != parse("N102 < N101")


def test_a_part_of_a_breakdown_and_the_other_periods_have_their_own_names():
    rule = parse("TH01.LT + prev(N101) + last(N101) + carry(N101) + noted(N101) + dated(N101) >= 0")

    assert rule.names == {"TH01.LT", "prev:N101", "last:N101", "carry:N101", "noted:N101", "dated:N101"}


@pytest.mark.parametrize(("known", "answer"), [({}, False), ({"B01": 2}, False), ({"B01": 2, "C01": 3}, True)])
def test_given_adds_up_what_there_is(known, answer):
    rule = parse("A01 <= given(B01, C01)")
    values = {"A01": Decimal(5)} | {code: Decimal(value) for code, value in known.items()}

    assert (rule.names, rule.optional) == ({"A01"}, {"B01", "C01"})
    assert rule.holds(values) is answer
    assert rule.holds({"B01": Decimal(9)}) is None


@pytest.mark.parametrize(
    "text", ["given() >= 0", "given(1, A01) >= 0", "given(A01 + B01) >= 0", "TH01.lt > 0", "A01.B.C > 0"]
)
def test_what_is_no_figure_cannot_be_given(text):
    with pytest.raises(InvalidExpression):
        parse(text)
