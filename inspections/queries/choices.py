"""What a user may choose from: districts, communes, establishments, teams."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from accounts.models import Territory, Unit, User
from accounts.rules import is_inspector, is_reporter
from inspections.models import Establishment, FormerPlace, Team
from inspections.rules import reporting_territory
from inspections.states import Level


def districts_open_to(user: User) -> set[int]:
    """Keys of the districts whose rows, not only numbers, the user may read."""
    return set(Establishment.objects.visible_to(user).order_by().values_list("commune__parent", flat=True).distinct())


def districts(day: date) -> QuerySet[Territory]:
    """District-level territories on ``day``, and any other that establishments are still filed under."""
    filed = Establishment.objects.values("commune__parent")
    before = FormerPlace.objects.filter(until_on__gt=day).values("commune__parent")
    alive = Territory.objects.existing_on(day).filter(level=Territory.Level.DISTRICT).values("pk")
    return Territory.objects.filter(Q(pk__in=alive) | Q(pk__in=filed) | Q(pk__in=before)).order_by("code", "opened_on")


def communes_for(user: User, establishment: Establishment, day: date) -> QuerySet[Territory]:
    """``communes_open_to``, and the one the establishment is filed under, which may have ended since."""
    open_to = communes_open_to(user, day).order_by()
    found = Territory.objects.filter(Q(pk__in=open_to.values("pk")) | Q(pk=establishment.commune_id))
    return found.select_related("parent").order_by("parent__code", "code", "opened_on")


def communes_open_to(user: User, day: date) -> QuerySet[Territory]:
    """Communes in which the user may enter establishments."""
    found = Territory.objects.existing_on(day).filter(level=Territory.Level.COMMUNE)
    found = found.select_related("parent").order_by("parent__code", "code")
    if is_reporter(user):
        mine = reporting_territory(user)
        return found.filter(Q(pk=mine.pk) | Q(parent=mine)) if mine else found.none()
    if is_inspector(user):
        return _communes_of(Team.objects.filter(members__user=user), found)
    return found


def plannable_establishments(
    user: User, day: date, *, text: str | None = None, district: str | None = None, chosen: int | None = None
) -> QuerySet[Establishment]:
    """Establishments in operation that the user may plan for, narrowed by name or code and by district.

    Args:
        chosen: key of the one chosen before; it stays, whatever is searched for.
    """
    found = Establishment.objects.visible_to(user).active_on(day)
    narrowed = found.matching(text) if text else found
    if district:
        narrowed = narrowed.filter(commune__parent__code=district)
    return found.filter(Q(pk__in=narrowed.values("pk")) | Q(pk=chosen)).for_listing()


def receiving_units(user: User) -> QuerySet[Unit]:
    """Units in whose book of reports the user may write."""
    if is_reporter(user):
        return Unit.objects.filter(users=user)
    if is_inspector(user):
        return Unit.objects.filter(pk__in=Team.objects.filter(members__user=user).values("unit"))
    return Unit.objects.filter(Q(pk__in=Team.objects.values("unit")) | Q(users=user)).distinct()


def plannable_teams(user: User, day: date) -> QuerySet[Team]:
    """Teams in force on ``day`` that the user may plan for."""
    found = Team.objects.visible_to(user).filter(Q(valid_to=None) | Q(valid_to__gte=day))
    return found.select_related("unit__territory")


def _communes_of(teams, communes):
    if teams.filter(level=Level.PROVINCE).exists():
        return communes
    places = teams.values("unit__territory")
    return communes.filter(Q(pk__in=places) | Q(parent__in=places))
