"""From the officer's desk to the department: forward, hand back, submit."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localtime

from accounts.models import User
from accounts.states import Role
from audit.services.journal import record
from kit.known import KnownFigure
from kit.permissions import require
from kit.text import clean
from kit.workflow import InvalidTransition, Transition
from notices.services.outbox import post
from reports.models import Report, SubmissionRound
from reports.queries.flags import flags_of
from reports.queries.narrative import told_texts
from reports.queries.obligations import board_path
from reports.queries.prefill import counts, known_of
from reports.queries.values import complete_cells
from reports.services.problems import Problem, problems_of
from reports.services.receipts import digest_of, issue_receipt
from reports.services.submission_key import StrangeKey, opened_key
from reports.states import FORWARD, SUBMIT, ReportState


class IncompleteReport(Exception):
    """Figures are missing or break a rule, or required words are missing."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


class AlreadySent(InvalidTransition):
    """The same sending once more: a second click, a reload, a lost answer."""

    def __init__(self, sent: SubmissionRound) -> None:
        super().__init__(f"already sent: {sent}")
        self.round = sent


class ChangedMeanwhile(InvalidTransition):
    """The report is no longer what stood on the page that sends it."""


class AnotherAccount(InvalidTransition):
    """The page that sends was opened under another account, or carries no key of ours."""


def version_of(report: Report) -> str:
    """What a page that sends carries with it: how often the report was sent and edited."""
    return f"{report.rounds.count()}-{report.revision}"


def _require_same(report: Report, key: str, by: User) -> None:
    """The page shows what is there now; a page that has sent already gets its own sending as the answer."""
    if not key:
        return
    try:
        seen = opened_key(key, report, by).version
    except StrangeKey as error:
        raise AnotherAccount(f"submit: {error}") from error
    sent = report.rounds.filter(submission_key=key).first()
    if sent is None and seen != version_of(report):
        sent = report.rounds.filter(number=int(seen.partition("-")[0]) + 1).first()  # a colleague's page sent it
    if sent:
        raise AlreadySent(sent)
    if seen != version_of(report):
        raise ChangedMeanwhile(f"submit: {report} has changed since it was shown")


@transaction.atomic
def forward_report(report: Report, *, by: User, at: datetime) -> Report:
    """The officer lays the report before the head of the unit.

    Raises PermissionDenied (the head does not forward to himself while the unit has an
    officer), IncompleteReport or InvalidTransition.
    """
    report = locked_report(report)
    require(by, "reports.forward_report", report)
    if not may_forward(by):
        raise PermissionDenied("reports.forward_report")
    _move(report, FORWARD, "report.forwarded", by=by, at=at)
    tell(report, _heads(report), by=by, at=at, kind="forwarded", thing="head", subject=f"Chờ duyệt gửi: {report}")
    return report


@transaction.atomic
def hand_back_report(report: Report, *, by: User, at: datetime, words: str = "") -> Report:
    """The head gives the report back, or the officer takes it back; ``words`` tell what to change.

    Raises PermissionDenied or InvalidTransition.
    """
    report = locked_report(report)
    require(by, "reports.hand_back_report", report)
    target = ReportState.RETURNED if report.first_submitted_at else ReportState.DRAFT
    step = Transition("hand back", frozenset({ReportState.AWAITING_HEAD}), target)
    before = report.state
    step.apply(report, moved_at=at)
    record(report, "report.handed_back", by=by, at=at, state=(before, report.state))
    subject = f"{'Trưởng đơn vị trả lại' if by.is_unit_approver else 'Người nhập rút lại'}: {report}"
    people = [*_officers(report), *_heads(report)]
    tell(report, people, by=by, at=at, kind="handed-back", thing="report", subject=subject, words=clean(words))
    return report


@transaction.atomic
def submit_report(report: Report, *, by: User, at: datetime, key: str = "") -> Report:
    """Send the report to the department, signed for by ``by``; freezes a round and issues its receipt.

    Works on a fresh, locked copy. ``at`` is the instant of arrival: it alone decides
    timeliness, and only the first sending counts.

    Args:
        key: the submission key of the page that sends; a repeat of an earlier sending is answered with
            that sending's round, a page of older content or of another account is refused.

    Raises PermissionDenied, IncompleteReport, AlreadySent, ChangedMeanwhile, AnotherAccount or InvalidTransition.
    """
    report = locked_report(report)
    require(by, "reports.submit_report", report)
    _require_same(report, key, by)
    by_one = report.is_editable and (by.role != Role.REPORTER or _is_alone(by))
    if report.state != ReportState.AWAITING_HEAD and not by_one:
        raise InvalidTransition(f"submit: {report} was not forwarded")
    first = report.first_submitted_at or at
    changes = {
        "submitted_by": by,
        "submitted_at": at,
        "first_submitted_at": first,
        "unit_name": report.unit.name,
        "read_at": None,
    }
    _move(report, SUBMIT, "report.submitted", by=by, at=at, **changes)
    issue_receipt(_freeze_round(report, key, by=by, at=at), at=at)
    subject = f"Chờ xét: {report}"
    together = f"Chờ xét báo cáo {report.period}: {{count}} đơn vị"
    tell(report, department(), by=by, at=at, kind="submitted", thing="review", subject=subject, together=together)
    return report


