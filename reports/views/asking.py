"""Which unit fills in which rows: the list of a period, and one unit's form."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Unit
from accounts.policy import Request, may_use, policy
from kit import clock
from plans.models import ReportingPeriod
from reports.forms.asking import RowsForm
from reports.queries.asking import choices_of, choosable_rows, latest_choice, rows_by_unit, rows_of_unit
from reports.queries.obligations import obliged_units
from reports.services.asking import RowsChanged, RowsRefused, set_rows
from reports.views.review import chosen_period, period_or_404

PER_PAGE = 50
CHANGED = (
    "Biểu của đơn vị này vừa được người khác đặt lại (xem bảng cuối trang) nên chưa lưu. Các ô đồng chí chọn vẫn còn;"
    " soát lại rồi bấm lần nữa."
)


@policy("rows.view")
@require_safe
def rows(request: Request) -> HttpResponse:
    period = chosen_period(request)
    context: dict = {"period": period, "periods": ReportingPeriod.objects.all()}
    if period:
        page = Paginator(obliged_units(period), PER_PAGE).get_page(request.GET.get("trang"))
        context |= {"page": page, "lines": rows_by_unit(page.object_list, period), "query": f"ky={period.code}"}
    return render(request, "reports/rows.html", context)


@policy("rows.view")
@require_safe
def unit_rows(request: Request, period_code: str, unit_code: str) -> HttpResponse:
    period = period_or_404(period_code)
    return _page(request, period, _unit_or_404(period, unit_code))


@policy("rows.set")
@require_POST
def unit_rows_set(request: Request, period_code: str, unit_code: str) -> HttpResponse:
    period = period_or_404(period_code)
    unit = _unit_or_404(period, unit_code)
    form = RowsForm(request.POST, indicators=choosable_rows(period))
    if not form.is_valid():
        return _page(request, period, unit, form, status=422)
    try:
        made = set_rows(unit, period, form.choice(), by=request.user, at=clock.now())
    except RowsRefused as refusal:
        form.refuse(refusal)
        return _page(request, period, unit, form, status=422)
    except RowsChanged:
        again = RowsForm(form.as_of(latest_choice(unit, period)), indicators=choosable_rows(period))
        return _page(request, period, unit, again, problem=CHANGED, status=409)
    words = f"Đã đặt {len(made)} dòng của {unit} từ {period} và báo cho đơn vị." if made else "Không có dòng nào đổi."
    messages.success(request, words)
    return redirect("reports:unit_rows", period.code, unit.code)


def _unit_or_404(period: ReportingPeriod, code: str) -> Unit:
    found = next((unit for unit in obliged_units(period) if unit.code == code), None)
    if found is None:
        raise Http404
    return found


def _page(
    request: Request,
    period: ReportingPeriod,
    unit: Unit,
    form: RowsForm | None = None,
    *,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    groups = rows_of_unit(unit, period)
    asked = {row.indicator.code for _, views in groups for row in views if row.is_asked}
    initial = {"seen": latest_choice(unit, period)}
    context = {
        "period": period,
        "periods": ReportingPeriod.objects.filter(form=period.form_id, year=period.form.year),
        "unit": unit,
        "groups": groups,
        "ticked": form.ticked() if form else asked,
        "form": form or RowsForm(indicators=[], initial=initial),
        "choices": choices_of(unit, period),
        "problem": problem,
        "may_set": may_use(request.user, "rows.set"),
    }
    return render(request, "reports/unit_rows.html", context, status=status)
