"""Bars as whole numbers, the same in every locale."""

from decimal import Decimal

import pytest

from dashboards.charts import ROW, TRACK, BarChart, bar
from dashboards.queries.board import state_shares
from plans.tests.factories import ReportingPeriodFactory


def drawn(value, target=20, full=40):
    return bar(2, "Bình Gia", None if value is None else Decimal(value), "", Decimal(target), Decimal(full))


@pytest.mark.parametrize(
    ("value", "length", "is_low"),
    [(None, 0, False), (0, 0, True), (10, 110, True), (20, 220, False), (90, TRACK, False)],
)
def test_a_bar_is_as_long_as_its_value_and_never_longer_than_the_track(value, length, is_low):
    assert (drawn(value).length, drawn(value).is_low, drawn(value).target) == (length, is_low, TRACK // 2)


def test_without_a_target_there_is_no_line_and_nothing_is_low():
    plain = bar(0, "Bình Gia", Decimal(5), "5", None, Decimal(10))

    assert (plain.target, plain.is_low, plain.length) == (None, False, TRACK // 2)


def test_words_stand_above_the_bar_and_the_chart_grows_with_its_bars():
    one = drawn(10)

    assert (one.y, one.baseline, one.top) == (2 * ROW, 2 * ROW + 14, 2 * ROW + 20)
    assert BarChart("", [one, one]).height == 2 * ROW


@pytest.mark.django_db
def test_the_strip_of_states_is_as_wide_as_all_units_together():
    counts = {"accepted": 12, "submitted": 3, "returned": 1, "draft": 4, "awaiting_head": 1}

    strips = state_shares(counts, 21, ReportingPeriodFactory())

    assert [strip["count"] for strip in strips] == [12, 3, 1, 5]
    assert [strip["x"] for strip in strips[1:]] == [strip["x"] + strip["width"] for strip in strips[:-1]]
    assert strips[3]["url"] == "/bao-cao/theo-doi/?ky=2022-6T&tinh-trang=draft"


def test_without_a_period_the_strip_is_empty():
    assert [(strip["width"], strip["url"]) for strip in state_shares({}, 0, None)] == [(0, "")] * 4
