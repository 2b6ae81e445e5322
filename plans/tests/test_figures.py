"""Deadlines: the 25th is excluded, and the clock that counts is Vietnam's."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from plans.charts import bar
from plans.figures import VIETNAM, days_left, is_on_time, last_day_before, last_day_on_time, usual_period
from plans.figures.work import needed_a_month, straight_on

DUE = datetime(2022, 6, 25, tzinfo=VIETNAM)


def test_before_the_25th_means_the_24th_is_the_last_day():
    assert last_day_on_time(DUE) == last_day_before(date(2022, 6, 25)) == date(2022, 6, 24)


def test_the_last_day_is_the_same_when_the_database_answers_in_utc():
    assert last_day_on_time(DUE.astimezone(UTC)) == date(2022, 6, 24)


@pytest.mark.parametrize(
    ("sent_at", "on_time"),
    [
        (datetime(2022, 6, 24, 23, 59, 59, tzinfo=VIETNAM), True),
        (datetime(2022, 6, 25, 0, 0, tzinfo=VIETNAM), False),
        (datetime(2022, 6, 24, 17, 0, tzinfo=UTC), False),
        (datetime(2022, 6, 24, 16, 59, tzinfo=UTC), True),
    ],
)
def test_one_second_decides_whether_a_report_is_late(sent_at, on_time):
    assert is_on_time(sent_at, DUE) is on_time


@pytest.mark.parametrize(("day", "left"), [(20, 4), (24, 0), (25, -1)])
def test_days_left_count_to_the_last_day_on_time(day, left):
    assert days_left(DUE, date(2022, 6, day)) == left


def test_the_data_of_a_period_end_before_its_deadline_and_the_year_is_cumulative():
    half, year = usual_period(2022, is_annual=False), usual_period(2022, is_annual=True)

    assert half["starts_on"] == year["starts_on"] == date(2021, 12, 15)
    assert (half["ends_on"], year["ends_on"]) == (date(2022, 6, 14), date(2022, 12, 14))
    assert (half["due_at"], year["due_at"]) == (DUE, datetime(2022, 12, 25, tzinfo=VIETNAM))
    assert half["opens_at"] == datetime(2022, 6, 1, tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("before", "now", "end", "found"),
    [(40, 52, date(2022, 12, 31), "76.3"), (52, 52, date(2022, 12, 31), "52.0"), (90, 10, date(2022, 12, 31), "0.0"),
     (40, 52, date(2022, 6, 1), "52.0")],
)  # fmt: skip
def test_two_values_lead_on_in_a_straight_line(before, now, end, found):
    assert straight_on(Decimal(before), date(2022, 3, 31), Decimal(now), date(2022, 6, 30), end) == Decimal(found)


@pytest.mark.parametrize(
    ("now", "day", "needed"),
    [(52, date(2022, 6, 30), "6.3"), (52, date(2022, 12, 20), "38.0"), (90, date(2022, 6, 30), None),
     (52, date(2022, 12, 31), None)],
)  # fmt: skip
def test_what_is_needed_a_month_is_rounded_up(now, day, needed):
    found = needed_a_month(Decimal(now), day, Decimal(90), date(2022, 12, 31))
    assert found == (None if needed is None else Decimal(needed))


def test_a_quarter_done_before_the_bar_begins_is_not_written_in_white():
    words = {"code": "N5.3", "title": "", "url": "", "tone": "good", "words": ""}
    found = bar(0, 2022, date(2022, 5, 26), date(2022, 12, 31), {3, 1}, **words)

    assert [(mark.text, mark.is_on_bar) for mark in found.quarters] == [("Q1", False), ("Q3", True)]
