"""The draw, step by step, and who may take which."""

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from accounts.tests.factories import TerritoryFactory
from audit.models import AuditEntry
from documents.services.printing import content_digest
from inspections.figures.draw_record import verify
from inspections.models import Draw, EstablishmentStatus, RiskScale
from inspections.queries import draws as queries
from inspections.services import drawing
from inspections.services.draw_minutes import minutes_content, order_minutes, print_minutes
from inspections.services.refusals import (
    ImpossibleDay,
    ImpossibleDraw,
    KnownDraw,
    MissingReason,
    NotOnTheList,
    UnexplainedOverlap,
    UnreadablePoints,
)
from inspections.services.scale import set_scale
from inspections.states import DrawState, InspectionState, Level
from inspections.tests.factories import (
    NOW,
    TODAY,
    CommuneFactory,
    ComplaintFactory,
    EstablishmentFactory,
    InspectionFactory,
    TeamFactory,
    ViolationFactory,
)
from kit.workflow import InvalidTransition

pytestmark = pytest.mark.django_db
RULES = {"quota_percent": Decimal(20), "certain_from": 60, "raised_from": 30}
APPROVAL = {"plan_number": "12/KH-UBND", "plan_approved_on": TODAY, "plan_approved_by": "Chủ tịch UBND"}


@pytest.fixture
def town(office):
    """Twenty lodging houses of one district."""
    commune = CommuneFactory(parent=office.territory)
    return [EstablishmentFactory(commune=commune) for _ in range(20)]


def freeze(team, by, **values):
    return drawing.freeze_register(team, by=by, at=NOW, **{"year": 2022, "frozen_on": TODAY, **RULES, **values})


def drawn(team, by, **values):
    draw = drawing.commit_draw(freeze(team, by, **values), by=by, at=NOW)
    return drawing.hold_draw(draw, by=by, at=NOW, witness="4711")


def codes(draw):
    return sorted(draw.items.filter(left_on=None).values_list("establishment__code", flat=True))


def test_a_draw_goes_from_the_frozen_register_to_a_record_anybody_recomputes(town, team, coordinator):
    draw = drawn(team, coordinator)

    assert verify(json.loads(json.dumps(draw.record)), published=draw.commitment) == []
    assert codes(draw) == draw.record["result"]
    assert len(codes(draw)) == 4
    assert [e.action for e in AuditEntry.objects.order_by("pk")] == ["draw.frozen", "draw.committed", "draw.held"]


def test_the_register_is_what_was_in_operation_on_the_day(town, team, coordinator):
    shut, late, *_ = town
    EstablishmentStatus.objects.create(establishment=shut, status="closed", from_on=TODAY)
    EstablishmentFactory(commune=late.commune, opened_on=TODAY + timedelta(days=1))

    draw = freeze(team, coordinator)

    assert len(draw.frame) == 19
    assert "name" not in draw.frame[0]
    assert "owner_name" not in str(draw.frame)


def test_a_districts_team_draws_in_its_own_district_and_only_conditional_ones_if_asked(
    town, elsewhere, district_team, coordinator
):
    town[0].is_conditional = False
    town[0].save()

    assert len(freeze(district_team, coordinator).frame) == 20
    assert len(freeze(TeamFactory(), coordinator, conditional_only=True).frame) == 20  # 19 and the neighbour


def test_a_commune_without_a_district_is_a_place_of_its_own(team, coordinator):
    province = TerritoryFactory(province=True)
    EstablishmentFactory(commune=CommuneFactory(parent=province, code="X1"))

    assert freeze(team, coordinator).frame[0]["district"] == "X1"


def test_the_facts_behind_a_score_are_counted_within_their_months(place, team, coordinator):
    for days, state in ((30, InspectionState.VIOLATION), (900, InspectionState.VIOLATION)):
        day = TODAY - timedelta(days=days)
        visit = InspectionFactory(
            establishment=place, team=team, done=True, state=state, inspected_on=day, planned_on=day
        )
        ComplaintFactory(establishment=place, received_on=day)
        ViolationFactory(inspection=visit)
        ViolationFactory(inspection=visit)

    row = freeze(team, coordinator).frame[0]

    assert (row["violations"], row["complaints"], row["idle_months"]) == (1, 1, 0)
    assert row["points"] == 10 + 15 + 10
    assert queries.explained_risk(place, TODAY).points == row["points"]


def test_only_the_coordinator_draws(town, team, staff, leader, inspector):
    for user in (staff, leader, inspector):
        with pytest.raises(PermissionDenied):
            freeze(team, user)


