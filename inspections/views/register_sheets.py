"""The register out to and in from spreadsheets."""

from crispy_forms.helper import FormHelper
from django import forms
from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.policy import policy
from inspections import queries
from inspections.forms.filters import EstablishmentFilter
from inspections.models import RegisterExport, RegisterImport
from inspections.queries.register import listed
from inspections.services.register_export import WHILE_WAITING, export_register, order_export
from inspections.services.register_import import marked_workbook, order_apply, send_import
from inspections.services.register_sheet import COLUMNS, NOTES
from inspections.states import ImportState
from inspections.views._lists import criteria_of
from jobs.wake import wake_on_commit
from kit import clock
from kit.excel import CONTENT_TYPE
from kit.excel_guard import NotAnXlsx, TooLarge
from kit.excel_rows import LONG_LIST, write_rows
from kit.upload_refusals import InfectedFile
from kit.workflow import InvalidTransition

AROUND_THE_FILE = 16 * 1024  # what a browser sends around a file in a form
GONE = "Tệp này đã được xử lý hoặc không còn ở bước đó. Tải lại trang để xem trạng thái mới nhất."


class UploadForm(forms.Form):
    """One workbook of establishments."""

    file = forms.FileField(
        label="Tệp Excel",
        allow_empty_file=True,  # told in our own words, as every other content that is no workbook
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
        help_text="Dạng .xlsx, nhiều nhất 100.000 dòng, 40 MB. Chưa có gì được lưu cho đến khi đồng chí xác nhận.",
        error_messages={"required": "Hãy chọn tệp Excel."},
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self)
        self.helper.form_tag = False


@policy("establishment.export")
@require_http_methods(["GET", "HEAD", "POST"])
def establishment_export(request) -> HttpResponse:
    """POST: the rows of the list with its filters, at once or by a worker. GET: what the worker wrote for me."""
    if request.method != "POST":
        return _exports(request)
    wanted = criteria_of(EstablishmentFilter(request.GET, districts=queries.districts(clock.today())))
    rows = listed(request.user, wanted)
    if rows.count() > WHILE_WAITING:
        order = order_export(wanted, by=request.user, at=clock.now())
        if order.job_id:
            wake_on_commit(order.job_id)
        return redirect("inspections:establishment_export")
    book = export_register(rows, by=request.user, at=clock.now(), day=wanted.day)
    return _workbook(book, f"so-co-so-{wanted.day:%Y-%m-%d}.xlsx")


def _exports(request) -> HttpResponse:
    mine = RegisterExport.objects.filter(ordered_by=request.user).select_related("job")
    asked = request.GET.get("tai", "")
    if asked.isascii() and asked.isdecimal() and len(asked) < 10:
        order = mine.exclude(file="").filter(pk=asked).first()
        if order and default_storage.exists(order.path):
            with default_storage.open(order.path) as file:
                return _workbook(file.read(), f"so-co-so-{order.criteria['day']}.xlsx")
    template = "_export_list.html" if request.headers.get("HX-Request") else "export_list.html"
    is_open = any(order.job and order.job.is_open for order in mine)
    return render(request, f"inspections/{template}", {"orders": mine, "is_open": is_open})


@policy("establishment.edit")
@require_safe
def import_template(request) -> HttpResponse:
    """An empty sheet with the right columns and how to fill it in."""
    columns = [(label, width) for name, label, width in COLUMNS if name != "commune_name"]
    return _workbook(write_rows("Cơ sở", columns, [], notes=NOTES), "mau-nhap-so-co-so.xlsx")


@policy("establishment.edit")
@csrf_exempt  # a body that is too large is refused unread; csrf_protect below guards the others
@require_http_methods(["GET", "HEAD", "POST"])
def import_new(request) -> HttpResponse:
    if int(request.META.get("CONTENT_LENGTH") or 0) > LONG_LIST.size + AROUND_THE_FILE:
        return _page(request, UploadForm(), refusal=LONG_LIST.too_large, status=413)
    return _answer_upload(request)


@csrf_protect
def _answer_upload(request) -> HttpResponse:
    if request.method != "POST":
        return _page(request, UploadForm())
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=422)
    sent = form.cleaned_data["file"]
    try:
        batch = send_import(sent.read(), sent.name, by=request.user, at=clock.now())
    except InfectedFile as infected:
        return _page(request, UploadForm(), refusal=str(infected), status=422)
    except (NotAnXlsx, TooLarge) as error:
        return _page(request, UploadForm(), refusal=str(error), status=415 if isinstance(error, NotAnXlsx) else 413)
    if batch.job_id:
        wake_on_commit(batch.job_id)
    return redirect("inspections:import", batch.pk)


@policy("establishment.edit")
@require_safe
def import_detail(request, pk: int) -> HttpResponse:
    """Progress while it is read or written; then what it says."""
    template = "_import_card.html" if request.headers.get("HX-Request") else "import_detail.html"
    return render(request, f"inspections/{template}", {"batch": _visible(request, pk)})


@policy("establishment.edit")
@require_POST
def import_apply(request, pk: int) -> HttpResponse:
    batch = _visible(request, pk)
    try:
        batch = order_apply(batch, by=request.user, at=clock.now(), skips_suspects="bo_qua" in request.POST)
    except InvalidTransition:
        return render(request, "inspections/import_detail.html", {"batch": batch, "problem": GONE}, status=409)
    if batch.job_id:
        wake_on_commit(batch.job_id)
    return redirect("inspections:import", pk)


@policy("establishment.edit")
@require_safe
def import_marked(request, pk: int) -> HttpResponse:
    batch = _visible(request, pk)
    readable = batch.state == ImportState.FAULTY and not batch.outcome.get("refusal")
    if not readable or not default_storage.exists(batch.path):
        messages.error(request, "Tệp này không còn trên máy chủ hoặc không có ô nào để đánh dấu: gửi lại tệp.")
        return redirect("inspections:import", pk)
    return _workbook(marked_workbook(batch), "so-co-so-can-sua.xlsx")


def _visible(request, pk: int) -> RegisterImport:
    return get_object_or_404(RegisterImport.objects.visible_to(request.user).select_related("job"), pk=pk)


def _page(request, form: UploadForm, *, refusal: str = "", status: int = 200) -> HttpResponse:
    recent = RegisterImport.objects.visible_to(request.user)[:10]
    context = {"form": form, "refusal": refusal, "recent": recent}
    return render(request, "inspections/import_form.html", context, status=status)


def _workbook(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=CONTENT_TYPE, headers=headers)
