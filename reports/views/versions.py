"""What becomes of a version of the consolidated report: chốt, trình ký, duyệt, trả lại, ghi số."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from accounts.policy import Request, policy
from jobs.wake import wake_on_commit
from kit.workflow import InvalidTransition
from reports.forms.versions import DecisionForm, FreezeForm, IssueForm
from reports.models import Consolidation
from reports.services import versions
from reports.views.totals import find_version, version_page

STALE_STATE = "Bản này vừa đổi tình trạng nên thao tác không thực hiện được; dưới đây là tình trạng mới nhất."
STALE_FIGURES = (
    "Số liệu hoặc mẫu đã thay đổi từ khi lập bản dự thảo này (có báo cáo mới được duyệt, bị trả lại, điều chỉnh;"
    " hoặc mẫu của đầu ra vừa được sửa)."
    " Hãy lập bản mới rồi chốt bản đó."
)
TOO_SHORT = f"Ghi rõ lý do, ít nhất {versions.MIN_REASON} ký tự."


def _act(request: Request, pk: int, form, call: Callable[..., Consolidation], done: str) -> HttpResponse:
    """Check the form, call the service, answer; what was typed comes back beside its message."""
    version = find_version(request, pk)
    if not form.is_valid():
        return _again(request, pk, form)
    try:
        version = call(version, by=request.user, at=request.received_at, **form.cleaned_data)
    except versions.ReasonNeeded as error:
        form.add_error(error.field, TOO_SHORT)
        return _again(request, pk, form)
    except versions.WrongNumber as error:
        form.add_error(error.field, error.words)
        return _again(request, pk, form)
    except versions.Stale:
        return _again(request, pk, form, STALE_FIGURES, status=409)
    except InvalidTransition:
        return _again(request, pk, form, STALE_STATE, status=409)
    messages.success(request, done)
    return redirect("reports:consolidation", version.pk)


def _again(request: Request, pk: int, form, words: str = "", status: int = 422) -> HttpResponse:
    context = version_page(request, pk) | {form.place: form, "refusal": words}
    return render(request, "reports/consolidation.html", context, status=status)


@policy("consolidation.freeze")
@require_POST
def freeze(request: Request, pk: int) -> HttpResponse:
    """Chốt: the draft becomes final and is printed once more without "DỰ THẢO"."""
    done = "Đã chốt. Bản in chính thức đang được lập; nội dung từ nay không đổi nữa."
    answer = _act(request, pk, FreezeForm(request.POST), versions.freeze_version, done)
    version = find_version(request, pk)
    if version.job and version.job.is_open:
        wake_on_commit(version.job.pk)
    return answer


@policy("consolidation.propose")
@require_POST
def withdraw(request: Request, pk: int) -> HttpResponse:
    """Put a final version aside before it is laid before the leader."""
    form = DecisionForm(request.POST, place="withdraw_form")
    return _act(request, pk, form, versions.unfreeze_version, "Đã đưa bản này ra ngoài; lập bản mới khi sẵn sàng.")


@policy("consolidation.propose")
@require_POST
def propose(request: Request, pk: int) -> HttpResponse:
    """Trình ký."""
    form = DecisionForm(request.POST, place="propose_form", needs_words=False)
    return _act(request, pk, form, _without_words(versions.propose_version), "Đã trình lãnh đạo ký.")


@policy("consolidation.approve")
@require_POST
def approve(request: Request, pk: int) -> HttpResponse:
    """The leader agrees to sign."""
    form = DecisionForm(request.POST, place="decision_form", needs_words=False)
    return _act(
        request,
        pk,
        form,
        versions.approve_version,
        "Đã duyệt. Sau khi văn thư cấp số, đóng dấu, phòng chủ trì ghi số và ngày vào cổng.",
    )


@policy("consolidation.approve")
@require_POST
def send_back(request: Request, pk: int) -> HttpResponse:
    """The leader gives it back with words."""
    form = DecisionForm(request.POST, place="decision_form")
    return _act(request, pk, form, versions.send_back_version, "Đã trả lại kèm ý kiến.")


@policy("consolidation.freeze")
@require_POST
def issue(request: Request, pk: int) -> HttpResponse:
    """Ghi số và ngày của bản đã ký."""
    done = "Đã ghi số, ngày. Đây là bản có hiệu lực; bản trước (nếu có) chuyển thành “đã được thay thế”."
    return _act(request, pk, IssueForm(request.POST), versions.issue_version, done)


def _without_words(call: Callable[..., Consolidation]) -> Callable[..., Consolidation]:
    def act(version: Consolidation, *, words: str, **named) -> Consolidation:
        return call(version, **named)

    return act
