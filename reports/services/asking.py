"""The department decides which rows a unit fills in, where the catalogue cannot know it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.urls import reverse

from accounts.models import Unit, User
from accounts.states import Role
from audit.services.journal import record
from kit.permissions import require
from kit.text import clean
from notices.services.outbox import post
from plans.models import Indicator, ReportingPeriod, RowChoice
from reports.models import Report
from reports.queries.asking import asked_codes_of, choosable_rows, latest_choice
from reports.queries.form import asked_codes
from reports.states import WITH_UNIT

MIN_REASON, MAX_REASON = 10, 300


class RowsRefused(ValueError):
    """Why the rows cannot be set so, in words for the person; ``field`` of the form they belong to."""

    def __init__(self, words: str, field: str = "rows") -> None:
        super().__init__(words)
        self.field = field


class RowsChanged(Exception):
    """Somebody has set this unit's rows since the page was shown."""


@dataclass(frozen=True)
class Rows:
    """What was ticked. ``seen``: the unit's latest choice when the page was shown, 0 for none."""

    codes: frozenset[str]
    reason: str
    seen: int


@transaction.atomic
def set_rows(unit: Unit, period: ReportingPeriod, rows: Rows, *, by: User, at: datetime) -> list[RowChoice]:
    """From ``period`` on the unit fills in exactly the ticked rows; returns the choices made, none if all was so.

    Figures typed into a row that is spared stay stored and leave the report; they are back with the row.
    The unit's people are told.

    Raises PermissionDenied, RowsChanged, or RowsRefused: a report of this or a later period of the form is sent or
    came back for single cells, a part is asked without its whole, the reason is missing.
    """
    require(by, "reports.set_rows")
    Unit.objects.select_for_update().get(pk=unit.pk)
    if latest_choice(unit, period) != rows.seen:
        raise RowsChanged
    indicators = {row.code: row for row in choosable_rows(period)}
    before = asked_codes_of(unit, period)
    changed = sorted(code for code in indicators if (code in before) != (code in rows.codes))
    if not changed:
        return []
    _check_parts(indicators, rows.codes)
    reason = _reason(rows.reason)
    _take_reports(unit, period)
    made = [
        RowChoice.objects.create(
            indicator=indicators[code],
            unit=unit,
            since=period,
            is_asked=code in rows.codes,
            reason=reason,
            by=by,
            at=at,
        )
        for code in changed
    ]
    added, spared = _split(made)
    record(unit, "unit.rows_set", by=by, at=at, period=period.code, added=added, spared=spared, reason=reason)
    _tell(unit, period, made, reason, by=by, at=at)
    return made


def _split(made: Collection[RowChoice]) -> tuple[list[str], list[str]]:
    """(codes asked from now on, codes spared from now on)."""
    codes = {asked: [c.indicator.code for c in made if c.is_asked == asked] for asked in (True, False)}
    return codes[True], codes[False]


def _check_parts(indicators: Mapping[str, Indicator], codes: Collection[str]) -> None:
    for code in sorted(codes & indicators.keys()):
        whole = indicators[code].parent_code
        if whole in indicators and whole not in codes:
            raise RowsRefused(f"{code} là một phần của {whole}: hỏi {code} thì phải hỏi cả {whole}.")


def _reason(words: str) -> str:
    words = clean(words)
    if not MIN_REASON <= len(words) <= MAX_REASON:
        raise RowsRefused(f"Cần nêu lý do, từ {MIN_REASON} đến {MAX_REASON} ký tự.", "reason")
    return words


def _take_reports(unit: Unit, period: ReportingPeriod) -> None:
    """Lock the unit's reports that the change reaches; a page of theirs shown before it does not send any more."""
    reached = Report.objects.filter(unit=unit, period__form=period.form_id, period__ends_on__gte=period.ends_on)
    for report in reached.select_for_update(of=("self",)).select_related("period"):
        if report.state not in WITH_UNIT:
            words = "đã gửi lên Sở. Chọn kỳ sau, hoặc yêu cầu chỉnh lý cả báo cáo rồi đặt lại"
            raise RowsRefused(f"Báo cáo {report.period} của đơn vị {words}.")
        if asked_codes(report):
            raise RowsRefused(f"Báo cáo {report.period} đang được chỉnh lý từng ô: đặt lại sau khi đơn vị gửi lại.")
    reached.filter(state__in=WITH_UNIT).update(revision=F("revision") + 1)


def _tell(
    unit: Unit, period: ReportingPeriod, made: Collection[RowChoice], reason: str, *, by: User, at: datetime
) -> None:
    added, spared = _split(made)
    parts = [f"thêm {', '.join(added)}" if added else "", f"bớt {', '.join(spared)}" if spared else ""]
    subject = f"Biểu số liệu của đơn vị từ {period}: {'; '.join(filter(None, parts))}"
    report = Report.objects.filter(unit=unit, period=period).first()
    path = reverse("reports:detail", args=[report.pk]) if report else reverse("plans:indicators")
    for person in unit.people().filter(role=Role.REPORTER):
        key = f"rows:{made and max(c.pk for c in made)}:{person.pk}"
        body = f"{subject}.\nLý do: {reason}. Người đặt: {by}."
        post(key, to=person, kind="rows", subject=subject[:200], body=body, at=at, path=path)
