"""Who may make, change and lock accounts. Nobody does it to himself; nobody ever sees another person's password.

role   make, change, lock, renew the password   let a resting name log in again
QT     everybody but himself                     everybody
DP                                               accounts of reporting units
Roles that read or sign everything (GRANTED_BY_OPERATOR) are given at the server, never on a page.
"""

import rules

from accounts.rules import is_coordinator, role_is
from accounts.states import Role

GRANTED_BY_OPERATOR = frozenset({Role.ADMINISTRATOR, Role.LEADER, Role.AUDITOR})


@rules.predicate
def is_another(user, person) -> bool:
    """Somebody else's account, or one that is not made yet."""
    return person is None or person.pk != user.pk


@rules.predicate
def is_reporters(user, person) -> bool:
    """An account of a reporting unit."""
    return person is not None and person.role == Role.REPORTER


is_administrator = role_is(Role.ADMINISTRATOR)

PERMISSIONS = {
    "access.manage_person": is_administrator & is_another,
    "access.release_person": is_administrator | (is_coordinator & is_reporters),
}

for name, rule in PERMISSIONS.items():
    rules.set_perm(name, rule)
