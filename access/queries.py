"""Lists of accounts."""

from datetime import date, datetime

from django.db.models import QuerySet

from accounts.models import Unit, User
from accounts.services import brake
from audit.models import AuditEntry
from kit.text import fold

HISTORY = 20


def people_by_unit(*, words: str = "", role: str = "", active: bool | None = None) -> list[User]:
    """Accounts, unit by unit; ``words`` are looked for in name, login and unit, with or without accents."""
    rows = User.objects.select_related("unit").defer("password")
    if role:
        rows = rows.filter(role=role)
    if active is not None:
        rows = rows.filter(is_active=active)
    wanted = fold(words)
    return [row for row in rows if wanted in fold(f"{row.full_name} {row.username} {row.unit}")]


def units_to_choose(day: date, kept: Unit | None = None) -> QuerySet[Unit]:
    """Offices that exist on ``day``, and the one that somebody sits in already."""
    rows = Unit.objects.existing_on(day)
    return rows | Unit.objects.filter(pk=kept.pk) if kept else rows


def rests(person: User, at: datetime) -> bool:
    """Too many wrong passwords lately: the name does not log in for a while. ``at`` is the machine's time."""
    return brake.is_on(person.username, at=at)


def history_of(person: User) -> QuerySet[AuditEntry]:
    """What was done to the account, newest first, at most HISTORY rows."""
    rows = AuditEntry.objects.filter(object_type="accounts.user", object_id=str(person.pk))
    return rows.select_related("unit").order_by("-pk")[:HISTORY]
