"""Who may do what with a report. When it is possible is in states.py.

role / whose report       view  edit  forward  hand back  submit  return  accept  reopen  exclude
(recall goes with submit, take with return, asking for more time with edit, granting it with exclude)
BC officer, own unit       x     x      x          x
BC head, own unit          x     x      x          x         x
CV staff                   x                                        x       x
DP coordinator             x                                        x       x       x        x
LD, GS                     x
Nobody accepts a report that he sent himself (S1). A coordinator edits and sends where the department enters on behalf.

role / consolidated  build, chốt, ghi số, điều chỉnh  trình ký  duyệt ký, trả lại  sửa mẫu đầu ra, dòng phải khai
CV staff                          x
DP coordinator                    x                x                                      x
LD leadership                                                  x
Whoever reads everything (CV, DP, LD, GS) has the living draft printed.
Nobody signs what he made final himself (S2).
"""

import rules

from accounts.rules import (
    in_own_unit,
    is_coordinator,
    is_department,
    is_leader,
    is_reader,
    is_reporter,
    is_unit_approver,
)


@rules.predicate
def sent_by_somebody_else(user, report) -> bool:
    """Four eyes: the person who sent it does not judge it."""
    return report is not None and report.submitted_by_id != user.pk


@rules.predicate
def entered_on_behalf(user, report) -> bool:
    """The department has taken it upon itself to enter this report for the unit."""
    return getattr(report, "on_behalf_at", None) is not None


stand_in = is_coordinator & entered_on_behalf
own = is_reporter & in_own_unit
judge = is_department & sent_by_somebody_else

PERMISSIONS = {
    "reports.view_report": own | is_reader,
    "reports.edit_report": own | stand_in,
    "reports.enter_on_behalf": is_coordinator,
    "reports.forward_report": own,
    "reports.hand_back_report": own,
    "reports.submit_report": (is_unit_approver & in_own_unit) | stand_in,
    "reports.recall_report": is_unit_approver & in_own_unit,
    "reports.attach_file": own,
    "reports.comment_report": own | is_department | is_leader,
    "reports.note_report": is_department | is_leader,
    "reports.settle_thread": is_department,
    "reports.take_report": judge,
    "reports.return_report": judge,
    "reports.accept_report": judge,
    "reports.reopen_report": is_coordinator,
    "reports.exclude_unit": is_coordinator,
    "reports.set_rows": is_coordinator,
    "reports.ask_concession": own,
    "reports.decide_concession": is_coordinator,
    "reports.set_deadline": is_coordinator,
    "reports.consolidate": is_department,
    "reports.print_draft": is_reader,
    "reports.adjust_total": is_department,
    "reports.edit_profile": is_coordinator,
    "reports.draft_letter": is_department,
    "reports.nudge_unit": is_department,
    "reports.propose": is_coordinator,
    "reports.approve": is_leader,
}

for name, rule in PERMISSIONS.items():
    rules.set_perm(name, rule)
