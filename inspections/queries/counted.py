"""The rows behind every number of inspections: the lists and the numbers ask the same functions.

A visit belongs to the unit whose team made it. Windows include both days.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Case, Q, QuerySet, When
from django.db.models.functions import Coalesce

from inspections.models import Complaint, Establishment, Inspection, Violation
from inspections.states import STOPPING, Channel, FollowUpResult, InspectionState, Outcome

STOPPED = "stopping"  # suspension or revocation, alone or beside a fine
WITH_RECORD = "record"  # a record of an administrative offence was drawn up
OTHER_CHANNELS = "others"  # of complaints, as the report groups them
OWN_CHANNELS = (Channel.PHONE, Channel.LETTER, Channel.DIRECT)


class By(StrEnum):
    """Which day of a violation lies in the window."""

    FOUND = "kiem_tra"
    DECIDED = "quyet_dinh"
    PAID = "nop"
    ANSWERED = "tra_loi"


DAYS = {By.FOUND: "inspection__inspected_on", By.DECIDED: "acted_on", By.PAID: "paid_on", By.ANSWERED: "answered_on"}


@dataclass(frozen=True)
class Frame:
    """Whose teams, from when to when, which kind of establishment; None and "" mean any."""

    start: date | None = None
    end: date | None = None
    unit: str = ""  # code
    kind: str = ""  # EstablishmentType
    mode: str = ""  # InspectionMode


def within(rows: QuerySet, field: str, frame: Frame) -> QuerySet:
    """Rows whose day lies in the frame's window."""
    wanted = {f"{field}__gte": frame.start, f"{field}__lte": frame.end}
    return rows.filter(**{name: day for name, day in wanted.items() if day})


def visits(frame: Frame, rows: QuerySet[Inspection] | None = None) -> QuerySet[Inspection]:
    """Lượt: inspections that were carried out, of ``rows`` or of all."""
    found = Inspection.objects.all() if rows is None else rows
    found = within(found.executed(), "inspected_on", frame)  # type: ignore[attr-defined]
    return _of(found, frame, "")


def violations(
    frame: Frame, outcome: str = "", by: By = By.FOUND, rows: QuerySet[Violation] | None = None
) -> QuerySet[Violation]:
    """Hành vi, by the day they were found, decided upon (if no day is known: found), paid or answered."""
    found = Violation.objects.all() if rows is None else rows
    found = found.annotate(acted_on=Coalesce("decided_on", "inspection__inspected_on"))
    return _of(within(_with_outcome(found, outcome), DAYS[by], frame), frame, "inspection__")


def sanctioned_visits(
    frame: Frame, outcome: str, by: By = By.DECIDED, rows: QuerySet[Inspection] | None = None
) -> QuerySet[Inspection]:
    """Lượt cơ sở: visits at least one violation of which ended so."""
    found = Inspection.objects.all() if rows is None else rows
    return found.filter(pk__in=violations(frame, outcome, by).values("inspection"))


def places(frame: Frame, *, violating: bool = False, followed: str = "") -> QuerySet[Establishment]:
    """Cơ sở, each once: inspected; violating; or visited a second time (``followed``: "any" or a FollowUpResult)."""
    if followed:
        return Establishment.objects.filter(inspections__in=_followed(frame, followed)).distinct()
    seen = visits(frame)
    if violating:
        seen = seen.exclude(violations=None)
    return Establishment.objects.filter(inspections__in=seen).distinct()


def places_by_unit(frame: Frame, *, violating: bool = False) -> dict[str, set[int]]:
    """Unit code → keys of the establishments its teams inspected; the same place may stand with several units."""
    seen = visits(frame)
    if violating:
        seen = seen.exclude(violations=None)
    found: dict[str, set[int]] = {}
    for unit, place in seen.order_by().values_list("team__unit__code", "establishment_id").distinct():
        found.setdefault(unit, set()).add(place)
    return found


def complaints(frame: Frame, *, handled: bool = False, rows: QuerySet[Complaint] | None = None) -> QuerySet[Complaint]:
    """Tin báo received, or handled, in the window."""
    found = Complaint.objects.all() if rows is None else rows
    found = within(found, "handled_on" if handled else "received_on", frame)
    return found.filter(unit__code=frame.unit) if frame.unit else found


def by_channel(rows: QuerySet[Complaint], channel: str) -> QuerySet[Complaint]:
    """Those that came in so; OTHER_CHANNELS: neither by telephone nor by letter nor in person."""
    if channel == OTHER_CHANNELS:
        return rows.exclude(channel__in=OWN_CHANNELS)
    return rows.filter(channel=channel) if channel else rows


def failed(frame: Frame) -> QuerySet[Inspection]:
    """Closed doors, by the day the team came; where only the plan's day is known, by that."""
    found = Inspection.objects.filter(state=InspectionState.COULD_NOT)
    return _of(within(came(found), "day_there", frame), frame, "")


def reached(frame: Frame, rows: QuerySet[Inspection] | None = None) -> QuerySet[Inspection]:
    """Lượt with those that found the establishment standing still (N408 ⊆ N405)."""
    found = Inspection.objects.all() if rows is None else rows
    return _of(within(came(found.reached()), "day_there", frame), frame, "")  # type: ignore[attr-defined]


def came(rows: QuerySet[Inspection]) -> QuerySet[Inspection]:
    """Adds ``day_there``: when a team was at the establishment; None for what is still to come."""
    planned = Case(When(state=InspectionState.COULD_NOT, then="planned_on"))
    return rows.annotate(day_there=Coalesce("inspected_on", "came_on", planned))


def _followed(frame: Frame, result: str) -> QuerySet[Inspection]:
    wanted = {"follow_ups__visited_on__gte": frame.start, "follow_ups__visited_on__lte": frame.end}
    if result in FollowUpResult.values:
        wanted["follow_ups__result"] = result  # type: ignore[assignment]
    found = Inspection.objects.exclude(follow_ups=None).filter(**{name: v for name, v in wanted.items() if v})
    return _of(found, frame, "")


def _with_outcome(rows: QuerySet[Violation], outcome: str) -> QuerySet[Violation]:
    if outcome == STOPPED:
        return rows.filter(Q(outcome__in=STOPPING) | Q(supplement__in=STOPPING))
    if outcome == WITH_RECORD:
        return rows.filter(has_record=True)
    return rows.filter(outcome=Outcome(outcome)) if outcome else rows


def _of(rows: QuerySet, frame: Frame, path: str) -> QuerySet:
    wanted = {
        f"{path}team__unit__code": frame.unit,
        f"{path}establishment__primary_type": frame.kind,
        f"{path}mode": frame.mode,
    }
    return rows.filter(**{name: value for name, value in wanted.items() if value})
