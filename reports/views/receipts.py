"""Receipts: the page, the paper, and the check that anybody may make."""

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.policy import Request, policy
from documents.views import prints
from kit.address import client_address
from kit.pdf import render_pdf_soon
from reports.models import Receipt
from reports.services.receipts import TooManyTries, check_code

WAIT = 60  # seconds after which a code may be tried again


class CodeForm(forms.Form):
    """A verification code as it stands on a receipt."""

    ma = forms.CharField(
        label="Mã kiểm tra",
        max_length=60,
        error_messages={"required": "Hãy nhập mã kiểm tra.", "max_length": "Mã kiểm tra chỉ có 20 chữ và số."},
    )


def _find(request: Request, pk: int) -> Receipt:
    related = "round__report__unit", "round__report__period"
    return get_object_or_404(Receipt.objects.visible_to(request.user).select_related(*related), pk=pk)


@policy("report.view")
@require_safe
def receipt(request: Request, pk: int) -> HttpResponse:
    """The receipt of one sending."""
    return render(request, "reports/receipt.html", _context(request, _find(request, pk)))


@policy("report.view")
@require_safe
@prints
def receipt_pdf(request: Request, pk: int) -> HttpResponse:
    """The same on one page of paper."""
    found = _find(request, pk)
    pdf = render_pdf_soon("reports/pdf/receipt.html", _context(request, found), title=str(found))
    name = f"bien-nhan-{found.year}-{found.number:04d}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


def _context(request: Request, found: Receipt) -> dict:
    sent = found.round
    return {
        "receipt": found,
        "sent": sent,
        "report": sent.report,
        "is_on_time": sent.report.was_on_time,
        "demo_mark": "DỮ LIỆU MINH HỌA" if settings.DEMO else "",
    }


@policy("public.verify")
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: Request) -> HttpResponse:
    """Whether a code belongs to a receipt or document of ours; number and day, and nothing of the content."""
    if request.method != "POST":
        form = CodeForm(initial={"ma": request.GET.get("ma", "")[:60]})
        return render(request, "reports/verify.html", {"form": form})
    form = CodeForm(request.POST)
    if not form.is_valid():
        return render(request, "reports/verify.html", {"form": form}, status=422)
    try:
        verdict = check_code(form.cleaned_data["ma"], address=client_address(request), at=request.received_at)
    except TooManyTries:
        page = render(request, "reports/verify.html", {"form": form, "must_wait": True}, status=429)
        page.headers["Retry-After"] = str(WAIT)
        return page
    return render(request, "reports/verify.html", {"form": form, "verdict": verdict})
