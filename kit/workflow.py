"""State changes by compare-and-swap."""

from collections.abc import Set
from dataclasses import dataclass

from django.db import models


class InvalidTransition(Exception):
    """The object is no longer in a state that allows this step."""


@dataclass(frozen=True)
class Transition:
    """One allowed step of a workflow: from any of ``sources`` to ``target``."""

    name: str
    sources: Set[str]
    target: str

    def apply(self, obj: models.Model, **changes: object) -> None:
        """Write ``target`` and ``changes``, only if the row is still in a source state.

        Of any number of parallel callers exactly one succeeds; the others get
        InvalidTransition. ``obj`` is refreshed from the database.
        """
        rows = type(obj)._base_manager.filter(pk=obj.pk, state__in=self.sources)
        if rows.update(state=self.target, **changes) != 1:
            raise InvalidTransition(f"{self.name}: {obj} is not in {sorted(self.sources)}")
        obj.refresh_from_db()
