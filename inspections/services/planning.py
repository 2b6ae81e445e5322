"""Plan inspections. Until one is carried out, few know of it; of a surprise only its team."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from audit.services.journal import record
from inspections.models import Draw, Establishment, Inspection, Team
from inspections.queries.draws import unvisited
from inspections.rules import team_covers
from inspections.services.refusals import (
    AlreadyPlanned,
    ImpossibleDay,
    MissingGround,
    MissingReason,
    NotOnTheList,
    OutsideTerritory,
    Refusal,
    SurpriseOfTheTeam,
    refused_when_taken,
)
from inspections.states import InspectionMode
from kit.permissions import require
from kit.workflow import InvalidTransition
from notices.services.outbox import post

DAYS_AHEAD = 366


@transaction.atomic
def plan_drawn(
    draw: Draw, *, by: User, at: datetime, days: Mapping[int, date], decision_number: str = ""
) -> list[Inspection]:
    """Put establishments of an approved list into the team's calendar: all of ``days`` or none.

    The lock on the draw keeps two people from planning the same list twice; the team hears of it once.

    Args:
        days: key of a DrawItem → the day that is planned.
        decision_number: of the visits; without one, the number of the plan.

    Raises as ``plan_inspection``; NotOnTheList for an item that left the list or has its visit of the year
        already (``field`` names its entry), MissingReason when no day is given, InvalidTransition before the
        plan is approved.
    """
    draw = Draw.objects.select_for_update(of=("self",)).select_related("team__unit__territory").get(pk=draw.pk)
    if not draw.is_approved:
        raise InvalidTransition("schedule: the plan has not been approved")
    if not days:
        raise MissingReason("Ghi ngày dự kiến cho ít nhất một cơ sở.", field=None)
    open_items = {item.pk: item for item in unvisited(draw)}
    number = decision_number or draw.plan_number
    planned = []
    for pk, day in days.items():
        with _beside(f"day-{pk}"):
            if pk not in open_items:
                raise NotOnTheList("Cơ sở này không còn trong danh sách hoặc đã có cuộc kiểm tra trong năm.")
            if day.year != draw.year:
                raise ImpossibleDay(f"Kế hoạch này của năm {draw.year:d}: ngày dự kiến phải trong năm đó.")
            place = open_items[pk].establishment
            planned.append(_planned(place, draw.team, by=by, at=at, planned_on=day, decision_number=number))
    _tell_team(draw.team, f"draw:{draw.pk}:scheduled:{planned[0].pk}", reverse("inspections:schedule"), by=by, at=at)
    record(draw, "draw.scheduled", by=by, at=at, visits=len(planned))
    return planned


@contextmanager
def _beside(field: str) -> Iterator[None]:
    """What is refused stands beside the entry of this row."""
    try:
        yield
    except Refusal as refusal:
        refusal.field = field
        raise


@transaction.atomic
def plan_inspection(
    establishment: Establishment,
    team: Team,
    *,
    by: User,
    at: datetime,
    mode: str,
    planned_on: date,
    ground: str = "",
    ground_note: str = "",
    decision_number: str = "",
) -> Inspection:
    """Put one inspection into the team's plan and tell its other members.

    Raises PermissionDenied, MissingGround, ImpossibleDay, OutsideTerritory or AlreadyPlanned.
    """
    values = {"ground": ground if mode == InspectionMode.UNANNOUNCED else "", "ground_note": ground_note}
    inspection = _planned(
        establishment, team, by=by, at=at, mode=mode, planned_on=planned_on, decision_number=decision_number, **values
    )
    where = reverse("inspections:detail", args=[inspection.pk])
    _tell_team(team, f"inspection:{inspection.pk}:planned", where, by=by, at=at)
    return inspection


def _planned(
    establishment: Establishment, team: Team, *, by: User, at: datetime, planned_on: date,
    mode: str = InspectionMode.PLANNED, **values: str,
) -> Inspection:  # fmt: skip
    inspection = Inspection(establishment=establishment, team=team, mode=mode, planned_on=planned_on, **values)
    require(by, "inspections.plan_inspection", inspection)
    require_ground(inspection)
    if inspection.is_secret and not team.members.filter(user=by).exists():
        raise SurpriseOfTheTeam(
            "Kiểm tra đột xuất do Đội trưởng quyết định, giữ kín trong Đội: chỉ thành viên Đội lập."
        )
    _require_near(planned_on, at)
    require_in_term(team, planned_on, field="planned_on")
    if not team_covers(team, establishment.commune):
        raise OutsideTerritory("Cơ sở nằm ngoài địa bàn của Đội đã chọn.")
    twins = Inspection.objects.filter(establishment=establishment, team=team, planned_on=planned_on)
    with refused_when_taken(twins, AlreadyPlanned("Đội đã có cuộc kiểm tra tại cơ sở này trong ngày này.")):
        inspection.save()
    record(inspection, "inspection.planned", by=by, at=at)
    return inspection


def require_ground(inspection: Inspection) -> None:
    """An unannounced inspection has one of the three lawful grounds."""
    if inspection.mode == InspectionMode.UNANNOUNCED and not inspection.ground:
        raise MissingGround("Kiểm tra đột xuất phải có một trong ba căn cứ.")


def require_in_term(team: Team, day: date, *, field: str) -> None:
    """The team is in force on ``day``."""
    if not team.is_valid_on(day):
        raise ImpossibleDay(f"Ngày {day:%d/%m/%Y} nằm ngoài thời hạn hiệu lực của {team}.", field=field)


def _require_near(day: date, at: datetime) -> None:
    """A day years ahead is a slip of the keyboard."""
    if day > timezone.localtime(at).date() + timedelta(days=DAYS_AHEAD):
        raise ImpossibleDay(f"Ngày dự kiến không quá {DAYS_AHEAD} ngày kể từ hôm nay.", field="planned_on")


def _tell_team(team: Team, key: str, path: str, *, by: User, at: datetime) -> None:
    """Neither place nor day in the text: mail logs are read by people who may not know them."""
    members = User.objects.filter(team_memberships__team=team, is_active=True).exclude(pk=by.pk)
    for user in members:
        post(
            f"{key}:{user.pk}",
            to=user,
            kind="inspection.planned",
            subject="Đội kiểm tra có cuộc kiểm tra mới",
            body="Đồng chí là thành viên Đội. Đề nghị mở cổng để xem cơ sở, ngày và căn cứ.",
            path=path,
            at=at,
        )
