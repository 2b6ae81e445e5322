"""What one printed document is to the reports: which version, which paper of it, and what stands in its place now."""

from dataclasses import dataclass

from django.db.models import Q

from documents.models import OfficialDocument
from reports.models import Consolidation, Letter, SignedCopy
from reports.states import VersionState


@dataclass(frozen=True)
class Issued:
    """``words`` name it for a reader; ``version`` is None for a letter; ``successor`` replaced it."""

    words: str
    state: str
    version: Consolidation | None = None
    successor: OfficialDocument | None = None


def issued_as(document: OfficialDocument) -> Issued | None:
    """Where the document belongs; None when no report or letter knows it."""
    of_it = Q(document=document) | Q(draft=document) | Q(cover=document)
    version = Consolidation.objects.filter(of_it).select_related("period").first()
    if version:
        return _version(version, document)
    letter = Letter.objects.filter(document=document).first()
    return Issued(str(letter), letter.get_state_display()) if letter else None


def _version(version: Consolidation, document: OfficialDocument) -> Issued:
    if version.draft_id == document.pk:
        return Issued(f"{version} – bản dự thảo, không phải bản chốt", "Dự thảo", version)
    words = f"Tờ trình kèm {version}" if version.cover_id == document.pk else str(version)
    newer = version.replaced_by.filter(state__in=[VersionState.SIGNED, VersionState.SUPERSEDED])
    successor = newer.select_related("document").order_by("revision").last()
    return Issued(words, version.get_state_display(), version, successor.document if successor else None)


def copy_with(digest: str) -> SignedCopy | None:
    """The signed copy with exactly these bytes (SHA-256)."""
    return SignedCopy.objects.filter(file__digest=digest).select_related("version__period", "file").first()
