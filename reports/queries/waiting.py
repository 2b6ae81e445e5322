"""Which of these reports still wait for somebody: what a notice asked for may be done by now."""

from dataclasses import dataclass

from django.db.models import Case, IntegerField, Value, When

from accounts.models import User
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


@dataclass(frozen=True)
class NextForReview:
    """The report to judge next, None when no other waits; ``waiting`` counts it too."""

    report: Report | None
    waiting: int


def next_for_review(user: User, after: Report) -> NextForReview:
    """What this reviewer judges after ``after``: his own desk first, then nobody's, each time the longest waiting."""
    waiting = Report.objects.visible_to(user).expected().filter(state=ReportState.SUBMITTED)
    waiting = waiting.exclude(pk=after.pk).exclude(submitted_by=user)
    desk = Case(
        When(reviewer=user, then=Value(0)),
        When(reviewer=None, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    first = waiting.select_related("unit", "period").order_by(desk, "submitted_at", "pk").first()
    return NextForReview(first, waiting.count() if first else 0)
