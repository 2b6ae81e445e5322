from datetime import date

import pytest

from inspections.figures.risk import (
    DEFAULT_SCALE,
    Facts,
    UnreadableScale,
    check_scale,
    months_between,
    reasons,
    score,
)


def test_a_score_is_the_sum_of_lines_anybody_can_add_up():
    facts = Facts("KR", violations=2, complaints=1, idle_months=13)

    assert [(line.points) for line in reasons(facts, DEFAULT_SCALE)] == [20, 30, 10, 10]
    assert score(facts, DEFAULT_SCALE) == 70


def test_each_line_has_its_most_and_lines_without_points_are_left_out():
    assert score(Facts("CT", violations=9, complaints=9, idle_months=90), DEFAULT_SCALE) == 5 + 45 + 30 + 20
    assert [line.label for line in reasons(Facts("KH", idle_months=5), DEFAULT_SCALE)] == []


def test_never_inspected_is_not_the_same_as_just_inspected():
    assert score(Facts("KH"), DEFAULT_SCALE) == 25
    assert score(Facts("KH", idle_months=0), DEFAULT_SCALE) == 0


@pytest.mark.parametrize(
    ("earlier", "later", "months"),
    [
        (date(2022, 1, 15), date(2022, 3, 14), 1),
        (date(2022, 1, 15), date(2022, 3, 15), 2),
        (date(2020, 12, 31), date(2022, 1, 1), 12),
        (date(2022, 3, 1), date(2022, 1, 1), 0),
    ],
)
def test_months_are_full_ones(earlier, later, months):
    assert months_between(earlier, later) == months


@pytest.mark.parametrize(
    "change",
    [
        {"never": -1},
        {"never": True},
        {"never": 1001},
        {"types": {"LT": "10"}},
        {"idle": {"each": 1, "months": 0, "most": 1}},
    ],
)
def test_a_scale_holds_whole_numbers_within_reason(change):
    with pytest.raises(UnreadableScale):
        check_scale(DEFAULT_SCALE | change)


def test_a_scale_lacks_nothing():
    with pytest.raises(UnreadableScale):
        check_scale({"never": 1})
    check_scale(DEFAULT_SCALE)
