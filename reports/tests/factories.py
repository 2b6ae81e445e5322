"""A small form, reports on it and their figures, for the tests of this app and the apps above."""

from datetime import UTC, datetime
from decimal import Decimal

import factory

from accounts.tests.factories import UnitFactory, UserFactory
from plans.models import Indicator, IndicatorForm
from plans.states import AcrossTime, AcrossUnits, Severity, Source, ValueKind
from plans.tests.factories import (
    IndicatorFactory,
    IndicatorFormFactory,
    IndicatorGroupFactory,
    ReportingPeriodFactory,
)
from reports.models import Report, ReportSection, ReportValue, SubmissionRound
from reports.services.submission import forward_report, submit_report
from reports.states import CellStatus, ReportState

OPENED = datetime(2022, 5, 31, 17, 0, tzinfo=UTC)  # 1/6 00:00 in Vietnam
NOW = datetime(2022, 6, 20, 2, 0, tzinfo=UTC)  # 20/6 09:00 in Vietnam, four days before the deadline
LAST_SECOND = datetime(2022, 6, 24, 16, 59, 59, tzinfo=UTC)  # 24/6 23:59:59 in Vietnam
TOO_LATE = datetime(2022, 6, 24, 17, 0, tzinfo=UTC)  # 25/6 00:00 in Vietnam
EVERYBODY = ["H", "D", "C", "P", "S"]
OUTLINE = [
    {"code": "I", "title": "Tình hình", "hint": "", "required": False, "required_of": [], "reporters": ["H", "S"]},
    {
        "code": "II.2",
        "title": "Công tác tuyên truyền",
        "hint": "Nêu hình thức, cách làm.",
        "required": False,
        "required_of": EVERYBODY,
        "reporters": EVERYBODY,
    },
    {"code": "V", "title": "Kiến nghị", "hint": "", "required": False, "required_of": [], "reporters": EVERYBODY},
]
DISTINCT = {"across_units": AcrossUnits.DISTINCT, "across_time": AcrossTime.MAX}
YES_NO = {"value_kind": ValueKind.YES_NO, "across_units": AcrossUnits.COUNT_YES, "unit_of_measure": "Có/Không"}
PERCENT = {
    "value_kind": ValueKind.PERCENT,
    "source": Source.COMPUTED,
    "across_units": AcrossUnits.RATIO,
    "across_time": AcrossTime.RATIO,
    "unit_of_measure": "%",
}
# Only N101 and N102 must be filled in, so that a test's report is complete with two figures and one passage.
INDICATORS = {
    "TH08": {"name": "Số xã", "unit_of_measure": "xã", "source": Source.SYSTEM, "reporters": ["H"]},
    "N101": {"name": "Số buổi tuyên truyền", "is_required": True},
    "N102": {"name": "Số buổi lồng ghép", "is_required": True, "parent_code": "N101"},
    "N111": {"name": "Số xã có hình thức tuyên truyền", "unit_of_measure": "xã", "reporters": ["H"]},
    "N112": {"name": "Tỷ lệ xã", "reporters": ["H"], "numerator": "N111", "denominator": "TH08", **PERCENT},
    "N113": {"name": "Tổng số cán bộ", "unit_of_measure": "người", "across_time": AcrossTime.LAST},
    "N114": {"name": "Số cán bộ được tuyên truyền", "unit_of_measure": "người", "across_time": AcrossTime.MAX},
    "N115": {"name": "Tỷ lệ cán bộ được tuyên truyền", "numerator": "N114", "denominator": "N113", **PERCENT},
    "N116": {"name": "Tổng số học sinh", "unit_of_measure": "người", "reporters": ["H", "C"], **DISTINCT},
    "N117": {"name": "Số học sinh được tuyên truyền", "unit_of_measure": "người", "reporters": ["H", "C"], **DISTINCT},
    "N201": {"name": "Đã ban hành kế hoạch", "reporters": ["H", "D", "C"], **YES_NO},
    "N202": {"name": "Có lồng ghép, duy trì thường xuyên", **YES_NO},
    "N508": {"name": "Số hội nghị tổng kết", "unit_of_measure": "hội nghị", "annual_only": True},
    "KP02": {"name": "Kinh phí đã thực hiện", "unit_of_measure": "triệu đồng", "value_kind": ValueKind.DECIMAL},
}
RULES = (
    ("R-N102", Severity.ERROR, "N102 <= N101", ["N102", "N101"], "N102 lớn hơn N101."),
    ("R-N101", Severity.WARNING, "N101 <= 500", ["N101"], "N101 cao bất thường."),
    ("R5-N101", Severity.ERROR, "N101 >= half(N101)", ["N101"], "N101 của cả năm nhỏ hơn số 6 tháng."),
)


