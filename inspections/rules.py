"""Who may do what with establishments and inspections. When it is possible is in states.py.

role                      view est.  edit est.  owner  view insp.  plan  record, follow up  set up team
BC, own district              x          x        x    executed, or found standing still
CV staff                      x          x        x    no plans
DP coordinator                x          x        x        x         x                           x
LD leadership                 x                            x
KT, territory of his team     x          x        x    own teams     x          x
GS auditor                    x                        no plans
Complaints: BC of its own unit, KT of his teams' units, DP write; CV, LD, GS read. No informant is kept at all.
Minutes are locked by the head of the team or a deputy; afterwards there are addenda only.
A drawn list (and the risk score that leads to it) is a plan too: its team, DP and LD alone, until it is made public;
then BC reads the list of its own unit's team as well.
An inspection that is only planned is known to its team, DP and LD alone; a surprise to its team alone.
"""

import rules

from accounts.models import Territory
from accounts.rules import (
    in_own_unit,
    is_coordinator,
    is_department,
    is_inspector,
    is_leader,
    is_reader,
    is_reporter,
)
from inspections.states import AWAITED, EXECUTED, DrawState, Duty, Level


def reporting_territory(user) -> Territory | None:
    """The district (or commune) a unit answers for; rooms and schools of the province answer for none."""
    territory = user.unit.territory if user.unit_id else None
    if territory is None or territory.level == Territory.Level.PROVINCE:
        return None
    return territory


def lies_in(commune: Territory, territory: Territory | None) -> bool:
    """``commune`` is ``territory`` or a commune of it."""
    return territory is not None and territory.pk in (commune.pk, commune.parent_id)


def team_covers(team, commune: Territory) -> bool:
    """A province's team works everywhere, a district's team in its own district."""
    return team.level == Level.PROVINCE or lies_in(commune, team.unit.territory)


@rules.predicate
def in_own_territory(user, establishment) -> bool:
    return bool(
        user.is_active and establishment is not None and lies_in(establishment.commune, reporting_territory(user))
    )


@rules.predicate
def in_team_territory(user, establishment) -> bool:
    """Some team the user belongs to works where the establishment is."""
    if not user.is_active or establishment is None:
        return False
    memberships = user.team_memberships.select_related("team__unit__territory")
    return any(team_covers(membership.team, establishment.commune) for membership in memberships)


@rules.predicate
def inspected_in_own_territory(user, inspection) -> bool:
    return inspection is not None and in_own_territory(user, inspection.establishment)


@rules.predicate
def in_its_team(user, inspection) -> bool:
    """The user is a member of the inspection's team."""
    if not user.is_active or inspection is None:
        return False
    return user.team_memberships.filter(team_id=inspection.team_id).exists()


@rules.predicate
def leads_its_team(user, inspection) -> bool:
    """The user is head or deputy of the inspection's team."""
    if not user.is_active or inspection is None:
        return False
    leads = user.team_memberships.filter(duty__in=[Duty.HEAD, Duty.DEPUTY])
    return leads.filter(team_id=inspection.team_id).exists()


@rules.predicate
def in_this_team(user, team) -> bool:
    return bool(user.is_active and team is not None and user.team_memberships.filter(team=team).exists())


@rules.predicate
def of_own_territory(user, team) -> bool:
    """The team of the district that the user's unit answers for."""
    mine = reporting_territory(user)
    return bool(mine and team is not None and team.unit.territory_id == mine.pk)


@rules.predicate
def is_reached(user, inspection) -> bool:
    """Carried out, or come to an establishment that stood still."""
    return inspection is not None and (inspection.state in EXECUTED or inspection.stood_still)


@rules.predicate
def is_no_secret(user, inspection) -> bool:
    """Not a surprise still to come, or one of the user's own team."""
    return inspection is None or not inspection.is_secret or in_its_team(user, inspection)


@rules.predicate
def is_no_plan(user, inspection) -> bool:
    return inspection is not None and inspection.state not in AWAITED


@rules.predicate
def sent_by_own_unit(user, batch) -> bool:
    return bool(user.is_active and user.unit_id and batch is not None and batch.sent_by.unit_id == user.unit_id)


@rules.predicate
def is_public(user, draw) -> bool:
    return draw is not None and draw.state == DrawState.PUBLISHED


@rules.predicate
def of_own_units_team(user, draw) -> bool:
    return bool(user.is_active and user.unit_id and draw is not None and draw.team.unit_id == user.unit_id)


@rules.predicate
def in_teams_unit(user, obj) -> bool:
    """``obj`` belongs to the unit of one of the user's teams."""
    if not user.is_active or obj is None:
        return False
    return user.team_memberships.filter(team__unit_id=obj.unit_id).exists()


local = (is_reporter & in_own_territory) | (is_inspector & in_team_territory)
own_inspection = is_inspector & in_its_team
own_book = (is_reporter & in_own_unit) | (is_inspector & in_teams_unit)

PERMISSIONS = {
    "inspections.view_establishment": is_reader | local,
    "inspections.edit_establishment": is_department | local,
    "inspections.relocate_establishments": is_department,
    "inspections.view_owner": is_department | local,
    "inspections.view_inspection": (
        ((is_coordinator | is_leader) & is_no_secret)
        | own_inspection
        | (is_reader & is_no_plan)
        | (is_reporter & is_reached & inspected_in_own_territory)
    ),
    "inspections.plan_inspection": is_coordinator | own_inspection,
    "inspections.record_inspection": own_inspection,
    "inspections.lock_minutes": is_inspector & leads_its_team,
    "inspections.follow_up_inspection": own_inspection,
    "inspections.view_complaint": is_reader | own_book,
    "inspections.edit_complaint": is_coordinator | own_book,
    "inspections.view_team": is_reader | (is_inspector & in_this_team) | (is_reporter & of_own_territory),
    "inspections.establish_team": is_coordinator,
    "inspections.view_draw": is_reader | own_inspection,
    "inspections.view_drawn_list": (
        is_coordinator | is_leader | own_inspection | (is_public & (is_reader | (is_reporter & of_own_units_team)))
    ),
    "inspections.view_risk": is_coordinator | is_leader | (is_inspector & in_team_territory),
    "inspections.hold_draw": is_coordinator,
    "inspections.set_provision": is_coordinator,
    "inspections.apply_import": is_department | ((is_reporter | is_inspector) & sent_by_own_unit),
}

for name, rule in PERMISSIONS.items():
    rules.set_perm(name, rule)
