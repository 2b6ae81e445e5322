"""Units' own plans, and what they held and published."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Unit
from accounts.policy import Request, may_use, policy
from accounts.states import Role
from documents.forms import refusal_status
from documents.views import file_response
from kit import clock
from kit.workflow import InvalidTransition
from plans.forms.work import CancelForm, EventFilter, EventForm, UnitPlanForm
from plans.models import Event, Plan, UnitPlan
from plans.queries import events as queries
from plans.queries.document import current_plan
from plans.queries.known import figures_of
from plans.queries.progress import newest_unit_plans
from plans.queries.scope import units_asked_for_a_plan
from plans.services.events import cancel_event, record_event
from plans.services.refusals import Refusal
from plans.services.work import file_unit_plan
from plans.views.actions import page_of

NO_PLAN = "Chưa có kế hoạch nào của Sở trong cổng."


@policy("work.view")
@require_safe
def unit_plans(request: Request) -> HttpResponse:
    plan = current_plan(clock.today())
    filed = newest_unit_plans(plan, request.user) if plan else {}
    asked = units_asked_for_a_plan(plan, clock.today()) if plan else []
    if request.user.role == Role.REPORTER:
        asked = [unit for unit in asked if unit.pk == request.user.unit_id]
    context = {
        "plan": plan,
        "rows": [(unit, filed.get(unit.pk)) for unit in asked],
        "others": [row for pk, row in filed.items() if pk not in {unit.pk for unit in asked}],
        "number": sum(unit.pk in filed for unit in asked),
        "today": clock.today(),
        "may_file": may_use(request.user, "unit_plan.file"),
    }
    return render(request, "plans/unit_plan_list.html", context)


@policy("work.view")
@require_safe
def unit_plan(request: Request, pk: int) -> HttpResponse:
    filed = _own_plan(request, pk)
    earlier = UnitPlan.objects.visible_to(request.user).filter(plan=filed.plan, unit=filed.unit).exclude(pk=pk)
    return render(request, "plans/unit_plan_detail.html", {"filed": filed, "earlier": earlier})


@policy("work.view")
@require_safe
def unit_plan_file(request: Request, pk: int) -> HttpResponse:
    return file_response(request, _own_plan(request, pk).file)


@policy("unit_plan.file")
@require_http_methods(["GET", "HEAD", "POST"])
def unit_plan_add(request: Request) -> HttpResponse:
    plan = current_plan(clock.today())
    if plan is None:
        messages.info(request, NO_PLAN)
        return redirect("plans:list")
    form = UnitPlanForm(request.POST or None, request.FILES or None, plan=plan)
    if form.is_valid() and _file(request, plan, form):
        return redirect("plans:own_tasks")
    status = refusal_status(form) if request.method == "POST" else 200
    return render(request, "plans/unit_plan_form.html", {"form": form, "plan": plan}, status=status)


def _file(request: Request, plan: Plan, form: UnitPlanForm) -> bool:
    try:
        file_unit_plan(plan, by=request.user, at=clock.now(), **form.cleaned_data)
    except Refusal as refusal:
        form.refuse(refusal)
        return False
    messages.success(request, "Đã tải kế hoạch của đơn vị lên; mục tiêu G3 tính theo kế hoạch này.")
    return True


@policy("work.view")
@require_safe
def event_list(request: Request) -> HttpResponse:
    form = EventFilter(request.GET, units=_units(request))
    code = form.value("ma")
    rows = queries.events(
        request.user, unit=form.value("don_vi"), kind=form.value("loai"), code=code,
        start=form.value("tu"), end=form.value("den"),
    )  # fmt: skip
    rest = request.GET.copy()
    rest.pop("trang", None)
    context = {
        "page": page_of(rows, request.GET.get("trang", "1")),
        "form": form,
        "code": code,
        "total": queries.total(rows, code) if code else None,
        "query": rest.urlencode(),
        "is_filtered": any(form.cleaned_data.values()),
        "today": clock.today(),
        "may_record": may_use(request.user, "event.record"),
    }
    return render(request, "plans/event_list.html", context)


@policy("work.view")
@require_safe
def event_detail(request: Request, pk: int) -> HttpResponse:
    return _event_page(request, _event(request, pk), CancelForm())


@policy("work.view")
@require_safe
def event_file(request: Request, pk: int) -> HttpResponse:
    rows = Event.objects.visible_to(request.user).exclude(file=None).select_related("file")
    return file_response(request, get_object_or_404(rows, pk=pk).file)


@policy("event.record")
@require_http_methods(["GET", "HEAD", "POST"])
def event_record(request: Request) -> HttpResponse:
    form = EventForm(request.POST or None, request.FILES or None, plan=current_plan(clock.today()))
    if form.is_valid():
        try:
            event = record_event(by=request.user, at=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Đã ghi hoạt động; số liệu này sẵn để điền báo cáo.")
            return redirect("plans:event", event.pk)
    status = refusal_status(form) if request.method == "POST" else 200
    return render(request, "plans/event_form.html", {"form": form}, status=status)


@policy("event.record")
@require_POST
def event_cancel(request: Request, pk: int) -> HttpResponse:
    event, form = _event(request, pk), CancelForm(request.POST)
    if not form.is_valid():
        return _event_page(request, event, form, 422)
    try:
        cancel_event(event, by=request.user, at=clock.now(), **form.cleaned_data)
    except InvalidTransition:
        return _event_page(request, _event(request, pk), form, 409)
    messages.success(request, "Đã gạch bỏ; hoạt động này không còn được tính.")
    return redirect("plans:event", pk)


def _event(request: Request, pk: int) -> Event:
    rows = Event.objects.visible_to(request.user).select_related("unit", "task", "file", "recorded_by")
    return get_object_or_404(rows, pk=pk)


def _event_page(request: Request, event: Event, form: CancelForm, status: int = 200) -> HttpResponse:
    context = {"event": event, "form": form, "figures": figures_of(event)}
    return render(request, "plans/event_detail.html", context, status=status)


def _own_plan(request: Request, pk: int) -> UnitPlan:
    rows = UnitPlan.objects.visible_to(request.user).select_related("plan", "unit", "file", "filed_by")
    return get_object_or_404(rows, pk=pk)


def _units(request: Request):
    units = Unit.objects.existing_on(clock.today()).exclude(reporter_code="")
    return units.filter(pk=request.user.unit_id) if request.user.role == Role.REPORTER else units
