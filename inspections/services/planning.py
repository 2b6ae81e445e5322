"""Plan inspections. Until one is carried out, only its team, the coordinator and the leadership know."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from audit.services.journal import record
from inspections.models import Establishment, Inspection, Team
from inspections.rules import team_covers
from inspections.services.refusals import (
    AlreadyPlanned,
    ImpossibleDay,
    MissingGround,
    OutsideTerritory,
    refused_when_taken,
)
from inspections.states import InspectionMode
from kit.permissions import require
from notices.services.outbox import post

DAYS_AHEAD = 366


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
    inspection = Inspection(
        establishment=establishment,
        team=team,
        mode=mode,
        planned_on=planned_on,
        ground=ground if mode == InspectionMode.UNANNOUNCED else "",
        ground_note=ground_note,
        decision_number=decision_number,
    )
    require(by, "inspections.plan_inspection", inspection)
    require_ground(inspection)
    _require_near(planned_on, at)
    require_in_term(team, planned_on, field="planned_on")
    if not team_covers(team, establishment.commune):
        raise OutsideTerritory("Cơ sở nằm ngoài địa bàn của Đội đã chọn.")
    twins = Inspection.objects.filter(establishment=establishment, team=team, planned_on=planned_on)
    with refused_when_taken(twins, AlreadyPlanned("Đội đã có cuộc kiểm tra tại cơ sở này trong ngày này.")):
        inspection.save()
    record(inspection, "inspection.planned", by=by, at=at)
    _tell_team(inspection, by=by, at=at)
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


def _tell_team(inspection: Inspection, *, by: User, at: datetime) -> None:
    """Neither place nor day in the text: mail logs are read by people who may not know them."""
    members = User.objects.filter(team_memberships__team=inspection.team, is_active=True).exclude(pk=by.pk)
    for user in members:
        post(
            f"inspection:{inspection.pk}:planned:{user.pk}",
            to=user,
            kind="inspection.planned",
            subject="Đội kiểm tra có cuộc kiểm tra mới",
            body="Đồng chí là thành viên Đội. Đề nghị mở cổng để xem cơ sở, ngày và căn cứ.",
            path=reverse("inspections:detail", args=[inspection.pk]),
            at=at,
        )
