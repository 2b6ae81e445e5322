"""Write to the journal and prove that nobody changed it."""

import hashlib
import json
from datetime import UTC, datetime

from django.db import connection, models, transaction

from accounts.models import User
from audit.models import AuditEntry

GENESIS = "0" * 64
CHAIN_LOCK = 81_2022  # advisory lock of the one chain, PostgreSQL only


class NotInTransaction(RuntimeError):
    """An act and its journal row are one transaction, or neither happens."""


def record(obj: models.Model, action: str, *, by: User | None, at: datetime, **data: object) -> AuditEntry:
    """Append one row about ``obj``; refuses to run outside the caller's transaction.

    Args:
        by: the person, or None for the portal itself.
        data: small JSON facts (states, codes, reasons); no figures, no narrative, no secrets.
    """
    if not connection.in_atomic_block:
        raise NotInTransaction(action)
    _lock_chain()
    last = AuditEntry.objects.order_by("-pk").values_list("digest", flat=True).first()
    entry = AuditEntry(
        at=at,
        actor=by,
        actor_name=str(by) if by else "Hệ thống",
        action=action,
        object_type=obj._meta.label_lower,
        object_id=str(obj.pk),
        object_name=str(obj)[:250],
        unit_id=getattr(obj, "unit_id", None),
        data=json.loads(json.dumps(data, ensure_ascii=False, default=str)),
        previous_digest=last or GENESIS,
    )
    entry.digest = digest_of(entry)
    entry.save(force_insert=True)
    return entry


def digest_of(entry: AuditEntry) -> str:
    """SHA-256 over the row's canonical JSON and the digest of the row before it."""
    facts = {
        "at": entry.at.astimezone(UTC).isoformat(),
        "actor": entry.actor_id,
        "actor_name": entry.actor_name,
        "action": entry.action,
        "object": [entry.object_type, entry.object_id, entry.object_name],
        "unit": entry.unit_id,
        "data": entry.data,
        "previous": entry.previous_digest,
    }
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def verify_chain() -> AuditEntry | None:
    """The first row that does not fit, or None when the whole journal is as it was written."""
    previous = GENESIS
    for entry in AuditEntry.objects.order_by("pk").iterator():
        if entry.previous_digest != previous or entry.digest != digest_of(entry):
            return entry
        previous = entry.digest
    return None


def _lock_chain() -> None:
    """One writer at a time: SQLite has only one anyway, PostgreSQL gets an advisory lock."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])
