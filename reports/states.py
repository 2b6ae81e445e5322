"""When something may happen to a report."""

from django.db import models

from kit.workflow import Transition


class ReportState(models.TextChoices):
    DRAFT = "draft", "Chưa nộp"
    AWAITING_HEAD = "awaiting_head", "Chờ trưởng đơn vị"
    SUBMITTED = "submitted", "Đã nộp"
    RETURNED = "returned", "Yêu cầu chỉnh lý"
    ACCEPTED = "accepted", "Đã duyệt"


class CellStatus(models.TextChoices):
    """Three of the four kinds of nothing are said here; the fourth, missing, is the absence of the row."""

    VALUE = "value", "Có số liệu"
    NOT_APPLICABLE = "na", "Không thuộc phạm vi"
    NOT_AVAILABLE = "unavailable", "Chưa có số liệu"


class Outcome(models.TextChoices):
    PENDING = "pending", "Đang xét"
    RETURNED = "returned", "Yêu cầu chỉnh lý"
    ACCEPTED = "accepted", "Đã duyệt"
    RECALLED = "recalled", "Đơn vị rút lại"


EDITABLE = frozenset({ReportState.DRAFT, ReportState.RETURNED})
WITH_UNIT = EDITABLE | {ReportState.AWAITING_HEAD}
SENT = frozenset({ReportState.SUBMITTED, ReportState.ACCEPTED})

FORWARD = Transition("forward", EDITABLE, ReportState.AWAITING_HEAD)
SUBMIT = Transition("submit", WITH_UNIT, ReportState.SUBMITTED)
RETURN = Transition("return", frozenset({ReportState.SUBMITTED}), ReportState.RETURNED)
ACCEPT = Transition("accept", frozenset({ReportState.SUBMITTED}), ReportState.ACCEPTED)
REOPEN = Transition("reopen", frozenset({ReportState.ACCEPTED}), ReportState.RETURNED)


class VersionState(models.TextChoices):
    """The life of one version of the consolidated report."""

    DRAFT = "draft", "Dự thảo"
    FROZEN = "frozen", "Đã chốt"
    PROPOSED = "proposed", "Đã trình ký"
    SENT_BACK = "sent_back", "Lãnh đạo trả lại"
    APPROVED = "approved", "Đã duyệt, chờ cấp số"
    SIGNED = "signed", "Đã ký, ban hành"
    SUPERSEDED = "superseded", "Đã được thay thế"


# From here on nothing of the period may be changed under the version: only a new version.
CLOSING = frozenset({VersionState.FROZEN, VersionState.PROPOSED, VersionState.APPROVED, VersionState.SIGNED})

FREEZE = Transition("freeze", frozenset({VersionState.DRAFT}), VersionState.FROZEN)
UNFREEZE = Transition("unfreeze", frozenset({VersionState.FROZEN}), VersionState.SENT_BACK)
PROPOSE = Transition("propose", frozenset({VersionState.FROZEN}), VersionState.PROPOSED)
SEND_BACK = Transition("send back", frozenset({VersionState.PROPOSED}), VersionState.SENT_BACK)
APPROVE = Transition("approve", frozenset({VersionState.PROPOSED}), VersionState.APPROVED)
ISSUE = Transition("issue", frozenset({VersionState.APPROVED}), VersionState.SIGNED)
SUPERSEDE = Transition("supersede", frozenset({VersionState.SIGNED}), VersionState.SUPERSEDED)


class ReturnReason(models.TextChoices):
    """Why a figure, a section or a whole report comes back."""

    R1 = "R1", "R1. Thiếu chỉ tiêu"
    R2 = "R2", "R2. Sai kỳ, sai mốc số liệu"
    R3 = "R3", "R3. Tổng khác chi tiết"
    R4 = "R4", "R4. Lời văn khác số liệu"
    R5 = "R5", "R5. Lũy kế năm nhỏ hơn 6 tháng"
    R6 = "R6", "R6. Biến động bất thường, chưa giải trình"
    R7 = "R7", "R7. Sai đơn vị tính"
    R8 = "R8", "R8. Thiếu văn bản ký, đóng dấu"
    R9 = "R9", "R9. Sai thẩm quyền ký"
    R10 = "R10", "R10. Sai thể thức"
    R11 = "R11", "R11. Có thông tin cá nhân"
    R12 = "R12", "R12. Trùng số với đơn vị khác"


class AdjustmentKind(models.TextChoices):
    """Why a total differs from the sum of the units' figures."""

    OVERLAP = "overlap", "Loại trùng giữa các đơn vị"
    CORRECTION = "correction", "Đính chính của Sở"


class LetterState(models.TextChoices):
    """A letter that urges late units."""

    DRAFTED = "drafted", "Chờ ký và cấp số"
    NUMBERED = "numbered", "Đã cấp số"
    SUPERSEDED = "superseded", "Đã được thay thế"


class SignedAs(models.TextChoices):
    """In whose place the letter is signed ([NĐ-30] Điều 13)."""

    DEPUTY = "KT", "KT. GIÁM ĐỐC – PHÓ GIÁM ĐỐC"
    BY_ORDER = "TL", "TL. GIÁM ĐỐC – TRƯỞNG PHÒNG"


RECORD_NUMBER = Transition("record number", frozenset({LetterState.DRAFTED}), LetterState.NUMBERED)
SUPERSEDE_LETTER = Transition(
    "supersede", frozenset({LetterState.DRAFTED, LetterState.NUMBERED}), LetterState.SUPERSEDED
)


class AttachmentKind(models.TextChoices):
    SIGNED = "signed", "Văn bản đã ký (ký số hoặc bản quét)"
    PLAN = "plan", "Kế hoạch của đơn vị"
    OTHER = "other", "Tài liệu khác"


class ConcessionKind(models.TextChoices):
    """What a unit may be granted."""

    EXTENSION = "extension", "Gia hạn"
    EXEMPTION = "exemption", "Miễn báo cáo"


class ConcessionState(models.TextChoices):
    ASKED = "asked", "Chờ quyết định"
    GRANTED = "granted", "Đồng ý"
    REFUSED = "refused", "Không đồng ý"


class Flag(models.TextChoices):
    """Why a reviewer should look at a figure, the gravest first."""

    ERROR = "error", "Vi phạm quy tắc"
    MISSING = "missing", "Chưa có số liệu"
    OUTLIER = "outlier", "Bất thường"
    WARNING = "warning", "Cảnh báo, có giải trình"
    CHANGED = "changed", "Đã đổi so với lần trước"


FLAG_ORDER = tuple(flag.value for flag in Flag)


class SignedKind(models.TextChoices):
    """Which paper of a version a signed file is."""

    REPORT = "report", "Báo cáo đã ký"
    COVER = "cover", "Tờ trình đã ký"


# A version may carry its signed file from the day it has its number.
ISSUED = frozenset({VersionState.SIGNED, VersionState.SUPERSEDED})
