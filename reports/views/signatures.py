"""Check a signed PDF: is it ours, untouched, signed by whom, and which version."""

import hashlib

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from accounts.policy import Request, policy
from documents.forms import refusal_status
from documents.services.files import MissingFile, content_of
from documents.services.signatures import judge_file
from documents.views import too_large_words
from reports.forms.signatures import SignedFileForm
from reports.models import Consolidation, SignedCopy
from reports.queries.issued import copy_with, issued_as


@policy("document.check")
@csrf_exempt  # a body that is too large is refused unread; csrf_protect below guards the others
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: Request) -> HttpResponse:
    """Upload a PDF and be told in words what it is; nothing is stored."""
    if refusal := too_large_words(request):
        return _page(request, {"form": SignedFileForm(), "refusal": refusal}, status=413)
    return _check(request)


@csrf_protect
def _check(request: Request) -> HttpResponse:
    if request.method != "POST":
        return _page(request, {"form": SignedFileForm()})
    form = SignedFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, {"form": form}, status=refusal_status(form))
    checked = form.cleaned_data["file"]
    return _page(request, {"form": SignedFileForm()} | _found(request, checked.data, checked.name))


@policy("consolidation.download")
@require_safe
def check_copy(request: Request, pk: int) -> HttpResponse:
    """The same of a signed copy that the portal keeps."""
    copy = get_object_or_404(SignedCopy.objects.visible_to(request.user).select_related("file"), pk=pk)
    try:
        data = content_of(copy.file)
    except MissingFile:
        raise Http404 from None
    return _page(request, {"form": SignedFileForm()} | _found(request, data, copy.file.name))


def _found(request: Request, data: bytes, name: str) -> dict:
    """What the page says about one file; links only to what this person may see."""
    judged = judge_file(data)
    issued = issued_as(judged.document) if judged.document else None
    digest = hashlib.sha256(data).hexdigest()
    copy, version = copy_with(digest), issued.version if issued else None
    seen = Consolidation.objects.visible_to(request.user)
    return {
        "judged": judged,
        "issued": issued,
        "copy": copy,
        "version": version if version and seen.filter(pk=version.pk).exists() else None,
        "name": name,
        "digest": digest,
    }


def _page(request: Request, context: dict, *, status: int = 200) -> HttpResponse:
    return render(request, "reports/check_signed.html", context, status=status)
