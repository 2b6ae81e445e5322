"""How long is left until a deadline, in words."""

from datetime import datetime

from django import template
from django.utils import timezone

from plans.figures import days_left as count_days
from plans.models import ReportingPeriod

register = template.Library()


@register.filter
def days_left(period: ReportingPeriod, now: datetime) -> int:
    """Calendar days to the last day on time; negative when it has passed."""
    return count_days(period.due_at, timezone.localtime(now).date())


@register.filter
def time_left(period: ReportingPeriod, now: datetime) -> str:
    """ "còn 4 ngày", "hôm nay là ngày cuối", "quá hạn 3 ngày"."""
    days = days_left(period, now)
    if days > 0:
        return f"còn {days} ngày"
    return "hôm nay là ngày cuối" if days == 0 else f"quá hạn {-days} ngày"
