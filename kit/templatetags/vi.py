"""Filters for Vietnamese numbers and a query-string helper. Built in: no {% load %} needed."""

from decimal import Decimal

from django import template

from kit import numbers
from kit.changes import word_changes

register = template.Library()


@register.filter
def vn(value: Decimal | int | None, places: int | None = None) -> str:
    """1250 → "1.250"; None → "–"."""
    return numbers.show(value, places)


@register.filter
def percent(value: Decimal | None) -> str:
    """66.7 → "66,7 %", 92 → "92,0 %"; None → "–" (nothing to divide by is not zero)."""
    return "–" if value is None else f"{numbers.show(value, 1)} %"


@register.filter
def changes(before: str, after: str) -> list:
    """Pieces of both texts with what they are: same, gone, new (kit.changes)."""
    return word_changes(before, after)


@register.filter
def get(mapping: dict, key: object) -> object:
    """``mapping[key]``, or None."""
    return mapping.get(key) if mapping else None
