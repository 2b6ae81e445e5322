"""Pages about people and units."""

from django.contrib import messages
from django.contrib.auth.views import LoginView, LogoutView
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts import queries
from accounts.forms import LoginForm
from accounts.models import Territory
from accounts.policy import policy
from accounts.services.parking import drop, form_key, parked_form
from kit import clock

log_in = policy("public.login")(
    LoginView.as_view(form_class=LoginForm, template_name="accounts/login.html", redirect_authenticated_user=True)
)
log_out = policy("account.own")(LogoutView.as_view())


@policy("account.own")
@require_http_methods(["GET", "HEAD", "POST"])
def parked(request):
    """What was typed when the session had ended: look at it, send it again, or throw it away (POST)."""
    if request.method == "POST":
        drop(request.session)
        messages.success(request, "Đã bỏ nội dung chưa gửi.")
        return redirect("dashboards:home")
    kept = parked_form(request.session, request.user, at=request.received_at)
    if kept is None:
        return render(request, "accounts/parked.html", {})
    shown = [(name.partition("-")[2] or name, text) for name, text in kept.fields.items() if _is_words(name, text)]
    context = {"kept": kept, "shown": shown, "form_key": form_key(request.user, kept.path)}
    return render(request, "accounts/parked.html", context)


def _is_words(name: str, text: str) -> bool:
    """Somebody typed it; the rest of a form steers."""
    return bool(text.strip()) and name[:2] not in ("w-", "s-")


@policy("unit.view")
@require_GET
def unit_list(request):
    return render(request, "accounts/unit_list.html", {"groups": queries.directory(clock.today())})


@policy("unit.view")
@require_GET
def unit_detail(request, code):
    today = clock.today()
    unit = get_object_or_404(queries.units_on(today), code=code)
    context = {
        "unit": unit,
        "below": queries.below(unit.territory, today),
        "is_district": unit.territory and unit.territory.level == Territory.Level.DISTRICT,
    }
    return render(request, "accounts/unit_detail.html", context)
