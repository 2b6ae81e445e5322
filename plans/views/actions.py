"""Work that was asked for: list, open, finish, verify, reopen."""

from django.contrib import messages
from django.core.paginator import InvalidPage, Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Unit, User
from accounts.policy import Request, may_use, policy
from kit import clock
from kit.workflow import InvalidTransition
from plans.forms.actions import ActionFilter, ActionForm, ReopenForm, ResultForm
from plans.models import ActionItem
from plans.services.actions import finish_action, open_action, reopen_action, verify_action
from plans.services.refusals import Refusal

PER_PAGE = 50
MOVED_ON = "Việc này đã chuyển sang bước khác; trang dưới đây là tình trạng mới nhất."


@policy("action.view")
@require_safe
def action_list(request: Request) -> HttpResponse:
    today = clock.today()
    form = ActionFilter(request.GET, units=Unit.objects.existing_on(today))
    rows = _filtered(ActionItem.objects.visible_to(request.user), form, request.user, today)
    query = request.GET.copy()
    query.pop("trang", None)
    context = {
        "page": page_of(rows.for_listing(), request.GET.get("trang", "1")),
        "form": form,
        "query": query.urlencode(),
        "is_filtered": any(form.cleaned_data.values()),
        "today": today,
        "may_open": may_use(request.user, "action.open"),
    }
    return render(request, "plans/action_list.html", context)


@policy("action.view")
@require_safe
def action_detail(request: Request, pk: int) -> HttpResponse:
    return _detail(request, _visible(request, pk))


@policy("action.open")
@require_http_methods(["GET", "HEAD", "POST"])
def action_open(request: Request) -> HttpResponse:
    units = Unit.objects.existing_on(clock.today())
    people = User.objects.filter(is_active=True).select_related("unit").defer("password")
    form = ActionForm(request.POST or None, units=units, people=people, initial=request.GET.dict())
    if form.is_valid():
        try:
            item = open_action(by=request.user, at=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Đã giao việc và báo cho người thực hiện.")
            return redirect("plans:action", item.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "plans/action_open.html", {"form": form}, status=status)


@policy("action.finish")
@require_POST
def action_finish(request: Request, pk: int) -> HttpResponse:
    item, form = _visible(request, pk), ResultForm(request.POST)
    if not form.is_valid():
        return _detail(request, item, result_form=form, status=422)
    try:
        finish_action(item, by=request.user, at=clock.now(), **form.cleaned_data)
    except InvalidTransition:
        return _detail(request, item, typed=form.data.get("result"), problem=MOVED_ON, status=409)
    messages.success(request, "Đã báo xong; người giao việc sẽ xác nhận.")
    return redirect("plans:action", pk)


@policy("action.verify")
@require_POST
def action_verify(request: Request, pk: int) -> HttpResponse:
    item = _visible(request, pk)
    try:
        verify_action(item, by=request.user, at=clock.now())
    except InvalidTransition:
        return _detail(request, item, problem=MOVED_ON, status=409)
    messages.success(request, "Đã xác nhận việc hoàn thành.")
    return redirect("plans:action", pk)


@policy("action.verify")
@require_POST
def action_reopen(request: Request, pk: int) -> HttpResponse:
    item, form = _visible(request, pk), ReopenForm(request.POST)
    try:
        if form.is_valid():
            reopen_action(item, by=request.user, at=clock.now(), **form.cleaned_data)
            messages.success(request, "Đã mở lại và báo cho người thực hiện.")
            return redirect("plans:action", pk)
    except Refusal as refusal:
        form.refuse(refusal)
    except InvalidTransition:
        return _detail(request, item, typed=form.data.get("reason"), problem=MOVED_ON, status=409)
    return _detail(request, item, reopen_form=form, status=422)


def _filtered(rows, form: ActionFilter, user: User, today):
    state = form.value("trang_thai")
    if state == "late":
        rows = rows.overdue(today)
    elif state:
        rows = rows.filter(state=state)
    if kind := form.value("loai"):
        rows = rows.filter(kind=kind)
    if unit := form.value("don_vi"):
        rows = rows.filter(unit=unit)
    return rows.owned_by(user) if form.value("viec") else rows


def page_of(rows, number: str):
    """The page asked for; nonsense gets the first one."""
    pages = Paginator(rows, PER_PAGE)
    try:
        return pages.page(number)
    except InvalidPage:
        return pages.page(1)


def _visible(request: Request, pk: int) -> ActionItem:
    rows = ActionItem.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("unit", "person", "opened_by", "done_by", "verified_by"), pk=pk)


def _detail(request: Request, item: ActionItem, status: int = 200, **context: object) -> HttpResponse:
    item.refresh_from_db()
    known = {"item": item, "today": clock.today(), "result_form": ResultForm(), "reopen_form": ReopenForm()}
    return render(request, "plans/action_detail.html", known | context, status=status)
