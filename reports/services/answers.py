"""The unit answers what the department asked it to correct."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from accounts.models import User
from audit.services.journal import record
from kit.permissions import require
from kit.text import clean, personal_data_in
from kit.workflow import InvalidTransition
from reports.models import Report
from reports.queries.returns import returned_items

MAX_ANSWER = 1000


@transaction.atomic
def answer_items(report: Report, *, by: User, at: datetime, answers: Mapping[int, str]) -> dict[int, str]:
    """Keep the unit's answers (by the item's id); returns what could not be kept: id → why.

    Ids of other reports are ignored. Raises PermissionDenied, or InvalidTransition when the
    report is no longer with the unit.
    """
    report = Report.objects.select_for_update().get(pk=report.pk)
    require(by, "reports.edit_report", report)
    if not report.is_editable:
        raise InvalidTransition(f"answer: {report} is {report.state}")
    refused: dict[int, str] = {}
    written = []
    for item in returned_items(report):
        text = clean(answers.get(item.pk, item.answer))
        if text == item.answer:
            continue
        if problem := _problem(text):
            refused[item.pk] = problem
            continue
        item.answer, item.answered_at, item.answered_by = (text, at, by) if text else ("", None, None)
        item.save(update_fields=["answer", "answered_at", "answered_by"])
        written.append(item.code)
    if written:
        record(report, "report.answered", by=by, at=at, fields=written)
    return refused


def _problem(text: str) -> str:
    """Why an answer cannot be kept; empty when it can."""
    if len(text) > MAX_ANSWER:
        return "Trả lời dài quá 1.000 ký tự, hãy rút gọn."
    if found := personal_data_in(text):
        return f"Có {', '.join(found)}. Hãy bỏ thông tin nhận dạng cá nhân."
    return ""
