"""What one output says in a section instead of the shared words; the shared ones stay as they are."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from audit.services.journal import record
from kit.permissions import require
from kit.text import clean
from plans.models import ReportingPeriod
from reports.models import OwnWords
from reports.queries.profiles import profile_of
from reports.services.passages import NotOffered, fit


class OwnOvertaken(Exception):
    """Somebody else wrote or took back the own words meanwhile; ``stored`` is how they read now, "" for none."""

    def __init__(self, stored: str) -> None:
        super().__init__(stored)
        self.stored = stored


@transaction.atomic
def write_own(
    period: ReportingPeriod, profile: str, section: str,
    *, text: str, seen: str, shared: str, by: User, at: datetime,
) -> OwnWords:  # fmt: skip
    """Store an output's own words of a section; drafts ordered from now on have them.

    Args:
        seen: the own words as they stood on the page of whoever writes, "" for none.
        shared: the shared words as they stood there: a later change of them shows.

    Raises PermissionDenied, KeyError (no such output), NotOffered (no such section), UnfitWords or OwnOvertaken.
    """
    require(by, "reports.consolidate")
    code = profile_of(profile).code
    period = ReportingPeriod.objects.select_for_update().get(pk=period.pk)
    if section not in {s["code"] for s in period.form.outline}:
        raise NotOffered(section)
    text, shared = fit(text), clean(shared)
    found = OwnWords.objects.filter(period=period, profile=code, section=section).first()
    stored = found.text if found and not found.dropped_at else ""
    if stored not in (clean(seen), text):
        raise OwnOvertaken(stored)
    if found and stored == text and found.shared == shared:
        return found
    own = found or OwnWords(period=period, profile=code, section=section)
    own.text, own.shared, own.edited_at, own.edited_by, own.dropped_at = text, shared, at, by, None
    own.save()
    record(own, "narrative.own", by=by, at=at, section=section, profile=code)
    return own


@transaction.atomic
def drop_own(own: OwnWords, *, by: User, at: datetime) -> None:
    """Back to the shared words; what was written stays on the page of the section. Raises PermissionDenied."""
    require(by, "reports.consolidate")
    ReportingPeriod.objects.select_for_update().get(pk=own.period_id)
    if OwnWords.objects.standing().filter(pk=own.pk).update(dropped_at=at):
        record(own, "narrative.shared", by=by, at=at, section=own.section, profile=own.profile)
