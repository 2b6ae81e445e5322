"""How the units kept their deadlines in one year, for the screen and for paper."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.policy import Request, policy
from kit import clock
from reports.queries.timeliness import of_year, years


@policy("timeliness.view")
@require_safe
def timeliness(request: Request) -> HttpResponse:
    now, known = clock.now(), years()
    asked = request.GET.get("nam", "")
    year = next((year for year in known if str(year) == asked), clock.today().year)
    if year not in known and known:
        year = known[0]
    table = of_year(year, now)
    columns = list(zip(table.periods, table.by_period, strict=True))
    context = {"table": table, "columns": columns, "year": year, "years": known, "now": now}
    return render(request, "reports/timeliness.html", context)
