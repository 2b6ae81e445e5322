"""What was found: establishments and their lives, inspection teams, inspections, violations."""

from inspections.models.register import (
    SEARCH_LENGTH,
    Establishment,
    EstablishmentQuerySet,
    EstablishmentStatus,
    located_in,
    searchable,
)
from inspections.models.teams import Team, TeamMember, TeamQuerySet
from inspections.models.visits import Inspection, InspectionQuerySet, Violation, ViolationQuerySet

__all__ = [
    "SEARCH_LENGTH",
    "Establishment",
    "EstablishmentQuerySet",
    "EstablishmentStatus",
    "Inspection",
    "InspectionQuerySet",
    "Team",
    "TeamMember",
    "TeamQuerySet",
    "Violation",
    "ViolationQuerySet",
    "located_in",
    "searchable",
]
