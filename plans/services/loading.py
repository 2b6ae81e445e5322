"""What every loader of shipped data needs: rows found by natural key, written only when they differ."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models

from accounts.services.upsert import upsert
from audit.services.journal import record

Data = Mapping[str, Any]


class InvalidCatalogue(ValueError):
    """The data name something that does not exist."""


class Loader:
    """Writes rows and counts, per model, how many of them were different."""

    def __init__(self) -> None:
        self.written: Counter[str] = Counter()

    def put(self, model: type[models.Model], key: Data, **values: Any) -> Any:
        row, changed = upsert(model._default_manager, key, values)
        if changed:
            self.written[model._meta.model_name or ""] += 1
        return row

    def drop(self, rows: models.QuerySet) -> None:
        """Remove leaves that left the data; nothing refers to them."""
        number, _ = rows.delete()
        if number:
            self.written[rows.model._meta.model_name or ""] += number

    def note(self, obj: models.Model, action: str, *, at: datetime) -> None:
        if self.written:
            record(obj, action, by=None, at=at, written=dict(self.written))


def named(rows: Mapping[str, Any], name: str) -> Any:
    if name not in rows:
        raise InvalidCatalogue(f"nothing is called {name!r}")
    return rows[name]
