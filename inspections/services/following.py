"""Follow violations to their outcome, and end inspections."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from audit.services.journal import record
from inspections.models import Inspection, Violation
from inspections.services.recording import require_outcome
from inspections.services.refusals import UnsettledViolations
from inspections.states import CLOSE, InspectionState, Outcome
from kit.permissions import require
from kit.workflow import InvalidTransition

FOLLOW_UP = "inspections.follow_up_inspection"


@transaction.atomic
def settle_violation(violation: Violation, *, by: User, at: datetime, **values: object) -> Violation:
    """Write what became of one violation: outcome, authority, decision, amount.

    Raises PermissionDenied, IncompleteOutcome, or InvalidTransition once the inspection has ended.
    """
    violation = Violation.objects.select_for_update().get(pk=violation.pk)
    inspection = violation.inspection
    require(by, FOLLOW_UP, inspection)
    if inspection.state != InspectionState.VIOLATION:
        raise InvalidTransition(f"settle: {inspection} has ended")
    before = violation.outcome
    for name, value in values.items():
        setattr(violation, name, value)
    require_outcome(violation, inspection.day)
    violation.save()
    record(inspection, "violation.settled", by=by, at=at, outcome=(before, violation.outcome))
    return violation


@transaction.atomic
def close_inspection(inspection: Inspection, *, by: User, at: datetime) -> Inspection:
    """End it: every violation has its outcome and what was recommended has been carried out.

    Raises PermissionDenied, UnsettledViolations or InvalidTransition.
    """
    inspection = Inspection.objects.select_for_update().get(pk=inspection.pk)
    require(by, FOLLOW_UP, inspection)
    if inspection.violations.filter(outcome=Outcome.PENDING).exists():
        raise UnsettledViolations("Còn vi phạm đang xử lý: ghi kết quả xử lý trước khi kết thúc.")
    before = inspection.state
    CLOSE.apply(inspection)
    record(inspection, "inspection.closed", by=by, at=at, state=(before, inspection.state))
    return inspection
