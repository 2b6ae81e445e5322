"""How long is left until a deadline, in words. Works for a period and for a report with a deadline of its own."""

from datetime import datetime

from django import template
from django.utils import timezone

from deadlines.figures import time_left_words
from deadlines.queries.calendar import working_calendar
from plans.figures import days_left as count_days
from plans.models import ReportingPeriod
from reports.models import Report

register = template.Library()


@register.filter
def days_left(owed: ReportingPeriod | Report, now: datetime) -> int:
    """Calendar days to the last day on time; negative when it has passed."""
    return count_days(owed.due_at, timezone.localtime(now).date())


@register.filter
def time_left(owed: ReportingPeriod | Report, now: datetime) -> str:
    """ "còn 4 ngày làm việc", "hôm nay là ngày cuối", "quá hạn 1 ngày làm việc"."""
    return time_left_words(owed.due_at, timezone.localtime(now).date(), working_calendar())
