"""One way to ask whether somebody may do something."""

from typing import Protocol

from django.core.exceptions import PermissionDenied
from django.db import models


class _HasPerm(Protocol):
    def has_perm(self, perm: str, obj: models.Model | None = None) -> bool: ...


def require(user: "_HasPerm", perm: str, obj: models.Model | None = None) -> None:
    """Raise PermissionDenied unless ``user`` has ``perm`` on ``obj`` (tables in each app's rules.py)."""
    if not user.has_perm(perm, obj):
        raise PermissionDenied(perm)
