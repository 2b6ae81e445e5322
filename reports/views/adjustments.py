"""The ledger of adjustments on the page of a figure."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts.policy import Request, policy
from kit.workflow import InvalidTransition
from reports.forms.adjustments import AdjustmentForm
from reports.models import Adjustment
from reports.services import adjustments
from reports.views.review import period_or_404
from reports.views.totals import figure_page


@policy("consolidation.adjust")
@require_POST
def adjust(request: Request, period_code: str, code: str) -> HttpResponse:
    """Write one adjustment of this total."""
    period = period_or_404(period_code)
    page = figure_page(request, period, code)
    form = AdjustmentForm(request.POST, units=page["owing"])
    if form.is_valid():
        try:
            values = form.cleaned_data
            adjustments.adjust_total(period, code, **values, by=request.user, at=request.received_at)
        except adjustments.ImpossibleAdjustment as error:
            form.add_error(error.field, error.words)
        else:
            messages.success(request, "Đã ghi điều chỉnh; các đơn vị liên quan được báo.")
            return redirect("reports:figure", period.code, code)
    return render(request, "reports/figure.html", page | {"adjustment_form": form}, status=422)


@policy("consolidation.adjust")
@require_POST
def withdraw(request: Request, pk: int) -> HttpResponse:
    """Take an adjustment back."""
    found = get_object_or_404(Adjustment.objects.visible_to(request.user).select_related("period", "indicator"), pk=pk)
    try:
        adjustments.withdraw_adjustment(found, by=request.user, at=request.received_at)
        messages.success(request, "Đã bỏ điều chỉnh.")
    except InvalidTransition:
        messages.error(request, "Điều chỉnh này đã được bỏ trước đó.")
    return redirect("reports:figure", found.period.code, found.indicator.code)
