"""One engine: parts make the whole, order does not matter, page, Excel and service say the same."""

import json
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.tests.factories import UnitFactory
from kit.excel import open_workbook
from kit.expressions import parse
from plans.models import ReportingPeriod
from plans.services.catalogue import load_periods
from plans.services.indicator_form import load_indicators
from plans.tests.factories import IndicatorFactory
from reports.figures import Cell, Check, broken, half_told_breakdowns
from reports.forms.entry import row_groups
from reports.models import Report
from reports.queries.form import form_blocks
from reports.services.entry import TypedCell, save_entries
from reports.services.problems import problems_of
from reports.services.workbook import apply_form, read_form, write_form
from reports.states import CellStatus
from reports.tests.factories import NOW, ReportFactory, fill
from reports.tests.workbooks import VALUE, page_of, row_of

PARTS = ("A01.X", "A01.Y", "A01.Z")
SUM = Check("PT-A01", True, ("A01", *PARTS), "A01 khác tổng", parse("A01 == A01.X + A01.Y + A01.Z"))
MORE = [
    Check("R1", True, ("A01", "B01"), "", parse("B01 <= A01")),
    Check("R2", False, ("A01", "B01"), "", parse("iff(A01 == 0, B01 == 0)")),
]
numbers = st.integers(0, 10**9).map(Decimal)


@given(st.lists(numbers, min_size=3, max_size=3), numbers)
def test_the_whole_is_the_sum_of_its_parts_and_nothing_else(parts, other):
    values = dict(zip(PARTS, parts, strict=True))

    assert broken([SUM], values | {"A01": sum(parts)}) == []
    assert (broken([SUM], values | {"A01": other}) == [SUM]) is (other != sum(parts))


@given(st.dictionaries(st.sampled_from(["A01", "B01", *PARTS]), numbers), st.randoms())
def test_the_order_of_rules_and_figures_does_not_matter(values, chance):
    rules, mixed = [SUM, *MORE], list(values.items())
    chance.shuffle(rules)
    chance.shuffle(mixed)

    assert {c.code for c in broken(rules, dict(mixed))} == {c.code for c in broken([SUM, *MORE], values)}


@given(st.sets(st.sampled_from(PARTS)))
def test_a_breakdown_is_whole_or_absent(given_parts):
    cells = {code: Cell(CellStatus.VALUE, Decimal(1)) for code in given_parts}

    assert bool(half_told_breakdowns([SUM], cells)) is (0 < len(given_parts) < len(PARTS))


@pytest.fixture
def with_parts(report) -> Report:
    """The small form with N101 split in two, and the rule that the parts are the whole."""
    group = report.period.form.groups.get()
    for order, part in enumerate(("HN", "CD"), start=100):
        IndicatorFactory(
            group=group, code=f"N101.{part}", name=part, parent_code="N101", breakdown="theo hình thức",
            is_required=False, order=order,
        )  # fmt: skip
    report.period.form.rules.create(
        code="PT-N101", severity="error", expression="N101 == N101.HN + N101.CD", message="N101 khác tổng phân tổ.",
        cells=["N101", "N101.HN", "N101.CD"],
    )  # fmt: skip
    return report


def through_excel(report, officer, figures):
    book = openpyxl.load_workbook(BytesIO(write_form(report)))
    for code, value in figures.items():
        page = page_of(book, code)
        page[f"{VALUE}{row_of(book, code, page.title)}"] = value
    file = BytesIO()
    book.save(file)
    reading = read_form(file.getvalue(), report)
    assert reading.errors == []
    apply_form(reading, report, by=officer, at=NOW)


def said_on_the_page(report):
    rows = [row for group in row_groups(form_blocks(report)) for row in group.rows]
    return {check.code for row in rows for check in row.errors}


@pytest.mark.django_db
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(1, 9), st.integers(0, 9), st.integers(0, 9))
def test_page_excel_and_service_find_the_same(with_parts, officer, whole, one, other):
    figures = {"N101": whole, "N102": 1, "N101.HN": one, "N101.CD": other}
    fill(with_parts)
    with_parts.values.all().delete()

    through_excel(with_parts, officer, figures)
    by_excel = (said_on_the_page(with_parts), [p.message for p in problems_of(with_parts)])
    with_parts.values.all().delete()
    save_entries(with_parts, by=officer, at=NOW, cells=[TypedCell(c, str(v)) for c, v in figures.items()])
    by_hand = (said_on_the_page(with_parts), [p.message for p in problems_of(with_parts)])

    assert by_excel == by_hand
    assert by_hand[0] == (set() if one + other == whole else {"PT-N101"})


@pytest.mark.django_db
def test_a_breakdown_begun_blocks_the_sending_and_says_what_is_open(with_parts):
    fill(with_parts, N101=12, N102=5, **{"N101.HN": 5})

    told = [problem.message for problem in problems_of(with_parts)]

    assert len(told) == 1 and "còn trống N101.CD" in told[0]


@pytest.mark.django_db
def test_the_form_needs_as_many_queries_with_history_as_without(with_parts, django_assert_max_num_queries):
    with django_assert_max_num_queries(30):
        form_blocks(Report.objects.select_related("unit", "period__form").get(pk=with_parts.pk))


@pytest.mark.django_db
def test_a_plan_of_the_year_is_cited_in_the_note_or_lies_in_the_portal(report, monkeypatch):
    fill(report, N101=12, N102=5, N201=1)
    report.period.form.rules.create(
        code="R-N201", severity="error", expression="implies(N201 == 1, dated(N201) == 1)",
        message="N201: ghi số và ngày văn bản vào ô ghi chú.", cells=["N201"],
    )  # fmt: skip
    assert [problem.code for problem in problems_of(report)] == ["N201"]
    rows = [row for group in row_groups(form_blocks(report), None, []) for row in group.rows]
    assert [row.code for row in rows if row.asks_note] == ["N201"]

    monkeypatch.setattr("reports.queries.form.has_own_plan", lambda unit, period: True)
    assert problems_of(report) == []

    monkeypatch.undo()
    report.values.filter(indicator__code="N201").update(note="Kế hoạch số 15/KH-PLĐTBXH ngày 10/02/2022")
    assert problems_of(report) == []


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["6T", "NAM"])
@pytest.mark.parametrize("reporter", ["H", "D", "C", "P", "S"])
def test_the_shipped_form_goes_out_and_comes_back_unchanged(reporter, kind):
    data = Path(__file__).resolve().parents[2] / "plans/data/indicators-2022.json"
    load_indicators(json.loads(data.read_text(encoding="utf-8")), at=NOW)
    load_periods(at=NOW)
    period = ReportingPeriod.objects.get(year=2022, kind=kind)
    report = ReportFactory(period=period, unit=UnitFactory(reporter_code=reporter))
    fill(report, N101=12, N103=300, text="Tổ chức {{N101}} buổi.", **{"N101.HN": 5})

    data = write_form(report)
    reading = read_form(data, report)

    assert (reading.errors, reading.changes) == ([], [])
    formulas = [
        c.text for sheet in open_workbook(data).values() for row in sheet.rows for c in row if c.kind == "formula"
    ]
    assert max(map(len, formulas)) < 8192 and max(formula.count("IF(") for formula in formulas) <= 64
