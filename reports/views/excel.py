"""The Excel round trip: download the form, upload it; the preview is in excel_preview."""

from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from accounts.policy import Request, policy
from documents.services.scanning import refuse_infected_workbook
from kit.excel import CONTENT_TYPE, MAX_BYTES, TOO_LARGE, NotAnXlsx, TooLarge, UnreadableWorkbook
from kit.upload_refusals import InfectedFile
from reports.models import Report
from reports.services.uploads import UploadGone, keep_upload, kept_upload
from reports.services.workbook import mark_errors, read_form, write_form
from reports.views.excel_preview import UploadForm, gone, preview, upload_page
from reports.views.finding import find
from reports.views.stale import stale

AROUND_THE_FILE = 16 * 1024  # what a browser sends around a file in a form


@policy("report.excel")
@require_safe
def excel_form(request: Request, pk: int) -> HttpResponse:
    """The form as XLSX, with what is stored now."""
    report = find(request, pk)
    if not report.is_editable:
        return _locked(request, report)
    return _workbook(write_form(report), f"bieu-{report.unit.code}-{report.period.code}.xlsx")


def _workbook(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=CONTENT_TYPE, headers=headers)


def _locked(request: Request, report: Report) -> HttpResponse:
    return stale(request, report)


@policy("report.excel")
@csrf_exempt  # a body that is too large is refused unread; csrf_protect below guards the others
@require_http_methods(["GET", "HEAD", "POST"])
def excel_upload(request: Request, pk: int) -> HttpResponse:
    """The upload page; POST answers with the preview, or with everything that is wrong."""
    report = find(request, pk)
    if not report.is_editable:
        return _locked(request, report)
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BYTES + AROUND_THE_FILE:
        return upload_page(request, report, refusal=TOO_LARGE, status=413)
    return _answer_upload(request, report)


@csrf_protect
def _answer_upload(request: Request, report: Report) -> HttpResponse:
    if request.method != "POST":
        return upload_page(request, report)
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return upload_page(request, report, form=form, status=422)
    data = form.cleaned_data["file"].read()
    try:
        refuse_infected_workbook(data)
        reading = read_form(data, report)
    except InfectedFile as infected:
        return upload_page(request, report, refusal=str(infected), status=422)
    except UnreadableWorkbook as error:
        return upload_page(request, report, refusal=str(error), status=_status_of(error))
    token = keep_upload(data, report, by=request.user) if reading.errors or reading.changes else ""
    return preview(request, report, reading, token)


def _status_of(error: UnreadableWorkbook) -> int:
    if isinstance(error, TooLarge):
        return 413
    return 415 if isinstance(error, NotAnXlsx) else 422


@policy("report.excel")
@require_safe
def excel_marked(request: Request, pk: int) -> HttpResponse:
    """The officer's own workbook back, with what is wrong marked in it."""
    report, token = find(request, pk), request.GET.get("tep", "")
    try:
        data = kept_upload(token, report, by=request.user)
        marked = mark_errors(data, read_form(data, report).errors)
    except UploadGone:
        return gone(request, pk)
    except UnreadableWorkbook as error:
        return upload_page(request, report, refusal=str(error), status=422)
    return _workbook(marked, f"can-sua-{report.unit.code}-{report.period.code}.xlsx")
