"""Correct the provisions on fines, or add to them."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from accounts.models import User
from audit.services.journal import record
from inspections.models import ProvisionEntry
from inspections.services.refusals import MissingReason, UnreadableProvision
from kit.permissions import require
from kit.text import clean


@transaction.atomic
def set_provision(
    *, by: User, at: datetime, code: str, group: str, decree: str, act: str, valid_from: date, source: str,
    article: str = "", valid_to: date | None = None, least: Decimal | None = None, most: Decimal | None = None,
) -> ProvisionEntry:  # fmt: skip
    """From now on ``code`` says this; violations already written keep what stands in them.

    Args:
        code: of a known provision to correct it; "" for a new one.
        source: the text it was held against; amounts without one would be invented.

    Raises PermissionDenied, MissingReason or UnreadableProvision.
    """
    require(by, "inspections.set_provision")
    if not (source := clean(source)):
        raise MissingReason("Ghi văn bản đã đối chiếu, ví dụ Công báo số, ngày.", field="source")
    if (least is None) != (most is None) or (least is not None and most is not None and least > most):
        raise UnreadableProvision("Ghi cả hai mức, mức thấp trước; chưa đối chiếu được thì để trống cả hai.")
    if valid_to and valid_to < valid_from:
        raise UnreadableProvision("Ngày hết hiệu lực không được trước ngày có hiệu lực.", field="valid_to")
    entry = ProvisionEntry.objects.create(
        code=code, group=group, decree=decree, article=article, act=act, valid_from=valid_from, valid_to=valid_to,
        least=least, most=most, source=source, entered_by=by, entered_at=at,
    )  # fmt: skip
    if not code:
        entry.code = f"R-{entry.pk:d}"
        entry.save(update_fields=["code"])
    record(entry, "provision.set", by=by, at=at, code=entry.code, source=source)
    return entry
