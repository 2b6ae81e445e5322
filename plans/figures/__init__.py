"""How the numbers of plans are computed. Pure: neither Django nor a clock."""

from plans.figures.periods import VIETNAM, days_left, is_on_time, last_day_before, last_day_on_time, usual_period

__all__ = ["VIETNAM", "days_left", "is_on_time", "last_day_before", "last_day_on_time", "usual_period"]
