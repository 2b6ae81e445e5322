"""The book of reports from people (tin báo, tố giác)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.policy import may_use, policy
from inspections import queries
from inspections.forms.complaints import ComplaintForm, HandlingForm
from inspections.forms.filters import ComplaintFilter
from inspections.models import Complaint
from inspections.queries.counted import by_channel, complaints
from inspections.services.complaints import handle_complaint, receive_complaint
from inspections.services.refusals import Refusal
from inspections.views._lists import page_context
from kit import clock
from kit.workflow import InvalidTransition


@policy("complaint.view")
@require_safe
def complaint_list(request) -> HttpResponse:
    form = ComplaintFilter(request.GET, districts=queries.districts(clock.today()))
    visible = Complaint.objects.visible_to(request.user).for_listing()
    rows = complaints(form.frame(), handled=bool(form.value("da_xu_ly")), rows=visible)
    if form.value("da_xu_ly"):
        rows = rows.exclude(handled_on=None)
    rows = by_channel(rows, form.value("kenh") or "")
    wanted = {
        "establishment__commune__parent__code": form.value("huyen"),
        "state": form.value("trang_thai"),
    }
    context = page_context(request, rows.filter(**{name: v for name, v in wanted.items() if v}), form)
    context["may_add"] = may_use(request.user, "complaint.edit")
    return render(request, "inspections/complaint_list.html", context)


@policy("complaint.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def complaint_add(request) -> HttpResponse:
    form = ComplaintForm(
        request.POST or None,
        units=queries.receiving_units(request.user),
        establishments=queries.plannable_establishments(request.user, clock.today()),
    )
    if form.is_valid():
        try:
            complaint = receive_complaint(by=request.user, at=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"Đã ghi vào sổ: {complaint}.")
            return redirect("inspections:complaint", complaint.pk)
    return render(request, "inspections/complaint_form.html", {"form": form}, status=422 if form.is_bound else 200)


@policy("complaint.view")
@require_http_methods(["GET", "HEAD", "POST"])
def complaint_detail(request, pk: int) -> HttpResponse:
    rows = Complaint.objects.visible_to(request.user).select_related("unit", "establishment", "handler", "recorded_by")
    complaint = get_object_or_404(rows, pk=pk)
    form = HandlingForm(request.POST or None)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            handle_complaint(complaint, by=request.user, at=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
        except InvalidTransition:
            form.add_error(None, "Tin báo này đã có kết quả xử lý.")
            status = 409
        else:
            messages.success(request, "Đã ghi kết quả xử lý.")
            return redirect("inspections:complaint", pk)
    context = {"complaint": complaint, "form": form}
    return render(request, "inspections/complaint_detail.html", context, status=status)
