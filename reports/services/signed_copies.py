"""Attach what was really signed to the version it belongs to."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from audit.services.journal import record
from documents.services.files import keep_file
from kit.permissions import require
from kit.uploads import CheckedFile
from kit.workflow import InvalidTransition
from reports.models import Consolidation, SignedCopy
from reports.states import ISSUED, SignedKind

MOST = 10


class RefusedCopy(Exception):
    """The file is sound and still cannot be the signed paper; the message says why."""


@transaction.atomic
def attach_copy(version: Consolidation, checked: CheckedFile, *, kind: str, by: User, at: datetime) -> SignedCopy:
    """Keep the scan or the digitally signed file of an issued version; several may be kept, none is replaced.

    The clerk's number comes first ([NĐ-30] Điều 15); a superseded version may still get its scan.

    Raises PermissionDenied, InvalidTransition (no number yet), RefusedCopy or NoRoomForFiles.
    """
    version = Consolidation.objects.select_for_update(of=["self"]).get(pk=version.pk)
    require(by, "reports.consolidate")
    if version.state not in ISSUED:
        raise InvalidTransition(f"attach: {version} is {version.state}")
    if checked.extension != "pdf":
        raise RefusedCopy("Bản đã ký là tệp PDF: bản quét màu từ 200 dpi hoặc tệp đã ký số.")
    if kind == SignedKind.COVER and version.cover_id is None:
        raise RefusedCopy("Đầu ra này không có Tờ trình.")
    if version.signed_copies.count() >= MOST:
        raise RefusedCopy(f"Bản này đã có {MOST} tệp.")
    file = keep_file(checked, kind="signed-copy", by=by, at=at)
    if version.signed_copies.filter(file__digest=file.digest).exists():  # raising rolls the second one back
        raise RefusedCopy("Tệp này đã được đính kèm.")
    copy = SignedCopy.objects.create(version=version, kind=SignedKind(kind), file=file)
    record(version, "consolidation.attached", by=by, at=at, file=file.name, sha256=file.digest, kind=copy.kind)
    return copy
