"""Enter and change establishments."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import Territory, User
from accounts.rules import is_reporter
from audit.services.journal import record
from inspections.models import Establishment, EstablishmentStatus, Licence, searchable
from inspections.services.places import keep_former_place, place_words
from inspections.services.refusals import InvalidStatusDay, KnownEstablishment
from inspections.states import OperatingStatus
from kit.permissions import require

EDIT = "inspections.edit_establishment"


@transaction.atomic
def save_establishment(
    establishment: Establishment,
    *,
    by: User,
    at: datetime,
    status: str = OperatingStatus.ACTIVE,
    **values: object,
) -> Establishment:
    """Enter a new establishment or change a known one; returns the saved row.

    What a reporting unit enters stays "chưa xác minh" until the department or an inspector saves it.

    Args:
        establishment: ``Establishment()`` for a new one; a known one is read again and locked.
        status: of a new establishment, from its ``opened_on``; ignored for a known one.
        values: fields to write. A missing ``code`` is given from the district's sequence.
    """
    is_new = establishment.pk is None
    if not is_new:
        establishment = Establishment.objects.select_for_update().get(pk=establishment.pk)
        require(by, EDIT, establishment)
    old = None if is_new else establishment.commune
    changed = sorted(name for name, value in values.items() if getattr(establishment, name, None) != value)
    for name, value in values.items():
        setattr(establishment, name, value)
    require(by, EDIT, establishment)
    if is_new:
        _refuse_twin(establishment)
    establishment.is_verified = not is_reporter(by)
    establishment.code = establishment.code or _next_code(establishment.commune)
    establishment.save()
    if is_new:
        EstablishmentStatus.objects.create(establishment=establishment, status=status, from_on=establishment.opened_on)
        Establishment.objects.filter(pk=establishment.pk).keep_latest()
        establishment.refresh_from_db(fields=["latest_status", "latest_from"])
        record(establishment, "establishment.created", by=by, at=at, code=establishment.code)
    else:
        moved = _moved(establishment, old, timezone.localtime(at).date())
        record(establishment, "establishment.changed", by=by, at=at, fields=changed, **moved)
    return establishment


def _moved(establishment: Establishment, old: Territory | None, day: date) -> dict[str, tuple[str, str]]:
    """For the journal; leaving a commune that has ended is a move, everything else corrects a mistake."""
    if old is None or old.pk == establishment.commune_id:
        return {}
    if old.has_ended(day):
        keep_former_place(establishment, old)
    return {"moved": (place_words(old), place_words(establishment.commune))}


@transaction.atomic
def change_status(
    establishment: Establishment, *, by: User, at: datetime, status: str, from_on: date
) -> EstablishmentStatus:
    """From ``from_on`` on the establishment is in ``status``; the same day may be corrected.

    Raises InvalidStatusDay for a day to come, before the opening, or when nothing would change.
    """
    establishment = Establishment.objects.select_for_update().get(pk=establishment.pk)
    require(by, EDIT, establishment)
    if from_on > timezone.localtime(at).date():
        raise InvalidStatusDay("Ngày thay đổi không được ở tương lai.")
    if from_on < establishment.opened_on:
        raise InvalidStatusDay(f"Ngày thay đổi phải từ ngày hoạt động {establishment.opened_on:%d/%m/%Y}.")
    before = _status_on(establishment, from_on)
    if before == status:
        raise InvalidStatusDay(f"Ngày {from_on:%d/%m/%Y} cơ sở đã ở tình trạng này.")
    row, _ = EstablishmentStatus.objects.update_or_create(
        establishment=establishment, from_on=from_on, defaults={"status": status}
    )
    Establishment.objects.filter(pk=establishment.pk).keep_latest()
    record(establishment, "establishment.status_changed", by=by, at=at, status=(before, status), from_on=from_on)
    return row


@transaction.atomic
def write_licence(
    establishment: Establishment, *, by: User, at: datetime, kind: str, number: str, **values: object
) -> Licence:
    """Enter a paper, or correct the one of this kind and number: issued_on, valid_to, issuer.

    Raises PermissionDenied or InvalidStatusDay when it would end before it was issued.
    """
    establishment = Establishment.objects.select_for_update().get(pk=establishment.pk)
    require(by, EDIT, establishment)
    issued, ends = values.get("issued_on"), values.get("valid_to")
    if isinstance(issued, date) and isinstance(ends, date) and ends < issued:
        raise InvalidStatusDay("Ngày hết giá trị không được trước ngày cấp.", field="valid_to")
    licence, is_new = Licence.objects.update_or_create(
        establishment=establishment, kind=kind, number=number, defaults=values
    )
    record(establishment, "establishment.licence_written", by=by, at=at, kind=kind, is_new=is_new)
    return licence


@transaction.atomic
def reveal_owner(establishment: Establishment, *, by: User, at: datetime) -> Establishment:
    """Let ``by`` see the owner's name and phone; each look is in the journal."""
    require(by, "inspections.view_owner", establishment)
    record(establishment, "establishment.owner_viewed", by=by, at=at)
    return establishment


def _refuse_twin(establishment: Establishment) -> None:
    twins = Establishment.objects.filter(
        search_name=searchable(establishment.name), commune=establishment.commune, address=establishment.address
    )
    if twin := twins.first():
        raise KnownEstablishment(f"Xã, phường này đã có cơ sở cùng tên, cùng địa chỉ (mã {twin.code}).")


def _status_on(establishment: Establishment, day: date) -> str | None:
    return establishment.statuses.filter(from_on__lte=day).values_list("status", flat=True).first()


def _next_code(commune: Territory) -> str:
    """ "CS-178-0012": the lock on the district keeps two clerks from taking the same number."""
    district = Territory.objects.select_for_update().get(pk=commune.parent_id or commune.pk)
    prefix = f"CS-{district.code}-"
    taken = Establishment.objects.filter(code__startswith=prefix).values_list("code", flat=True)
    numbers = [int(code.removeprefix(prefix)) for code in taken if code.removeprefix(prefix).isdecimal()]
    return f"{prefix}{max(numbers, default=0) + 1:04d}"
