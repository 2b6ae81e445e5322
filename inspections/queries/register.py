"""The register as a list with its filters."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from django.utils.timezone import localtime

from accounts.models import User
from audit.models import AuditEntry
from inspections.models import Establishment, EstablishmentQuerySet


@dataclass(frozen=True)
class Criteria:
    """Which establishments are asked for; an empty word asks for all."""

    day: date
    text: str = ""
    district: str = ""
    primary_type: str = ""
    status: str = ""
    is_conditional: bool = False

    def as_json(self) -> dict:
        return asdict(self) | {"day": self.day.isoformat()}

    @classmethod
    def from_json(cls, data: dict) -> Criteria:
        return cls(**data | {"day": date.fromisoformat(data["day"])})


def listed(user: User, wanted: Criteria) -> EstablishmentQuerySet:
    """What ``user`` sees of the register by ``wanted``, with the status on its day; not ordered yet."""
    rows = Establishment.objects.visible_to(user).with_status(wanted.day)
    if wanted.text:
        rows = rows.matching(wanted.text)
    fields = {
        "district_code": wanted.district,
        "primary_type": wanted.primary_type,
        "status_on_day": wanted.status,
        "is_conditional": wanted.is_conditional,
    }
    return rows.filter(**{name: value for name, value in fields.items() if value})


@dataclass(frozen=True)
class Move:
    """The day an establishment left a commune in the register; the name as it was then."""

    on: date
    left: str


def moves_of(establishment: Establishment) -> list[Move]:
    """Communes the establishment was filed under before, the latest first; read from the journal."""
    rows = AuditEntry.objects.filter(
        object_type=establishment._meta.label_lower, object_id=str(establishment.pk), action="establishment.changed"
    )
    moved = rows.filter(data__has_key="moved").order_by("-pk")
    return [Move(localtime(row.at).date(), row.data["moved"][0]) for row in moved]
