"""Make, revoke and open secret calendar addresses."""

import hashlib
import secrets
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from audit.services.journal import record
from deadlines.models import CalendarFeed

TOKEN_BYTES = 32  # 256 bits


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def make_feed(*, by: User, at: datetime, for_unit: bool) -> tuple[CalendarFeed, str]:
    """A new address, and its token, which is shown this once; the one made before for the same is revoked.

    Raises PermissionDenied for a unit's feed of somebody without a unit.
    """
    by = User.objects.select_for_update().get(pk=by.pk)
    if for_unit and by.unit_id is None:
        raise PermissionDenied("deadlines.make_feed")
    unit_id = by.unit_id if for_unit else None
    CalendarFeed.objects.in_force().filter(owner=by, unit_id=unit_id).update(revoked_at=at)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    feed = CalendarFeed.objects.create(owner=by, unit_id=unit_id, token_digest=digest_of(token), created_at=at)
    record(feed, "feed.created", by=by, at=at)
    return feed, token


@transaction.atomic
def revoke_feed(feed: CalendarFeed, *, by: User, at: datetime) -> None:
    """From now on the address is not there. Raises PermissionDenied for somebody else's; twice is as once."""
    if feed.owner_id != by.pk:
        raise PermissionDenied("deadlines.revoke_feed")
    if CalendarFeed.objects.in_force().filter(pk=feed.pk).update(revoked_at=at):
        record(feed, "feed.revoked", by=by, at=at)


def feed_of(token: str) -> CalendarFeed | None:
    """The feed of this token while it is in force: not revoked, its maker active and still in the unit."""
    found = (
        CalendarFeed.objects.in_force().select_related("owner", "unit").filter(token_digest=digest_of(token)).first()
    )
    if found is None or not found.owner.is_active:
        return None
    return None if found.unit_id and found.unit_id != found.owner.unit_id else found
