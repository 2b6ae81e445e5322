"""Twin rows and addresses of the lower floors: notices, documents, jobs, audit."""

from audit.models import AuditEntry
from documents.models import OfficialDocument, StoredFile
from jobs.models import Heartbeat, Job
from notices.models import Notice
from tests.world.base import NOW, a_notice

GLOBAL = {Heartbeat: "signs of life of the machine"}
STEERING = {
    "content_digest", "pdf_digest", "pdf", "digest", "previous_digest", "path", "job.kind", "notice.kind",
    "officialdocument.kind", "storedfile.kind", "content_type",
}  # fmt: skip
ARGUMENTS = {"notices:open": lambda side: {"pk": side.notice.pk}}
POST_ONLY = {"notices:mark_all_read"}
READING_LEAVES_A_TRACE = {"notices:open": "a notice is read by opening it"}


def fill(side, people) -> None:
    side.notice = a_notice(side.officer, side.letter)
    side.head_notice = a_notice(side.head, side.letter)
    side.stored_file = StoredFile.objects.create(
        kind="report-attachment", name="tên", content_type="application/pdf", size=3, digest="0" * 64,
        file=f"tai-lieu/{side.letter}.pdf", uploaded_by=side.officer, uploaded_at=NOW,
    )  # fmt: skip


def rows(a, b):
    return {
        Notice: {side.letter: [side.notice, side.head_notice] for side in (a, b)},
        StoredFile: {side.letter: [side.stored_file] for side in (a, b)},
        OfficialDocument: {"D": [a.consolidation.document]},
        Job: {"D": [a.consolidation.job]},
        AuditEntry: {},  # written by record(), never changed
    }
