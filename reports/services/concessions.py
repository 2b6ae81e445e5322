"""Extension and exemption: asked by the unit, decided by the coordinating room, told to both."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import User
from accounts.states import Role
from audit.services.journal import record
from deadlines.figures import end_of, last_day_on_time
from deadlines.figures.words import day_words
from kit.permissions import require
from kit.text import clean
from kit.workflow import InvalidTransition
from notices.services.outbox import post
from reports.models import Concession, Report
from reports.services.opening import exclude_unit
from reports.states import WITH_UNIT, ConcessionKind, ConcessionState

MIN_REASON, MAX_REASON = 10, 500


class ConcessionRefused(ValueError):
    """Why it cannot be asked for or granted, in words for the person; ``field`` of the form it belongs to."""

    def __init__(self, words: str, field: str = "") -> None:
        super().__init__(words)
        self.field = field


@transaction.atomic
def ask_concession(
    report: Report, *, by: User, at: datetime, kind: str, reason: str, wished_on: date | None = None
) -> Concession:
    """The unit asks for more time or to be exempt; the coordinating room is told.

    Raises PermissionDenied, InvalidTransition (sent or excluded meanwhile) or ConcessionRefused.
    """
    report = _locked(report)
    require(by, "reports.ask_concession", report)
    _require_owed(report)
    new = Concession(
        report=report, kind=kind, reason=_reason(reason, "reason"), wished_on=wished_on, asked_at=at, asked_by=by
    )
    if kind == ConcessionKind.EXTENSION:
        _due_after(report, wished_on, at, "wished_on")
    else:
        new.wished_on = None
    try:
        with transaction.atomic():
            new.save()
    except IntegrityError:
        raise ConcessionRefused("Đơn vị đã có một đề nghị đang chờ quyết định.") from None
    record(report, "report.concession_asked", by=by, at=at, kind=kind, reason=new.reason)
    people = User.objects.filter(is_active=True, role=Role.COORDINATOR)
    _tell(new, list(people), at=at, subject=f"Đề nghị {_what(kind)}: {report}", words=new.reason)
    return new


@transaction.atomic
def grant_extension(
    report: Report, *, by: User, at: datetime, due_on: date | None, reason: str, reference: str
) -> Concession:
    """From now on the unit is on time until the end of ``due_on``; its reminders start afresh.

    Answers the unit's open request when there is one. Raises PermissionDenied, InvalidTransition or ConcessionRefused.
    """
    report = _locked(report)
    require(by, "reports.decide_concession", report)
    _require_owed(report)
    due_before, due_at = report.due_at, _due_after(report, due_on, at, "due_on")
    given = _decide(report, ConcessionKind.EXTENSION, by=by, at=at, reason=reason, reference=reference)
    given.due_before, given.due_at = due_before, due_at
    given.save()
    report.extended_due_at = due_at
    report.save(update_fields=["extended_due_at"])
    facts = {"due": (due_before.isoformat(), due_at.isoformat()), "reason": given.answer, "decision": given.reference}
    record(report, "report.extended", by=by, at=at, **facts)
    words = f"Hạn mới: hết ngày {day_words(last_day_on_time(due_at))} ({given.reference})."
    _tell(given, _unit_people(report), at=at, subject=f"Được gia hạn: {report}", words=words)
    return given


@transaction.atomic
def grant_exemption(report: Report, *, by: User, at: datetime, reason: str, reference: str) -> Concession:
    """The unit owes nothing in this period and leaves the denominators, visibly.

    Raises PermissionDenied, InvalidTransition or ConcessionRefused.
    """
    report = _locked(report)
    require(by, "reports.decide_concession", report)
    _require_owed(report)
    given = _decide(report, ConcessionKind.EXEMPTION, by=by, at=at, reason=reason, reference=reference)
    given.save()
    exclude_unit(report, by=by, at=at, reason=f"{given.answer} ({given.reference})"[:300])
    words = f"{given.answer} ({given.reference})."
    _tell(given, _unit_people(report), at=at, subject=f"Được miễn: {report}", words=words)
    return given


@transaction.atomic
def refuse_concession(concession: Concession, *, by: User, at: datetime, reason: str) -> Concession:
    """The deadline stays. Raises PermissionDenied, InvalidTransition or ConcessionRefused."""
    found = Concession.objects.select_for_update().select_related("report").get(pk=concession.pk)
    require(by, "reports.decide_concession", found.report)
    if found.state != ConcessionState.ASKED:
        raise InvalidTransition(f"refuse: {found} is {found.state}")
    found.state, found.answer = ConcessionState.REFUSED, _reason(reason, "reason")
    found.decided_at, found.decided_by = at, by
    found.save()
    record(found.report, "report.concession_refused", by=by, at=at, reason=found.answer)
    subject = f"Không đồng ý {_what(found.kind)}: {found.report}"
    _tell(found, _unit_people(found.report), at=at, subject=subject, words=found.answer)
    return found


def _decide(report: Report, kind: str, *, by: User, at: datetime, reason: str, reference: str) -> Concession:
    """The unit's open request, or a new row, granted; not yet saved."""
    reason, reference = _reason(reason, "reason"), clean(reference)
    if not reference:
        raise ConcessionRefused("Cần ghi số, ngày văn bản đồng ý.", "reference")
    given = Concession.objects.open().filter(report=report).first() or Concession(report=report, reason=reason)
    given.kind, given.state, given.answer, given.reference = kind, ConcessionState.GRANTED, reason, reference[:120]
    given.decided_at, given.decided_by = at, by
    return given


def _locked(report: Report) -> Report:
    found = Report.objects.select_for_update(of=("self",)).select_related("unit", "period")
    return found.get(pk=report.pk)


def _require_owed(report: Report) -> None:
    if report.excluded_at or report.first_submitted_at or report.state not in WITH_UNIT:
        raise InvalidTransition(f"concession: {report} is {report.state}")


def _due_after(report: Report, last_day: date | None, at: datetime, field: str) -> datetime:
    """The instant after ``last_day``, which must lie after the present deadline and not be over."""
    if last_day is None:
        raise ConcessionRefused("Cần ghi ngày cuối mới.", field)
    due = end_of(last_day)
    if due <= max(report.due_at, at):
        words = f"Ngày cuối mới phải sau {day_words(last_day_on_time(report.due_at))} và chưa qua."
        raise ConcessionRefused(words, field)
    if last_day.year > report.period.year + 1:
        raise ConcessionRefused("Ngày cuối mới quá xa kỳ báo cáo.", field)
    return due


def _reason(reason: str, field: str) -> str:
    reason = clean(reason)
    if not MIN_REASON <= len(reason) <= MAX_REASON:
        raise ConcessionRefused(f"Cần nêu lý do, từ {MIN_REASON} đến {MAX_REASON} ký tự.", field)
    return reason


def _what(kind: str) -> str:
    return ConcessionKind(kind).label.lower()


def _unit_people(report: Report) -> list[User]:
    return list(report.unit.people().filter(role=Role.REPORTER))


def _tell(concession: Concession, people: list[User], *, at: datetime, subject: str, words: str) -> None:
    """One notice per person and step."""
    report = concession.report
    for person in people:
        key = f"concession:{concession.pk}:{concession.state}:{person.pk}"
        path = reverse("reports:concessions", args=[report.pk])
        post(key, to=person, kind="concession", subject=subject, body=f"{subject}.\n{words}", at=at, path=path)