@pytest.mark.parametrize(
    ("values", "refusal"),
    [({"frozen_on": TODAY + timedelta(days=1)}, ImpossibleDay), ({"raised_from": 70}, ImpossibleDraw)],
)
def test_rules_that_cannot_be_kept_are_refused(town, team, coordinator, values, refusal):
    with pytest.raises(refusal):
        freeze(team, coordinator, **values)


def test_nothing_to_draw_from_is_said_so_and_a_second_draw_of_the_year_is_refused(team, coordinator, place):
    with pytest.raises(ImpossibleDraw):
        freeze(team, coordinator, frozen_on=date(2019, 1, 1))
    freeze(team, coordinator)

    with pytest.raises(KnownDraw):
        freeze(team, coordinator)


def test_an_exclusion_needs_a_reason_and_comes_before_the_commitment(town, team, coordinator):
    draw = freeze(team, coordinator)
    code = town[3].code

    with pytest.raises(MissingReason):
        drawing.exclude_row(draw, by=coordinator, at=NOW, code=code, reason=" ")
    with pytest.raises(NotOnTheList):
        drawing.exclude_row(draw, by=coordinator, at=NOW, code="CS-0", reason="Đang khởi kiện")
    draw = drawing.exclude_row(draw, by=coordinator, at=NOW, code=code, reason="Đang khởi kiện")
    draw = drawing.commit_draw(draw, by=coordinator, at=NOW)

    assert [row["code"] for row in draw.excluded] == [code]
    with pytest.raises(InvalidTransition):
        drawing.exclude_row(draw, by=coordinator, at=NOW, code=town[4].code, reason="Muộn")
    assert code not in codes(drawing.hold_draw(draw, by=coordinator, at=NOW, witness="123"))


def test_the_seed_is_made_once_and_the_commitment_binds_it(town, team, coordinator):
    draw = freeze(team, coordinator)
    assert draw.seed == draw.commitment == ""

    draw = drawing.commit_draw(draw, by=coordinator, at=NOW)

    assert len(draw.seed) == 64
    assert draw.seed not in draw.commitment
    assert draw.seed not in str(list(AuditEntry.objects.values_list("data", flat=True)))
    with pytest.raises(InvalidTransition):
        drawing.commit_draw(draw, by=coordinator, at=NOW)


def test_a_draw_needs_a_witness_and_is_held_once(town, team, coordinator):
    draw = drawing.commit_draw(freeze(team, coordinator), by=coordinator, at=NOW)

    with pytest.raises(ImpossibleDraw):
        drawing.hold_draw(draw, by=coordinator, at=NOW, witness=" 1 ")
    drawing.hold_draw(draw, by=coordinator, at=NOW, witness="4711")
    with pytest.raises(InvalidTransition):
        drawing.hold_draw(draw, by=coordinator, at=NOW, witness="4712")


def test_a_replacement_follows_the_queue_and_stays_provable(town, team, coordinator):
    draw = drawn(team, coordinator)
    first, second, *_ = before = codes(draw)

    draw = drawing.replace_item(draw, by=coordinator, at=NOW, code=first.lower(), reason="Đã chuyển địa điểm")
    draw = drawing.replace_item(draw, by=coordinator, at=NOW, code=second, reason="Đang sửa chữa")

    assert verify(draw.record, published=draw.commitment) == []
    assert codes(draw) == draw.record["result"]
    assert len(set(codes(draw)) - set(before)) == 2
    assert draw.items.get(establishment__code=first).left_reason == "Đã chuyển địa điểm"


def test_what_cannot_be_replaced(town, team, coordinator):
    draw = drawn(team, coordinator)
    seen = codes(draw)[0]
    InspectionFactory(establishment=draw.items.get(establishment__code=seen).establishment, team=team, done=True)

    with pytest.raises(NotOnTheList, match="đã được kiểm tra"):
        drawing.replace_item(draw, by=coordinator, at=NOW, code=seen, reason="Đóng cửa")
    with pytest.raises(NotOnTheList):
        drawing.replace_item(draw, by=coordinator, at=NOW, code="CS-0", reason="Đóng cửa")
    with pytest.raises(MissingReason):
        drawing.replace_item(draw, by=coordinator, at=NOW, code=codes(draw)[1], reason="")
    with pytest.raises(InvalidTransition):
        drawing.replace_item(freeze(TeamFactory(), coordinator), by=coordinator, at=NOW, code=seen, reason="Đóng cửa")


def test_when_nobody_is_left_the_place_stays_empty(place, team, coordinator):
    draw = drawn(team, coordinator)

    draw = drawing.replace_item(draw, by=coordinator, at=NOW, code=place.code, reason="Đóng cửa")

    assert codes(draw) == draw.record["result"] == []
    assert verify(draw.record) == []


