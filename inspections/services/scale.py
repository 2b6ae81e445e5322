"""Set the points of the risk score."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from audit.services.journal import record
from inspections.figures.risk import UnreadableScale, check_scale
from inspections.models import RiskScale
from inspections.services.refusals import MissingReason, UnreadablePoints
from kit.permissions import require
from kit.text import clean


@transaction.atomic
def set_scale(points: dict, *, by: User, at: datetime, reason: str) -> RiskScale:
    """From now on scores are reckoned by ``points``; draws already frozen keep theirs.

    Raises PermissionDenied, UnreadablePoints or MissingReason.
    """
    require(by, "inspections.hold_draw")
    try:
        check_scale(points)
    except UnreadableScale as error:
        raise UnreadablePoints(f"Thang điểm chưa đúng: {error}.") from error
    if not (reason := clean(reason)):
        raise MissingReason("Ghi vì sao sửa thang điểm.")
    scale = RiskScale.objects.create(points=points, reason=reason, set_by=by, set_at=at)
    record(scale, "risk_scale.set", by=by, at=at, points=points, reason=reason)
    return scale
