"""Type a value of an objective, with the reason why the computed one does not tell everything."""

from datetime import date, datetime

from django.db import transaction

from accounts.models import User
from audit.services.journal import record
from kit.permissions import require
from plans.figures import VIETNAM
from plans.models import Objective, ObjectiveEntry
from plans.services.refusals import Refusal

SHORTEST_REASON = 15  # characters: "x" is no reason


@transaction.atomic
def type_objective(
    objective: Objective, *, by: User, at: datetime, numerator: int, denominator: int, as_of: date, reason: str
) -> ObjectiveEntry:
    """Put a typed value beside the computed one. Raises PermissionDenied or Refusal."""
    require(by, "plans.type_objective")
    if len(reason.strip()) < SHORTEST_REASON:
        raise Refusal("Nêu rõ lý do nhập tay và nguồn của số này.", "reason")
    if not denominator or numerator > denominator:
        raise Refusal("Tổng số phải lớn hơn 0 và không nhỏ hơn số đạt.", "denominator")
    if as_of > at.astimezone(VIETNAM).date():
        raise Refusal("Ngày tính đến không được ở tương lai.", "as_of")
    entry = ObjectiveEntry.objects.create(
        objective=objective, numerator=numerator, denominator=denominator, as_of=as_of, reason=reason, by=by, at=at
    )
    record(entry, "objective.typed", by=by, at=at, code=objective.code)
    return entry
