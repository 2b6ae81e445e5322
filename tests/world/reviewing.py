"""Twin rows and addresses of what is said about reports and comes with them."""

from reports.models import Comment, ReportAttachment, Thread
from tests.world.base import NOW

# Named by their own row, or by a report and a place on its form.
ARGUMENTS = {
    "reports:attach": lambda side: {"pk": side.report.pk},
    "reports:attachment": lambda side: {"pk": side.attachment.pk},
    "reports:detach": lambda side: {"pk": side.attachment.pk},
    "reports:cell": lambda side: {"pk": side.report.pk, "code": "N101"},
    "reports:comment": lambda side: {"pk": side.report.pk, "code": "N101"},
    "reports:accept_many": lambda side: {"period_code": side.period.code},
    "reports:settle": lambda side: {"pk": side.thread.pk},
}
SAME_FOR_ALL = {"reports:accept_many"}
POST_ONLY = {"reports:accept_many", "reports:detach", "reports:comment", "reports:settle"}
READ_AND_WRITE = {"reports:attach"}
STEERING = {"thread.code"}


def fill(side, people) -> None:
    side.attachment = ReportAttachment.objects.create(
        report=side.old_report, file=side.stored_file, kind="signed", document_number="số", document_on=NOW.date()
    )
    side.thread = Thread.objects.create(report=side.old_report, code="N101", opened_at=NOW)
    side.internal = Thread.objects.create(report=side.old_report, code="N101", opened_at=NOW, is_internal=True)
    side.comments = [_say(thread, people["CV"]) for thread in (side.thread, side.internal)]


def _say(thread, by):
    return Comment.objects.create(thread=thread, text="lời", at=NOW, by=by, by_name="tên")


def rows(a, b):
    both = (a, b)
    return {
        ReportAttachment: {side.letter: [side.attachment] for side in both},
        Thread: {side.letter: [side.thread] for side in both} | {"D": [side.internal for side in both]},
        Comment: {side.letter: [side.comments[0]] for side in both} | {"D": [side.comments[1] for side in both]},
    }
