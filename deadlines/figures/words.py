"""Deadlines as an office says them."""

from datetime import date, datetime

from deadlines.figures.calendar import Calendar, last_day_on_time


def day_words(day: date) -> str:
    """24/6/2022: day and month without a leading zero, as in the plan's own text."""
    return f"{day.day}/{day.month}/{day.year}"


def time_left_words(due_at: datetime, today: date, calendar: Calendar) -> str:
    """ "còn 3 ngày làm việc", "hôm nay là ngày cuối", "quá hạn 2 ngày làm việc".

    A deadline on a day off: on the last working day before it, nothing is left but the days off themselves.
    """
    last = last_day_on_time(due_at)
    days = calendar.between(today, last)
    if today == last:
        return "hôm nay là ngày cuối"
    if today > last:
        return f"quá hạn {-calendar.between(today, last)} ngày làm việc" if days else "vừa quá hạn"
    return f"còn {days} ngày làm việc" if days else "không còn ngày làm việc nào trước hạn"


def deadline_words(due_at: datetime, today: date, calendar: Calendar) -> str:
    """ "hạn cuối: hết ngày 24/6/2022, còn 4 ngày làm việc"."""
    return f"hạn cuối: hết ngày {day_words(last_day_on_time(due_at))}, {time_left_words(due_at, today, calendar)}"
