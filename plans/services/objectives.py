"""Type a value of an objective, with the reason why the computed one does not tell everything."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from accounts.models import User
from audit.services.journal import record
from kit.permissions import require
from plans.figures import VIETNAM
from plans.models import Objective, ObjectiveEntry
from plans.services.refusals import Refusal
from plans.states import TargetKind

SHORTEST_REASON = 15  # characters: "x" is no reason


@transaction.atomic
def type_objective(
    objective: Objective,
    *,
    by: User,
    at: datetime,
    numerator: Decimal | int,
    denominator: Decimal | int | None = None,
    as_of: date,
    reason: str,
) -> ObjectiveEntry:
    """Put a typed value beside the computed one. Of a count the whole is what has to be reached.

    Raises PermissionDenied or Refusal.
    """
    require(by, "plans.type_objective")
    if objective.target_kind == TargetKind.QUALITY:
        raise Refusal("Mục tiêu định tính không có số để ghi; kết quả được theo dõi qua nhiệm vụ và lời văn báo cáo.")
    is_count = objective.target_kind == TargetKind.COUNT
    denominator = objective.target_value if is_count else denominator
    if len(reason.strip()) < SHORTEST_REASON:
        raise Refusal("Nêu rõ lý do nhập tay và nguồn của số này.", "reason")
    if not denominator or (numerator > denominator and not is_count):
        raise Refusal("Tổng số phải lớn hơn 0 và không nhỏ hơn số đạt.", "denominator")
    if as_of > at.astimezone(VIETNAM).date():
        raise Refusal("Ngày tính đến không được ở tương lai.", "as_of")
    entry = ObjectiveEntry.objects.create(
        objective=objective, numerator=numerator, denominator=denominator, as_of=as_of, reason=reason, by=by, at=at
    )
    record(entry, "objective.typed", by=by, at=at, code=objective.code)
    return entry
