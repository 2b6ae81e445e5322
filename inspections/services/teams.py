"""Set up inspection teams."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from accounts.models import Unit, User
from audit.services.journal import record
from inspections.models import Team, TeamMember
from inspections.services.refusals import IncompleteTeam, KnownDecision, refused_when_taken
from inspections.states import Duty
from kit.permissions import require

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
    members: Sequence[dict],
) -> Team:
    """Enter a team as its decision names it. Each member: full_name, position, agency, duty, user.

    Raises IncompleteTeam unless exactly one heads at least three members, KnownDecision when the unit
    has a team of this decision already.
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
    )
    twins = Team.objects.filter(unit=unit, decision_number=decision_number)
    with refused_when_taken(twins, KnownDecision("Quyết định này đã được nhập cho cơ quan đã chọn.")):
        team.save()
    TeamMember.objects.bulk_create([TeamMember(team=team, **member) for member in members])
    record(team, "team.established", by=by, at=at, decision=decision_number, members=len(members))
    return team


def _require_whole(members: Sequence[dict]) -> None:
    if len(members) < MINIMUM:
        raise IncompleteTeam("Đội có ít nhất 3 thành viên.")
    if sum(member.get("duty") == Duty.HEAD for member in members) != 1:
        raise IncompleteTeam("Đội có đúng một Đội trưởng.")
    users = [member["user"] for member in members if member.get("user")]
    if len(users) != len(set(users)):
        raise IncompleteTeam("Một tài khoản chỉ gắn với một thành viên của Đội.")
