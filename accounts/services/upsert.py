"""Write a row by its natural key, and only when something is different."""

from collections.abc import Mapping
from typing import Any

from django.db import models


def upsert(manager: models.Manager, key: Mapping[str, Any], values: Mapping[str, Any]) -> tuple[Any, bool]:
    """The row with ``key``, holding ``values`` from now on; and whether anything was written.

    Unlike update_or_create it leaves a row alone that already says the same, so that loading a
    catalogue again writes nothing and the journal stays quiet. Call it in a transaction.
    """
    row = manager.filter(**key).first()
    if row is None:
        return manager.create(**{name: value for name, value in key.items() if "__" not in name}, **values), True
    different = [name for name, value in values.items() if getattr(row, name) != value]
    if not different:
        return row, False
    for name in different:
        setattr(row, name, values[name])
    row.save()
    return row, True
