"""Twin rows and addresses of the lower floors: notices, documents, jobs, audit."""

from audit.models import AuditEntry
from documents.models import OfficialDocument, StoredFile
from jobs.models import Heartbeat, Job, ScheduledRun
from notices.models import MailPreference, Notice
from notices.states import NoticeState
from tests.world.base import NOW, a_notice

GLOBAL = {
    Heartbeat: "signs of life of the machine",
    ScheduledRun: "what the scheduler does next, no words of anybody",
    MailPreference: "a yes or no of one person, read by himself alone; no words",
}
STEERING = {
    "content_digest", "pdf_digest", "pdf", "digest", "previous_digest", "path", "job.kind", "notice.kind",
    "officialdocument.kind", "storedfile.kind", "content_type", "notice.about", "notice.together",
    "notice.together_path", "notice.sent_to",
}  # fmt: skip
ARGUMENTS = {
    "notices:open": lambda side: {"pk": side.notice.pk},
    "notices:resend": lambda side: {"pk": side.refused.pk},
}
SAME_FOR_ALL = {"notices:resend"}  # the ledger is the department's and the administrator's
POST_ONLY = {"notices:mark_all_read", "notices:resend"}
READ_AND_WRITE = {"notices:preferences"}
POSTED_ELSEWHERE = {"notices:preferences"}  # one's own choice, no unit's rows
READING_LEAVES_A_TRACE = {"notices:open": "a notice is read by opening it"}


def fill(side, people) -> None:
    side.notice = a_notice(side.officer, side.letter)
    side.head_notice = a_notice(side.head, side.letter)
    side.stored_file = StoredFile.objects.create(
        kind="report-attachment", name="tên", content_type="application/pdf", size=3, digest="0" * 64,
        file=f"tai-lieu/{side.letter}.pdf", uploaded_by=side.officer, uploaded_at=NOW, found="mã",
    )  # fmt: skip
    side.refused = a_notice(side.officer, side.letter + "-refused")
    Notice.objects.filter(pk=side.refused.pk).update(state=NoticeState.REFUSED)
    side.refused.refresh_from_db()


def rows(a, b):
    return {
        Notice: {side.letter: [side.notice, side.head_notice, side.refused] for side in (a, b)},
        StoredFile: {"A": [a.stored_file], "B": [b.stored_file], "D": [a.briefing]},
        OfficialDocument: {"D": [a.consolidation.document], "A": [a.draw.minutes], "B": [b.draw.minutes]},
        Job: {"D": [a.consolidation.job]},
        AuditEntry: {},  # written by record(), never changed
    }
