from datetime import date
from decimal import Decimal

import pytest

from inspections.figures import (
    coverage_percent,
    expected_percent,
    needed_per_month,
    projected_percent,
    still_needed,
    with_added_visits,
)
from inspections.layout import chart, tile_map, tile_places

START, END = date(2022, 1, 1), date(2022, 12, 31)
TODAY_20_JUNE = date(2022, 6, 20)


@pytest.mark.parametrize(
    ("inspected", "active", "percent"),
    [(102, 398, "25.6"), (43, 422, "10.2"), (0, 12, "0.0"), (12, 12, "100.0"), (1, 16, "6.3"), (1, 80, "1.3")],
)
def test_the_share_is_rounded_half_up_to_one_decimal(inspected, active, percent):
    assert coverage_percent(inspected, active) == Decimal(percent)


def test_without_establishments_there_is_no_share_and_not_zero():
    assert coverage_percent(0, 0) is None


@pytest.mark.parametrize(
    ("inspected", "active", "needed"), [(3, 20, 1), (0, 12, 3), (4, 20, 0), (9, 20, 0), (0, 0, 0), (0, 1, 1)]
)
def test_what_is_still_owed_is_rounded_up_and_never_negative(inspected, active, needed):
    assert still_needed(inspected, active) == needed


def test_another_target_may_be_asked_for():
    assert still_needed(10, 100, Decimal("33.3")) == 24


def test_an_even_pace_reaches_the_target_on_the_last_day():
    assert expected_percent(START, START, END) == Decimal("0.1")
    assert expected_percent(START, date(2022, 6, 30), END) == Decimal("9.9")
    assert expected_percent(START, END, END) == Decimal("20.0")
    assert expected_percent(START, date(2023, 5, 1), END) == Decimal("20.0")


def test_the_rest_is_spread_over_the_days_that_are_left_not_over_begun_months():
    day, end = date(2022, 6, 20), date(2022, 12, 14)  # 177 days, 5.815 months

    assert needed_per_month(42, day, end) == 8  # 7.2
    assert needed_per_month(40, day, end) == 7  # 6.9
    assert needed_per_month(1, day, end) == 1


def test_in_the_last_month_all_that_is_owed_is_due():
    assert needed_per_month(5, date(2022, 12, 1), END) == 5
    assert needed_per_month(5, date(2022, 12, 30), END) == 5


def test_nothing_is_spread_when_nothing_is_owed_or_no_day_is_left():
    assert needed_per_month(0, START, END) is None
    assert needed_per_month(5, END, END) is None
    assert needed_per_month(5, date(2023, 1, 1), END) is None


def test_the_chart_marks_low_bars_and_draws_none_where_nothing_is_known():
    drawn = chart([("A", Decimal("10.0")), ("B", Decimal("20.0")), ("C", None)], Decimal(20))

    low, reached, unknown = drawn.bars
    assert (low.is_low, reached.is_low, unknown.is_low) == (True, False, False)
    assert reached.length == drawn.target_x - drawn.left
    assert unknown.length == 0


def test_a_district_beyond_the_scale_stretches_it():
    drawn = chart([("A", Decimal("100.0"))], Decimal(20))

    assert drawn.bars[0].length == drawn.room


def test_the_forecast_goes_on_as_fast_as_it_went_so_far():
    assert projected_percent(29, 338, START, date(2022, 6, 30), END) == Decimal("17.3")  # 58,48 of 338
    assert projected_percent(29, 338, START, END, END) == Decimal("8.6")
    assert projected_percent(0, 338, START, TODAY_20_JUNE, END) == Decimal("0.0")


def test_the_forecast_never_passes_the_whole_and_is_silent_where_nothing_can_be_said():
    assert projected_percent(9, 10, START, date(2022, 2, 1), END) == Decimal(100)
    assert projected_percent(0, 0, START, END, END) is None
    assert projected_percent(3, 10, START, date(2021, 12, 31), END) is None


def test_added_visits_count_once_per_door_and_never_beyond_all_doors():
    assert with_added_visits(3, 10, 4) == 7
    assert with_added_visits(3, 10, 40) == 10
    assert with_added_visits(3, 10, 0) == 3


def test_tiles_are_shaded_by_their_share_and_places_are_not_shared():
    found = tile_map(
        [("178", "TP", Decimal(20)), ("188", "LB", Decimal(10)), ("189", "ĐL", Decimal("9.9")), ("180", "TĐ", None)],
        Decimal(20),
    )

    assert [tile.shade for tile in found.tiles] == ["good", "middle", "low", "none"]
    assert len(tile_places()) == len(set(tile_places().values())) == 11
    assert tile_map([], Decimal(20)).width == 0
