"""Who may steer the engine.

role                 calendar, ladders   stop and resume reminders
DP coordinator               x                      x
Everybody else reads at most (deadline.view).
"""

import rules

from accounts.rules import is_coordinator

PERMISSIONS = {
    "deadlines.keep_calendar": is_coordinator,
    "deadlines.set_ladder": is_coordinator,
    "deadlines.stop_reminders": is_coordinator,
}

for name, rule in PERMISSIONS.items():
    rules.set_perm(name, rule)
