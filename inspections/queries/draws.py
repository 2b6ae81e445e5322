"""What a draw is made from, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Max, Q, QuerySet

from accounts.models import Territory, User
from inspections.figures import risk
from inspections.models import Complaint, Draw, DrawItem, Establishment, Inspection, RiskScale, Team, located_in
from inspections.models.visits import SECRET
from inspections.states import EstablishmentType, InspectionState, Level

DAYS_OF_MONTHS = {risk.VIOLATION_MONTHS: 730, risk.COMPLAINT_MONTHS: 365}


@dataclass(frozen=True)
class RiskExplained:
    """The score of one establishment with every line it is made of."""

    points: int
    reasons: list[risk.Reason]


def frame_rows(team: Team, day: date, *, conditional_only: bool) -> list[dict]:
    """The register on ``day`` where the team works, as plain rows for the draw: codes and counts, no names."""
    found = Establishment.objects.active_on(day)
    if team.level != Level.PROVINCE:
        found = found.filter(located_in([team.unit.territory_id]))
    if conditional_only:
        found = found.filter(is_conditional=True)
    known = facts_of(found, day)
    rows = found.order_by("code").values_list(
        "pk", "code", "primary_type", "commune__code", "commune__parent__code", "commune__parent__level"
    )
    return [
        {
            "code": code,
            "district": above if level == Territory.Level.DISTRICT else commune,
            "type": kind,
            "violations": known["violations"].get(pk, 0),
            "complaints": known["complaints"].get(pk, 0),
            "idle_months": _months(known["last"].get(pk), day),
            "excluded": "",
        }
        for pk, code, kind, commune, above, level in rows
    ]


def facts_of(found: QuerySet[Establishment], day: date) -> dict[str, dict]:
    """Violating inspections, complaints and the last visit of each, by key; up to and with ``day``."""
    visits = Inspection.objects.executed().filter(inspected_on__lte=day, establishment__in=found.values("pk"))
    since = {months: day - timedelta(days=days) for months, days in DAYS_OF_MONTHS.items()}
    violating = visits.filter(inspected_on__gt=since[risk.VIOLATION_MONTHS], violations__isnull=False)
    complaints = Complaint.objects.filter(
        received_on__gt=since[risk.COMPLAINT_MONTHS], received_on__lte=day, establishment__in=found.values("pk")
    )
    return {
        "violations": _by_establishment(violating, Count("pk", distinct=True)),
        "complaints": _by_establishment(complaints, Count("pk")),
        "last": _by_establishment(visits, Max("inspected_on")),
    }


def explained_risk(establishment: Establishment, day: date) -> RiskExplained:
    """The score on ``day`` by the scale in force."""
    known = facts_of(Establishment.objects.filter(pk=establishment.pk), day)
    facts = risk.Facts(
        establishment.primary_type,
        known["violations"].get(establishment.pk, 0),
        known["complaints"].get(establishment.pk, 0),
        _months(known["last"].get(establishment.pk), day),
    )
    kind = EstablishmentType(establishment.primary_type).label
    lines = risk.reasons(facts, RiskScale.current(), kind=kind)
    return RiskExplained(sum(line.points for line in lines), lines)


def items_of(draw: Draw, inspections: QuerySet[Inspection]) -> list[DrawItem]:
    """The list with places and, as ``visit``, the year's latest of ``inspections`` by the team, if any."""
    items = list(
        draw.items.select_related("establishment__commune__parent").order_by(
            "establishment__commune__parent__code", "establishment__code"
        )
    )
    visits = inspections.filter(team=draw.team, planned_on__year=draw.year).order_by("planned_on", "pk")
    by_place = {visit.establishment_id: visit for visit in visits}
    for item in items:
        item.visit = by_place.get(item.establishment_id)
    return items


def unvisited(draw: Draw) -> list[DrawItem]:
    """What still stands on the list and has no visit of the team this year, planned or carried out.

    Sorted by district, commune and code. A closed door is no visit, nor is a surprise still to come.
    """
    visits = Inspection.objects.exclude(state=InspectionState.COULD_NOT).exclude(SECRET)  # nothing tells of a surprise
    seen = visits.filter(team=draw.team, planned_on__year=draw.year).values("establishment")
    rows = draw.items.filter(left_on=None).exclude(establishment__in=seen)
    order = ("establishment__district_code", "establishment__commune__code", "establishment__code")
    return list(rows.select_related("establishment__commune__parent").order_by(*order))


def with_status(items: list[DrawItem], day: date) -> list[DrawItem]:
    """The same items, each with ``status``: of its establishment on ``day``, None before the first known one."""
    places = Establishment.objects.filter(pk__in=[item.establishment_id for item in items]).with_status(day)
    found = dict(places.order_by().values_list("pk", "status_on_day"))
    for item in items:
        item.status = found.get(item.establishment_id)
    return items


def overlapping(draw: Draw) -> QuerySet[DrawItem]:
    """Items of other teams' approved plans of the same year whose establishments stand on this list too."""
    mine = draw.items.filter(left_on=None).values("establishment")
    approved = Q(draw__in=Draw.objects.approved().values("pk"))
    others = DrawItem.objects.filter(approved, draw__year=draw.year, left_on=None, establishment__in=mine)
    return others.exclude(draw=draw).select_related("establishment", "draw__team")


def planned_places(unit: str, day: date) -> QuerySet[Establishment] | None:
    """Cơ sở, each once, in the plans of the unit's teams for the year of ``day`` that were approved by then.

    None when no plan was: nobody planned nothing. Whoever left the list since is not counted.
    """
    plans = Draw.objects.approved().filter(team__unit__code=unit, year=day.year, plan_approved_on__lte=day)
    return named_by(plans) if plans.exists() else None


def named_by(plans: QuerySet[Draw]):
    """Distinct establishments that stand on these lists."""
    items = DrawItem.objects.filter(draw__in=plans.values("pk"), left_on=None)
    return Establishment.objects.filter(pk__in=items.values("establishment"))


def latest_visits(user: User, places: Iterable[Establishment], year: int) -> dict[int, Inspection]:
    """Establishment → the latest inspection of the year there that the user may see."""
    seen = Inspection.objects.visible_to(user).filter(establishment__in=[place.pk for place in places])
    return {visit.establishment_id: visit for visit in seen.filter(planned_on__year=year).order_by("planned_on", "pk")}


def drawable_teams(day: date) -> QuerySet[Team]:
    """Teams in force on ``day``."""
    return Team.objects.valid_on(day).select_related("unit")


def _by_establishment(rows: QuerySet, value) -> dict:
    return dict(rows.order_by().values_list("establishment").annotate(value))


def _months(last: date | None, day: date) -> int | None:
    return None if last is None else risk.months_between(last, day)
