"""The Excel round trip: download the form, upload it, look at the changes, apply them."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.policy import Request, policy
from documents.services.scanning import refuse_infected_workbook
from kit.excel import CONTENT_TYPE, MAX_BYTES, TOO_LARGE, NotAnXlsx, TooLarge, UnreadableWorkbook
from kit.upload_refusals import InfectedFile
from kit.workflow import InvalidTransition
from reports.models import Report
from reports.services.uploads import UploadGone, drop_upload, keep_upload, kept_upload
from reports.services.workbook import (
    Fault,
    Reading,
    RefusedForm,
    apply_form,
    findings_after,
    mark_errors,
    read_form,
    write_form,
)
from reports.views.stale import stale
from reports.views.unit import find

GONE = "Tệp đã tải lên không còn (quá 1 giờ hoặc đã dùng). Số liệu trong cổng chưa thay đổi; hãy tải tệp lên lại."
AROUND_THE_FILE = 16 * 1024  # what a browser sends around a file in a form


class UploadForm(forms.Form):
    """One filled-in form."""

    file = forms.FileField(
        label="Tệp Excel đã nhập",
        max_length=255,
        allow_empty_file=True,  # told in our own words, as every other content that is no workbook
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
        help_text="Biểu tải từ cổng, dạng .xlsx, tối đa 5 MB. Chưa có gì được lưu cho đến khi bấm “Áp dụng”.",
        error_messages={"required": "Hãy chọn tệp Excel đã nhập.", "max_length": "Tên tệp quá dài, hãy đổi tên ngắn."},
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self)
        self.helper.add_input(Submit("send", "Kiểm tra tệp"))


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
        return _page(request, report, refusal=TOO_LARGE, status=413)
    return _answer_upload(request, report)


@csrf_protect
def _answer_upload(request: Request, report: Report) -> HttpResponse:
    if request.method != "POST":
        return _page(request, report)
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, report, form=form, status=422)
    data = form.cleaned_data["file"].read()
    try:
        refuse_infected_workbook(data)
        reading = read_form(data, report)
    except InfectedFile as infected:
        return _page(request, report, refusal=str(infected), status=422)
    except UnreadableWorkbook as error:
        return _page(request, report, refusal=str(error), status=_status_of(error))
    token = keep_upload(data, report, by=request.user) if reading.errors or reading.changes else ""
    return _answer_reading(request, report, reading, token)


def _status_of(error: UnreadableWorkbook) -> int:
    if isinstance(error, TooLarge):
        return 413
    return 415 if isinstance(error, NotAnXlsx) else 422


def _answer_reading(request: Request, report: Report, reading: Reading, token: str) -> HttpResponse:
    if reading.errors:
        return _page(request, report, errors=reading.errors, token=token, status=422)
    found = findings_after(reading, report) if reading.changes else []
    context = {"report": report, "changes": reading.changes, "token": token, "findings": found}
    return render(request, "reports/excel_preview.html", context)


def _page(
    request: Request,
    report: Report,
    *,
    form: UploadForm | None = None,
    refusal: str = "",
    errors: list[Fault] | None = None,
    token: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {"report": report, "form": form or UploadForm(), "refusal": refusal, "errors": errors, "token": token}
    return render(request, "reports/excel_upload.html", context, status=status)


def _gone(request: Request, pk: int) -> HttpResponse:
    messages.error(request, GONE)
    return redirect("reports:excel_upload", pk)


@policy("report.excel")
@require_POST
def excel_apply(request: Request, pk: int) -> HttpResponse:
    """Read the previewed file again and store all of it, or say what stands in the way."""
    report, token = find(request, pk), request.POST.get("tep", "")
    try:
        reading = read_form(kept_upload(token, report, by=request.user), report)
        apply_form(reading, report, by=request.user, at=request.received_at)
        drop_upload(token, report, by=request.user)
    except UploadGone:
        return _gone(request, pk)
    except InvalidTransition:
        return _locked(request, report)
    except UnreadableWorkbook as error:
        return _page(request, report, refusal=str(error), status=422)
    except RefusedForm as refused:
        return _page(request, report, errors=refused.errors, token=token, status=422)
    messages.success(request, f"Đã áp dụng {len(reading.changes)} thay đổi từ tệp Excel.")
    return redirect("reports:edit", pk)


@policy("report.excel")
@require_safe
def excel_marked(request: Request, pk: int) -> HttpResponse:
    """The officer's own workbook back, with what is wrong marked in it."""
    report, token = find(request, pk), request.GET.get("tep", "")
    try:
        data = kept_upload(token, report, by=request.user)
        marked = mark_errors(data, read_form(data, report).errors)
    except UploadGone:
        return _gone(request, pk)
    except UnreadableWorkbook as error:
        return _page(request, report, refusal=str(error), status=422)
    return _workbook(marked, f"can-sua-{report.unit.code}-{report.period.code}.xlsx")
