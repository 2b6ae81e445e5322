"""Planning and queueing reminders of 11 000 obligations, as ratios to one SQL read of the same rows.

Run: python bench/deadlines.py [obligations]   (default 11000)
"""

import sys
from datetime import date, datetime
from zoneinfo import ZoneInfo

from _measure import median_of, once, own_portal, say

AT = datetime(2022, 6, 22, 7, 5, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))  # two working days before the deadline
PERIODS = 11


def fill(number: int) -> None:
    """``number`` open reports: units with one officer and one head each, in eleven periods due on one day."""
    from accounts.models import Unit, User
    from plans.figures import usual_period
    from plans.models import IndicatorForm, ReportingPeriod
    from reports.models import Report

    units = Unit.objects.bulk_create(
        Unit(
            code=f"B{n}", kind="district_office", reporter_code="H", name=f"Phòng {n}", short_name=f"Phòng {n}",
            opened_on=date(2000, 1, 1),
        )
        for n in range(number // PERIODS)
    )  # fmt: skip
    User.objects.bulk_create(
        User(
            username=f"{what}{unit.code}", full_name=f"{what} {unit.code}", email=f"{what}.{unit.code}@thu.invalid",
            password="!", role="BC", unit=unit, is_unit_approver=what == "duyet",
        )
        for unit in units
        for what in ("nhap", "duyet")
    )  # fmt: skip
    form = IndicatorForm.objects.create(year=2022, title="Biểu thử")
    usual = usual_period(2022, is_annual=False)
    periods = [
        ReportingPeriod.objects.create(**usual, year=2022 - n, kind="6T", form=form, reporters=["H"])
        for n in range(PERIODS)
    ]
    Report.objects.bulk_create(
        (Report(unit=unit, period=period, opened_at=period.opens_at) for unit in units for period in periods),
        batch_size=2000,
    )


def measure() -> None:
    from deadlines.models import Reminder
    from deadlines.queries.owed import house, obligations
    from deadlines.queries.rehearsal import rehearse
    from deadlines.services.telling import tell_due
    from reports.models import Report

    bare = median_of(lambda: list(Report.objects.select_related("unit", "period")))
    print(f"{Report.objects.count()} nghĩa vụ; một lần đọc SQL: {bare * 1000:.0f} ms", flush=True)
    owed = obligations(AT)
    say("đọc nghĩa vụ từ các nguồn", median_of(lambda: obligations(AT), times=3), bare, "lần đọc")
    say("lập kế hoạch (hàm thuần)", median_of(lambda: house().plan(AT, owed), times=3), bare, "lần đọc")
    say("ghi sổ và xếp hàng lần đầu", once(lambda: tell_due(at=AT)), bare, "lần đọc")
    print(f"  {Reminder.objects.count()} lời nhắc mới", flush=True)
    say("chạy lại, không có gì mới", median_of(lambda: tell_due(at=AT), times=3), bare, "lần đọc")
    span = (date(2022, 6, 22), date(2022, 8, 31))
    say("diễn tập hai tháng", once(lambda: rehearse(*span, now=AT)), bare, "lần đọc")


if __name__ == "__main__":
    with own_portal():
        fill(int(sys.argv[1]) if len(sys.argv) > 1 else 11_000)
        measure()
