"""From the violation to the remedy: outcomes, recommendations, second visits, the end."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from deadlines.figures import end_of
from inspections.models import FollowUp, Violation
from inspections.queries.obligations import obligations
from inspections.services.following import (
    add_violation,
    close_inspection,
    follow_up_inspection,
    settle_violation,
)
from inspections.services.minutes import lock_minutes
from inspections.services.recording import record_inspection
from inspections.services.refusals import (
    AlreadyPlanned,
    ImpossibleDay,
    IncompleteFollowUp,
    IncompleteOutcome,
    InsufficientTeam,
    UnsettledViolations,
)
from inspections.states import InspectionState, Outcome
from inspections.tests.factories import NOW, TODAY
from inspections.tests.pages import get, post, text
from kit.workflow import InvalidTransition

pytestmark = pytest.mark.django_db

FIRE = {"group": "V7", "description": "Bình chữa cháy hết hạn"}
SANCTION = {
    "outcome": Outcome.FINE, "authority": "Chủ tịch UBND huyện", "decision_number": "12/QĐ-XPHC",
    "decided_on": date(2022, 6, 19), "amount": Decimal("7.5"),
}  # fmt: skip
ADVICE = {"recommendation": "Thay bình chữa cháy", "responsible": "Cơ sở", "due_on": date(2022, 6, 19)}
DAY = date(2022, 6, 18)


@pytest.fixture
def violation(planned, inspector, head):
    """Found on 18/06, signed, locked, still being dealt with."""
    present = list(planned.team.members.all()[:3])
    done = record_inspection(
        planned, by=inspector, at=NOW, attendees=present, inspected_on=DAY, summary="Có vi phạm.",
        violations=[FIRE], minutes={"signing": "signed"},
    )  # fmt: skip
    lock_minutes(done, by=head, at=NOW)
    return done.violations.get()


def settle(violation, by, **values):
    return settle_violation(violation, by=by, at=NOW, **values)


def visit(violation, by, result, members=3, **values):
    present = list(violation.inspection.team.members.all()[:members])
    values = {"visited_on": TODAY, "attendees": present} | values
    return follow_up_inspection(violation.inspection, by=by, at=NOW, result=result, **values)


def state_of(violation) -> str:
    violation.refresh_from_db()
    violation.inspection.refresh_from_db()
    return violation.inspection.state


def test_the_whole_way_from_violation_to_the_end(violation, inspector):
    assert state_of(violation) == InspectionState.VIOLATION

    settle(violation, inspector, **SANCTION, **ADVICE)
    assert state_of(violation) == InspectionState.REMEDY
    assert list(Violation.objects.overdue(TODAY)) == [violation]
    with pytest.raises(UnsettledViolations, match="kiến nghị"):
        close_inspection(violation.inspection, by=inspector, at=NOW)

    visit(violation, inspector, "remedied")
    assert state_of(violation) == InspectionState.CLOSED
    assert violation.remedied_on == TODAY
    assert not Violation.objects.overdue(TODAY).exists()


def test_without_a_recommendation_a_settled_violation_only_waits_for_the_end(violation, inspector):
    settle(violation, inspector, **SANCTION)

    assert state_of(violation) == InspectionState.SETTLED
    assert close_inspection(violation.inspection, by=inspector, at=NOW).state == InspectionState.CLOSED


def test_an_establishment_may_report_its_remedy_itself(violation, inspector):
    settle(violation, inspector, outcome=Outcome.REMINDER, **ADVICE, remedied_on=TODAY)

    assert state_of(violation) == InspectionState.SETTLED


def test_what_was_owed_in_the_past_is_told_by_the_day_that_held_then(violation, inspector):
    later, last = NOW + timedelta(days=1), NOW + timedelta(days=2)
    settle(violation, inspector, **SANCTION, **ADVICE)
    again = {"by": inspector, "attendees": list(violation.inspection.team.members.all()[:3]), "visited_on": TODAY}
    more = {"result": "not_remedied", "new_due_on": date(2022, 7, 20)}
    follow_up_inspection(violation.inspection, at=later, **again, **more)
    again["visited_on"] = later.date()
    follow_up_inspection(violation.inspection, at=last, **again, result="remedied")

    def owed(at):
        return [obligation.due_at for obligation in obligations(at)]

    assert owed(NOW - timedelta(seconds=1)) == [], "nothing was recommended yet"
    assert owed(NOW) == [end_of(date(2022, 6, 19))]
    assert owed(later) == owed(last - timedelta(seconds=1)) == [end_of(date(2022, 7, 20))]
    assert owed(last) == []


def test_more_time_moves_the_due_day_and_ends_nothing(violation, inspector):
    settle(violation, inspector, **SANCTION, **ADVICE)
    for wrong in (None, TODAY):
        with pytest.raises(IncompleteFollowUp):
            visit(violation, inspector, "not_remedied", new_due_on=wrong)

    visit(violation, inspector, "not_remedied", new_due_on=date(2022, 7, 20))

    assert state_of(violation) == InspectionState.REMEDY
    assert violation.due_on == date(2022, 7, 20)


def test_a_repeat_opens_even_an_ended_inspection_again(violation, inspector):
    settle(violation, inspector, **SANCTION)
    close_inspection(violation.inspection, by=inspector, at=NOW)
    with pytest.raises(IncompleteFollowUp):
        visit(violation, inspector, "repeated")
    with pytest.raises(InvalidTransition):
        visit(violation, inspector, "remedied")

    visit(violation, inspector, "repeated", group="V7", description="Lại dùng bình hết hạn")

    assert state_of(violation) == InspectionState.VIOLATION
    repeat = Violation.objects.get(is_repeat=True)
    assert (repeat.outcome, repeat.description) == (Outcome.PENDING, "Lại dùng bình hết hạn")


def test_remedied_while_an_outcome_is_pending_leaves_it_open(violation, inspector):
    settle(violation, inspector, outcome=Outcome.PENDING, **ADVICE)
    visit(violation, inspector, "remedied")

    assert state_of(violation) == InspectionState.VIOLATION
    assert violation.remedied_on == TODAY


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"visited_on": date(2022, 6, 17)}, ImpossibleDay),
        ({"visited_on": date(2022, 6, 21)}, ImpossibleDay),
        ({"members": 2}, InsufficientTeam),
    ],
)
def test_a_second_visit_comes_after_the_first_with_three_members(violation, inspector, values, refusal):
    with pytest.raises(refusal):
        visit(violation, inspector, "remedied", **values)
    assert not FollowUp.objects.exists()


def test_one_second_visit_a_day(violation, inspector):
    visit(violation, inspector, "not_remedied", new_due_on=date(2022, 7, 1))

    with pytest.raises(AlreadyPlanned):
        visit(violation, inspector, "remedied")
    assert FollowUp.objects.count() == 1


def test_only_the_team_follows_up(violation, coordinator, district_inspector):
    for user in (coordinator, district_inspector):
        with pytest.raises(PermissionDenied):
            visit(violation, user, "remedied")
        with pytest.raises(PermissionDenied):
            add_violation(violation.inspection, by=user, at=NOW, **FIRE)


def test_a_violation_may_be_added_while_the_inspection_is_open(violation, inspector):
    add_violation(violation.inspection, by=inspector, at=NOW, group="V2", description="Chưa khám sức khỏe")
    settle(violation, inspector, **SANCTION)
    assert state_of(violation) == InspectionState.VIOLATION  # the other one is pending

    for other in violation.inspection.violations.filter(outcome=Outcome.PENDING):
        settle(other, inspector, outcome=Outcome.REMINDER)
    close_inspection(violation.inspection, by=inspector, at=NOW)

    with pytest.raises(InvalidTransition):
        add_violation(violation.inspection, by=inspector, at=NOW, **FIRE)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        (SANCTION | {"decree": "Nghị định 282/2025/NĐ-CP"}, "decree"),
        (SANCTION | {"paid_amount": Decimal(8), "paid_on": TODAY}, "paid_amount"),
        (SANCTION | {"paid_amount": Decimal(5)}, "paid_on"),
        (SANCTION | {"paid_on": TODAY}, "paid_on"),
        (SANCTION | {"decided_on": date(2022, 6, 17)}, "decided_on"),
        (SANCTION | {"supplement": "revocation", "outcome": Outcome.REVOCATION, "amount": None}, "supplement"),
        ({"outcome": Outcome.TRANSFER}, "authority"),
        ({"remedied_on": TODAY}, "remedied_on"),
        ({"answered_on": date(2022, 1, 1)}, "answered_on"),
    ],
)
def test_what_cannot_be_written_of_a_violation_is_refused_beside_its_field(violation, inspector, values, field):
    with pytest.raises(IncompleteOutcome) as error:
        settle(violation, inspector, **values)
    assert error.value.field == field


def test_nothing_of_a_violation_lies_in_the_future(violation, inspector):
    with pytest.raises(ImpossibleDay):
        settle(violation, inspector, **SANCTION | {"decided_on": date(2022, 6, 21)})


def test_the_database_itself_knows_that_nobody_pays_more_than_the_fine(violation, inspector):
    settle(violation, inspector, **SANCTION)

    with pytest.raises(IntegrityError), transaction.atomic():
        Violation.objects.filter(pk=violation.pk).update(paid_amount=Decimal(9))


# --- Pages ------------------------------------------------------------------------------------------


def test_the_whole_way_in_pages(client, inspector, violation):
    sanction = {
        "outcome": "fine", "authority": "Chủ tịch UBND huyện", "decision_number": "12/QĐ", "amount": "7,5",
        "decided_on": "19/06/2022", "paid_amount": "7,5", "paid_on": "20/06/2022", "decree": "NĐ 144/2021",
        "recommendation": "Thay bình", "responsible": "Cơ sở", "due_on": "19/06/2022",
    }  # fmt: skip
    members = [str(m.pk) for m in violation.inspection.team.members.all()[:3]]
    form = text(get(client, inspector, "violation", violation.pk))
    post(client, inspector, "violation", violation.pk, **sanction)
    listed = text(get(client, inspector, "violations", kien_nghi="overdue"))
    early = post(
        client, inspector, "follow_up", violation.inspection_id, visited_on="17/06/2022", result="remedied",
        attendees=members,
    )  # fmt: skip
    done = post(
        client, inspector, "follow_up", violation.inspection_id, visited_on="20/06/2022", result="remedied",
        attendees=members,
    )  # fmt: skip

    assert "Nghị định 144/2021/NĐ-CP" not in form  # no suggestion for fire safety
    assert "1 hành vi vi phạm" in listed
    assert "Quá hạn" in listed
    assert "(17/06/2022) không được trước ngày kiểm tra (18/06/2022)" in text(early)
    assert done.status_code == 302
    page = text(client.get(done.url))
    assert "Đã kết thúc" in page
    assert "đã nộp 7,5" in page
    assert "Đã khắc phục 20/06/2022" in page


def test_the_suggestion_names_the_establishments_own_article(client, inspector, violation):
    Violation.objects.filter(pk=violation.pk).update(group="V10")

    page = text(get(client, inspector, "violation", violation.pk))

    assert "Điều 27, Nghị định 144/2021/NĐ-CP" in page
    assert "Điều 32" not in page


def test_the_list_is_filtered(client, staff, violation, inspector):
    settle(violation, inspector, **SANCTION, **ADVICE)
    district = violation.inspection.establishment.commune.parent.code

    for query in ({"huyen": district}, {"nhom": "V7"}, {"xu_ly": "fine"}, {"kien_nghi": "open"}, {"tu": "18/06/2022"}):
        assert "1 hành vi" in text(get(client, staff, "violations", **query)), query
    for query in ({"nhom": "V1"}, {"xu_ly": "reminder"}, {"kien_nghi": "done"}, {"den": "17/06/2022"}):
        assert "0 hành vi" in text(get(client, staff, "violations", **query)), query


def test_a_neighbours_violations_are_not_in_the_list(client, district_inspector, violation):
    assert "0 hành vi" in text(get(client, district_inspector, "violations"))
    assert get(client, district_inspector, "violation", violation.pk).status_code == 404


def test_wrong_and_late_steps_are_told_and_change_nothing(client, inspector, violation):
    empty = post(client, inspector, "violation_add", violation.inspection_id, outcome="pending")
    few = post(client, inspector, "follow_up", violation.inspection_id, visited_on="20/06/2022", result="remedied")
    added = post(
        client, inspector, "violation_add", violation.inspection_id, group="V1", description="Thiếu hợp đồng",
        outcome="reminder",
    )  # fmt: skip
    settle(violation, inspector, outcome=Outcome.REMINDER)
    close_inspection(violation.inspection, by=inspector, at=NOW)
    late = post(
        client, inspector, "violation_add", violation.inspection_id, group="V1", description="Thiếu", outcome="reminder"
    )

    assert [r.status_code for r in (empty, few, added, late)] == [422, 422, 302, 409]
    assert "ít nhất 3 thành viên" in text(few)
