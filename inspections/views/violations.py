"""Violations from the finding to the remedy: outcomes, recommendations, second visits, the end."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.policy import may_use, policy
from inspections import queries
from inspections.forms.filters import ViolationFilter
from inspections.forms.inspections import FollowUpForm, OutcomeForm, ViolationForm
from inspections.models import Violation
from inspections.queries.catalogue import provisions_on
from inspections.queries.counted import By, violations
from inspections.services.following import add_violation, close_inspection, follow_up_inspection, settle_violation
from inspections.services.refusals import Refusal
from inspections.views._lists import page_context
from inspections.views._visits import DONE, carry_out, detail_page, visible_inspection
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
    context = page_context(request, rows, form) | {"today": today}
    context["may_read_provisions"] = may_use(request.user, "provision.view")
    return render(request, "inspections/violation_list.html", context)


@policy("inspection.record")
@require_http_methods(["GET", "HEAD", "POST"])
def violation_settle(request, pk: int) -> HttpResponse:
    rows = Violation.objects.visible_to(request.user).select_related("inspection__establishment")
    violation = get_object_or_404(rows, pk=pk)
    known = {name: getattr(violation, name) for name in OutcomeForm.base_fields if name != "provision"}
    day = violation.inspection.day
    form = OutcomeForm(request.POST or None, initial=known, day=day, provisions=provisions_on(day, violation.group))
    status = carry_out(request, form, settle_violation, violation, done="Đã ghi kết quả xử lý vi phạm.")
    if status == DONE:
        return redirect("inspections:detail", violation.inspection_id)
    return _violation_page(request, violation.inspection, form, status, violation=violation)


@policy("inspection.record")
@require_http_methods(["GET", "HEAD", "POST"])
def violation_add(request, pk: int) -> HttpResponse:
    inspection = visible_inspection(request, pk)
    form = ViolationForm(request.POST or None, day=inspection.day, provisions=provisions_on(inspection.day))
    status = carry_out(request, form, add_violation, inspection, done="Đã ghi thêm vi phạm.", late=ENDED)
    if status == DONE:
        return redirect("inspections:detail", pk)
    return _violation_page(request, inspection, form, status)


@policy("inspection.record")
@require_http_methods(["GET", "HEAD", "POST"])
def follow_up(request, pk: int) -> HttpResponse:
    inspection = visible_inspection(request, pk)
    form = FollowUpForm(
        request.POST or None, members=inspection.team.members.all(), initial={"visited_on": clock.today()}
    )
    status = carry_out(request, form, follow_up_inspection, inspection, done="Đã ghi kết quả phúc tra.", late=ENDED)
    if status == DONE:
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
    context = {"form": form, "inspection": inspection, "violation": violation}
    return render(request, "inspections/violation_form.html", context, status=status)
