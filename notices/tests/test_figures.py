"""Mornings, second tries and rests, by worked example."""

from datetime import UTC, date, datetime, timedelta

import pytest

from notices.figures import digest_day, is_weekday, morning_of, next_prodding, retry_delay

FRIDAY = date(2022, 6, 24)


def test_the_morning_is_half_past_seven_in_vietnam():
    assert morning_of(FRIDAY) == datetime(2022, 6, 24, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2022, 6, 24, 0, 29, 59, tzinfo=UTC), None),
        (datetime(2022, 6, 24, 0, 30, tzinfo=UTC), FRIDAY),
        (datetime(2022, 6, 24, 16, 59, tzinfo=UTC), FRIDAY),
        (datetime(2022, 6, 24, 17, 0, tzinfo=UTC), None),  # midnight in Vietnam
    ],
)
def test_a_digest_is_made_late_but_never_early(at, day):
    assert digest_day(at) == day


def test_without_a_calendar_monday_to_friday_are_working_days():
    assert [is_weekday(FRIDAY + timedelta(days=n)) for n in range(4)] == [True, False, False, True]


def test_second_tries_come_further_and_further_apart_and_end():
    assert retry_delay(1) == timedelta(minutes=1)
    assert retry_delay(8) == timedelta(hours=8)
    assert retry_delay(9) is None


def test_a_person_is_prodded_once_in_four_hours():
    at = datetime(2022, 6, 24, tzinfo=UTC)

    assert next_prodding(None, at) is None
    assert next_prodding(at - timedelta(hours=4), at) is None
    assert next_prodding(at - timedelta(hours=3), at) == at + timedelta(hours=1)
