"""The shipped plan, indicators and periods load, once, and say what the paper says."""

import copy
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command

from audit.models import AuditEntry
from plans.models import (
    Assignment,
    Clause,
    Indicator,
    IndicatorForm,
    IndicatorRule,
    Plan,
    ReportingPeriod,
    Task,
)
from plans.services.catalogue import load_periods, load_plan
from plans.services.indicator_form import expanded, load_indicators
from plans.services.loading import InvalidCatalogue

pytestmark = pytest.mark.django_db
AT = datetime(2022, 5, 26, 2, tzinfo=UTC)
DATA = Path(__file__).resolve().parents[1] / "data"
PLAN = json.loads((DATA / "plan-81.json").read_text(encoding="utf-8"))
FORM = json.loads((DATA / "indicators-2022.json").read_text(encoding="utf-8"))


@pytest.fixture
def organisation():
    call_command("load_organisation")


@pytest.fixture
def plan(organisation):
    return load_plan(copy.deepcopy(PLAN), at=AT)


def test_plan_81_has_four_objectives_five_groups_and_fifteen_tasks(plan):
    assert str(plan) == "Kế hoạch 81/KH-SLĐTBXH"
    assert [o.code for o in plan.objectives.all()] == ["G1", "G2", "G3", "G4"]
    assert plan.task_groups.count() == 5
    assert Task.objects.filter(group__plan=plan).count() == 15


def test_the_clauses_keep_the_order_of_the_paper(plan):
    anchors = list(plan.clauses.values_list("anchor", flat=True))

    assert anchors[:5] == ["0.1", "0.2", "I", "I.1", "I.1.1"]
    assert anchors[-1] == "III.3.2"
    assert Clause.objects.get(anchor="II.4.1").parent.anchor == "II.4"


def test_every_task_has_somebody_in_charge(plan):
    led = Assignment.objects.filter(duty="lead", unit__code="PCTNXH").values("task").distinct()

    assert led.count() == 15


def test_the_plan_wants_reports_until_the_24th(plan):
    assert [d.last_day for d in plan.deadlines.all()] == [date(2022, 6, 24), date(2022, 12, 24)]
    assert "trước ngày 25/6" in str(plan.deadlines.first())


def test_loading_the_plan_again_writes_nothing_and_says_nothing(plan):
    before = Clause.objects.count(), Assignment.objects.count(), AuditEntry.objects.count()

    load_plan(copy.deepcopy(PLAN), at=AT + timedelta(days=1))

    assert (Clause.objects.count(), Assignment.objects.count(), AuditEntry.objects.count()) == before
    assert before[2] == 1


def test_a_corrected_sentence_is_taken_over_and_noted_in_the_journal(plan):
    corrected = copy.deepcopy(PLAN)
    corrected["objectives"][0]["title"] = "Tên gọn khác"

    load_plan(corrected, at=AT)

    assert plan.objectives.get(code="G1").title == "Tên gọn khác"
    assert AuditEntry.objects.latest("pk").data == {"written": {"objective": 1}}


def test_an_assignment_that_left_the_plan_is_gone_but_the_task_stays(plan):
    shorter = copy.deepcopy(PLAN)
    shorter["assignments"] = [row for row in PLAN["assignments"] if row["task"] != "N5.3" or row["role"] == "lead"]

    load_plan(shorter, at=AT)

    assert Task.objects.get(code="N5.3").assignments.count() == 1


@pytest.mark.parametrize(
    ("part", "field", "value"),
    [
        ("assignments", "unit", "NOBODY"),
        ("assignments", "task", "N9.9"),
        ("assignments", "unit_kinds", ["palace"]),
        ("objectives", "clause", "IX"),
    ],
)
def test_a_plan_that_names_something_unknown_is_refused_as_a_whole(organisation, part, field, value):
    wrong = copy.deepcopy(PLAN)
    wrong[part][0][field] = value

    with pytest.raises(InvalidCatalogue):
        load_plan(wrong, at=AT)

    assert not Plan.objects.exists()


def test_the_form_holds_every_indicator_rule_and_section_shipped():
    form = load_indicators(copy.deepcopy(FORM), at=AT)

    assert Indicator.objects.count() == len(expanded(FORM)["indicators"])
    assert IndicatorRule.objects.count() == len(expanded(FORM)["rules"])
    assert form.outline == FORM["outline"]
    assert Indicator.objects.get(code="N101").is_whole


def test_loading_the_indicators_again_writes_nothing():
    load_indicators(copy.deepcopy(FORM), at=AT)
    load_indicators(copy.deepcopy(FORM), at=AT)

    assert AuditEntry.objects.count() == 1


def test_an_indicator_may_move_to_another_group():
    load_indicators(copy.deepcopy(FORM), at=AT)
    moved = copy.deepcopy(FORM)
    moved["indicators"][0]["group"] = "KP"

    load_indicators(moved, at=AT)

    assert Indicator.objects.get(code=moved["indicators"][0]["code"]).group.code == "KP"


def test_four_periods_are_made_and_a_moved_deadline_is_not_moved_back():
    load_indicators(copy.deepcopy(FORM), at=AT)
    periods = load_periods(at=AT)
    pulled_forward = datetime(2022, 12, 10, tzinfo=UTC)
    ReportingPeriod.objects.filter(year=2022, kind="NAM").update(due_at=pulled_forward)

    load_periods(at=AT)

    assert [p.code for p in periods] == ["2021-6T", "2021-NAM", "2022-6T", "2022-NAM"]
    assert ReportingPeriod.objects.get(year=2022, kind="NAM").due_at == pulled_forward
    assert ReportingPeriod.objects.count() == 4


def test_a_period_is_called_as_people_call_it():
    load_indicators(copy.deepcopy(FORM), at=AT)

    assert [str(p) for p in load_periods(at=AT)][2:] == ["6 tháng đầu năm 2022", "năm 2022"]


def test_one_command_loads_everything_and_may_be_repeated(organisation, capsys):
    call_command("load_catalogue")
    rows = AuditEntry.objects.count()
    call_command("load_catalogue")

    assert "81/KH-SLĐTBXH" in capsys.readouterr().out
    assert AuditEntry.objects.count() == rows
    assert (Plan.objects.count(), IndicatorForm.objects.count()) == (1, 1)
