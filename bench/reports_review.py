"""Review matrix, board and one submit for 15 and 1,100 units, as ratios to the bare authenticated page.

Run: python bench/reports_review.py [units …]   (default 15 1100)
"""

import sys
from datetime import UTC, datetime
from decimal import Decimal

from _measure import median_of, own_portal, say

NOW = datetime(2022, 6, 20, 2, tzinfo=UTC)
PAGES = (
    ("ma trận, trang 1", "/bao-cao/ma-tran/?ky=2022-6T"),
    ("ma trận, trang cuối", "/bao-cao/ma-tran/?ky=2022-6T&trang={last}"),
    ("ma trận, chờ xét", "/bao-cao/ma-tran/?ky=2022-6T&tinh-trang=submitted"),
    ("bảng theo dõi", "/bao-cao/theo-doi/?ky=2022-6T"),
)


def fill(units: int):
    """District offices with a report each, all but one sent; the sent ones are frozen rounds without figures typed."""
    from accounts.models import Territory, Unit, User
    from plans.models import ReportingPeriod
    from reports.models import Report, SubmissionRound

    period = ReportingPeriod.objects.select_related("form").get(year=2022, kind="6T")
    place = Territory.objects.filter(level="district").first()
    have = Report.objects.filter(period=period).count()
    for n in range(have, units):
        unit = Unit.objects.create(
            code=f"B{n}", kind="district_office", reporter_code="H", name=f"Phòng {n}", short_name=f"Phòng {n}",
            order=n % 30_000, opened_on="2020-01-01", territory=place,
        )  # fmt: skip
        head = User.objects.create(
            username=f"b{n}", role="BC", unit=unit, full_name=f"Người {n}", is_unit_approver=True
        )
        sent = {"state": "submitted", "first_submitted_at": NOW, "submitted_at": NOW, "submitted_by": head}
        report = Report.objects.create(unit=unit, period=period, opened_at=NOW, **sent)
        values = {f"N1{k:02}": {"status": "value", "value": str(n % 50), "note": ""} for k in range(1, 19)}
        flags = {"N101": [["warning", "Cao."]]} if n % 3 else {}
        SubmissionRound.objects.create(
            report=report, number=1, submitted_at=NOW, submitted_by=head, submitted_by_name=str(head), digest="0" * 64,
            snapshot={"values": values, "sections": {}}, flags=flags,
        )  # fmt: skip
    return period


def ready_report(period):
    """One complete draft of a unit whose only person drafts and sends."""
    from accounts.models import Territory, Unit, User
    from reports.models import Report, ReportSection, ReportValue
    from reports.queries.form import outline_for
    from reports.queries.values import indicators_for

    place = Territory.objects.filter(level="district").last()
    unit = Unit.objects.create(
        code=f"S{Unit.objects.count()}", kind="room", reporter_code="P", name="Phòng đo", short_name="Phòng đo",
        opened_on="2020-01-01", territory=place,
    )  # fmt: skip
    head = User.objects.create(
        username=f"s{unit.pk}", role="BC", unit=unit, full_name="Người đo", is_unit_approver=True
    )
    report = Report.objects.create(unit=unit, period=period, opened_at=NOW)
    for indicator in indicators_for(period, unit):
        if indicator.source == "typed" and not indicator.breakdown:
            ReportValue.objects.create(
                report=report, indicator=indicator, status="value", value=Decimal(1), note="Số liệu để đo."
            )
    for section in outline_for(period, "P"):
        ReportSection.objects.create(report=report, code=section["code"], text="Không phát sinh.")
    return report, head


def measure(units: int) -> None:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from accounts.models import Unit, User
    from reports.services.submission import submit_report

    period = fill(units)
    user, _ = User.objects.get_or_create(
        username="do", defaults={"role": "CV", "unit": Unit.objects.get(code="PCTNXH"), "full_name": "Người đo"}
    )
    client = Client()
    client.force_login(user)

    def ask(where: str) -> None:
        response = client.get(where)
        assert response.status_code == 200, (where, response.status_code)

    bare = median_of(lambda: ask("/doi-mat-khau/"))
    print(f"\n{units} đơn vị; trang trống đã đăng nhập: {bare * 1000:.1f} ms")
    for label, where in PAGES:
        where = where.format(last=(units + 24) // 25)
        with CaptureQueriesContext(connection) as seen:
            ask(where)
        say(f"{label} ({len(seen)} câu hỏi)", median_of(lambda where=where: ask(where), times=5), bare, "trang trống")
    ready = [ready_report(period) for _ in range(6)]

    def send() -> None:
        report, head = ready.pop()
        submit_report(report, by=head, at=NOW)

    say("gửi một báo cáo (dịch vụ)", median_of(send, times=5), bare, "trang trống")


if __name__ == "__main__":
    with own_portal():
        from django.core.management import call_command

        call_command("load_organisation", verbosity=0)
        call_command("load_catalogue", verbosity=0)
        for units in [int(given) for given in sys.argv[1:]] or [15, 1100]:
            measure(units)
