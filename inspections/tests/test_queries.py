from datetime import date
from decimal import Decimal

import pytest

from accounts.models import Territory
from accounts.tests.factories import TerritoryFactory, UnitFactory, UserFactory
from inspections import queries
from inspections.models import EstablishmentStatus
from inspections.states import InspectionState, OperatingStatus
from inspections.tests.factories import (
    START,
    TODAY,
    CommuneFactory,
    EstablishmentFactory,
    InspectionFactory,
    TeamFactory,
    ViolationFactory,
    join,
)
from plans.tests.factories import ReportingPeriodFactory

pytestmark = pytest.mark.django_db


def inspect(establishment, day=date(2022, 3, 10), **values):
    return InspectionFactory(establishment=establishment, done=True, inspected_on=day, planned_on=day, **values)


def close(establishment, day):
    EstablishmentStatus.objects.create(establishment=establishment, status=OperatingStatus.CLOSED, from_on=day)


def neighbours(place, number):
    return [EstablishmentFactory(commune=place.commune) for _ in range(number)]


def row_of(place, **options):
    found = queries.coverage(START, TODAY, **options)
    return next(row for row in found.rows if row.territory == place.commune.parent)


def test_two_teams_at_one_door_are_one_establishment_and_two_visits(place):
    neighbours(place, 3)
    inspect(place)
    inspect(place, date(2022, 4, 1), team=TeamFactory(district=True))

    row = row_of(place)

    assert (row.active, row.inspected, row.visits) == (4, 1, 2)
    assert row.percent == Decimal("25.0")
    assert row.needed == 0


def test_plans_and_closed_doors_are_no_inspections(place, inspector):
    InspectionFactory(establishment=place)
    values = {"recorded_by": inspector, "recorded_at": inspector.date_joined, "could_not_reason": "Đóng cửa"}
    InspectionFactory(establishment=place, state=InspectionState.COULD_NOT, **values)

    row = row_of(place)

    assert (row.inspected, row.visits, row.needed) == (0, 0, 1)


def test_both_ends_of_the_window_count_and_the_days_outside_do_not(place):
    first, last, before, after = neighbours(place, 4)
    for establishment, day in ((first, START), (last, TODAY), (before, date(2021, 12, 31)), (after, date(2022, 6, 21))):
        inspect(establishment, day)

    assert row_of(place).inspected == 2


def test_an_establishment_that_closed_leaves_both_sides_of_the_share_but_its_visit_stays(place):
    shut, *_ = neighbours(place, 2)
    inspect(shut)
    inspect(place)
    close(shut, date(2022, 5, 1))

    row = row_of(place)

    assert (row.active, row.inspected, row.left_out, row.visits) == (2, 1, 1, 2)


def test_violations_are_counted_as_acts_and_as_establishments(place):
    inspection = inspect(place, state=InspectionState.VIOLATION)
    ViolationFactory(inspection=inspection)
    ViolationFactory(inspection=inspection)
    ViolationFactory(inspection=inspect(place, date(2022, 4, 1), state=InspectionState.CLOSED))

    row = row_of(place)

    assert (row.violating, row.violations, row.visits) == (1, 3, 2)


def test_the_share_of_the_province_comes_from_sums_not_from_shares(place, elsewhere):
    neighbours(place, 8)
    inspect(elsewhere)

    total = queries.coverage(START, TODAY).total

    assert (total.active, total.inspected) == (10, 1)
    assert total.percent == Decimal("10.0")
    assert total.needed == 1


def test_the_mark_on_the_row_decides_the_narrower_denominator(place):
    cafe = EstablishmentFactory(commune=place.commune, is_conditional=False)
    inspect(cafe)
    inspect(place)

    row = row_of(place, conditional_only=True)

    assert (row.active, row.inspected, row.visits) == (1, 1, 1)


def test_a_district_without_establishments_has_a_line_without_a_share():
    district = TerritoryFactory()
    province = TerritoryFactory(province=True)

    found = queries.coverage(START, TODAY)

    assert [(row.territory, row.percent, row.needed) for row in found.rows] == [(district, None, 0)]
    assert found.total.territory == province


def test_an_abolished_district_keeps_its_line_while_establishments_are_filed_under_it(place):
    Territory.objects.filter(pk=place.commune.parent_id).update(closed_on=date(2022, 2, 1))
    TerritoryFactory(closed_on=date(2022, 2, 1))

    assert [row.territory for row in queries.coverage(START, TODAY).rows] == [place.commune.parent]


