"""The unit's shortcuts on its form: "không phát sinh", the portal's own counts, last period's words."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.policy import Request, policy
from kit.workflow import InvalidTransition
from reports.models import Report
from reports.services.beginning import SomethingHappened, carry_over, confirm_nothing, take_counts
from reports.services.problems import section_anchor
from reports.views.entry import parked, save_posted
from reports.views.finding import find
from reports.views.form_page import form_page


@policy("report.edit")
@require_POST
def nothing(request: Request, pk: int) -> HttpResponse:
    """Save what stands in the form, then confirm that nothing happened."""

    def confirm(report: Report) -> HttpResponse:
        try:
            codes = confirm_nothing(report, by=request.user, at=request.received_at)
        except SomethingHappened as found:
            messages.error(request, f"Không xác nhận được: {', '.join(found.codes)} đang có số lớn hơn 0.")
            return redirect(f"{reverse('reports:edit', args=[pk])}#{found.codes[0]}")
        messages.success(request, f"Đã xác nhận kỳ này không phát sinh; ghi 0 vào {len(codes)} ô còn trống.")
        return redirect("reports:edit", pk)

    return _saved_first(request, pk, confirm)


@policy("report.edit")
@require_POST
def counts(request: Request, pk: int) -> HttpResponse:
    """Save what stands in the form, then put the portal's own counts into the rows that are still blank."""

    def take(report: Report) -> HttpResponse:
        codes = take_counts(report, by=request.user, at=request.received_at)
        words = (
            f"Đã điền số cổng đếm được vào {len(codes)} ô còn trống. Kiểm tra lại; số nào sửa khác thì ghi giải trình."
        )
        messages.success(request, words if codes else "Không còn ô trống nào mà cổng đếm được số.")
        return redirect("reports:edit", pk)

    return _saved_first(request, pk, take)


@policy("report.edit")
@require_POST
def carry(request: Request, pk: int) -> HttpResponse:
    """Save what stands in the form, then put last period's words into the named section."""
    code = request.POST.get("section", "")

    def copy(report: Report) -> HttpResponse:
        if carry_over(report, code, by=request.user, at=request.received_at):
            messages.success(request, f"Đã chép lời văn kỳ trước vào mục {code}. Hãy sửa cho đúng kỳ này.")
        else:
            messages.error(request, "Không chép được: mục này đã có nội dung, hoặc kỳ trước để trống.")
        return redirect(f"{reverse('reports:edit', args=[pk])}#{section_anchor(code)}")

    return _saved_first(request, pk, copy)


def _saved_first(request: Request, pk: int, act: Callable[[Report], HttpResponse]) -> HttpResponse:
    """The form again when something on it cannot be stored; else what ``act`` answers."""
    report = find(request, pk)
    try:
        saved = save_posted(request, report)
        return act(report) if saved.is_clean else form_page(request, find(request, pk), saved)
    except InvalidTransition:
        return parked(request, find(request, pk))
