"""Days moved into the next year by working days; which indicators are worth asking."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadlines.figures import Calendar
from plans.figures.rollover import Burden, end_of_month, shift_to_year

WEEKENDS = Calendar()
days_of_2022 = st.dates(date(2022, 1, 1), date(2022, 12, 31))
calendars = st.builds(
    Calendar, st.frozensets(st.dates(date(2022, 1, 1), date(2023, 12, 31)), max_size=20), st.just(frozenset())
)


@pytest.mark.parametrize(
    ("day", "moved"),
    [
        (date(2022, 6, 24), date(2023, 6, 26)),  # four working days left in June
        (date(2022, 6, 25), date(2023, 6, 26)),  # a Saturday: as the Friday before it
        (date(2022, 6, 30), date(2023, 6, 30)),
        (date(2022, 12, 31), date(2023, 12, 29)),  # the last working day of a December that ends on a Sunday
        (date(2022, 8, 1), date(2023, 8, 1)),
        (date(2022, 3, 1), date(2023, 3, 1)),
    ],
)
def test_a_day_keeps_the_working_days_that_are_left_in_its_month(day, moved):
    assert shift_to_year(day, 2023, WEEKENDS) == moved


@given(days_of_2022, calendars)
def test_a_moved_day_is_worked_and_in_the_same_month(day, calendar):
    moved = shift_to_year(day, 2023, calendar)

    assert calendar.is_working(moved)
    assert (moved.year, moved.month) == (2023, day.month)


@given(days_of_2022, days_of_2022, calendars)
def test_two_days_never_change_their_order(one, other, calendar):
    earlier, later = sorted((one, other))

    assert shift_to_year(earlier, 2023, calendar) <= shift_to_year(later, 2023, calendar)


@given(days_of_2022, calendars)
def test_as_many_working_days_are_left_unless_the_month_is_too_short(day, calendar):
    moved = shift_to_year(day, 2023, calendar)
    left = calendar.between(day, end_of_month(2022, day.month))
    now_left = calendar.between(moved, end_of_month(2023, day.month))

    first = calendar.on(date(2023, day.month, 1))
    assert now_left == left or (moved == first and now_left < left)


def burden(uses=(), telling=0, asked=3):
    return Burden("N104", "Số tờ rơi", uses, 1, asked, 3, telling)


def test_only_what_is_needed_nowhere_and_always_nothing_is_proposed():
    assert burden().is_proposed
    assert not burden(uses=("mục tiêu G1",)).is_proposed
    assert not burden(telling=1).is_proposed


def test_without_accepted_reports_nothing_is_proposed():
    assert not burden(asked=0).is_proposed


def test_the_end_of_december_and_of_a_leap_february():
    assert end_of_month(2022, 12) == date(2022, 12, 31)
    assert end_of_month(2024, 2) == date(2024, 3, 1) - timedelta(1)
