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


EDITABLE = frozenset({ReportState.DRAFT, ReportState.RETURNED})
WITH_UNIT = EDITABLE | {ReportState.AWAITING_HEAD}
SENT = frozenset({ReportState.SUBMITTED, ReportState.ACCEPTED})

FORWARD = Transition("forward", EDITABLE, ReportState.AWAITING_HEAD)
SUBMIT = Transition("submit", WITH_UNIT, ReportState.SUBMITTED)
RETURN = Transition("return", frozenset({ReportState.SUBMITTED}), ReportState.RETURNED)
ACCEPT = Transition("accept", frozenset({ReportState.SUBMITTED}), ReportState.ACCEPTED)
REOPEN = Transition("reopen", frozenset({ReportState.ACCEPTED}), ReportState.RETURNED)
