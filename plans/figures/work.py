"""What units did, as numbers: what events count for, whether something was kept up, where it leads."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

TENTH, DAYS_A_MONTH = Decimal("0.1"), Decimal("30.4")
# Kind of event → the indicators its quantity and its attendances count for.
QUANTITY_CODES = {
    "session": "N101",
    "leaflet": "N104",
    "poster": "N105",
    "handbook": "N106",
    "article": "N107",
    "programme": "N108",
    "broadcast": "N109",
    "social": "N110",
    "integrated": "N205",
    "training": "N501",
    "monitoring": "N506",
    "meeting": "N508",
}
ATTENDEE_CODES = {"session": "N103", "training": "N502"}
FORM_PARTS = {"hoi_nghi": "HN", "chuyen_de": "CD", "toa_dam": "TD", "hop_thon": "HT", "ngoai_khoa": "NK", "clb": "CLB"}
AUDIENCE_PARTS = {"can_bo": "CB", "hssv": "HS", "nhan_vien": "NV", "nguoi_dan": "ND"}
INTEGRATED_CODE = "N102"  # of the sessions, those held within something else
COMMUNICATION = (
    "session",
    "leaflet",
    "poster",
    "handbook",
    "article",
    "programme",
    "broadcast",
    "social",
    "integrated",
)


def contributions(
    kind: str, quantity: int, attendees: int | None, *, is_integrated: bool, form: str = "", audience: str = ""
) -> dict[str, int]:
    """What one event adds to which indicators.

    Args:
        quantity: in the indicator's unit of measure (sessions, leaflets, posts …).
        attendees: attendances (lượt người); None when nobody counted, which adds nothing.
        form, audience: of a session, as in plans.states; blank where nobody said.

    Returns:
        Indicator code → number; breakdown rows as "N101.HN", "N103.CB".
        An integrated session counts in N101 and, among those, in N102.

    Source: [KH-81] mục II.1, II.5; biểu số liệu N101–N110, N205, N501, N502, N506, N508.
    """
    found = {QUANTITY_CODES[kind]: quantity}
    if kind == "session" and is_integrated:
        found[INTEGRATED_CODE] = quantity
    if attendees is not None and kind in ATTENDEE_CODES:
        found[ATTENDEE_CODES[kind]] = attendees
    if kind == "session" and form in FORM_PARTS:
        found[f"N101.{FORM_PARTS[form]}"] = quantity
    if kind == "session" and audience in AUDIENCE_PARTS and attendees is not None:
        found[f"N103.{AUDIENCE_PARTS[audience]}"] = attendees
    return found


def only_whole_breakdowns(totals: dict[str, int]) -> dict[str, int]:
    """``totals`` without the breakdowns that do not add up to their whole: somebody left the form blank."""
    parts: dict[str, int] = {}
    for code, number in totals.items():
        if "." in code:
            whole = code.partition(".")[0]
            parts[whole] = parts.get(whole, 0) + number
    return {
        code: number
        for code, number in totals.items()
        if "." not in code or parts[code.partition(".")[0]] == totals[code.partition(".")[0]]
    }


def quarters_of(start: date, end: date) -> list[tuple[date, date]]:
    """A year cut into quarters of three months from its first day.

    A calendar year gives its calendar quarters; a data window 15/12–14/12 ([NĐ-09] Điều 12) gives 15/12–14/3,
    15/3–14/6, 15/6–14/9, 15/9–14/12.
    """
    found, first = [], start
    while first <= end:
        following = _three_months_later(first)
        found.append((first, min(following - timedelta(days=1), end)))
        first = following
    return found


def _three_months_later(day: date) -> date:
    """The same day of the month, or the month's last one."""
    month = day.month + 2
    year, month = day.year + month // 12, month % 12 + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month, min(day.day, last))


def kept_up(days: Iterable[date], start: date, day: date, end: date) -> bool:
    """Whether communication was kept up regularly: something in every quarter that is over by ``day``.

    Before the first quarter is over, something at all. The quarter that is running is not held against
    a unit until it ends.

    Args:
        days: days of communication activities. start, end: the year; both included.

    Source: [KH-81] mục I.2 ("duy trì thường xuyên"); the reading is ours: docs/adr.
    """
    held = {held for held in days if start <= held <= day}
    over = [(first, last) for first, last in quarters_of(start, end) if last <= day]
    return bool(held) and all(any(first <= held_on <= last for held_on in held) for first, last in over)


def straight_on(before: Decimal, before_on: date, now: Decimal, now_on: date, end: date) -> Decimal:
    """Where two values lead on ``end`` in a straight line; one decimal, half up, never below 0.

    40 % on 31 March and 52 % on 30 June (91 days) lead in the 184 days to 31 December to 52 + 12 ÷ 91 × 184 = 76,3 %.
    Right for what adds up and for what stays, because only the last two values speak.
    """
    slope = (now - before) / (now_on - before_on).days
    found = now + slope * max((end - now_on).days, 0)
    return max(found, Decimal(0)).quantize(TENTH, ROUND_HALF_UP)


def needed_a_month(now: Decimal, now_on: date, target: Decimal, end: date) -> Decimal | None:
    """Points a month from now on, one decimal, rounded up: 52 of 90 on 30 June are 38 ÷ 6,05 months = 6,3.

    None when the target is reached or no day is left; less than a month counts as one.
    """
    days = (end - now_on).days
    if now >= target or days <= 0:
        return None
    months = max(Decimal(1), days / DAYS_A_MONTH)
    return ((target - now) / months).quantize(TENTH, ROUND_CEILING)
