"""The department judges: accept, return, reopen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from accounts.models import User
from accounts.states import Role
from audit.services.journal import record
from kit.permissions import require
from kit.text import clean
from kit.workflow import InvalidTransition, Transition
from notices.services.outbox import post
from plans.states import Source
from reports.models import Consolidation, Report, ReturnItem, SubmissionRound
from reports.queries.form import outline_for
from reports.queries.values import indicators_for
from reports.services.opening import MissingReason
from reports.services.submission import report_time
from reports.states import ACCEPT, REOPEN, RETURN, Outcome, ReportState, ReturnReason

MIN_REASON, MIN_WORDS = 10, 3
TOO_SHORT = "Cần nêu lý do để đơn vị biết phải sửa gì, ít nhất 10 ký tự."


@dataclass(frozen=True)
class Mark:
    """One figure or section that has to be corrected. An empty code: the report as a whole."""

    code: str
    reason_code: str
    words: str


class OpenThreads(InvalidTransition):
    """Questions about the report are not settled yet; ``count`` of them."""

    def __init__(self, count: int) -> None:
        super().__init__(f"{count} open threads")
        self.count = count


class UnknownMark(ValueError):
    """What was marked is not on this unit's form."""


@transaction.atomic
def open_for_review(report: Report, *, by: User, at: datetime) -> bool:
    """Note that the department has opened what was sent: from now on the unit cannot take it back.

    True the first time. Only who may judge it counts: leaders and auditors read without a trace.
    """
    unread = Report.objects.filter(pk=report.pk, state=ReportState.SUBMITTED, read_at=None)
    if not by.has_perm("reports.take_report", report) or not unread.update(read_at=at):
        return False
    record(report, "report.read", by=by, at=at)
    return True


@transaction.atomic
def take_report(report: Report, *, by: User, at: datetime) -> Report:
    """Put the report on one's own desk, also from a colleague's. Raises PermissionDenied or InvalidTransition."""
    report = Report.objects.select_for_update().get(pk=report.pk)
    require(by, "reports.take_report", report)
    if report.state != ReportState.SUBMITTED:
        raise InvalidTransition(f"take: {report} is {report.state}")
    report.reviewer, report.read_at = by, report.read_at or at
    report.save(update_fields=["reviewer", "read_at"])
    record(report, "report.taken", by=by, at=at)
    return report


@transaction.atomic
def accept_report(report: Report, *, by: User, at: datetime) -> Report:
    """Take the report into the totals.

    Raises PermissionDenied (also for one's own sending), OpenThreads or InvalidTransition.
    """
    report = Report.objects.select_for_update().get(pk=report.pk)
    require(by, "reports.accept_report", report)
    _require_included(report)
    _require_settled(report)
    before = report.state
    ACCEPT.apply(report, moved_at=at, decided_at=at, decided_by=by, return_reason="", supplement_at=None)
    _close_round(report, Outcome.ACCEPTED, by=by, at=at)
    record(report, "report.accepted", by=by, at=at, state=(before, report.state))
    _tell_unit(report, by=by, at=at, kind="accepted", subject=f"Đã duyệt: {report}", reason="")
    return report


@transaction.atomic
def return_report(report: Report, *, by: User, at: datetime, reason: str = "", marks: Sequence[Mark] = ()) -> Report:
    """Ask the unit to correct. The figures are not in any total until it has sent again.

    Args:
        reason: stands on top of the unit's form; obligatory (10 characters) when nothing is marked.
        marks: the figures and sections that reopen; all others stay as they were sent. None: all reopen.

    Raises PermissionDenied, MissingReason, UnknownMark or InvalidTransition.
    """
    return _give_back(report, RETURN, "reports.return_report", by=by, at=at, reason=reason, marks=marks)


@transaction.atomic
def reopen_report(report: Report, *, by: User, at: datetime, reason: str, marks: Sequence[Mark] = ()) -> Report:
    """Take an accepted report out of the totals again and ask the unit to correct it.

    While a consolidated report of the period is closed this is a supplement: the closed version stays
    as it is, the sending that follows is marked, and only a new version will count it.

    Raises PermissionDenied, MissingReason, UnknownMark or InvalidTransition.
    """
    if len(clean(reason)) < MIN_REASON:
        raise MissingReason(TOO_SHORT)
    if len(clean(reason)) < MIN_REASON:
        raise MissingReason(TOO_SHORT)
    return _give_back(report, REOPEN, "reports.reopen_report", by=by, at=at, reason=reason, marks=marks)


