"""One's own account."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from access.forms import ContactForm, OwnPasswordForm
from access.services.own import change_own_contact, change_own_password
from accounts.models import User
from accounts.policy import policy
from kit import clock


@policy("account.own")
@require_http_methods(["GET", "HEAD", "POST"])
def change_password(request):
    """Whoever came in with a first password is led here from every other page."""
    form = OwnPasswordForm(request.user, request.POST or None)
    if form.is_valid():
        change_own_password(request.user, form.cleaned_data["new_password1"], at=clock.now())
        update_session_auth_hash(request, User.objects.get(pk=request.user.pk))
        messages.success(request, "Đã đổi mật khẩu. Các phiên đăng nhập khác của tài khoản này đã kết thúc.")
        return redirect("dashboards:home")
    return render(request, "access/password.html", {"form": form}, status=422 if form.is_bound else 200)


@policy("account.own")
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request):
    """Who the portal takes me for; what I may change of it."""
    user = request.user
    form = ContactForm(user, request.POST or None, initial={"email": user.email, "phone": user.phone})
    if form.is_valid():
        values = form.cleaned_data
        changed = change_own_contact(user, email=values["email"], phone=values["phone"], at=clock.now())
        messages.success(request, "Đã lưu." if changed else "Không có gì thay đổi.")
        return redirect("access:own")
    return render(request, "access/own.html", {"form": form}, status=422 if form.is_bound else 200)
