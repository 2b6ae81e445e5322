"""Files of an inspection: add, hand out."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.policy import policy
from documents.forms import refusal_status
from documents.services.files import NoRoomForFiles
from documents.views import file_response
from inspections.forms.evidence import EvidenceForm
from inspections.models import Evidence
from inspections.services.evidence import add_evidence
from inspections.services.refusals import Refusal
from inspections.views._visits import visible_inspection
from kit import clock
from kit.workflow import InvalidTransition

NO_ROOM = "Máy chủ tạm hết chỗ lưu tệp; biên bản không bị ảnh hưởng. Hãy thử lại sau."


@policy("evidence.add")
@require_http_methods(["GET", "HEAD", "POST"])
def evidence_add(request, pk: int) -> HttpResponse:
    inspection = visible_inspection(request, pk)
    form = EvidenceForm(request.POST or None, request.FILES or None)
    status = refusal_status(form) if form.is_bound else 200
    if form.is_valid():
        typed = form.cleaned_data
        try:
            add_evidence(inspection, typed["file"], by=request.user, at=clock.now(), caption=typed["caption"])
        except Refusal as refusal:
            form.refuse(refusal)
            status = 422
        except NoRoomForFiles:
            form.add_error(None, NO_ROOM)
            status = 503
        except InvalidTransition:
            form.add_error(None, "Cuộc kiểm tra chưa tiến hành nên chưa có tài liệu để ghi.")
            status = 409
        else:
            messages.success(request, f"Đã thêm “{typed['file'].name}”.")
            return redirect("inspections:detail", pk)
    context = {"form": form, "inspection": inspection, "title": "Thêm ảnh, tài liệu"}
    return render(request, "inspections/inspection_step.html", context, status=status)


@policy("evidence.view")
@require_safe
def evidence_file(request, pk: int) -> HttpResponse:
    """One file, as a download."""
    seen = Evidence.objects.visible_to(request.user).select_related("file")
    return file_response(request, get_object_or_404(seen, pk=pk).file)
