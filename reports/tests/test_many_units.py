"""With a thousand units the paper stays readable: charts show the largest, footnotes name some and count the rest."""

import pytest

from reports.services.content_appendices import _changed_set_notes
from reports.services.content_charts import MOST_BARS, charts_of

pytestmark = pytest.mark.pure


def figures(number: int) -> dict:
    codes = [f"H{n}" for n in range(number)]
    line = {
        "code": "N101",
        "joined": codes,
        "values": {code: None if code == "H0" else str(n) for n, code in enumerate(codes)},
        "by_unit": {code: str(n) for n, code in enumerate(codes)},
    }
    units = [{"code": code, "short": f"Huyện {code}"} for code in codes]
    return {"units": units, "lines": [line], "objectives": [], "gone": [f"Huyện G{n}" for n in range(number)]}


def test_a_chart_of_a_thousand_districts_shows_the_largest_and_says_so():
    told = figures(1000)

    [chart] = charts_of(told["units"], told)

    assert len(chart["bars"]) == MOST_BARS and chart["bars"][0]["label"] == "Huyện H999"
    assert "40 nơi cao nhất trong 1000" in chart["title"]


def test_a_chart_of_the_province_shows_every_district_in_its_order():
    told = figures(11)

    [chart] = charts_of(told["units"], told)

    assert [bar["label"] for bar in chart["bars"]] == [unit["short"] for unit in told["units"]]
    assert "cao nhất" not in chart["title"]


def test_a_footnote_names_what_can_be_read_and_counts_the_rest():
    joined, gone = _changed_set_notes(figures(1000))

    assert "Huyện H59 (N101) và 940 đơn vị khác." in joined and "Huyện H60 " not in joined
    assert "và 940 đơn vị khác: không tính vào cùng kỳ" in gone
    assert all(" và " not in note for note in _changed_set_notes(figures(12)))
