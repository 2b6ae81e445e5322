"""File the establishments of ended communes under the new ones, all in one act."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import Territory, User
from audit.services.journal import record
from inspections.models import Establishment, district_code_of
from inspections.services.places import keep_former_place, place_words
from inspections.services.refusals import Refusal
from kit.permissions import require
from kit.workflow import InvalidTransition

Moves = Mapping[int, int]


@transaction.atomic
def relocate(moves: Moves, *, by: User, at: datetime) -> int:
    """Move establishments out of communes that have ended; returns how many. All of them, or none.

    Days before the end go on being counted under the old commune (``FormerPlace``); the journal keeps both names.

    Args:
        moves: key of the establishment → key of the commune that it lies in now.

    Raises PermissionDenied, Refusal when nothing is chosen or a commune does not exist now, or InvalidTransition
    when one of the establishments is no longer filed under an ended commune: somebody has moved it.
    """
    require(by, "inspections.relocate_establishments")
    day = timezone.localtime(at).date()
    if not moves:
        raise Refusal("Chưa chọn xã, phường mới cho cơ sở nào.")
    targets = _living(set(moves.values()), day)
    rows = Establishment.objects.select_for_update(of=("self",)).select_related("commune__parent")
    places = {row.pk: row for row in rows.filter(pk__in=moves).order_by("pk")}
    if len(places) < len(moves) or not all(row.commune.has_ended(day) for row in places.values()):
        raise InvalidTransition("relocate: somebody has moved one of them")
    for pk, row in places.items():
        move_out(row, targets[moves[pk]], by=by, at=at)
    return len(places)


def move_out(row: Establishment, target: Territory, *, by: User, at: datetime) -> None:
    """One of the moves, inside the act's transaction: the row of before, the new commune, the journal."""
    before = place_words(row.commune)
    keep_former_place(row, row.commune)
    row.commune, row.district_code = target, district_code_of(target)
    row.save(update_fields=["commune", "district_code"])
    record(row, "establishment.changed", by=by, at=at, fields=["commune"], moved=(before, place_words(target)))


def _living(keys: set[int], day: date) -> dict[int, Territory]:
    living = Territory.objects.existing_on(day).filter(level=Territory.Level.COMMUNE, pk__in=keys)
    found = {commune.pk: commune for commune in living.select_related("parent")}
    if len(found) < len(keys):
        raise Refusal("Có xã, phường đã chọn không tồn tại ở ngày hôm nay: chọn lại.")
    return found
