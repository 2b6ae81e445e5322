"""What was found: establishments and their lives, inspection teams, inspections, violations."""

from inspections.models.catalogue import ProvisionEntry
from inspections.models.complaints import Complaint, ComplaintQuerySet
from inspections.models.draws import Draw, DrawItem, DrawQuerySet, RiskScale
from inspections.models.evidence import Evidence, EvidenceQuerySet
from inspections.models.imports import RegisterExport, RegisterImport
from inspections.models.minutes import Addendum, ChecklistAnswer, Minutes
from inspections.models.places import FormerPlace, anybody_moved, filed_in, place_on
from inspections.models.register import (
    SEARCH_LENGTH,
    Establishment,
    EstablishmentQuerySet,
    EstablishmentStatus,
    Licence,
    district_code_of,
    located_in,
    searchable,
)
from inspections.models.teams import Team, TeamMember, TeamQuerySet
from inspections.models.violations import FollowUp, Violation, ViolationQuerySet
from inspections.models.visits import Inspection, InspectionQuerySet

__all__ = [
    "SEARCH_LENGTH",
    "Addendum",
    "ChecklistAnswer",
    "Draw",
    "DrawItem",
    "DrawQuerySet",
    "Complaint",
    "ComplaintQuerySet",
    "Establishment",
    "EstablishmentQuerySet",
    "EstablishmentStatus",
    "Evidence",
    "EvidenceQuerySet",
    "FollowUp",
    "FormerPlace",
    "Inspection",
    "InspectionQuerySet",
    "Licence",
    "Minutes",
    "RegisterExport",
    "RegisterImport",
    "ProvisionEntry",
    "RiskScale",
    "Team",
    "TeamMember",
    "TeamQuerySet",
    "Violation",
    "ViolationQuerySet",
    "anybody_moved",
    "district_code_of",
    "filed_in",
    "located_in",
    "place_on",
    "searchable",
]
