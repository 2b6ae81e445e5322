"""The review matrix and the acceptance of the clean ones together."""

from django.contrib import messages
from django.core.paginator import InvalidPage, Page, Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.policy import Request, may_use, policy
from kit import clock
from plans.models import ReportingPeriod
from reports.queries.matrix import columns_of, group_to_open, groups_of, matrix_reports, matrix_rows, told_columns
from reports.services.batch import RefusedBatch, accept_reports
from reports.states import Flag, ReportState
from reports.views.review import chosen_period, period_or_404

PER_PAGE = 25


@policy("period.view")
@require_safe
def matrix(request: Request) -> HttpResponse:
    """Units × indicators of one group, with flags; each figure opens its own page."""
    return _page(request, chosen_period(request))


def _page(request: Request, period: ReportingPeriod | None, *, refusal: str = "", status: int = 200) -> HttpResponse:
    now = clock.now()
    context: dict = {"period": period, "periods": ReportingPeriod.objects.open_by(now), "refusal": refusal}
    if period:
        context |= _table(request, period) | {"now": now}
    return render(request, "reports/matrix.html", context, status=status)


def _table(request: Request, period: ReportingPeriod) -> dict:
    groups, state = groups_of(period), request.GET.get("tinh-trang", "")
    page = _page_of(Paginator(matrix_reports(period, request.user, state), PER_PAGE), request.GET.get("trang", "1"))
    asked = next((g for g in groups if g.code == request.GET.get("nhom")), None)
    group = asked or group_to_open(groups, list(page.object_list))
    columns = columns_of(period, group) if group else []
    whole = matrix_rows(list(page.object_list), columns, clock.now())
    told, rows = told_columns(columns, whole)
    may_accept = may_use(request.user, "report.accept")
    clean = [r.report.pk for r in rows if r.is_clean and r.report.submitted_by_id != request.user.pk]
    rest = request.GET.copy()
    rest.pop("trang", None)
    return {
        "groups": groups,
        "group": group,
        "columns": told,
        "hidden": len(columns) - len(told),
        "page": page,
        "rows": rows,
        "clean": clean if may_accept else [],
        "chosen": state if state in ReportState.values else "",
        "states": ReportState.choices,
        "flags": Flag.choices,
        "query": rest.urlencode(),
    }


def _page_of(pages: Paginator, number: str) -> Page:
    """The page asked for; nonsense gets the first one."""
    try:
        return pages.page(number)
    except InvalidPage:
        return pages.page(1)


@policy("report.accept")
@require_POST
def accept_many(request: Request, period_code: str) -> HttpResponse:
    """Accept all reports that were ticked, or none of them."""
    period = period_or_404(period_code)
    chosen = request.POST.getlist("chon")
    if not all(pk.isascii() and pk.isdigit() and len(pk) < 19 for pk in chosen):
        raise Http404
    try:
        accepted = accept_reports(map(int, chosen), by=request.user, at=request.received_at)
    except RefusedBatch as refused:
        return _page(request, period, refusal=str(refused), status=422)
    messages.success(request, f"Đã duyệt {len(accepted)} báo cáo. Số liệu đã vào bảng tổng hợp.")
    return redirect(f"{reverse('reports:matrix')}?ky={period.code}")
