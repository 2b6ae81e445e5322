"""Draft the letter that urges late units, and record the number that the clerk gave it."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.urls import reverse

from accounts.models import User
from accounts.states import Role
from audit.services.journal import record
from deadlines.figures import VIETNAM
from deadlines.queries.calendar import working_calendar
from documents.models import OfficialDocument
from documents.services.printing import freeze_document, print_document
from jobs.services.queue import enqueue, report_progress
from kit.permissions import require
from notices.services.outbox import post
from plans.models import ReportingPeriod
from reports.models import Letter, LetterAddressee, Report
from reports.queries.letters import escalated_periods, late_reports, without_letter
from reports.services.letter_words import letter_content
from reports.states import RECORD_NUMBER, SUPERSEDE_LETTER, SignedAs

MORE_DAYS = 3  # working days that a letter drafted by the portal gives
LONGEST = timedelta(days=60)  # a new deadline further away is a slip of the keyboard


class NobodyIsLate(Exception):
    """No unit of the period is late at this moment: there is nobody to write to."""


class ImpossibleDay(ValueError):
    """A day that cannot be meant; the words say which would do."""


@transaction.atomic
def draft_letter(
    period: ReportingPeriod, *, by: User, at: datetime, new_due_on: date, signed_as: str, seen: int | None = None
) -> Letter:
    """Draft the next letter of the period to the units that are late at ``at``; it replaces the one before.

    Args:
        new_due_on: the last day the letter gives; after today.
        seen: the latest revision when the page was made; if there is a newer one by now, that one is
            returned: of parallel presses from the same page one takes effect.

    Raises PermissionDenied, NobodyIsLate or ImpossibleDay.
    """
    require(by, "reports.draft_letter")
    period, last = _locked(period)
    if last and seen is not None and last.revision > seen:
        return last
    _require_days_ahead(new_due_on, at)
    late = late_reports(period, at)
    if not late:
        raise NobodyIsLate(str(period))
    return _draft(period, last, late, by=by, at=at, new_due_on=new_due_on, signed_as=signed_as)


def _locked(period: ReportingPeriod) -> tuple[ReportingPeriod, Letter | None]:
    """The period, so that of parallel drafts one is first; and its latest letter."""
    period = ReportingPeriod.objects.select_for_update().get(pk=period.pk)
    return period, period.letters.select_related("document").order_by("-revision").first()


def _draft(
    period: ReportingPeriod, last: Letter | None, late: list[Report], *, by: User | None, at: datetime,
    new_due_on: date, signed_as: str,
) -> Letter:  # fmt: skip
    content = letter_content(period, late, as_of=at, new_due_on=new_due_on, signed_as=signed_as, replaces=last)
    revision = last.revision + 1 if last else 1
    title = f"Công văn đôn đốc báo cáo {period}, lần {revision}"
    letter = Letter.objects.create(
        period=period,
        revision=revision,
        as_of=at,
        new_due_on=new_due_on,
        signed_as=signed_as,
        drafted_by=by,
        replaces=last,
        document=freeze_document(kind="urging-letter", title=title, content=content, by=by, at=at),
    )
    letter.job = enqueue("letter", letter.pk, key=f"letter:{period.code}:{revision}")
    letter.save(update_fields=["job"])
    _name_units(letter, late)
    if last:
        SUPERSEDE_LETTER.apply(last)
    record(letter, "letter.drafted", by=by, at=at, units=[r.unit.code for r in late], due_on=new_due_on.isoformat())
    _tell_room(letter, by=by, at=at)
    return letter


@transaction.atomic
def record_number(letter: Letter, *, by: User, at: datetime, number: str, issued_on: date) -> Letter:
    """Note the number and the day under which the letter left the house; the portal never invents them.

    Raises PermissionDenied, ImpossibleDay, or InvalidTransition when it has a number or was replaced.
    """
    letter = Letter.objects.select_for_update().get(pk=letter.pk)
    require(by, "reports.draft_letter")
    if not letter.as_of.astimezone(VIETNAM).date() <= issued_on <= at.astimezone(VIETNAM).date():
        raise ImpossibleDay("Ngày ban hành phải từ ngày lập công văn đến hôm nay.")
    RECORD_NUMBER.apply(letter, recorded_at=at, recorded_by=by)
    OfficialDocument.objects.filter(pk=letter.document_id).update(number=number, issued_on=issued_on)
    record(letter, "letter.numbered", by=by, at=at, number=number, issued_on=issued_on.isoformat())
    return letter


@transaction.atomic
def draft_due_letters(*, at: datetime) -> int:
    """Once the reminders have risen to the room, the portal drafts the letter: once per period and deadline.

    Three working days more, to be signed by the deputy director; the room reads it, drafts it anew with another
    day or signatory if it likes, and carries it to the clerk. Nothing is sent by itself. Returns how many letters
    are new; safe to run again.
    """
    drafted = 0
    for found in escalated_periods(at):
        period, last = _locked(found)
        if without_letter({period.pk}, at):
            day = working_calendar().shift(at.astimezone(VIETNAM).date(), MORE_DAYS)
            late = late_reports(period, at)
            _draft(period, last, late, by=None, at=at, new_due_on=day, signed_as=SignedAs.DEPUTY)
            drafted += 1
    return drafted


def print_letter(pk: int, *, job_pk: int) -> None:
    """Job handler. Safe to repeat: a printed document is not printed again."""
    report_progress(job_pk, 30, "Đang dàn trang và in PDF…")

    def told(done: int, parts: int, pages: int) -> None:
        report_progress(job_pk, 60, f"Đang dàn trang và in PDF: {pages} trang…")

    print_document(Letter.objects.get(pk=pk).document_id, told=told)


def _require_days_ahead(new_due_on: date, at: datetime) -> None:
    today = at.astimezone(VIETNAM).date()
    if not today < new_due_on <= today + LONGEST:
        raise ImpossibleDay(f"Hạn mới phải sau hôm nay và không quá {LONGEST.days} ngày.")


def _name_units(letter: Letter, late: list[Report]) -> None:
    rows = [LetterAddressee(letter=letter, unit=r.unit, report=r, unit_name=r.unit.name) for r in late]
    LetterAddressee.objects.bulk_create(rows)


def _tell_room(letter: Letter, *, by: User | None, at: datetime) -> None:
    """The room carries the letter to the signatory and the clerk; nothing leaves the house by itself."""
    room = User.objects.filter(is_active=True, role__in=[Role.STAFF, Role.COORDINATOR])
    for person in room.exclude(pk=by.pk) if by else room:
        post(
            f"letter:{letter.pk}:{person.pk}",
            to=person,
            kind="letter-number",
            subject=f"Công văn đôn đốc báo cáo {letter.period} chờ ký và cấp số",
            body="Công văn đã soạn xong trên cổng. Tải về trình ký, xin số, rồi ghi số và ngày ban hành vào cổng.",
            path=reverse("reports:letter", args=[letter.pk]),
            about=f"letter:{letter.pk}",
            at=at,
        )
