"""How the units kept their deadlines in one year, for the screen, for paper and as a workbook."""

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.policy import Request, policy
from documents.services.rendering import render_content_soon
from documents.views import prints
from kit import clock
from kit.excel import CONTENT_TYPE
from reports.queries.timeliness import YearTable, of_year, years
from reports.services.timeliness_files import timeliness_book, timeliness_content


@policy("timeliness.view")
@require_safe
def timeliness(request: Request) -> HttpResponse:
    year, table, now = _asked(request)
    columns = list(zip(table.periods, table.by_period, strict=True))
    context = {"table": table, "columns": columns, "year": year, "years": years(), "now": now}
    return render(request, "reports/timeliness.html", context)


@policy("timeliness.view")
@require_safe
@prints
def timeliness_pdf(request: Request) -> HttpResponse:
    """The report to be numbered and signed; made anew at each press, nothing is stored."""
    year, table, now = _asked(request)
    content = timeliness_content(table, year, at=now)
    pdf = render_content_soon(content, title=f"Báo cáo {content['subject'][:1].lower()}{content['subject'][1:]}")
    return _file(pdf, "application/pdf", f"chap-hanh-thoi-han-{year}.pdf")


@policy("timeliness.view")
@require_safe
def timeliness_xlsx(request: Request) -> HttpResponse:
    year, table, now = _asked(request)
    return _file(timeliness_book(table, year, at=now), CONTENT_TYPE, f"chap-hanh-thoi-han-{year}.xlsx")


def _asked(request: Request) -> tuple[int, YearTable, datetime]:
    """The year of ``?nam=``, else the current one, else the latest with periods."""
    now, known = clock.now(), years()
    asked = request.GET.get("nam", "")
    year = next((year for year in known if str(year) == asked), clock.today().year)
    if year not in known and known:
        year = known[0]
    return year, of_year(year, now), now


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=content_type, headers=headers)
