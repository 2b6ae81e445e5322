"""The ledger of adjustments: written with a reason, withdrawn with a name, told to the units concerned."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.urls import reverse

from accounts.models import Unit, User
from accounts.states import Role
from audit.services.journal import record
from kit.numbers import show
from kit.permissions import require
from kit.text import clean
from kit.workflow import InvalidTransition
from notices.services.outbox import post
from plans.models import Indicator, ReportingPeriod
from plans.states import Source
from reports.models import Adjustment
from reports.queries.totals import total_table
from reports.states import AdjustmentKind

MIN_REASON = 10


class ImpossibleAdjustment(Exception):
    """``field`` and ``words`` are for the form."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(words)
        self.field, self.words = field, words


@transaction.atomic
def adjust_total(
    period: ReportingPeriod,
    code: str,
    *,
    delta: Decimal,
    kind: str,
    units: Iterable[Unit],
    reason: str,
    by: User,
    at: datetime,
) -> Adjustment:
    """Add ``delta`` (unit of measure of the indicator) to the period's total of ``code``.

    No unit's figure changes; the total shows both numbers and prints the reason as a footnote.
    Versions that are final keep theirs.

    Raises PermissionDenied or ImpossibleAdjustment (a computed figure, nothing reported yet, no unit
    named, no reason, or a total that would fall below 0).
    """
    require(by, "reports.adjust_total")
    period = ReportingPeriod.objects.select_for_update().get(pk=period.pk)
    line = total_table(period, compare=False).line(code)
    units, reason = list(units), clean(reason)
    if line is None:
        raise ImpossibleAdjustment("delta", f"Biểu của kỳ này không có chỉ tiêu {code}.")
    _check(line.indicator, line.total.value, delta, units, reason)
    made = Adjustment.objects.create(
        period=period, indicator=line.indicator, kind=AdjustmentKind(kind), delta=delta, reason=reason[:500],
        made_at=at, made_by=by,
    )  # fmt: skip
    made.units.set(units)
    record(made, "total.adjusted", by=by, at=at, code=code, delta=str(delta), reason=reason)
    _tell(made, units, by=by, at=at)
    return made


def _check(indicator: Indicator | None, total: Decimal | None, delta: Decimal, units: list[Unit], reason: str) -> None:
    if indicator is None or indicator.source == Source.COMPUTED:
        raise ImpossibleAdjustment("delta", "Chỉ tiêu tính từ chỉ tiêu khác: hãy điều chỉnh tử số hoặc mẫu số.")
    if total is None:
        raise ImpossibleAdjustment("delta", "Chưa có đơn vị nào có số liệu được duyệt nên chưa có gì để điều chỉnh.")
    if delta == 0:
        raise ImpossibleAdjustment("delta", "Ghi số khác 0: số dương để cộng thêm, số âm để trừ bớt.")
    if indicator.is_whole and delta != delta.to_integral_value():
        raise ImpossibleAdjustment("delta", "Chỉ tiêu này là số nguyên.")
    if total + delta < 0:
        raise ImpossibleAdjustment("delta", f"Tổng hiện là {show(total)}: trừ như vậy sẽ thành số âm.")
    if not units:
        raise ImpossibleAdjustment("units", "Chọn đơn vị liên quan: đơn vị đó sẽ thấy điều chỉnh này.")
    if len(reason) < MIN_REASON:
        raise ImpossibleAdjustment("reason", f"Ghi rõ lý do, ít nhất {MIN_REASON} ký tự; lý do được in dưới phụ lục.")


@transaction.atomic
def withdraw_adjustment(adjustment: Adjustment, *, by: User, at: datetime) -> Adjustment:
    """Take an adjustment back; the line stays in the ledger. Raises PermissionDenied or InvalidTransition."""
    require(by, "reports.adjust_total")
    rows = Adjustment.objects.in_force().filter(pk=adjustment.pk).update(withdrawn_at=at, withdrawn_by=by)
    if not rows:
        raise InvalidTransition(f"withdraw: {adjustment}")
    adjustment.refresh_from_db()
    record(adjustment, "total.adjustment_withdrawn", by=by, at=at, code=adjustment.indicator.code)
    return adjustment


def _tell(made: Adjustment, units: list[Unit], *, by: User, at: datetime) -> None:
    subject = f"Sở điều chỉnh số tổng hợp chỉ tiêu {made.indicator.code}, {made.period}"
    path = reverse("reports:own")
    people = User.objects.filter(is_active=True, role=Role.REPORTER, unit__in=units)
    for person in people:
        body = f"{subject}.\nLý do: {made.reason}\nSố liệu của đơn vị không thay đổi."
        post(
            f"adjustment:{made.pk}:{person.pk}",
            to=person,
            kind="adjustment",
            subject=subject,
            body=body,
            at=at,
            path=path,
        )
