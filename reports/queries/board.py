"""The board of a period: who has sent, who is late; counted by the database, shown page by page."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Count, F, Q, QuerySet

from plans.models import ReportingPeriod
from reports.models import Report
from reports.states import ReportState

LATE = "muon"


def board_reports(period: ReportingPeriod, user, state: str, at: datetime) -> QuerySet[Report]:
    """The obligations of a period that ``user`` may see, in the order of the units.

    Args:
        state: a ReportState (the drafts with those before the head), "muon" for the late ones, "" for all.
    """
    reports = Report.objects.visible_to(user).filter(period=period)
    if state == LATE:
        reports = reports.expected().filter(_is_late(period, at))
    elif state:
        wanted = (state, ReportState.AWAITING_HEAD) if state == ReportState.DRAFT else (state,)
        reports = reports.expected().filter(state__in=wanted)
    return reports.for_listing().order_by("unit__order", "pk")


def _is_late(period: ReportingPeriod, at: datetime) -> Q:
    """The SQL twin of ``Report.is_late``: first sent, or not sent until now, at or after the later of two deadlines."""
    sent = Q(first_submitted_at__gte=period.due_at)
    sent &= Q(extended_due_at=None) | Q(first_submitted_at__gte=F("extended_due_at"))
    if at < period.due_at:
        return sent
    return sent | Q(first_submitted_at=None) & (Q(extended_due_at=None) | Q(extended_due_at__lte=at))


def board_counts(period: ReportingPeriod, user, at: datetime) -> Mapping[str, int]:
    """State → how many, with "muon" and "total"; excluded units are not counted. One query."""
    reports = Report.objects.visible_to(user).filter(period=period).expected()
    by_state = {state.value: Count("pk", filter=Q(state=state)) for state in ReportState}
    return reports.aggregate(**by_state, total=Count("pk"), **{LATE: Count("pk", filter=_is_late(period, at))})
