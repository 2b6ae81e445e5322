"""Addresses of the first pages: what they show is the reader's own affair, no address names a unit."""

from documents.models import StoredFile
from tests.world.base import NOW

GLOBAL: dict = {}
ARGUMENTS = {
    "dashboards:retry_job": lambda side: {"pk": side.consolidation.job.pk},
    "dashboards:goal": lambda side: {"code": "G1"},
    "dashboards:goal_type": lambda side: {"code": "G1"},
    "dashboards:briefing": lambda side: {"pk": side.briefing.pk},
}
READ_AND_WRITE = {"dashboards:goal_type"}
POSTED_ELSEWHERE = {"dashboards:goal_type"}  # the coordinator's alone
POST_ONLY = {"dashboards:retry_job"}  # jobs belong to the department


def fill(side, people) -> None:
    """The leader's own sheet; the same for both sides."""
    side.briefing = StoredFile.objects.filter(kind="briefing").first() or StoredFile.objects.create(
        kind="briefing", name="tên", content_type="application/pdf", size=3, digest="0" * 64,
        file="tai-lieu/briefing.pdf", uploaded_by=people["LD"], uploaded_at=NOW,
    )  # fmt: skip
