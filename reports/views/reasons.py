"""Why reports came back: a page to print before next year's guidance is written."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.policy import Request, policy
from kit import clock
from reports.queries.reasons import reason_tables, years_with_periods


@policy("period.view")
@require_safe
def return_reasons(request: Request) -> HttpResponse:
    """Counts by reason, by figure or section, and by unit, of one year (``?nam=``)."""
    years = years_with_periods()
    asked = request.GET.get("nam", "")
    chosen = next((year for year in years if str(year) == asked), None)
    year = chosen or next((year for year in years if year <= clock.today().year), clock.today().year)
    return render(request, "reports/return_reasons.html", {"years": years, "year": year, "tables": reason_tables(year)})
