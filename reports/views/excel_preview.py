"""The preview of an uploaded form: what it changes and what is still needed, typed right here; one click stores it."""

from collections.abc import Mapping

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.policy import Request, policy
from accounts.services.parking import form_key
from kit.excel import UnreadableWorkbook
from kit.workflow import InvalidTransition
from reports.models import Report
from reports.services import submission
from reports.services.entry import USUAL_NOTES
from reports.services.uploads import UploadGone, drop_upload, kept_upload
from reports.services.workbook import Fault, Reading, RefusedForm, apply_form, needs_of, read_form
from reports.services.workbook_layout import NO, NOTE, STATUS, TEXT, VALUE, YES
from reports.states import CellStatus
from reports.views.finding import find
from reports.views.form_page import form_page
from reports.views.stale import stale

GONE = "Tệp đã tải lên không còn (quá 1 giờ hoặc đã dùng). Số liệu trong cổng chưa thay đổi; hãy tải tệp lên lại."
COLUMNS = {"v": VALUE, "n": NOTE, "s": STATUS, "t": TEXT}
PREFIXES = {column: prefix for prefix, column in COLUMNS.items()}
MAX_TYPED = 25_000  # more than any cell of the form may hold, so that its own message is told


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


def upload_page(
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


def gone(request: Request, pk: int) -> HttpResponse:
    messages.error(request, GONE)
    return redirect("reports:excel_upload", pk)


def typed_over(post: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """(code, heading) → what was typed on the preview instead of the file's cell."""
    named = ((name.partition("-"), text) for name, text in post.items())
    return {
        (code, COLUMNS[prefix]): text[:MAX_TYPED] for (prefix, sign, code), text in named if sign and prefix in COLUMNS
    }


def preview(request: Request, report: Report, reading: Reading, token: str, status: int = 0) -> HttpResponse:
    """Every change, and every need with its field; 422 while something in the file cannot be read."""
    if any(not fault.column for fault in reading.errors):
        return upload_page(request, report, errors=reading.errors, token=token, status=422)
    needs = needs_of(reading, report) if reading.changes or reading.errors or reading.mended else None
    shown = {(code, column) for code, need in (needs.items if needs else {}).items() for column in need.columns}
    context = {
        "report": report,
        "changes": [(change, (change.code, change.column) in reading.mended) for change in reading.changes],
        "needs": needs,
        "fields": _fields(needs),
        "kept": [(f"{PREFIXES[at[1]]}-{at[0]}", text) for at, text in reading.mended.items() if at not in shown],
        "errors": reading.errors,
        "token": token,
        "statuses": CellStatus.labels,
        "usual_notes": USUAL_NOTES,
        "answers": [YES, NO],
        "may_forward": submission.may_forward(request.user),
        "held_back": "trinh" in request.POST,
        "form_key": form_key(request.user, reverse("reports:excel_apply", args=[report.pk])),
    }
    return render(request, "reports/excel_preview.html", context, status=status or (422 if reading.errors else 200))


def _fields(needs) -> list[dict]:
    """The needs as the template shows them: which boxes, and what stands in them."""
    return [
        {"need": need} | {PREFIXES[column]: (True, text) for column, text in need.columns.items()}
        for need in (needs.items.values() if needs else ())
    ]


@policy("report.excel")
@require_POST
def excel_apply(request: Request, pk: int) -> HttpResponse:
    """Read the file again with what was typed beside it, and store all of it, or say what stands in the way."""
    report, token, mended = find(request, pk), request.POST.get("tep", ""), typed_over(request.POST)
    if "trinh" in request.POST and not submission.may_forward(request.user):
        raise PermissionDenied("reports.forward_report")
    try:
        data = kept_upload(token, report, by=request.user)
        reading = read_form(data, report, mended)
        if "xem" in request.POST:
            return preview(request, report, reading, token)
        if "trinh" in request.POST and not needs_of(reading, report).is_complete:
            return preview(request, report, reading, token, status=422)
        apply_form(reading, report, by=request.user, at=request.received_at)
        drop_upload(token, report, by=request.user)
    except UploadGone:
        return _kept_on_the_page(request, report, mended, GONE) if any(mended.values()) else gone(request, pk)
    except InvalidTransition:
        return _kept_on_the_page(request, find(request, pk), mended) if any(mended.values()) else stale(request, report)
    except UnreadableWorkbook as error:
        return upload_page(request, report, refusal=str(error), status=422)
    except RefusedForm as refused:
        reading.errors = refused.errors
        return preview(request, report, reading, token, status=422)
    messages.success(request, f"Đã áp dụng {len(reading.changes)} thay đổi từ tệp Excel.")
    return _forward(request, report) if "trinh" in request.POST else redirect("reports:edit", pk)


def _kept_on_the_page(
    request: Request, report: Report, mended: Mapping[tuple[str, str], str], words: str = ""
) -> HttpResponse:
    """Nothing was stored: what was typed is shown, to be copied."""
    typed = [(f"{code}, {column}", text) for (code, column), text in mended.items() if text]
    return render(request, "reports/parked.html", {"report": report, "typed": typed, "words": words}, status=409)


def _forward(request: Request, report: Report) -> HttpResponse:
    """Straight on to the head of the unit; what still keeps it back is listed on the form."""
    try:
        submission.forward_report(report, by=request.user, at=request.received_at)
    except submission.IncompleteReport as error:
        return form_page(request, find(request, report.pk), problems=error.problems)
    except InvalidTransition:
        return stale(request, report)
    messages.success(request, "Đã trình trưởng đơn vị. Báo cáo chỉ rời đơn vị khi trưởng bấm “Gửi báo cáo về Sở”.")
    return redirect("reports:detail", report.pk)
