"""From the drawn list to the calendar: many visits at once, or none."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import count

import pytest
from django.core.exceptions import PermissionDenied

from inspections.figures.schedule import spread
from inspections.models import EstablishmentStatus, Inspection
from inspections.queries.draws import unvisited
from inspections.services import drawing
from inspections.services.planning import plan_drawn
from inspections.services.recording import could_not_inspect
from inspections.services.refusals import ImpossibleDay, MissingReason, NotOnTheList
from inspections.tests.factories import NOW, CommuneFactory, EstablishmentFactory, InspectionFactory
from inspections.tests.pages import get, post, text
from inspections.tests.test_drawing import APPROVAL, drawn
from kit.workflow import InvalidTransition
from notices.models import Notice

MONDAY = date(2022, 6, 27)


@pytest.mark.pure
def test_a_day_has_so_many_visits_and_one_district():
    days = (MONDAY + timedelta(days=n) for n in count())

    found = spread([(1, "178"), (2, "178"), (3, "178"), (4, "183")], days, 2)

    assert [found[n] - MONDAY for n in (1, 2, 3, 4)] == [timedelta(days=n) for n in (0, 0, 1, 2)]
    assert spread([], days, 2) == {}


@pytest.fixture
def plan(office, district_team, coordinator):
    """An approved list of four of ten."""
    commune = CommuneFactory(parent=office.territory)
    for n in range(10):
        EstablishmentFactory(commune=commune, name=f"Nhà nghỉ Kín {n}")
    draw = drawn(district_team, coordinator, quota_percent=Decimal(40))
    return drawing.approve_plan(draw, by=coordinator, at=NOW, **APPROVAL)


@pytest.mark.django_db
def test_the_whole_list_is_planned_at_once_and_the_team_hears_of_it_once(plan, district_inspector, coordinator):
    days = {item.pk: MONDAY for item in unvisited(plan)}

    made = plan_drawn(plan, by=coordinator, at=NOW, days=days)

    assert len(made) == Inspection.objects.count() == 4
    assert {visit.decision_number for visit in made} == {"12/KH-UBND"}
    assert Notice.objects.filter(to=district_inspector).count() == 1
    assert unvisited(plan) == []
    with pytest.raises(NotOnTheList):  # the same form, sent twice
        plan_drawn(plan, by=coordinator, at=NOW, days=days)


@pytest.mark.django_db
def test_one_impossible_day_and_nothing_is_planned(plan, district_inspector):
    first, *others = unvisited(plan)
    days = {item.pk: MONDAY for item in others} | {first.pk: date(2023, 1, 3)}

    with pytest.raises(ImpossibleDay) as refused:
        plan_drawn(plan, by=district_inspector, at=NOW, days=days)
    with pytest.raises(MissingReason):
        plan_drawn(plan, by=district_inspector, at=NOW, days={})

    assert refused.value.field == f"day-{first.pk}"
    assert not Inspection.objects.exists()


@pytest.mark.django_db
def test_only_the_team_and_the_coordinator_plan_and_only_after_approval(plan, inspector, team, coordinator):
    with pytest.raises(PermissionDenied):
        plan_drawn(plan, by=inspector, at=NOW, days={unvisited(plan)[0].pk: MONDAY})
    with pytest.raises(InvalidTransition):
        plan_drawn(drawn(team, coordinator), by=coordinator, at=NOW, days={1: MONDAY})


@pytest.mark.django_db
def test_a_closed_door_may_be_planned_again(plan, district_inspector, coordinator):
    (first, *_) = unvisited(plan)
    (visit,) = plan_drawn(plan, by=coordinator, at=NOW, days={first.pk: date(2022, 6, 20)})

    could_not_inspect(
        visit, by=district_inspector, at=NOW, obstacle="absent", came_on=date(2022, 6, 20), reason="Vắng chủ"
    )

    assert first in unvisited(plan)


@pytest.mark.django_db
def test_the_proposal_tells_nobody_of_a_surprise(plan, district_team):
    (first, *_) = unvisited(plan)
    InspectionFactory(establishment=first.establishment, team=district_team, mode="unannounced", ground="signs")

    assert first in unvisited(plan)


@pytest.mark.django_db
def test_the_team_walks_from_the_list_to_the_calendar(client, district_inspector, inspector, reporter, plan):
    assert "Lập lịch cho các cơ sở" in text(get(client, district_inspector, "draw", plan.pk))
    page = get(client, district_inspector, "draw_schedule", plan.pk)
    rows = page.context["form"].rows()
    assert [field.initial for _, field in rows] == [date(2022, 6, 21)] * 3 + [date(2022, 6, 22)]
    sent = {field.html_name: "" for _, field in rows} | {rows[0][1].html_name: "21/06/2022"}

    wrong = post(client, district_inspector, "draw_schedule", plan.pk, **sent | {rows[1][1].html_name: "03/01/2023"})
    assert wrong.status_code == 422
    assert "trong năm đó" in text(wrong)
    assert "03/01/2023" in text(wrong)
    assert post(client, district_inspector, "draw_schedule", plan.pk, **sent).status_code == 302

    assert [visit.planned_on for visit in Inspection.objects.all()] == [date(2022, 6, 21)]
    assert get(client, inspector, "draw_schedule", plan.pk).status_code == 404
    assert get(client, reporter, "draw_schedule", plan.pk).status_code == 403


@pytest.mark.django_db
def test_no_day_is_proposed_for_an_establishment_that_has_suspended(client, district_inspector, plan):
    idle = unvisited(plan)[0].establishment
    EstablishmentStatus.objects.create(establishment=idle, status="suspended", from_on=date(2022, 6, 1))

    page = get(client, district_inspector, "draw_schedule", plan.pk)

    assert [field.initial for _, field in page.context["form"].rows()] == [None, *[date(2022, 6, 21)] * 3]
    assert "Tạm dừng" in text(page)


@pytest.mark.django_db
def test_a_list_without_a_plan_has_no_calendar_yet(client, place, team, coordinator, inspector):
    draw = drawn(team, coordinator)
    page = get(client, inspector, "draw_schedule", draw.pk)
    sent = post(client, inspector, "draw_schedule", draw.pk)

    assert page.status_code == sent.status_code == 409
    assert "chưa được phê duyệt" in text(page)
