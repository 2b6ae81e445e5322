"""Keep files that prove what an inspection found."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from audit.services.journal import record
from documents.services.files import keep_file
from inspections.models import Evidence, Inspection
from inspections.services.refusals import RefusedEvidence
from kit.permissions import require
from kit.uploads import CheckedFile
from kit.workflow import InvalidTransition

MAX_FILES = 20


@transaction.atomic
def add_evidence(
    inspection: Inspection, checked: CheckedFile, *, by: User, at: datetime, caption: str = ""
) -> Evidence:
    """Add one file to an inspection that was carried out. Nothing is ever taken off again.

    Raises PermissionDenied, RefusedEvidence, NoRoomForFiles, or InvalidTransition before the visit.
    """
    inspection = Inspection.objects.select_for_update().get(pk=inspection.pk)
    require(by, "inspections.record_inspection", inspection)
    if inspection.inspected_on is None:
        raise InvalidTransition(f"evidence: {inspection} has not been carried out")
    known = Evidence.objects.filter(inspection=inspection)
    if known.count() >= MAX_FILES:
        raise RefusedEvidence(f"Cuộc kiểm tra đã có {MAX_FILES} tệp. Hãy gộp tệp.", field="file")
    kept = keep_file(checked, kind="inspection-evidence", by=by, at=at)
    if known.filter(file__digest=kept.digest).exists():
        raise RefusedEvidence("Tệp này đã có trong cuộc kiểm tra.", field="file")
    added = Evidence.objects.create(inspection=inspection, file=kept, caption=caption)
    record(inspection, "inspection.evidence_added", by=by, at=at, sha256=kept.digest)
    return added
