"""The ledger of clauses, on the screen and on paper."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.policy import Request, may_use, policy
from documents.views import prints
from kit import clock
from kit.pdf import render_pdf_soon
from plans.models import Plan
from plans.queries.ledger import ledger


@policy("plan.view")
@require_safe
def plan_ledger(request: Request, pk: int) -> HttpResponse:
    """Every sentence and its answer; ``?xem=chua`` shows what nobody answers for."""
    return render(request, "plans/ledger.html", _context(request, pk))


@policy("plan.view")
@require_safe
@prints
def plan_ledger_pdf(request: Request, pk: int) -> HttpResponse:
    context = _context(request, pk)
    pdf = render_pdf_soon("plans/pdf/ledger.html", context, title=f"Sổ theo dõi từng câu: {context['plan']}")
    headers = {"Content-Disposition": f'inline; filename="so-theo-doi-{pk}.pdf"', "Cache-Control": "no-store"}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


def _context(request: Request, pk: int) -> dict:
    plan = get_object_or_404(Plan, pk=pk)
    whole = ledger(plan, request.user)
    only_open = request.GET.get("xem") == "chua"
    return {
        "plan": plan,
        "whole": whole,
        "shown": whole.unanswered() if only_open else whole,
        "only_open": only_open,
        "missing": whole.total - whole.answered,
        "may_open": may_use(request.user, "action.open"),
        "at": clock.now(),
    }
