"""Events behind a figure."""

from datetime import date

from django.db.models import Q, Sum

from accounts.models import Unit, User
from plans.figures.work import ATTENDEE_CODES, AUDIENCE_PARTS, FORM_PARTS, INTEGRATED_CODE, QUANTITY_CODES
from plans.models import Event
from plans.states import EventKind


def events(
    user: User,
    *,
    unit: Unit | None = None,
    kind: str | None = None,
    code: str | None = None,
    start: date | None = None,
    end: date | None = None,
):
    """What ``user`` may see, newest first; with ``code`` exactly those that the figure counts."""
    rows = Event.objects.visible_to(user).select_related("unit", "task", "file")
    wanted = {"unit": unit, "kind": kind, "held_on__gte": start, "held_on__lte": end}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    return rows.counted().filter(_counts_for(code)) if code else rows


def total(rows, code: str) -> int | None:
    """What the events add up to in ``code``; None when there is none."""
    field = "attendees" if code.partition(".")[0] in ATTENDEE_CODES.values() else "quantity"
    return rows.order_by().aggregate(total=Sum(field))["total"]


def _counts_for(code: str) -> Q:
    whole, _, part = code.partition(".")
    if part:
        named = {"form": _key(FORM_PARTS, part)} if whole == "N101" else {"audience": _key(AUDIENCE_PARTS, part)}
        return _counts_for(whole) & Q(**named)
    if code == INTEGRATED_CODE:
        return Q(kind=EventKind.SESSION, is_integrated=True)
    by_quantity = [kind for kind, found in QUANTITY_CODES.items() if found == code]
    by_attendees = [kind for kind, found in ATTENDEE_CODES.items() if found == code]
    return Q(kind__in=by_quantity) | Q(kind__in=by_attendees, attendees__isnull=False)


def _key(parts: dict[str, str], part: str) -> str:
    return next((key for key, value in parts.items() if value == part), "")