def _give_back(
    report: Report, step: Transition, perm: str, *, by: User, at: datetime, reason: str, marks: Sequence[Mark]
) -> Report:
    report = Report.objects.select_for_update().select_related("unit", "period__form").get(pk=report.pk)
    require(by, perm, report)
    reason = _reason_of(report, clean(reason), marks)
    _require_included(report)
    before = report.state
    supplement = {"supplement_at": at} if step == REOPEN and is_closed(report) else {}
    step.apply(report, moved_at=at, decided_at=at, decided_by=by, return_reason=reason, **supplement)
    sent = _close_round(report, Outcome.RETURNED, by=by, at=at, reason=reason)
    if sent:
        items = [ReturnItem(round=sent, code=m.code, reason_code=m.reason_code, words=clean(m.words)) for m in marks]
        ReturnItem.objects.bulk_create(items)
    asked = {"asked": [f"{m.code or 'cả báo cáo'}: {m.reason_code}" for m in marks]} if marks else {}
    record(report, f"report.{step.name}ed", by=by, at=at, state=(before, report.state), reason=reason, **asked)
    subject = f"Yêu cầu chỉnh lý: {report}"
    words = "".join(f"\n- {m.code} ({ReturnReason(m.reason_code).label}): {clean(m.words)}" for m in marks if m.code)
    _tell_unit(report, by=by, at=at, kind=step.name, subject=subject, reason=f"\nLý do: {reason}{words}")
    return report


def is_closed(report: Report) -> bool:
    """A consolidated report of the period is frozen, waits for its signature or is signed."""
    return Consolidation.objects.closing().filter(period=report.period_id).exists()


def _reason_of(report: Report, reason: str, marks: Sequence[Mark]) -> str:
    """The words on top of the form: the reviewer's, or which places were marked."""
    places = [mark.code for mark in marks if mark.code]
    if not reason and places:
        reason = f"Cần chỉnh lý {len(places)} chỗ: {', '.join(places)}."
    if len(reason) < MIN_REASON:
        raise MissingReason(TOO_SHORT)
    if len(set(places)) < len(places) or not set(places) <= markable_codes(report):
        raise UnknownMark("Có chỉ tiêu hoặc mục không thuộc biểu của đơn vị này, hoặc được chọn hai lần.")
    if any(len(clean(mark.words)) < MIN_WORDS or mark.reason_code not in ReturnReason for mark in marks):
        raise MissingReason("Mỗi chỗ cần một lý do trong danh mục và lời nêu rõ cần sửa thế nào.")
    return reason


def markable_codes(report: Report) -> frozenset[str]:
    """What may be marked: the figures that the unit types, and its sections."""
    indicators = indicators_for(report.period, report.unit)
    sections = outline_for(report.period, report.unit.reporter_code)
    return frozenset(i.code for i in indicators if i.source == Source.TYPED) | {s["code"] for s in sections}


def _require_settled(report: Report) -> None:
    if count := report.threads.open().count():
        raise OpenThreads(count)


def _require_included(report: Report) -> None:
    """A unit that was excluded from the period is not judged in it."""
    if report.excluded_at:
        raise InvalidTransition(f"{report} is excluded")


def _close_round(report: Report, outcome: str, *, by: User, at: datetime, reason: str = "") -> SubmissionRound | None:
    sent = report.rounds.order_by("-number").first()
    if sent:
        SubmissionRound.objects.filter(pk=sent.pk).update(outcome=outcome, decided_at=at, decided_by=by, reason=reason)
    return sent


def _tell_unit(report: Report, *, by: User, at: datetime, kind: str, subject: str, reason: str) -> None:
    body = f"Người xét: {by}, lúc {report_time(at)}.{reason}"
    path, about = reverse("reports:detail", args=[report.pk]), "" if kind == "accepted" else f"report:{report.pk}"
    for person in report.unit.people().filter(role=Role.REPORTER):
        key = f"report:{report.pk}:{kind}:{report.rounds.count()}:{at.isoformat()}:{person.pk}"
        post(key, to=person, kind=f"report-{kind}", subject=subject, body=body, at=at, path=path, about=about)
