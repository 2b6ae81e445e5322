"""Where establishments were filed before, so that an earlier day is counted as it was."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import Territory
from inspections.models.register import Establishment


class FormerPlace(models.Model):
    """The commune an establishment was filed under until ``until_on``, the first day in the next one.

    Written when a commune ended and the establishment was moved to its successor. Days before are counted by it;
    an establishment without a row has always been where it is.
    """

    establishment = models.ForeignKey(Establishment, models.CASCADE, related_name="former_places", verbose_name="cơ sở")
    commune = models.ForeignKey(Territory, models.PROTECT, related_name="+", verbose_name="xã, phường cũ")
    until_on = models.DateField("đến trước ngày")

    class Meta:
        ordering = ["until_on"]
        constraints = [models.UniqueConstraint(fields=["establishment", "until_on"], name="former_place_once_per_day")]

    def __str__(self) -> str:
        return f"{self.establishment}: {self.commune} đến trước {self.until_on:%d/%m/%Y}"


def anybody_moved(day: date) -> bool:
    """Whether some establishment was filed elsewhere on ``day``: until a reform none was, and nothing is looked up."""
    return FormerPlace.objects.filter(until_on__gt=day).exists()


def place_on(day: date, path: str = "", what: str = "commune", *, moved: bool | None = None) -> Any:
    """Expression: where the establishment was filed on ``day``.

    Args:
        path: leads to the establishment, e.g. "inspection__establishment__".
        what: "commune", or "commune__parent" for its district.
        moved: ``anybody_moved(day)``, where somebody has asked already.
    """
    now = F(f"{path}{what}")
    if not (anybody_moved(day) if moved is None else moved):
        return now
    key = f"{path}pk" if path else "pk"
    then = FormerPlace.objects.filter(establishment=OuterRef(key), until_on__gt=day).order_by("until_on")
    return Coalesce(Subquery(then.values(what)[:1]), now, output_field=models.BigIntegerField())


def filed_in(
    rows: QuerySet, where: Territory | None, day: date, path: str = "", *, moved: bool | None = None
) -> QuerySet:
    """``rows`` whose establishment was filed in the commune or district ``where`` on ``day``; None keeps all."""
    if where is None:
        return rows
    places = Territory.objects.filter(pk=where.pk) | Territory.objects.filter(parent=where)
    return rows.alias(place_then=place_on(day, path, moved=moved)).filter(place_then__in=places)
