"""Files of a report: add, hand out, take off."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.policy import Request, policy
from documents.forms import refusal_status
from documents.services.files import NoRoomForFiles
from documents.views import file_response, too_large_words
from kit.workflow import InvalidTransition
from reports.forms.attachments import AttachmentForm
from reports.models import Report, ReportAttachment
from reports.services.attachments import RefusedAttachment, attach_file, remove_file
from reports.views.finding import find
from reports.views.stale import stale

NO_ROOM = "Máy chủ tạm hết chỗ lưu tệp; số liệu không bị ảnh hưởng. Hãy thử lại sau, báo cáo vẫn gửi được."


@policy("report.attach")
@csrf_exempt  # a body that is too large is refused unread; csrf_protect below guards the others
@require_http_methods(["GET", "HEAD", "POST"])
def attach(request: Request, pk: int) -> HttpResponse:
    """The files of a report, and room for one more."""
    report = find(request, pk)
    if refusal := too_large_words(request):
        return _page(request, report, AttachmentForm(), refusal=refusal, status=413)
    return _answer(request, report)


@csrf_protect
def _answer(request: Request, report: Report) -> HttpResponse:
    if request.method != "POST":
        return _page(request, report, AttachmentForm())
    form = AttachmentForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, report, form, status=refusal_status(form))
    typed = form.cleaned_data
    described = {"kind": typed["kind"], "number": typed["number"], "signed_on": typed["signed_on"]}
    try:
        attach_file(report, typed["file"], by=request.user, at=request.received_at, **described)
    except RefusedAttachment as refused:
        return _page(request, report, form, refusal=str(refused), status=422)
    except NoRoomForFiles:
        return _page(request, report, form, refusal=NO_ROOM, status=503)
    except InvalidTransition:
        return stale(request, report)
    messages.success(request, f"Đã đính kèm “{typed['file'].name}”.")
    return redirect("reports:attach", report.pk)


def _page(
    request: Request, report: Report, form: AttachmentForm, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    context = {"report": report, "form": form, "refusal": refusal, "attachments": attachments_for(request, report)}
    return render(request, "reports/attachments.html", context, status=status)


def attachments_for(request: Request, report: Report) -> list[ReportAttachment]:
    """The files of a report that this person may see."""
    seen = ReportAttachment.objects.visible_to(request.user).standing().filter(report=report)
    return list(seen.select_related("file__uploaded_by"))


@policy("report.view")
@require_safe
def attachment(request: Request, pk: int) -> HttpResponse:
    """One file, as a download."""
    seen = ReportAttachment.objects.visible_to(request.user).select_related("file")
    return file_response(request, get_object_or_404(seen, pk=pk).file)


@policy("report.attach")
@require_POST
def detach(request: Request, pk: int) -> HttpResponse:
    """Take a file off."""
    found = get_object_or_404(ReportAttachment.objects.visible_to(request.user), pk=pk)
    try:
        remove_file(found, by=request.user, at=request.received_at)
        messages.success(request, "Đã gỡ tệp.")
    except InvalidTransition:
        words = "Báo cáo đã gửi nên không gỡ được tệp. Có thể đính kèm thêm bản đúng."
        return stale(request, found.report, words)
    return redirect("reports:attach", found.report_id)
