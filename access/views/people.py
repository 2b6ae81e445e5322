"""The administrator's accounts; the coordinator and the auditor read them."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from access import queries
from access.forms import FilterForm, PersonForm, ReasonForm
from access.rules import GRANTED_BY_OPERATOR
from access.services import people as service
from access.services.people import FIRST_PASSWORD_LIVES, InvalidPerson
from accounts.models import User
from accounts.policy import may_use, policy
from kit import clock
from kit.permissions import require
from kit.workflow import InvalidTransition

PAGE = 50
SHOWN = ("full_name", "post_title", "role", "unit", "is_unit_approver", "email", "phone")
STALE = "Tài khoản đã được người khác khóa hoặc mở trước đó; trang này cho thấy tình trạng hiện tại."


@policy("account.list")
@require_safe
def people(request) -> HttpResponse:
    form = FilterForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    active = {"1": True, "0": False}.get(chosen.get("trang_thai", ""))
    rows = queries.people_by_unit(words=chosen.get("tim", ""), role=chosen.get("vai_tro", ""), active=active)
    sent = request.GET.copy()
    sent.pop("trang", None)
    context = {
        "form": form,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("trang")),
        "query": sent.urlencode(),
        "is_filtered": any(chosen.values()),
        "may_manage": may_use(request.user, "account.manage"),
    }
    return render(request, "access/people.html", context)


@policy("account.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def add(request) -> HttpResponse:
    """Make an account; the answer shows its first password, once."""
    form = PersonForm(request.POST or None, initial={"role": "BC", "unit": request.GET.get("don-vi")})
    if form.is_valid():
        try:
            made, password = service.add_person(
                by=request.user, at=clock.now(), until=clock.wall() + FIRST_PASSWORD_LIVES, **form.cleaned_data
            )
        except InvalidPerson as refusal:
            form.refuse(refusal)
        else:
            return _slip(request, made, password)
    return render(request, "access/person_add.html", {"form": form}, status=422 if form.is_bound else 200)


@policy("account.list")
@require_safe
def person(request, pk: int) -> HttpResponse:
    """One account; whoever manages accounts has the form to change it on this page."""
    return _page(request, get_object_or_404(User.objects.select_related("unit"), pk=pk))


@policy("account.manage")
@require_POST
def change(request, pk: int) -> HttpResponse:
    found = get_object_or_404(User.objects.select_related("unit"), pk=pk)
    require(request.user, "access.manage_person", found)
    form = PersonForm(request.POST, person=found)
    if form.is_valid():
        try:
            changed = service.change_person(found, by=request.user, at=clock.now(), **form.cleaned_data)
        except InvalidPerson as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Đã lưu tài khoản." if changed else "Không có gì thay đổi.")
            return redirect("access:person", pk)
    return _page(request, found, form=form, status=422)


@policy("account.manage")
@require_POST
def renew(request, pk: int) -> HttpResponse:
    found = get_object_or_404(User, pk=pk)
    try:
        until = clock.wall() + FIRST_PASSWORD_LIVES
        password = service.renew_password(found, by=request.user, at=clock.now(), until=until)
    except InvalidPerson as refusal:
        return _page(request, found, problem=str(refusal), status=409)
    except InvalidTransition:
        return _page(request, found, problem="Tài khoản đang bị khóa: mở khóa trước rồi cấp lại mật khẩu.", status=409)
    return _slip(request, found, password)


@policy("account.manage")
@require_POST
def lock(request, pk: int) -> HttpResponse:
    return _switch(request, pk, service.switch_off, "Đã khóa tài khoản; các phiên đang mở kết thúc ngay.")


@policy("account.manage")
@require_POST
def unlock(request, pk: int) -> HttpResponse:
    return _switch(request, pk, service.switch_on, "Đã mở khóa; tài khoản dùng lại mật khẩu cũ.")


@policy("account.release")
@require_POST
def release(request, pk: int) -> HttpResponse:
    found = get_object_or_404(User, pk=pk)
    service.release_person(found, by=request.user, at=clock.now())
    messages.success(request, "Tài khoản đăng nhập lại được ngay.")
    return redirect("access:person", pk)


def _switch(request, pk: int, act, done: str) -> HttpResponse:
    found, form = get_object_or_404(User, pk=pk), ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, found, reason_form=form, status=422)
    try:
        act(found, by=request.user, at=clock.now(), reason=form.cleaned_data["reason"])
    except InvalidPerson as refusal:
        return _page(request, found, problem=str(refusal), status=409)
    except InvalidTransition:
        found.refresh_from_db()
        return _page(request, found, problem=STALE, status=409)
    messages.success(request, done)
    return redirect("access:person", pk)


def _page(request, found: User, *, status: int = 200, **extra) -> HttpResponse:
    may_manage = request.user.has_perm("access.manage_person", found)
    shown = {"form": None, "reason_form": ReasonForm()} | extra
    if may_manage and shown["form"] is None:
        shown["form"] = PersonForm(person=found, initial={name: getattr(found, name) for name in SHOWN})
    context = shown | {
        "person": found,
        "may_manage": may_manage,
        "may_renew": may_manage and found.is_active and found.role not in GRANTED_BY_OPERATOR,
        "rests": queries.rests(found, clock.wall()),
        "history": queries.history_of(found),
    }
    return render(request, "access/person.html", context, status=status)


def _slip(request, found: User, password: str) -> HttpResponse:
    """The first password, once: to be printed or copied and handed over."""
    context = {"person": found, "password": password, "hours": int(FIRST_PASSWORD_LIVES.total_seconds() // 3600)}
    return render(request, "access/slip.html", context)
