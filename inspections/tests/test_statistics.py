"""Tables, calendar and workload: counted by hand, hidden where people are few."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse
from pypdf import PdfReader

from inspections.figures.periods import LAST, change, stretch
from inspections.models import FormerPlace, Minutes
from inspections.queries.choices import districts
from inspections.queries.statistics import BY_DISTRICT, measured, statistics, workload
from inspections.states import InspectionState
from inspections.tests.factories import NOW, TODAY, InspectionFactory, TeamFactory, ViolationFactory
from inspections.tests.pages import get, text

pytestmark = pytest.mark.django_db

HALF = stretch("6-thang", 2022, 1)


@pytest.fixture
def half(place, elsewhere, district_team, team, reporter):
    """Two visits here, one elsewhere, one last year."""
    first = visit(place, district_team, date(2022, 2, 1), InspectionState.CLOSED)
    visit(place, team, date(2022, 3, 1))
    visit(elsewhere, team, date(2022, 3, 2))
    visit(place, team, date(2021, 3, 2))
    ViolationFactory(
        inspection=first, outcome="fine", authority="UBND", decision_number="1", amount=Decimal("7.5"),
        decided_on=date(2022, 2, 9),
    )  # fmt: skip
    Minutes.objects.create(
        inspection=first, checklist="M1", counts={"workers": 8, "minors": 2}, saved_by=reporter, saved_at=NOW
    )
    return place.commune.parent


def visit(establishment, team, day, state=InspectionState.CLEAN):
    return InspectionFactory(
        establishment=establishment, team=team, done=True, state=state, inspected_on=day, planned_on=day
    )


def found(table, name):
    return next(line for line in table.lines if line.name == name)


@pytest.mark.parametrize(
    ("kind", "number", "start", "end"),
    [
        ("thang", 1, date(2021, 12, 15), date(2022, 1, 14)), ("thang", 6, date(2022, 5, 15), date(2022, 6, 14)),
        ("quy", 1, date(2021, 12, 15), date(2022, 3, 14)), ("quy", 2, date(2022, 3, 15), date(2022, 6, 14)),
        ("6-thang", 1, date(2021, 12, 15), date(2022, 6, 14)), ("6-thang", 2, date(2022, 6, 15), date(2022, 12, 14)),
        ("nam", 1, date(2021, 12, 15), date(2022, 12, 14)),
    ],
)  # fmt: skip
def test_stretches_run_from_the_fifteenth_to_the_fourteenth(kind, number, start, end):
    asked = stretch(kind, 2022, number)

    assert (asked.start, asked.end) == (start, end)
    assert asked.before.start == start.replace(year=start.year - 1)


@pytest.mark.pure
def test_every_stretch_of_a_year_has_its_title():
    titles = [stretch(kind, 2022, number).title for kind, last in LAST.items() for number in range(1, last + 1)]

    assert len(set(titles)) == 12 + 4 + 2 + 1
    assert {"tháng 12 năm 2022", "quý IV năm 2022", "6 tháng cuối năm 2022", "năm 2022"} <= set(titles)


def test_there_is_no_thirteenth_month():
    with pytest.raises(ValueError, match="13"):
        stretch("thang", 2022, 13)


def test_a_change_from_nothing_has_no_percent():
    assert change(Decimal(12), Decimal(8)).percent == Decimal("50.0")
    assert (change(Decimal(3), Decimal(0)).difference, change(Decimal(3), Decimal(0)).percent) == (3, None)
    assert change(Decimal(6), Decimal(8)).percent == Decimal("-25.0")


def test_the_measures_are_those_counted_by_hand(half):
    everywhere, here = measured(HALF, None), measured(HALF, half)

    assert (everywhere["visits"], everywhere["places"]) == (3, 2)
    assert (here["visits"], here["places"], here["violating"], here["violations"]) == (2, 1, 1, 1)
    assert (here["fined"], here["amount"], here["paid"], here["workers"]) == (1, Decimal("7.5"), 0, 8)
    assert measured(HALF.before, half)["visits"] == 1


@pytest.mark.parametrize("moved", [False, True])
def test_the_line_of_each_district_holds_its_own_measures(
    half, place, elsewhere, staff, moved, django_assert_max_num_queries
):
    if moved:  # what was filed elsewhere until a later reform is counted there
        FormerPlace.objects.create(establishment=place, commune=elsewhere.commune, until_on=date(2022, 7, 1))
    with django_assert_max_num_queries(60):
        lines = dict(statistics(staff, HALF, None).districts)

    assert len(lines) == 2
    for district in districts(HALF.end):
        own = measured(HALF, district)
        assert lines[str(district)] == [own[code] for code in BY_DISTRICT], district
    assert lines[str(elsewhere.commune.parent if moved else half)][2:] == [1, 1, 1, Decimal("7.5")]


def test_few_people_are_hidden_from_a_unit_and_its_files(client, half, reporter, staff):
    for_unit, for_department = statistics(reporter, HALF, None), statistics(staff, HALF, half)

    assert found(for_unit, "– trong đó dưới 18 tuổi").now == "< 5"
    assert found(for_unit, "– trong đó dưới 18 tuổi").difference == "–"
    assert found(for_unit, "Lao động tại các lượt kiểm tra (đã đếm)").now == "8"
    assert found(for_department, "– trong đó dưới 18 tuổi").now == "2"
    assert (for_unit.territory, for_unit.districts) == (half, [])
    book = openpyxl.load_workbook(BytesIO(get(client, reporter, "statistics_xlsx", loai_ky="6-thang", so=1).content))
    cells = {row[0].value: row[2].value for row in book.worksheets[0].iter_rows(min_row=5)}
    assert cells["– trong đó dưới 18 tuổi"] == "< 5"
    assert cells["Lượt kiểm tra"] == 2


def test_a_year_before_the_portal_has_no_figures_instead_of_zeros(client, place, team, staff):
    visit(place, team, date(2022, 3, 1))
    table = statistics(staff, HALF, None)
    book = openpyxl.load_workbook(BytesIO(get(client, staff, "statistics_xlsx", loai_ky="6-thang", so=1).content))

    line = found(table, "Lượt kiểm tra")
    assert (line.now, line.before, line.difference, line.percent) == ("1", "…", "–", "–")
    assert (book.worksheets[0]["C5"].value, book.worksheets[0]["D5"].value) == (1, "…")


def test_page_workbook_and_print_say_the_same(client, half, staff):
    asked = {"loai_ky": "6-thang", "so": 1, "nam": 2022}
    page = text(get(client, staff, "statistics", **asked))
    book = openpyxl.load_workbook(BytesIO(get(client, staff, "statistics_xlsx", **asked).content))
    paper = PdfReader(BytesIO(get(client, staff, "statistics_pdf", **asked).content)).pages[0].extract_text()

    for words in ("6 tháng đầu năm 2022", "Lượt kiểm tra"):
        assert words in page
        assert words in " ".join(paper.split())
    assert book.worksheets[0]["C5"].value == 3
    assert len(book.worksheets) == 2
    assert "200,0 %" in page  # 3 visits after 1


@pytest.mark.parametrize("query", [{}, {"so": "99"}, {"nam": "abc"}, {"loai_ky": "x"}, {"loai_ky": "nam", "so": "7"}])
def test_nonsense_gets_a_table_all_the_same(client, staff, query):
    assert get(client, staff, "statistics", **query).status_code == 200


def test_the_calendar_shows_only_what_one_may_know(client, planned, inspector, staff):
    planned.planned_on = date(2022, 6, 25)
    planned.save()

    assert planned.establishment.name in text(get(client, inspector, "schedule"))
    assert planned.establishment.name not in text(get(client, staff, "schedule"))
    assert "tháng 5/2022" in text(get(client, inspector, "schedule", thang="2022-05"))
    for nonsense in ("x", "2022-13", "0000-01", "9999-12"):
        assert "tháng 6/2022" in text(get(client, inspector, "schedule", thang=nonsense))


def test_the_load_of_a_team_counts_only_what_one_may_know(planned, team, inspector, staff, half):
    ViolationFactory(inspection__team=team, recommendation="Thay bình", due_on=date(2022, 6, 1))

    (mine,) = workload(inspector, date(2021, 12, 15), TODAY)
    seen = {load.team: load for load in workload(staff, date(2021, 12, 15), TODAY)}

    assert (mine.awaited, mine.done, mine.followed, mine.overdue) == (1, 3, 1, 1)
    assert seen[team].awaited == 0


def test_a_renewed_team_goes_on_with_what_it_did_this_year(team, staff, half):
    team.valid_to = date(2022, 6, 1)
    team.save()
    renewed = TeamFactory(previous=team, unit=team.unit, valid_from=date(2022, 6, 2))

    loads = {load.team: load.done for load in workload(staff, date(2021, 12, 15), TODAY)}

    assert loads[renewed] == 2
    assert team not in loads


@pytest.mark.parametrize("here", [False, True])
def test_every_number_opens_the_list_of_exactly_its_rows(client, coordinator, half, here):
    query = {"loai_ky": "6-thang", "so": "1", "nam": "2022"} | ({"huyen": half.code} if here else {})
    client.force_login(coordinator)
    table = client.get(reverse("inspections:statistics"), query).context["table"]

    linked = [line for line in table.lines if line.path]

    assert len(linked) == (14 if here else 16)
    for line in linked:
        count = client.get(line.path).context["page"].paginator.count
        expected = {"triệu đồng": 1 if line.figures[0] else 0}.get(line.measure, line.figures[0])
        assert count == expected, line.name


def test_who_sees_his_own_teams_visits_only_gets_no_shorter_list(client, inspector, half):
    client.force_login(inspector)

    page = client.get(reverse("inspections:statistics"))

    assert page.status_code == 200 and not [line for line in page.context["table"].lines if line.path]
