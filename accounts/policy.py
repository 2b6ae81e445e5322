"""Who may use which address: declared on the view, held in ``accounts/data/policy.csv``.

The table says which roles have a function at all (403 for the others). Whose rows they see
is ``visible_to`` of each model (404), and in which state something may be done is the
service's question (409). ``docs/permissions.md`` is generated from the same table.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from django.http import HttpRequest

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User

View = TypeVar("View", bound=Callable)
TABLE = Path(__file__).parent / "data" / "policy.csv"
ROLES = ("AN", "BC", "CV", "DP", "LD", "KT", "QT", "GS")
ANONYMOUS = "AN"


class Request(HttpRequest):
    """A request as views get it: somebody is logged in, the instant of arrival is stamped. For annotations."""

    user: User
    received_at: datetime


class UnknownAction(KeyError):
    """A view names an action that the table does not have."""


@cache
def table() -> dict[str, dict[str, str]]:
    """Action → row of the table: ``label`` and one cell per role, empty meaning no."""
    with TABLE.open(encoding="utf-8") as file:
        return {row["action"]: row for row in csv.DictReader(file)}


def roles_of(action: str) -> frozenset[str]:
    """Roles that have the function; AN = nobody needs to be logged in."""
    return frozenset(role for role in ROLES if table()[action][role])


def policy(action: str) -> Callable[[View], View]:
    """Declare which row of the table guards this view."""
    if action not in table():
        raise UnknownAction(action)

    def declare(view: View) -> View:
        view.policy = action  # type: ignore[attr-defined]
        if ANONYMOUS in roles_of(action):
            view.login_required = False  # type: ignore[attr-defined]
        return view

    return declare


def may_use(user, action: str) -> bool:
    """Whether the user's role has the function (whatever the object)."""
    roles = roles_of(action)
    if ANONYMOUS in roles:
        return True
    return bool(user.is_authenticated and user.is_active and user.role in roles)
