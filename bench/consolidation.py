"""The consolidated report of 11 to 11,000 units: totals against one SQL statement, its paper against bare WeasyPrint.

Run: python bench/consolidation.py [--lines 10] [units …]   (default 11 110 1100)

"Bare" is the very same HTML with a stylesheet of three rules, written by WeasyPrint in one process. Memory is the
peak of the largest process. Adding up is compared by computing time, which a busy machine does not change much; SQLite
works in the same process, so both sides have it in. 11,000 units of 10 lines take a bare WeasyPrint minutes and
gigabytes; adding up 11,000 units is quick.
"""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from _measure import ROOT, once, own_portal, say

NOW = datetime(2022, 6, 20, 2, tzinfo=UTC)
BARE_CSS = "@page { size: A4 landscape } table { border-collapse: collapse } td, th { border: 1px solid }"
BARE = """
import json, resource, sys, time
from weasyprint import CSS, HTML
start = time.perf_counter()
html = open(sys.argv[1], encoding="utf-8").read()
HTML(string=html).write_pdf(sys.argv[2], stylesheets=[CSS(string=sys.argv[3])])
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps([time.perf_counter() - start, time.process_time(), peak / 1024]))
"""
PRODUCT = """
import json, os, resource, sys, time
os.environ["PORTAL_DATA"], os.environ["DJANGO_SETTINGS_MODULE"] = sys.argv[2], "plan_portal.settings"
import django
django.setup()
from documents.services.rendering import parts_of, render_content
content = json.load(open(sys.argv[1], encoding="utf-8"))
times = []
for _ in range(2):
    start = time.perf_counter()
    pdf = render_content(content, title="Báo cáo")
    times.append(time.perf_counter() - start)
used = os.times()
times.append(used.user + used.system + used.children_user + used.children_system)
peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
print(json.dumps([*times, peak / 1024, len(parts_of(content)), len(pdf)]))
"""


def fill(units: int):
    """District offices with an accepted report of every countable figure."""
    from accounts.models import Territory, Unit
    from plans.models import Indicator, ReportingPeriod
    from reports.models import Report, ReportValue

    period = ReportingPeriod.objects.select_related("form").get(year=2022, kind="6T")
    place = Territory.objects.filter(level="district").first()
    asked = [
        indicator
        for indicator in Indicator.objects.filter(group__form=period.form, source="typed", value_kind="integer")
        if not indicator.annual_only and "." not in indicator.code
    ][:20]
    new = range(Report.objects.filter(period=period).count(), units)
    made = Unit.objects.bulk_create(
        Unit(
            code=f"B{n}", kind="district_office", reporter_code="H", name=f"Phòng {n}", short_name=f"Phòng {n}",
            order=n % 30_000, opened_on="2020-01-01", territory=place,
        )
        for n in new
    )  # fmt: skip
    accepted = {
        "state": "accepted",
        "opened_at": NOW,
        "first_submitted_at": NOW,
        "submitted_at": NOW,
        "decided_at": NOW,
    }
    reports = Report.objects.bulk_create(Report(unit=unit, period=period, **accepted) for unit in made)
    ReportValue.objects.bulk_create(
        (
            ReportValue(report=report, indicator=indicator, status="value", value=Decimal(report.pk % 97 + n))
            for report in reports
            for n, indicator in enumerate(asked)
        ),
        batch_size=2000,
    )
    return period


