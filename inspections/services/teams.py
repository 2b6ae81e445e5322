"""Set up inspection teams, and set them up anew (kiện toàn)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from accounts.models import Unit, User
from audit.services.journal import record
from inspections.models import Team, TeamMember
from inspections.services.refusals import (
    ImpossibleDay,
    IncompleteTeam,
    KnownDecision,
    SecondTeam,
    refused_when_taken,
)
from inspections.states import AWAITED, Duty
from kit.permissions import require
from kit.text import clean

MINIMUM = 3


@transaction.atomic
def establish_team(
    *,
    by: User,
    at: datetime,
    unit: Unit,
    level: str,
    name: str,
    decision_number: str,
    decided_on: date,
    valid_from: date,
    valid_to: date | None = None,
    overlap_reason: str = "",
    members: Sequence[dict],
) -> Team:
    """Enter a team as its decision names it. Each member: full_name, position, agency, duty,
    card_number, user.

    Raises IncompleteTeam unless exactly one heads at least three members, KnownDecision when the unit
    has a team of this decision already, SecondTeam when its place has another one for the same days and
    ``overlap_reason`` does not say why.
    """
    require(by, "inspections.establish_team")
    _require_whole(members)
    team = Team(
        unit=unit,
        level=level,
        name=name,
        decision_number=decision_number,
        decided_on=decided_on,
        valid_from=valid_from,
        valid_to=valid_to,
        overlap_reason=clean(overlap_reason),
    )
    beside = _require_alone(team)
    _save(team, members)
    facts = {"beside": beside, "reason": team.overlap_reason} if beside else {}
    record(team, "team.established", by=by, at=at, decision=decision_number, members=len(members), **facts)
    return team


@transaction.atomic
def renew_team(
    team: Team,
    *,
    by: User,
    at: datetime,
    name: str,
    decision_number: str,
    decided_on: date,
    valid_from: date,
    valid_to: date | None = None,
    overlap_reason: str = "",
    members: Sequence[dict],
) -> Team:
    """A later decision puts a new team into the place of ``team``; the old one keeps its minutes and its people.

    The old one ends the day before. Whatever it was still to do passes to the new one: inspections planned
    from that day on, and draws of that year and later. So rights follow membership.

    Raises PermissionDenied, IncompleteTeam, KnownDecision, SecondTeam as ``establish_team``, or ImpossibleDay when the
    new one does not begin later.
    """
    require(by, "inspections.establish_team")
    _require_whole(members)
    team = Team.objects.select_for_update(of=("self",)).get(pk=team.pk)
    if Team.objects.filter(previous=team).exists():
        raise KnownDecision("Đội này đã được kiện toàn; kiện toàn tiếp từ Đội mới nhất.")
    if valid_from <= team.valid_from:
        raise ImpossibleDay("Đội mới phải có hiệu lực sau Đội đang kiện toàn.", field="valid_from")
    renewed = Team(
        unit=team.unit, level=team.level, name=name, decision_number=decision_number, decided_on=decided_on,
        valid_from=valid_from, valid_to=valid_to, previous=team, overlap_reason=clean(overlap_reason),
    )  # fmt: skip
    _require_alone(renewed)
    _save(renewed, members)
    eve = valid_from - timedelta(days=1)
    if team.valid_to is None or team.valid_to > eve:
        team.valid_to = eve
        team.save(update_fields=["valid_to"])
    passed = team.inspections.filter(state__in=AWAITED, planned_on__gte=valid_from).update(team=renewed)
    team.draws.filter(year__gte=valid_from.year).update(team=renewed)
    record(renewed, "team.renewed", by=by, at=at, decision=decision_number, previous=team.pk, inspections=passed)
    return renewed


def _require_alone(team: Team) -> list[int]:
    """Keys of the teams beside it, which a reason must explain; the one it is renewed from is none of them.

    A decision that was entered before is no second team: ``_save`` says so.
    """
    beside = list(Team.objects.beside(team).exclude(pk=team.previous_id).select_for_update(of=("self",)))
    known = any(other.unit_id == team.unit_id and other.decision_number == team.decision_number for other in beside)
    if beside and not known and not team.overlap_reason:
        other = beside[0]
        raise SecondTeam(
            f"Địa bàn này đã có “{other}” (Quyết định {other.decision_number}, hiệu lực từ {other.valid_from:%d/%m/%Y})"
            " trong cùng thời gian. Nếu là kiện toàn, mở Đội ấy và chọn “Kiện toàn”; nếu đúng là Đội khác, ghi lý do."
        )
    return [other.pk for other in beside]


def _save(team: Team, members: Sequence[dict]) -> None:
    twins = Team.objects.filter(unit=team.unit, decision_number=team.decision_number)
    with refused_when_taken(twins, KnownDecision("Quyết định này đã được nhập cho cơ quan đã chọn.")):
        team.save()
    TeamMember.objects.bulk_create([TeamMember(team=team, **member) for member in members])


def _require_whole(members: Sequence[dict]) -> None:
    if len(members) < MINIMUM:
        raise IncompleteTeam("Đội có ít nhất 3 thành viên.")
    if sum(member.get("duty") == Duty.HEAD for member in members) != 1:
        raise IncompleteTeam("Đội có đúng một Đội trưởng.")
    users = [member["user"] for member in members if member.get("user")]
    if len(users) != len(set(users)):
        raise IncompleteTeam("Một tài khoản chỉ gắn với một thành viên của Đội.")
