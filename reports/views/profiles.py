"""The outputs of the consolidated report: what each is made of, how it looks, who changed it."""

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST, require_safe

from accounts.policy import Request, may_use, policy
from documents.layout import Content
from kit import clock
from kit.tokens import UnknownTokens
from plans.models import ReportingPeriod
from reports.forms.profiles import LABELS, ProfileForm
from reports.models import ProfileEdit
from reports.queries.passages import left_out
from reports.queries.profiles import Profile, profile_of, shipped
from reports.services.outputs import live_output
from reports.services.profiles import OvertakenProfile, UnfitProfile, edit_profile, history_of, problems_of

OVERTAKEN = (
    "Một người khác vừa sửa mẫu này. Những gì đồng chí nhập còn nguyên trong các ô; xem lịch sử ở dưới rồi lưu lại nếu"
    " vẫn muốn thay."
)
OVERTAKEN_RESET = (
    "Một người khác vừa sửa mẫu này nên chưa trở về mẫu ban đầu. Mẫu hiện nay ở dưới; bấm “Trở về mẫu ban đầu” lần nữa"
    " nếu vẫn muốn bỏ các thay đổi."
)


@policy("profile.view")
@require_safe
def profile(request: Request, code: str) -> HttpResponse:
    """One output as it is now, with a preview from the figures of today."""
    found = _find(code)
    return render(request, "reports/profile.html", _page(request, found, _form(found), shown=found))


@policy("profile.edit")
@require_POST
def profile_edit(request: Request, code: str) -> HttpResponse:
    """Look at the change (``preview``) or store it."""
    found = _find(code)
    form = ProfileForm(request.POST, profile=found)
    if not form.is_valid():
        return _again(request, found, form)
    after, seen = form.edited(), _seen(form.cleaned_data["seen"])
    if "preview" in request.POST:
        form.refuse(problems_of(after))
        shown = None if form.errors else after
        status = 422 if form.errors else 200
        return render(request, "reports/profile.html", _page(request, found, form, shown=shown), status=status)
    try:
        edit_profile(after, by=request.user, at=request.received_at, seen=seen)
    except UnfitProfile as unfit:
        form.refuse(unfit.problems)
        return _again(request, found, form)
    except OvertakenProfile:
        again = request.POST.copy()
        again["seen"] = _last_change(code)
        form.data = again
        return _again(request, found, form, refusal=OVERTAKEN, status=409)
    messages.success(request, "Đã lưu mẫu. Các bản lập từ nay theo mẫu mới; bản đã có giữ nguyên.")
    return redirect("reports:profile", code)


@policy("profile.edit")
@require_POST
def profile_reset(request: Request, code: str) -> HttpResponse:
    """Back to what the portal came with; the history keeps what was there."""
    found = _find(code)
    seen = _seen(request.POST.get("seen", ""))
    try:
        edit_profile(shipped()[code], by=request.user, at=request.received_at, seen=seen)
    except OvertakenProfile:
        return _again(request, found, _form(found), refusal=OVERTAKEN_RESET, status=409)
    messages.success(request, "Đã trở về mẫu ban đầu của cổng.")
    return redirect("reports:profile", code)


def _find(code: str) -> Profile:
    if code not in shipped():
        raise Http404
    return profile_of(code)


def _last_change(code: str) -> str:
    edit = ProfileEdit.objects.filter(code=code).first()
    return edit.edited_at.isoformat() if edit else ""


def _seen(text: str) -> datetime | None:
    try:
        return parse_datetime(text[:40])
    except ValueError:
        return None


def _form(found: Profile) -> ProfileForm:
    return ProfileForm(profile=found, seen=_last_change(found.code))


def _again(
    request: Request, found: Profile, form: ProfileForm, *, refusal: str = "", status: int = 422
) -> HttpResponse:
    context = _page(request, found, form, shown=None) | {"refusal": refusal}
    return render(request, "reports/profile.html", context, status=status)


def _page(request: Request, found: Profile, form: ProfileForm, *, shown: Profile | None) -> dict:
    period = ReportingPeriod.objects.open_by(clock.now()).first()
    content, unresolved = _preview(period, shown, request.received_at)
    return {
        "profile": found,
        "form": form,
        "is_changed": found != shipped()[found.code],
        "last_change": _last_change(found.code),
        "may_edit": may_use(request.user, "profile.edit"),
        "history": history_of(found.code, LABELS),
        "period": period,
        "left_out": left_out(period, shown or found) if period else [],
        "content": content,
        "unresolved": unresolved,
    }


def _preview(period: ReportingPeriod | None, shown: Profile | None, at: datetime) -> tuple[Content | None, list[str]]:
    """The paper from the figures of today, or the codes that stand in the way."""
    if period is None or shown is None:
        return None, []
    try:
        return live_output(period, shown, at=at).content, []
    except UnknownTokens as error:
        return None, error.codes
