"""The signed paper of a version: attach, hand out."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from accounts.policy import Request, policy
from documents.forms import refusal_status
from documents.services.files import NoRoomForFiles
from documents.views import file_response, too_large_words
from kit.workflow import InvalidTransition
from reports.forms.versions import SignedCopyForm
from reports.models import SignedCopy
from reports.services.signed_copies import RefusedCopy, attach_copy
from reports.views.totals import find_version, version_page

NO_ROOM = "Máy chủ tạm hết chỗ lưu tệp; hãy thử lại sau."
TOO_SOON = "Ghi số, ngày văn thư cấp trước rồi mới đính kèm bản đã ký."


@policy("consolidation.freeze")
@csrf_exempt  # a body that is too large is refused unread; csrf_protect below guards the others
@require_POST
def attach(request: Request, pk: int) -> HttpResponse:
    """Keep the scan or the digitally signed file."""
    if refusal := too_large_words(request):
        return _page(request, pk, refusal=refusal, status=413)
    return _attach(request, pk)


@csrf_protect
def _attach(request: Request, pk: int) -> HttpResponse:
    version = find_version(request, pk)
    form = SignedCopyForm(request.POST, request.FILES, has_cover=version.cover_id is not None)
    if not form.is_valid():
        return _page(request, pk, form=form, status=refusal_status(form))
    typed = form.cleaned_data
    try:
        attach_copy(version, typed["file"], kind=typed["kind"], by=request.user, at=request.received_at)
    except RefusedCopy as refused:
        form.add_error("file", str(refused))
        return _page(request, pk, form=form, status=422)
    except NoRoomForFiles:
        return _page(request, pk, form=form, refusal=NO_ROOM, status=503)
    except InvalidTransition:
        return _page(request, pk, refusal=TOO_SOON, status=409)
    messages.success(request, f"Đã đính kèm bản đã ký “{typed['file'].name}”.")
    return redirect("reports:consolidation", pk)


def _page(
    request: Request, pk: int, *, form: SignedCopyForm | None = None, refusal: str = "", status: int
) -> HttpResponse:
    context = version_page(request, pk) | {"refusal": refusal} | ({"copy_form": form} if form else {})
    return render(request, "reports/consolidation.html", context, status=status)


@policy("consolidation.download")
@require_safe
def copy(request: Request, pk: int) -> HttpResponse:
    """One signed file, as a download."""
    seen = SignedCopy.objects.visible_to(request.user).select_related("file")
    return file_response(request, get_object_or_404(seen, pk=pk).file)
