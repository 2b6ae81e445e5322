"""The year turns: codes stay, the old year stays, and nothing is dropped that nobody agreed to."""

from datetime import UTC, date, datetime

import pytest
from django.core import serializers
from django.core.exceptions import PermissionDenied
from django.forms.models import model_to_dict

from accounts.tests.factories import UnitFactory, UserFactory
from audit.models import AuditEntry
from plans.models import (
    Assignment,
    Clause,
    Deadline,
    Indicator,
    IndicatorForm,
    IndicatorRule,
    Objective,
    Plan,
    ProgressNote,
    ReportingPeriod,
    RowChoice,
    Task,
    TaskGroup,
)
from plans.queries.document import current_plan
from plans.queries.drafts import plan_of
from plans.queries.rollover import task_rows
from plans.services.refusals import Refusal
from plans.services.rollover import Choices, PeriodDays, roll_over
from plans.tests.factories import ClauseFactory, PlanFactory, ReportingPeriodFactory
from reports.models import Report, ReportValue, SubmissionRound
from reports.queries.totals import total_table
from reports.queries.values import indicators_for
from reports.services.burden import burden
from reports.services.content import words_of
from reports.tests.factories import SubmissionRoundFactory, accepted_report, fill, small_form

pytestmark = pytest.mark.django_db
AT = datetime(2022, 12, 20, 2, 0, tzinfo=UTC)
WHERE = "/bao-cao/chuyen-nam/"
OLD = (Plan, Clause, Task, Objective, Assignment, Deadline, IndicatorForm, Indicator, IndicatorRule, ReportingPeriod)
TOLD = (Report, ReportValue, SubmissionRound)


@pytest.fixture
def plan():
    plan = PlanFactory(number="81", year=2022)
    part = ClauseFactory(plan=plan, anchor="II", order=1, text="Nhiệm vụ năm 2022")
    group = TaskGroup.objects.create(plan=plan, clause=part, code="N1", title="Tuyên truyền")
    for order, words in enumerate(("Mở chuyên mục.", "Tập huấn một lần."), start=1):
        clause = ClauseFactory(plan=plan, parent=part, anchor=f"II.{order}", order=order + 1, text=words)
        task = Task.objects.create(group=group, clause=clause, code=f"N1.{order}", title=words, order=order)
        Assignment.objects.create(task=task, duty="lead", unit=UnitFactory(), basis=clause, order=1)
    goal = {"code": "G1", "title": "Đơn vị lồng ghép", "target_kind": "units", "target_percent": 100}
    Objective.objects.create(plan=plan, clause=part, **goal)
    words = {"words": "trước ngày 25/6", "month": 6, "day": 25}
    Deadline.objects.create(plan=plan, clause=part, period_kind="6T", **words)
    small_form()
    return plan


@pytest.fixture
def coordinator():
    return UserFactory(coordinator=True)


@pytest.fixture(autouse=True)
def december(time_machine):
    time_machine.move_to(AT, tick=False)


def choices(plan, **changed):
    tasks = frozenset(Task.objects.filter(group__plan=plan).values_list("pk", flat=True))
    periods = {
        "6T": PeriodDays(date(2023, 6, 1), date(2023, 6, 25)),
        "NAM": PeriodDays(date(2023, 12, 1), date(2023, 12, 25)),
    }
    values = {"title": "Kế hoạch năm 2023", "issued_on": date(2023, 1, 10), "tasks": tasks, "due": {}}
    return Choices(**values | {"dropped": frozenset(), "periods": periods} | changed)


def turn(plan, by, in_use=frozenset(), **changed):
    return roll_over(plan, choices(plan, **changed), in_use=in_use, by=by, at=AT)


def rows_of(models):
    return {model: {row.pk: serializers.serialize("json", [row]) for row in model.objects.all()} for model in models}


def codes(year):
    return set(Indicator.objects.filter(group__form__year=year).values_list("code", flat=True))


def test_everything_stands_again_under_the_same_codes(plan, coordinator):
    new = turn(plan, coordinator)

    assert (new.year, new.number, new.full_number) == (2023, "", "…/KH-SLĐTBXH")
    assert [t.code for t in Task.objects.filter(group__plan=new)] == ["N1.1", "N1.2"]
    assert list(new.clauses.values_list("anchor", "parent__anchor")) == [("II", None), ("II.1", "II"), ("II.2", "II")]
    assert new.objectives.get().code == "G1" and new.deadlines.get().words == "trước ngày 25/6"
    assert {row.basis.plan for row in Assignment.objects.filter(task__group__plan=new)} == {new}
    assert codes(2023) == codes(2022) and IndicatorRule.objects.filter(form__year=2023).count() == 3
    assert [str(p.last_day) for p in ReportingPeriod.objects.filter(year=2023)] == ["2023-12-24", "2023-06-24"]
    acts = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"plan.rolled_over", "form.rolled_over", "period.rolled_over"} <= acts