def test_coverage_takes_the_same_few_queries_however_many_rows(place, django_assert_max_num_queries):
    for establishment in neighbours(place, 10):
        inspect(establishment)

    with django_assert_max_num_queries(9):
        queries.coverage(START, TODAY)


def test_a_reporting_unit_reads_its_own_line_only(place, elsewhere, reporter, staff):
    mine = queries.coverage_for(reporter, START, TODAY)

    assert [row.territory for row in mine.rows] == [reporter.unit.territory]
    assert (mine.total.active, mine.total.territory) == (1, reporter.unit.territory)
    assert queries.coverage_for(staff, START, TODAY).total.active == 2


def test_a_school_reads_no_line(place):
    school = UserFactory(unit=UnitFactory(college=True))

    assert queries.coverage_for(school, START, TODAY).rows == []


def test_the_rows_behind_the_number_are_as_many_as_the_number(place):
    shut, other, *_ = neighbours(place, 4)
    for establishment in (place, shut, other):
        inspect(establishment)
    inspect(place, date(2022, 5, 5))
    inspect(place, date(2021, 5, 5))
    close(shut, date(2022, 6, 1))

    behind = queries.inspected_establishments(place.commune.parent, START, TODAY)

    assert len(behind) == row_of(place).inspected == 2
    found = behind.get(pk=place.pk)
    assert (found.visits, found.last_visit_on) == (2, date(2022, 5, 5))


def test_rows_are_open_where_the_user_may_read_establishments(place, elsewhere, reporter, district_inspector, staff):
    here, there = place.commune.parent_id, elsewhere.commune.parent_id

    assert queries.districts_open_to(reporter) == {here}
    assert queries.districts_open_to(district_inspector) == {here}
    assert queries.districts_open_to(staff) == {here, there}


def test_the_year_of_the_goal_is_the_calendars_and_that_of_reports_their_data_window():
    ReportingPeriodFactory(annual=True)

    goal, late = queries.year_window(TODAY), queries.year_window(date(2023, 2, 1), 2022)
    reports = queries.data_window(date(2022, 12, 20), 2022)

    assert (goal.year, goal.start, goal.day, goal.end) == (2022, START, TODAY, date(2022, 12, 31))
    assert (late.day, late.is_over) == (date(2022, 12, 31), True)
    assert (reports.start, reports.day, reports.is_over) == (date(2021, 12, 15), date(2022, 12, 14), True)


def test_without_an_annual_period_the_data_window_is_the_calendar_year():
    assert queries.data_window(TODAY, 2022) == queries.year_window(TODAY)


def test_the_pace_says_who_is_behind(place):
    window = queries.year_window(TODAY)

    behind = queries.pace(row_of(place), window)
    inspect(place)
    ahead = queries.pace(row_of(place), window)

    assert (behind.is_behind, behind.per_month, behind.expected) == (True, 1, Decimal("9.4"))
    assert (ahead.is_behind, ahead.per_month) == (False, None)


def test_people_enter_establishments_only_where_they_answer_for(place, elsewhere, reporter, district_inspector):
    here, there = place.commune, elsewhere.commune
    school = UserFactory(unit=UnitFactory(college=True))
    province_inspector, staff = UserFactory(inspector=True), UserFactory(staff=True)
    join(TeamFactory(), province_inspector)

    def open_to(user):
        return set(queries.communes_open_to(user, TODAY))

    assert open_to(reporter) == open_to(district_inspector) == {here}
    assert open_to(staff) == open_to(province_inspector) == {here, there}
    assert open_to(school) == set()


def test_plans_are_made_for_teams_still_in_force(coordinator, inspector, team):
    TeamFactory(valid_to=date(2022, 6, 1))
    district = TeamFactory(district=True)

    assert set(queries.plannable_teams(coordinator, TODAY)) == {team, district}
    assert set(queries.plannable_teams(inspector, TODAY)) == {team}


def test_a_commune_under_the_province_stands_on_the_line_of_the_province():
    province = TerritoryFactory(province=True)
    EstablishmentFactory(commune=CommuneFactory(parent=province))

    assert [row.active for row in queries.coverage(START, TODAY).rows] == [1]


def test_added_visits_go_to_doors_nobody_has_opened_yet_and_never_beyond_all(place):
    neighbours(place, 9)
    inspect(place)
    row = row_of(place)

    more = queries.with_added(row, 2)

    assert (more.inspected, more.visits, more.percent) == (3, 3, Decimal("30.0"))
    assert queries.with_added(row, 500).percent == Decimal("100.0")
