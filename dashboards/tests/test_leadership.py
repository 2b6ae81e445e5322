"""The leader's pages: four questions answered without a click, both target sets, comparisons."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.states import UnitKind
from accounts.tests.factories import UnitFactory, UserFactory
from dashboards.queries.board import leadership_board
from dashboards.queries.compare import comparison
from inspections.tests.factories import EstablishmentFactory, InspectionFactory
from plans.models import ObjectiveEntry
from plans.queries.targets import target_sets
from plans.services.actions import finish_action, open_action
from plans.services.events import record_event
from plans.services.objectives import type_objective
from plans.services.refusals import Refusal
from plans.states import EventKind
from plans.tests.factories import ClauseFactory, ReportingPeriodFactory
from reports.queries.goals import goal_board
from reports.tests.factories import NOW, ReportFactory, accepted_report, small_form

pytestmark = pytest.mark.django_db
DAY = date(2022, 6, 20)
GOALS = {
    "G1": ("units", "communication", 100, [UnitKind.DISTRICT_OFFICE]),
    "G2": ("people", "people_reached", 100, []),
    "G3": ("units", "own_plans", 100, [UnitKind.DISTRICT_OFFICE]),
    "G4": ("establishments", "coverage", 20, []),
}


@pytest.fixture
def plan():
    clause = ClauseFactory()
    for code, (kind, measure, percent, units) in GOALS.items():
        clause.plan.objectives.create(
            clause=clause,
            code=code,
            title=f"Mục tiêu {code}",
            target_kind=kind,
            measure=measure,
            target_percent=percent,
            unit_kinds=units,
        )
    return clause.plan


@pytest.fixture
def leader():
    return UserFactory(leader=True)


def goals_of(plan, day=DAY):
    return {goal.code: goal for goal in goal_board(plan, day, goal_url="/muc-tieu/{code}/").goals}


def held(officer, day):
    return record_event(by=officer, at=NOW, kind=EventKind.SESSION, title="Buổi", held_on=day, attendees=20)


# --- Objectives from what happened ------------------------------------------------------------------


def test_g1_counts_units_with_something_in_every_quarter_that_is_over(plan):
    ReportingPeriodFactory(form=small_form())
    kept, once, _never = UserFactory(), UserFactory(), UserFactory()
    for day in (date(2022, 2, 1), date(2022, 5, 1)):
        held(kept, day)
    held(once, date(2022, 5, 1))

    goal = goals_of(plan)["G1"]

    part = goal.parts[0]
    assert (part.numerator, part.denominator, part.percent, part.url) == (1, 3, Decimal("33.3"), "/muc-tieu/G1/")
    assert (part.pace, part.forecast, part.missing) == (Decimal("46.8"), Decimal("71.2"), 2)
    assert (part.is_behind, goal.is_reached, part.as_of) == (True, False, DAY)
    assert part.change == Decimal("0.0")
    assert [act.is_met for act in goal.units] == [True, False, False]


def test_beside_the_acts_stands_what_the_accepted_reports_say(plan):
    report = accepted_report(N202=1)

    goal = goals_of(plan)["G1"]

    assert (goal.parts[0].numerator, goal.reported.parts[0].numerator) == (0, 1)
    assert report.period.code in goal.reported.parts[0].url


def test_g2_has_two_denominators_and_its_own_day(plan):
    accepted_report(N114=18, N113=20, N117=300, N116=300)
    accepted_report(N114=30, N113=100)

    parts = goals_of(plan)["G2"].parts

    assert [part.percent for part in parts] == [Decimal("40.0"), Decimal("100.0")]
    assert (parts[0].as_of, parts[1].is_reached) == (date(2022, 6, 14), True)


def test_g4_is_the_coverage_of_inspections_and_its_forecast(plan):
    place = EstablishmentFactory()
    EstablishmentFactory(commune=place.commune)
    InspectionFactory(establishment=place, done=True)

    part = goals_of(plan)["G4"].parts[0]

    assert (part.numerator, part.denominator, part.is_reached, part.is_behind) == (1, 2, True, False)
    assert replace(part, numerator=Decimal(43), denominator=Decimal(422)).missing == 42  # 20 % are 84,4: 85 are owed


def test_without_a_period_people_are_not_known_and_nothing_breaks(plan):
    part = goals_of(plan)["G2"].parts[0]

    assert (part.percent, part.is_reached, part.forecast, part.missing, part.change) == (None, None, None, None, None)


def test_the_programmes_targets_stand_beside_until_they_end(plan):
    board = goal_board(plan, DAY)

    [(found, goals)] = board.programmes
    assert (found.key, len(goals)) == ("QD-1629", 6)
    assert [goal.target_words for goal in goals] == ["70 %", "70 %", "70 %", "60 %", "20 %", "100 %"]
    assert next(goal for goal in goals if goal.code == "khu-cong-nghiep").parts == []
    assert target_sets(date(2026, 1, 1)) == []


def test_a_typed_value_needs_a_reason_and_stays_beside_the_computed_one(plan):
    goal, coordinator = plan.objectives.get(code="G3"), UserFactory(coordinator=True)
    values = {"numerator": 3, "denominator": 4, "as_of": DAY, "reason": "Hai đơn vị gửi bản giấy, chưa tải lên."}

    for wrong in ({"reason": "x"}, {"denominator": 0}, {"numerator": 5}, {"as_of": DAY + timedelta(days=1)}):
        with pytest.raises(Refusal):
            type_objective(goal, by=coordinator, at=NOW, **values | wrong)
    type_objective(goal, by=coordinator, at=NOW, **values)

    shown = goals_of(plan)["G3"]
    assert (shown.typed.numerator, shown.parts[0].numerator) == (3, 0)


def test_what_the_portal_cannot_count_is_typed_against_what_has_to_be_reached(plan):
    clause, coordinator = plan.clauses.first(), UserFactory(coordinator=True)
    other = {"clause": clause, "title": "Mục tiêu của kế hoạch khác"}
    count = plan.objectives.create(code="G5", target_kind="count", target_value=12, target_unit="lớp", **other)
    rare = plan.objectives.create(code="G6", target_kind="people", target_percent=3, comparator="≤", **other)
    words = plan.objectives.create(code="G7", target_kind="quality", **other)

    assert [goals_of(plan)[code].target_words for code in ("G5", "G6", "G7")] == [
        "ít nhất 12 lớp", "không quá 3 %", "định tính",
    ]  # fmt: skip
    assert goals_of(plan)["G5"].parts == []  # nobody has typed yet: no zero

    reason = {"as_of": DAY, "reason": "Theo sổ theo dõi của phòng chuyên môn."}
    type_objective(count, by=coordinator, at=NOW, numerator=14, **reason)  # more than asked is no mistake
    type_objective(rare, by=coordinator, at=NOW, numerator=5, denominator=100, **reason)
    with pytest.raises(Refusal, match="định tính"):
        type_objective(words, by=coordinator, at=NOW, numerator=1, denominator=1, **reason)

    found = goals_of(plan)
    assert (found["G5"].is_reached, found["G5"].is_off_target) == (True, False)
    assert (found["G6"].is_reached, found["G6"].is_off_target) == (False, True)  # "dưới 3 %", and it is 5
    assert not found["G7"].has_number


def test_two_typed_values_lead_somewhere_and_one_says_why_it_does_not(plan):
    coordinator = UserFactory(coordinator=True)
    cover = plan.objectives.create(
        clause=plan.clauses.first(), code="G5", title="Độ che phủ", target_kind="people", target_percent=90,
        other_targets=["1.200 ha rừng"],
    )  # fmt: skip
    words = {"by": coordinator, "at": NOW, "denominator": 100, "reason": "Theo sổ theo dõi của phòng."}
    type_objective(cover, numerator=40, as_of=date(2022, 3, 31), **words)

    once = goals_of(plan)["G5"]
    assert (once.parts[0].change, once.parts[0].forecast) == (None, None)
    assert "cần hai lần ghi" in once.note
    assert "cùng câu còn: 1.200 ha rừng" in once.note

    type_objective(cover, numerator=52, as_of=date(2022, 6, 20), **words)

    twice = goals_of(plan)["G5"]
    assert (twice.parts[0].change, twice.parts[0].pace) == (12, None)
    assert twice.parts[0].forecast == Decimal("80.7")  # 52 + 12 ÷ 81 × 194
    assert "cần thêm 6 điểm % mỗi tháng" in twice.note  # 38 ÷ (194 ÷ 30,4)


def test_the_pages_show_objectives_of_every_kind(client, plan, leader):
    other = {"clause": plan.clauses.first(), "title": "Mở lớp tập huấn"}
    plan.objectives.create(code="G5", target_kind="count", target_value=12, target_unit="lớp", **other)
    plan.objectives.create(code="G7", target_kind="quality", **other)
    client.force_login(leader)

    for address in (reverse("dashboards:leadership"), reverse("dashboards:goals"), reverse("dashboards:screen")):
        assert b"500" not in client.get(address).content[:20]
    page = client.get(reverse("dashboards:goal", args=["G5"])).content.decode()
    assert "ít nhất 12 lớp" in page
    client.force_login(UserFactory(coordinator=True))
    form = reverse("dashboards:goal_type", args=["G5"])
    assert "phải đạt ít nhất 12 lớp" in client.get(form).content.decode()
    sent = {"numerator": "7", "as_of": "20/06/2022", "reason": "Theo sổ theo dõi của phòng."}
    assert client.post(form, sent).status_code == 302


# --- The board --------------------------------------------------------------------------------------


def test_the_leader_reads_what_waits_for_him_and_who_is_late(client, plan, leader):
    officer = UserFactory()
    done = open_action(by=leader, at=NOW, title="Báo cáo nhanh", unit=officer.unit, due_on=DAY)
    finish_action(done, by=officer, at=NOW, result="Đã gửi")
    late = open_action(
        by=leader, at=NOW - timedelta(days=9), title="Việc cũ", unit=officer.unit, due_on=date(2022, 6, 15)
    )

    board = leadership_board(leader, NOW)

    assert [(line.text, line.note) for line in board["waiting"]] == [("Báo cáo nhanh", "đã làm, chờ xác nhận")]
    assert [(number, lines[0].url) for number, words, _, lines in board["late_things"] if words.startswith("việc")] == [
        (1, reverse("plans:action", args=[late.pk]))
    ]
    assert next(change.number for change in board["changes"] if change.label == "việc được giao mới") == 1


def test_a_week_in_which_nothing_happened_says_so(client, plan, leader):
    client.force_login(leader)

    assert "Chưa có báo cáo nộp, duyệt, cuộc kiểm tra hay hoạt động nào" in client.get("/tong-quan/").content.decode()


def test_nothing_waits_for_the_auditor(plan, leader):
    auditor = UserFactory(auditor=True)
    open_action(by=leader, at=NOW, title="Việc", unit=auditor.unit, due_on=DAY)

    assert leadership_board(auditor, NOW)["waiting"] == []


@pytest.mark.parametrize("where", ["leadership", "screen", "goals", "compare"])
def test_the_pages_answer_with_and_without_a_plan(client, leader, where, request):
    client.force_login(leader)
    assert client.get(reverse(f"dashboards:{where}")).status_code == 200
    request.getfixturevalue("plan")
    accepted_report(N114=18, N113=20)
    assert client.get(reverse(f"dashboards:{where}")).status_code == 200


@pytest.mark.parametrize("code", GOALS)
def test_each_objective_opens_its_rows(client, plan, leader, code):
    UnitFactory()
    client.force_login(leader)

    assert code in client.get(reverse("dashboards:goal", args=[code])).content.decode()
    assert client.get(reverse("dashboards:goal", args=["G9"])).status_code == 404


def test_a_value_is_typed_over_the_page(client, plan):
    client.force_login(UserFactory(coordinator=True))
    where = reverse("dashboards:goal_type", args=["G3"])
    sent = {"numerator": "3", "denominator": "4", "as_of": "01/06/2022", "reason": "Bản giấy, chưa tải lên cổng."}

    assert client.get(where).status_code == 200
    assert client.post(where, sent | {"reason": "x"}).status_code == 422
    assert client.post(where, sent).status_code == 302
    assert ObjectiveEntry.objects.get().reason == sent["reason"]


def test_the_board_costs_the_same_for_few_and_many_units(plan, leader):
    def costs():
        with CaptureQueriesContext(connection) as queries:
            leadership_board(leader, NOW)
        return len(queries)

    for _ in range(2):
        ReportFactory()
    accepted_report(N114=18, N113=20)
    few = costs()
    for _ in range(25):
        held(UserFactory(unit=ReportFactory().unit), DAY)
    accepted_report(N114=18, N113=20)

    assert costs() == few


# --- Comparing --------------------------------------------------------------------------------------


def test_the_choices_shown_are_those_that_were_compared(client, leader):
    accepted_report(N114=18, N113=20)
    client.force_login(leader)

    page = client.get(reverse("dashboards:compare"), {"ma": "N114", "ky": "khong-co"})

    assert page.context["form"]["ma"].value() == page.context["found"].indicator.code == "N114"
    assert page.context["form"]["ky"].value() == page.context["found"].period.code


def test_a_comparison_is_drawn_and_both_figures_open_their_rows(client, leader):
    now = accepted_report(N114=18, N113=20)
    before = accepted_report(now.unit, year=2021, N114=16, N113=20)
    client.force_login(leader)

    page = client.get(reverse("dashboards:compare"), {"ma": "N114", "ky": now.period.code, "voi": "2021-6T"})

    drawn = page.context["found"].chart.bars
    assert [(bar.text, bar.is_low) for bar in drawn] == [("18 (16)", False)]
    assert reverse("reports:detail", args=[before.pk]) in page.content.decode()
    assert reverse("reports:figure", args=["2021-6T", "N114"]) in page.content.decode()


def test_a_comparison_adds_the_same_units_only():
    one = accepted_report(N114=18, N113=20)
    alone = accepted_report(N114=30, N113=100)
    indicator = one.period.form.groups.first().indicators.get(code="N114")
    before = ReportingPeriodFactory(year=2021, form=one.period.form)

    found = comparison(indicator, one.period, before)

    assert {(row.unit, row.now, row.before) for row in found.rows} == {(one.unit, 18, None), (alone.unit, 30, None)}
    assert (found.both, found.total_now, found.change) == (0, None, None)
    assert comparison(indicator, one.period, one.period).change == (0, Decimal("0.0"))


# --- Home -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["officer", "staff", "inspector"])
def test_what_was_asked_of_me_stands_on_my_first_page(client, leader, who):
    person = UserFactory() if who == "officer" else UserFactory(**{who: True})
    open_action(by=leader, at=NOW, title="Rà soát danh sách", person=person, due_on=date(2099, 1, 1))
    open_action(by=leader, at=NOW, title="Việc của người khác", person=UserFactory(), due_on=date(2099, 1, 1))
    client.force_login(person)

    page = client.get("/").content.decode()

    assert "Rà soát danh sách" in page and "Việc của người khác" not in page
