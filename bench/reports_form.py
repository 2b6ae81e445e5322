"""The entry form: its page and one autosave, as ratios to the bare authenticated page.

Run: .venv/bin/python bench/reports_form.py [--units 1100]
"""

import argparse

from _measure import median_of, own_portal, say


def story(units: int):
    """A district's open report on the shipped form of 2022, ``units`` other districts with accepted reports."""
    import json
    from pathlib import Path

    from accounts.tests.factories import UnitFactory, UserFactory
    from kit import clock
    from plans.models import Indicator, ReportingPeriod
    from plans.services.catalogue import load_periods
    from plans.services.indicator_form import load_indicators
    from reports.models import Report, ReportValue
    from reports.tests.factories import NOW, ReportFactory

    data = Path(__file__).resolve().parents[1] / "plans/data/indicators-2022.json"
    load_indicators(json.loads(data.read_text(encoding="utf-8")), at=NOW)
    load_periods(at=NOW)
    period = ReportingPeriod.objects.get(year=2022, kind="6T")
    codes = list(Indicator.objects.filter(is_required=True, value_kind="integer"))
    for _ in range(units):
        other = ReportFactory(accepted=True, period=period, unit=UnitFactory())
        ReportValue.objects.bulk_create(ReportValue(report=other, indicator=i, status="value", value=7) for i in codes)
    report = ReportFactory(period=period, unit=UnitFactory())
    officer = UserFactory(unit=report.unit, role="BC")
    return Report.objects.get(pk=report.pk), officer, clock


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--units", type=int, default=15)
    units = asked.parse_args().units
    with own_portal():
        from django.test import Client

        report, officer, _ = story(units)
        client = Client()
        client.force_login(officer)
        numbers = iter(range(1, 10_000))

        def autosave():
            answer = client.post(f"/bao-cao/{report.pk}/luu-o/", {"v-N101": next(numbers), "s-N101": "value"})
            assert answer.status_code == 200, answer.status_code

        def form():
            assert client.get(f"/bao-cao/{report.pk}/nhap/").status_code == 200

        bare = median_of(lambda: client.get("/doi-mat-khau/"))
        print(f"{units} đơn vị khác có báo cáo")
        say("trang đổi mật khẩu (trang trống đã đăng nhập)", bare, bare, "trang trống")
        say("trang nhập báo cáo, cả danh mục", median_of(form), bare, "trang trống")
        say("tự lưu một ô", median_of(autosave), bare, "trang trống")


if __name__ == "__main__":
    main()