def one_statement(period) -> list:
    """Sum, count and zeros of every indicator, by the database alone."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT v.indicator_id, SUM(v.value), COUNT(v.value), SUM(CASE WHEN v.value = 0 THEN 1 ELSE 0 END)"
            " FROM reports_reportvalue v JOIN reports_report r ON r.id = v.report_id"
            " WHERE r.period_id = %s AND r.state = 'accepted' GROUP BY v.indicator_id",
            [period.pk],
        )
        return cursor.fetchall()


def content_of(period, lines: int) -> dict:
    from reports.models import Consolidation
    from reports.queries.profiles import profile_of
    from reports.services.consolidation import current_figures
    from reports.services.content import consolidated_content

    figures = current_figures(period, at=NOW)
    counted = [line for line in figures["lines"] if line["value"] is not None][:lines]
    built = Consolidation(period=period, profile="ubnd", requested_at=NOW, figures=figures)
    content = consolidated_content(built, profile_of("ubnd"), is_draft=True)
    codes = {line["code"] for line in counted}
    for appendix in content["appendices"]:  # as many lines for each number of units; the sheet of totals stays whole
        if appendix["orientation"] == "landscape":
            appendix["rows"] = [row for row in appendix["rows"] if row["cells"][0] in codes]
    return content


def run(script: str, *arguments: str) -> list[float]:
    done = subprocess.run([sys.executable, "-c", script, *arguments], cwd=ROOT, check=True, stdout=subprocess.PIPE)
    return json.loads(done.stdout.splitlines()[-1])


def side_by_side(one: Callable[[], object], other: Callable[[], object], times: int = 5) -> tuple[float, float]:
    """Computing seconds of the middle run of each, run in turn."""
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(times):
        for work, seconds in zip((one, other), taken, strict=True):
            start = time.process_time()
            work()
            seconds.append(time.process_time() - start)
    return statistics.median(taken[0]), statistics.median(taken[1])


def measure(units: int, lines: int) -> None:
    from django.template.loader import render_to_string

    from reports.queries.totals import total_table

    period = fill(units)
    table = total_table(period)
    sums = {pk: total for pk, total, *_ in one_statement(period)}
    for line in table.lines:
        if line.indicator.pk in sums:
            assert line.total.value == Decimal(str(sums[line.indicator.pk])), line.indicator.code
    bare, added = side_by_side(lambda: one_statement(period), lambda: total_table(period))
    print(f"\n{units} đơn vị; một câu SQL cộng mọi chỉ tiêu: {bare * 1000:.1f} ms CPU")
    say("cộng số liệu, cả nguồn từng số và so cùng kỳ (CPU)", added, bare, "SQL")
    composing = once(lambda: content_of(period, lines))
    content = content_of(period, lines)
    html = render_to_string("documents/pdf/document.html", {"content": content, "title": "Báo cáo"})
    html = html.replace("@import url(static:css/print.css);", "")
    with TemporaryDirectory() as folder:
        page, tree, pdf = (Path(folder) / name for name in ("page.html", "tree.json", "bare.pdf"))
        page.write_text(html, encoding="utf-8")
        tree.write_text(json.dumps(content), encoding="utf-8")
        seconds, cpu, memory = run(BARE, str(page), str(pdf), BARE_CSS)
        cold, warm, used, peak, parts, size = run(PRODUCT, str(tree), folder)
    cells = sum(len(a["rows"]) * len(a["columns"]) for a in content["appendices"])
    print(f"văn bản: {cells} ô số liệu, {parts:.0f} phần, tệp {size / 1e6:.1f} MB")
    print(f"WeasyPrint trần: {seconds:.1f} s, {cpu:.1f} s CPU, {memory:.0f} MB")
    say("soạn nội dung (cộng, câu chữ, phụ lục)", composing, seconds, "WeasyPrint trần")
    say("in PDF/A có thẻ, lần đầu", cold, seconds, "WeasyPrint trần")
    say("… thời gian CPU của mọi tiến trình", used, cpu, "WeasyPrint trần")
    say("in lại cùng nội dung (lấy bản đã in)", warm, seconds, "WeasyPrint trần")
    label = "bộ nhớ của tiến trình lớn nhất"
    print(f"{label:<58}{peak:>10.0f} MB   ×{peak / memory:>6.2f} WeasyPrint trần", flush=True)


if __name__ == "__main__":
    given = sys.argv[1:]
    lines = int(given[given.index("--lines") + 1]) if "--lines" in given else 10
    sizes = [int(each) for n, each in enumerate(given) if each.isdigit() and given[n - 1] != "--lines"]
    with own_portal():
        from django.core.management import call_command

        call_command("load_organisation", verbosity=0)
        call_command("load_catalogue", verbosity=0)
        from reports.services import consolidation  # noqa: F401 - imported before anything is timed

        for units in sizes or [11, 110, 1100]:
            measure(units, lines)
