"""Who may let a mail go out again: the department and the administrator."""

import rules

from accounts.rules import DEPARTMENT_ROLES, role_is
from accounts.states import Role

PERMISSIONS = {"notices.resend_notice": role_is(*DEPARTMENT_ROLES, Role.ADMINISTRATOR)}

for name, rule in PERMISSIONS.items():
    rules.set_perm(name, rule)