def test_the_old_year_and_its_accepted_report_stay_as_they_are(plan, coordinator):
    SubmissionRoundFactory(report=accepted_report(N101=12, N102=5))
    before = rows_of(OLD + TOLD)

    turn(plan, coordinator, dropped=frozenset({"N508"}))

    after = rows_of(OLD + TOLD)
    assert all(after[model].items() >= before[model].items() for model in OLD)
    assert all(after[model] == before[model] for model in TOLD)


def test_the_next_year_is_compared_with_this_one_by_code(plan, coordinator):
    unit = UnitFactory()
    accepted_report(unit, N101=12)
    turn(plan, coordinator)
    period = ReportingPeriod.objects.get(year=2023, kind="6T")
    report = Report.objects.create(
        unit=unit, period=period, opened_at=AT, state="accepted", first_submitted_at=AT, submitted_at=AT,
        submitted_by=UserFactory(),
    )  # fmt: skip
    fill(report, text="", N101=20)

    line = total_table(period).line("N101")

    assert (line.total.value, line.before) == (20, 12)


def test_a_task_left_out_takes_its_words_along_and_a_kept_one_its_new_day(plan, coordinator):
    kept, left = Task.objects.filter(group__plan=plan)

    new = turn(plan, coordinator, tasks=frozenset({kept.pk}), due={kept.pk: date(2023, 6, 30)})

    assert [(t.code, t.due_on) for t in Task.objects.filter(group__plan=new)] == [("N1.1", date(2023, 6, 30))]
    assert not new.clauses.filter(anchor=left.clause.anchor).exists()


def test_the_words_of_a_deadline_follow_its_day(plan, coordinator):
    half = PeriodDays(date(2023, 6, 1), date(2023, 6, 28))

    new = turn(plan, coordinator, periods=choices(plan).periods | {"6T": half})

    assert new.deadlines.get().words == "trước ngày 28/6"


def test_rules_go_with_the_indicator_they_name(plan, coordinator):
    turn(plan, coordinator, dropped=frozenset({"N102"}))

    assert codes(2022) - codes(2023) == {"N102"}
    assert set(IndicatorRule.objects.filter(form__year=2023).values_list("code", flat=True)) == {"R-N101", "R5-N101"}


