"""Who may start background work again that has failed: the administrator."""

import rules

from accounts.rules import role_is
from accounts.states import Role

PERMISSIONS = {"dashboards.retry_job": role_is(Role.ADMINISTRATOR)}

for name, rule in PERMISSIONS.items():
    rules.set_perm(name, rule)
