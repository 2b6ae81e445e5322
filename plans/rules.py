"""Who may do what with work that was asked for. When it is possible is in states.py.

role                        view        open   finish        verify, reopen
BC                          own unit           own
CV, DP, LD                  all          x     own           what is not their own
KT                          own                own
GS                          all
Notes on tasks, own plans and events: BC its own unit's, CV and DP their room's; who reads everything sees all.
The terms of a task (product, day, rhythm) are set by DP; he alone types a value of an objective.
Own: named as the person, or of the unit it was given to. Whoever owns it or did it never verifies it.
"""

import rules

from accounts.rules import in_own_unit, is_coordinator, is_department, is_inspector, is_leader, is_reader, is_reporter


@rules.predicate
def owns_action(user, item) -> bool:
    """Named, or a member of the unit that was asked as a whole."""
    if not user.is_active or item is None:
        return False
    return item.person_id == user.pk or (item.person_id is None and item.unit_id == user.unit_id)


@rules.predicate
def in_asked_unit(user, item) -> bool:
    """The unit was asked, whether or not a person of it is named."""
    return bool(user.is_active and item is not None and item.unit_id and item.unit_id == user.unit_id)


@rules.predicate
def is_outsider(user, item) -> bool:
    """Neither owns it, nor sits in the unit that does, nor reported it done."""
    return item is not None and user.pk not in (item.person_id, item.done_by_id) and item.unit_id != user.unit_id


@rules.predicate
def is_named(user, item) -> bool:
    return bool(user.is_active and item is not None and item.person_id == user.pk)


gives_work = is_department | is_leader
works_in_own_unit = (is_reporter | is_department) & in_own_unit

PERMISSIONS = {
    "plans.view_action": is_reader | (is_reporter & (is_named | in_asked_unit)) | (is_inspector & is_named),
    "plans.open_action": gives_work,
    "plans.finish_action": (is_reporter | gives_work | is_inspector) & owns_action,
    "plans.verify_action": gives_work & is_outsider,
    "plans.view_work": is_reader | (is_reporter & in_own_unit),
    "plans.record_work": works_in_own_unit,
    "plans.set_terms": is_coordinator,
    "plans.type_objective": is_coordinator,
    "plans.import_plan": is_coordinator,
    "plans.roll_over": is_coordinator,
}

for name, rule in PERMISSIONS.items():
    rules.set_perm(name, rule)
