"""The time a task names, as a rhythm and a last day: "hằng quý", "trước ngày 25/6", "trong quý II", "thường xuyên"."""

import re
from calendar import monthrange
from datetime import date, timedelta

from plans.reading.times import NAMES, deadlines_in

QUARTERLY = re.compile(r"(?i)(?:h[ằà]ng|mỗi|từng) quý|định kỳ[^.;]*quý")
CONTINUOUS = re.compile(
    r"(?i)thường xuyên|liên tục|quanh năm|cả năm|trong năm|h[ằà]ng (?:ngày|tuần|tháng|năm)|mỗi (?:ngày|tuần|tháng)"
    r"|lần\s*/\s*(?:tuần|tháng)|đột xuất|định kỳ"
)
DAY = re.compile(
    r"(?i)(?<!tháng )(?<!\d)(\d{1,2})\s*(?:/|-|\s+tháng\s+)\s*(\d{1,2})(?:\s*(?:/|-|\s+năm\s+)\s*(\d{4}))?(?![\d/])"
)
QUARTERS = re.compile(r"(?i)quý\s+(IV|I{1,3}|[1-4])(?:\s*(?:,|và|-|–)\s*(?:quý\s+)?(IV|I{1,3}|[1-4]))*")
MONTHS = re.compile(r"(?i)tháng\s+(?:\d{1,2}\s*(?:-|–|,|và|đến)\s*(?:tháng\s+)?)?(\d{1,2})")
HALF = re.compile(r"(?i)6 tháng đầu năm|sáu tháng đầu năm")
YEAR = re.compile(r"(?:năm\s+|/)(20\d{2})")


def schedule_of(when: str, year: int | None) -> tuple[str, date | None]:
    """Rhythm ("once", "quarterly", "continuous"; "" when nothing is said) and the last day that is on time.

    Args:
        year: the plan's year, for days and quarters that name none.
    """
    if not when:
        return "", None
    if QUARTERLY.search(when):
        return "quarterly", None
    if CONTINUOUS.search(when) and not re.search(r"(?i)h[ằà]ng năm", when):
        return "continuous", None
    due_on = _last_day(when, year)
    return ("once", due_on) if due_on else ("continuous" if CONTINUOUS.search(when) else "", None)


def _last_day(when: str, year: int | None) -> date | None:
    named = YEAR.findall(when)
    at = int(named[-1]) if named else year
    if at is None:
        return None
    limits = [row.before for row in deadlines_in(when, year=at)]
    if limits:
        return _before(limits[-1], at)
    return _of_day(when, at) or _of_span(when, at)


def _before(text: str, year: int) -> date | None:
    """ "06-25" or "2022-06-25", the first day too late → the day before."""
    if not re.fullmatch(r"(?:\d{4}-)?\d{2}-\d{2}", text):
        return None
    late = date.fromisoformat(text if len(text) > 5 else f"{year}-{text}")
    return late - timedelta(days=1) if len(text) > 5 or text != "01-01" else date(year, 12, 31)


def _of_day(when: str, year: int) -> date | None:
    days = [found for found in DAY.findall(when) if 1 <= int(found[1]) <= 12]
    if not days:
        return None
    day, month, named = (int(part or 0) for part in days[-1])
    at = named or year
    return date(at, month, day) if 1 <= day <= monthrange(at, month)[1] else None


def _of_span(when: str, year: int) -> date | None:
    """The last day of the quarter, month or half-year named last."""
    if QUARTERS.search(when):
        last = [*re.finditer(r"(?i)(?<![^\W\d_])(IV|I{1,3})(?![^\W\d_])|quý\s+([1-4])", when)][-1]
        month = 3 * NAMES[(last[1] or last[2]).lower()]
    elif months := MONTHS.findall(when):
        month = int(months[-1])
    elif HALF.search(when):
        month = 6
    else:
        return None
    return date(year, month, monthrange(year, month)[1]) if 1 <= month <= 12 else None
