"""Numbers as officers type and read them: dot for thousands, comma for decimals."""

from decimal import Decimal

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from kit.numbers import MAXIMUM, UnreadableNumber, parse, show
from kit.templatetags import vi


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("", None),
        ("   ", None),
        ("0", "0"),
        ("007", "7"),
        ("1250", "1250"),
        ("1.250", "1250"),
        ("1 250", "1250"),
        ("1\u00a0250", "1250"),
        ("1\u202f250\u202f000", "1250000"),
        ("12.345.678", "12345678"),
        (" 42 ", "42"),
        ("１２５０", "1250"),
        ("１．２５０", "1250"),
        ("5,0", "5"),
        ("999.999.999.999", "999999999999"),
    ],
)
def test_a_whole_figure_is_read_as_it_was_meant(typed, read):
    assert parse(typed, whole=True) == (None if read is None else Decimal(read))


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("12,5", "12.5"),
        ("1.250,75", "1250.75"),
        ("1 250,5", "1250.5"),
        ("1,250", "1.250"),
        ("0,5", "0.5"),
        ("3", "3"),
    ],
)
def test_a_decimal_figure_is_read_as_it_was_meant(typed, read):
    assert parse(typed, whole=False) == Decimal(read)


@pytest.mark.parametrize(
    "typed",
    [
        "12 buổi",
        "-1",
        "−1",
        "+1",
        "1e3",
        "NaN",
        "nan",
        "Infinity",
        "1.25",
        "1..250",
        "1.2500",
        "12 34",
        "1,2,3",
    ]
    + [",5", "5,", ".5", "1.250.", "0x10", "1_000", "½", "٣", "10%", "=1+1", "một"],
)
@pytest.mark.parametrize("whole", [True, False])
def test_what_is_not_a_number_the_vietnamese_way_is_refused_with_an_example(typed, whole):
    with pytest.raises(UnreadableNumber, match="ví dụ"):
        parse(typed, whole=whole)


@pytest.mark.parametrize("typed", ["12²", "٣,٥", "١.٢٥٠"])
def test_digits_that_are_not_ours_are_refused(typed):
    with pytest.raises(UnreadableNumber):
        parse(typed, whole=False)


def test_where_a_comma_can_be_read_in_two_ways_both_are_explained():
    with pytest.raises(UnreadableNumber) as error:
        parse("1,250", whole=True)

    assert "đọc được hai cách" in str(error.value)
    assert "1.250" in str(error.value) and "số lẻ không dùng" in str(error.value)


def test_half_a_session_does_not_exist():
    with pytest.raises(UnreadableNumber, match="Cần số nguyên"):
        parse("12,5", whole=True)


@pytest.mark.parametrize("typed", ["1.000.000.000.000", "9" * 500, "999.999.999.999,5"])
def test_a_figure_beyond_all_measure_is_refused(typed):
    with pytest.raises(UnreadableNumber, match="vượt quá giới hạn"):
        parse(typed, whole=False)


@pytest.mark.parametrize(
    ("value", "places", "printed"),
    [
        (None, None, "–"),
        (0, None, "0"),
        (Decimal("0.000"), None, "0"),
        (1250, None, "1.250"),
        (Decimal("12.5"), None, "12,5"),
        (Decimal("1234567.891"), None, "1.234.567,891"),
        (Decimal("100.0"), None, "100"),
        (Decimal("66.65"), 1, "66,7"),
        (Decimal("66"), 1, "66,0"),
        (Decimal("0.0005"), None, "0,001"),
        (-3, None, "-3"),
    ],
)
def test_a_figure_is_printed_the_vietnamese_way(value, places, printed):
    assert show(value, places) == printed


@given(st.integers(0, int(MAXIMUM)))
def test_what_the_portal_prints_it_can_read_again(number):
    assert parse(show(number), whole=True) == number


@given(st.text(max_size=20), st.booleans())
def test_no_text_whatever_is_read_as_something_else_than_a_figure_in_range(typed, whole):
    try:
        value = parse(typed, whole=whole)
    except UnreadableNumber:
        return
    assert value is None or 0 <= value <= MAXIMUM


def test_a_compact_table_keeps_its_words_and_loses_its_indentation():
    page = Template("{% load compact %}{% compact %}<td>\n      một  hai\n\n   </td>   <td>3</td>{% endcompact %}")

    assert page.render(Context()) == "<td>\nmột  hai\n</td>   <td>3</td>"


def test_templates_print_figures_percentages_and_look_things_up():
    assert vi.vn(1250) == "1.250"
    assert vi.percent(Decimal("66.7")) == "66,7 %"
    assert vi.percent(None) == "–"
    assert vi.get({"a": 1}, "a") == 1
    assert vi.get(None, "a") is None
