"""Working days over twenty years, Tết included; deadlines in words; plans made backwards."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadlines.figures import VIETNAM, Calendar, deadline_words, end_of, last_day_on_time, time_left_words
from deadlines.figures.planner import Ask, Leads, conflicts, propose
from deadlines.queries.calendar import _public

PUBLIC, WORKED = _public()
REAL = Calendar(frozenset(PUBLIC) - WORKED, WORKED)
days = st.dates(date(2021, 1, 1), date(2041, 12, 31))
DUE = datetime(2022, 6, 25, tzinfo=VIETNAM)


@given(days, st.integers(-60, 60))
def test_a_shift_lands_on_a_working_day_and_back(day, steps):
    landed = REAL.shift(day, steps)

    assert steps == 0 or REAL.is_working(landed)
    assert (landed > day) == (steps > 0) and (landed < day) == (steps < 0)
    if REAL.is_working(day):
        assert REAL.shift(landed, -steps) == day
        assert REAL.between(day, landed) == steps


@given(days, days, days)
def test_working_days_add_up(first, second, third):
    assert REAL.between(first, second) + REAL.between(second, third) == REAL.between(first, third)


@given(days)
def test_the_working_day_before_is_never_later_and_never_more_than_two_weeks_earlier(day):
    assert timedelta(0) <= day - REAL.back(day) <= timedelta(14)
    assert REAL.back(day) <= day <= REAL.on(day)
    assert REAL.is_working(REAL.back(day)) and REAL.is_working(REAL.on(day))


@given(days)
def test_an_exclusive_instant_and_its_last_day_are_inverse(day):
    assert last_day_on_time(end_of(day)) == day
    assert last_day_on_time(end_of(day) + timedelta(microseconds=1)) == day + timedelta(1)


@pytest.mark.parametrize("year", range(2021, 2042))
def test_every_year_has_its_tet_and_its_fixed_days(year):
    tet = [day for day, name in PUBLIC.items() if "Tết" in name and day.year == year and day.month < 3 and day.day != 1]

    assert len(tet) >= 3, year
    for month, day in ((1, 1), (4, 30), (5, 1), (9, 2)):
        assert date(year, month, day) in PUBLIC
    off = sum(not REAL.is_working(date(year, 1, 1) + timedelta(n)) for n in range(365))
    assert 110 <= off <= 122  # weekends and eleven days, less what falls together


def test_the_seventh_of_june_2022_is_a_day_like_others_and_tet_is_none():
    assert REAL.is_working(date(2022, 6, 7))
    assert not REAL.is_working(date(2022, 2, 1))
    assert REAL.shift(date(2022, 1, 28), 1) == date(2022, 2, 7)
    assert REAL.is_working(date(2025, 4, 26)) and not REAL.is_working(date(2025, 5, 2))  # swapped


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (date(2022, 6, 20), "hạn cuối: hết ngày 24/6/2022, còn 4 ngày làm việc"),
        (date(2022, 6, 21), "hạn cuối: hết ngày 24/6/2022, còn 3 ngày làm việc"),
        (date(2022, 6, 24), "hạn cuối: hết ngày 24/6/2022, hôm nay là ngày cuối"),
        (date(2022, 6, 25), "hạn cuối: hết ngày 24/6/2022, vừa quá hạn"),
        (date(2022, 6, 28), "hạn cuối: hết ngày 24/6/2022, quá hạn 2 ngày làm việc"),
    ],
)
def test_a_deadline_is_said_as_an_office_says_it(today, words):
    assert deadline_words(DUE, today, REAL) == words


def test_a_deadline_on_a_saturday_has_no_working_day_left_on_friday():
    assert time_left_words(datetime(2022, 12, 25, tzinfo=VIETNAM), date(2022, 12, 23), REAL) == (
        "không còn ngày làm việc nào trước hạn"
    )


# --- Backwards ---------------------------------------------------------------------------------------

PROVINCE, MINISTRY = Ask("UBND tỉnh", date(2022, 12, 22)), Ask("Bộ", date(2022, 12, 20))
LEADS = Leads()


def test_the_worked_example():
    plan = propose([PROVINCE, MINISTRY], LEADS, REAL)

    assert (plan.sent_on, plan.signed_on, plan.consolidated_on) == tuple(date(2022, 12, d) for d in (19, 16, 14))
    assert (plan.reviewed_on, plan.units_on, plan.data_on) == tuple(date(2022, 12, d) for d in (12, 7, 2))
    assert propose([], LEADS, REAL) is None


def test_the_three_colliding_dates_are_named():
    words = conflicts([PROVINCE, MINISTRY], LEADS, REAL, units_on=date(2022, 12, 24), data_on=date(2022, 12, 14))

    assert "Đơn vị nộp trước 25/12/2022 nhưng Bộ yêu cầu trước 20/12/2022." in words
    assert "Đơn vị nộp trước 25/12/2022 nhưng UBND tỉnh yêu cầu trước 22/12/2022." in words
    assert "UBND tỉnh nhận trước 22/12/2022 nhưng Bộ yêu cầu trước 20/12/2022." in words
    assert any("24/12/2022 không phải ngày làm việc" in line and "23/12/2022" in line for line in words)


def test_too_little_time_a_short_distance_and_an_unusual_window_are_named():
    words = conflicts([MINISTRY], LEADS, REAL, units_on=date(2022, 12, 15), data_on=date(2022, 12, 15))

    assert any("còn 2 ngày làm việc, cần 8" in line for line in words)
    assert any("chưa đến 1 ngày làm việc" in line for line in words)
    assert any("khác mốc 14/6, 14/12" in line for line in words)


def test_one_working_day_between_data_and_deadline_is_enough():
    fine = {"units_on": date(2022, 6, 15), "data_on": date(2022, 6, 14)}

    assert conflicts([], LEADS, REAL, **fine) == []
    over_a_weekend = {"units_on": date(2026, 6, 14), "data_on": date(2026, 6, 14)}
    assert any("chưa đến 1" in line for line in conflicts([], LEADS, REAL, **over_a_weekend, rolls=True))


leads = st.builds(Leads, *[st.integers(0, 10)] * 5)


@given(days, st.integers(0, 40), leads)
def test_a_proposal_never_conflicts_with_what_it_was_made_for(before, later, lead):
    asks = [Ask("UBND tỉnh", before), Ask("Bộ", before + timedelta(later))]

    plan = propose(asks, lead, REAL)
    words = conflicts(asks, lead, REAL, units_on=plan.units_on, data_on=plan.data_on)

    assert [line for line in words if "khác mốc" not in line] == []
    assert plan.data_on < plan.units_on <= plan.reviewed_on <= plan.consolidated_on <= plan.signed_on <= plan.sent_on
    assert plan.sent_on < before and all(map(REAL.is_working, (plan.sent_on, plan.units_on, plan.data_on)))
