"""Violations from the finding to the remedy: outcomes, recommendations, second visits, the end."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.policy import policy
from inspections import queries
from inspections.forms.filters import ViolationFilter
from inspections.forms.inspections import FollowUpForm, OutcomeForm, ViolationForm
from inspections.models import Violation
from inspections.queries.catalogue import provisions_on
from inspections.queries.counted import By, violations
from inspections.services.following import add_violation, close_inspection, follow_up_inspection, settle_violation
from inspections.services.refusals import Refusal
from inspections.views._lists import page_context
from inspections.views._visits import TOO_LATE, detail_page, visible_inspection
from kit import clock
from kit.workflow import InvalidTransition

ENDED = "Cuộc kiểm tra này không còn ở bước đó."


@policy("inspection.view")
@require_safe
def violation_list(request) -> HttpResponse:
    """Violations and what was recommended: the list by which remedies are chased."""
    today = clock.today()
    form = ViolationFilter(request.GET, districts=queries.districts(today))
    visible = Violation.objects.visible_to(request.user).for_listing()
    rows = violations(form.frame(), form.value("xu_ly") or "", form.by(By.FOUND), visible)
    wanted = {
        "inspection__establishment__commune__parent__code": form.value("huyen"),
        "group": form.value("nhom"),
    }
    rows = rows.filter(**{name: v for name, v in wanted.items() if v})
    match form.value("kien_nghi"):
        case "open":
            rows = rows.filter(pk__in=Violation.objects.unremedied())
        case "overdue":
            rows = rows.filter(pk__in=Violation.objects.overdue(today))
        case "done":
            rows = rows.exclude(remedied_on=None)
    return render(request, "inspections/violation_list.html", page_context(request, rows, form) | {"today": today})


@policy("inspection.record")
@require_http_methods(["GET", "HEAD", "POST"])
def violation_settle(request, pk: int) -> HttpResponse:
    rows = Violation.objects.visible_to(request.user).select_related("inspection__establishment")
    violation = get_object_or_404(rows, pk=pk)
    known = {name: getattr(violation, name) for name in OutcomeForm.base_fields}
    form = OutcomeForm(request.POST or None, initial=known, day=violation.inspection.day)
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
    return _violation_page(request, violation.inspection, form, status, violation=violation)


@policy("inspection.record")
@require_http_methods(["GET", "HEAD", "POST"])
def violation_add(request, pk: int) -> HttpResponse:
    inspection = visible_inspection(request, pk)
    form = ViolationForm(request.POST or None, day=inspection.day)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            add_violation(inspection, by=request.user, at=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
        except InvalidTransition:
            form.add_error(None, ENDED)
            status = 409
        else:
            messages.success(request, "Đã ghi thêm vi phạm.")
            return redirect("inspections:detail", pk)
    return _violation_page(request, inspection, form, status)


@policy("inspection.record")
@require_http_methods(["GET", "HEAD", "POST"])
def follow_up(request, pk: int) -> HttpResponse:
    inspection = visible_inspection(request, pk)
    form = FollowUpForm(
        request.POST or None, members=inspection.team.members.all(), initial={"visited_on": clock.today()}
    )
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            follow_up_inspection(inspection, by=request.user, at=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
        except InvalidTransition:
            form.add_error(None, ENDED)
            status = 409
        else:
            messages.success(request, "Đã ghi kết quả phúc tra.")
            return redirect("inspections:detail", pk)
    context = {"form": form, "inspection": inspection, "title": "Ghi kết quả phúc tra"}
    return render(request, "inspections/inspection_step.html", context, status=status)


@policy("inspection.record")
@require_POST
def inspection_close(request, pk: int) -> HttpResponse:
    inspection = visible_inspection(request, pk)
    try:
        close_inspection(inspection, by=request.user, at=clock.now())
    except Refusal as refusal:
        return detail_page(request, inspection, problem=str(refusal), status=422)
    except InvalidTransition:
        return detail_page(request, inspection, problem=ENDED, status=409)
    messages.success(request, "Đã kết thúc cuộc kiểm tra.")
    return redirect("inspections:detail", pk)


def _violation_page(request, inspection, form, status: int, violation: Violation | None = None) -> HttpResponse:
    context = {
        "form": form,
        "inspection": inspection,
        "violation": violation,
        "provisions": provisions_on(inspection.day, violation.group if violation else ""),
    }
    return render(request, "inspections/violation_form.html", context, status=status)
