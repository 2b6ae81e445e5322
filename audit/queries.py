"""Reading the journal."""

from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from audit.models import AuditEntry


def entries(*, object_type: str = "", unit=None, since: date | None = None, until: date | None = None) -> QuerySet:
    """Rows, newest first; ``since`` and ``until`` are days in Vietnam, both included."""
    rows = AuditEntry.objects.select_related("unit").order_by("-pk")
    if object_type:
        rows = rows.filter(object_type=object_type)
    if unit:
        rows = rows.filter(unit=unit)
    if since:
        rows = rows.filter(at__gte=_start_of(since))
    if until:
        rows = rows.filter(at__lt=_start_of(until + timedelta(days=1)))
    return rows


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
