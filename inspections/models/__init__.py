"""What was found: establishments and their lives, inspection teams, inspections, violations."""

from inspections.models.catalogue import ProvisionEntry
from inspections.models.complaints import Complaint, ComplaintQuerySet
from inspections.models.draws import Draw, DrawItem, DrawQuerySet, RiskScale
from inspections.models.evidence import Evidence, EvidenceQuerySet
from inspections.models.imports import RegisterExport, RegisterImport
from inspections.models.minutes import Addendum, ChecklistAnswer, Minutes
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
    "district_code_of",
    "located_in",
    "searchable",
]
