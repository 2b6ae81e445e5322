"""Dashboards for 15 and 1,100 units as a ratio to the bare authenticated page, with their numbers of queries.

.venv/bin/python bench/dashboards.py
"""

from datetime import timedelta

from _measure import median_of, own_portal, say

SIZES = (15, 1_100)
PAGES = ("leadership", "screen", "goals", "compare", "search", "home")


def grow(to: int, already: int) -> None:
    """Commune offices with an accepted report and an event each; built in bulk."""
    from accounts.models import Territory, Unit
    from kit import clock
    from plans.models import Event, Indicator, ReportingPeriod
    from reports.models import Report, ReportValue

    period = ReportingPeriod.objects.get(year=2022, kind="6T")
    at = period.due_at - timedelta(days=2)
    districts = list(Territory.objects.filter(level="district"))
    numbers = range(already, to)
    day = period.starts_on
    lands = Territory.objects.bulk_create(
        Territory(code=f"B{n}", name=f"Xã {n}", search_name=f"xa {n}", kind="xã", level="commune",
                  parent=districts[n % len(districts)], opened_on=day) for n in numbers
    )  # fmt: skip
    units = Unit.objects.bulk_create(
        Unit(code=f"BU{n}", kind="district_office", reporter_code="H", name=f"Phòng {n}", short_name=f"Phòng {n}",
             territory=land, opened_on=day, order=n) for n, land in zip(numbers, lands, strict=True)
    )  # fmt: skip
    reports = Report.objects.bulk_create(
        Report(period=period, unit=unit, state="accepted", opened_at=at, first_submitted_at=at, submitted_at=at,
               decided_at=at) for unit in units
    )  # fmt: skip
    typed = Indicator.objects.filter(group__form=period.form, source="typed")
    codes = [i for i in typed if "H" in i.reporters][:45]
    ReportValue.objects.bulk_create(
        (ReportValue(report=report, indicator=i, status="value", value=3) for report in reports for i in codes),
        batch_size=5_000,
    )
    who = _leader()
    Event.objects.bulk_create(
        Event(unit=unit, kind="session", title="Buổi nói chuyện", held_on=period.ends_on, quantity=1, attendees=30,
              recorded_by=who, recorded_at=clock.now()) for unit in units
    )  # fmt: skip


def _leader():
    from accounts.models import Unit, User

    found = User.objects.filter(username="do").first()
    return found or User.objects.create(username="do", full_name="Đo", role="LD", unit=Unit.objects.get(code="LDS"))


def measure(number: int) -> None:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    client = Client()
    client.force_login(_leader())
    bare = median_of(lambda: client.get(reverse("access:password")))
    say(f"{number:>5} units  the bare authenticated page", bare, bare, "bare")
    for page in PAGES:
        where = reverse(f"dashboards:{page}")
        query = {"q": "phong"} if page == "search" else {}

        def get(where=where, query=query):
            return client.get(where, query, follow=True)

        with CaptureQueriesContext(connection) as queries:
            assert get().status_code == 200
        say(f"{number:>5} units  {page} ({len(queries)} queries)", median_of(get, times=5), bare, "bare page")


def main() -> None:
    with own_portal():
        from django.core.management import call_command

        call_command("load_organisation", verbosity=0)
        call_command("load_catalogue", verbosity=0)
        from django.conf import settings

        from kit import clock

        settings.DEMO = True
        from datetime import UTC, datetime

        clock.set_demo_clock(datetime(2022, 6, 26, 2, tzinfo=UTC))
        before = 0
        for size in SIZES:
            grow(size, before)
            measure(size)
            before = size


if __name__ == "__main__":
    main()
