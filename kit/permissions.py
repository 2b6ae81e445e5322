"""One way to ask whether somebody may do something."""

from django.core.exceptions import PermissionDenied
from django.db import models


def require(user, perm: str, obj: models.Model | None = None) -> None:
    """Raise PermissionDenied unless ``user`` has ``perm`` on ``obj`` (tables in each app's rules.py)."""
    if not user.has_perm(perm, obj):
        raise PermissionDenied(perm)
