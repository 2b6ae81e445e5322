"""What is told: one report per unit and period, its figures and words, its rounds, the consolidation."""

from reports.models.adjustments import Adjustment
from reports.models.attachments import ReportAttachment
from reports.models.concessions import Concession
from reports.models.consolidation import Consolidation, ProfileEdit, SignedCopy
from reports.models.letters import Letter, LetterAddressee
from reports.models.living import LivingPrint
from reports.models.passages import OwnWords, Passage
from reports.models.receipts import Receipt, VerificationTry
from reports.models.report import Report, ReportSection, ReportValue
from reports.models.returns import ReturnItem
from reports.models.rounds import SubmissionRound
from reports.models.schedule import DeadlineDecision, PeriodSchedule
from reports.models.threads import Comment, Thread

__all__ = [
    "Comment",
    "ReportAttachment",
    "Thread",
    "Adjustment",
    "Concession",
    "Consolidation",
    "DeadlineDecision",
    "Letter",
    "LetterAddressee",
    "LivingPrint",
    "OwnWords",
    "Passage",
    "PeriodSchedule",
    "ProfileEdit",
    "Receipt",
    "Report",
    "ReportSection",
    "ReportValue",
    "ReturnItem",
    "SignedCopy",
    "SubmissionRound",
    "VerificationTry",
]
