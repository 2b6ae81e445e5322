"""The answer to what is not possible any more: 409, what happened, that nothing was changed, where to go on."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from accounts.policy import Request
from reports.models import Report

STALE = "Báo cáo này vừa đổi trạng thái nên thao tác không thực hiện được."


def stale(request: Request, report: Report, words: str = STALE) -> HttpResponse:
    """The report as it is now, and the way to it; who only opened an old link is led there at once."""
    if request.method != "POST":
        messages.error(request, words)
        return redirect("reports:detail", report.pk)
    now = Report.objects.select_related("unit", "period", "decided_by", "submitted_by").get(pk=report.pk)
    return render(request, "reports/stale.html", {"report": now, "words": words}, status=409)
