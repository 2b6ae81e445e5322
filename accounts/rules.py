"""Predicates about people and units. Each starts from "is active"."""

import rules

from accounts.states import Role

DEPARTMENT_ROLES = {Role.STAFF, Role.COORDINATOR}
READING_ROLES = DEPARTMENT_ROLES | {Role.LEADER, Role.AUDITOR}


def role_is(*roles: str) -> rules.Predicate:
    """An active user with one of ``roles``."""

    @rules.predicate(name=f"role in {sorted(roles)}")
    def predicate(user) -> bool:
        return user.is_active and getattr(user, "role", None) in roles

    return predicate


is_reporter = role_is(Role.REPORTER)
is_department = role_is(*DEPARTMENT_ROLES)
is_coordinator = role_is(Role.COORDINATOR)
is_leader = role_is(Role.LEADER)
is_inspector = role_is(Role.INSPECTOR)
is_reader = role_is(*READING_ROLES)


@rules.predicate
def is_unit_approver(user) -> bool:
    """Head of a reporting unit, or whoever may send in his place."""
    return is_reporter(user) and user.is_unit_approver


@rules.predicate
def in_own_unit(user, obj) -> bool:
    """``obj`` (something with a ``unit_id``) belongs to the user's unit."""
    return bool(user.is_active and user.unit_id and obj is not None and obj.unit_id == user.unit_id)
