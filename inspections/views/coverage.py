"""The 20 % goal: how far each district has come, and the rows behind each number."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.policy import policy
from inspections import queries
from inspections.figures import TARGET
from inspections.layout import chart, tile_map
from inspections.queries import Window
from kit import clock

YEARS_BACK = 3
MOST_ADDED = 10_000


@policy("coverage.view")
@require_safe
def coverage(request) -> HttpResponse:
    window, only = _window(request), _conditional_only(request)
    figures = queries.coverage_for(request.user, window.start, window.day, conditional_only=only)
    open_to_user = queries.districts_open_to(request.user)
    this_year = queries.year_window(clock.today()).year
    added = _added(request)
    context = {
        "window": window,
        "coverage": figures,
        "slow": [row for row in figures.rows if queries.pace(row, window).is_behind],
        "added": added,
        "what_if": [(row, queries.with_added(row, added)) for row in _chosen(request, figures)] if added else [],
        "asked": request.GET.get("o", ""),
        "chart": chart([(_short(str(row.territory)), row.percent) for row in figures.rows], TARGET),
        "map": tile_map(
            [(r.territory.code, _short(str(r.territory)), r.percent) for r in figures.rows if r.territory], TARGET
        ),
        "pace": queries.pace(figures.total, window),
        "open": open_to_user,
        "all_open": all(row.territory and row.territory.pk in open_to_user for row in figures.rows if row.active),
        "conditional_only": only,
        "target": TARGET,
        "years": range(this_year, this_year - YEARS_BACK, -1),
    }
    return render(request, "inspections/coverage.html", context)


@policy("coverage.view")
@require_safe
def coverage_district(request, code: str) -> HttpResponse:
    window, only = _window(request), _conditional_only(request)
    figures = queries.coverage_for(request.user, window.start, window.day, conditional_only=only)
    open_to_user = queries.districts_open_to(request.user)
    rows = {r.territory.code: r for r in figures.rows if r.territory and r.territory.pk in open_to_user}
    row = rows.get(code)
    if row is None or row.territory is None:
        raise Http404
    context = {
        "row": row,
        "window": window,
        "establishments": queries.inspected_establishments(
            row.territory, window.start, window.day, conditional_only=only
        ),
        "conditional_only": only,
    }
    return render(request, "inspections/coverage_district.html", context)


def _window(request) -> Window:
    """The year asked for, if it is one of those on offer; else the current one."""
    current = queries.year_window(clock.today())
    offered = {str(year): year for year in range(current.year, current.year - YEARS_BACK, -1)}
    year = offered.get(request.GET.get("nam", ""))
    return queries.year_window(clock.today(), year) if year else current


def _added(request) -> int:
    """How many visits more to reckon with; nonsense is none."""
    text = request.GET.get("them", "")
    return min(int(text), MOST_ADDED) if text.isascii() and text.isdecimal() and len(text) < 6 else 0


def _chosen(request, figures: queries.Coverage) -> list[queries.CoverageRow]:
    """The district asked for; without one, the whole."""
    code = request.GET.get("o", "")
    return [row for row in figures.rows if row.territory and row.territory.code == code] or [figures.total]


def _conditional_only(request) -> bool:
    return request.GET.get("dieu_kien") == "on"


def _short(name: str) -> str:
    return name.replace("Thành phố", "TP").removeprefix("Huyện ")