def small_form() -> IndicatorForm:
    """The form of 2022 with a dozen indicators and three rules; the same one when asked again."""
    form = IndicatorFormFactory(year=2022, outline=OUTLINE)
    if form.groups.exists():
        return form
    group = IndicatorGroupFactory(form=form, code="N1")
    for order, (code, values) in enumerate(INDICATORS.items()):
        IndicatorFactory(**{"group": group, "code": code, "order": order, "is_required": False} | values)
    for code, severity, expression, cells, message in RULES:
        form.rules.create(code=code, severity=severity, expression=expression, cells=cells, message=message)
    return form


class ReportFactory(factory.django.DjangoModelFactory):
    """A district office's empty draft for the first half of 2022; a trait per later state."""

    class Meta:
        model = Report

    class Params:
        awaiting_head = factory.Trait(state=ReportState.AWAITING_HEAD)
        sent = factory.Trait(first_submitted_at=NOW, submitted_at=NOW, submitted_by=factory.SubFactory(UserFactory))
        submitted = factory.Trait(sent=True, state=ReportState.SUBMITTED)
        accepted = factory.Trait(sent=True, state=ReportState.ACCEPTED)
        returned = factory.Trait(sent=True, state=ReportState.RETURNED, return_reason="N101 chưa khớp mục II.2.")

    period = factory.SubFactory(ReportingPeriodFactory, form=factory.LazyFunction(small_form))
    unit = factory.SubFactory(UnitFactory)
    opened_at = OPENED


class SubmissionRoundFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SubmissionRound

    report = factory.SubFactory(ReportFactory, submitted=True)
    number = 1
    submitted_at = NOW
    submitted_by = factory.SelfAttribute("report.submitted_by")
    submitted_by_name = "Nguyễn Văn Thử"
    snapshot = {"values": {}, "sections": {}}
    digest = "0" * 64


def fill(report: Report, text: str = "Tổ chức tuyên truyền tại các xã.", **figures) -> Report:
    """Store figures (a number, or "na"/"unavailable" with a note) and the required passage as they are."""
    for code, figure in figures.items():
        status = figure if isinstance(figure, str) else CellStatus.VALUE
        value = None if isinstance(figure, str) else Decimal(str(figure))
        note = "" if value is not None else "Không có đối tượng này."
        indicator = Indicator.objects.get(group__form=report.period.form, code=code)
        defaults = {"status": status, "value": value, "note": note}
        ReportValue.objects.update_or_create(report=report, indicator=indicator, defaults=defaults)
    if text:
        ReportSection.objects.update_or_create(report=report, code="II.2", defaults={"text": text})
    return report


def complete(report: Report) -> Report:
    """Everything the small form asks for."""
    return fill(report, N101=12, N102=5)


def accepted_report(unit=None, *, kind="6T", year=2022, text="", **figures) -> Report:
    """An accepted report with these figures; by default of another district."""
    report = ReportFactory(
        accepted=True, unit=unit or UnitFactory(), period__form=small_form(), period__kind=kind, period__year=year
    )
    return fill(report, text=text, **figures)


def send(report: Report, *, officer, head, at) -> Report:
    """Forward and submit through the services."""
    forward_report(report, by=officer, at=at)
    return submit_report(report, by=head, at=at)


def note_on(report: Report, code: str, note: str) -> None:
    ReportValue.objects.filter(report=report, indicator__code=code).update(note=note)