def test_twice_is_refused_with_words(plan, coordinator):
    turn(plan, coordinator)
    before = AuditEntry.objects.count()

    with pytest.raises(Refusal, match="Năm 2023 đã có kế hoạch, biểu số liệu, kỳ báo cáo"):
        turn(plan, coordinator)

    assert (Plan.objects.count(), AuditEntry.objects.count()) == (2, before)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"dropped": frozenset({"N201"}), "in_use": frozenset({"N201"})}, "N201 đang được dùng"),
        ({"dropped": frozenset({"N113"})}, "N115 còn giữ"),
        ({"periods": {"6T": PeriodDays(date(2023, 6, 25), date(2023, 6, 25))}}, "Ngày mở phải trước"),
        ({"periods": {"6T": PeriodDays(date(2023, 6, 1), date(2023, 6, 14))}}, "sau ngày chốt"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_written(plan, coordinator, changed, words):
    with pytest.raises(Refusal, match=words):
        turn(plan, coordinator, **changed)

    assert Plan.objects.count() == IndicatorForm.objects.count() == 1


def test_a_day_of_another_year_is_refused(plan, coordinator):
    task = Task.objects.first()

    with pytest.raises(Refusal, match="trong năm 2023"):
        turn(plan, coordinator, due={task.pk: date(2024, 1, 2)})


def test_a_plan_without_a_form_is_refused(coordinator):
    with pytest.raises(Refusal, match="Chưa có biểu"):
        turn(PlanFactory(), coordinator)


def test_an_officer_may_not_turn_the_year(plan):
    with pytest.raises(PermissionDenied):
        turn(plan, UserFactory())


def test_the_signed_text_gives_the_carried_plan_its_number(plan, coordinator):
    new = turn(plan, coordinator)

    assert plan_of({"year": 2023, "number": "12", "symbol": new.symbol}) == new


def test_a_task_done_once_by_its_lead_is_not_ticked(plan):
    first, second = Task.objects.filter(group__plan=plan)
    Task.objects.filter(pk=second.pk).update(recurrence="once", due_on=date(2022, 6, 24))
    unit = second.assignments.get().unit
    ProgressNote.objects.create(
        task=second, unit=unit, state="done", product="Báo cáo 12", noted_by=UserFactory(), noted_at=AT
    )

    rows = task_rows(plan, AT.date())

    assert [(row.task.pk, row.is_over, row.due_on) for row in rows] == [
        (first.pk, False, None),
        (second.pk, True, date(2023, 6, 26)),
    ]


def test_the_burden_says_where_a_figure_is_needed_and_who_had_one(plan):
    accepted_report(N101=12, N508=0)
    accepted_report(N101=0)
    goal = {"code": "G3", "title": "Kế hoạch", "target_kind": "units", "target_percent": 100, "measure": "own_plans"}
    Objective.objects.create(plan=plan, clause=plan.clauses.first(), **goal)

    found = {row.code: row for row in burden(small_form())}

    assert (found["N101"].filled, found["N101"].telling) == (2, 1)
    assert "câu trong báo cáo tổng hợp, mục II.2" in found["N101"].uses
    assert "mục tiêu G3" in found["N201"].uses and "tính N115" in found["N113"].uses
    assert found["N508"].asked == 0 and not found["N508"].is_proposed  # asked once a year: nobody could tell yet


def test_what_every_annual_report_left_at_nothing_is_proposed(plan):
    accepted_report(N101=12, N508=0, kind="NAM")

    assert [row.code for row in burden(small_form()) if row.is_proposed] == ["N508"]


# --- The page -----------------------------------------------------------------------------------


def posted(page, step):
    """What a browser without JavaScript would send from this page."""
    form, names = page.context["form"], {}
    for name in form.fields:
        if values := form.raw.getlist(name):
            names[name] = values
    return names | {"step": step}


def test_the_coordinator_walks_the_three_steps_and_confirms(client, plan, coordinator):
    accepted_report(N101=12, kind="NAM")
    client.force_login(coordinator)

    page = client.get(WHERE)
    assert not page.context["form"].errors
    for step, words in (("indicators", "Đề xuất bỏ"), ("dates", "trước ngày"), ("preview", "issued_on")):
        typed = {"dates": {"dropped": "N508"}, "preview": {"issued_on": "10/01/2023"}}.get(step, {})
        page = client.post(WHERE, posted(page, step) | typed)
        assert page.status_code == 200 and words in page.content.decode()
    assert "N508" in page.content.decode() and "Nhiệm vụ năm 2022" in page.content.decode()
    done = client.post(WHERE, posted(page, "confirm"))

    new = Plan.objects.get(year=2023)
    assert done.status_code == 302 and done.url.endswith(f"/{new.pk}/")
    assert codes(2022) - codes(2023) == {"N508"}
    assert model_to_dict(new)["title"] == plan.title.replace("2022", "2023")
    assert "Bản dự kiến" in client.get(done.url).content.decode()
    assert "đã có kế hoạch" in client.get(WHERE).content.decode()
    assert client.post(WHERE, {"step": "confirm"}).status_code == 409


def test_a_bad_day_comes_back_on_its_step_with_all_that_was_typed(client, plan, coordinator):
    client.force_login(coordinator)
    sent = posted(client.get(WHERE), "preview") | {"issued_on": "99/99/2023", "title": "Tên mới"}

    page = client.post(WHERE, sent)

    assert page.status_code == 422 and page.context["step"] == "dates"
    assert "Tên mới" in page.content.decode() and "99/99/2023" in page.content.decode()


def test_a_day_that_does_not_fit_is_told_beside_its_field(client, plan, coordinator):
    client.force_login(coordinator)
    sent = posted(client.get(WHERE), "confirm") | {"issued_on": "10/01/2023", "before_6T": "01/06/2023"}

    page = client.post(WHERE, sent)

    assert page.status_code == 422 and "Ngày mở phải trước hạn nộp." in page.content.decode()


def test_without_a_plan_the_page_says_what_is_missing(client, coordinator):
    client.force_login(coordinator)

    assert "Cần có kế hoạch và biểu số liệu" in client.get(WHERE).content.decode()


def test_an_empty_post_writes_nothing(client, plan, coordinator):
    client.force_login(coordinator)

    assert client.post(WHERE).status_code == 422
    assert Plan.objects.count() == 1


def test_an_open_period_of_next_year_stands_in_the_way(plan, coordinator):
    ReportingPeriodFactory(year=2023, form=small_form())

    with pytest.raises(Refusal, match="kỳ báo cáo"):
        turn(plan, coordinator)


def test_a_carried_plan_binds_nobody_before_it_has_its_number(plan, coordinator):
    new = turn(plan, coordinator)

    period = ReportingPeriod.objects.get(year=2023, kind="6T")
    assert current_plan(date(2023, 3, 1)) == plan
    assert words_of(period, {})["ke_hoach"] == "kế hoạch công tác năm"
    Plan.objects.filter(pk=new.pk).update(number="12")
    assert current_plan(date(2023, 3, 1)) == new


def test_the_rows_that_the_department_set_for_a_unit_are_set_in_the_new_year_too(plan, coordinator):
    room, old = UnitFactory(room=True), ReportingPeriodFactory(form=small_form())
    for asked in (False, True):
        RowChoice.objects.create(
            indicator=Indicator.objects.get(code="N116"), unit=room, since=old, is_asked=asked,
            reason="Phòng theo dõi các trường.", by=coordinator, at=AT,
        )  # fmt: skip

    roll_over(plan, choices(plan), in_use=frozenset(), by=coordinator, at=AT)

    new = ReportingPeriod.objects.get(year=2023, kind="6T")
    [carried] = RowChoice.objects.filter(since=new)
    assert (carried.indicator.group.form.year, carried.is_asked, carried.unit) == (2023, True, room)
    assert "N116" in {row.code for row in indicators_for(new, room)}
