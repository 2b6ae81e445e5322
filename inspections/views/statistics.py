"""Tables of inspections with their comparison, and the calendar of visits."""

import calendar
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.policy import policy
from documents.views import prints
from inspections import queries
from inspections.forms.statistics import StretchForm
from inspections.models import Inspection
from inspections.queries.statistics import BY_DISTRICT, MEASURES, Table, statistics, workload
from inspections.services.exports import statistics_book
from kit import clock
from kit.excel import CONTENT_TYPE
from kit.pdf import render_pdf_soon

HEADS = [MEASURES[code].name for code in BY_DISTRICT]


@policy("inspection.statistics")
@require_safe
def statistics_page(request) -> HttpResponse:
    form, table = _asked(request)
    labelled = [(name, list(zip(HEADS, numbers, strict=True))) for name, numbers in table.districts]
    context = {"form": form, "table": table, "heads": HEADS, "districts": labelled, "query": request.GET.urlencode()}
    return render(request, "inspections/inspection_statistics.html", context)


@policy("inspection.statistics")
@require_safe
def statistics_xlsx(request) -> HttpResponse:
    table = _asked(request)[1]
    return _file(statistics_book(table, HEADS), CONTENT_TYPE, "thong-ke-kiem-tra.xlsx")


@policy("inspection.statistics")
@require_safe
@prints
def statistics_pdf(request) -> HttpResponse:
    table = _asked(request)[1]
    context = {"table": table, "heads": HEADS, "at": clock.now(), "content": {"watermark": "", "demo_mark": ""}}
    pdf = render_pdf_soon("inspections/pdf/statistics.html", context, title="Biểu thống kê kết quả kiểm tra")
    return _file(pdf, "application/pdf", "thong-ke-kiem-tra.pdf")


@policy("inspection.view")
@require_safe
def schedule(request) -> HttpResponse:
    """The month's visits day by day, and what each team has before it."""
    today = clock.today()
    first = _month(request.GET.get("thang", ""), today)
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    visits = list(Inspection.objects.visible_to(request.user).around(first, last))
    days: dict[date, list[Inspection]] = {}
    for visit in visits:
        days.setdefault(visit.day, []).append(visit)
    weeks = [
        [(day, day.month == first.month, days.get(day, [])) for day in week]
        for week in calendar.Calendar().monthdatescalendar(first.year, first.month)
    ]
    context = {
        "first": first,
        "weeks": weeks,
        "count": len(visits),
        "today": today,
        "earlier": _shifted(first, -1),
        "later": _shifted(first, 1),
        "loads": workload(request.user, queries.year_window(today).start, today),
    }
    return render(request, "inspections/inspection_schedule.html", context)


def _asked(request) -> tuple[StretchForm, Table]:
    today = clock.today()
    places = queries.districts(today)
    form = StretchForm(request.GET, districts=places)
    chosen = {place.code: place for place in places}.get(form.value("huyen") or "")
    found = form.stretch(today)
    shown = {"loai_ky": found.kind, "so": found.number, "nam": found.year, "huyen": chosen.code if chosen else ""}
    return StretchForm(shown, districts=places), statistics(request.user, found, chosen)


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=content_type, headers=headers)


def _month(text: str, today: date) -> date:
    """ "2022-06"; nonsense is the current month."""
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)
    return found if 2000 <= found.year <= 2100 else today.replace(day=1)


def _shifted(first: date, months: int) -> date:
    month = first.year * 12 + first.month - 1 + months
    return date(month // 12, month % 12 + 1, 1)
