"""Plan a period backwards, move the units' deadline and the end of the data; units are told, reminders start afresh."""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from accounts.models import User
from accounts.states import Role
from audit.services.journal import record
from deadlines.figures import end_of, last_day_on_time
from deadlines.figures.planner import conflicts
from deadlines.figures.words import day_words
from deadlines.queries.calendar import working_calendar
from deadlines.states import Roll
from kit.permissions import require
from kit.text import clean
from notices.services.outbox import post
from plans.models import ReportingPeriod
from reports.models import DeadlineDecision, PeriodSchedule, Report
from reports.queries.obligations import obliged_units

MIN_REASON, MAX_REASON = 10, 500


class ScheduleRefused(ValueError):
    """Why the deadline cannot be set so, in words; ``field`` of the form it belongs to."""

    def __init__(self, words: str, field: str = "") -> None:
        super().__init__(words)
        self.field = field


@transaction.atomic
def plan_backwards(period: ReportingPeriod, *, by: User, at: datetime, **values: object) -> PeriodSchedule:
    """Note when UBND tỉnh and Bộ want the report and how long each step takes; moves nothing yet."""
    require(by, "reports.set_deadline")
    schedule, _ = PeriodSchedule.objects.update_or_create(period=period, defaults=values)
    record(period, "period.planned", by=by, at=at)
    return schedule


def conflicts_of(period: ReportingPeriod, *, due_at: datetime, roll: str, data_on: date | None = None) -> list[str]:
    """What would not fit together with this deadline and this last day of the data (None: as it is)."""
    schedule = PeriodSchedule.objects.filter(period=period).first() or PeriodSchedule(period=period)
    return conflicts(
        schedule.asks,
        schedule.leads,
        working_calendar(),
        units_on=last_day_on_time(due_at),
        data_on=data_on or period.ends_on,
        rolls=roll == Roll.EARLIER,
    )


def data_end_is_fixed(period: ReportingPeriod) -> bool:
    """Whether a unit has sent figures that count up to the present end of the data."""
    return Report.objects.filter(period=period).exclude(first_submitted_at=None).exists()


@transaction.atomic
def set_deadline(
    period: ReportingPeriod, *, by: User, at: datetime, last_day: date, roll: str, reason: str, reference: str = "",
    data_on: date | None = None,
) -> DeadlineDecision:  # fmt: skip
    """The units of ``period`` are on time until the end of ``last_day``; their figures count up to ``data_on``.

    The end of the data stays where it is when ``data_on`` is None; it does not move once a unit has sent.

    A deadline against which something speaks needs a reference on paper; what was known is stored with it.
    Units that have sent are untouched: extensions of single units stay as they are.

    Raises PermissionDenied or ScheduleRefused.
    """
    period = ReportingPeriod.objects.select_for_update().get(pk=period.pk)
    require(by, "reports.set_deadline")
    due_before, due_at = period.due_at, end_of(last_day)
    data_before, data_on = period.ends_on, data_on or period.ends_on
    known = conflicts_of(period, due_at=due_at, roll=roll, data_on=data_on)
    reason, reference = clean(reason), clean(reference)
    _check_data(period, data_on, last_day)
    _check(period, due_at, at, known, reason, reference)
    period.due_at, period.reminder_roll, period.ends_on = due_at, roll, data_on
    period.save(update_fields=["due_at", "reminder_roll", "ends_on"])
    decision = DeadlineDecision.objects.create(
        period=period, due_before=due_before, due_at=due_at, roll=roll, conflicts=known, reason=reason,
        reference=reference, data_on=data_on, decided_at=at, decided_by=by,
    )  # fmt: skip
    facts = {"due": (due_before.isoformat(), due_at.isoformat()), "reason": reason, "decision": reference}
    if data_on != data_before:
        facts["data"] = (data_before.isoformat(), data_on.isoformat())
    record(period, "period.due_moved", by=by, at=at, **facts)
    if (due_at, data_on) != (due_before, data_before):
        _tell_units(decision, at=at)
    return decision


def _check(
    period: ReportingPeriod, due_at: datetime, at: datetime, known: list[str], reason: str, reference: str
) -> None:
    if due_at != period.due_at and due_at <= at:
        raise ScheduleRefused("Ngày cuối mới đã qua.", "last_day")
    if due_at <= period.opens_at:
        raise ScheduleRefused("Ngày cuối phải sau ngày mở kỳ.", "last_day")
    if not MIN_REASON <= len(reason) <= MAX_REASON:
        raise ScheduleRefused(f"Cần nêu lý do, từ {MIN_REASON} đến {MAX_REASON} ký tự.", "reason")
    if known and not reference:
        raise ScheduleRefused("Hạn này có mâu thuẫn: cần ghi số, ngày công văn cho phép.", "reference")


def _check_data(period: ReportingPeriod, data_on: date, last_day: date) -> None:
    if data_on == period.ends_on:
        return
    if data_end_is_fixed(period):
        raise ScheduleRefused("Đã có đơn vị gửi báo cáo: ngày chốt số liệu của kỳ này không đổi được nữa.", "data_on")
    if not period.starts_on < data_on < last_day:
        raise ScheduleRefused(
            f"Ngày chốt số liệu phải sau {period.starts_on:%d/%m/%Y} và trước ngày cuối nộp báo cáo.", "data_on"
        )


def _tell_units(decision: DeadlineDecision, *, at: datetime) -> None:
    """Everybody of the units that have not sent yet and have no extension of their own."""
    period = decision.period
    settled = Report.objects.filter(period=period).exclude(
        first_submitted_at=None, excluded_at=None, extended_due_at=None
    )
    done = set(settled.values_list("unit_id", flat=True))
    units = [unit.pk for unit in obliged_units(period) if unit.pk not in done]
    day = day_words(last_day_on_time(decision.due_at))
    subject = f"Hạn nộp báo cáo {period} nay là hết ngày {day}"
    paper = f" Theo {decision.reference}." if decision.reference else ""
    data = f" Số liệu tính đến hết ngày {day_words(period.ends_on)}."
    body = f"{subject}.{data}{paper}\nLý do: {decision.reason}"
    for person in User.objects.filter(is_active=True, role=Role.REPORTER, unit__in=units):
        key = f"period:{period.code}:due:{decision.pk}:{person.pk}"
        post(key, to=person, kind="deadline-moved", subject=subject, body=body, at=at, path=reverse("reports:own"))
