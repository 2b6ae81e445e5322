"""The annual draw: its steps on one page, its record and its minutes."""

import json
import logging
from collections.abc import Callable
from io import BytesIO

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.policy import may_use, policy
from documents.services.printing import DamagedFile, printed_file
from inspections.figures.risk import DEFAULT_SCALE
from inspections.forms.draws import ApproveForm, FreezeForm, NamedRowForm, ReasonForm, ScaleForm, StepForm, WitnessForm
from inspections.models import Draw, Inspection, RiskScale
from inspections.queries.draws import drawable_teams, items_of, overlapping
from inspections.services import drawing
from inspections.services.draw_minutes import order_minutes
from inspections.services.refusals import Refusal
from inspections.services.scale import set_scale
from jobs.wake import wake_on_commit
from kit import clock
from kit.workflow import InvalidTransition

logger = logging.getLogger(__name__)
TOO_LATE = "Lần chọn mẫu này không còn ở bước đó. Tải lại trang để xem trạng thái mới nhất."
STEPS: dict[str, tuple[type[StepForm], Callable, str]] = {
    "exclude": (NamedRowForm, drawing.exclude_row, "Đã loại cơ sở khỏi diện chọn."),
    "hold": (WitnessForm, drawing.hold_draw, "Đã chọn mẫu."),
    "replace": (NamedRowForm, drawing.replace_item, "Đã thay cơ sở; cơ sở kế tiếp theo mã băm vào danh sách."),
    "approve": (ApproveForm, drawing.approve_plan, "Đã ghi kế hoạch được phê duyệt."),
    "cancel": (ReasonForm, drawing.cancel_draw, "Đã hủy lần chọn mẫu."),
    "commit": (StepForm, drawing.commit_draw, "Đã công bố mã cam kết."),
    "publish": (StepForm, drawing.publish_draw, "Đã công khai danh sách và hạt giống."),
}


@policy("draw.view")
@require_safe
def draw_list(request) -> HttpResponse:
    draws = Draw.objects.visible_to(request.user).for_listing().defer("frame", "record")
    context = {"draws": draws, "may_hold": may_use(request.user, "draw.hold")}
    return render(request, "inspections/draw_list.html", context)


@policy("draw.view")
@require_safe
def draw_detail(request, pk: int) -> HttpResponse:
    return _detail(request, _visible(request, pk))


@policy("draw.hold")
@require_http_methods(["GET", "HEAD", "POST"])
def draw_new(request) -> HttpResponse:
    today = clock.today()
    form = FreezeForm(
        request.POST or None,
        teams=drawable_teams(today),
        years=range(today.year + 1, today.year - 2, -1),
        initial={"year": today.year, "frozen_on": today, "quota_percent": 20, "certain_from": 60, "raised_from": 30},
    )
    if form.is_valid():
        try:
            draw = drawing.freeze_register(by=request.user, at=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Đã chốt sổ. Xem lại, loại trừ nếu có lý do, rồi công bố mã cam kết.")
            return redirect("inspections:draw", draw.pk)
    return render(request, "inspections/draw_form.html", {"form": form}, status=422 if form.is_bound else 200)


@policy("draw.hold")
@require_POST
def draw_step(request, pk: int, step: str) -> HttpResponse:
    """One step of the draw; ``step`` is a key of STEPS."""
    if step not in STEPS:
        raise Http404
    form_class, service, done = STEPS[step]
    draw, form = _visible(request, pk), form_class(request.POST, auto_id=_ids(step))
    if not form.is_valid():
        return _detail(request, draw, {step: form}, status=422)
    try:
        service(draw, by=request.user, at=clock.now(), **form.cleaned_data)
    except Refusal as refusal:
        form.refuse(refusal)
        return _detail(request, draw, {step: form}, status=422)
    except InvalidTransition:
        return _detail(request, draw, problem=TOO_LATE, status=409)
    messages.success(request, done)
    return redirect("inspections:draw", pk)


@policy("draw.view")
@require_safe
def draw_record(request, pk: int) -> HttpResponse:
    """The published record: what verify_draw reads."""
    draw = _listed(request, pk)
    text = json.dumps(draw.record, ensure_ascii=False, indent=1, sort_keys=True)
    response = HttpResponse(text, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="chon-mau-{draw.year}-{draw.pk}.json"'
    return response


@policy("draw.hold")
@require_POST
def draw_print(request, pk: int) -> HttpResponse:
    draw = _visible(request, pk)
    try:
        job = order_minutes(draw, by=request.user, at=clock.now())
    except InvalidTransition:
        return _detail(request, draw, problem=TOO_LATE, status=409)
    wake_on_commit(job.pk)
    messages.success(request, "Đang in biên bản; tải lại trang sau ít giây.")
    return redirect("inspections:draw", pk)


@policy("draw.view")
@require_safe
def draw_minutes(request, pk: int) -> FileResponse | HttpResponse:
    """The printed minutes, as they were frozen."""
    draw = _listed(request, pk)
    if draw.minutes is None or not draw.minutes.pdf_digest:
        raise Http404
    try:
        content = printed_file(draw.minutes)
    except DamagedFile:
        logger.exception("minutes of draw %s", draw.pk)
        messages.error(request, "Tệp biên bản bị mất hoặc bị thay đổi trên máy chủ: in lại biên bản.")
        return redirect("inspections:draw", pk)
    name = f"bien-ban-chon-mau-{draw.year}.pdf"
    return FileResponse(BytesIO(content), filename=name, as_attachment="tai" in request.GET)


@policy("draw.hold")
@require_http_methods(["GET", "HEAD", "POST"])
def risk_scale(request) -> HttpResponse:
    form = ScaleForm(request.POST or None, points=RiskScale.current())
    if form.is_valid():
        try:
            set_scale(form.points(), by=request.user, at=clock.now(), reason=form.cleaned_data["reason"])
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Đã lưu thang điểm; các lần chọn mẫu đã chốt giữ thang điểm cũ.")
            return redirect("inspections:risk_scale")
    context = {"form": form, "history": RiskScale.objects.select_related("set_by")[:20], "default": DEFAULT_SCALE}
    return render(request, "inspections/risk_scale.html", context, status=422 if form.is_bound else 200)


def _ids(step: str) -> str:
    """Several forms of one page ask for the same things."""
    return f"id_{step}_%s"


def _visible(request, pk: int) -> Draw:
    rows = Draw.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("team__unit", "minutes", "frozen_by"), pk=pk)


def _listed(request, pk: int) -> Draw:
    """A draw whose list the user may know; for anybody else it is not there."""
    draw = _visible(request, pk)
    if draw.record is None or not request.user.has_perm("inspections.view_drawn_list", draw):
        raise Http404
    return draw


def _detail(request, draw: Draw, bound: dict | None = None, problem: str = "", status: int = 200) -> HttpResponse:
    knows = request.user.has_perm("inspections.view_drawn_list", draw)
    forms = {step: form_class(auto_id=_ids(step)) for step, (form_class, _, _) in STEPS.items()} | (bound or {})
    context = {
        "draw": draw,
        "knows": knows,
        "may_hold": request.user.has_perm("inspections.hold_draw", draw),
        "may_plan": knows and draw.is_approved and may_use(request.user, "inspection.plan"),
        "forms": forms,
        "items": items_of(draw, Inspection.objects.visible_to(request.user)) if knows and draw.is_listed else [],
        "overlap": overlapping(draw) if knows and draw.is_listed else [],
        "problem": problem,
    }
    return render(request, "inspections/draw_detail.html", context, status=status)