def test_the_plan_is_approved_with_number_and_day_and_then_made_public(town, team, coordinator):
    draw = drawn(team, coordinator)

    with pytest.raises(ImpossibleDay):
        drawing.approve_plan(draw, by=coordinator, at=NOW, **APPROVAL | {"plan_approved_on": TODAY - timedelta(days=1)})
    draw = drawing.approve_plan(draw, by=coordinator, at=NOW, **APPROVAL)
    assert (draw.state, draw.plan_number) == (DrawState.APPROVED, "12/KH-UBND")
    assert set(queries.planned_places(team.unit.code, TODAY)) <= set(town)
    assert queries.planned_places(team.unit.code, TODAY - timedelta(days=1)) is None

    draw = drawing.publish_draw(draw, by=coordinator, at=NOW)
    with pytest.raises(InvalidTransition):
        drawing.replace_item(draw, by=coordinator, at=NOW, code=codes(draw)[0], reason="Muộn")


def test_an_overlap_with_the_other_levels_plan_is_refused_or_explained(town, team, district_team, coordinator):
    everything = {"quota_percent": Decimal(100)}
    first = drawing.approve_plan(drawn(team, coordinator, **everything), by=coordinator, at=NOW, **APPROVAL)
    second = drawn(district_team, coordinator)

    with pytest.raises(UnexplainedOverlap, match="4 cơ sở"):
        drawing.approve_plan(second, by=coordinator, at=NOW, **APPROVAL)
    second = drawing.approve_plan(second, by=coordinator, at=NOW, overlap_note="Hai Đội cùng đi một đoàn", **APPROVAL)

    assert first.overlap_note == ""
    assert second.overlap_note == "Hai Đội cùng đi một đoàn"


def test_another_year_is_no_overlap(town, team, district_team, coordinator):
    everything = {"quota_percent": Decimal(100)}
    drawing.approve_plan(drawn(team, coordinator, year=2021, **everything), by=coordinator, at=NOW, **APPROVAL)

    assert not queries.overlapping(drawn(district_team, coordinator)).exists()


def test_a_draw_is_given_up_with_a_reason_and_only_before_it_is_held(town, team, coordinator):
    draw = drawing.commit_draw(freeze(team, coordinator), by=coordinator, at=NOW)

    with pytest.raises(MissingReason):
        drawing.cancel_draw(draw, by=coordinator, at=NOW, reason="")
    drawing.cancel_draw(draw, by=coordinator, at=NOW, reason="Chốt nhầm ngày")

    held = drawn(team, coordinator)
    with pytest.raises(InvalidTransition):
        drawing.cancel_draw(held, by=coordinator, at=NOW, reason="Không ưng")
    assert Draw.objects.count() == 2


def test_the_minutes_are_frozen_and_printed_with_room_to_sign(town, team, coordinator, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    draw = drawn(team, coordinator)
    draw = drawing.replace_item(draw, by=coordinator, at=NOW, code=codes(draw)[0], reason="Đã chuyển địa điểm")

    job = order_minutes(draw, by=coordinator, at=NOW)
    print_minutes(job.subject_id, job_pk=job.pk)

    draw.refresh_from_db()
    assert draw.minutes.pdf_digest
    assert draw.minutes.content_digest == content_digest(minutes_content(draw))
    text = str(draw.minutes.content)
    assert "Người chứng kiến" in text
    assert "Đã chuyển địa điểm" in text
    assert str(town[0].owner_name) not in text


def test_minutes_come_after_the_draw_and_from_the_coordinator(town, team, coordinator, leader):
    draw = freeze(team, coordinator)

    with pytest.raises(InvalidTransition):
        order_minutes(draw, by=coordinator, at=NOW)
    with pytest.raises(PermissionDenied):
        order_minutes(draw, by=leader, at=NOW)


def test_points_are_changed_with_a_reason_and_frozen_draws_keep_theirs(town, team, coordinator, staff):
    draw = freeze(team, coordinator)
    points = RiskScale.current() | {"never": 0}

    with pytest.raises(PermissionDenied):
        set_scale(points, by=staff, at=NOW, reason="Thử")
    with pytest.raises(UnreadablePoints):
        set_scale({"never": 0}, by=coordinator, at=NOW, reason="Thử")
    with pytest.raises(MissingReason):
        set_scale(points, by=coordinator, at=NOW, reason="")
    set_scale(points, by=coordinator, at=NOW, reason="Cơ sở mới không mặc nhiên rủi ro")

    draw.refresh_from_db()
    assert draw.frame[0]["points"] == 35
    assert freeze(TeamFactory(level=Level.PROVINCE), coordinator).frame[0]["points"] == 10
    assert draw.rules["scale"]["never"] == 25
