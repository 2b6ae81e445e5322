"""The figures of all units together: who is in them, who is missing, what they are compared with."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.tests.factories import TerritoryFactory, UnitFactory
from inspections.tests.factories import InspectionFactory, TeamFactory, ViolationFactory
from plans.models import Indicator, ReportingPeriod
from plans.states import ValueKind
from plans.tests.factories import IndicatorFactory
from reports.models import Consolidation
from reports.queries.form import form_blocks
from reports.queries.profiles import profile_of
from reports.queries.totals import total_table
from reports.services.adjustments import adjust_total
from reports.services.content import consolidated_content
from reports.services.content_appendices import _some
from reports.services.snapshot import change_text, figures_snapshot, line_snapshot, short_label
from reports.tests.factories import NOW, ReportFactory, accepted_report, fill, small_form

pytestmark = pytest.mark.django_db


def table(**kwargs):
    return total_table(ReportingPeriod.objects.get(year=2022, kind="6T"), **kwargs)


def total(code):
    return table().line(code).total


def test_thirteen_of_fifteen_names_the_two_that_are_missing():
    for _ in range(13):
        accepted_report(N101=2)
    draft, returned = fill(ReportFactory(), N101=50), fill(ReportFactory(returned=True), N101=70)

    now = table()

    assert (now.coverage, set(now.missing)) == ("13/15", {draft.unit, returned.unit})
    n101 = now.line("N101").total
    assert (n101.value, n101.contributors, n101.expected) == (26, 13, 15)
    assert set(n101.missing) == {draft.unit.code, returned.unit.code}


def test_a_blank_is_never_zero():
    accepted_report(N101=12)
    blank = accepted_report()
    accepted_report(N101=0)

    assert (total("N101").value, total("N101").zeros) == (12, 1)
    assert total("N101").missing == (blank.unit.code,)
    assert total("N102").value is None


def test_what_does_not_apply_leaves_the_denominator():
    accepted_report(N113=20)
    small = accepted_report(N113="na")

    assert (total("N113").expected, total("N113").not_applicable) == (1, (small.unit.code,))


def test_the_rate_of_the_province_is_recomputed_from_the_sums():
    accepted_report(N114=18, N113=20)
    accepted_report(N114=30, N113=100)

    assert total("N115").value == Decimal("40.0")
    assert sorted(cell.value for cell in table().line("N115").by_unit.values()) == [Decimal("30.0"), Decimal("90.0")]


def test_a_unit_with_half_a_rate_stays_out_of_the_rate():
    accepted_report(N114=48, N113=120)
    half = accepted_report(N114=80, N113="unavailable")

    assert (total("N114").value, total("N115").value) == (128, Decimal("40.0"))
    assert total("N115").missing == (half.unit.code,)


def test_a_rate_counts_only_the_units_that_are_asked_for_it():
    accepted_report(N111=1)
    accepted_report(UnitFactory(room=True), N101=1)

    assert total("N112").expected == 1


def test_yes_counts_units():
    for answer in (1, 1, 0):
        accepted_report(N202=answer)
    ReportFactory()

    assert (total("N202").value, total("N202").contributors, total("N202").expected) == (2, 3, 4)
    line = line_snapshot(table().line("N202"), table().accepted)
    assert (line["total"], line["unit_of_measure"], line["coverage"]) == ("2", "đơn vị", "3/4")
    assert sorted(line["by_unit"].values()) == ["Có", "Có", "Không", "–"]


def test_distinct_people_of_two_units_are_an_upper_bound():
    accepted_report(N117=5)
    accepted_report(N117=9)

    assert (total("N117").value, total("N117").is_upper_bound) == (14, True)
    assert not total("N101").is_upper_bound


def test_the_number_of_communes_comes_from_the_territory():
    report = accepted_report(N111=1)
    district = report.unit.territory
    TerritoryFactory.create_batch(2, commune=True, parent=district)
    TerritoryFactory(commune=True, parent=district, closed_on=date(2022, 6, 14))
    TerritoryFactory(commune=True)

    assert (total("TH08").value, total("N112").value) == (2, Decimal("50.0"))


def test_only_units_that_are_asked_are_expected():
    accepted_report(N101=3)
    accepted_report(UnitFactory(room=True), N101=4)

    assert (total("N101").expected, total("TH08").expected) == (2, 1)


def test_figures_of_the_year_only_are_not_asked_for_in_the_six_months(district):
    half = ReportFactory(unit=district)
    annual = ReportFactory(unit=district, period__annual=True, period__form=small_form())

    assert table().line("N508") is None
    assert "N508" not in [line.code for block in form_blocks(half) for line in block.lines]
    assert "N508" in [line.code for block in form_blocks(annual) for line in block.lines]


def test_a_row_that_nobody_had_to_fill_in_appears_when_somebody_did(district):
    half = accepted_report(district, N101=3)
    assert table().line("N113") is None

    fill(half, N113=9)

    assert table().line("N113").total.value == 9


def test_last_year_is_compared_over_the_same_units():
    both, new = accepted_report(N101=12), accepted_report(N101=30)
    accepted_report(both.unit, year=2021, N101=10)
    accepted_report(year=2021, N101=500)
    accepted_report(new.unit, year=2021)

    assert (table().line("N101").total.value, table().line("N101").before) == (42, 10)


def test_without_last_year_nothing_is_compared():
    accepted_report(N101=12)
    assert table().line("N101").before is None

    accepted_report(year=2021, kind="NAM", N101=20)
    assert table().line("N101").before is None


def test_the_comparison_can_be_left_out():
    report = accepted_report(N101=12)
    accepted_report(report.unit, year=2021, N101=10)

    assert table(compare=False).line("N101").before is None


def test_a_period_without_reports_has_a_table_of_unknowns():
    ReportFactory(excluded_at=NOW)

    assert (table().coverage, table().missing, total("N101").value) == ("0/0", [], None)
    assert table().line("XX99") is None


def test_a_rate_whose_parts_are_not_on_the_form_is_unknown():
    accepted_report(N114=18, N113=20)
    Indicator.objects.filter(code="N115").update(denominator="N199")

    assert total("N115").value is None


def test_the_totals_take_as_many_queries_for_ten_units_as_for_two(django_assert_max_num_queries):
    for _ in range(2):
        accepted_report(N101=12, N113=20, N114=18)
    with django_assert_max_num_queries(12) as few:
        table()
    for _ in range(8):
        accepted_report(N101=12, N113=20, N114=18)

    with django_assert_max_num_queries(len(few)):
        table()


@pytest.mark.parametrize(
    ("now", "before", "kind", "text"),
    [
        (141, 129, ValueKind.INTEGER, "tăng 12 (9,3 %)"),
        (9, 12, ValueKind.INTEGER, "giảm 3 (25,0 %)"),
        (4, 0, ValueKind.INTEGER, "tăng 4 (–)"),
        (5, 5, ValueKind.INTEGER, "không đổi"),
        (42.5, 40, ValueKind.PERCENT, "tăng 2,5 điểm %"),
        (None, 5, ValueKind.INTEGER, "–"),
        (5, None, ValueKind.INTEGER, "–"),
    ],
)
def test_a_change_is_told_in_words(now, before, kind, text):
    assert change_text(*[None if n is None else Decimal(str(n)) for n in (now, before)], kind) == text


def test_narrow_columns_call_a_district_by_its_name():
    district = UnitFactory(territory__name="Huyện Bình Gia")
    city = UnitFactory(territory__name="Thành phố Lạng Sơn")
    room = UnitFactory(room=True, short_name="Văn phòng")

    assert [short_label(unit) for unit in (district, city, room)] == ["Bình Gia", "TP Lạng Sơn", "Văn phòng"]


# --- The worked examples of docs/indicators.md on levels and on a changed set of units ---------------


def test_the_same_rules_hold_for_the_province_the_districts_and_each_kind_of_unit(staff):
    one = accepted_report(N101=12, N114=18, N113=20)
    accepted_report(N101=30, N114=30, N113=100)
    accepted_report(UnitFactory(kind="college", reporter_code="C"), N101=8, N114=52, N113=80)
    why = "Hội nghị chung đã báo cáo hai lần."
    of_district = {"delta": Decimal(-2), "kind": "overlap", "reason": why, "by": staff, "at": NOW}

    def said(reporters):
        found = table(reporters=reporters)
        return [found.coverage, *(found.line(code).total.value for code in ("N101", "N115"))]

    assert said("") == ["3/3", 50, Decimal("50.0")]
    assert said("H") == ["2/2", 42, Decimal("40.0")]
    assert said("DC") == ["1/1", 8, Decimal("65.0")]
    assert table(reporters="C").line("N111") is None
    adjust_total(one.period, "N101", units=[one.unit], **of_district)
    assert [said(level)[1] for level in ("", "H", "DC")] == [48, 40, 8]


def test_a_changed_set_of_units_is_said_beside_the_comparison(client, staff):
    a, b = accepted_report(N101=12), accepted_report(N101=30)
    accepted_report(a.unit, year=2021, N101=10)
    gone = accepted_report(year=2021, N101=500)

    now = table()

    assert (now.line("N101").before, now.line("N101").joined) == (10, (b.unit.code,))
    assert (now.line("N102").joined, now.gone) == ((), [gone.unit])
    assert table(reporters="DC").gone == []
    built = Consolidation(period=a.period, figures=figures_snapshot(now, []), requested_at=NOW)
    sheet = consolidated_content(built, profile_of("ubnd"), is_draft=True)["appendices"][0]
    notes = " ".join(sheet["footnotes"])
    assert "năm trước chưa có số của" in notes and f"Năm trước còn có số của {gone.unit.short_name}" in notes
    client.force_login(staff)
    page = client.get(f"/bao-cao/tong-hop/?ky={a.period.code}&cap=huyen").content.decode()
    assert "(°)" in page and "/chi-tieu/N101/?cap=huyen" in page
    figure = client.get("/bao-cao/tong-hop/2022-6T/chi-tieu/N101/?cap=huyen").content.decode()
    assert "chỉ các huyện, thành phố" in figure


def test_a_note_names_at_most_four_figures():
    assert _some(["N1", "N2"]) == "N1, N2"
    assert _some(list("abcdef")) == "a, b, c, d và 2 chỉ tiêu khác"


def test_an_establishment_that_two_teams_inspected_counts_once(client, staff):
    group = small_form().groups.get()
    distinct = {"across_units": "distinct", "across_time": "max", "unit_of_measure": "cơ sở"}
    IndicatorFactory(group=group, code="N406", name="Số cơ sở được kiểm tra", is_required=False, **distinct)
    IndicatorFactory(group=group, code="N409", name="Số cơ sở vi phạm", is_required=False, **distinct)
    one, two = accepted_report(N406=2, N409=1), accepted_report(N406=1, N409=1)
    first = InspectionFactory(done=True, team=TeamFactory(unit=one.unit))
    InspectionFactory(done=True, team=first.team)
    InspectionFactory(done=True, team=TeamFactory(unit=two.unit), establishment=first.establishment)
    ViolationFactory(inspection=first)

    n406, n409 = table().line("N406").total, total("N409")

    assert (n406.value, n406.reported, n406.doubles, n406.is_upper_bound) == (2, 3, 1, False)
    assert (n409.value, n409.is_upper_bound) == (2, True)  # one of the units has no violation in the books
    client.force_login(staff)
    page = client.get("/bao-cao/tong-hop/2022-6T/chi-tieu/N406/").content.decode()
    assert "2 + 1 − 1 = 2" in page and "mỗi cơ sở chỉ tính một lần" in page
    built = Consolidation(period=one.period, figures=figures_snapshot(table(), []), requested_at=NOW)
    notes = consolidated_content(built, profile_of("ubnd"), is_draft=True)["appendices"][0]["footnotes"]
    assert any("báo cáo 3, điều chỉnh −1 (loại trùng theo sổ): theo sổ kiểm tra, 1 cơ sở" in note for note in notes)
    why = "Sở đã rà và loại trùng hai cơ sở."
    adjust_total(one.period, "N406", delta=Decimal(-2), kind="overlap", units=[one.unit], reason=why, by=staff, at=NOW)
    assert (total("N406").value, total("N406").doubles) == (1, 0)