def locked_report(report: Report) -> Report:
    return Report.objects.select_for_update().select_related("unit", "period__form").get(pk=report.pk)


def _move(report: Report, step: Transition, action: str, *, by: User, at: datetime, **changes: object) -> None:
    if report.excluded_at or report.state not in step.sources:
        raise InvalidTransition(f"{step.name}: {report} is {report.state}")
    if problems := problems_of(report):
        raise IncompleteReport(problems)
    before = report.state
    step.apply(report, moved_at=at, **changes)
    record(report, action, by=by, at=at, state=(before, report.state))


def _freeze_round(report: Report, key: str, *, by: User, at: datetime) -> SubmissionRound:
    known = known_of(report)
    snapshot = snapshot_of(report, known)
    return SubmissionRound.objects.create(
        report=report,
        number=report.rounds.count() + 1,
        submitted_at=at,
        submitted_by=by,
        submitted_by_name=str(by),
        submission_key=key or None,
        is_on_behalf=by.role != Role.REPORTER,
        is_supplement=report.supplement_at is not None,
        snapshot=snapshot,
        flags=flags_of(report, known),
        digest=digest_of(snapshot),
    )


def snapshot_of(report: Report, known: Mapping[str, KnownFigure] | None = None) -> dict:
    """The report's whole content as strings: figures by code, sections by code, names as they are now.

    ``known``: what the portal itself counted of these figures at that moment, if anything.
    """
    cells = complete_cells(report)
    stand_in = {"on_behalf": report.on_behalf_reason} if report.on_behalf_at else {}
    counted = {code: str(count) for code, count in counts(known or {}).items() if code in cells}
    content = {
        "unit": report.unit.name,
        "period": report.period.code,
        "values": {
            code: {"status": c.status, "value": None if c.value is None else str(c.value), "note": c.note}
            for code, c in cells.items()
        },
        "sections": told_texts(report),
    }
    return stand_in | ({"known": counted} if counted else {}) | content


def may_forward(user: User) -> bool:
    """The head does not forward to himself while the unit has an officer."""
    return not user.is_unit_approver or _is_alone(user)


def _is_alone(user: User) -> bool:
    """The unit has no other active account that could do the other half of the work."""
    return user.unit is not None and not user.unit.people().filter(role=Role.REPORTER).exclude(pk=user.pk).exists()


def _heads(report: Report) -> list[User]:
    return list(report.unit.people().filter(role=Role.REPORTER, is_unit_approver=True))


def _officers(report: Report) -> list[User]:
    return list(report.unit.people().filter(role=Role.REPORTER, is_unit_approver=False))


def department() -> list[User]:
    return list(User.objects.filter(is_active=True, role__in=[Role.STAFF, Role.COORDINATOR]))


def tell(
    report: Report,
    people: list[User],
    *,
    by: User,
    at: datetime,
    kind: str,
    thing: str,
    subject: str,
    words: str = "",
    together: str = "",
) -> None:
    """One notice per person and act, in the act's own transaction; nobody is told of his own act.

    ``together``: what several of its like are called in one line, for those who see the board of all units.
    """
    path, about = reverse("reports:detail", args=[report.pk]), f"{thing}:{report.pk}"
    body = f"Người thực hiện: {by}, lúc {report_time(at)}." + (f"\nNội dung: {words}" if words else "")
    for person in people:
        if person.pk == by.pk:
            continue
        key = f"report:{report.pk}:{kind}:{at.isoformat()}:{person.pk}"
        post(
            key, to=person, kind=f"report-{kind}", subject=subject, body=body, at=at, path=path, about=about,
            together=together, together_path=board_path(report.period) if together else "",
        )  # fmt: skip


def report_time(at: datetime) -> str:
    """An instant in Vietnam's time for a sentence."""
    return f"{localtime(at):%H:%M ngày %d/%m/%Y}"
