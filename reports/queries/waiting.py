"""Which of these reports still wait for somebody: what a notice asked for may be done by now."""

from reports.models import Report
from reports.states import ReportState


def still_with_unit(pks: set[int]) -> set[int]:
    """Of these reports, those that their unit has still to send."""
    return set(Report.objects.awaiting_submission().filter(pk__in=pks).values_list("pk", flat=True))


def waiting_for_head(pks: set[int]) -> set[int]:
    """Of these reports, those that wait for the head of their unit."""
    waiting = Report.objects.expected().filter(pk__in=pks, state=ReportState.AWAITING_HEAD)
    return set(waiting.values_list("pk", flat=True))


def waiting_for_review(pks: set[int]) -> set[int]:
    """Of these reports, those that the department has still to judge."""
    waiting = Report.objects.expected().filter(pk__in=pks, state=ReportState.SUBMITTED)
    return set(waiting.values_list("pk", flat=True))
