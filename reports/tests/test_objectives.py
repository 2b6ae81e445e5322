"""The plan's four objectives, computed from accepted reports and the register; nobody types a result."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.states import UnitKind
from accounts.tests.factories import TerritoryFactory, UnitFactory, UserFactory
from inspections.tests.factories import CommuneFactory, EstablishmentFactory, InspectionFactory
from plans.models import ReportingPeriod
from plans.services.objectives import type_objective
from plans.tests.factories import ClauseFactory, ReportingPeriodFactory
from reports.queries.objectives import Part, Progress, latest_period, objective_progress
from reports.services.snapshot import objective_snapshot
from reports.tests.factories import NOW, ReportFactory, accepted_report, small_form

pytestmark = pytest.mark.django_db
DAY = date(2022, 6, 14)
REPORTERS = [UnitKind.DISTRICT_OFFICE, UnitKind.ATTACHED, UnitKind.COLLEGE, UnitKind.ROOM, UnitKind.COORDINATING_ROOM]
GOALS = {
    "G1": ("Lồng ghép, duy trì thường xuyên", "units", 100, REPORTERS),
    "G2": ("Người được tuyên truyền", "people", 100, []),
    "G3": ("Có kế hoạch riêng", "units", 100, [UnitKind.DISTRICT_OFFICE, UnitKind.ATTACHED]),
    "G4": ("Kiểm tra 20% số cơ sở", "establishments", 20, []),
}
MEASURES = {"G1": "communication", "G2": "people_reached", "G3": "own_plans", "G4": "coverage"}


@pytest.fixture
def plan():
    clause = ClauseFactory()
    for code, (title, kind, percent, units) in GOALS.items():
        clause.plan.objectives.create(
            clause=clause,
            code=code,
            title=title,
            target_kind=kind,
            measure=MEASURES[code],
            target_percent=percent,
            unit_kinds=units,
        )
    return clause.plan


@pytest.fixture
def progress(plan):
    """The progress of one objective on 14/6: progress("G1")."""

    def progress(code):
        period = ReportingPeriod.objects.filter(kind="6T").first() or ReportingPeriodFactory(form=small_form())
        return {p.objective.code: p for p in objective_progress(plan, period, DAY)}[code]

    return progress


def test_g1_counts_the_units_that_said_yes_of_all_that_owe_a_report(progress):
    accepted_report(N202=1)
    accepted_report(UnitFactory(college=True), N202=1)
    accepted_report(N202=0)
    ReportFactory()
    ReportFactory(excluded_at=NOW)

    goal = progress("G1")

    assert (goal.parts[0].numerator, goal.parts[0].denominator, goal.parts[0].percent) == (2, 4, Decimal("50.0"))
    assert goal.source == "3/4 đơn vị có báo cáo được duyệt"
    assert goal.parts[0].url == "/bao-cao/tong-hop/2022-6T/chi-tieu/N202/"


def test_g2_recomputes_two_shares_and_needs_both(progress):
    accepted_report(N114=18, N113=20, N117=300, N116=300)
    accepted_report(N114=30, N113=100)

    goal = progress("G2")

    assert [part.percent for part in goal.parts] == [Decimal("40.0"), Decimal("100.0")]
    assert (goal.parts[0].numerator, goal.parts[0].denominator, goal.is_reached) == (48, 120, False)


def test_g2_leaves_out_a_unit_that_knows_only_one_of_the_two_numbers(progress):
    accepted_report(N114=48, N113=120)
    accepted_report(N114=80, N113="unavailable")

    part = progress("G2").parts[0]

    assert (part.numerator, part.denominator) == (48, 120)


def test_g3_asks_districts_and_attached_units_but_not_the_college(progress):
    accepted_report(N201=1)
    accepted_report(UnitFactory(attached=True), N201=0)
    accepted_report(UnitFactory(college=True), N201=1)

    goal = progress("G3")

    assert (goal.parts[0].percent, goal.source) == (Decimal("50.0"), "2/2 đơn vị có báo cáo được duyệt")


def test_g4_counts_establishments_once_whoever_inspected_them(progress):
    commune = CommuneFactory(parent=TerritoryFactory())
    places = EstablishmentFactory.create_batch(5, commune=commune)
    for place in (places[0], places[0], places[1]):
        InspectionFactory(establishment=place, done=True)
    InspectionFactory(establishment=places[2])
    InspectionFactory(establishment=places[3], done=True, inspected_on=date(2022, 6, 15))

    goal = progress("G4")

    assert (goal.parts[0].percent, goal.is_reached) == (Decimal("40.0"), True)
    assert "đến 14/06/2022" in goal.source


def test_before_anybody_has_reported_a_result_is_unknown_not_zero(progress):
    ReportFactory()

    assert [progress(code).is_reached for code in GOALS] == [None] * 4
    assert [part.percent for code in GOALS for part in progress(code).parts] == [None] * 5


def test_a_form_without_the_indicator_makes_the_result_unknown(progress):
    accepted_report(N202=1, N114=18, N113=20)
    small_form().groups.get().indicators.filter(code__in=["N202", "N114"]).update(annual_only=True)

    assert (progress("G1").parts[0].percent, progress("G2").parts[0].percent) == (None, None)


@pytest.mark.parametrize(("numerator", "is_reached"), [(9996, False), (10000, True)])
def test_a_target_is_reached_before_rounding_not_after(plan, numerator, is_reached):
    part = Part("người", Decimal(numerator), Decimal(10000), "")

    assert part.percent == 100
    assert Progress(plan.objectives.get(code="G2"), [part], "").is_reached is is_reached


def test_a_result_is_frozen_as_it_is_printed(plan):
    part = Part("cơ sở", Decimal(102), Decimal(398), "")

    frozen = objective_snapshot(Progress(plan.objectives.get(code="G4"), [part], "sổ cơ sở"))

    assert (frozen["target"], frozen["is_reached"]) == ("20 %", True)
    assert frozen["parts"] == [{"label": "cơ sở", "numerator": "102", "denominator": "398", "percent": "25,6 %"}]


def test_the_latest_period_is_the_one_that_has_begun():
    half, annual = ReportingPeriodFactory(), ReportingPeriodFactory(annual=True)

    assert latest_period(2022, date(2022, 5, 31)) is None
    assert latest_period(2022, date(2022, 6, 1)) == latest_period(2022, date(2022, 11, 30)) == half
    assert latest_period(2022, date(2022, 12, 1)) == annual


def test_what_the_portal_cannot_count_stands_in_the_report_with_what_was_typed(plan, progress):
    clause = plan.clauses.first()
    count = plan.objectives.create(
        clause=clause, code="G5", title="Mở lớp", target_kind="count", target_value=12, target_unit="lớp"
    )
    plan.objectives.create(clause=clause, code="G7", title="Nâng cao nhận thức", target_kind="quality")

    assert progress("G5").parts == [] and progress("G5").source == "chưa có số liệu"
    assert progress("G7").source == "xem lời văn"

    reason = {"as_of": DAY, "reason": "Theo sổ theo dõi của phòng."}
    type_objective(count, by=UserFactory(coordinator=True), at=NOW, numerator=9, **reason)
    frozen = objective_snapshot(progress("G5"))

    assert (frozen["target"], frozen["is_reached"]) == ("ít nhất 12 lớp", False)
    assert frozen["parts"] == [{"label": "lớp", "numerator": "9", "denominator": "12", "percent": "75,0 %"}]
