"""Inspections: plan, record, follow up."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.policy import may_use, policy
from inspections import queries
from inspections.forms.fields import filled
from inspections.forms.filters import EstablishmentSearch, InspectionFilter
from inspections.forms.inspections import (
    CouldNotForm,
    OutcomeForm,
    PlanForm,
    RecordForm,
    ViolationFormSet,
)
from inspections.models import Inspection, Violation
from inspections.services.following import close_inspection, settle_violation
from inspections.services.planning import plan_inspection
from inspections.services.recording import could_not_inspect, record_inspection
from inspections.services.refusals import Refusal
from inspections.states import EXECUTED
from inspections.views._lists import page_context
from kit import clock
from kit.workflow import InvalidTransition

TOO_LATE = (
    "Cuộc kiểm tra này đã có người ghi kết quả hoặc đã kết thúc, nên lần này không ghi gì thêm. "
    "Nội dung đồng chí nhập vẫn còn trên trang; mở lại cuộc kiểm tra để xem bản đã ghi."
)


@policy("inspection.view")
@require_safe
def inspection_list(request) -> HttpResponse:
    form = InspectionFilter(request.GET, districts=queries.districts(clock.today()))
    state = form.value("trang_thai")
    wanted = {
        "establishment__commune__parent__code": form.value("huyen"),
        "state__in": EXECUTED if state == "executed" else state and [state],
        "establishment__is_conditional": form.value("dieu_kien"),
        "inspected_on__gte": form.value("tu"),
        "inspected_on__lte": form.value("den"),
        "violation_count__gte": 1 if form.value("vi_pham") else None,
    }
    rows = Inspection.objects.visible_to(request.user).for_listing()
    rows = rows.filter(**{name: v for name, v in wanted.items() if v})
    context = page_context(request, rows, form)
    context["may_plan"] = may_use(request.user, "inspection.plan")
    return render(request, "inspections/inspection_list.html", context)


@policy("inspection.view")
@require_safe
def inspection_detail(request, pk: int) -> HttpResponse:
    return _detail(request, _visible(request, pk))


@policy("inspection.plan")
@require_http_methods(["GET", "HEAD", "POST"])
def inspection_plan(request) -> HttpResponse:
    search = _establishment_search(request)
    found = queries.plannable_establishments(request.user, clock.today(), **search.wanted())
    form = PlanForm(
        request.POST or None,
        establishments=found,
        teams=queries.plannable_teams(request.user, clock.today()),
        initial={"establishment": search.value("co_so")},
    )
    if form.is_valid():
        try:
            inspection = plan_inspection(by=request.user, at=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Đã lập cuộc kiểm tra cho Đội.")
            return redirect("inspections:detail", inspection.pk)
    context = {"form": form, "search": search, "found": found}
    return render(request, "inspections/inspection_plan.html", context, status=422 if form.is_bound else 200)


@policy("inspection.record")
@require_http_methods(["GET", "HEAD", "POST"])
def inspection_record(request, pk: int) -> HttpResponse:
    inspection = _visible(request, pk)
    members = inspection.team.members.all()
    form = RecordForm(
        request.POST or None, members=members, initial={"inspected_on": min(inspection.planned_on, clock.today())}
    )
    rows = ViolationFormSet(request.POST or None, prefix="vi_pham")
    status = 422 if form.is_bound else 200
    if form.is_whole(rows):
        try:
            record_inspection(inspection, by=request.user, at=clock.now(), **form.result(), violations=filled(rows))
        except Refusal as refusal:
            form.refuse(refusal)
        except InvalidTransition:
            form.add_error(None, TOO_LATE)
            status = 409
        else:
            messages.success(request, "Đã ghi kết quả kiểm tra.")
            return redirect("inspections:detail", pk)
    context = {"form": form, "rows": rows, "inspection": inspection}
    return render(request, "inspections/inspection_record.html", context, status=status)


@policy("inspection.record")
@require_http_methods(["GET", "HEAD", "POST"])
def inspection_could_not(request, pk: int) -> HttpResponse:
    inspection = _visible(request, pk)
    form = CouldNotForm(request.POST or None)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            could_not_inspect(inspection, by=request.user, at=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
        except InvalidTransition:
            form.add_error(None, TOO_LATE)
            status = 409
        else:
            messages.success(request, "Đã ghi cuộc kiểm tra không thực hiện được.")
            return redirect("inspections:detail", pk)
    context = {"form": form, "inspection": inspection}
    return render(request, "inspections/inspection_could_not.html", context, status=status)


@policy("inspection.record")
@require_POST
def inspection_close(request, pk: int) -> HttpResponse:
    inspection = _visible(request, pk)
    try:
        close_inspection(inspection, by=request.user, at=clock.now())
    except Refusal as refusal:
        return _detail(request, inspection, problem=str(refusal), status=422)
    except InvalidTransition:
        return _detail(request, inspection, problem="Cuộc kiểm tra này không còn ở bước đó.", status=409)
    messages.success(request, "Đã kết thúc cuộc kiểm tra.")
    return redirect("inspections:detail", pk)


@policy("inspection.record")
@require_http_methods(["GET", "HEAD", "POST"])
def violation_settle(request, pk: int) -> HttpResponse:
    violation = get_object_or_404(Violation.objects.visible_to(request.user).select_related("inspection"), pk=pk)
    known = {name: getattr(violation, name) for name in OutcomeForm.base_fields}
    form = OutcomeForm(request.POST or None, initial=known)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            settle_violation(violation, by=request.user, at=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
        except InvalidTransition:
            form.add_error(None, TOO_LATE)
            status = 409
        else:
            messages.success(request, "Đã ghi kết quả xử lý vi phạm.")
            return redirect("inspections:detail", violation.inspection_id)
    context = {"form": form, "violation": violation}
    return render(request, "inspections/violation_settle.html", context, status=status)


def _establishment_search(request) -> EstablishmentSearch:
    """What is searched for; a choice just sent counts more than the one in the address."""
    data = request.GET.copy()
    if chosen := request.POST.get("establishment"):
        data["co_so"] = chosen
    return EstablishmentSearch(data, districts=queries.districts(clock.today()))


def _visible(request, pk: int) -> Inspection:
    rows = Inspection.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("establishment__commune__parent", "team", "recorded_by"), pk=pk)


def _detail(request, inspection: Inspection, problem: str = "", status: int = 200) -> HttpResponse:
    context = {
        "inspection": inspection,
        "attendees": inspection.attendees.all(),
        "violations": inspection.violations.all(),
        "today": clock.today(),
        "problem": problem,
    }
    return render(request, "inspections/inspection_detail.html", context, status=status)
